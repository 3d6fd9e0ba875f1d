//! `fumi mailboxes`: every mailbox with its counters.

use super::context::{Context, unexpected};
use super::{Ended, Exit, json};
use crate::jobs::mail::{MailJob, MailReport};
use crate::jobs::{Job, Report};
use crate::text::{pad, pad_left};

/// Lists the mailboxes.
///
/// # Errors
/// When the store cannot be read.
pub async fn run(at: &Context) -> Ended {
    let Report::Mail(report) = at.ask(Job::Mail(MailJob::Mailboxes)).await? else { return Err(unexpected()) };
    let MailReport::Mailboxes(rows) = *report else { return Err(unexpected()) };
    if at.json() {
        at.output.value(&rows.iter().map(json::mailbox).collect());
        return Ok(Exit::DONE);
    }
    for row in &rows {
        let name = format!("{}/{}", row.account_name, row.name);
        at.output.line(&format!("{}  {}  {}", pad(&name, 32), pad_left(&row.unread.to_string(), 8), pad_left(&row.total.to_string(), 8)));
    }
    Ok(Exit::DONE)
}
