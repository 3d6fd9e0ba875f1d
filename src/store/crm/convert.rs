//! A lead or temp becomes a contact: the same row, so that mail, notes and activities never move (customers.md 4).

use rusqlite::Connection;
use rusqlite::types::Value as Sql;

use super::edits::{self, Added};
use super::rows::Journal;
use super::{companies, records};
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordRef};
use crate::domain::crm::rules::CrmRules;
use crate::domain::crm::value::{Value, Wrong};
use crate::jobs::crm::Conversion;
use crate::store::{Context, Refusal, Result, StoreError};
use crate::text::KeptText;

/// Converts; answers the deal where one was asked for.
///
/// # Errors
/// `not_a_lead` when the record is neither lead nor temp, and what adding the deal refuses.
pub(super) fn convert(
    db: &Connection,
    conversion: Conversion,
    rules: &CrmRules,
    journal: &mut Journal,
    context: &mut Context,
) -> Result<Option<RecordRef>> {
    let lead = records::read(db, conversion.lead, rules)?;
    if !lead.kind.converts() {
        return Err(Refusal::NotALead(lead.id).into());
    }
    let key = lead.reference.key;
    let company = conversion.company.unwrap_or_else(|| KeptText::line(lead.text(Field::Company)));
    journal.update(db, "person", key, "kind", Sql::Text(RecordKind::Contact.word().to_owned()))?;
    if !company.as_str().trim().is_empty() {
        let company = match records::find(db, company.as_str(), Some(RecordKind::Company)) {
            Ok(found) => found.reference.key,
            Err(StoreError::Ambiguous) => return Err(StoreError::Field(Wrong::SeveralRecords.at(Field::Company))),
            Err(_) => companies::find_or_make(db, &company, journal, context)?,
        };
        journal.update(db, "person", key, "company", Sql::Integer(company))?;
        journal.update(db, "person", key, "company_name", Sql::Text(String::new()))?;
    }
    journal.update(db, "person", key, "converted_at", Sql::Integer(context.now.0))?;
    edits::touch(db, lead.reference, journal, context)?;
    let Some(mut deal) = conversion.deal else { return Ok(None) };
    let contact = records::name(db, lead.reference)?.ok_or(StoreError::NotFound)?;
    deal.values.insert(Field::Contact, Value::Record(contact));
    match edits::add(db, deal, rules, journal, context)? {
        Added::New(reference) => Ok(Some(reference)),
        Added::Known(_) => Ok(None),
    }
}
