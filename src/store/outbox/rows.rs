//! The outbox as people see it.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::domain::ids::{Id, MessageKey, OutboxKey};
use crate::domain::mail::address::AddrSpec;
use crate::domain::time::Instant;
use crate::jobs::outbox::{OutboxRow, OutboxState};
use crate::problem::Code;
use crate::store::{Result, StoreError};
use crate::text::CleanText;

const COLUMNS: &str = "key, id, account, state, due_at, attempts, error_code, last_error, message_id, subject, shown_to, queued_at, filed";

/// How long a sent mail stays in the list: a day, for a person who asks whether it went.
const SENT_SHOWN_MS: i64 = 24 * 60 * 60 * 1000;

/// The longest wait between two tries; a row that waits longer was put there by a clock that jumped (promises.md A11).
pub(super) const LONGEST_WAIT_MS: i64 = 60 * 60 * 1000;

/// All that is on its way or needs a decision, newest first, and what was sent within a day.
pub fn list(db: &Connection, now: Instant) -> Result<Vec<OutboxRow>> {
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE state <> 'sent' OR sent_at > ?1 ORDER BY queued_at DESC, key DESC");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map([now.0 - SENT_SHOWN_MS], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
    rows.into_iter().map(|row| with_refused(db, row)).collect()
}

/// One row.
pub fn row(db: &Connection, key: OutboxKey) -> Result<OutboxRow> {
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE key = ?1");
    let found = db.prepare_cached(&sql)?.query_row([key.0], read).optional()?;
    with_refused(db, found.ok_or(StoreError::NotFound)?)
}

/// A mail that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The key of its row.
    pub key: OutboxKey,
    /// When it was queued.
    pub queued_at: Instant,
    /// Until when it is held, by the clock of whoever queued it.
    pub due_at: Instant,
}

/// What is held, oldest first. Whoever sends counts how long.
pub fn held(db: &Connection) -> Result<Vec<Held>> {
    let sql = "SELECT key, queued_at, due_at FROM outbox WHERE state = 'held' ORDER BY queued_at, key";
    let mut statement = db.prepare_cached(sql)?;
    let read = |row: &Row<'_>| Ok(Held { key: OutboxKey(row.get(0)?), queued_at: Instant(row.get(1)?), due_at: Instant(row.get(2)?) });
    Ok(statement.query_map([], read)?.collect::<rusqlite::Result<_>>()?)
}

/// What is queued and due, oldest first. A clock that went back holds nothing: no wait is longer than an hour.
pub fn due(db: &Connection, now: Instant) -> Result<Vec<OutboxKey>> {
    let sql = "SELECT key FROM outbox WHERE state = 'queued' AND (due_at <= ?1 OR due_at > ?1 + ?2) ORDER BY queued_at, key";
    let mut statement = db.prepare_cached(sql)?;
    Ok(statement.query_map(params![now.0, LONGEST_WAIT_MS], |row| row.get(0).map(OutboxKey))?.collect::<rusqlite::Result<_>>()?)
}

/// When the next queued mail is due, if any waits.
pub fn next_due(db: &Connection) -> Result<Option<Instant>> {
    let sql = "SELECT min(due_at) FROM outbox WHERE state = 'queued'";
    Ok(db.prepare_cached(sql)?.query_row([], |row| row.get::<_, Option<i64>>(0))?.map(Instant))
}

fn read(row: &Row<'_>) -> rusqlite::Result<OutboxRow> {
    let state = OutboxState::from_word(row.get_ref(3)?.as_str()?).unwrap_or(OutboxState::Failed);
    let waits = matches!(state, OutboxState::Held | OutboxState::Queued);
    let filed: i64 = row.get(12)?;
    Ok(OutboxRow {
        key: OutboxKey(row.get(0)?),
        id: Id::from_bytes(row.get(1)?),
        account: Id::from_bytes(row.get(2)?),
        state,
        until: waits.then_some(Instant(row.get(4)?)),
        attempts: row.get(5)?,
        error_code: Code::from_word(row.get_ref(6)?.as_str()?),
        last_error: CleanText::line(row.get_ref(7)?.as_str()?),
        message_id: CleanText::line(row.get_ref(8)?.as_str()?),
        subject: CleanText::line(row.get_ref(9)?.as_str()?),
        to: CleanText::line(row.get_ref(10)?.as_str()?),
        refused: Vec::new(),
        queued_at: Instant(row.get(11)?),
        filed: (filed != 0).then_some(MessageKey(filed)),
    })
}

fn with_refused(db: &Connection, mut row: OutboxRow) -> Result<OutboxRow> {
    let sql = "SELECT address, said FROM outbox_recipient WHERE outbox = ?1 AND state = 'refused' ORDER BY n";
    let mut statement = db.prepare_cached(sql)?;
    let found = statement.query_map([row.key.0], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    for one in found {
        let (address, said) = one?;
        let address: AddrSpec = address.parse().map_err(|_| StoreError::Damaged("recipient"))?;
        row.refused.push((address, CleanText::line(&said)));
    }
    Ok(row)
}
