//! Records from a file, whatever its form.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::calendar_in::CalendarRows;
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
pub struct RecordsIn {
    kind: RecordKind,
    charset: &'static str,
    lines: u64,
    done: Arc<AtomicU64>,
    form: Form,
}

enum Form {
    /// A table, a record a row.
    Table(RecordRows),
    /// vCards.
    Cards(CardRows),
    /// Events and tasks of a calendar.
    Calendar(CalendarRows),
}

impl std::fmt::Debug for RecordsIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordsIn").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl RecordsIn {
    /// Opens a file; which form it has, its beginning tells.
    ///
    /// # Errors
    /// As [`NoTable`] says.
    pub fn open(kind: RecordKind, path: &Path, mapped: &[Mapped]) -> Result<Self, NoTable> {
        let mut text = TableText::open(path)?;
        let (charset, lines) = (text.charset(), text.lines());
        let mut beginning = Vec::new();
        (&mut text).take(BEGINNING).read_to_end(&mut beginning)?;
        text.rewind()?;
        let is_card = beginning.trim_ascii_start().get(..CARD.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(CARD));
        let form = match mapped.first() {
            _ if !is_card => Form::Table(RecordRows::open(kind, text, mapped)?),
            Some(column) => return Err(NoTable::NoColumn(CleanText::line(&column.column))),
            None => Form::Cards(CardRows::open(kind, text)?),
        };
        Ok(Self { kind, charset, lines, done: Arc::default(), form })
    }

    /// Opens a calendar, whose entries say themselves whether they are events or tasks.
    ///
    /// # Errors
    /// As [`NoTable`] says.
    pub fn calendar(path: &Path) -> Result<Self, NoTable> {
        let text = TableText::open(path)?;
        let (charset, lines) = (text.charset(), text.lines());
        let form = Form::Calendar(CalendarRows::open(text)?);
        Ok(Self { kind: RecordKind::Event, charset, lines, done: Arc::default(), form })
    }

    /// The kind of its records; of a calendar, that of most.
    pub fn kind(&self) -> RecordKind {
        self.kind
    }

    /// The headings of a table, and the field that each stands for.
    pub fn columns(&self) -> Vec<(CleanText, Option<Field>)> {
        match &self.form {
            Form::Table(rows) => rows.columns(),
            Form::Cards(_) | Form::Calendar(_) => Vec::new(),
        }
    }

    /// The charset that it is read in.
    pub fn charset(&self) -> &'static str {
        self.charset
    }

    /// About how many lines the file has.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// How much was read so far, for somebody who waits: rows of a table, lines of cards.
    pub fn done(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.done)
    }

    /// The next record; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read on.
    pub fn next(&mut self, reading: &Reading<'_>) -> std::io::Result<Option<Row>> {
        match &mut self.form {
            Form::Table(rows) => {
                let row = rows.next(reading)?;
                self.done.fetch_add(u64::from(row.is_some()), Ordering::Relaxed);
                Ok(row)
            }
            Form::Cards(cards) => {
                let card = cards.next(reading)?;
                self.done.store(cards.line(), Ordering::Relaxed);
                Ok(card)
            }
            Form::Calendar(entries) => {
                let entry = entries.next(reading);
                self.done.store(entries.line(), Ordering::Relaxed);
                Ok(entry)
            }
        }
    }
}
