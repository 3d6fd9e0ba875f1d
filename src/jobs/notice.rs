//! What changed: said once a kind, never awaited. A lost notice loses nothing, since the store is the truth.

use super::exchange::FilesProgress;
use super::fetch::{Duty, FetchProgress, FetchSummary, MailArrived};
use crate::config::settings::Theme;
use crate::domain::discovery::Discovery;
use crate::domain::ids::Id;
use crate::problem::Problem;
use crate::text::CleanText;

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
    /// Mail from a customer came (S12).
    CustomerMail {
        /// The name of the person who wrote.
        person: CleanText,
        /// About what.
        subject: CleanText,
    },
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
    /// What a search for the servers of an address knows so far.
    Discovering(Box<Discovery>),
    /// The backup of the day was not made, and why.
    NoBackup(Box<Problem>),
}
