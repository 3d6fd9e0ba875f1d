//! `fumi thread ID`: one conversation as a tree.

use clap::Args;

use super::context::{Context, unexpected};
use super::{Ended, Exit, json};
use crate::jobs::mail::{MailJob, MailReport};
use crate::jobs::resolve::{Among, Resolved};
use crate::jobs::{Job, Report};
use crate::present::when;

/// Which thread.
#[derive(Debug, Args)]
pub struct ThreadArgs {
    /// A thread's or a message's ID, an ending of it, or a <Message-ID>
    pub id: String,
}

/// Shows the thread.
///
/// # Errors
/// `not_found`.
pub async fn run(args: ThreadArgs, at: &Context) -> Ended {
    let Resolved::Thread(thread) = at.resolve(&args.id, Among::Threads).await? else { return Err(unexpected()) };
    let Report::Mail(report) = at.ask(Job::Mail(MailJob::Thread(thread))).await? else { return Err(unexpected()) };
    let MailReport::Thread(view) = *report else { return Err(unexpected()) };
    if at.json() {
        at.output.value(&json::thread(&view));
        return Ok(Exit::DONE);
    }
    at.output.line(view.subject.as_str());
    for node in &view.nodes {
        let indent = "  ".repeat(node.depth.min(20) as usize);
        let text = match &node.message {
            Some(row) => {
                let who = row.from.as_ref().map_or("", |from| from.label());
                format!("{}  {indent}{}  {who}", row.id.short(), when::moment(row.date, &at.zone, &at.words))
            }
            None => {
                format!("{}  {indent}{}", node.placeholder_id.map(|id| id.short()).unwrap_or_default(), at.words.word("cli-placeholder"))
            }
        };
        at.output.line(&text);
    }
    Ok(Exit::DONE)
}
