//! Records as tables (CSV, RFC 4180): a row a record, a column a field under its name of JSON, in UTF-8 with the mark by which spreadsheets know it.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::domain::crm::field::{Field, FieldSpec, FieldType, specs};
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::record::Record;
use crate::domain::crm::rules::CrmRules;
use crate::domain::crm::value::Value;

/// Without it Excel takes UTF-8 for the code page of its country.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// What makes a spreadsheet take a cell for a formula, also in full width; tab and line ends, which some drop before they look.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A table that is being written.
pub struct RecordTable<W: Write> {
    kind: RecordKind,
    out: csv::Writer<W>,
}

impl<W: Write> RecordTable<W> {
    /// Begins a table of records of a kind with the names of its columns.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(kind: RecordKind, mut out: W) -> io::Result<Self> {
        out.write_all(MARK)?;
        let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        let mut names = vec!["id".to_owned()];
        for spec in columns(kind) {
            names.push(spec.field.key());
            if is_record(spec) {
                names.push(format!("{}_id", spec.field.key()));
            }
        }
        names.extend(["owner", "created_at", "modified_at"].map(str::to_owned));
        out.write_record(&names).map_err(io::Error::other)?;
        Ok(Self { kind, out })
    }

    /// Writes a record. A field that holds another record is its name, with its id beside it; a probability that is only the stage's is left out.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn record(&mut self, record: &Record, rules: &CrmRules) -> io::Result<()> {
        let mut cells = vec![record.id.to_string()];
        for spec in columns(self.kind) {
            let value = record.value(spec.field).filter(|value| spec.field != Field::Probability || !is_of_stage(record, value, rules));
            cells.push(value.map(cell).unwrap_or_default());
            if is_record(spec) {
                cells.push(value.and_then(Value::as_record).map(|name| name.id.to_string()).unwrap_or_default());
            }
        }
        cells.extend([record.owner.as_str().to_owned(), record.created_at.to_rfc3339(), record.modified_at.to_rfc3339()]);
        self.out.write_record(cells.iter().map(|cell| defused(cell).into_owned())).map_err(io::Error::other)
    }

    /// Ends the table and gives back what it was written to.
    ///
    /// # Errors
    /// When the rest cannot be written.
    pub fn end(self) -> io::Result<W> {
        self.out.into_inner().map_err(|error| io::Error::other(error.to_string()))
    }
}

/// The fields that a table has; what only follows from others is none of them.
fn columns(kind: RecordKind) -> impl Iterator<Item = FieldSpec> {
    specs(kind).into_iter().filter(|spec| spec.field != Field::ExpectedRevenue)
}

fn is_record(spec: FieldSpec) -> bool {
    matches!(spec.holds, FieldType::Record(_))
}

fn is_of_stage(record: &Record, probability: &Value, rules: &CrmRules) -> bool {
    let stage = rules.picklists.stage(record.text(Field::Stage));
    stage.is_some_and(|stage| probability.as_integer() == Some(stage.probability))
}

/// A value as it is typed; a moment with its zone, since the file may be read in another one.
fn cell(value: &Value) -> String {
    match value {
        Value::Instant(at) => at.to_rfc3339(),
        value => value.typed(&jiff::tz::TimeZone::UTC),
    }
}

/// A cell that no spreadsheet takes for a formula: one `'` more before what begins like one, behind any number of them, so that the way back is clear.
fn defused(cell: &str) -> Cow<'_, str> {
    if cell.trim_start_matches('\'').starts_with(FORMULA) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// What [`defused`] was given.
pub(super) fn armed(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.trim_start_matches('\'').starts_with(FORMULA)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::crm::kind::Subject;
    use crate::domain::ids::Id;
    use crate::domain::time::Instant;
    use crate::text::{CleanText, KeptText};

    fn record(kind: RecordKind, values: &[(Field, Value)]) -> Record {
        Record {
            reference: kind.subject().at(1),
            id: Id::v7(1, [7; 10]),
            kind,
            values: values.iter().cloned().collect(),
            owner: CleanText::default(),
            created_at: Instant(0),
            modified_at: Instant(0),
            made_from: None,
            person: None,
            converted_at: None,
        }
    }

    fn written(kind: RecordKind, values: &[(Field, Value)]) -> BTreeMap<String, String> {
        let mut table = RecordTable::begin(kind, Vec::new()).unwrap();
        table.record(&record(kind, values), &CrmRules::default()).unwrap();
        let bytes = table.end().unwrap();
        let mut read = csv::Reader::from_reader(bytes.strip_prefix(MARK).unwrap());
        let names = read.headers().unwrap().clone();
        let row = read.records().next().unwrap().unwrap();
        names.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect()
    }

    fn text(text: &str) -> Value {
        Value::Text(KeptText::block(text))
    }

    #[test]
    fn no_cell_is_a_formula_and_none_is_changed_twice_the_same_way() {
        for (held, shown) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+81 3-1234-5678", "'+81 3-1234-5678"),
            ("-5", "'-5"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("＝1+1", "'＝1+1"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("'=1", "''=1"),
            ("'quoted'", "'quoted'"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!((defused(held).as_ref(), armed(shown)), (shown, held));
        }
        let lead = written(RecordKind::Lead, &[(Field::LastName, text("=HYPERLINK(\"http://x\")")), (Field::Phone, text("+81 3"))]);
        assert_eq!((lead["last_name"].as_str(), lead["phone"].as_str()), ("'=HYPERLINK(\"http://x\")", "'+81 3"));
    }

    #[test]
    fn lines_quotes_and_commas_stay_in_their_cell() {
        let held = "一行目, \"引用\"\n二行目";
        assert_eq!(written(RecordKind::Note, &[(Field::Content, text(held))])["content"], held);
    }

    #[test]
    fn a_probability_stands_in_its_cell_where_it_is_the_deals_own() {
        let with = |probability| {
            let values = [(Field::Stage, text("Qualification")), (Field::Probability, Value::Integer(probability))];
            written(RecordKind::Deal, &values)["probability"].clone()
        };
        assert_eq!((with(10), with(35)), (String::new(), "35".to_owned()));
    }

    #[test]
    fn every_kind_has_a_column_for_every_field_and_the_ids_of_what_it_names() {
        for kind in RecordKind::ALL {
            let names = written(kind, &[]);
            for spec in columns(kind) {
                assert!(names.contains_key(&spec.field.key()), "{kind:?} {:?}", spec.field);
            }
            assert_eq!(names.contains_key("contact_id"), kind.subject() == Subject::Deal);
        }
    }
}
