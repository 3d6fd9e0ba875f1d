//! Programs that fetch over POP3 alone: getmail and mpop.

use super::ini::{sections, value};
use super::server::address_of;
use crate::domain::account::{EnteredAccount, Security};

/// `getmailrc` of getmail: `[retriever]` names a class, a server and a user.
pub(super) fn getmail(text: &str) -> Vec<EnteredAccount> {
    let account = |(_, lines): &(String, Vec<(String, String)>)| {
        let kind = value(lines, "type");
        let protocol = if kind.contains("POP3") { "pop3" } else { "imap" };
        let security = if kind.contains("SSL") { Security::Tls } else { Security::None };
        let username = value(lines, "username");
        (!value(lines, "server").is_empty()).then(|| EnteredAccount {
            email: address_of(&username),
            protocol: protocol.to_owned(),
            host: value(lines, "server"),
            port: value(lines, "port"),
            security: security.word().to_owned(),
            username,
            ..EnteredAccount::default()
        })
    };
    sections(text).iter().filter(|(name, _)| name == "retriever").filter_map(account).collect()
}

/// `mpoprc` of mpop: `account NAME`, then a setting a line; `defaults` stand for what an account does not say.
pub(super) fn mpop(text: &str) -> Vec<EnteredAccount> {
    let mut defaults: Vec<(String, String)> = Vec::new();
    let mut accounts: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (key, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim().trim_matches('"');
        match key {
            "defaults" => accounts.clear(),
            "account" => {
                let (name, above) = rest.split_once(':').map_or((rest, ""), |(name, above)| (name.trim(), above.trim()));
                let inherited = accounts.iter().find(|(known, _)| known == above).map(|(_, lines)| lines.clone());
                accounts.push((name.to_owned(), inherited.unwrap_or_else(|| defaults.clone())));
            }
            _ => match accounts.last_mut() {
                Some((_, lines)) => lines.push((key.to_owned(), rest.to_owned())),
                None => defaults.push((key.to_owned(), rest.to_owned())),
            },
        }
    }
    let account = |(name, lines): (String, Vec<(String, String)>)| {
        let on = |key: &str| value(&lines, key) != "off";
        let security = match (value(&lines, "tls").as_str(), on("tls_starttls")) {
            ("on" | "", false) => Security::Tls,
            ("on", true) => Security::Starttls,
            _ => Security::None,
        };
        let username = value(&lines, "user");
        (!value(&lines, "host").is_empty()).then(|| EnteredAccount {
            name,
            email: address_of(&username),
            protocol: "pop3".to_owned(),
            host: value(&lines, "host"),
            port: value(&lines, "port"),
            security: security.word().to_owned(),
            username: username.clone(),
            ..EnteredAccount::default()
        })
    };
    accounts.into_iter().filter_map(account).collect()
}
