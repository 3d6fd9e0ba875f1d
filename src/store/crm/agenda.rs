//! What is to be done: overdue, today, this week, later.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};
use rusqlite::Connection;

use super::reading;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordName, Subject};
use crate::domain::crm::picklist::COMPLETED;
use crate::domain::crm::record::Record;
use crate::domain::crm::repeat;
use crate::domain::crm::rules::CrmRules;
use crate::domain::crm::value::Value;
use crate::domain::ids::Id;
use crate::domain::time::Instant;
use crate::domain::when::When;
use crate::jobs::crm::{AgendaGroup, AgendaRow, WaitingRow};
use crate::store::Result;
use crate::store::members::LOCAL_MEMBER;
use crate::store::ranked::{self, AsOf};
use crate::text::CleanText;

/// More who wait are found in the smart mailbox.
const MOST_WAITING: u32 = 100;

/// The last of so many days from today on; the end of the calendar for more than it has.
fn last_day(today: Date, days: u32) -> Date {
    Span::new().try_days(i64::from(days) - 1).and_then(|span| today.checked_add(span)).unwrap_or(Date::MAX)
}

/// The agenda of so many days from today (0 is all), with everything overdue and the tasks without a date.
pub(super) fn agenda(db: &Connection, days: u32, now: Instant, zone: &TimeZone, rules: &CrmRules) -> Result<Vec<AgendaRow>> {
    let today = now.to_timestamp().to_zoned(zone.clone()).date();
    let until = if days == 0 { Date::MAX } else { last_day(today, days) };
    let mut rows = Vec::new();
    for kind in [RecordKind::Task, RecordKind::Event, RecordKind::Call] {
        for record in reading::all(db, Subject::Activity, &open_keys(db, kind, today, until)?, rules)? {
            if let Some(row) = row(record, today, now, zone)
                && row.when.is_none_or(|when| when.date(zone) <= until)
            {
                rows.push(row);
            }
        }
    }
    rows.sort_by_key(|row| (row.group, row.when.map(|when| order(when, zone)), row.record.reference.key));
    Ok(rows)
}

/// What may be open and not after a day; [`row`] says which of it is. Two days on each side are more than any zone is away from UTC.
fn open_keys(db: &Connection, kind: RecordKind, today: Date, until: Date) -> Result<Vec<i64>> {
    let ms = |day: Date, days: i64| {
        let moved = day.checked_add(days.days()).unwrap_or(day);
        moved.to_zoned(TimeZone::UTC).map_or(i64::MAX, |at| at.timestamp().as_millisecond())
    };
    let (condition, values) = match kind {
        RecordKind::Task => {
            ("kind = 'task' AND status <> ?1 AND (due_date = '' OR due_date <= ?2)", (COMPLETED.to_owned(), until.to_string()))
        }
        RecordKind::Event => (
            "kind = 'event' AND (repeat <> '' OR coalesce(ends_at, starts_at) >= CAST(?1 AS INTEGER)) AND starts_at <= CAST(?2 AS INTEGER)",
            (ms(today, -2).to_string(), ms(until, 2).to_string()),
        ),
        _ => (
            "kind = 'call' AND (starts_at >= CAST(?1 AS INTEGER) OR (call_result = '' AND created_at < starts_at)) AND starts_at <= CAST(?2 AS INTEGER)",
            (ms(today, -2).to_string(), ms(until, 2).to_string()),
        ),
    };
    let sql = format!("SELECT key FROM activity WHERE deleted_at = 0 AND owner = {LOCAL_MEMBER} AND {condition} ORDER BY key");
    let mut statement = db.prepare_cached(&sql)?;
    let keys = statement.query_map([values.0, values.1], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(keys)
}

/// How many are overdue or of today.
pub(super) fn due(db: &Connection, now: Instant, zone: &TimeZone, rules: &CrmRules) -> Result<u64> {
    let rows = agenda(db, 1, now, zone, rules)?;
    Ok(rows.iter().filter(|row| row.group <= AgendaGroup::Today).count() as u64)
}

/// The customers who wait for an answer, the newest first.
pub(super) fn waiting(db: &Connection, now: Instant, zone: &TimeZone, rules: &CrmRules) -> Result<Vec<WaitingRow>> {
    let as_of = AsOf { now, zone, no_reply_days: rules.no_reply_days };
    let mut found = Vec::new();
    for row in ranked::waiting(db, as_of, MOST_WAITING)? {
        let message =
            db.prepare_cached("SELECT id FROM message WHERE key = ?1")?.query_row([row.newest.0], |row| row.get(0).map(Id::from_bytes))?;
        let wrote = row.date.to_timestamp().to_zoned(zone.clone()).date();
        let due = wrote.checked_add(i64::from(rules.no_reply_days).days()).unwrap_or(wrote);
        let person =
            row.person.map(|mark| RecordName { reference: Subject::Person.at(mark.key), id: mark.id, kind: mark.kind, name: mark.name });
        found.push(WaitingRow { thread: row.id, message, subject: row.subject, person, date: row.date, due });
    }
    Ok(found)
}

/// By day; what takes the whole day stands before what has an hour.
fn order(when: When, zone: &TimeZone) -> (Date, Option<Instant>) {
    let hour = match when {
        When::Day(_) => None,
        When::At(at) => Some(at),
    };
    (when.date(zone), hour)
}

fn row(record: Record, today: Date, now: Instant, zone: &TimeZone) -> Option<AgendaRow> {
    let (day, when, overdue) = match record.kind {
        RecordKind::Task => {
            if record.text(Field::Status) == COMPLETED {
                return None;
            }
            let due = record.value(Field::DueDate).and_then(Value::as_date);
            (due, due.map(When::Day), due.is_some_and(|due| due < today))
        }
        RecordKind::Lead | RecordKind::Contact | RecordKind::Temp | RecordKind::Company | RecordKind::Deal | RecordKind::Note => {
            return None;
        }
        kind @ (RecordKind::Event | RecordKind::Call) => {
            let field = if kind == RecordKind::Event { Field::From } else { Field::CallStartTime };
            let again = |first: Date, last: Date| {
                let rule = record.text(Field::Repeat);
                let yesterday = today.yesterday().unwrap_or(today);
                if rule.is_empty() || last >= today { None } else { repeat::next(rule, first, yesterday.max(first)) }
            };
            if let Some(Value::Date(day)) = record.value(field) {
                let last = record.value(Field::To).and_then(Value::as_date).unwrap_or(*day);
                let next = again(*day, last);
                if last < today && next.is_none() {
                    return None;
                }
                let day = next.unwrap_or(*day);
                (Some(day), Some(When::Day(day)), false)
            } else {
                let at = record.value(field).and_then(Value::as_instant)?;
                let end = record.value(Field::To).and_then(Value::as_instant).unwrap_or(at);
                let day = at.to_timestamp().to_zoned(zone.clone()).date();
                let planned_call = kind == RecordKind::Call && record.value(Field::CallResult).is_none() && record.created_at < at;
                let overdue = planned_call && at < now;
                let last = end.to_timestamp().to_zoned(zone.clone()).date();
                let over = last < today || (kind == RecordKind::Call && !planned_call);
                match again(day, last).filter(|_| kind == RecordKind::Event) {
                    Some(next) => {
                        let hour = at.to_timestamp().to_zoned(zone.clone()).time();
                        let moved = next.to_datetime(hour).to_zoned(zone.clone()).map_or(at, |moved| moved.timestamp().into());
                        (Some(next), Some(When::At(moved)), false)
                    }
                    None if over && !overdue => return None,
                    None => (Some(day), Some(When::At(at)), overdue),
                }
            }
        }
    };
    let sunday = today.checked_add(i64::from(today.weekday().until(Weekday::Sunday)).days()).unwrap_or(today);
    let group = match day {
        _ if overdue => AgendaGroup::Overdue,
        None => AgendaGroup::NoDate,
        Some(day) if day <= today => AgendaGroup::Today,
        Some(day) if day <= sunday => AgendaGroup::ThisWeek,
        Some(_) => AgendaGroup::Later,
    };
    let status = CleanText::line(record.text(Field::Status));
    let about = record.value(Field::RelatedTo).and_then(Value::as_record).cloned();
    Some(AgendaRow { record: record.as_name(), person: record.person, about, when, group, status })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn more_days_than_the_calendar_has_end_with_the_calendar() {
        let today = date(2026, 11, 26);
        assert_eq!([1, 2, 7].map(|days| last_day(today, days)), [today, date(2026, 11, 27), date(2026, 12, 2)]);
        for days in [10_000_000, 99_999_999, u32::MAX] {
            assert_eq!(last_day(today, days), Date::MAX);
        }
    }
}
