//! One slot a kind for what changed: putting never waits, and a sleeping screen never stalls a fetch (architecture.md 1, rule 5).

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use tokio::sync::Notify;

use crate::jobs::Notice;

/// More of one kind are not told one by one.
const MANY: usize = 100;

/// The board that workers put notices on; clones share it.
#[derive(Clone, Default)]
pub struct Notices {
    board: Arc<Board>,
}

#[derive(Default)]
struct Board {
    slots: Mutex<VecDeque<Notice>>,
    changed: Notify,
    watched: AtomicBool,
}

impl Notices {
    /// Puts a notice into its slot; an older one of the same kind and subject is folded into it.
    pub fn put(&self, notice: Notice) {
        if !self.watched() {
            return;
        }
        let mut slots = self.board.slots.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match slots.iter_mut().find(|held| same_slot(held, &notice)) {
            Some(held) => fold(held, notice),
            None => slots.push_back(notice),
        }
        drop(slots);
        self.board.changed.notify_one();
    }

    /// Waits for the next notice.
    pub async fn next(&self) -> Notice {
        loop {
            let changed = self.board.changed.notified();
            let next = self.board.slots.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop_front();
            if let Some(notice) = next {
                return notice;
            }
            changed.await;
        }
    }

    /// Says whether somebody reads the notices; nothing is kept for nobody.
    pub fn watch(&self, on: bool) {
        self.board.watched.store(on, Ordering::Relaxed);
    }

    /// Whether somebody reads the notices.
    pub fn watched(&self) -> bool {
        self.board.watched.load(Ordering::Relaxed)
    }
}

fn same_slot(held: &Notice, new: &Notice) -> bool {
    match (held, new) {
        (Notice::Progress(one), Notice::Progress(other)) => one.account == other.account,
        (Notice::FetchEnded(one), Notice::FetchEnded(other)) => one.account_id == other.account_id,
        (Notice::AccountChanged(one), Notice::AccountChanged(other)) => one == other,
        _ => std::mem::discriminant(held) == std::mem::discriminant(new),
    }
}

fn fold(held: &mut Notice, new: Notice) {
    match (held, new) {
        (Notice::MailArrived(held), Notice::MailArrived(new)) => {
            held.count += new.count;
            for mailbox in new.mailboxes {
                if !held.mailboxes.contains(&mailbox) {
                    held.mailboxes.push(mailbox);
                }
            }
        }
        (Notice::CustomerMail(held), Notice::CustomerMail(new)) => {
            held.extend(new);
            held.truncate(MANY);
        }
        (Notice::Reminders(held), Notice::Reminders(new)) => {
            held.extend(new);
            held.truncate(MANY);
        }
        (Notice::MailBack(held), Notice::MailBack(new)) => *held += new,
        (Notice::Theme { now: held, .. }, Notice::Theme { now, .. }) => *held = now,
        (held, new) => *held = new,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::MailboxKey;
    use crate::jobs::fetch::MailArrived;

    #[test]
    fn arrivals_fold_into_one_notice_and_nothing_is_kept_for_nobody() {
        let notices = Notices::default();
        let arrived = |mailbox, count| Notice::MailArrived(MailArrived { mailboxes: vec![MailboxKey(mailbox)], count });
        notices.put(arrived(1, 9));
        notices.watch(true);
        notices.put(arrived(1, 2));
        notices.put(arrived(2, 3));
        notices.put(Notice::StoreChanged);
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("runtime");
        runtime.block_on(async {
            assert_eq!(notices.next().await, Notice::MailArrived(MailArrived { mailboxes: vec![MailboxKey(1), MailboxKey(2)], count: 5 }));
            assert_eq!(notices.next().await, Notice::StoreChanged);
        });
    }
}
