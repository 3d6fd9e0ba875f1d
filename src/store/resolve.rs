//! What a person means by an id, an ending of it, or a Message-ID in angle brackets.

use rusqlite::{Connection, OptionalExtension, params};

use super::ending::by_ending;
use super::{Result, StoreError, mailboxes, threads};
use crate::domain::ids::{MessageKey, ThreadKey};
use crate::jobs::resolve::{Among, Resolve, Resolved};

/// Finds what is meant.
///
/// # Errors
/// [`StoreError::NotFound`], or [`StoreError::Ambiguous`] when an ending fits several rows.
pub fn find(db: &Connection, wanted: &Resolve) -> Result<Resolved> {
    let text = wanted.text.trim();
    if wanted.among == Among::Mailboxes {
        let found = mailboxes::named(db, text)?;
        return if found.is_empty() { Err(StoreError::NotFound) } else { Ok(Resolved::Mailboxes(found)) };
    }
    let message = match text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        Some(message_id) => by_message_id(db, message_id)?,
        None => by_ending(db, "message", text)?.map(MessageKey),
    };
    let thread = || -> Result<Option<ThreadKey>> { Ok(by_ending(db, "thread", text)?.map(ThreadKey)) };
    match (wanted.among, message) {
        (Among::Messages | Among::Mail, Some(message)) => Ok(Resolved::Message(message)),
        (Among::Threads, Some(message)) => {
            let of = db.query_row("SELECT thread FROM message WHERE key = ?1", [message.0], |row| row.get(0).map(ThreadKey))?;
            Ok(Resolved::Thread(thread()?.unwrap_or(of)))
        }
        (Among::Messages, None) => Err(StoreError::NotFound),
        (_, None) => thread()?.map(Resolved::Thread).ok_or(StoreError::NotFound),
        (Among::Mailboxes, Some(_)) => Err(StoreError::NotFound),
    }
}

fn by_message_id(db: &Connection, message_id: &str) -> Result<Option<MessageKey>> {
    let Some(thread) = threads::of_message_id(db, message_id)? else { return Ok(None) };
    let sql = "SELECT key FROM message WHERE thread = ?1 AND message_id = ?2 ORDER BY key LIMIT 1";
    Ok(db.prepare_cached(sql)?.query_row(params![thread.0, message_id], |row| row.get(0).map(MessageKey)).optional()?)
}
