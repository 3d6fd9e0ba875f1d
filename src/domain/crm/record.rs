//! A record of any kind: what is stored, what is to be added, what is to be changed, and the rules each kind keeps.

use std::collections::BTreeMap;

use super::all_day;
use super::amount::{self, currency_named};
use super::field::{Field, FieldType, Shown, spec, specs};
use super::kind::{RecordKind, RecordName, RecordRef};
use super::money::{Currency, MoneyError};
use super::person::person_name;
use super::rules::CrmRules;
pub use super::value::Values;
use super::value::{FieldError, Reading, Value, Wrong, parse};
use crate::domain::ids::{Id, MessageKey};
use crate::domain::mail::address::Address;
use crate::domain::time::Instant;
use crate::text::{CleanText, KeptText};

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

    /// The record as one who gets a mail, at its first address; nobody where it has none that mail can go to.
    pub fn recipient(&self) -> Option<Address> {
        let address = self.text(Field::Email).parse().ok()?;
        Some(Address { name: self.name(), address })
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
        let (read, mut errors) = read_fields(kind, typed, false, reading);
        let mut values: Values = read.0.into_iter().filter_map(|(field, value)| value.map(|value| (field, value))).collect();
        all_day::settle(kind, &mut values, &reading.zone);
        fill_defaults(kind, &mut values, reading);
        let unread = |field: &Field| errors.iter().any(|error| error.field == *field);
        let broken = check(kind, &values).into_iter().chain(wanted(kind, &values, reading.rules));
        let broken: Vec<FieldError> = broken.filter(|error| !unread(&error.field)).collect();
        errors.extend(broken);
        if errors.is_empty() { Ok(Self { kind, values, made_from: None, allow_duplicate: false }) } else { Err(errors) }
    }
}

impl Changes {
    /// Reads what was typed as changes of a stored record; the whole changed record is checked.
    pub fn read(record: &Record, typed: &[(Field, String)], reading: &Reading<'_>) -> Result<Self, Vec<FieldError>> {
        let reading = Reading { currency: record.currency().unwrap_or(reading.currency), ..reading.clone() };
        let whole_day = all_day::is_all_day(record.kind, &record.values);
        let (mut changes, mut errors) = read_fields(record.kind, typed, whole_day, &reading);
        // A record that had no amount yet gets the currency of its first.
        let priced = changes.0.values().flatten().find_map(Value::as_money);
        if let Some(money) = priced.filter(|_| record.currency().is_none() && spec(record.kind, Field::Currency).is_some()) {
            changes.0.entry(Field::Currency).or_insert_with(|| Some(Value::Text(KeptText::line(money.currency.code()))));
        }
        let mut settled = changes.applied(&record.values);
        all_day::settle(record.kind, &mut settled, &reading.zone);
        for field in all_day::BOUNDS {
            if settled.get(&field) != record.value(field) && !errors.iter().any(|error| error.field == field) {
                changes.0.insert(field, settled.get(&field).cloned());
            }
        }
        let changed = changes.applied(&record.values);
        let broken = check(record.kind, &changed).into_iter().chain(wanted(record.kind, &changed, reading.rules));
        errors.extend(broken.filter(|error| changes.0.contains_key(&error.field)));
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

fn read_fields(kind: RecordKind, typed: &[(Field, String)], whole_day: bool, reading: &Reading<'_>) -> (Changes, Vec<FieldError>) {
    let mut changes = Changes::default();
    let mut errors = Vec::new();
    let text_of = |wanted: Field| typed.iter().find(|(field, _)| *field == wanted).map(|(_, text)| text.as_str());
    let typed_currency = text_of(Field::Currency).filter(|text| !text.trim().is_empty());
    let beside = typed_currency.and_then(|text| currency_named(text).ok()).unwrap_or(reading.currency);
    let written = typed.iter().filter(|(field, _)| spec(kind, *field).is_some_and(|spec| spec.holds == FieldType::Money));
    let written = written.filter_map(|(_, text)| amount::currency_of(text, beside).ok()).find(|currency| *currency != beside);
    let currency = written.filter(|_| typed_currency.is_none() && spec(kind, Field::Currency).is_some());
    let reading = Reading { currency: currency.unwrap_or(beside), ..reading.clone() };
    if let Some(currency) = currency {
        changes.0.insert(Field::Currency, Some(Value::Text(KeptText::line(currency.code()))));
    }
    let whole_day = match text_of(Field::AllDay).map(|text| parse(FieldType::Flag, text, &reading)) {
        Some(Ok(flag)) => flag == Some(Value::Flag(true)),
        _ => whole_day,
    };
    for (field, text) in typed {
        match spec(kind, *field).filter(|spec| spec.shown != Shown::ReadOnly || spec.field == Field::ShareEmails) {
            None => errors.push(Wrong::NotSettable.at(*field)),
            Some(spec) => {
                let day = whole_day && kind == RecordKind::Event && all_day::BOUNDS.contains(field);
                match parse(if day { FieldType::Date } else { spec.holds }, text, &reading) {
                    Ok(value) => {
                        changes.0.insert(*field, value);
                    }
                    Err(wrong) => errors.push(wrong.at(*field)),
                }
            }
        }
    }
    (changes, errors)
}

/// Fills what nobody said but every record of the kind has: first stage, status, priority, call time now, an hour for an event.
pub fn fill_defaults(kind: RecordKind, values: &mut Values, reading: &Reading<'_>) {
    for spec in specs(kind) {
        if let FieldType::Choice(list) = spec.holds
            && let Some(id) = list.default_value().and_then(|id| reading.rules.picklists.find(list, id))
        {
            values.entry(spec.field).or_insert_with(|| Value::Text(KeptText::line(id)));
        }
    }
    let has_money = values.values().any(|value| matches!(value, Value::Money(_)));
    if has_money || kind == RecordKind::Deal {
        values.entry(Field::Currency).or_insert_with(|| Value::Text(KeptText::line(reading.currency.code())));
    }
    if kind == RecordKind::Call {
        values.entry(Field::CallStartTime).or_insert(Value::Instant(reading.now));
    }
    if kind == RecordKind::Event
        && let Some(to) = values.get(&Field::From).and_then(all_day::end_of)
    {
        values.entry(Field::To).or_insert(to);
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
    let before = match (values.get(&Field::From), values.get(&Field::To)) {
        (Some(Value::Instant(from)), Some(Value::Instant(to))) => to < from,
        (Some(Value::Date(from)), Some(Value::Date(to))) => to < from,
        _ => false,
    };
    if before {
        errors.push(Wrong::BeforeBeginning.at(Field::To));
    }
    let currency: Option<Currency> = values.get(&Field::Currency).and_then(Value::as_text).and_then(|code| code.parse().ok());
    let foreign = values.values().filter_map(Value::as_money).any(|money| Some(money.currency) != currency);
    if foreign {
        errors.push(Wrong::Money(MoneyError::Decimals(currency.map_or(0, Currency::decimals))).at(Field::Currency));
    }
    errors
}

/// What this house wants filled and is not. Only what is typed is asked: what a house wants from today on keeps no older record from being changed elsewhere.
fn wanted(kind: RecordKind, values: &Values, rules: &CrmRules) -> Vec<FieldError> {
    let asked = specs(kind).into_iter().filter(|spec| !spec.mandatory && rules.requires(kind, spec));
    asked.filter(|spec| !values.contains_key(&spec.field)).map(|spec| Wrong::Missing.at(spec.field)).collect()
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
    use jiff::tz::TimeZone;

    fn add(kind: RecordKind, typed: &[(Field, &str)]) -> Result<NewRecord, Vec<FieldError>> {
        let rules = CrmRules::default();
        let now: jiff::Timestamp = "2026-11-23T02:00:00Z".parse().unwrap();
        let reading = Reading::of(&rules, now.into(), TimeZone::UTC);
        let typed: Vec<(Field, String)> = typed.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
        NewRecord::read(kind, &typed, &reading)
    }

    #[test]
    fn s27_a_missing_last_name_blocks_with_a_message_at_the_field() {
        let errors = add(RecordKind::Lead, &[(Field::FirstName, "太郎"), (Field::Company, "サンプル")]).unwrap_err();
        assert_eq!(errors, [Wrong::Missing.at(Field::LastName)]);
    }

    #[test]
    fn a_lead_needs_a_last_name_only_and_what_the_house_wants_besides() {
        assert!(add(RecordKind::Lead, &[(Field::LastName, "田中")]).is_ok());
        let rules =
            CrmRules { required: vec![(RecordKind::Lead, Field::Company), (RecordKind::Lead, Field::Phone)], ..CrmRules::default() };
        let reading = Reading::of(&rules, Instant(0), TimeZone::UTC);
        let errors = NewRecord::read(RecordKind::Lead, &[(Field::LastName, "田中".to_owned())], &reading).unwrap_err();
        assert_eq!(errors, [Wrong::Missing.at(Field::Company), Wrong::Missing.at(Field::Phone)]);
        assert!(NewRecord::read(RecordKind::Contact, &[(Field::LastName, "田中".to_owned())], &reading).is_ok());
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
        change.0.insert(Field::Currency, Some(Value::Text(KeptText::line("USD"))));
        assert_eq!(change.applied(&deal.values)[&Field::Amount].as_money().unwrap().currency, Currency::USD);
    }

    #[test]
    fn the_first_amount_of_a_record_brings_its_currency() {
        let rules = CrmRules::default();
        let reading = Reading::of(&rules, Instant(0), TimeZone::UTC);
        let mut values = add(RecordKind::Lead, &[(Field::LastName, "田中"), (Field::Company, "サンプル")]).unwrap().values;
        values.remove(&Field::Currency);
        let lead = Record {
            reference: crate::domain::crm::kind::Subject::Person.at(1),
            id: Id::v7(1, [0; 10]),
            kind: RecordKind::Lead,
            values,
            owner: CleanText::default(),
            created_at: Instant(0),
            modified_at: Instant(0),
            made_from: None,
            person: None,
            converted_at: None,
        };
        for (typed, currency) in [("5,000", "JPY"), ("€5,000", "EUR"), ("USD 5,000", "USD")] {
            let changes = Changes::read(&lead, &[(Field::AnnualRevenue, typed.to_owned())], &reading).unwrap();
            let changed = changes.applied(&lead.values);
            assert_eq!(changed[&Field::Currency].as_text(), Some(currency), "{typed}");
            assert_eq!(changed[&Field::AnnualRevenue].as_money().unwrap().currency.code(), currency, "{typed}");
        }
    }

    #[test]
    fn s33_only_a_contact_may_have_a_deal() {
        assert_eq!(may_have_deal(RecordKind::Contact), Ok(()));
        for other in [RecordKind::Lead, RecordKind::Temp, RecordKind::Company] {
            assert_eq!(may_have_deal(other), Err(DealRequiresContact));
        }
    }

    #[test]
    fn a_sign_beside_the_digits_sets_the_currency_or_is_refused() {
        let deal = |amount: &str, currency: &str| {
            let mut typed = vec![(Field::DealName, "Pilot"), (Field::Amount, amount), (Field::ClosingDate, "2027-01-31")];
            typed.extend((!currency.is_empty()).then_some((Field::Currency, currency)));
            add(RecordKind::Deal, &typed).map(|deal| deal.values[&Field::Amount].as_money().unwrap())
        };
        let of = |minor, currency: &str| Ok(crate::domain::crm::money::Money { minor, currency: currency.parse().unwrap() });
        assert_eq!(deal("€500", ""), of(50_000, "EUR"));
        assert_eq!(deal("500 chf", ""), of(50_000, "CHF"));
        assert_eq!(deal("$500", "cad"), of(50_000, "CAD"));
        assert_eq!(deal("$5,000", ""), Err(vec![Wrong::Money(MoneyError::Sign).at(Field::Amount)]));
        assert_eq!(deal("£500", "EUR"), Err(vec![Wrong::Money(MoneyError::Other).at(Field::Amount)]));
    }

    #[test]
    fn an_all_day_event_is_of_days_and_its_flag_can_be_turned() {
        let day = |text: &str| Value::Date(text.parse().unwrap());
        let fair = add(RecordKind::Event, &[(Field::Title, "fair"), (Field::From, "2026-12-01"), (Field::AllDay, "yes")]).unwrap();
        assert_eq!((&fair.values[&Field::From], &fair.values[&Field::To]), (&day("2026-12-01"), &day("2026-12-01")));
        let wrong = add(RecordKind::Event, &[(Field::Title, "fair"), (Field::From, "+1h"), (Field::AllDay, "yes")]).unwrap_err();
        assert_eq!(wrong[0], Wrong::Date.at(Field::From));
        let mut hours = fair.values.clone();
        hours.remove(&Field::AllDay);
        all_day::settle(RecordKind::Event, &mut hours, &TimeZone::UTC);
        assert_eq!(hours[&Field::From].as_instant().unwrap().to_rfc3339(), "2026-12-01T09:00:00Z");
        assert_eq!(hours[&Field::To].as_instant().unwrap().to_rfc3339(), "2026-12-01T10:00:00Z");
    }

    #[test]
    fn an_event_cannot_end_before_it_begins() {
        let errors = add(RecordKind::Event, &[(Field::Title, "x"), (Field::From, "2026-12-02"), (Field::To, "2026-12-01")]).unwrap_err();
        assert_eq!(errors, [Wrong::BeforeBeginning.at(Field::To)]);
    }
}
