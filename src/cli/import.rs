//! `fumi import`: mail from files, and records from tables.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::context::{Context, absolute};
use super::import_records::{self, CalendarArgs, RowsArgs};
use super::{Ended, Exit, trouble};
use crate::domain::crm::kind::RecordKind;
use crate::i18n::Text;
use crate::jobs::exchange::{ImportMail, Imported, MailFormat, SkipReason};
use crate::present::sizes;
use crate::problem::Problem;
use crate::text::CleanText;

/// What to take in.
#[derive(Debug, Subcommand)]
pub enum ImportVerb {
    /// Mail of one mbox file
    Mbox(ImportArgs),
    /// Mail of a Maildir folder, with its flags
    Maildir(ImportArgs),
    /// A mail in a file of its own, or all .eml files of a folder
    Eml(ImportArgs),
    /// Leads of a file, all of them or none
    Leads(RowsArgs),
    /// Contacts of a file, all of them or none
    Contacts(RowsArgs),
    /// Temps of a file, all of them or none
    Temps(RowsArgs),
    /// Companies of a file, all of them or none
    Companies(RowsArgs),
    /// Deals of a file, all of them or none
    Deals(RowsArgs),
    /// Tasks of a file, all of them or none
    Tasks(RowsArgs),
    /// Events of a file, all of them or none
    Events(RowsArgs),
    /// Calls of a file, all of them or none
    Calls(RowsArgs),
    /// Notes of a file, all of them or none
    Notes(RowsArgs),
    /// Events and tasks of a calendar (iCalendar), all of them or none
    Calendar(CalendarArgs),
}

/// From where and to where.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The file or folder
    path: PathBuf,
    /// The account it goes to; the local one when left out
    #[arg(long, value_name = "A")]
    account: Option<String>,
    /// The mailbox it goes to, made when missing; Inbox when left out
    #[arg(long, value_name = "M")]
    mailbox: Option<String>,
}

/// Imports, and says what became of everything: `{imported, known, skipped: [{at, reason}]}`.
///
/// # Errors
/// When the account is unknown or the files are of another form; nothing was changed then.
pub async fn run(verb: ImportVerb, at: &Context) -> Ended {
    match verb {
        ImportVerb::Mbox(args) => mail(MailFormat::Mbox, args, at).await,
        ImportVerb::Maildir(args) => mail(MailFormat::Maildir, args, at).await,
        ImportVerb::Eml(args) => mail(MailFormat::Eml, args, at).await,
        ImportVerb::Leads(args) => import_records::run(RecordKind::Lead, args, at).await,
        ImportVerb::Contacts(args) => import_records::run(RecordKind::Contact, args, at).await,
        ImportVerb::Temps(args) => import_records::run(RecordKind::Temp, args, at).await,
        ImportVerb::Companies(args) => import_records::run(RecordKind::Company, args, at).await,
        ImportVerb::Deals(args) => import_records::run(RecordKind::Deal, args, at).await,
        ImportVerb::Tasks(args) => import_records::run(RecordKind::Task, args, at).await,
        ImportVerb::Events(args) => import_records::run(RecordKind::Event, args, at).await,
        ImportVerb::Calls(args) => import_records::run(RecordKind::Call, args, at).await,
        ImportVerb::Notes(args) => import_records::run(RecordKind::Note, args, at).await,
        ImportVerb::Calendar(args) => import_records::calendar(args, at).await,
    }
}

async fn mail(format: MailFormat, args: ImportArgs, at: &Context) -> Ended {
    let mailbox = args.mailbox.as_deref().map(name).transpose()?;
    let imported = at.ask(ImportMail { format, path: absolute(&args.path), account: args.account, mailbox }).await?;
    if at.json() {
        at.output.value(&value(&imported));
        return Ok(Exit::DONE);
    }
    let said = Text::of("import-done").with("imported", sizes::count(imported.imported)).with("known", sizes::count(imported.known));
    at.output.line(&at.say(&said));
    for skipped in &imported.skipped {
        let reason = at.words.word(reason(skipped.reason));
        at.output.aside(format!("{}: {reason} {}", skipped.at, skipped.detail).trim_end());
    }
    Ok(Exit::DONE)
}

fn name(raw: &str) -> Result<CleanText, Problem> {
    let clean = CleanText::line(raw.trim());
    if clean.is_empty() || clean.as_str() != raw.trim() || clean.as_str().contains('/') {
        return Err(trouble::bad_name(clean.as_str(), "mailbox"));
    }
    Ok(clean)
}

fn value(imported: &Imported) -> Value {
    let skipped: Vec<Value> = imported.skipped.iter().map(|one| json!({ "at": one.at.as_str(), "reason": one.reason.word() })).collect();
    json!({ "imported": imported.imported, "known": imported.known, "skipped": skipped })
}

fn reason(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::Empty => "import-skip-empty",
        SkipReason::NotAMail => "import-skip-not-a-mail",
        SkipReason::Unreadable => "import-skip-unreadable",
    }
}
