//! What a search found, as lists show it.

use std::collections::HashSet;

use rusqlite::Connection;

use super::find::finds_any;
use super::{Scope, SearchRequest, Window, find};
use crate::domain::ids::{MailboxKey, MessageKey, ThreadKey};
use crate::jobs::mail::{Anchor, Place, ThreadRow, ThreadWindow, WindowOf};
use crate::store::mailboxes::ALL_MAIL;
use crate::store::{Result, windows};

/// How many hits are read at once while threads are gathered from them.
const STRIDE: usize = 200;

/// A window of the threads with mail that is asked for. A thread's place is its newest hit; what its row says is said of the whole thread.
pub fn threads(db: &Connection, of: &WindowOf, asked: &SearchRequest, scope: &Scope) -> Result<ThreadWindow> {
    let limit = if of.limit == 0 { usize::MAX } else { of.limit as usize };
    let (ascending, edge) = match of.anchor {
        Anchor::Newest => (false, None),
        Anchor::From(place) => (false, Some(MessageKey(place.at.0.saturating_add(1)))),
        Anchor::OlderThan(place) => (false, Some(place.at)),
        Anchor::NewerThan(place) => (true, Some(place.at)),
        Anchor::Oldest => (true, Some(MessageKey(i64::MIN))),
    };
    let mut rows: Vec<ThreadRow> = Vec::new();
    let mut seen: HashSet<ThreadKey> = HashSet::new();
    // A thread stands where its newest hit is; on the way down from the newest that is the first one met.
    let stands_higher = |thread: ThreadKey, key: MessageKey| -> Result<bool> {
        if edge.is_none() {
            return Ok(false);
        }
        let later: Vec<i64> = db
            .prepare_cached("SELECT key FROM message WHERE thread = ?1 AND key > ?2")?
            .query_map([thread.0, key.0], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        finds_any(db, asked, scope, &later)
    };
    let mut at = edge;
    loop {
        let window = if ascending {
            Window { older_than: None, newer_than: at, limit: STRIDE }
        } else {
            Window { older_than: at, newer_than: None, limit: STRIDE }
        };
        let hits = find(db, asked, scope, &window)?;
        let last = hits.last().copied();
        for key in &hits {
            let thread =
                db.prepare_cached("SELECT thread FROM message WHERE key = ?1")?.query_row([key.0], |row| row.get(0).map(ThreadKey))?;
            if seen.contains(&thread) || stands_higher(thread, *key)? {
                continue;
            }
            seen.insert(thread);
            if let Some(mut row) = row_of(db, thread, *key)? {
                row.newest = *key;
                row.place = Place::in_time(*key);
                rows.push(row);
            }
            if rows.len() > limit {
                break;
            }
        }
        at = last;
        if hits.len() < STRIDE || rows.len() > limit {
            break;
        }
    }
    let more = rows.len() > limit;
    rows.truncate(limit);
    if ascending {
        rows.reverse();
    }
    let beyond_edge = match of.anchor {
        Anchor::OlderThan(_) => true,
        Anchor::From(place) => !find(db, asked, scope, &Window { older_than: None, newer_than: Some(place.at), limit: 1 })?.is_empty(),
        Anchor::NewerThan(_) => true,
        Anchor::Newest | Anchor::Oldest => false,
    };
    let (older, newer) = if ascending { (beyond_edge, more) } else { (more, beyond_edge) };
    Ok(ThreadWindow { of: of.clone(), rows, older, newer, threads: None, unread: None, groups: Vec::new() })
}

/// In how many threads these messages are.
pub fn threads_of(db: &Connection, messages: &[MessageKey]) -> Result<u64> {
    let mut threads: HashSet<i64> = HashSet::new();
    let mut thread = db.prepare_cached("SELECT thread FROM message WHERE key = ?1")?;
    for key in messages {
        threads.insert(thread.query_row([key.0], |row| row.get(0))?);
    }
    Ok(threads.len() as u64)
}

/// The thread's row among all mail, or in a mailbox where it lies when it is only in spam or trash.
fn row_of(db: &Connection, thread: ThreadKey, key: MessageKey) -> Result<Option<ThreadRow>> {
    if let Some(row) = windows::row(db, ALL_MAIL, thread)? {
        return Ok(Some(row));
    }
    let mut statement = db.prepare_cached("SELECT mailbox FROM placement WHERE message = ?1 ORDER BY mailbox LIMIT 1")?;
    let mut found = statement.query_map([key.0], |row| row.get(0).map(MailboxKey))?;
    match found.next().transpose()? {
        Some(mailbox) => windows::row(db, mailbox, thread),
        None => Ok(None),
    }
}
