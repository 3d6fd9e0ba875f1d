//! Which questions are open, and what their answers are for.

use std::collections::BTreeMap;

use super::met::{Met, Wish};
use crate::domain::ids::{MessageKey, ThreadKey};
use crate::jobs::Ticket;
use crate::present::compose::Answer;
use crate::text::CleanText;

/// What an answer is for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Purpose {
    /// The mailboxes pane.
    Mailboxes,
    /// The accounts: whether there are any, and how they are.
    Accounts,
    /// A window of the thread list.
    Window,
    /// The thread of the conversation.
    Thread(ThreadKey),
    /// A message of the conversation.
    Message(MessageKey),
    /// A change that is laid over the rows until this answer.
    Change,
    /// Undo.
    Undo,
    /// Redo.
    Redo,
    /// A fetch that a person asked for.
    Fetch,
    /// Who the person under the cursor is.
    Sidebar,
    /// Who somebody is for whom the person wants something, decided when the key was pressed.
    ForPerson(Wish, Box<Met>),
    /// The rows of the tab beside mail.
    Board,
    /// The record under the cursor of that tab.
    BoardRecord,
    /// A change made in that tab.
    BoardChange,
    /// What a mail says about its sender, for the open form.
    Extraction(MessageKey),
    /// A record that a form adds or changes.
    SaveRecord,
    /// A conversion or merge.
    Convert,
    /// A record to open in a form.
    OpenRecord,
    /// An account that a form adds or changes.
    SaveAccount,
    /// A test of what stands in the account form.
    TestAccount,
    /// Another wish about an account.
    Account,
    /// The passphrase of the kept passwords.
    Unlock,
    /// The mail that is to be answered.
    Original(Answer),
    /// A draft that is kept.
    SaveDraft,
    /// A draft that is thrown away because nothing stands in it.
    DropDraft,
    /// A mail into the outbox.
    Queue,
    /// How the outbox is, to say what changed.
    Outbox,
    /// The outbox, to show it.
    ShowOutbox,
    /// The drafts, to show them.
    ShowDrafts,
    /// The newest draft, to open it after an undone send.
    ReopenDraft,
    /// What a person does about a row of the outbox or a draft.
    OutboxAct,
    /// A saved attachment of this name.
    Attachment(CleanText),
}

impl Purpose {
    /// Whether a newer question of this purpose makes an older answer worthless.
    fn replaces(&self, older: &Self) -> bool {
        matches!(
            (self, older),
            (Self::Mailboxes, Self::Mailboxes)
                | (Self::Accounts, Self::Accounts)
                | (Self::Window, Self::Window)
                | (Self::Thread(_), Self::Thread(_))
                | (Self::Message(_), Self::Message(_))
                | (Self::Sidebar, Self::Sidebar)
                | (Self::Board, Self::Board)
                | (Self::BoardRecord, Self::BoardRecord)
                | (Self::Outbox, Self::Outbox)
                | (Self::Original(_), Self::Original(_))
                | (Self::Extraction(_), Self::Extraction(_))
                | (Self::OpenRecord, Self::OpenRecord)
        )
    }
}

/// The open questions.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    last: u64,
    open: BTreeMap<Ticket, Purpose>,
}

impl Asked {
    /// A new ticket for a purpose; older questions that it makes worthless are forgotten.
    pub(crate) fn note(&mut self, purpose: Purpose) -> Ticket {
        self.open.retain(|_, older| !purpose.replaces(older));
        self.last += 1;
        let ticket = Ticket(self.last);
        self.open.insert(ticket, purpose);
        ticket
    }

    /// What the answer with this ticket is for; `None` when nobody waits for it any more.
    pub(crate) fn take(&mut self, ticket: Ticket) -> Option<Purpose> {
        self.open.remove(&ticket)
    }

    /// Whether a question of this purpose is open.
    pub(crate) fn waits_for(&self, purpose: &Purpose) -> bool {
        self.open.values().any(|open| open == purpose)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_read_makes_the_older_answer_worthless_but_never_a_write() {
        let mut asked = Asked::default();
        let old = asked.note(Purpose::Window);
        let write = asked.note(Purpose::Change);
        let new = asked.note(Purpose::Window);
        let other = asked.note(Purpose::Change);
        assert_eq!(asked.take(old), None);
        assert_eq!(asked.take(write), Some(Purpose::Change));
        assert_eq!(asked.take(new), Some(Purpose::Window));
        assert_eq!(asked.take(other), Some(Purpose::Change));
    }
}
