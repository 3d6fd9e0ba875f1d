//! Mail that sleeps: kept as it is told, woken when its time has come or an answer comes.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::mailboxes::{self, ALL_MAIL};
use super::{Result, summary};
use crate::domain::ids::{MessageKey, ThreadKey};
use crate::domain::mail::flags::Flags;
use crate::domain::mail::snooze::{AHEAD_MS, BEHIND_MS, Snooze, Stage};
use crate::domain::time::Instant;

/// The snooze of a message, if it has one.
pub(super) fn held(db: &Connection, message: MessageKey) -> Result<Option<Snooze>> {
    let sql = "SELECT s.since, s.until, s.place, m.flags FROM snooze s JOIN message m ON m.key = s.message WHERE s.message = ?1";
    let found = db.prepare_cached(sql)?.query_row([message.0], |row| {
        let stage = match row.get::<_, Option<i64>>(2)? {
            None => Stage::Asleep,
            Some(place) if Flags(row.get(3)?).has(Flags::WOKEN) => Stage::Woken(place),
            Some(place) => Stage::Over(place),
        };
        Ok(Snooze { since: Instant(row.get(0)?), until: Instant(row.get(1)?), stage })
    });
    Ok(found.optional()?)
}

/// Whether a message sleeps.
pub(super) fn is_asleep(db: &Connection, message: MessageKey) -> Result<bool> {
    Ok(db.prepare_cached("SELECT 1 FROM message WHERE key = ?1 AND flags & 64")?.exists([message.0])?)
}

/// Writes the snooze of a message with its flags and the counters of its mailboxes. The rows of its thread are the caller's to refresh.
pub(super) fn put(db: &Connection, message: MessageKey, snooze: Option<&Snooze>) -> Result<()> {
    mailboxes::count(db, message, -1)?;
    let flags = match snooze {
        None => {
            db.prepare_cached("DELETE FROM snooze WHERE message = ?1")?.execute([message.0])?;
            Flags::default()
        }
        Some(snooze) => {
            let (place, flags) = match snooze.stage {
                Stage::Asleep => (None, Flags::SNOOZED),
                Stage::Woken(place) => (Some(place), Flags::WOKEN),
                Stage::Over(place) => (Some(place), Flags::default()),
            };
            let sql = "INSERT INTO snooze (message, since, until, place) VALUES (?1, ?2, ?3, ?4)
                       ON CONFLICT (message) DO UPDATE SET since = excluded.since, until = excluded.until, place = excluded.place";
            db.prepare_cached(sql)?.execute(params![message.0, snooze.since.0, snooze.until.0, place])?;
            flags
        }
    };
    let sql = "UPDATE message SET flags = flags & ~192 | ?2 WHERE key = ?1";
    db.prepare_cached(sql)?.execute(params![message.0, flags.0])?;
    mailboxes::count(db, message, 1)
}

/// Until when the message of a thread sleeps that wakes first.
pub(super) fn next_of(db: &Connection, thread: ThreadKey) -> Result<Option<Instant>> {
    let sql = "SELECT min(s.until) FROM message m JOIN snooze s ON s.message = m.key WHERE m.thread = ?1 AND s.place IS NULL";
    Ok(db.prepare_cached(sql)?.query_row([thread.0], |row| row.get::<_, Option<i64>>(0))?.map(Instant))
}

/// Whether any mail sleeps at all: mostly none does, and whoever asks has nothing more to look for.
pub(super) fn any_asleep(db: &Connection) -> Result<bool> {
    Ok(db.prepare_cached("SELECT 1 FROM snooze WHERE place IS NULL")?.exists([])?)
}

/// Wakes what is due, and lets sleep on what a wrong clock woke; answers how many mails came back, as a person sees them. Where nothing is to be done it only reads, and of two processes at
/// once one wakes. Nothing of it is a person's change.
///
/// # Errors
/// When the database fails; then nothing woke.
pub fn wake(db: &mut Connection, now: Instant) -> Result<u64> {
    if turning(db, now)?.is_empty() {
        return Ok(0);
    }
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut threads = BTreeSet::new();
    let mut back = BTreeSet::new();
    let top = "SELECT max(place) FROM mailbox_thread WHERE mailbox = ?1";
    let mut top = transaction.prepare_cached(top)?.query_row([ALL_MAIL.0], |row| row.get::<_, Option<i64>>(0))?.unwrap_or(0);
    for (message, snooze) in turning(&transaction, now)? {
        let stage = if snooze.is_asleep() {
            top = above(top);
            Stage::Woken(top)
        } else {
            Stage::Asleep
        };
        put(&transaction, message, Some(&Snooze { stage, ..snooze }))?;
        let sql = "SELECT thread, message_id, body_hash FROM message WHERE key = ?1";
        let shown: (i64, String, Vec<u8>) =
            transaction.prepare_cached(sql)?.query_row([message.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        threads.insert(ThreadKey(shown.0));
        if stage != Stage::Asleep {
            // Copies of one mail are one; a mail without a Message-ID stands for itself.
            let alone = shown.1.is_empty().then_some(message.0);
            back.insert((shown, alone));
        }
    }
    for thread in threads {
        summary::refresh(&transaction, thread)?;
    }
    transaction.commit()?;
    Ok(back.len() as u64)
}

/// What is to wake, and what woke too early, in the order of their times.
fn turning(db: &Connection, now: Instant) -> Result<Vec<(MessageKey, Snooze)>> {
    let mut found = BTreeSet::new();
    for (sql, edge) in [
        ("SELECT until, message FROM snooze WHERE place IS NULL AND until <= ?1", now),
        ("SELECT until, message FROM snooze WHERE place IS NULL AND since > ?1", now.plus_ms(BEHIND_MS)),
        ("SELECT until, message FROM snooze WHERE place IS NOT NULL AND until > ?1", now.plus_ms(AHEAD_MS)),
    ] {
        let mut statement = db.prepare_cached(sql)?;
        let rows = statement.query_map([edge.0], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?;
        found.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    let mut turning = Vec::new();
    for (_, message) in found {
        let message = MessageKey(message);
        turning.extend(held(db, message)?.filter(|snooze| snooze.is_due(now) || snooze.is_early(now)).map(|snooze| (message, snooze)));
    }
    Ok(turning)
}

/// A place above the highest one, which no message that is still to come gets: those count from the lower half of their millisecond.
fn above(top: i64) -> i64 {
    let half = MessageKey::first_of(MessageKey(top).sort_ms()).0 + (1 << (MessageKey::COUNTER_BITS - 1));
    half.max(top + 1)
}

/// Somebody else wrote in these messages' conversations: what sleeps in them is awake.
pub(super) fn answered(db: &Connection, new: &[MessageKey]) -> Result<()> {
    let sql = "SELECT m.key FROM message m WHERE m.thread = (SELECT thread FROM message WHERE key = ?1) AND m.flags & 64";
    let mut sleeping = db.prepare_cached(sql)?;
    for key in new {
        let found = sleeping.query_map([key.0], |row| row.get(0).map(MessageKey))?.collect::<rusqlite::Result<Vec<_>>>()?;
        found.into_iter().try_for_each(|message| end(db, message))?;
    }
    Ok(())
}

/// These messages were opened: those that came back are like any other, but for their place.
pub(super) fn opened(db: &Connection, messages: &[MessageKey]) -> Result<Vec<MessageKey>> {
    let mut opened = Vec::new();
    let mut woken = db.prepare_cached("SELECT 1 FROM message WHERE key = ?1 AND flags & 128")?;
    for message in messages {
        if woken.exists([message.0])? {
            end(db, *message)?;
            opened.push(*message);
        }
    }
    Ok(opened)
}

/// Ends a snooze where it is: nothing but the place is left of it.
fn end(db: &Connection, message: MessageKey) -> Result<()> {
    let Some(snooze) = held(db, message)? else { return Ok(()) };
    let place = match snooze.stage {
        Stage::Woken(place) | Stage::Over(place) => place,
        Stage::Asleep => 0,
    };
    put(db, message, Some(&Snooze { stage: Stage::Over(place), ..snooze }))
}

#[cfg(test)]
#[path = "snooze_tests.rs"]
mod tests;
