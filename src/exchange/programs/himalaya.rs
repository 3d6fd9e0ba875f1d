//! `config.toml` of himalaya, version 1: `[accounts.NAME]` with `backend.*` and `message.send.backend.*`.

use super::server::Server;
use crate::domain::account::{EnteredAccount, Security};

pub(super) fn accounts(text: &str) -> Vec<EnteredAccount> {
    let Ok(config) = text.parse::<toml::Table>() else { return Vec::new() };
    let Some(accounts) = config.get("accounts").and_then(toml::Value::as_table) else { return Vec::new() };
    accounts.iter().filter_map(|(name, account)| one(name, account)).collect()
}

fn one(name: &str, account: &toml::Value) -> Option<EnteredAccount> {
    let word = |value: &toml::Value, key: &str| value.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
    let mut found = EnteredAccount {
        name: name.to_owned(),
        email: word(account, "email"),
        display_name: word(account, "display-name"),
        ..EnteredAccount::default()
    };
    server(account.get("backend")?)?.brings(&mut found);
    if let Some(outgoing) = account.get("message").and_then(|message| message.get("send")?.get("backend")).and_then(server) {
        outgoing.sends(&mut found);
    }
    Some(found)
}

fn server(backend: &toml::Value) -> Option<Server> {
    let word = |key: &str| backend.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
    let encryption = backend.get("encryption");
    let kind = encryption.and_then(|one| one.as_str().or_else(|| one.get("type")?.as_str())).unwrap_or("tls");
    let security = match kind {
        "none" => Security::None,
        "start-tls" => Security::Starttls,
        _ => Security::Tls,
    };
    let protocol = word("type");
    let known = matches!(protocol.as_str(), "imap" | "smtp" | "pop3") && !word("host").is_empty();
    known.then(|| Server {
        protocol,
        host: word("host"),
        port: backend.get("port").and_then(toml::Value::as_integer).map(|port| port.to_string()).unwrap_or_default(),
        security: security.word().to_owned(),
        user: word("login"),
    })
}
