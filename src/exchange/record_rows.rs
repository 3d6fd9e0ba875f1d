//! Records from a table (CSV): row by row, whatever its length, charset and separator.

use super::headings::{Column, columns, field_named};
use super::record_table::armed;
use super::table_text::TableText;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::record::NewRecord;
use crate::domain::crm::table::Mapped;
use crate::domain::crm::value::{FieldError, Reading};
use crate::domain::ids::Id;
use crate::text::CleanText;

/// What separates the cells of a row, the likeliest first.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Why a table cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum NoTable {
    /// The file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] std::io::Error),
    /// It is no table: it has no line of headings.
    #[error("there is no line of headings")]
    Empty,
    /// It holds no calendar.
    #[error("there is no calendar")]
    NoCalendar,
    /// None of its columns is a field of the kind.
    #[error("no column is a field")]
    NoFields,
    /// The person named a column that it does not have.
    #[error("there is no column {0}")]
    NoColumn(CleanText),
    /// The person named a field that the kind does not have.
    #[error("there is no field {0}")]
    NoField(CleanText),
}

/// A row as a new record, or what is wrong with it.
#[derive(Debug, PartialEq)]
pub struct Row {
    /// The line of the file that it begins in, from 1.
    pub line: u64,
    /// The record.
    pub record: Result<FromRow, WrongRow>,
}

/// What a row says.
#[derive(Debug, PartialEq)]
pub struct FromRow {
    /// The record.
    pub new: NewRecord,
    /// The id that it had where it was exported.
    pub id: Option<Id>,
    /// The ids of the records that its fields name.
    pub references: Vec<(Field, Id)>,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq)]
pub enum WrongRow {
    /// These fields cannot be saved.
    Fields(Vec<FieldError>),
    /// It has more cells than the table has columns.
    TooManyCells,
}

/// A table of records of one kind.
pub struct RecordRows {
    kind: RecordKind,
    reader: csv::Reader<TableText>,
    headings: Vec<CleanText>,
    columns: Vec<Column>,
    row: csv::StringRecord,
    /// The line behind the last row that was read.
    behind: u64,
}

impl std::fmt::Debug for RecordRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordRows").field("kind", &self.kind).field("columns", &self.columns).finish_non_exhaustive()
    }
}

impl RecordRows {
    /// Begins a table and finds out what its columns mean; what the person says of them goes before what their headings say.
    ///
    /// # Errors
    /// As [`NoTable`] says.
    pub fn open(kind: RecordKind, mut text: TableText, mapped: &[Mapped]) -> Result<Self, NoTable> {
        let separator = separator_of(&mut text)?;
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(true).from_reader(text);
        let headings: Vec<String> = reader.headers().map_err(unreadable)?.iter().map(|heading| heading.trim().to_owned()).collect();
        if headings.iter().all(String::is_empty) {
            return Err(NoTable::Empty);
        }
        let behind = 1 + lines_of(headings.iter().map(String::as_str));
        let columns = with_mapped(kind, &headings, mapped)?;
        if !columns.iter().any(|column| matches!(column, Column::Field(_))) {
            return Err(NoTable::NoFields);
        }
        let headings = headings.iter().map(|heading| CleanText::line(heading)).collect();
        Ok(Self { kind, reader, headings, columns, row: csv::StringRecord::new(), behind })
    }

    /// The headings, and the field that each stands for.
    pub fn columns(&self) -> Vec<(CleanText, Option<Field>)> {
        let field = |column: &Column| match column {
            Column::Field(field) | Column::RecordId(field) => Some(*field),
            Column::Id | Column::Ignored => None,
        };
        self.headings.iter().cloned().zip(self.columns.iter().map(field)).collect()
    }

    /// The next row that holds something; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read on.
    pub fn next(&mut self, reading: &Reading<'_>) -> std::io::Result<Option<Row>> {
        loop {
            if !self.reader.read_record(&mut self.row).map_err(std::io::Error::other)? {
                return Ok(None);
            }
            // The line behind the row, less those that the row has: what the reader notes of a row counts empty lines before it. A quote that is
            // never closed takes the end of the last line into its cell.
            let lines = lines_of(self.row.iter());
            let line = self.reader.position().line().saturating_sub(lines).max(self.behind);
            self.behind = line + lines;
            if self.row.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            return Ok(Some(Row { line, record: self.read(reading) }));
        }
    }

    fn read(&self, reading: &Reading<'_>) -> Result<FromRow, WrongRow> {
        if self.row.iter().skip(self.columns.len()).any(|cell| !cell.trim().is_empty()) {
            return Err(WrongRow::TooManyCells);
        }
        let mut typed = Vec::new();
        let (mut id, mut references) = (None, Vec::new());
        for (cell, column) in self.row.iter().zip(&self.columns).filter(|(cell, _)| !cell.trim().is_empty()) {
            match column {
                Column::Field(field) => typed.push((*field, armed(cell).to_owned())),
                Column::RecordId(field) => references.extend(cell.trim().parse().ok().map(|id| (*field, id))),
                Column::Id => id = cell.trim().parse().ok(),
                Column::Ignored => {}
            }
        }
        let new = NewRecord::read(self.kind, &typed, reading).map_err(WrongRow::Fields)?;
        Ok(FromRow { new, id, references })
    }
}

fn with_mapped(kind: RecordKind, headings: &[String], mapped: &[Mapped]) -> Result<Vec<Column>, NoTable> {
    let mut said: Vec<(usize, Column)> = Vec::new();
    for Mapped { column, field } in mapped {
        let at = headings.iter().position(|heading| heading == column.trim()).ok_or_else(|| NoTable::NoColumn(CleanText::line(column)))?;
        let meant = match field {
            None => Column::Ignored,
            Some(name) => Column::Field(field_named(kind, name).ok_or_else(|| NoTable::NoField(CleanText::line(name)))?),
        };
        said.push((at, meant));
    }
    let mut columns = columns(kind, headings);
    for column in &mut columns {
        if said.iter().any(|(_, meant)| meant == column) {
            *column = Column::Ignored;
        }
    }
    for (at, meant) in said {
        columns[at] = meant;
    }
    Ok(columns)
}

/// How many lines these cells take.
fn lines_of<'a>(cells: impl Iterator<Item = &'a str>) -> u64 {
    1 + cells.map(|cell| memchr::memchr_iter(b'\n', cell.as_bytes()).count() as u64).sum::<u64>()
}

/// What stands oftenest in the first line outside of quotes; the text then stands at its beginning.
fn separator_of(text: &mut TableText) -> std::io::Result<u8> {
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(std::io::Read::take(&mut *text, 64 << 10)), &mut line)?;
    text.rewind()?;
    let mut counts = [0_usize; SEPARATORS.len()];
    let mut quoted = false;
    for byte in line.bytes() {
        quoted ^= byte == b'"';
        if let (Some(at), false) = (SEPARATORS.iter().position(|separator| *separator == byte), quoted) {
            counts[at] += 1;
        }
    }
    let best = (0..SEPARATORS.len()).max_by_key(|at| (counts[*at], std::cmp::Reverse(*at))).unwrap_or(0);
    Ok(SEPARATORS[best])
}

fn unreadable(error: csv::Error) -> NoTable {
    NoTable::Unreadable(std::io::Error::other(error))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::crm::rules::CrmRules;
    use crate::domain::crm::value::Wrong;
    use crate::domain::time::Instant;
    use jiff::tz::TimeZone;

    fn rows_of(kind: RecordKind, table: &str, mapped: &[Mapped]) -> Result<Vec<Row>, NoTable> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("table.csv");
        std::fs::write(&path, table).unwrap();
        let rules = CrmRules::default();
        let reading = Reading::of(&rules, Instant(1_795_399_200_000), TimeZone::UTC);
        let mut rows = RecordRows::open(kind, TableText::open(&path)?, mapped)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next(&reading)? {
            all.push(row);
        }
        Ok(all)
    }

    fn text(row: &Row, field: Field) -> String {
        row.record.as_ref().unwrap().new.values.get(&field).map(|value| value.typed(&TimeZone::UTC)).unwrap_or_default()
    }

    #[test]
    fn any_separator_and_any_quotes_give_the_same_rows() {
        for separator in [",", ";", "\t", "|"] {
            let table =
                ["Last Name,First Name,Description", "Berg,Anna,\"two\nlines, and \"\"quotes\"\"\"", "", "'=Cole,,", ",,"].join("\r\n");
            let table = if separator == "," { table } else { table.replace("lines, and", "lines and").replace(',', separator) };
            let rows = rows_of(RecordKind::Lead, &table, &[]).unwrap();
            assert_eq!(
                rows.iter().map(|row| (row.line, text(row, Field::LastName))).collect::<Vec<_>>(),
                [(2, "Berg".to_owned()), (5, "=Cole".to_owned())]
            );
            assert!(text(&rows[0], Field::Description).contains("and \"quotes\""));
        }
    }

    #[test]
    fn the_last_row_has_its_line_although_nothing_ends_it() {
        let lines = |table| rows_of(RecordKind::Lead, table, &[]).unwrap().iter().map(|row| row.line).collect::<Vec<_>>();
        assert_eq!(lines("Last Name\nBerg\nCole"), [2, 3]);
        assert_eq!(lines("Last Name\r\nBerg"), [2]);
        assert_eq!(lines("Last Name\n\"Berg"), [2], "a quote that is never closed");
    }

    #[test]
    fn what_is_wrong_with_a_row_is_told_by_line_and_field() {
        let rows =
            rows_of(RecordKind::Lead, "Last Name,Email\nBerg,no address\n,a@b.example\nCole,c@d.example,more\nDahl,d@d.example\n", &[])
                .unwrap();
        let wrong = |row: &Row| row.record.as_ref().err().cloned();
        assert_eq!(wrong(&rows[0]), Some(WrongRow::Fields(vec![Wrong::Address.at(Field::Email)])));
        assert_eq!(wrong(&rows[1]), Some(WrongRow::Fields(vec![Wrong::Missing.at(Field::LastName)])));
        assert_eq!((rows[2].line, wrong(&rows[2])), (4, Some(WrongRow::TooManyCells)));
        assert_eq!(wrong(&rows[3]), None);
    }

    #[test]
    fn what_a_person_says_of_a_column_goes_before_its_heading() {
        let said = |column: &str, field: Option<&str>| Mapped { column: column.to_owned(), field: field.map(str::to_owned) };
        let table = "Surname,Email,Nick\nBerg,a@b.example,Annie\n";
        let rows = rows_of(RecordKind::Lead, table, &[said("Nick", Some("first-name")), said("Email", None)]).unwrap();
        assert_eq!((text(&rows[0], Field::FirstName), text(&rows[0], Field::Email)), ("Annie".to_owned(), String::new()));
        let rows = rows_of(RecordKind::Lead, table, &[said("Nick", Some("Last Name"))]).unwrap();
        assert_eq!(text(&rows[0], Field::LastName), "Annie", "one field has one column");
        assert!(matches!(rows_of(RecordKind::Lead, table, &[said("Nack", None)]), Err(NoTable::NoColumn(name)) if name.as_str() == "Nack"));
        assert!(matches!(rows_of(RecordKind::Lead, table, &[said("Nick", Some("stage"))]), Err(NoTable::NoField(_))));
        assert!(matches!(rows_of(RecordKind::Lead, "", &[]), Err(NoTable::Empty)));
        assert!(matches!(rows_of(RecordKind::Lead, "a,b\n1,2\n", &[]), Err(NoTable::NoFields)));
    }
}
