//! `fumi undo`, `fumi undo --list`, `fumi redo`: over mail and customers alike, also after a restart.

use clap::Args;
use serde_json::{Value, json};

use super::context::Context;
use super::{Ended, Exit, triage};
use crate::jobs::changes::{GroupRow, ListGroups, UndoRedo};
use crate::present::{changes, when};
use crate::text::pad;

/// Undo, or look.
#[derive(Debug, Args)]
pub struct UndoArgs {
    /// List what can be undone, newest first
    #[arg(long)]
    list: bool,
}

/// Takes the newest change back, or lists the changes.
///
/// # Errors
/// `nothing_to_undo`, or `changed_since`.
pub async fn run(args: UndoArgs, at: &Context) -> Ended {
    if !args.list {
        return change(UndoRedo::Undo, at).await;
    }
    let limit = at.global.limit;
    let rows = at.ask(ListGroups { limit }).await?;
    if at.json() {
        at.output.value(&rows.iter().map(value).collect());
        return Ok(Exit::DONE);
    }
    for row in &rows {
        let mark = if row.undone { "↶" } else { " " };
        let at_time = when::moment(row.at, &at.zone, &at.words);
        at.output.line(
            format!(
                "{mark} {}  {at_time}  {}  {:>5}  {}",
                row.id.short(),
                pad(&at.say(&changes::verb(row.verb)), 18),
                row.changed,
                row.about
            )
            .trim_end(),
        );
    }
    Ok(Exit::DONE)
}

/// Does the newest undone change again.
///
/// # Errors
/// `nothing_to_undo`, or `changed_since`.
pub async fn redo(at: &Context) -> Ended {
    change(UndoRedo::Redo, at).await
}

async fn change(turn: UndoRedo, at: &Context) -> Ended {
    triage::show(&at.ask(turn).await?, at);
    Ok(Exit::DONE)
}

fn value(row: &GroupRow) -> Value {
    json!({
        "group": row.id.to_string(),
        "at": row.at.to_rfc3339(),
        "verb": row.verb.word(),
        "changed": row.changed,
        "about": row.about.as_str(),
        "undone": row.undone,
    })
}
