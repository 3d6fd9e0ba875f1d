//! Records from a file, whatever its form.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::card_rows::CardRows;
use super::record_rows::{NoTable, RecordRows, Row};
use super::table_text::TableText;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::table::Mapped;
use crate::domain::crm::value::Reading;
use crate::text::CleanText;

/// How a vCard begins.
const CARD: &[u8] = b"BEGIN:VCARD";

/// How much is looked at to find it.
const BEGINNING: u64 = 4 << 10;

/// A file of records that is being read.
pub enum RecordsIn {
    /// A table, a record a row.
    Table(RecordRows),
    /// vCards.
    Cards(CardRows),
}

impl std::fmt::Debug for RecordsIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordsIn").field("kind", &self.kind()).finish_non_exhaustive()
    }
}

impl RecordsIn {
    /// Opens a file; which form it has, its beginning tells.
    ///
    /// # Errors
    /// As [`NoTable`] says.
    pub fn open(kind: RecordKind, path: &Path, mapped: &[Mapped]) -> Result<Self, NoTable> {
        let mut beginning = Vec::new();
        TableText::open(path)?.take(BEGINNING).read_to_end(&mut beginning)?;
        if !beginning.trim_ascii_start().get(..CARD.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(CARD)) {
            return RecordRows::open(kind, path, mapped).map(Self::Table);
        }
        match mapped.first() {
            Some(column) => Err(NoTable::NoColumn(CleanText::line(&column.column))),
            None => CardRows::open(kind, path).map(Self::Cards),
        }
    }

    /// The kind of its records.
    pub fn kind(&self) -> RecordKind {
        match self {
            Self::Table(rows) => rows.kind(),
            Self::Cards(cards) => cards.kind(),
        }
    }

    /// The headings of a table, and the field that each stands for.
    pub fn columns(&self) -> Vec<(CleanText, Option<Field>)> {
        match self {
            Self::Table(rows) => rows.columns(),
            Self::Cards(_) => Vec::new(),
        }
    }

    /// The charset that it is read in.
    pub fn charset(&self) -> &'static str {
        match self {
            Self::Table(rows) => rows.charset(),
            Self::Cards(cards) => cards.charset(),
        }
    }

    /// About how many lines the file has.
    pub fn lines(&self) -> u64 {
        match self {
            Self::Table(rows) => rows.lines(),
            Self::Cards(cards) => cards.lines(),
        }
    }

    /// How much was read so far, for somebody who waits.
    pub fn done(&self) -> Arc<AtomicU64> {
        match self {
            Self::Table(rows) => rows.done(),
            Self::Cards(cards) => cards.done(),
        }
    }

    /// The next record; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read on.
    pub fn next(&mut self, reading: &Reading<'_>) -> std::io::Result<Option<Row>> {
        match self {
            Self::Table(rows) => rows.next(reading),
            Self::Cards(cards) => cards.next(reading),
        }
    }
}
