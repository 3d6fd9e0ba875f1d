//! What the mails of one listing are called in the store.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::domain::account::OnServer;
use crate::domain::mail::pop3::plan::Listed;
use crate::domain::mail::pop3::uidl::Uidl;
use crate::store::arrival::ServerName;
use crate::store::pop3_seen;

/// The names of a listing, and the on-server rule under which its mails are fetched.
#[derive(Debug)]
pub struct Names {
    rule: String,
    listed: Arc<HashSet<Uidl>>,
    copies: HashMap<u32, u32>,
}

impl Names {
    /// Looks through a listing.
    pub fn of(listing: &[Listed], on_server: OnServer) -> Self {
        let mut next: HashMap<&Uidl, u32> = HashMap::new();
        let mut copies = HashMap::new();
        for mail in listing {
            if let Some(uidl) = &mail.uidl {
                let copy = next.entry(uidl).or_default();
                copies.insert(mail.number, *copy);
                *copy += 1;
            }
        }
        let listed = listing.iter().filter_map(|mail| mail.uidl.clone()).collect();
        Self { rule: on_server.word(), listed: Arc::new(listed), copies }
    }

    /// What the mail of this number is called; `None` where the server has no names.
    pub fn name(&self, number: u32, uidl: Option<&Uidl>) -> Option<ServerName> {
        let copy = self.copies.get(&number).copied().unwrap_or(0);
        let name = |uidl: &Uidl| pop3_seen::Name { uidl: uidl.clone(), copy, rule: self.rule.clone(), listed: Arc::clone(&self.listed) };
        uidl.map(|uidl| ServerName::Pop3(name(uidl)))
    }
}
