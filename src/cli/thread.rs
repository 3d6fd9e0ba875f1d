//! `fumi thread ID`: one conversation as a tree.

use clap::Args;

use super::context::Context;
use super::{Ended, Exit, json};
use crate::jobs::mail::ReadThread;
use crate::jobs::resolve::ThreadOf;
use crate::present::{snooze, when};

/// Which thread.
#[derive(Debug, Args)]
pub struct ThreadArgs {
    /// A thread's or a message's ID, an ending of it, or a `<Message-ID>`
    pub id: String,
}

/// Shows the thread.
///
/// # Errors
/// `not_found`.
pub async fn run(args: ThreadArgs, at: &Context) -> Ended {
    let thread = at.ask(ThreadOf(args.id)).await?;
    let view = at.ask(ReadThread(thread)).await?;
    if at.json() {
        at.output.value(&json::thread(&view));
        return Ok(Exit::DONE);
    }
    at.output.line(view.subject.as_str());
    for node in &view.nodes {
        let indent = "  ".repeat(node.depth.min(20) as usize);
        let text = match &node.message {
            Some(row) => {
                let who = row.sender();
                let sleep = snooze::state(row.flags, row.snoozed, at.now, &at.zone, &at.words);
                let sleep = sleep.map_or_else(String::new, |state| format!("  ({})", at.say(&state)));
                format!("{}  {indent}{}  {who}{sleep}", row.id.short(), when::moment(row.date, &at.zone, &at.words))
            }
            None => {
                format!("{}  {indent}{}", node.placeholder_id.map(|id| id.short()).unwrap_or_default(), at.words.word("cli-placeholder"))
            }
        };
        at.output.line(&text);
    }
    Ok(Exit::DONE)
}
