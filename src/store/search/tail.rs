//! Looking through the tail: of most mails only the front is read, which says that they are not asked for.

use rusqlite::blob::Blob;
use rusqlite::{Connection, MAIN_DB};

use super::document::Document;
use super::front::{Front, NUMBERS};
use super::signature::Sought;
use super::words::Words;
use crate::store::{Result, StoreError};

/// Reads one mail of the tail after the other.
pub(super) struct Tail<'a> {
    db: &'a Connection,
    words: Option<&'a Words>,
    sought: Option<Sought>,
    open: Option<Blob<'a>>,
    /// Room for what is read.
    value: Vec<u8>,
    document: Document,
}

impl<'a> Tail<'a> {
    /// Looks for these words; without any every mail fits.
    pub(super) fn of(db: &'a Connection, words: Option<&'a Words>) -> Self {
        Self { db, words, sought: words.map(Sought::by), open: None, value: Vec::new(), document: Document::default() }
    }

    /// A mail of the tail, if it has the words.
    pub(super) fn fitting(&mut self, key: i64) -> Result<Option<Document>> {
        let blob = match self.open.take() {
            Some(mut open) => {
                open.reopen(key)?;
                open
            }
            None => self.db.blob_open(MAIN_DB, "search_tail", "parts", key, true)?,
        };
        let blob = self.open.insert(blob);
        self.value.resize(NUMBERS.min(blob.len()), 0);
        blob.read_at_exact(&mut self.value, 0)?;
        let front = Front::length(&self.value).map(|length| length.min(blob.len()));
        if let (Some(length), Some(words)) = (front, self.words) {
            read_on(blob, &mut self.value, length)?;
            let front = Front::of(&self.value, length).ok_or(StoreError::Damaged("search tail"))?;
            let may_be = self.sought.as_ref().is_none_or(|sought| sought.may_be(front.signature));
            if !may_be || front.fits(words) == Some(false) {
                return Ok(None);
            }
        }
        read_on(blob, &mut self.value, blob.len())?;
        self.document.unpack(&self.value)?;
        Ok(self.words.is_none_or(|words| self.document.fits(words)).then(|| std::mem::take(&mut self.document)))
    }
}

/// Reads a value up to this length, of which the beginning is here.
fn read_on(blob: &Blob<'_>, value: &mut Vec<u8>, length: usize) -> Result<()> {
    let here = value.len();
    value.resize(length, 0);
    blob.read_at_exact(&mut value[here..], here)?;
    Ok(())
}
