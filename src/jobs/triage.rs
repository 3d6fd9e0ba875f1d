//! What a person does to messages: one job is one group to undo.

use super::mail::ListView;
use crate::domain::change::Verb;
use crate::domain::ids::{MailboxKey, MessageKey, ThreadKey};
use crate::domain::mail::flags::Flags;
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::time::Instant;
use crate::text::CleanText;

/// More mails than this change only after a person said yes to the number.
pub const ASK_ABOVE: u64 = 100;

/// An action on some messages.
#[derive(Debug, Clone, PartialEq)]
pub struct Triage {
    /// On which.
    pub targets: Targets,
    /// What to do.
    pub action: TriageAction,
    /// Whether a person agreed to more than [`ASK_ABOVE`] changes.
    pub confirmed: bool,
}

impl Triage {
    /// An action that nobody was asked about yet.
    pub fn new(targets: Targets, action: TriageAction) -> Self {
        Self { targets, action, confirmed: false }
    }
}

/// Which messages an action is about. Copies that are shown as one with them are always meant too.
#[derive(Debug, Clone, PartialEq)]
pub enum Targets {
    /// These messages, wherever they lie.
    Messages(Vec<MessageKey>),
    /// What these threads mean there.
    Threads {
        /// The conversations, of which every message is meant.
        threads: Vec<ThreadKey>,
        /// Where the messages are looked for: what lies elsewhere is left alone.
        within: Within,
    },
    /// All that a query finds.
    Query {
        /// The query (interface.md, Search language).
        query: String,
        /// Where the messages are looked for: what lies elsewhere is left alone.
        within: Within,
    },
    /// All that lies there.
    All(Within),
    /// Several of these, in one change.
    Several(Vec<Targets>),
}

/// Where threads, queries and everything are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Within {
    /// No mailbox is open or named. Archive, spam, move and delete then take what lies outside Sent, Drafts, Spam and Trash; flags and labels take all.
    Everywhere,
    /// Only what lies in these mailboxes.
    Mailboxes(Vec<MailboxKey>),
    /// Only what lies in the mailboxes of this role, in every account.
    Role(MailboxRole),
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
    /// Out of the lists of its mailbox until a time, or back into them now where none is said.
    Snooze(Option<Instant>),
    /// Put on and take off labels.
    Label {
        /// Labels to put on.
        add: Vec<CleanText>,
        /// Labels to take off.
        remove: Vec<CleanText>,
    },
}

impl TriageAction {
    /// What the person did, in one word.
    pub fn verb(&self) -> Verb {
        match self {
            Self::Archive => Verb::Archive,
            Self::Delete => Verb::Delete,
            Self::Spam => Verb::Spam,
            Self::Star(true) => Verb::Star,
            Self::Star(false) => Verb::Unstar,
            Self::Read(true) | Self::Seen => Verb::Read,
            Self::Read(false) => Verb::Unread,
            Self::Move(_) => Verb::Move,
            Self::Label { .. } => Verb::Label,
            Self::Snooze(Some(_)) => Verb::Snooze,
            Self::Snooze(None) => Verb::Wake,
        }
    }

    /// The flags of a message after it.
    pub fn flags(&self, now: Flags) -> Flags {
        match self {
            Self::Star(on) => now.with(Flags::STARRED, *on),
            Self::Read(on) => now.with(Flags::READ, *on),
            Self::Seen => now.with(Flags::READ, true).with(Flags::WOKEN, false),
            Self::Spam => now.with(Flags::SPAM, true).with(Flags::SNOOZED, false).with(Flags::WOKEN, false),
            Self::Archive | Self::Delete | Self::Move(_) => now.with(Flags::SNOOZED, false).with(Flags::WOKEN, false),
            Self::Snooze(until) => now.with(Flags::SNOOZED, until.is_some()).with(Flags::WOKEN, false),
            Self::Label { .. } => now,
        }
    }

    /// Whether it puts mail away, so that one goes on to the next message.
    pub fn puts_away(&self) -> bool {
        match self {
            Self::Archive | Self::Delete | Self::Spam | Self::Move(_) | Self::Snooze(Some(_)) => true,
            Self::Snooze(None) | Self::Star(_) | Self::Read(_) | Self::Seen | Self::Label { .. } => false,
        }
    }

    /// Whether it takes mail out of a list; `role` is what the list is for, where it is the list of one role.
    pub fn leaves(&self, view: &ListView, role: Option<MailboxRole>) -> bool {
        let one_place = matches!(view, ListView::Mailbox(_) | ListView::Role(_) | ListView::Sales { .. });
        match self {
            Self::Archive => one_place && role != Some(MailboxRole::Archive),
            Self::Delete => role != Some(MailboxRole::Trash),
            Self::Spam => role != Some(MailboxRole::Spam),
            Self::Move(MoveTarget::Mailbox(to)) => one_place && *view != ListView::Mailbox(*to),
            Self::Move(MoveTarget::Role(to)) => one_place && role != Some(*to),
            Self::Move(MoveTarget::Named { .. }) => one_place,
            Self::Snooze(until) => until.is_some() && one_place,
            Self::Star(on) => !on && *view == ListView::Starred,
            Self::Read(_) | Self::Seen | Self::Label { .. } => false,
        }
    }
}

/// Removes what lies in the trash for good: nothing takes that back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmptyTrash {
    /// The trash of which accounts; none named means all.
    pub mailboxes: Vec<MailboxKey>,
    /// How much the person agreed to remove, counted as the mailboxes count: anything else is refused. `None` is whatever lies there.
    pub agreed: Option<u64>,
}

/// Where to move.
#[derive(Debug, Clone, PartialEq)]
pub enum MoveTarget {
    /// This very mailbox.
    Mailbox(MailboxKey),
    /// The mailbox of this role in each message's own account.
    Role(MailboxRole),
    /// `NAME` in each message's own account, or `ACCOUNT/NAME`.
    Named {
        /// The mailbox that the answer to `--create` would make.
        name: CleanText,
        /// Whether it is made when missing; undo takes it away again.
        create: bool,
    },
}
