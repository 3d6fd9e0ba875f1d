//! Another day for what is to be done: tasks, events and calls keep their hour, their length and how long before they remind.

use jiff::civil::Date;
use rusqlite::Connection;
use rusqlite::types::Value as Sql;

use super::repeats::later;
use super::rows::Journal;
use super::{edits, records};
use crate::domain::crm::all_day;
use crate::domain::crm::kind::{RecordRef, Subject};
use crate::domain::time::Instant;
use crate::store::{Context, Result, StoreError};

/// Moves an activity to a day; whether that changed anything.
pub(super) fn reschedule(db: &Connection, activity: RecordRef, to: Date, journal: &mut Journal, context: &Context) -> Result<bool> {
    if activity.subject != Subject::Activity || records::name(db, activity)?.is_none() {
        return Err(StoreError::NotFound);
    }
    let sql = "SELECT due_date, starts_at, ends_at, reminder, all_day FROM activity WHERE key = ?1";
    type Held = (String, Option<i64>, Option<i64>, Option<i64>, bool);
    let (due, starts, ends, reminder, whole): Held =
        db.prepare_cached(sql)?.query_row([activity.key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
    let here = |at: i64| Instant(at).to_timestamp().to_zoned(context.zone.clone()).date();
    let from: Date = match starts {
        Some(at) if whole => all_day::day_of(Instant(at)),
        Some(at) => here(at),
        None => due.parse().unwrap_or_else(|_| here(context.now.0)),
    };
    let days = from.until(to).map_or(0, |span| i64::from(span.get_days()));
    let moved = |at: i64| if whole { Instant(at).plus_ms(days * 86_400_000) } else { later(Instant(at), days, context) };
    let mut changed = false;
    match starts {
        None => changed |= journal.update(db, "activity", activity.key, "due_date", Sql::Text(to.to_string()))?,
        Some(at) => {
            changed |= journal.update(db, "activity", activity.key, "starts_at", Sql::Integer(moved(at).0))?;
            if let Some(end) = ends {
                changed |= journal.update(db, "activity", activity.key, "ends_at", Sql::Integer(moved(end).0))?;
            }
        }
    }
    if let Some(at) = reminder {
        changed |= journal.update(db, "activity", activity.key, "reminder", Sql::Integer(later(Instant(at), days, context).0))?;
    }
    if changed {
        edits::touch(db, activity, journal, context)?;
    }
    Ok(changed)
}
