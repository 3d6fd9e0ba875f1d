//! What changed: said once a kind, never awaited. A lost notice loses nothing, since the store is the truth.

use super::exchange::FilesProgress;
use super::fetch::{Duty, FetchProgress, FetchSummary, MailArrived};
use crate::config::settings::Theme;
use crate::domain::account::policy::SharingPolicy;
use crate::domain::crm::kind::RecordName;
use crate::domain::discovery::Discovery;
use crate::domain::ids::Id;
use crate::domain::time::Instant;
use crate::problem::Problem;
use crate::text::CleanText;

/// A customer wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerMail {
    /// Who wrote.
    pub person: RecordName,
    /// The name of the account that it came to.
    pub account: CleanText,
    /// The mail's outside id.
    pub message: Id,
    /// About what.
    pub subject: CleanText,
}

/// A task, event or call whose reminder came due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminded {
    /// What reminds.
    pub record: RecordName,
    /// The person concerned.
    pub person: Option<RecordName>,
    /// When it was to remind.
    pub at: Instant,
}

/// Something that a person is told outside of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// `mail` or `reminder`.
    pub event: &'static str,
    /// The account of a mail.
    pub account: Option<CleanText>,
    /// The person concerned.
    pub person: Option<RecordName>,
    /// The mail's outside id.
    pub message: Option<Id>,
    /// The outside id of the record that reminds.
    pub record: Option<Id>,
    /// The subject of the mail or record.
    pub subject: CleanText,
    /// What a notification says first, in the person's language.
    pub title: CleanText,
    /// What it says below.
    pub body: CleanText,
}

/// Something changed while nobody asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// Mail came; several batches fold into one notice.
    MailArrived(MailArrived),
    /// How far the fetch of an account is.
    Progress(FetchProgress),
    /// How far an export or import of files is.
    Files(FilesProgress),
    /// A fetch ended; its account's state may have changed.
    FetchEnded(Box<FetchSummary>),
    /// Rows of the store changed: by another process, a rule or a finished job.
    StoreChanged,
    /// The outbox changed.
    OutboxChanged,
    /// An account's settings or state changed.
    AccountChanged(Id),
    /// Mail from customers came (S12).
    CustomerMail(Vec<CustomerMail>),
    /// What was to remind of itself.
    Reminders(Vec<Reminded>),
    /// The program that is told of such things failed, and why.
    NotTold(Box<Problem>),
    /// So many mails came back from their snooze.
    MailBack(u64),
    /// Another process fetches and sends now.
    Duty(Duty),
    /// The config names another theme than before: another app of this home, or an editor, wrote it.
    Theme {
        /// What it named before.
        before: Theme,
        /// What it names now.
        now: Theme,
    },
    /// An administrator says something else about sharing than before (S62).
    Policy(Box<SharingPolicy>),
    /// What a search for the servers of an address knows so far.
    Discovering(Box<Discovery>),
    /// The backup of the day was not made, and why.
    NoBackup(Box<Problem>),
}
