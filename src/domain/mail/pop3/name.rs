//! One name of a listing, with the mails that are listed under it and the rows that the store has of it.

use std::collections::HashMap;

use super::plan::{DeleteOrder, Listed, Reconcile, Rules, Seen, Times};
use super::proof::Proof;
use super::uidl::{SeenState, Uidl};
use crate::domain::account::OnServer;
use crate::domain::time::Instant;

pub(super) const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A name that is listed.
#[derive(Debug)]
pub(super) struct Name<'a> {
    pub(super) uidl: &'a Uidl,
    /// What is listed under it, in the order of the numbers.
    pub(super) mails: Vec<&'a Listed>,
    /// All that was ever known under it.
    pub(super) rows: Vec<&'a Seen>,
    /// What is thought to be there still.
    pub(super) live: Vec<&'a Seen>,
}

impl<'a> Name<'a> {
    pub(super) fn new(uidl: &'a Uidl, mails: Vec<&'a Listed>, rows: Vec<&'a Seen>) -> Self {
        let live = rows.iter().copied().filter(|row| row.is_live()).collect();
        Self { uidl, mails, rows, live }
    }

    /// Whether the name may be believed: its mails were there at the last look, are listed with the sizes of that time, and none was given up there.
    pub(super) fn is_trusted(&self) -> bool {
        if self.live.iter().any(|row| row.doubt || row.state == SeenState::DeleteSent) {
            return false;
        }
        match (&self.mails[..], &self.live[..]) {
            ([mail], [row]) => mail.size.is_none() || row.listed.is_none() || mail.size == row.listed,
            ([_], _) => false,
            (mails, live) => have_room(mails, live),
        }
    }

    /// Whether all mails behind the name are due for deletion on the server, and by whose order.
    pub(super) fn due(&self, on_server: OnServer, times: Times) -> Option<DeleteOrder> {
        let mut orders = self.live.iter().map(|row| due_alone(row, on_server, times.sure));
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

    /// Whether the mail behind a number is, beyond its header, one that a row stands for: only then it may be deleted.
    pub(super) fn is_sure(&self, number: u32, proofs: &HashMap<u32, Proof>) -> bool {
        matches!(proofs.get(&number), Some(Proof::Same(_) | Proof::Fetched)) && self.is_known(number, proofs)
    }

    /// Whether the mail behind a number is one that a row stands for.
    pub(super) fn is_known(&self, number: u32, proofs: &HashMap<u32, Proof>) -> bool {
        match proofs.get(&number) {
            Some(Proof::Alike(n) | Proof::Same(n)) => self.live.iter().any(|row| row.n == *n),
            Some(Proof::Moved(message)) => self.live.iter().any(|row| row.message == Some(*message)),
            Some(Proof::Fetched) => !self.live.is_empty(),
            Some(Proof::Another | Proof::Unclear) | None => false,
        }
    }

    /// Whether it may be fetched again only to be proved: once a day, since some servers say another size each time.
    pub(super) fn may_be_fetched_again(&self, times: Times) -> bool {
        let waits = |at: Instant| at <= times.now && times.now < at.plus_ms(DAY_MS);
        !self.rows.iter().any(|row| row.refetched_at.is_some_and(waits))
    }

    /// The rows that stand for nothing listed any more, once it is known what each number stands for.
    pub(super) fn left_over(&self, proofs: &HashMap<u32, Proof>) -> Vec<&'a Seen> {
        let mut stays = Vec::new();
        for mail in &self.mails {
            match proofs.get(&mail.number) {
                Some(Proof::Alike(n) | Proof::Same(n)) => stays.push(*n),
                Some(Proof::Moved(message)) => stays.extend(self.rows.iter().filter(|row| row.message == Some(*message)).map(|row| row.n)),
                Some(Proof::Another) => {}
                Some(Proof::Unclear | Proof::Fetched) | None => return Vec::new(),
            }
        }
        self.live.iter().copied().filter(|row| !stays.contains(&row.n)).collect()
    }
}

/// Whether each listed mail has a row of its own that was listed with its size.
fn have_room(mails: &[&Listed], live: &[&Seen]) -> bool {
    let mut free: Vec<Option<u64>> = live.iter().map(|row| row.listed).collect();
    let mut sizes: Vec<Option<u64>> = mails.iter().map(|mail| mail.size).collect();
    sizes.sort_unstable_by_key(|size| std::cmp::Reverse(*size));
    sizes.into_iter().all(|size| {
        let fits = free.iter().position(|row| *row == size).or_else(|| free.iter().position(|row| row.is_none() || size.is_none()));
        fits.map(|at| free.swap_remove(at)).is_some()
    })
}

fn due_alone(row: &Seen, on_server: OnServer, sure: Instant) -> Option<DeleteOrder> {
    let ordered = row.order.is_some() || row.state != SeenState::Stored;
    match on_server {
        _ if row.cut => None,
        OnServer::Leave => None,
        _ if ordered => Some(row.order.unwrap_or(DeleteOrder::Command)),
        OnServer::OnFetch => None,
        OnServer::AfterDays(days) => (row.stored_at.plus_ms(i64::from(days) * DAY_MS) <= sure).then_some(DeleteOrder::AfterDays),
        OnServer::OnLocalDelete => row.deleted_here.then_some(DeleteOrder::LocalDelete),
    }
}

/// What the presence of a mail says: one that was gone is back, and a rule that leaves everything takes old orders back.
pub(super) fn present(row: &Seen, rules: Rules) -> SeenState {
    let leaves = rules.on_server == OnServer::Leave;
    match row.state {
        SeenState::Vanished | SeenState::Deleted if row.order.is_some() && !leaves => SeenState::ToDelete,
        SeenState::Vanished | SeenState::Deleted => SeenState::Stored,
        SeenState::ToDelete | SeenState::DeleteSent if leaves => SeenState::Stored,
        SeenState::DeleteSent => SeenState::ToDelete,
        state @ (SeenState::Stored | SeenState::ToDelete) => state,
    }
}

/// What the absence of a mail says. It never says that the person deleted something.
pub(super) fn gone(row: &Seen) -> Option<Reconcile> {
    let state = match row.state {
        SeenState::DeleteSent => SeenState::Deleted,
        SeenState::Stored | SeenState::ToDelete => SeenState::Vanished,
        SeenState::Deleted | SeenState::Vanished => return None,
    };
    Some(Reconcile { uidl: row.uidl.clone(), n: row.n, state, listed: None, doubt: row.doubt })
}
