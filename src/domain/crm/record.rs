//! A record of any kind: what is stored, what is to be added, what is to be changed, and the rules each kind keeps.

use std::collections::BTreeMap;

use super::field::{Field, FieldType, Shown, spec, specs};
use super::kind::{RecordKind, RecordName, RecordRef};
use super::money::{Currency, MoneyError};
use super::person::person_name;
use super::value::{FieldError, Reading, Value, Wrong, parse};
use crate::domain::ids::{Id, MessageKey};
use crate::domain::time::Instant;
use crate::text::CleanText;

/// The values of a record, in the order of the fields.
pub type Values = BTreeMap<Field, Value>;

/// A stored record with what lists and details show of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Where it is in this store.
    pub reference: RecordRef,
    /// Its outside id.
    pub id: Id,
    /// What it is.
    pub kind: RecordKind,
    /// Its fields; an empty field is absent.
    pub values: Values,
    /// Whose it is.
    pub owner: CleanText,
    /// When it was added.
    pub created_at: Instant,
    /// When it last changed.
    pub modified_at: Instant,
    /// The mail it was made from, where it is still here.
    pub made_from: Option<MadeFrom>,
    /// For activities, notes and deals: the person concerned, directly or through the deal.
    pub person: Option<RecordName>,
    /// When a lead became this contact.
    pub converted_at: Option<Instant>,
}

/// The mail that a record was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MadeFrom {
    /// The mail's key in this store.
    pub message: MessageKey,
    /// Its outside id.
    pub id: Id,
}

impl Record {
    /// The value of a field.
    pub fn value(&self, field: Field) -> Option<&Value> {
        self.values.get(&field)
    }

    /// The text of a field; empty when there is none.
    pub fn text(&self, field: Field) -> &str {
        self.value(field).and_then(Value::as_text).unwrap_or("")
    }

    /// How the record is called.
    pub fn name(&self) -> CleanText {
        name_of(self.kind, &self.values)
    }

    /// The record as others name it.
    pub fn as_name(&self) -> RecordName {
        RecordName { reference: self.reference, id: self.id, kind: self.kind, name: self.name() }
    }

    /// The record's currency, where it has one.
    pub fn currency(&self) -> Option<Currency> {
        self.value(Field::Currency).and_then(Value::as_text).and_then(|code| code.parse().ok())
    }
}

/// How a record with these values is called: a person by name (else by address), a note by its title or first line.
pub fn name_of(kind: RecordKind, values: &Values) -> CleanText {
    let text = |field| values.get(&field).and_then(Value::as_text).unwrap_or("");
    match kind {
        RecordKind::Lead | RecordKind::Contact | RecordKind::Temp => {
            CleanText::line(&person_name(text(Field::LastName), text(Field::FirstName)))
        }
        RecordKind::Company => CleanText::line(text(Field::Name)),
        RecordKind::Deal => CleanText::line(text(Field::DealName)),
        RecordKind::Task | RecordKind::Call => CleanText::line(text(Field::Subject)),
        RecordKind::Event => CleanText::line(text(Field::Title)),
        RecordKind::Note => {
            let first = text(Field::Content).lines().find(|line| !line.trim().is_empty()).unwrap_or("");
            let title = text(Field::Title);
            CleanText::line(&(if title.is_empty() { first } else { title }).chars().take(80).collect::<String>())
        }
    }
}

/// A record to be added: what a form or a command says.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRecord {
    /// What it shall be.
    pub kind: RecordKind,
    /// Its fields; `RelatedTo` may be a record or a name.
    pub values: Values,
    /// The mail that caused it.
    pub made_from: Option<MessageKey>,
    /// Add a person although the address is known.
    pub allow_duplicate: bool,
}

/// Changes to a record; `None` empties a field.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes(pub BTreeMap<Field, Option<Value>>);

impl NewRecord {
    /// Reads what was typed into a new record with its defaults, or says everything that is wrong at once.
    pub fn read(kind: RecordKind, typed: &[(Field, String)], reading: &Reading<'_>) -> Result<Self, Vec<FieldError>> {
        let (read, mut errors) = read_fields(kind, typed, reading);
        let mut values: Values = read.0.into_iter().filter_map(|(field, value)| value.map(|value| (field, value))).collect();
        fill_defaults(kind, &mut values, reading);
        let unread = |field: &Field| errors.iter().any(|error| error.field == *field);
        let broken: Vec<FieldError> = check(kind, &values).into_iter().filter(|error| !unread(&error.field)).collect();
        errors.extend(broken);
        if errors.is_empty() { Ok(Self { kind, values, made_from: None, allow_duplicate: false }) } else { Err(errors) }
    }
}

impl Changes {
    /// Reads what was typed as changes of a stored record; the whole changed record is checked.
    pub fn read(record: &Record, typed: &[(Field, String)], reading: &Reading<'_>) -> Result<Self, Vec<FieldError>> {
        let reading = Reading { currency: record.currency().unwrap_or(reading.currency), ..reading.clone() };
        let (changes, mut errors) = read_fields(record.kind, typed, &reading);
        let changed = changes.applied(&record.values);
        errors.extend(check(record.kind, &changed).into_iter().filter(|error| changes.0.contains_key(&error.field)));
        if errors.is_empty() { Ok(changes) } else { Err(errors) }
    }

    /// The values after these changes. A changed currency relabels the amounts beside it.
    pub fn applied(&self, values: &Values) -> Values {
        let mut out = values.clone();
        for (field, value) in &self.0 {
            match value {
                Some(value) => out.insert(*field, value.clone()),
                None => out.remove(field),
            };
        }
        let currency: Option<Currency> = out.get(&Field::Currency).and_then(Value::as_text).and_then(|code| code.parse().ok());
        if let Some(currency) = currency {
            for value in out.values_mut() {
                if let Value::Money(money) = value
                    && money.currency != currency
                    && let Ok(relabelled) = money.relabelled(currency)
                {
                    *money = relabelled;
                }
            }
        }
        out
    }
}

fn read_fields(kind: RecordKind, typed: &[(Field, String)], reading: &Reading<'_>) -> (Changes, Vec<FieldError>) {
    let mut changes = Changes::default();
    let mut errors = Vec::new();
    let typed_currency = typed.iter().find(|(field, _)| *field == Field::Currency).and_then(|(_, text)| text.parse().ok());
    let reading = Reading { currency: typed_currency.unwrap_or(reading.currency), ..reading.clone() };
    for (field, text) in typed {
        match spec(kind, *field).filter(|spec| spec.shown != Shown::ReadOnly || spec.field == Field::ShareEmails) {
            None => errors.push(Wrong::NotSettable.at(*field)),
            Some(spec) => match parse(spec.holds, text, &reading) {
                Ok(value) => {
                    changes.0.insert(*field, value);
                }
                Err(wrong) => errors.push(wrong.at(*field)),
            },
        }
    }
    (changes, errors)
}

/// Fills what nobody said but every record of the kind has: first stage, status, priority, call time now, an hour for an event.
pub fn fill_defaults(kind: RecordKind, values: &mut Values, reading: &Reading<'_>) {
    for spec in specs(kind) {
        if let FieldType::Choice(list) = spec.holds
            && let Some(id) = list.default_value().and_then(|id| reading.picklists.find(list, id))
        {
            values.entry(spec.field).or_insert_with(|| Value::Text(CleanText::line(id)));
        }
    }
    let has_money = values.values().any(|value| matches!(value, Value::Money(_)));
    if has_money || kind == RecordKind::Deal {
        values.entry(Field::Currency).or_insert_with(|| Value::Text(CleanText::line(reading.currency.code())));
    }
    if kind == RecordKind::Call {
        values.entry(Field::CallStartTime).or_insert(Value::Instant(reading.now));
    }
    if kind == RecordKind::Event
        && let Some(from) = values.get(&Field::From).and_then(Value::as_instant)
    {
        values.entry(Field::To).or_insert(Value::Instant(from.plus_ms(3_600_000)));
    }
}

/// What keeps a record of this kind from being saved: missing mandatory fields, an end before its beginning, an amount that its currency cannot hold.
///
/// A deal's contact is not asked for here: without one the store refuses with `deal_requires_contact` (S33), whose way out is another.
pub fn check(kind: RecordKind, values: &Values) -> Vec<FieldError> {
    let mut errors: Vec<FieldError> = specs(kind)
        .into_iter()
        .filter(|spec| spec.mandatory && spec.field != Field::Contact && !values.contains_key(&spec.field))
        .map(|spec| Wrong::Missing.at(spec.field))
        .collect();
    let instant = |field| values.get(&field).and_then(Value::as_instant);
    if let (Some(from), Some(to)) = (instant(Field::From), instant(Field::To))
        && to < from
    {
        errors.push(Wrong::BeforeBeginning.at(Field::To));
    }
    let currency: Option<Currency> = values.get(&Field::Currency).and_then(Value::as_text).and_then(|code| code.parse().ok());
    let foreign = values.values().filter_map(Value::as_money).any(|money| Some(money.currency) != currency);
    if foreign {
        errors.push(Wrong::Money(MoneyError::Decimals(currency.map_or(0, Currency::decimals))).at(Field::Currency));
    }
    errors
}

/// A deal can be made for contacts only (S33).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("deals can be made for contacts only: convert the lead first")]
pub struct DealRequiresContact;

/// Whether a deal may name this record as its contact.
pub fn may_have_deal(kind: RecordKind) -> Result<(), DealRequiresContact> {
    if kind == RecordKind::Contact { Ok(()) } else { Err(DealRequiresContact) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::crm::picklist::Picklists;
    use jiff::tz::TimeZone;

    fn add(kind: RecordKind, typed: &[(Field, &str)]) -> Result<NewRecord, Vec<FieldError>> {
        let picklists = Picklists::default();
        let now: jiff::Timestamp = "2026-11-23T02:00:00Z".parse().unwrap();
        let reading = Reading { picklists: &picklists, currency: Currency::JPY, region: "JP", now: now.into(), zone: TimeZone::UTC };
        let typed: Vec<(Field, String)> = typed.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
        NewRecord::read(kind, &typed, &reading)
    }

    #[test]
    fn s27_a_missing_last_name_blocks_with_a_message_at_the_field() {
        let errors = add(RecordKind::Lead, &[(Field::FirstName, "太郎"), (Field::Company, "サンプル")]).unwrap_err();
        assert_eq!(errors, [Wrong::Missing.at(Field::LastName)]);
    }

    #[test]
    fn a_field_that_is_wrong_is_named_once() {
        let errors = add(RecordKind::Event, &[(Field::Title, "打合せ"), (Field::From, "someday")]).unwrap_err();
        assert_eq!(errors, [Wrong::Instant.at(Field::From), Wrong::Missing.at(Field::To)]);
    }

    #[test]
    fn new_records_get_the_defaults_of_their_kind() {
        let lead = add(RecordKind::Lead, &[(Field::LastName, "田中"), (Field::Company, "サンプル")]).unwrap();
        assert_eq!(lead.values[&Field::LeadStatus].as_text(), Some("Not Contacted"));
        let deal = add(RecordKind::Deal, &[(Field::DealName, "Pilot"), (Field::ClosingDate, "2027-01-31")]).unwrap();
        assert_eq!(deal.values[&Field::Stage].as_text(), Some("Qualification"));
        let event = add(RecordKind::Event, &[(Field::Title, "打合せ"), (Field::From, "2026-12-01 10:00")]).unwrap();
        assert_eq!(event.values[&Field::To].as_instant().unwrap().to_rfc3339(), "2026-12-01T11:00:00Z");
    }

    #[test]
    fn an_amount_is_read_in_the_currency_beside_it_wherever_it_stands() {
        let deal = add(
            RecordKind::Deal,
            &[(Field::DealName, "Pilot"), (Field::Amount, "40000.50"), (Field::Currency, "eur"), (Field::ClosingDate, "2027-01-31")],
        )
        .unwrap();
        assert_eq!(deal.values[&Field::Amount].as_money().unwrap().minor, 4_000_050);
        let mut change = Changes::default();
        change.0.insert(Field::Currency, Some(Value::Text(CleanText::line("USD"))));
        assert_eq!(change.applied(&deal.values)[&Field::Amount].as_money().unwrap().currency, Currency::USD);
    }

    #[test]
    fn s33_only_a_contact_may_have_a_deal() {
        assert_eq!(may_have_deal(RecordKind::Contact), Ok(()));
        for other in [RecordKind::Lead, RecordKind::Temp, RecordKind::Company] {
            assert_eq!(may_have_deal(other), Err(DealRequiresContact));
        }
    }

    #[test]
    fn an_event_cannot_end_before_it_begins() {
        let errors = add(RecordKind::Event, &[(Field::Title, "x"), (Field::From, "2026-12-02"), (Field::To, "2026-12-01")]).unwrap_err();
        assert_eq!(errors, [Wrong::BeforeBeginning.at(Field::To)]);
    }
}
