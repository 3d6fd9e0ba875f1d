//! `fumi mailboxes`: every mailbox with its counters.

use super::context::Context;
use super::{Ended, Exit, json};
use crate::i18n::Text;
use crate::jobs::mail::ListMailboxes;
use crate::present::mailboxes::role_word;
use crate::text::{pad, pad_left};

/// Lists the mailboxes.
///
/// # Errors
/// When the store cannot be read.
pub async fn run(at: &Context) -> Ended {
    let rows = at.ask(ListMailboxes).await?;
    if at.json() {
        at.output.value(&rows.iter().map(json::mailbox).collect());
        return Ok(Exit::DONE);
    }
    for row in &rows {
        let name = row.role.map_or_else(|| row.name.as_str().to_owned(), |role| at.say(&Text::of(role_word(role))));
        let name = format!("{}/{name}", row.account_name);
        at.output.line(&format!("{}  {}  {}", pad(&name, 32), pad_left(&row.unread.to_string(), 8), pad_left(&row.total.to_string(), 8)));
    }
    Ok(Exit::DONE)
}
