//! Questions about customers, and what their verbs share.

use crate::cli::context::Context;
use crate::domain::crm::duplicate::Duplicate;
use crate::domain::crm::kind::{RecordKind, RecordName};
use crate::domain::crm::rules::CrmRules;
use crate::domain::crm::value::Reading;
use crate::i18n::Text;
use crate::jobs::crm::FindRecord;
use crate::problem::{Code, Problem};

/// The record that an id or an ending of one means.
///
/// # Errors
/// `not_found`, or wrong usage for an empty id.
pub async fn found(at: &Context, text: &str, kind: Option<RecordKind>) -> Result<RecordName, Problem> {
    at.ask(FindRecord { text: text.to_owned(), kind }).await
}

/// How typed values are read here and now.
pub fn reading<'a>(at: &Context, rules: &'a CrmRules) -> Reading<'a> {
    Reading::of(rules, at.now, at.zone.clone())
}

/// Nothing was added because somebody has the address already.
pub fn refused(known: &[Duplicate]) -> Problem {
    let Some(first) = known.first() else { return Problem::internal() };
    let text = Text::of("problem-duplicate").with("name", first.person.name.as_str()).with("id", first.person.id.to_string());
    Problem::failed(Code::Duplicate, text).hint(Text::of("problem-duplicate-hint")).record(first.person.id).field("email")
}
