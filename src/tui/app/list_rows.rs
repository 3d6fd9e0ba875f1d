//! The rows of the thread list: conversations, and in the Sales inbox the headings of its groups (S141).

use super::panes::Area;
use crate::domain::crm::kind::RecordRef;
use crate::domain::crm::record::Record;
use crate::domain::crm::standing::Standing;
use crate::domain::ids::ThreadKey;
use crate::jobs::mail::{GroupCount, ThreadRow};
use crate::jobs::outbox::{Unsent, UnsentKey};

/// A row of the thread list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ListRow {
    /// The heading of a group.
    Group(GroupRow),
    /// A record that a search found beside the mails (S4).
    Record(Box<Record>),
    /// A draft or a waiting mail that a search found beside the mails.
    Unsent(Box<Unsent>),
    /// A conversation.
    Thread(Box<ThreadRow>),
}

/// The heading of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GroupRow {
    pub(crate) count: GroupCount,
    /// Whether its conversations are hidden.
    pub(crate) folded: bool,
}

/// By what a row is known again when the rows are read anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowKey {
    Group(Standing),
    Record(RecordRef),
    Unsent(UnsentKey),
    Thread(ThreadKey),
}

/// Where rows stand in an area from its top on, as many as are whole there.
pub(crate) fn row_places(rows: &[ListRow], of_thread: u16, inside: Area) -> impl Iterator<Item = (&ListRow, Area)> {
    let (mut y, end) = (inside.y, inside.y + inside.height);
    rows.iter().map_while(move |row| {
        let place = Area { y, height: row.height(of_thread), ..inside };
        y += place.height;
        (y <= end).then_some((row, place))
    })
}

impl ListRow {
    /// By what it is known again.
    pub(crate) fn key(&self) -> RowKey {
        match self {
            Self::Group(group) => RowKey::Group(group.count.standing),
            Self::Record(record) => RowKey::Record(record.reference),
            Self::Unsent(unsent) => RowKey::Unsent(unsent.key()),
            Self::Thread(row) => RowKey::Thread(row.thread),
        }
    }

    /// How many lines it takes where a conversation takes so many: what has no second line takes one.
    pub(crate) fn height(&self, of_thread: u16) -> u16 {
        match self {
            Self::Thread(_) => of_thread,
            Self::Group(_) | Self::Record(_) | Self::Unsent(_) => 1,
        }
    }

    /// The conversation of this row; headings have none.
    pub(crate) fn thread(&self) -> Option<&ThreadRow> {
        match self {
            Self::Thread(row) => Some(row),
            Self::Group(_) | Self::Record(_) | Self::Unsent(_) => None,
        }
    }

    /// The record of this row.
    pub(crate) fn record(&self) -> Option<&Record> {
        match self {
            Self::Record(record) => Some(record),
            Self::Group(_) | Self::Unsent(_) | Self::Thread(_) => None,
        }
    }

    /// The draft or waiting mail of this row.
    pub(crate) fn unsent(&self) -> Option<&Unsent> {
        match self {
            Self::Unsent(unsent) => Some(unsent),
            Self::Group(_) | Self::Record(_) | Self::Thread(_) => None,
        }
    }

    /// The group that it heads or stands in; none outside of the Sales inbox.
    pub(crate) fn group(&self) -> Option<Standing> {
        match self {
            Self::Group(group) => Some(group.count.standing),
            Self::Thread(row) => row.place.rank.standing(),
            Self::Record(_) | Self::Unsent(_) => None,
        }
    }
}

/// Conversations under the headings of their groups; just the conversations where there are no groups. A heading whose place lies beyond the rows that are here is left
/// out: `newer` and `older` say whether there are rows beyond.
pub(crate) fn arranged(threads: Vec<ThreadRow>, groups: &[GroupCount], folded: &[Standing], newer: bool, older: bool) -> Vec<ListRow> {
    let all = threads.len();
    let mut rest = threads.into_iter().peekable();
    let mut rows: Vec<ListRow> = Vec::with_capacity(all + groups.len());
    let mut passed = 0;
    for count in groups {
        let of_group = |row: &ThreadRow| row.place.rank.standing().is_some_and(|standing| standing <= count.standing);
        let here = rest.peek().is_some_and(of_group);
        let folded = folded.contains(&count.standing);
        // Between the rows that are here, or at an end that is the list's own.
        let begins = passed > 0 || !newer;
        if begins && (here || rest.peek().is_some() || !older) {
            rows.push(ListRow::Group(GroupRow { count: *count, folded }));
        }
        while let Some(row) = rest.next_if(of_group) {
            passed += 1;
            rows.push(ListRow::Thread(Box::new(row)));
        }
    }
    rows.extend(rest.map(|row| ListRow::Thread(Box::new(row))));
    rows
}
