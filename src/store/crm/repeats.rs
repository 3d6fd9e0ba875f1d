//! What comes back when it is done: the next one is made in the same change, so that undo takes both back.

use jiff::civil::Date;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, Row};

use super::rows::Journal;
use crate::domain::crm::kind::{RecordRef, Subject};
use crate::domain::crm::picklist::PicklistId;
use crate::domain::crm::repeat;
use crate::domain::time::Instant;
use crate::store::{Context, Result};

/// What of a task goes over to the next one as it is.
const KEPT: [&str; 8] = ["owner", "kind", "subject", "priority", "description", "person", "company", "deal"];

/// A task was done that comes back: makes the next one, with the rule; the done one has it no longer, so that opening it again makes no third.
pub(super) fn go_on(db: &Connection, task: RecordRef, journal: &mut Journal, context: &mut Context) -> Result<Option<RecordRef>> {
    let sql = "SELECT repeat, due_date, reminder FROM activity WHERE key = ?1 AND kind = 'task' AND deleted_at = 0";
    let mut statement = db.prepare_cached(sql)?;
    let found =
        statement.query_map([task.key], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, Option<i64>>(2)?)))?;
    let Some((rule, due, reminder)) = found.into_iter().next().transpose()?.filter(|(rule, ..)| !rule.is_empty()) else { return Ok(None) };
    let today = context.now.to_timestamp().to_zoned(context.zone.clone()).date();
    let from: Date = due.parse().unwrap_or(today);
    let yesterday = today.yesterday().unwrap_or(today);
    journal.update(db, "activity", task.key, "repeat", Sql::Text(String::new()))?;
    let Some(next) = repeat::next(&rule, from, from.max(yesterday)) else { return Ok(None) };
    let days = from.until(next).map_or(0, |span| i64::from(span.get_days()));
    let reminder = reminder.map_or(Sql::Null, |at| Sql::Integer(later(Instant(at), days, context).0));
    let mut values: Vec<(&str, Sql)> = vec![
        ("id", Sql::Blob(context.new_id().as_bytes().to_vec())),
        ("due_date", Sql::Text(next.to_string())),
        ("status", Sql::Text(PicklistId::TaskStatus.default_value().unwrap_or_default().to_owned())),
        ("repeat", Sql::Text(rule)),
        ("reminder", reminder),
        ("created_at", Sql::Integer(context.now.0)),
        ("modified_at", Sql::Integer(context.now.0)),
    ];
    let sql = format!("SELECT {} FROM activity WHERE key = ?1", KEPT.join(", "));
    let kept = |row: &Row<'_>| (0..KEPT.len()).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<Sql>>>();
    values.extend(KEPT.into_iter().zip(db.prepare_cached(&sql)?.query_row([task.key], kept)?));
    journal.insert(db, "activity", &values).map(|key| Some(Subject::Activity.at(key)))
}

/// The same hour so many days later, in the person's time zone.
pub(super) fn later(at: Instant, days: i64, context: &Context) -> Instant {
    let local = at.to_timestamp().to_zoned(context.zone.clone());
    let moved = jiff::Span::new().try_days(days).and_then(|span| local.checked_add(span));
    moved.map_or(at, |moved| moved.timestamp().into())
}
