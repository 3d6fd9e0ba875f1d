//! What a person does to messages: one job is one group to undo.

use crate::domain::ids::{MailboxKey, MessageKey, ThreadKey};
use crate::domain::mail::mailbox::MailboxRole;
use crate::text::CleanText;

/// An action on some messages.
#[derive(Debug, Clone, PartialEq)]
pub struct Triage {
    /// On which.
    pub targets: Targets,
    /// What to do.
    pub action: TriageAction,
}

/// Which messages an action is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Targets {
    /// These messages.
    Messages(Vec<MessageKey>),
    /// The messages of these threads, in one mailbox or in all.
    Threads {
        /// The threads.
        threads: Vec<ThreadKey>,
        /// Only what lies in this mailbox.
        within: Option<MailboxKey>,
    },
    /// All that a query finds.
    Query {
        /// The query (INTERFACE.md, search language).
        query: String,
        /// Only what lies in this mailbox.
        within: Option<MailboxKey>,
    },
}

/// What to do to messages.
#[derive(Debug, Clone, PartialEq)]
pub enum TriageAction {
    /// Move to the archive of the message's own account.
    Archive,
    /// Move to the trash; with `on-local-delete` the next fetch deletes on the server.
    Delete,
    /// Move to spam and mark as spam.
    Spam,
    /// Set or clear the star.
    Star(bool),
    /// Mark read or unread.
    Read(bool),
    /// Mark read because the text was on the screen: no order of a person, so nothing to undo.
    Seen,
    /// Move to a mailbox.
    Move(MoveTarget),
    /// Put on and take off labels.
    Label {
        /// Labels to put on.
        add: Vec<CleanText>,
        /// Labels to take off.
        remove: Vec<CleanText>,
    },
}

/// Where to move.
#[derive(Debug, Clone, PartialEq)]
pub enum MoveTarget {
    /// This very mailbox.
    Mailbox(MailboxKey),
    /// The mailbox of this role in each message's own account.
    Role(MailboxRole),
    /// `NAME` in each message's own account, or `ACCOUNT/NAME`; made when missing.
    Named(CleanText),
}
