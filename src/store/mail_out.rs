//! Mail on its way out of the store into files: a connection of its own, so that nobody waits for it, and mail by mail.

use std::io::Read;

use jiff::tz::TimeZone;
use rusqlite::Connection;

use super::{Result, Store, StoreError, messages, raw, search};
use crate::domain::ids::MessageKey;
use crate::domain::query::Query;
use crate::domain::time::Instant;
use crate::jobs::mail::MessageRow;

/// A store whose mail is read for files.
pub struct MailOut {
    db: Connection,
}

/// A mail, and whether it can be read to its end.
#[derive(Debug)]
pub struct OutMail {
    /// Its row.
    pub row: MessageRow,
    /// Its last byte; none of a mail without a byte.
    pub last_byte: Option<u8>,
    /// Whether all of it is there undamaged.
    pub whole: bool,
}

impl MailOut {
    /// Opens a connection.
    ///
    /// # Errors
    /// When the store cannot be opened.
    pub fn open(store: &Store) -> Result<Self> {
        Ok(Self { db: store.reader()? })
    }

    /// What a search finds, or all mail without one, oldest first.
    ///
    /// # Errors
    /// A query that cannot be understood, or is blank.
    pub fn keys(&self, query: Option<&str>, now: Instant, zone: &TimeZone) -> Result<Vec<MessageKey>> {
        let Some(query) = query else { return messages::all(&self.db) };
        if query.trim().is_empty() {
            return Err(StoreError::Blank("query"));
        }
        let reading = self.db.unchecked_transaction()?;
        let asked = search::SearchRequest::query(&reading, &Query::parse(query, now, zone)?)?;
        let mut found = search::find(&reading, &asked, &search::Scope::Usual, &search::Window::newest(0))?;
        found.reverse();
        Ok(found)
    }

    /// A mail, after a look whether it can be read to its end; `None` when it is gone.
    ///
    /// # Errors
    /// When the store fails.
    pub fn mail(&self, key: MessageKey) -> Result<Option<OutMail>> {
        let row = match messages::row(&self.db, key) {
            Err(StoreError::NotFound) => return Ok(None),
            row => row?,
        };
        let (mut last_byte, mut read) = (None, 0);
        for n in 0.. {
            match raw::chunk(&self.db, key, n) {
                Ok(Some(chunk)) => {
                    read += chunk.len() as u64;
                    last_byte = chunk.last().copied().or(last_byte);
                }
                Ok(None) | Err(StoreError::Damaged(_)) => break,
                Err(error) => return Err(error),
            }
        }
        let whole = read == row.size;
        Ok(Some(OutMail { row, last_byte, whole }))
    }

    /// The bytes of a mail, a chunk at a time.
    pub fn bytes(&self, key: MessageKey) -> impl Read + '_ {
        raw::reader(&self.db, key)
    }
}
