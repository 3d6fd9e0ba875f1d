//! A list is read in windows from an anchor, never by an offset.

use super::answers::ThreadRow;
use super::place::Place;
use crate::domain::crm::standing::Standing;
use crate::domain::ids::MailboxKey;
use crate::domain::mail::mailbox::MailboxRole;
use crate::text::worded;

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
    /// The inboxes by what their senders are to us, in groups (S141).
    Sales {
        /// The groups whose rows are left out.
        folded: Vec<Standing>,
    },
    /// Mail with customers of some sort, but spam and trash; newest first.
    Smart(Smart),
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

worded! {
    /// A mailbox that fills itself from the customer side. A mail belongs to whom its conversation was with last.
    pub enum Smart {
        /// Mail with anybody of our records.
        Customers = "customers",
        /// Mail with leads and temps.
        Leads = "leads",
        /// Mail with contacts that have an open deal.
        OpenDeals = "open-deals",
        /// Mail with contacts that have an open deal closing this month.
        ClosingThisMonth = "closing-this-month",
        /// Customers who wrote last and wait for an answer, for as many days as `crm.no_reply_days` says.
        NoAnswer = "no-answer",
    }
}

impl ListView {
    /// Whether it is the same list, whichever of its groups are folded.
    pub fn is_list(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Sales { .. }, Self::Sales { .. })) || self == other
    }
}

/// How many conversations a group of the Sales inbox has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupCount {
    /// The group.
    pub standing: Standing,
    /// Its conversations without an answer of ours.
    pub waiting: u64,
    /// All its conversations.
    pub threads: u64,
    /// Whether there are more of either, since no more are counted.
    pub more: bool,
}

/// From where a window is read; never an offset, so that depth costs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// The newest rows.
    Newest,
    /// The oldest rows.
    Oldest,
    /// The rows just older than the row at this place.
    OlderThan(Place),
    /// The rows just newer than it.
    NewerThan(Place),
    /// The row itself and what is older: to read a window again after a change.
    From(Place),
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
    /// The groups of the Sales inbox that hold something, in their order; other lists have none.
    pub groups: Vec<GroupCount>,
}
