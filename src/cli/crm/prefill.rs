//! `add --from-message`: what the mail itself says of its sender fills the fields that nobody gave.

use crate::cli::context::{Context, unexpected};
use crate::domain::crm::field::Field;
use crate::domain::ids::MessageKey;
use crate::jobs::mail::{MailJob, MailReport};
use crate::jobs::{Job, Report};
use crate::problem::Problem;

/// Adds the sender's address where no address was given; of our own mail the first recipient's.
///
/// # Errors
/// When the message cannot be read.
pub async fn from_message(at: &Context, message: MessageKey, typed: &mut Vec<(Field, String)>) -> Result<(), Problem> {
    let Report::Mail(report) = at.ask(Job::Mail(MailJob::Message(message))).await? else { return Err(unexpected()) };
    let MailReport::Message(view) = *report else { return Err(unexpected()) };
    let sender = if view.row.mine { view.row.to.first() } else { view.row.from.as_ref() };
    if let Some(sender) = sender
        && !typed.iter().any(|(field, _)| *field == Field::Email)
    {
        typed.push((Field::Email, sender.address.to_string()));
    }
    Ok(())
}
