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
    mails: HashMap<u32, Place>,
}

/// Where a mail stands among those of its name.
#[derive(Debug, Clone, Copy)]
struct Place {
    copy: u32,
    alone: bool,
    size: Option<u64>,
}

impl Names {
    /// Looks through a listing; names in doubt say nothing of where other mails are.
    pub fn of(listing: &[Listed], doubted: &HashSet<Uidl>, on_server: OnServer) -> Self {
        let mut copies: HashMap<&Uidl, u32> = HashMap::new();
        let mut mails = HashMap::new();
        for mail in listing {
            if let Some(uidl) = &mail.uidl {
                let copy = copies.entry(uidl).or_default();
                mails.insert(mail.number, Place { copy: *copy, alone: true, size: mail.size });
                *copy += 1;
            }
        }
        for mail in listing {
            if let (Some(uidl), Some(place)) = (&mail.uidl, mails.get_mut(&mail.number)) {
                place.alone = copies.get(uidl) == Some(&1);
            }
        }
        let listed = listing.iter().filter_map(|mail| mail.uidl.clone()).filter(|uidl| !doubted.contains(uidl)).collect();
        Self { rule: on_server.word(), listed: Arc::new(listed), mails }
    }

    /// What the mail of this number is called; `None` where the server has no names.
    pub fn name(&self, number: u32, uidl: Option<&Uidl>) -> Option<ServerName> {
        let Place { copy, alone, size } = self.mails.get(&number).copied()?;
        let name = |uidl: &Uidl| pop3_seen::Name {
            uidl: uidl.clone(),
            copy,
            rule: self.rule.clone(),
            alone,
            size,
            listed: Arc::clone(&self.listed),
        };
        uidl.map(|uidl| ServerName::Pop3(name(uidl)))
    }
}
