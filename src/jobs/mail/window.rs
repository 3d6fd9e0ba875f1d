//! A list is read in windows from an anchor, never by an offset.

use super::answers::ThreadRow;
use crate::domain::ids::{MailboxKey, MessageKey};
use crate::domain::mail::mailbox::MailboxRole;

/// Which threads a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ListView {
    /// One mailbox.
    Mailbox(MailboxKey),
    /// The mailboxes of a role in every account, as one list.
    Role(MailboxRole),
    /// Everything but spam and trash.
    AllMail,
    /// Everything with a star, but spam and trash.
    Starred,
    /// Mail with one of these normalised addresses, newest first (a person's emails).
    With(Vec<String>),
    /// What a query finds (interface.md, Search language), in a mailbox or everywhere but spam and trash.
    Search {
        /// The query as typed.
        query: String,
        /// Where; everywhere when absent.
        within: Option<MailboxKey>,
    },
}

/// From where a window is read; never an offset, so that depth costs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// The newest rows.
    Newest,
    /// The oldest rows.
    Oldest,
    /// The rows just older than the row at this place.
    OlderThan(MessageKey),
    /// The rows just newer than it.
    NewerThan(MessageKey),
    /// The row itself and what is older: to read a window again after a change.
    From(MessageKey),
}

/// A window of a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WindowOf {
    /// Of which list.
    pub view: ListView,
    /// From where.
    pub anchor: Anchor,
    /// How many rows at the most; 0 is all.
    pub limit: u32,
}

/// A window of threads, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct ThreadWindow {
    /// Of which list, so that an answer that came late is known.
    pub of: WindowOf,
    /// The conversations of the window, newest first.
    pub rows: Vec<ThreadRow>,
    /// Whether older rows exist.
    pub older: bool,
    /// Whether newer rows exist.
    pub newer: bool,
    /// How many threads the whole list has, where that is known without counting.
    pub threads: Option<u64>,
    /// How many unread messages the whole list has, where that is known without counting.
    pub unread: Option<u64>,
}
