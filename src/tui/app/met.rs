//! Somebody met in the mail: by which address, in which message, and who that is to us.

use crate::domain::crm::kind::{RecordKind, RecordName, Subject};
use crate::domain::crm::sender_match::Verdict;
use crate::domain::ids::{MessageKey, ThreadKey};
use crate::domain::mail::address::Address;
use crate::jobs::mail::{MessageRow, PersonMark};
use crate::present::commands::Need;
use crate::text::CleanText;

/// The correspondent of the row or message under the cursor, and the mail they stand in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Met {
    /// The thread they are met in.
    pub(crate) thread: ThreadKey,
    /// By which the store knows the person, or that there is none.
    pub(crate) address: Address,
    /// Their newest message, or ours to them; `None` while the thread is not here.
    pub(crate) message: Option<MessageKey>,
    /// Whether they wrote that message, so that it speaks of them.
    pub(crate) theirs: bool,
    /// The subject of that mail.
    pub(crate) subject: CleanText,
    /// The person the list knows by this address.
    pub(crate) marked: Option<RecordName>,
}

/// Who somebody is to us, as far as it is known now.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Who {
    /// Somebody of the CRM.
    Known(RecordName),
    /// Nobody of the CRM.
    Stranger,
    /// One of our own addresses.
    Mine,
    /// The store has not been asked, or has not answered.
    NotYet,
}

impl Who {
    /// Who a verdict says somebody is; of several persons with one address the first.
    pub(crate) fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Person(name) => Self::Known(name.clone()),
            Verdict::Several(names) => names.first().map_or(Self::Stranger, |first| Self::Known(first.clone())),
            Verdict::Unknown { .. } => Self::Stranger,
            Verdict::Mine => Self::Mine,
        }
    }
}

/// The person of a mark.
pub(crate) fn marked(mark: &PersonMark) -> RecordName {
    RecordName { reference: Subject::Person.at(mark.key), id: mark.id, kind: mark.kind, name: mark.name.clone() }
}

/// What a person wants of somebody met; it waits, when it must, for the store to say who that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Add an activity, note or deal for them.
    Add(RecordKind),
    /// Edit them.
    Edit,
    /// Make the lead a contact.
    Convert,
}

impl Wish {
    /// What they must be for it.
    pub(crate) fn need(self) -> Need {
        match self {
            Self::Add(RecordKind::Deal) => Need::Contact,
            Self::Add(_) | Self::Edit => Need::Person,
            Self::Convert => Need::Lead,
        }
    }
}

impl Met {
    /// Whom a message is about: its sender, of one of ours its first recipient.
    pub(crate) fn of_message(row: &MessageRow) -> Option<Self> {
        let address = if row.mine { row.to.iter().chain(&row.cc).chain(&row.bcc).next() } else { row.author.as_ref() };
        Some(Self {
            thread: row.thread,
            address: address?.clone(),
            message: Some(row.key),
            theirs: !row.mine,
            subject: row.subject.clone(),
            marked: row.person.as_ref().filter(|_| !row.mine).map(marked),
        })
    }
}
