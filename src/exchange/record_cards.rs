//! Persons and companies as vCards 3.0 (RFC 2426), which every program reads.

use std::io::{self, Write};

use calcard::vcard::{VCard, VCardEntry, VCardParameter, VCardParameterValue, VCardProperty, VCardType, VCardValue, VCardVersion};

use crate::domain::crm::field::Field;
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::record::Record;
use crate::domain::crm::value::Value;

/// Writes a record as a card.
///
/// # Errors
/// When it cannot be written.
pub fn write_card(record: &Record, out: &mut impl Write) -> io::Result<()> {
    let mut text = String::new();
    card(record).write_to(&mut text, VCardVersion::V3_0).map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

fn card(record: &Record) -> VCard {
    let text = |field: Field| record.value(field).map(|value| value.typed(&jiff::tz::TimeZone::UTC)).unwrap_or_default();
    let mut entries =
        vec![one(VCardProperty::Uid, format!("urn:uuid:{}", record.id)), one(VCardProperty::Fn, record.name().as_str().to_owned())];
    if record.kind == RecordKind::Company {
        entries.push(one(VCardProperty::Org, text(Field::Name)));
    } else {
        entries.push(several(
            VCardProperty::N,
            [text(Field::LastName), text(Field::FirstName), String::new(), text(Field::Salutation), String::new()],
        ));
        for (name, field) in [("X-PHONETIC-LAST-NAME", Field::LastNameKana), ("X-PHONETIC-FIRST-NAME", Field::FirstNameKana)] {
            entries.push(one(VCardProperty::Other(name.to_owned()), text(field)));
        }
        entries.push(several(VCardProperty::Org, [text(Field::Company), text(Field::Department)]));
        entries.push(one(VCardProperty::Title, text(Field::Title)));
        entries.push(one(VCardProperty::Email, text(Field::Email)).with_param(VCardParameter::typ(typed("pref"))));
        if let Some(Value::List(more)) = record.value(Field::SecondaryEmail) {
            entries.extend(more.iter().map(|address| one(VCardProperty::Email, address.as_str().to_owned())));
        }
        entries
            .push(one(VCardProperty::Tel, text(Field::Mobile)).with_param(VCardParameter::typ(VCardParameterValue::Type(VCardType::Cell))));
    }
    entries.push(one(VCardProperty::Tel, text(Field::Phone)).with_param(VCardParameter::typ(VCardParameterValue::Type(VCardType::Work))));
    entries.push(one(VCardProperty::Tel, text(Field::Fax)).with_param(VCardParameter::typ(VCardParameterValue::Type(VCardType::Fax))));
    let place = [Field::Street, Field::City, Field::State, Field::PostalCode, Field::Country].map(text);
    if place.iter().any(|part| !part.is_empty()) {
        let place = several(VCardProperty::Adr, [String::new(), String::new()].into_iter().chain(place));
        entries.push(place.with_param(VCardParameter::typ(VCardParameterValue::Type(VCardType::Work))));
    }
    entries.push(one(VCardProperty::Url, text(Field::Website)));
    entries.push(one(VCardProperty::Note, text(Field::Description)));
    entries.retain(|entry| entry.values.iter().any(|value| value.as_text().is_some_and(|text| !text.is_empty())));
    VCard { entries }
}

fn typed(word: &str) -> VCardParameterValue {
    VCardParameterValue::Text(word.to_owned())
}

fn one(property: VCardProperty, text: String) -> VCardEntry {
    VCardEntry::new(property).with_value(VCardValue::Text(text))
}

fn several(property: VCardProperty, texts: impl IntoIterator<Item = String>) -> VCardEntry {
    VCardEntry::new(property).with_values(texts.into_iter().map(VCardValue::Text).collect())
}
