//! `fumi export`: mail as mbox or Maildir, records as tables, or everything into a folder.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::context::{Context, absolute};
use super::{Ended, Exit, waiting};
use crate::domain::crm::kind::RecordKind;
use crate::i18n::Text;
use crate::jobs::exchange::{BoxFormat, ExportAll, ExportCalendar, ExportMail, ExportRecords, ExportedRecords, SkippedMail};
use crate::present::sizes;

/// What to write out.
#[derive(Debug, Subcommand)]
pub enum ExportVerb {
    /// Mail into one new mbox file, with its flags
    Mbox(ExportArgs),
    /// Mail into a new Maildir folder, with its flags
    Maildir(ExportArgs),
    /// All leads into a new file of CSV or vCards
    Leads(TableArgs),
    /// All contacts into a new file of CSV or vCards
    Contacts(TableArgs),
    /// All temps into a new file of CSV or vCards
    Temps(TableArgs),
    /// All companies into a new file of CSV or vCards
    Companies(TableArgs),
    /// All deals into a new CSV file
    Deals(TableArgs),
    /// All tasks into a new CSV file
    Tasks(TableArgs),
    /// All events into a new CSV file
    Events(TableArgs),
    /// All calls into a new CSV file
    Calls(TableArgs),
    /// All notes into a new CSV file
    Notes(TableArgs),
    /// All events and tasks into a new calendar (iCalendar)
    Calendar(CalendarArgs),
    /// All mail and all records into a new folder of plain files
    All(AllArgs),
}

/// Where to, and which mail.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The new file or folder; what is there already is not overwritten
    path: PathBuf,
    /// Which mail, as search finds it; all mail, also in spam and trash, when left out
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
}

/// Where to.
#[derive(Debug, Args)]
pub struct TableArgs {
    /// The new file, .csv, or .vcf for people and companies; what is there already is not overwritten
    #[arg(value_name = "FILE")]
    table: PathBuf,
}

/// Where to.
#[derive(Debug, Args)]
pub struct CalendarArgs {
    /// The new file; what is there already is not overwritten
    #[arg(value_name = "FILE.ics")]
    new_calendar: PathBuf,
}

/// Where to.
#[derive(Debug, Args)]
pub struct AllArgs {
    /// The new folder; one that holds something is not touched
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Exports, and says how much: `{file, exported}`, of mail `skipped: [{id, reason}]` as well; everything is `{folder, mails, records, skipped}`.
///
/// # Errors
/// `file_exists`, a query that cannot be understood, a file that cannot be written; nothing is left then.
pub async fn run(verb: ExportVerb, at: &Context) -> Ended {
    match verb {
        ExportVerb::Mbox(args) => mail(BoxFormat::Mbox, args, at).await,
        ExportVerb::Maildir(args) => mail(BoxFormat::Maildir, args, at).await,
        ExportVerb::Leads(args) => records(RecordKind::Lead, args, at).await,
        ExportVerb::Contacts(args) => records(RecordKind::Contact, args, at).await,
        ExportVerb::Temps(args) => records(RecordKind::Temp, args, at).await,
        ExportVerb::Companies(args) => records(RecordKind::Company, args, at).await,
        ExportVerb::Deals(args) => records(RecordKind::Deal, args, at).await,
        ExportVerb::Tasks(args) => records(RecordKind::Task, args, at).await,
        ExportVerb::Events(args) => records(RecordKind::Event, args, at).await,
        ExportVerb::Calls(args) => records(RecordKind::Call, args, at).await,
        ExportVerb::Notes(args) => records(RecordKind::Note, args, at).await,
        ExportVerb::Calendar(args) => said(at, &waiting::ask(at, ExportCalendar { path: absolute(&args.new_calendar) }).await?),
        ExportVerb::All(args) => all(args, at).await,
    }
}

async fn mail(format: BoxFormat, args: ExportArgs, at: &Context) -> Ended {
    let query = (!args.query.is_empty()).then(|| args.query.join(" "));
    let exported = waiting::ask(at, ExportMail { format, path: absolute(&args.path), query }).await?;
    if at.json() {
        let path = exported.path.to_string_lossy();
        at.output.value(&json!({ "file": path, "exported": exported.exported, "skipped": skipped(&exported.skipped) }));
    } else {
        done(at, exported.exported, &exported.path);
        say_skipped(at, &exported.skipped);
    }
    Ok(Exit::DONE)
}

async fn records(kind: RecordKind, args: TableArgs, at: &Context) -> Ended {
    said(at, &waiting::ask(at, ExportRecords { kind, path: absolute(&args.table) }).await?)
}

fn said(at: &Context, exported: &ExportedRecords) -> Ended {
    if at.json() {
        at.output.value(&json!({ "file": exported.path.to_string_lossy(), "exported": exported.exported }));
    } else {
        done(at, exported.exported, &exported.path);
    }
    Ok(Exit::DONE)
}

async fn all(args: AllArgs, at: &Context) -> Ended {
    let exported = waiting::ask(at, ExportAll { path: absolute(&args.folder) }).await?;
    let folder = exported.path.to_string_lossy();
    if at.json() {
        let (mails, records) = (exported.mails, exported.records);
        at.output.value(&json!({ "folder": folder, "mails": mails, "records": records, "skipped": skipped(&exported.skipped) }));
    } else {
        let said = Text::of("export-all-done").with("mails", sizes::count(exported.mails)).with("records", sizes::count(exported.records));
        at.output.line(&at.say(&said.with("path", folder)));
        say_skipped(at, &exported.skipped);
    }
    Ok(Exit::DONE)
}

fn done(at: &Context, exported: u64, path: &Path) {
    let said = Text::of("export-done").with("exported", sizes::count(exported)).with("path", path.to_string_lossy());
    at.output.line(&at.say(&said));
}

fn say_skipped(at: &Context, skipped: &[SkippedMail]) {
    for one in skipped {
        at.output.aside(&format!("{}: {}", one.at, at.words.word("export-skip-damaged")));
    }
}

fn skipped(skipped: &[SkippedMail]) -> Vec<Value> {
    skipped.iter().map(|one| json!({ "id": one.at.as_str(), "reason": one.reason.word() })).collect()
}
