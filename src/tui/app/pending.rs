//! What the person did and the store has not confirmed yet: laid over the rows, so that the screen neither waits nor flickers.

use std::collections::BTreeSet;

use crate::domain::ids::{MessageKey, ThreadKey};
use crate::domain::mail::flags::Flags;
use crate::domain::mail::mailbox::MailboxRole;
use crate::jobs::Ticket;
use crate::jobs::mail::{ListView, ThreadRow};
use crate::jobs::triage::{Triage, TriageAction};

/// What a change is about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Subject {
    /// These threads, as the list shows them.
    Threads(BTreeSet<ThreadKey>),
    /// These messages.
    Messages(BTreeSet<MessageKey>),
    /// All that the list holds.
    All,
}

/// A change under way.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    ticket: Ticket,
    /// The question whose answer shows what the store made of it.
    shown_by: Option<Ticket>,
    /// What it is about on the screen.
    pub(crate) subject: Subject,
    /// What the store was told.
    pub(crate) triage: Triage,
}

impl Change {
    /// Whether it is laid over the rows: not what holds more than is here while nobody said yes to it.
    fn is_laid(&self) -> bool {
        self.subject != Subject::All || self.triage.confirmed
    }
}

/// The changes under way, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    changes: Vec<Change>,
}

impl Pending {
    /// Lays a change over the rows.
    pub(crate) fn add(&mut self, ticket: Ticket, subject: Subject, triage: Triage) {
        self.changes.push(Change { ticket, shown_by: None, subject, triage });
    }

    /// Takes a change back: the store refused it. Answers what it was.
    pub(crate) fn refuse(&mut self, ticket: Ticket) -> Option<Change> {
        let at = self.changes.iter().position(|change| change.ticket == ticket)?;
        Some(self.changes.remove(at))
    }

    /// What a change under way does.
    pub(crate) fn action(&self, ticket: Ticket) -> Option<&TriageAction> {
        self.changes.iter().find(|change| change.ticket == ticket).map(|change| &change.triage.action)
    }

    /// The store confirmed a change: it stays until the rows that show it are here.
    pub(crate) fn confirm(&mut self, ticket: Ticket, shown_by: Option<Ticket>) {
        match shown_by {
            Some(read) => {
                for change in self.changes.iter_mut().filter(|change| change.ticket == ticket) {
                    change.shown_by = Some(read);
                }
            }
            None => _ = self.refuse(ticket),
        }
    }

    /// Rows that were asked for with this ticket are here: lets go what they show.
    pub(crate) fn seen(&mut self, read: Ticket) {
        self.changes.retain(|change| change.shown_by.is_none_or(|shown_by| shown_by > read));
    }

    /// A row of a list as it will be; `None` when it leaves the list.
    pub(crate) fn lay_on_row(&self, row: &ThreadRow, view: &ListView, role: Option<MailboxRole>) -> Option<ThreadRow> {
        let mut row = row.clone();
        for change in self.changes.iter().filter(|change| change.is_laid()) {
            let whole = match &change.subject {
                Subject::Threads(threads) => threads.contains(&row.thread),
                Subject::Messages(messages) => row.count <= 1 && messages.contains(&row.newest),
                Subject::All => true,
            };
            if whole {
                if change.triage.action.leaves(view, role) {
                    return None;
                }
                row.flags = change.triage.action.flags(row.flags);
                match change.triage.action {
                    TriageAction::Read(true) | TriageAction::Seen => row.unread = 0,
                    TriageAction::Read(false) if row.unread == 0 => row.unread = 1,
                    _ => {}
                }
            } else if let (Subject::Messages(messages), TriageAction::Read(true) | TriageAction::Seen) =
                (&change.subject, &change.triage.action)
                && messages.contains(&row.newest)
            {
                row.unread = row.unread.saturating_sub(1);
                row.flags = row.flags.with(Flags::READ, row.unread == 0);
            }
        }
        Some(row)
    }

    /// The flags of a message as they will be.
    pub(crate) fn lay_on_flags(&self, message: MessageKey, thread: ThreadKey, now: Flags) -> Flags {
        self.changes.iter().filter(|change| change.is_laid()).fold(now, |now, change| {
            let meant = match &change.subject {
                Subject::Threads(threads) => threads.contains(&thread),
                Subject::Messages(messages) => messages.contains(&message),
                Subject::All => false,
            };
            if meant { change.triage.action.flags(now) } else { now }
        })
    }
}
