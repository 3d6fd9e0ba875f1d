//! `fumi export mbox|maildir PATH [QUERY]`: mail into files.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::context::{Context, absolute};
use super::{Ended, Exit, waiting};
use crate::i18n::Text;
use crate::jobs::exchange::{BoxFormat, ExportMail, ExportedMail};
use crate::present::sizes;

/// What to write out.
#[derive(Debug, Subcommand)]
pub enum ExportVerb {
    /// Mail into one new mbox file, with its flags
    Mbox(ExportArgs),
    /// Mail into a new Maildir folder, with its flags
    Maildir(ExportArgs),
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

/// Exports, and says how much: `{file, exported, skipped: [{id, reason}]}`.
///
/// # Errors
/// `file_exists`, a query that cannot be understood, a file that cannot be written; nothing is left then.
pub async fn run(verb: ExportVerb, at: &Context) -> Ended {
    let (format, args) = match verb {
        ExportVerb::Mbox(args) => (BoxFormat::Mbox, args),
        ExportVerb::Maildir(args) => (BoxFormat::Maildir, args),
    };
    let query = (!args.query.is_empty()).then(|| args.query.join(" "));
    let exported = waiting::ask(at, ExportMail { format, path: absolute(&args.path), query }).await?;
    if at.json() {
        at.output.value(&value(&exported));
        return Ok(Exit::DONE);
    }
    let said = Text::of("export-done").with("exported", sizes::count(exported.exported)).with("path", exported.path.to_string_lossy());
    at.output.line(&at.say(&said));
    for skipped in &exported.skipped {
        at.output.aside(&format!("{}: {}", skipped.at, at.words.word("export-skip-damaged")));
    }
    Ok(Exit::DONE)
}

fn value(exported: &ExportedMail) -> Value {
    let skipped: Vec<Value> = exported.skipped.iter().map(|one| json!({ "id": one.at.as_str(), "reason": one.reason.word() })).collect();
    json!({ "file": exported.path.to_string_lossy(), "exported": exported.exported, "skipped": skipped })
}
