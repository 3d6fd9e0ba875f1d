//! What a form is for, and what it is about.

use crate::domain::account::AccountSettings;
use crate::domain::crm::kind::{RecordKind, RecordName};
use crate::domain::crm::record::Record;
use crate::domain::ids::{MessageKey, ThreadKey};
use crate::domain::mail::address::AddrSpec;
use crate::domain::time::Instant;
use crate::jobs::Ticket;

/// What a form is for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum FormKind {
    /// How the app looks.
    Appearance,
    /// A record of the customer side.
    Record(Box<RecordForm>),
    /// A lead or temp that becomes a contact.
    Conversion(Box<ConversionForm>),
    /// Two persons that become one.
    Merge(Box<MergeForm>),
    /// A mail account.
    Account(Box<AccountForm>),
    /// The passphrase of the kept passwords.
    Passphrase {
        /// Whether it is a new one, typed twice.
        new: bool,
    },
}

impl FormKind {
    /// Whose fields stand in it, as the field table has them.
    pub(crate) fn fields_of(&self) -> Option<RecordKind> {
        match self {
            Self::Record(about) => Some(about.kind),
            Self::Conversion(_) => Some(RecordKind::Deal),
            Self::Appearance | Self::Merge(_) | Self::Account(_) | Self::Passphrase { .. } => None,
        }
    }
}

/// What the form of a conversion is about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ConversionForm {
    /// The lead or temp.
    pub(crate) lead: RecordName,
}

/// What the form of a merge is about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MergeForm {
    /// One of the two.
    pub(crate) one: Record,
    /// The other one.
    pub(crate) other: Record,
}

/// What an account form is about.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct AccountForm {
    /// The account that is edited; `None` for a new one.
    pub(crate) editing: Option<Box<AccountSettings>>,
    /// The person said yes to an unprotected connection (S54).
    pub(crate) plaintext_confirmed: bool,
    /// The test that is under way, and whether a good one is followed by saving.
    pub(crate) testing: Option<(Ticket, bool)>,
    /// What stood in the fields when a test passed or was skipped: then they can be saved (S80).
    pub(crate) tested: Option<Vec<String>>,
    /// The outgoing host that stands in its field because nobody typed one: the test finds it (S59).
    pub(crate) guess: Option<String>,
    /// The address whose servers were looked for last.
    pub(crate) looked: Option<AddrSpec>,
    /// Whether that search is under way.
    pub(crate) looking: bool,
    /// The person said yes to an account that cannot send.
    pub(crate) receive_only: bool,
}

/// What a record form is about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RecordForm {
    /// What it shall be.
    pub(crate) kind: RecordKind,
    /// The record that is edited; `None` for a new one.
    pub(crate) editing: Option<Box<Record>>,
    /// The mail that caused it.
    pub(crate) made_from: Option<MessageKey>,
    /// The thread and the correspondent of whom a mail is still to come; it will have caused it.
    pub(crate) waits_for: Option<(ThreadKey, AddrSpec)>,
    /// What it is for: a person, of activities and notes also a company or deal.
    pub(crate) person: Option<RecordName>,
    /// Whether a known address is no reason to refuse.
    pub(crate) allow_duplicate: bool,
    /// The person the new one is merged into as soon as it is saved.
    pub(crate) merge_into: Option<RecordName>,
    /// When the event begins as far as it could be read last: its end follows.
    pub(crate) begins: Option<Instant>,
}

impl RecordForm {
    /// A form for a new record.
    pub(crate) fn new(kind: RecordKind) -> Self {
        Self { kind, editing: None, made_from: None, waits_for: None, person: None, allow_duplicate: false, merge_into: None, begins: None }
    }
}
