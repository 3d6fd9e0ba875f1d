//! Decides what a fetch has to do (S60, S67, promises.md A1, A2, A5).
//!
//! It is asked again after each step of a session: a name that is in doubt, or whose mail is to be deleted, is first to be proved; with the proofs it is decided
//! what is known, what is new and what may go.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::name::{Name, gone, present};
use super::plan::{Adopt, Delete, FetchPlan, HeldDeletes, Listed, Prove, Reconcile, Retrieve, Rules, Seen, Skip, SkipReason, Times};
use super::proof::Proof;
use super::uidl::Uidl;
use crate::domain::account::OnServer;
use crate::domain::ids::MessageKey;

/// Decides what a fetch has to do. `listing` is whole: a listing that was cut never comes here. `proofs` says what this session found out about numbers.
pub fn fetch_plan(listing: &[Listed], seen: &[Seen], proofs: &HashMap<u32, Proof>, rules: Rules, times: Times) -> FetchPlan {
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
    let mut listed: BTreeMap<&Uidl, Vec<&Listed>> = BTreeMap::new();
    for mail in listing {
        match &mail.uidl {
            Some(uidl) => listed.entry(uidl).or_default().push(mail),
            None => plan.get(mail, rules.max_size),
        }
    }
    let names: Vec<Name<'_>> =
        listed.into_iter().map(|(uidl, mails)| Name::new(uidl, mails, known.remove(uidl).unwrap_or_default())).collect();
    let decision = Decision {
        proofs,
        rules,
        times,
        held: plan.hold_what_is_too_much(&names, listing.len(), rules, times),
        homes: homes(&names, proofs),
    };
    let mut taken = HashSet::new();
    for name in &names {
        decision.of_name(name, &mut plan, &mut taken);
    }
    if all_named {
        plan.reconcile.extend(known.values().flatten().copied().filter_map(gone));
    }
    plan.retrieve.sort_by_key(|mail| std::cmp::Reverse(mail.number));
    plan.prove.sort_by_key(|mail| mail.number);
    plan.delete.sort_by_key(|mail| mail.number);
    plan.skip.sort_by_key(|mail| mail.number);
    plan.adopt.sort_by_key(|adopt| adopt.number);
    plan.reconcile.sort_by(|a, b| (&a.uidl, a.n).cmp(&(&b.uidl, b.n)));
    plan
}

/// Where messages are listed, as far as it is sure: under these names they are not to be looked for under others.
fn homes<'a>(names: &[Name<'a>], proofs: &HashMap<u32, Proof>) -> HashMap<MessageKey, &'a Uidl> {
    let mut homes = HashMap::new();
    for name in names {
        let gone: Vec<u32> = name.left_over(proofs).iter().map(|row| row.n).collect();
        let stays = name.live.iter().filter(|row| !gone.contains(&row.n));
        homes.extend(stays.filter_map(|row| Some((row.message?, name.uidl))));
    }
    homes
}

/// What holds for all names of a plan.
struct Decision<'a> {
    proofs: &'a HashMap<u32, Proof>,
    rules: Rules,
    times: Times,
    /// Whether what somebody ordered by hand waits for a confirmation.
    held: bool,
    homes: HashMap<MessageKey, &'a Uidl>,
}

impl Decision<'_> {
    fn of_name(&self, name: &Name<'_>, plan: &mut FetchPlan, taken: &mut HashSet<MessageKey>) {
        if name.rows.is_empty() {
            for mail in &name.mails {
                plan.get(mail, self.rules.max_size);
            }
            return;
        }
        let due = name.due(self.rules.on_server, self.times).filter(|order| !(self.rules.keep_all || self.held && order.can_be_held()));
        let trusted = name.is_trusted();
        self.ask_for_whole_ones(name, plan);
        if trusted && due.is_none() {
            self.believe(name, plan);
            return;
        }
        for mail in &name.mails {
            self.of_mail(name, mail, due.is_some(), plan, taken);
        }
        let left_over = name.left_over(self.proofs);
        plan.reconcile.extend(left_over.iter().filter_map(|row| gone(row)));
        let known = name.mails.iter().all(|mail| name.is_known(mail.number, self.proofs));
        if !trusted && !known {
            plan.doubted.insert(name.uidl.clone());
        }
        let sure = name.mails.iter().all(|mail| name.is_sure(mail.number, self.proofs));
        if let (Some(order), true, true) = (due, sure, left_over.is_empty()) {
            let rows: Vec<u32> = name.live.iter().map(|row| row.n).collect();
            let copies: Vec<MessageKey> = name.live.iter().filter_map(|row| row.message).collect();
            plan.delete.extend(name.mails.iter().map(|mail| Delete {
                number: mail.number,
                uidl: name.uidl.clone(),
                rows: rows.clone(),
                copies: copies.clone(),
                order,
            }));
        }
    }

    /// A name that may be believed, and of which nothing is wanted: what its being there says is written down.
    fn believe(&self, name: &Name<'_>, plan: &mut FetchPlan) {
        for row in &name.live {
            let state = present(row, self.rules);
            let listed = if let ([mail], None) = (&name.mails[..], row.listed) { mail.size } else { None };
            if state != row.state || listed.is_some() {
                plan.reconcile.push(Reconcile { uidl: row.uidl.clone(), n: row.n, state, listed, doubt: false });
            }
        }
    }

    fn of_mail(&self, name: &Name<'_>, mail: &Listed, is_due: bool, plan: &mut FetchPlan, taken: &mut HashSet<MessageKey>) {
        let proof = self.proofs.get(&mail.number);
        if proof.is_none() || is_due && matches!(proof, Some(Proof::Alike(_))) {
            plan.prove.push(Prove { number: mail.number, uidl: name.uidl.clone(), by_text: is_due });
        }
        match proof {
            None => {}
            Some(Proof::Alike(n) | Proof::Same(n)) => {
                for row in name.rows.iter().filter(|row| row.n == *n) {
                    let state = present(row, self.rules);
                    let listed = mail.size.filter(|_| mail.size != row.listed);
                    if state != row.state || listed.is_some() || row.doubt {
                        plan.reconcile.push(Reconcile { uidl: row.uidl.clone(), n: row.n, state, listed, doubt: false });
                    }
                }
            }
            Some(Proof::Moved(message)) => {
                let at_home = self.homes.get(message).is_some_and(|home| *home != name.uidl);
                if at_home || !taken.insert(*message) {
                    // Listed under its own name as well: two mails that are alike.
                    plan.get(mail, self.rules.max_size);
                } else if name.live.iter().any(|row| row.message == Some(*message)) {
                    if is_due {
                        plan.prove.push(Prove { number: mail.number, uidl: name.uidl.clone(), by_text: true });
                    }
                } else {
                    plan.adopt.push(Adopt { number: mail.number, uidl: name.uidl.clone(), message: *message, listed: mail.size });
                }
            }
            Some(Proof::Another) => plan.get(mail, self.rules.max_size),
            Some(Proof::Unclear) if name.may_be_fetched_again(self.times) => plan.get(mail, self.rules.max_size),
            Some(Proof::Unclear | Proof::Fetched) => {}
        }
    }

    /// Mails whose copies here seem not to be whole: told each time, fetched again once a day.
    fn ask_for_whole_ones(&self, name: &Name<'_>, plan: &mut FetchPlan) {
        if !name.live.iter().any(|row| row.cut) {
            return;
        }
        for mail in &name.mails {
            plan.skip.push(Skip { number: mail.number, uidl: mail.uidl.clone(), reason: SkipReason::CutShort });
            if !self.proofs.contains_key(&mail.number) && name.may_be_fetched_again(self.times) {
                plan.get(mail, self.rules.max_size);
            }
        }
    }
}

fn retrieve(mail: &Listed) -> Retrieve {
    Retrieve { number: mail.number, uidl: mail.uidl.clone(), size: mail.size }
}

impl FetchPlan {
    fn get(&mut self, mail: &Listed, max_size: Option<u64>) {
        match (mail.size, max_size) {
            (Some(size), Some(limit)) if size > limit => {
                let reason = SkipReason::TooLarge { size, limit };
                self.skip.push(Skip { number: mail.number, uidl: mail.uidl.clone(), reason });
            }
            _ => self.retrieve.push(retrieve(mail)),
        }
    }

    /// Above the limit of mails and a fifth of the mailbox, what somebody ordered by hand waits for a confirmation (promises.md A5).
    fn hold_what_is_too_much(&mut self, names: &[Name<'_>], mailbox: usize, rules: Rules, times: Times) -> bool {
        let by_hand = |name: &&Name<'_>| name.due(rules.on_server, times).is_some_and(|order| order.can_be_held());
        let deletes: usize = names.iter().filter(by_hand).map(|name| name.mails.len()).sum();
        let held = deletes > rules.mass_delete && deletes * 5 > mailbox && !rules.confirmed && !rules.keep_all;
        if held {
            self.held = Some(HeldDeletes { deletes, of: mailbox });
        }
        held
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
