//! Records on their way out of the store into files: a connection of its own, record by record.

use rusqlite::Connection;

use super::crm::records;
use super::{Result, Store, StoreError};
use crate::domain::crm::kind::{RecordKind, RecordRef};
use crate::domain::crm::record::Record;
use crate::domain::crm::rules::CrmRules;

/// A store whose records are read for files.
pub struct RecordsOut {
    db: Connection,
}

impl RecordsOut {
    /// Opens a connection.
    ///
    /// # Errors
    /// When the store cannot be opened.
    pub fn open(store: &Store) -> Result<Self> {
        Ok(Self { db: store.reader()? })
    }

    /// All records of a kind, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn of_kind(&self, kind: RecordKind) -> Result<Vec<RecordRef>> {
        let keys = records::keys(&self.db, kind, None)?;
        Ok(keys.into_iter().rev().map(|key| kind.subject().at(key)).collect())
    }

    /// A record; `None` when it is gone.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn record(&self, reference: RecordRef, rules: &CrmRules) -> Result<Option<Record>> {
        match records::read(&self.db, reference, rules) {
            Err(StoreError::NotFound) => Ok(None),
            read => read.map(Some),
        }
    }
}
