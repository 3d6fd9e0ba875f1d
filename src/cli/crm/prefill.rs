//! `add --from-message`: what the mail itself says of its sender fills the fields that nobody gave.

use crate::cli::context::Context;
use crate::domain::crm::field::{Field, spec};
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::prefill::{SURE, prefill};
use crate::domain::crm::value::{Reading, parse};
use crate::domain::ids::MessageKey;
use crate::jobs::extraction::Extract;
use crate::jobs::mail::{ReadMessage, TextForm};
use crate::problem::Problem;

/// Adds what the mail says of its sender where nothing was given; of our own mail the first recipient's address.
///
/// # Errors
/// When the message cannot be read.
pub async fn from_message(
    at: &Context,
    kind: RecordKind,
    message: MessageKey,
    typed: &mut Vec<(Field, String)>,
    reading: &Reading<'_>,
) -> Result<(), Problem> {
    let view = at.ask(ReadMessage(message, TextForm::Usual, None)).await?;
    if view.row.mine {
        if let Some(recipient) = view.row.to.first()
            && !typed.iter().any(|(field, _)| *field == Field::Email)
        {
            typed.push((Field::Email, recipient.address.to_string()));
        }
        return Ok(());
    }
    let found = at.ask(Extract::Message(message)).await?;
    let given = typed.iter().map(|(field, _)| *field).collect();
    for offered in prefill(&found.extraction, kind, &given) {
        // What the form would refuse is no reason to refuse the whole record: nobody typed it.
        let sound = spec(kind, offered.field).is_some_and(|spec| parse(spec.holds, &offered.value, reading).is_ok());
        if sound && offered.confidence >= SURE {
            typed.push((offered.field, offered.value));
        }
    }
    Ok(())
}
