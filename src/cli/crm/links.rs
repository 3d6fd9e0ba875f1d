//! `fumi link`, `fumi unlink`, `fumi explain`: which records a mail belongs to, and why.

use clap::Args;

use super::ask::found;
use super::json;
use crate::cli::context::Context;
use crate::cli::message;
use crate::cli::{Ended, Exit};
use crate::i18n::Text;
use crate::jobs::crm::{ExplainMail, LinkMail, UnlinkMail};
use crate::present::explain::lines;

/// A message and a record.
#[derive(Debug, Args)]
pub struct LinkArgs {
    /// The message
    #[arg(value_name = "MESSAGE")]
    pub message: String,
    /// The record
    #[arg(value_name = "RECORD")]
    pub record: String,
}

/// The mail that a command ties to a record.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The message
    #[arg(value_name = "MESSAGE")]
    pub message: String,
}

/// Links a message to a record by hand, or says that it does not belong to it.
///
/// # Errors
/// `not_found`, `ambiguous_id`.
pub async fn link(args: &LinkArgs, on: bool, at: &Context) -> Ended {
    let (message, record) = (message::find(at, &args.message).await?, found(at, &args.record, None).await?);
    let changed = if on {
        at.ask(LinkMail { message, record: record.reference }).await?
    } else {
        at.ask(UnlinkMail { message, record: Some(record.reference) }).await?
    };
    if at.json() {
        at.output.value(&crate::cli::json::changed(&changed));
    } else {
        let text = if on { Text::of("crm-linked") } else { Text::of("crm-unlinked") };
        at.output.line(&at.say(&text.with("name", record.name.into_string())));
    }
    Ok(Exit::DONE)
}

/// Says why a message is linked, or not.
///
/// # Errors
/// `not_found`, `ambiguous_id`.
pub async fn explain(args: &ExplainArgs, at: &Context) -> Ended {
    let message = message::find(at, &args.message).await?;
    let explanation = at.ask(ExplainMail(message)).await?;
    let account = at.settings.accounts.iter().find(|account| account.id == explanation.account);
    if at.json() {
        at.output.value(&json::explanation(&explanation, account, &at.policy));
        return Ok(Exit::DONE);
    }
    for line in lines(&explanation, account, &at.policy, &at.words) {
        at.output.line(&line);
    }
    Ok(Exit::DONE)
}
