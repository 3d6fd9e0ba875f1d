//! The fields of customers as both front ends show them: labels, values in the person's language, forms and columns.

use jiff::tz::TimeZone;

use super::{money, when};
use crate::domain::crm::field::{Field, FieldType, label_of, spec};
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::picklist::PicklistId;
use crate::domain::crm::repeat::WORDED;
use crate::domain::crm::value::Value;
use crate::domain::time::Instant;
use crate::domain::typed::Typed;
use crate::domain::when::When;
use crate::i18n::{Catalogue, Text};
use crate::jobs::crm::AgendaGroup;
use crate::problem::value_in_every_language;
pub use crate::problem::{kind, kinds};
use crate::text::{CleanText, fold};

/// The field's name on a record of this kind (customers.md 1).
pub fn label(kind: RecordKind, field: Field) -> Text {
    Text::of(label_of(kind, field))
}

/// The one letter by which a row of mail marks its person: L, C, T. No mail belongs to another kind, which is marked by a dot.
pub fn kind_letter(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Lead => "L",
        RecordKind::Contact => "C",
        RecordKind::Temp => "T",
        RecordKind::Company | RecordKind::Deal | RecordKind::Task | RecordKind::Event | RecordKind::Call | RecordKind::Note => "·",
    }
}

/// The name of a part of the agenda.
pub fn agenda_group(group: AgendaGroup) -> Text {
    Text::of(match group {
        AgendaGroup::Overdue => "agenda-overdue",
        AgendaGroup::Today => "agenda-today",
        AgendaGroup::NoReply => "agenda-no-reply",
        AgendaGroup::ThisWeek => "agenda-this-week",
        AgendaGroup::Later => "agenda-later",
        AgendaGroup::NoDate => "agenda-no-date",
    })
}

/// A picklist's value in the person's language.
pub fn choice(id: &str, words: &Catalogue) -> String {
    words.say(&crate::problem::value(id))
}

/// The value of a picklist that somebody typed, by its id or by its word in any language.
pub fn choice_typed<'a>(list: PicklistId, typed: &str, picklists: &'a crate::domain::crm::picklist::Picklists) -> Option<&'a str> {
    let typed = fold(typed.trim());
    let called = |id: &&str| value_in_every_language(id).iter().any(|word| fold(word) == typed);
    picklists.find(list, &typed).or_else(|| picklists.values(list).into_iter().find(called))
}

/// A value as details and lists show it.
pub fn shown(kind: RecordKind, field: Field, value: &Value, words: &Catalogue, zone: &TimeZone) -> String {
    match (spec(kind, field).map(|spec| spec.holds), value) {
        (Some(FieldType::Choice(_)), Value::Text(id)) => choice(id.as_str(), words),
        (Some(FieldType::Repeat), Value::Text(rule)) => repeated(rule.as_str(), words),
        (_, Value::Money(amount)) => money::amount(*amount),
        (_, Value::Flag(flag)) => words.say(&if *flag { Text::of("value-yes") } else { Text::of("value-no") }),
        (_, Value::Date(day)) => when::day(*day, words),
        (_, Value::Instant(at)) => when::moment(*at, zone, words),
        (Some(FieldType::Integer(0, 100)), Value::Integer(percent)) => format!("{percent} %"),
        (_, Value::Text(_) | Value::Named(_) | Value::List(_) | Value::Integer(_) | Value::Record(_)) => {
            CleanText::block(&value.typed(zone)).into_string()
        }
    }
}

/// A rule in words where it has some.
fn repeated(rule: &str, words: &Catalogue) -> String {
    let id = match WORDED.iter().find(|(one, _)| *one == rule).map(|(_, word)| word) {
        Some(Typed::Daily) => "repeat-daily",
        Some(Typed::Workdays) => "repeat-workdays",
        Some(Typed::Weekly) => "repeat-weekly",
        Some(Typed::Fortnightly) => "repeat-fortnightly",
        Some(Typed::Monthly) => "repeat-monthly",
        Some(Typed::Yearly) => "repeat-yearly",
        _ => return rule.to_owned(),
    };
    words.word(id)
}

/// A day or a moment as a form holds it.
pub struct WrittenOut {
    /// The whole: `2026-11-27 Fri`, `2026-11-27 Fri 14:00`.
    pub text: String,
    /// The weekday in it, with the blank before it.
    pub weekday: String,
}

/// A day or a moment as a form holds it, with the weekday by which people check a date; other values are held as they are typed.
pub fn written_out(value: &Value, words: &Catalogue, zone: &TimeZone) -> Option<WrittenOut> {
    let at = match value {
        Value::Date(day) => When::Day(*day),
        Value::Instant(at) => When::At(*at),
        _ => return None,
    };
    let typed = value.typed(zone);
    let weekday = format!(" {}", when::weekday(at.date(zone), words));
    let (day, time) = typed.split_at_checked(10)?;
    Some(WrittenOut { text: format!("{day}{weekday}{time}"), weekday })
}

/// A value in a column of a list, where there is little room: days and times are seen from today.
pub fn brief(kind: RecordKind, field: Field, value: &Value, now: Instant, words: &Catalogue, zone: &TimeZone) -> String {
    match value {
        Value::Date(day) => when::due(When::Day(*day), now, zone, words),
        Value::Instant(at) => when::due(When::At(*at), now, zone, words),
        Value::Text(_) | Value::Named(_) | Value::List(_) | Value::Integer(_) | Value::Money(_) | Value::Flag(_) | Value::Record(_) => {
            shown(kind, field, value, words, zone)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::crm::field::specs;
    use crate::domain::crm::picklist::Picklists;
    use crate::i18n::Language;

    #[test]
    fn every_field_has_a_name_in_both_languages() {
        for language in [Language::English, Language::Japanese] {
            let words = Catalogue::open(language);
            for kind in RecordKind::ALL {
                for spec in specs(kind) {
                    let label = label(kind, spec.field);
                    assert_ne!(words.say(&label), label.id(), "{language:?}");
                }
            }
        }
    }

    #[test]
    fn japanese_labels_are_the_fields_own_terms() {
        let words = Catalogue::open(Language::Japanese);
        for (kind, field, label_ja) in [
            (RecordKind::Lead, Field::LastName, "姓"),
            (RecordKind::Lead, Field::Company, "会社"),
            (RecordKind::Contact, Field::Company, "取引先名"),
            (RecordKind::Lead, Field::Title, "職位"),
            (RecordKind::Note, Field::Title, "タイトル"),
            (RecordKind::Lead, Field::LeadSource, "見込み客のデータ元"),
            (RecordKind::Deal, Field::ClosingDate, "完了予定日"),
            (RecordKind::Deal, Field::Probability, "確度"),
            (RecordKind::Task, Field::DueDate, "期限"),
        ] {
            assert_eq!(words.say(&label(kind, field)), label_ja);
        }
    }

    #[test]
    fn every_value_is_said_in_japanese_and_found_again() {
        let (words, lists) = (Catalogue::open(Language::Japanese), Picklists::default());
        for list in PicklistId::ALL {
            for id in lists.values(list) {
                let said = choice(id, &words);
                assert_ne!(said, id);
                assert_eq!(choice_typed(list, &said, &lists), Some(id), "{said}");
            }
        }
        assert_eq!(choice("A value of the config", &words), "A value of the config");
    }
}
