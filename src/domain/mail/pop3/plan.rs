//! What a fetch has to do: decided from the server's listing and what the store knows, before anything is done (S60, S67, promises.md A1, A2, A5).

use std::collections::HashMap;

use super::uidl::{SeenState, Uidl};
use crate::domain::account::OnServer;
use crate::domain::ids::MessageKey;
use crate::domain::time::Instant;

/// A mail in the server's listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its number, valid in this session only.
    pub number: u32,
    /// Its lasting name; `None` where the server has no UIDL.
    pub uidl: Option<Uidl>,
    /// What the server says its size is, in bytes: a hint.
    pub size: Option<u64>,
}

/// A mail the store knows under a server's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The server's name for it.
    pub uidl: Uidl,
    /// Tells several mails under one name apart, from 0.
    pub n: u32,
    /// What became of it on the server.
    pub state: SeenState,
    /// When fumi stored it: after-days counts from here.
    pub stored_at: Instant,
    /// Who ordered its deletion on the server, in state [`SeenState::ToDelete`] and after.
    pub order: Option<DeleteOrder>,
    /// Our copy; `None` when the person removed it for good.
    pub message: Option<MessageKey>,
    /// The size of our copy in bytes.
    pub size: u64,
    /// Whether the person deleted it here: it lies in the trash only, or is gone.
    pub deleted_here: bool,
}

/// Who ordered that a mail be deleted on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeleteOrder {
    /// The rule on-fetch, when the mail was stored.
    OnFetch,
    /// The rule after-days: its time came.
    AfterDays,
    /// The rule on-local-delete: the person deleted our copy.
    LocalDelete,
    /// A person, for all that is stored, when the rule was changed.
    Command,
}

impl DeleteOrder {
    /// The word the store keeps.
    pub fn word(self) -> &'static str {
        match self {
            Self::OnFetch => "on-fetch",
            Self::AfterDays => "after-days",
            Self::LocalDelete => "on-local-delete",
            Self::Command => "command",
        }
    }

    /// The order of a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::OnFetch, Self::AfterDays, Self::LocalDelete, Self::Command].into_iter().find(|order| order.word() == word)
    }

    /// Whether many of these at once are held until a person confirms them. What a rule orders for stored mail by itself is not.
    fn can_be_held(self) -> bool {
        matches!(self, Self::LocalDelete | Self::Command)
    }
}

/// What the person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// When mail on the server is deleted.
    pub on_server: OnServer,
    /// The largest mail to fetch, in bytes; `None` fetches any.
    pub max_size: Option<u64>,
    /// Above this many, and 20 % of the mailbox, ordered deletes are held (`sync.mass_delete`).
    pub mass_delete: usize,
    /// Whether the person confirmed held deletes.
    pub confirmed: bool,
}

/// A mail to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retrieve {
    /// Its number in this session.
    pub number: u32,
    /// Its name; `None` where the server has none.
    pub uidl: Option<Uidl>,
    /// The server's word on its size.
    pub size: Option<u64>,
}

/// A mail to delete on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delete {
    /// Its number in this session.
    pub number: u32,
    /// Its lasting name, under which it is noted as deleted once QUIT was answered well.
    pub uidl: Uidl,
    /// Which mails of the store stand behind that name: all must be stored and verified. None when the person removed our copy for good.
    pub copies: Vec<MessageKey>,
    /// Who ordered it.
    pub order: DeleteOrder,
}

/// A change of what the store knows, learned from the listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconcile {
    /// The server's name.
    pub uidl: Uidl,
    /// Which of the mails under that name.
    pub n: u32,
    /// What it is now.
    pub state: SeenState,
}

/// A mail that is left on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// Its number in this session.
    pub number: u32,
    /// Its lasting name; `None` where the server has none.
    pub uidl: Option<Uidl>,
    /// What keeps it there.
    pub reason: SkipReason,
}

/// Why a mail is left on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// It is larger than the person wants.
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The largest size wanted.
        limit: u64,
    },
}

/// Deletes that wait for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldDeletes {
    /// How many.
    pub deletes: usize,
    /// Of how many mails on the server.
    pub of: usize,
}

/// What a fetch has to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FetchPlan {
    /// What to fetch, newest first.
    pub retrieve: Vec<Retrieve>,
    /// What to delete on the server among what is stored already.
    pub delete: Vec<Delete>,
    /// What to write down before anything else.
    pub reconcile: Vec<Reconcile>,
    /// What is left on the server.
    pub skip: Vec<Skip>,
    /// Ordered deletes that are not carried out until a person confirms them.
    pub held: Option<HeldDeletes>,
    /// Whether what is fetched now is deleted on the server once it is stored.
    pub delete_what_is_fetched: bool,
    /// The rule deletes, but the server has no lasting names: nothing is deleted there.
    pub needs_uidl: bool,
}

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Decides what a fetch has to do. `listing` is whole: a listing that was cut never comes here.
pub fn fetch_plan(listing: &[Listed], seen: &[Seen], rules: Rules, now: Instant) -> FetchPlan {
    let all_named = listing.iter().all(|listed| listed.uidl.is_some());
    let named = all_named || listing.iter().any(|listed| listed.uidl.is_some());
    let mut plan = FetchPlan {
        delete_what_is_fetched: named && rules.on_server == OnServer::OnFetch,
        needs_uidl: !named && rules.on_server != OnServer::Leave,
        ..FetchPlan::default()
    };
    let mut known: HashMap<&Uidl, Vec<&Seen>> = HashMap::new();
    for row in seen {
        known.entry(&row.uidl).or_default().push(row);
    }
    let mut listed: HashMap<&Uidl, Vec<&Listed>> = HashMap::new();
    for mail in listing {
        match &mail.uidl {
            Some(uidl) => listed.entry(uidl).or_default().push(mail),
            None => plan.get(mail, rules.max_size),
        }
    }
    let mut ordered = Vec::new();
    for (uidl, mails) in &listed {
        let rows: Vec<&Seen> = known.get(uidl).into_iter().flatten().copied().filter(|row| is_still(row, mails)).collect();
        if rows.len() < mails.len() {
            for mail in mails {
                plan.get(mail, rules.max_size);
            }
            continue;
        }
        if let Some(order) = due(&rows, rules.on_server, now) {
            let copies: Vec<MessageKey> = rows.iter().filter_map(|row| row.message).collect();
            ordered.extend(mails.iter().map(|mail| Delete { number: mail.number, uidl: (*uidl).clone(), copies: copies.clone(), order }));
        }
        plan.reconcile.extend(rows.iter().filter_map(|row| back(row, rules.on_server)));
    }
    if all_named {
        plan.reconcile.extend(seen.iter().filter(|row| !listed.contains_key(&row.uidl)).filter_map(gone));
    }
    plan.hold_what_is_too_much(ordered, listing.len(), rules);
    plan.retrieve.sort_by_key(|mail| std::cmp::Reverse(mail.number));
    plan.delete.sort_by_key(|mail| mail.number);
    plan.skip.sort_by_key(|mail| mail.number);
    plan.reconcile.sort_by(|a, b| (&a.uidl, a.n).cmp(&(&b.uidl, b.n)));
    plan
}

impl FetchPlan {
    fn get(&mut self, mail: &Listed, max_size: Option<u64>) {
        match (mail.size, max_size) {
            (Some(size), Some(limit)) if size > limit => {
                let reason = SkipReason::TooLarge { size, limit };
                self.skip.push(Skip { number: mail.number, uidl: mail.uidl.clone(), reason });
            }
            _ => self.retrieve.push(Retrieve { number: mail.number, uidl: mail.uidl.clone(), size: mail.size }),
        }
    }

    /// Above the limit of mails and a fifth of the mailbox, what somebody ordered by hand waits for a confirmation (promises.md A5).
    fn hold_what_is_too_much(&mut self, ordered: Vec<Delete>, mailbox: usize, rules: Rules) {
        let deletes = ordered.iter().filter(|delete| delete.order.can_be_held()).count();
        let too_many = deletes > rules.mass_delete && deletes * 5 > mailbox;
        if too_many && !rules.confirmed {
            self.held = Some(HeldDeletes { deletes, of: mailbox });
            self.delete = ordered.into_iter().filter(|delete| !delete.order.can_be_held()).collect();
        } else {
            self.delete = ordered;
        }
    }
}

/// Whether a row of the store still stands for what is listed under its name. A mail that we deleted and that is listed again is the same only if
/// its size is: otherwise the server gave the name to another mail, which must be fetched.
fn is_still(row: &Seen, mails: &[&Listed]) -> bool {
    row.state != SeenState::Deleted || (row.message.is_some() && mails.iter().any(|mail| mail.size == Some(row.size)))
}

/// Whether all mails behind one name are due for deletion on the server, and by whose order.
fn due(rows: &[&Seen], on_server: OnServer, now: Instant) -> Option<DeleteOrder> {
    let mut orders = rows.iter().map(|row| due_alone(row, on_server, now));
    let first = orders.next()??;
    let mut last = first;
    for order in orders {
        let order = order?;
        if order.can_be_held() {
            last = order;
        }
    }
    Some(last)
}

fn due_alone(row: &Seen, on_server: OnServer, now: Instant) -> Option<DeleteOrder> {
    let ordered = row.order.is_some() || !matches!(row.state, SeenState::Stored | SeenState::Vanished);
    match on_server {
        OnServer::Leave => None,
        _ if ordered => Some(row.order.unwrap_or(DeleteOrder::Command)),
        OnServer::OnFetch => None,
        OnServer::AfterDays(days) => (row.stored_at.plus_ms(i64::from(days) * DAY_MS) <= now).then_some(DeleteOrder::AfterDays),
        OnServer::OnLocalDelete => row.deleted_here.then_some(DeleteOrder::LocalDelete),
    }
}

/// What the presence of a name says: a mail that was gone is back, and a rule that leaves everything takes old orders back.
fn back(row: &Seen, on_server: OnServer) -> Option<Reconcile> {
    let ordered = row.order.is_some() && on_server != OnServer::Leave;
    let state = match row.state {
        SeenState::Vanished | SeenState::Deleted if ordered => SeenState::ToDelete,
        SeenState::Vanished | SeenState::Deleted => SeenState::Stored,
        SeenState::ToDelete | SeenState::DeleteSent if on_server == OnServer::Leave => SeenState::Stored,
        SeenState::Stored | SeenState::ToDelete | SeenState::DeleteSent => return None,
    };
    Some(Reconcile { uidl: row.uidl.clone(), n: row.n, state })
}

/// What the absence of a name says. It never says that the person deleted something.
fn gone(row: &Seen) -> Option<Reconcile> {
    let state = match row.state {
        SeenState::DeleteSent => SeenState::Deleted,
        SeenState::Stored | SeenState::ToDelete => SeenState::Vanished,
        SeenState::Deleted | SeenState::Vanished => return None,
    };
    Some(Reconcile { uidl: row.uidl.clone(), n: row.n, state })
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
