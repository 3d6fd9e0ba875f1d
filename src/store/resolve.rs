//! What a person means by an id, an ending of it, or a Message-ID in angle brackets.

use rusqlite::{Connection, OptionalExtension, params};

use super::ending::by_ending;
use super::{Result, StoreError, mailboxes, threads};
use crate::domain::ids::{MessageKey, ThreadKey};
use crate::jobs::resolve::{MailOf, MailboxesOf, MessageOf, MessageOrThread, Resolve, Resolved, ThreadOf};

/// Finds what is meant.
///
/// # Errors
/// [`StoreError::NotFound`], or [`StoreError::Ambiguous`] when an ending fits several rows.
pub fn find(db: &Connection, wanted: &Resolve) -> Result<Resolved> {
    if wanted.text().trim().is_empty() {
        return Err(StoreError::Blank(if matches!(wanted, Resolve::Mailboxes(_)) { "mailbox" } else { "id" }));
    }
    match wanted {
        Resolve::Message(MessageOf(text)) => message(db, text)?.map(Resolved::Message),
        Resolve::Thread(ThreadOf(text)) => match (thread(db, text)?, message(db, text)?) {
            (Some(thread), _) => Some(Resolved::Thread(thread)),
            (None, Some(message)) => {
                let of = db.query_row("SELECT thread FROM message WHERE key = ?1", [message.0], |row| row.get(0).map(ThreadKey))?;
                Some(Resolved::Thread(of))
            }
            (None, None) => None,
        },
        Resolve::Mail(MailOf(text)) => match message(db, text)? {
            Some(message) => Some(Resolved::Mail(MessageOrThread::Message(message))),
            None => thread(db, text)?.map(|thread| Resolved::Mail(MessageOrThread::Thread(thread))),
        },
        Resolve::Mailboxes(MailboxesOf(name)) => {
            let found = mailboxes::named(db, name.trim())?;
            (!found.is_empty()).then_some(Resolved::Mailboxes(found))
        }
    }
    .ok_or(StoreError::NotFound)
}

fn message(db: &Connection, text: &str) -> Result<Option<MessageKey>> {
    match text.trim().strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        Some(message_id) => by_message_id(db, message_id),
        None => Ok(by_ending(db, "message", text.trim())?.map(MessageKey)),
    }
}

fn thread(db: &Connection, text: &str) -> Result<Option<ThreadKey>> {
    Ok(by_ending(db, "thread", text.trim())?.map(ThreadKey))
}

fn by_message_id(db: &Connection, message_id: &str) -> Result<Option<MessageKey>> {
    let Some(thread) = threads::of_message_id(db, message_id)? else { return Ok(None) };
    let sql = "SELECT key FROM message WHERE thread = ?1 AND message_id = ?2 ORDER BY key LIMIT 1";
    Ok(db.prepare_cached(sql)?.query_row(params![thread.0, message_id], |row| row.get(0).map(MessageKey)).optional()?)
}
