//! What happened with a record, as lines that both front ends say.

use jiff::tz::TimeZone;

use super::{changes, fields, reasons, when};
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::value::Value;
use crate::domain::when::When;
use crate::i18n::{Catalogue, Text};
use crate::jobs::crm::{HistoryEntry, TimelineEntry};
use crate::text::{pad, truncate};

/// The width of the longest day and time, in either language, so that what stands behind them stands in one column.
const WHEN: usize = 24;

/// A value longer than this is cut in a line of the history.
const MOST: usize = 120;

/// A change of a field: when, which, before and after, and which other member made it.
pub fn change(entry: &HistoryEntry, kind: RecordKind, words: &Catalogue, zone: &TimeZone) -> String {
    let what = done(entry, kind, words, zone);
    match &entry.member {
        Some(name) => words.say(&Text::of("history-by").with("what", what).with("name", name.as_str())),
        None => what,
    }
}

fn done(entry: &HistoryEntry, kind: RecordKind, words: &Catalogue, zone: &TimeZone) -> String {
    let at = pad(&when::moment(entry.at, zone, words), WHEN);
    let Some(field) = entry.field else { return format!("{at}  {}", words.say(&changes::verb(entry.verb))) };
    let shown = |value: &Option<Value>| match value {
        Some(value) => truncate(&fields::shown(kind, field, value, words, zone).replace('\n', " "), MOST).into_owned(),
        None => "—".to_owned(),
    };
    let text = Text::of("history-change")
        .text("field", fields::label(kind, field))
        .with("before", shown(&entry.before))
        .with("after", shown(&entry.after));
    format!("{at}  {}", words.say(&text))
}

/// Something that happened: when, what, and its title.
pub fn happened(entry: &TimelineEntry, words: &Catalogue, zone: &TimeZone) -> String {
    let at = match entry.at {
        When::Day(day) => when::day(day, words),
        When::At(moment) => when::moment(moment, zone, words),
    };
    let title = if entry.title.is_empty() { "—" } else { entry.title.as_str() };
    format!("{}  {}  {title}", pad(&at, WHEN), pad(&words.say(&reasons::happened(entry.what)), 14))
}
