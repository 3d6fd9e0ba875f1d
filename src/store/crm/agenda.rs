//! What is to be done: overdue, today, this week, later.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};
use rusqlite::Connection;

use super::records;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::picklist::COMPLETED;
use crate::domain::crm::record::Record;
use crate::domain::crm::rules::CrmRules;
use crate::domain::crm::value::Value;
use crate::domain::time::Instant;
use crate::domain::when::When;
use crate::jobs::crm::{AgendaGroup, AgendaRow};
use crate::store::Result;
use crate::text::CleanText;

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
        for key in records::keys(db, kind, None)? {
            let record = records::read(db, kind.subject().at(key), rules)?;
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
            if let Some(Value::Date(day)) = record.value(field) {
                let last = record.value(Field::To).and_then(Value::as_date).unwrap_or(*day);
                if last < today {
                    return None;
                }
                (Some(*day), Some(When::Day(*day)), false)
            } else {
                let at = record.value(field).and_then(Value::as_instant)?;
                let end = record.value(Field::To).and_then(Value::as_instant).unwrap_or(at);
                let day = at.to_timestamp().to_zoned(zone.clone()).date();
                let planned_call = kind == RecordKind::Call && record.value(Field::CallResult).is_none() && record.created_at < at;
                let overdue = planned_call && at < now;
                let over = end.to_timestamp().to_zoned(zone.clone()).date() < today || (kind == RecordKind::Call && !planned_call);
                if over && !overdue {
                    return None;
                }
                (Some(day), Some(When::At(at)), overdue)
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
