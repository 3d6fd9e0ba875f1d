//! The text of one record.
//!
//! A head of numbers (key, when it was added and changed, the person concerned, the owner, the kind), then an entry for its name, the person concerned and each field that is filled: a sign for the field,
//! for what has an order a number, and the words. Numbers are written in characters that stand in no text, so that words are never found in them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::domain::crm::all_day;
use crate::domain::crm::field::{Field, FieldType, spec, specs};
use crate::domain::crm::kind::{RecordKind, Subject};
use crate::domain::crm::money::{Currency, Money};
use crate::domain::crm::record::Record;
use crate::domain::crm::rules::CrmRules;
use crate::domain::crm::value::Value;
use crate::domain::query::kept_form;
use crate::domain::time::Instant;
use crate::store::crm::reading::Stored;
use crate::text::SEARCH_FORM;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Ends a record.
const RECORD: char = '\u{1e}';
/// Ends a head and an entry.
const ENTRY: char = '\u{1f}';
/// Ends a number, and the id of a chosen value.
const NUMBER: char = '\u{1d}';
/// Ends the number of a day.
const DAY: char = '\u{19}';
/// Begins the id of a chosen value.
const CHOICE: char = '\u{1c}';
/// The sign of the name.
const NAME: char = '\u{e000}';
/// The sign of the person concerned.
const PERSON: char = '\u{e001}';
/// The sign of the first field.
const FIRST_FIELD: u32 = 0xe002;

/// Raised with whatever changes in this file what is kept.
const VERSION: u32 = 1;

/// All fields in a fixed order: a field's sign is its place.
static FIELDS: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let fields: BTreeSet<Field> = RecordKind::ALL.into_iter().flat_map(specs).map(|spec| spec.field).collect();
    fields.into_iter().collect()
});

/// What today's texts are made by: what was made by anything else is made anew.
pub(super) fn made_by() -> String {
    let fields: Vec<&str> = FIELDS.iter().map(|field| field.flag()).collect();
    format!("{SEARCH_FORM}.{VERSION} {}", fields.join(" "))
}

fn sign_of(field: Field) -> Option<char> {
    let place = FIELDS.binary_search(&field).ok()?;
    char::from_u32(FIRST_FIELD + u32::try_from(place).ok()?)
}

/// By what a chosen value is found in a text.
pub(in crate::store::crm) fn sign_of_choice(id: &str) -> String {
    format!("{CHOICE}{id}{NUMBER}")
}

/// The text of a record.
pub(super) fn form_of(stored: &Stored) -> String {
    let Stored { record, owner } = stored;
    let mut text = String::new();
    let kind = RecordKind::ALL.iter().position(|kind| *kind == record.kind).unwrap_or_default();
    let person = record.person.as_ref().map_or(0, |person| person.reference.key);
    for number in [record.reference.key, record.created_at.0, record.modified_at.0, person, *owner, kind.cast_signed() as i64] {
        push_number(&mut text, number);
        text.push(NUMBER);
    }
    text.push(ENTRY);
    let mut entry = |sign: char, payload: &str| {
        text.push(sign);
        text.push_str(payload);
        text.push(ENTRY);
    };
    entry(NAME, &kept_form(record.name().as_str()));
    if let Some(person) = &record.person {
        entry(PERSON, &kept_form(person.name.as_str()));
    }
    for (field, value) in &record.values {
        if let Some(sign) = sign_of(*field) {
            entry(sign, &payload(record, *field, value));
        }
    }
    text.push(RECORD);
    text
}

fn payload(record: &Record, field: Field, value: &Value) -> String {
    let (number, end) = match (spec(record.kind, field).map(|spec| spec.holds), value) {
        (Some(FieldType::Choice(_)), Value::Text(id)) => {
            return format!("{}{}", sign_of_choice(id.as_str()), kept_form(id.as_str()));
        }
        (_, Value::Integer(number)) => (*number, NUMBER),
        (_, Value::Money(money)) => (money.minor, NUMBER),
        (_, Value::Instant(at)) => (at.0, NUMBER),
        (_, Value::Date(day)) => (all_day::stored(*day).0, DAY),
        (_, Value::Flag(flag)) => (i64::from(*flag), NUMBER),
        (_, Value::Text(_) | Value::List(_) | Value::Record(_) | Value::Named(_)) => return kept_form(&value.typed(&TimeZone::UTC)),
    };
    let mut payload = String::new();
    push_number(&mut payload, number);
    payload.push(end);
    payload.push_str(&kept_form(&value.typed(&TimeZone::UTC)));
    payload
}

/// A number in octal digits from U+0001 on, its sign in the last bit.
fn push_number(text: &mut String, number: i64) {
    let mut left = ((number << 1) ^ (number >> 63)).cast_unsigned();
    let mut digits = Vec::new();
    loop {
        digits.push(char::from(1 + (left & 7) as u8));
        left >>= 3;
        if left == 0 {
            break;
        }
    }
    text.extend(digits.into_iter().rev());
}

/// The number at the head of a text, and what stands behind its end.
fn number(text: &str) -> Option<(i64, char, &str)> {
    let mut read: u64 = 0;
    for (at, c) in text.char_indices() {
        match c {
            '\u{1}'..='\u{8}' => read = (read << 3) | u64::from(u32::from(c) - 1),
            NUMBER | DAY if at > 0 => {
                return Some(((read >> 1).cast_signed() ^ -((read & 1).cast_signed()), c, &text[at + c.len_utf8()..]));
            }
            _ => return None,
        }
    }
    None
}

/// A value as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store::crm) enum Kept<'a> {
    /// Words.
    Words(&'a str),
    /// The id of a value of a picklist, and its words.
    Choice(&'a str, &'a str),
    /// A number, an amount in minor units, a moment in milliseconds or a flag, and its words.
    Number(i64, &'a str),
    /// A day, by the moment that stands for it, and its words.
    Day(i64, &'a str),
}

impl<'a> Kept<'a> {
    fn read(payload: &'a str) -> Self {
        if let Some((id, words)) = payload.strip_prefix(CHOICE).and_then(|rest| rest.split_once(NUMBER)) {
            return Self::Choice(id, words);
        }
        match number(payload) {
            Some((number, DAY, words)) => Self::Day(number, words),
            Some((number, _, words)) => Self::Number(number, words),
            None => Self::Words(payload),
        }
    }

    /// Its number, where it has one.
    pub(in crate::store::crm) fn number(self) -> Option<i64> {
        match self {
            Self::Number(number, _) | Self::Day(number, _) => Some(number),
            Self::Words(_) | Self::Choice(..) => None,
        }
    }

    /// The day that it is.
    pub(in crate::store::crm) fn day(self) -> Option<Date> {
        if let Self::Day(at, _) = self { Some(all_day::day_of(Instant(at))) } else { None }
    }
}

/// A record as lists look at it, read out of its text.
#[derive(Debug, Clone, Copy)]
pub(in crate::store::crm) struct Form<'a> {
    /// Its key.
    pub key: i64,
    /// When it was added.
    pub created: Instant,
    /// When it last changed.
    pub changed: Instant,
    /// The person concerned.
    pub person: Option<i64>,
    /// The key of the member whose it is.
    pub owner: i64,
    /// What it is.
    pub kind: RecordKind,
    /// All its entries.
    pub entries: &'a str,
}

impl<'a> Form<'a> {
    /// Reads a text; `None` where it is none.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let mut numbers = [0; 6];
        let mut rest = text;
        for one in &mut numbers {
            (*one, _, rest) = number(rest)?;
        }
        let [key, created, changed, person, owner, kind] = numbers;
        Some(Self {
            key,
            created: Instant(created),
            changed: Instant(changed),
            person: (person != 0).then_some(person),
            owner,
            kind: *RecordKind::ALL.get(usize::try_from(kind).ok()?)?,
            entries: rest.strip_prefix(ENTRY)?,
        })
    }

    fn entry(&self, sign: char) -> Option<&'a str> {
        self.entries.split(ENTRY).find_map(|entry| entry.strip_prefix(sign))
    }

    /// The value of a field.
    pub(in crate::store::crm) fn value(&self, field: Field) -> Option<Kept<'a>> {
        self.entry(sign_of(field)?).map(Kept::read)
    }

    /// The number of a field; what a deal lacks follows from its stage.
    pub(in crate::store::crm) fn number(&self, field: Field, rules: &CrmRules) -> Option<i64> {
        match (self.kind, field) {
            (RecordKind::Deal, Field::Probability) => self.value(field).and_then(Kept::number).or_else(|| {
                let Some(Kept::Choice(id, _)) = self.value(Field::Stage) else { return None };
                rules.picklists.stage(id).map(|stage| stage.probability)
            }),
            (RecordKind::Deal, Field::ExpectedRevenue) => {
                let amount = Money { minor: self.number(Field::Amount, rules)?, currency: self.currency(rules) };
                Some(amount.percent(self.number(Field::Probability, rules)?).minor)
            }
            _ => self.value(field)?.number(),
        }
    }

    /// The currency of its amounts.
    pub(in crate::store::crm) fn currency(&self, rules: &CrmRules) -> Currency {
        let own = self.words(Field::Currency).to_ascii_uppercase();
        own.parse().unwrap_or(rules.currency)
    }

    /// The words of a field, with what stands before them; nothing where it is empty.
    pub(in crate::store::crm) fn words(&self, field: Field) -> &'a str {
        sign_of(field).and_then(|sign| self.entry(sign)).unwrap_or_default()
    }

    /// How it is called.
    pub(in crate::store::crm) fn name(&self) -> &'a str {
        self.entry(NAME).unwrap_or_default()
    }

    /// How the person concerned is called.
    pub(in crate::store::crm) fn person_name(&self) -> &'a str {
        self.entry(PERSON).unwrap_or_default()
    }

    /// In which table it is.
    pub(in crate::store::crm) fn subject(&self) -> Subject {
        self.kind.subject()
    }
}

/// The texts in a piece.
pub(super) fn each_text(piece: &str) -> impl Iterator<Item = &str> {
    piece.split(RECORD).filter(|text| !text.is_empty())
}

/// The text at a place inside a piece.
pub(super) fn text_around(piece: &str, at: usize) -> (usize, &str) {
    let begin = memchr::memrchr(RECORD as u8, &piece.as_bytes()[..at]).map_or(0, |end| end + 1);
    let end = memchr::memchr(RECORD as u8, &piece.as_bytes()[at..]).map_or(piece.len(), |end| at + end);
    (end, &piece[begin..end])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn numbers_come_back_and_are_no_words() {
        for wanted in [0, 1, -1, 7, 8, 1_795_399_200_000, i64::MAX, i64::MIN] {
            let mut text = String::new();
            push_number(&mut text, wanted);
            assert!(text.chars().all(char::is_control), "{wanted}");
            text.push(NUMBER);
            text.push('x');
            assert_eq!(number(&text), Some((wanted, NUMBER, "x")));
        }
        for broken in ["", "\u{1d}", "1\u{1d}", "\u{2}"] {
            assert_eq!(number(broken), None, "{broken:?}");
        }
    }

    #[test]
    fn every_field_has_a_sign_of_its_own_in_the_private_area() {
        let signs: BTreeSet<char> = FIELDS.iter().map(|field| sign_of(*field).unwrap()).collect();
        assert_eq!(signs.len(), FIELDS.len());
        assert!(signs.iter().all(|sign| ('\u{e002}'..='\u{f8ff}').contains(sign)));
    }
}
