//! The fields of records in the search language, and what a condition on one asks: `status:` `due<` `created:`, and every field of the kind by its flag.

use jiff::civil::Date;

use crate::domain::crm::field::{Field, FieldType, spec, specs};
use crate::domain::crm::kind::RecordKind;
use crate::domain::time::Instant;
use crate::domain::typed::{TimeReader, Typed, number};
use crate::domain::when::When;
use crate::text::{plain, search_form};

use super::compare::Compare;

/// A field of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordField {
    /// Any text of the record.
    Anywhere,
    /// How it is called.
    Name,
    /// What kind it is.
    Kind,
    /// Whose it is.
    Owner,
    /// The person concerned.
    Person,
    /// Any of its mail addresses.
    Emails,
    /// Any of its telephone numbers.
    Phones,
    /// When it was added.
    Created,
    /// When it last changed.
    Changed,
    /// A field of its kind.
    Value(Field),
}

/// What a condition asks of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// It has these words.
    Words(String),
    /// It is a day, or a moment of one, that compares so.
    Day(Compare, Date),
    /// It is a moment that compares so.
    At(Compare, Instant),
    /// It is a number or an amount that compares so, in thousandths.
    Number(Compare, i64),
    /// It is ticked or not.
    Flag(bool),
}

/// A condition on a record.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordTest {
    /// Of which field.
    pub field: RecordField,
    /// What it asks.
    pub test: Test,
}

/// Names that stand for a field besides its flag, in the order of preference where a kind has several.
const OTHER_NAMES: [(&str, Field); 26] = [
    ("company", Field::Name),
    ("title", Field::Title),
    ("source", Field::LeadSource),
    ("status", Field::LeadStatus),
    ("status", Field::Status),
    ("lead.status", Field::LeadStatus),
    ("due", Field::DueDate),
    ("start", Field::From),
    ("start", Field::CallStartTime),
    ("deal.stage", Field::Stage),
    ("deal.amount", Field::Amount),
    ("deal.closing", Field::ClosingDate),
    ("closing", Field::ClosingDate),
    ("会社", Field::Company),
    ("会社", Field::Name),
    ("取引先", Field::Company),
    ("職位", Field::Title),
    ("データ元", Field::LeadSource),
    ("ステータス", Field::LeadStatus),
    ("ステータス", Field::Status),
    ("優先度", Field::Priority),
    ("期限", Field::DueDate),
    ("ステージ", Field::Stage),
    ("総額", Field::Amount),
    ("完了予定日", Field::ClosingDate),
    ("業界", Field::Industry),
];

impl RecordField {
    /// The field that a name means on a kind. `Err` when it is a field of records that this kind lacks, `Ok(None)` when it is none of records at all.
    pub(super) fn named(kind: RecordKind, word: &str) -> Result<Option<Self>, ()> {
        let wanted = name(word);
        let is = |known: &str| name(known) == wanted;
        let whole = match wanted.as_str() {
            _ if is("name") || is("氏名") || is("名前") => Some(Self::Name),
            _ if is("kind") || is("種類") => Some(Self::Kind),
            _ if is("owner") || is("担当者") => Some(Self::Owner),
            _ if is("created") || is("作成日") => Some(Self::Created),
            _ if is("changed") || is("更新日") => Some(Self::Changed),
            _ if is("person") || is("人") => Some(Self::Person),
            _ if is("email") || is("メール") => return if kind.is_person() { Ok(Some(Self::Emails)) } else { Err(()) },
            _ if is("phone") || is("電話") => {
                return if spec(kind, Field::Phone).is_some() { Ok(Some(Self::Phones)) } else { Err(()) };
            }
            _ => None,
        };
        if whole.is_some() {
            return Ok(whole);
        }
        // `from:` and `to:` are of mail; when an event begins is `start:`.
        let ours =
            |field: &Field| !matches!(field, Field::From | Field::To | Field::Subject) || (*field == Field::Subject && kind.is_activity());
        let own = specs(kind).into_iter().map(|spec| spec.field).filter(ours).find(|field| is(field.flag()));
        let other =
            || OTHER_NAMES.iter().filter(|(known, _)| is(known)).map(|(_, field)| *field).find(|field| spec(kind, *field).is_some());
        if let Some(field) = own.or_else(other) {
            return Ok(Some(Self::Value(field)));
        }
        let elsewhere = RecordKind::ALL
            .into_iter()
            .flat_map(specs)
            .any(|spec| !matches!(spec.field, Field::From | Field::To | Field::Subject) && is(spec.field.flag()));
        if elsewhere || OTHER_NAMES.iter().any(|(known, _)| is(known)) { Err(()) } else { Ok(None) }
    }

    /// Its name in the language.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Anywhere => "",
            Self::Name => "name",
            Self::Kind => "kind",
            Self::Owner => "owner",
            Self::Person => "person",
            Self::Emails => "email",
            Self::Phones => "phone",
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Value(Field::DueDate) => "due",
            Self::Value(Field::From | Field::CallStartTime) => "start",
            Self::Value(field) => field.flag(),
        }
    }

    fn holds(self, kind: RecordKind) -> Option<FieldType> {
        match self {
            Self::Created | Self::Changed => Some(FieldType::Instant),
            Self::Value(field) => spec(kind, field).map(|spec| spec.holds),
            Self::Anywhere | Self::Name | Self::Kind | Self::Owner | Self::Person | Self::Emails | Self::Phones => None,
        }
    }

    /// Whether `<`, `>` and `=` may stand in place of the colon: its values have an order.
    pub(super) fn compares(self, kind: RecordKind) -> bool {
        use FieldType as T;
        matches!(self.holds(kind), Some(T::Date | T::Instant | T::Money | T::Integer(..) | T::Minutes))
    }

    /// An example of how it is written.
    pub(super) fn allowed(self, kind: RecordKind) -> String {
        use FieldType as T;
        let word = self.word();
        match self.holds(kind) {
            Some(T::Date | T::Instant) => format!("{word}<2026-12-31"),
            Some(T::Money | T::Integer(..) | T::Minutes) => format!("{word}>100"),
            Some(T::Flag) => format!("{word}:yes, {word}:no"),
            _ => format!("{word}:\"…\""),
        }
    }

    /// What a value asks of the field; `None` when the field cannot be so.
    pub(super) fn test(self, kind: RecordKind, compare: Compare, text: &str, times: &TimeReader<'_>) -> Option<Test> {
        use FieldType as T;
        let past = times.past();
        let times = if matches!(self, Self::Created | Self::Changed) { &past } else { times };
        Some(match self.holds(kind) {
            Some(T::Date | T::Instant) => match times.when(text).or_else(|_| times.day(text).map(When::Day)).ok()? {
                When::Day(day) => Test::Day(compare, day),
                When::At(at) => Test::At(compare, at),
            },
            Some(T::Money) => Test::Number(compare, number(&plain(text), 2).ok()?.checked_mul(10)?),
            Some(T::Integer(..) | T::Minutes) => {
                Test::Number(compare, number(plain(text).trim_end_matches('%'), 0).ok()?.checked_mul(1000)?)
            }
            Some(T::Flag) => Test::Flag(Typed::answer(&plain(text).to_lowercase())?),
            _ => Test::Words(text.to_owned()),
        })
    }
}

/// A name of the language in any case, width and kana; `_` and `-` are the same.
fn name(word: &str) -> String {
    search_form(word).replace('_', "-")
}
