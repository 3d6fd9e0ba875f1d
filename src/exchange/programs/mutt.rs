//! `neomuttrc` and `muttrc`: the account that the file sets up at its own level.

use std::collections::HashMap;

use super::server::{Server, address_of};
use crate::domain::account::EnteredAccount;

pub(super) fn accounts(text: &str) -> Vec<EnteredAccount> {
    let set = variables(text);
    let get = |name: &str| set.get(name).cloned().unwrap_or_default();
    let incoming = ["pop_host", "folder", "spoolfile", "spool_file"].into_iter().find_map(|name| Server::of_address(&get(name)));
    let Some(incoming) = incoming else { return Vec::new() };
    let login = if incoming.protocol == "pop3" { get("pop_user") } else { get("imap_user") };
    let from = get("from");
    let email = from.rsplit_once('<').map_or(from.as_str(), |(_, rest)| rest.trim_end_matches('>')).trim().to_owned();
    let mut account = EnteredAccount { email, display_name: get("realname"), username: login, ..EnteredAccount::default() };
    incoming.brings(&mut account);
    if account.email.is_empty() {
        account.email = address_of(&account.username);
    }
    if let Some(outgoing) = Server::of_address(&get("smtp_url")) {
        outgoing.sends(&mut account);
    }
    vec![account]
}

/// What `set` sets; a value that other programs print, or that names other variables, is passed over.
fn variables(text: &str) -> HashMap<String, String> {
    let mut set = HashMap::new();
    for line in text.lines().filter_map(|line| line.trim().strip_prefix("set ")) {
        let Some((name, value)) = line.split_once('=') else { continue };
        let value = value.trim();
        let value = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or_default(),
            _ => value.split(char::is_whitespace).next().unwrap_or_default(),
        };
        if !value.contains(['`', '$']) {
            set.insert(name.trim().to_owned(), value.to_owned());
        }
    }
    set
}
