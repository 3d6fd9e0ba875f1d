//! What reminds of itself: each once, whichever process looks first, and at the next start what came due meanwhile.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::records;
use crate::domain::crm::kind::Subject;
use crate::domain::crm::picklist::COMPLETED;
use crate::domain::time::Instant;
use crate::jobs::notice::Reminded;
use crate::store::Result;

/// More at once are not told one by one.
const MOST: i64 = 50;

/// Takes what has come due since anybody looked: tasks that are not done, events, and calls without a result. Nothing is written where nothing is due.
///
/// # Errors
/// When the store fails; the reminders then stay for the next look.
pub fn take_due(db: &mut Connection, now: Instant) -> Result<Vec<Reminded>> {
    if due(db, now)?.is_empty() {
        return Ok(Vec::new());
    }
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been quicker.
    let keys = due(&transaction, now)?;
    let mut found = Vec::with_capacity(keys.len());
    for (key, at, person) in keys {
        let Some(record) = records::name(&transaction, Subject::Activity.at(key))? else { continue };
        let person = person.map(|person| records::name(&transaction, Subject::Person.at(person))).transpose()?.flatten();
        found.push(Reminded { record, person, at: Instant(at) });
    }
    let sql = "INSERT INTO meta (name, value) VALUES ('reminded_until', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    transaction.execute(sql, [now.0.to_string()])?;
    transaction.commit()?;
    Ok(found)
}

/// What is due: its key, when it was to remind, its person. The newest ones, in the order of time.
fn due(db: &Connection, now: Instant) -> Result<Vec<(i64, i64, Option<i64>)>> {
    let until: Option<String> =
        db.prepare_cached("SELECT value FROM meta WHERE name = 'reminded_until'")?.query_row([], |row| row.get(0)).optional()?;
    let until: i64 = until.and_then(|until| until.parse().ok()).unwrap_or(i64::MIN);
    // What another member of the team has to do reminds that one.
    let sql = "SELECT key, reminder, person FROM activity INDEXED BY activity_by_reminder
               WHERE reminder IS NOT NULL AND reminder > ?1 AND reminder <= ?2 AND deleted_at = 0 AND owner = 1 AND status <> ?3 AND call_result = ''
               ORDER BY reminder DESC LIMIT ?4";
    let mut statement = db.prepare_cached(sql)?;
    let found = statement.query_map(rusqlite::params![until, now.0, COMPLETED, MOST], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut found = found.collect::<rusqlite::Result<Vec<_>>>()?;
    found.reverse();
    Ok(found)
}
