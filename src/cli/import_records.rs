//! `fumi import leads|contacts|companies|deals|... FILE`: records from a table.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::context::{Context, absolute};
use super::{Ended, Exit, trouble, waiting};
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::table::Mapped;
use crate::i18n::Text;
use crate::jobs::exchange::{ImportCalendar, ImportRecords, ImportedRecords, RowError, RowTrouble};
use crate::present::sizes;
use crate::problem::{Code, Problem};

/// Which table, and what its columns mean.
#[derive(Debug, Args)]
pub struct RowsArgs {
    /// CSV with a line of headings, or vCards for people and companies, in any charset
    #[arg(value_name = "FILE")]
    table: PathBuf,
    /// What a column means that is not known by its heading; without a field it is left out
    #[arg(long = "map", value_name = "COL=FIELD")]
    map: Vec<String>,
    /// Only say what would become of it
    #[arg(long)]
    dry_run: bool,
    /// Add records although their address or name is known
    #[arg(long)]
    allow_duplicate: bool,
}

/// Which calendar.
#[derive(Debug, Args)]
pub struct CalendarArgs {
    /// The calendar
    #[arg(value_name = "FILE.ics")]
    calendar: PathBuf,
    /// Only say what would become of it
    #[arg(long)]
    dry_run: bool,
}

/// Imports the events and tasks of a calendar, with the answers of [`run`].
///
/// # Errors
/// When the file cannot be read, or is no calendar.
pub async fn calendar(args: CalendarArgs, at: &Context) -> Ended {
    let imported = waiting::ask(at, ImportCalendar { path: absolute(&args.calendar), dry_run: args.dry_run }).await?;
    if imported.wrong > 0 { refused(&imported, at) } else { done(&imported, at) }
}

/// Imports all rows or none: `{imported, known, duplicates: [{line, id, name}], columns: [{column, field}], charset, dry_run}`; what is wrong with rows is
/// `{error: {code, message, hint, rows: [{line, field, message}]}}`.
///
/// # Errors
/// When the file cannot be read, or is no table of such records.
pub async fn run(kind: RecordKind, args: RowsArgs, at: &Context) -> Ended {
    let mapped = args.map.iter().map(|one| mapped(one)).collect::<Result<_, Problem>>()?;
    let job = ImportRecords { kind, path: absolute(&args.table), mapped, allow_duplicate: args.allow_duplicate, dry_run: args.dry_run };
    let imported = waiting::ask(at, job).await?;
    if imported.wrong > 0 { refused(&imported, at) } else { done(&imported, at) }
}

fn mapped(typed: &str) -> Result<Mapped, Problem> {
    let (column, field) = typed.rsplit_once('=').ok_or_else(|| {
        Problem::usage(Code::InvalidField, Text::of("import-bad-map").with("map", typed)).hint(Text::of("import-bad-map-hint")).field("map")
    })?;
    let field = field.trim();
    Ok(Mapped { column: column.trim().to_owned(), field: (!field.is_empty()).then(|| field.to_owned()) })
}

fn done(imported: &ImportedRecords, at: &Context) -> Ended {
    if at.json() {
        let duplicates: Vec<Value> = imported
            .known_rows
            .iter()
            .map(|row| json!({ "line": row.line, "id": row.record.id.to_string(), "name": row.record.name.as_str() }))
            .collect();
        let columns: Vec<Value> = imported
            .columns
            .iter()
            .map(|(column, field)| json!({ "column": column.as_str(), "field": field.map(|field| field.key()) }))
            .collect();
        at.output.value(&json!({
            "imported": imported.imported,
            "known": imported.known,
            "duplicates": duplicates,
            "columns": columns,
            "charset": imported.charset,
            "dry_run": imported.dry_run,
        }));
        return Ok(Exit::DONE);
    }
    let left_out: Vec<&str> = imported
        .columns
        .iter()
        .filter(|(column, field)| field.is_none() && !column.is_empty())
        .map(|(column, _)| column.as_str())
        .collect();
    if !left_out.is_empty() {
        at.output.aside(&at.say(&Text::of("import-left-out").with("columns", left_out.join(", "))));
    }
    for row in &imported.known_rows {
        let said = Text::of("import-known-row")
            .with("line", row.line.to_string())
            .with("name", row.record.name.as_str())
            .with("id", row.record.id.short());
        at.output.aside(&at.say(&said));
    }
    let words = if imported.dry_run { "import-would" } else { "import-done" };
    let said = Text::of(words).with("imported", sizes::count(imported.imported)).with("known", sizes::count(imported.known));
    at.output.line(&at.say(&said));
    Ok(Exit::DONE)
}

fn refused(imported: &ImportedRecords, at: &Context) -> Ended {
    let problem =
        Problem::failed(Code::InvalidRows, Text::of("import-wrong-rows").count("rows", i64::try_from(imported.wrong).unwrap_or(i64::MAX)))
            .hint(Text::of("import-wrong-rows-hint"));
    if at.json() {
        let rows: Vec<Value> = imported
            .errors
            .iter()
            .map(|error| json!({ "line": error.line, "field": field(error), "message": at.say(&wrong(error)) }))
            .collect();
        let mut said = json!({ "error": trouble::value(&problem, &at.words) });
        said["error"]["rows"] = Value::Array(rows);
        at.output.value(&said);
        return Ok(Exit::from(&problem));
    }
    for error in &imported.errors {
        at.output.aside(&at.say(&Text::of("import-wrong-row").with("line", error.line.to_string()).text("trouble", wrong(error))));
    }
    Err(problem)
}

fn field(error: &RowError) -> Option<String> {
    match &error.trouble {
        RowTrouble::Field(wrong) => Some(wrong.field.key()),
        RowTrouble::TooManyCells => None,
    }
}

fn wrong(error: &RowError) -> Text {
    match &error.trouble {
        RowTrouble::Field(wrong) => *Problem::of_field(wrong).message,
        RowTrouble::TooManyCells => Text::of("import-too-many-cells"),
    }
}
