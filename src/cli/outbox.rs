//! `fumi outbox`: what is on its way, and what to do about it.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::context::Context;
use super::leaving::{self, Done};
use super::{Ended, Exit};
use crate::domain::ids::OutboxKey;
use crate::i18n::Text;
use crate::jobs::outbox::{ListOutbox, OutboxRow, OutboxState, SendAllDue, SendMail, TakeMailBack};
use crate::present;
use crate::problem::Problem;

/// What to do with the outbox.
#[derive(Debug, Args)]
pub struct OutboxArgs {
    #[command(subcommand)]
    verb: Option<OutboxVerb>,
}

/// What to do with the outbox.
#[derive(Debug, Subcommand)]
pub enum OutboxVerb {
    /// List what is on its way, and what was sent within a day
    List,
    /// Take a mail back that was not sent; its draft is there again
    Cancel(OneArgs),
    /// Send a failed, unknown or waiting mail now
    Retry(OneArgs),
    /// Take an unknown mail for sent, because it arrived
    MarkSent(OneArgs),
    /// Send all that is due, and wait for it
    Flush,
}

/// Which mail.
#[derive(Debug, Args)]
pub struct OneArgs {
    /// Its ID, or the end of it
    #[arg(value_name = "ID")]
    id: String,
}

/// Shows the outbox or acts on it.
///
/// # Errors
/// `not_found`, `already_sent`, or `locked` when another process of this home sends.
pub async fn run(args: OutboxArgs, at: &Context) -> Ended {
    match args.verb.unwrap_or(OutboxVerb::List) {
        OutboxVerb::List => list(at).await,
        OutboxVerb::Flush => {
            let (rows, stopped) = match leaving::do_or_stop(at.house()?, at.ask(SendAllDue)).await? {
                Done::Well(rows) => (rows, Exit::DONE),
                Done::Stopped(rows, exit) => (rows, exit),
                Done::Silent(exit) => return Ok(exit),
            };
            print(&rows, at);
            Ok(rows.iter().fold(stopped, |worst, row| worst.worst(exit(row))))
        }
        OutboxVerb::Cancel(one) => cancel(find(at, &one.id).await?, at).await,
        OutboxVerb::Retry(one) => send(SendMail::Retry(find(at, &one.id).await?), at).await,
        OutboxVerb::MarkSent(one) => send(SendMail::TakeForSent(find(at, &one.id).await?), at).await,
    }
}

async fn list(at: &Context) -> Ended {
    let mut rows = at.ask(ListOutbox).await?;
    rows.truncate(at.limit().unwrap_or(rows.len()));
    if rows.is_empty() {
        at.output.aside(&at.words.word("outbox-empty"));
    }
    print(&rows, at);
    Ok(Exit::DONE)
}

/// Puts a mail into the outbox or sends it, and shows its row.
///
/// # Errors
/// What the person did wrong; how sending went stands in the row.
pub(super) async fn send(send: SendMail, at: &Context) -> Ended {
    match leaving::do_or_stop(at.house()?, at.ask(send)).await? {
        Done::Well(row) | Done::Stopped(row, _) => Ok(show(&row, at)),
        Done::Silent(exit) => Ok(exit),
    }
}

async fn cancel(key: OutboxKey, at: &Context) -> Ended {
    let draft = at.ask(TakeMailBack(key)).await?;
    if at.json() {
        at.output.value(&json!({ "cancelled": true, "draft": draft.map(|draft| draft.id.to_string()) }));
    } else {
        at.output.line(&at.words.word(if draft.is_some() { "outbox-cancelled-draft" } else { "outbox-cancelled" }));
    }
    Ok(Exit::DONE)
}

/// The mail of an id or of an ending of one; a Message-ID in angle brackets means it too.
async fn find(at: &Context, id: &str) -> Result<OutboxKey, Problem> {
    let wanted = id.trim().replace('-', "").to_lowercase();
    let rows = at.ask(ListOutbox).await?;
    let means = |row: &&OutboxRow| {
        let whole = row.id.to_string().replace('-', "");
        row.message_id.as_str() == id.trim() || (wanted.len() >= 6 && whole.ends_with(&wanted))
    };
    match rows.iter().filter(means).collect::<Vec<_>>().as_slice() {
        [one] => Ok(one.key),
        [] => Err(Problem::not_found().detail(id)),
        _ => Err(Problem::ambiguous_id().detail(id)),
    }
}

/// Prints one row; the exit code says whether it went as it should.
pub fn show(row: &OutboxRow, at: &Context) -> Exit {
    if at.json() {
        at.output.value(&value(row))
    } else {
        at.output.line(&words(row, at))
    }
    exit(row)
}

fn print(rows: &[OutboxRow], at: &Context) {
    if at.json() {
        at.output.value(&rows.iter().map(value).collect());
    } else {
        rows.iter().for_each(|row| at.output.line(&words(row, at)));
    }
}

/// 0 while all is well, 75 when a try failed that is made again, 1 when a person has to look.
fn exit(row: &OutboxRow) -> Exit {
    match row.state {
        OutboxState::Held | OutboxState::Sent | OutboxState::Sending => Exit::DONE,
        OutboxState::Queued if row.error_code.is_none() => Exit::DONE,
        OutboxState::Queued => Exit(75),
        OutboxState::Unknown | OutboxState::Failed => Exit(1),
    }
}

fn value(row: &OutboxRow) -> Value {
    let failed = row.error_code.filter(|_| row.state != OutboxState::Sent);
    let last_error = failed.map(|code| format!("{code}: {}", row.last_error).trim_end_matches([' ', ':']).to_owned());
    let refused: Vec<Value> = row.refused.iter().map(|(to, said)| json!({ "address": to.as_str(), "said": said.as_str() })).collect();
    json!({
        "id": row.id.to_string(),
        "state": row.state.word(),
        "until": row.until.map(|until| until.to_rfc3339()),
        "attempts": row.attempts,
        "last_error": last_error,
        "message_id": row.message_id.as_str(),
        "subject": row.subject.as_str(),
        "to": row.to.as_str(),
        "refused": refused,
    })
}

fn words(row: &OutboxRow, at: &Context) -> String {
    let state = at.words.say(&present::outbox::how(row, at.now, &at.zone, &at.words));
    let line = Text::of("outbox-row")
        .with("id", row.id.short())
        .with("state", state)
        .with("subject", row.subject.as_str())
        .with("to", row.to.as_str());
    let mut line = at.say(&line);
    if let Some(code) = row.error_code.filter(|_| row.state != OutboxState::Sent) {
        line.push_str(&format!("\n          {} {}", at.say(&present::outbox::why(code)), row.last_error));
    }
    for (to, said) in &row.refused {
        line.push_str(&format!("\n          {to}: {said}"));
    }
    line
}
