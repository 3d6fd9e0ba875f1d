//! `prefs.js` of Thunderbird: one `user_pref("name", value);` a line.

use std::collections::HashMap;

use super::server::Server;
use crate::domain::account::{EnteredAccount, Security};

pub(super) fn accounts(text: &str) -> Vec<EnteredAccount> {
    let prefs = prefs(text);
    let get = |name: &str| prefs.get(name).cloned().unwrap_or_default();
    let account = |key: &str| {
        let key = key.trim();
        let at = format!("mail.server.{}", get(&format!("mail.account.{key}.server")));
        let protocol = get(&format!("{at}.type"));
        if !matches!(protocol.as_str(), "pop3" | "imap") {
            return None;
        }
        let identity = get(&format!("mail.account.{key}.identities"));
        let identity = format!("mail.identity.{}", identity.split(',').next().unwrap_or_default().trim());
        let mut account = EnteredAccount {
            name: get(&format!("{at}.name")),
            email: get(&format!("{identity}.useremail")),
            display_name: get(&format!("{identity}.fullName")),
            ..EnteredAccount::default()
        };
        let security = match get(&format!("{at}.socketType")).as_str() {
            "3" => Security::Tls,
            "1" | "2" => Security::Starttls,
            _ => Security::None,
        };
        let incoming = Server {
            protocol,
            host: get(&format!("{at}.hostname")),
            port: get(&format!("{at}.port")),
            security: security.word().to_owned(),
            user: get(&format!("{at}.userName")),
        };
        if incoming.host.is_empty() {
            return None;
        }
        incoming.brings(&mut account);
        let smtp = format!("mail.smtpserver.{}", get(&format!("{identity}.smtpServer")));
        let host = get(&format!("{smtp}.hostname"));
        if !host.is_empty() {
            let security = match get(&format!("{smtp}.try_ssl")).as_str() {
                "3" => Security::Tls,
                "1" | "2" => Security::Starttls,
                _ => Security::None,
            };
            let (port, user) = (get(&format!("{smtp}.port")), get(&format!("{smtp}.username")));
            Server { protocol: "smtp".to_owned(), host, port, security: security.word().to_owned(), user }.sends(&mut account);
        }
        Some(account)
    };
    get("mail.accountmanager.accounts").split(',').filter_map(account).collect()
}

fn prefs(text: &str) -> HashMap<String, String> {
    let read = |line: &str| {
        let rest = line.trim().strip_prefix("user_pref(\"")?;
        let (name, value) = rest.split_once("\",")?;
        let value = value.trim().strip_suffix(");")?.trim();
        let value = match value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(words) => words.replace("\\\"", "\"").replace("\\\\", "\\"),
            None => value.to_owned(),
        };
        Some((name.to_owned(), value))
    };
    text.lines().filter_map(read).collect()
}
