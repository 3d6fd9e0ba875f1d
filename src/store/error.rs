//! What can go wrong with the store.

use crate::domain::crm::value::FieldError;
use crate::domain::ids::{Id, NotAnId};
use crate::domain::query::QueryError;

/// A failure of the store; the workers turn it into a problem for people.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite refused or failed.
    #[error("database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The disk is full (promises.md A7).
    #[error("the disk is full")]
    DiskFull,
    /// Reading or writing a file beside the database failed.
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
    /// The file is not a fumi store.
    #[error("not a fumi store")]
    NotAStore,
    /// The store was written by a newer fumi.
    #[error("the store has version {found}, this program knows {known}")]
    TooNew {
        /// The version in the file.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// The bundled SQLite is older than the decision of promises.md D1 allows.
    #[error("SQLite {0} is too old")]
    OldSqlite(String),
    /// What is stored does not have the form it must have.
    #[error("damaged: {0}")]
    Damaged(&'static str),
    /// Nothing has this key.
    #[error("not found")]
    NotFound,
    /// An ending of an id fits several rows.
    #[error("ambiguous")]
    Ambiguous,
    /// An id or name is empty or blank; which, by its flag name.
    #[error("{0} is blank")]
    Blank(&'static str),
    /// So many mails would change that a person has to say yes first.
    #[error("{count} changes need a yes")]
    NeedsYes {
        /// How many.
        count: u64,
    },
    /// A message's account has no mailbox of this name.
    #[error("no mailbox {name}")]
    NoMailbox {
        /// What was asked for, as typed.
        name: String,
    },
    /// Something later touched the same field, so that an undo or redo would overwrite it.
    #[error("changed since")]
    ChangedSince,
    /// There is nothing to undo or redo.
    #[error("nothing to undo or redo")]
    NothingToUndo,
    /// A field of a record cannot be saved.
    #[error("{} {}", .0.field.flag(), .0.wrong)]
    Field(FieldError),
    /// A query that cannot be understood, or that names what does not exist.
    #[error("query: {0}")]
    Query(#[from] QueryError),
    /// A rule of the domain refused the write.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
}

/// Which rule of the domain refused a write.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The mail is sent or on the wire.
    #[error("already sent")]
    AlreadySent,
    /// A label that is empty or too long.
    #[error("bad label")]
    BadLabel(String),
    /// Mail in spam and trash does not sleep.
    #[error("cannot sleep")]
    CannotSleep,
    /// A deal is a contact's (S33); names the record that is none, where one was given.
    #[error("a deal requires a contact")]
    DealRequiresContact(Option<Id>),
    /// This record has the address already.
    #[error("duplicate")]
    Duplicate(Id),
    /// Only a lead can be converted.
    #[error("not a lead")]
    NotALead(Id),
    /// Two records that cannot become one.
    #[error("invalid merge")]
    InvalidMerge,
    /// The trash does not hold as much as the person agreed to remove.
    #[error("the trash holds {held}")]
    TrashChanged {
        /// How much it holds now.
        held: u64,
    },
}

impl From<rusqlite::types::FromSqlError> for StoreError {
    fn from(error: rusqlite::types::FromSqlError) -> Self {
        Self::Sqlite(error.into())
    }
}

impl From<NotAnId> for StoreError {
    fn from(_: NotAnId) -> Self {
        Self::Damaged("id")
    }
}

impl StoreError {
    /// Whether the disk or its quota is full, whatever layer said so.
    pub fn is_full(&self) -> bool {
        match self {
            Self::DiskFull => true,
            Self::Sqlite(error) => error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull),
            Self::Io(error) => matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded),
            _ => false,
        }
    }

    /// Whether the disk failed under SQLite.
    pub fn is_of_the_disk(&self) -> bool {
        matches!(self, Self::Sqlite(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::SystemIoFailure))
    }

    /// Whether the file is damaged, or no database at all.
    pub fn is_corrupt(&self) -> bool {
        matches!(self, Self::Sqlite(error) if matches!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase)))
    }

    /// Whether another process holds the database just now.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Sqlite(error) if matches!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked)))
    }
}

/// The result of a store call.
pub type Result<T> = std::result::Result<T, StoreError>;
