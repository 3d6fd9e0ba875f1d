//! `accounts.conf` of aerc (aerc-accounts(5)).

use super::ini::{sections, value};
use super::server::Server;
use crate::domain::account::EnteredAccount;

pub(super) fn accounts(text: &str) -> Vec<EnteredAccount> {
    let account = |(name, lines): (String, Vec<(String, String)>)| {
        let source = Server::of_address(&value(&lines, "source"))?;
        let from = value(&lines, "from");
        let (display_name, email) = match from.rsplit_once('<') {
            Some((name, rest)) => (name.trim().trim_matches('"').to_owned(), rest.trim_end_matches('>').trim().to_owned()),
            None => (String::new(), from.trim().to_owned()),
        };
        let mut account = EnteredAccount { name, email, display_name, ..EnteredAccount::default() };
        source.brings(&mut account);
        if let Some(outgoing) = Server::of_address(&value(&lines, "outgoing")) {
            outgoing.sends(&mut account);
        }
        Some(account)
    };
    sections(text).into_iter().filter_map(account).collect()
}
