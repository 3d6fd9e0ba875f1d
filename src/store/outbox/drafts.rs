//! What stands in the composer, kept through a crash.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::domain::ids::{Id, MessageKey};
use crate::domain::mail::compose::{Enclosure, EnteredDraft};
use crate::domain::mail::message_id::MessageId;
use crate::domain::time::Instant;
use crate::jobs::outbox::{DraftKey, DraftRow};
use crate::store::{Context, Result, StoreError};

const COLUMNS: &str =
    "key, id, saved_at, account, recipients, cc, bcc, subject, body, in_reply_to, refs, reply_of, forward_of, for_record, enclosures";

/// Keeps a draft. A key that is gone (thrown away elsewhere) makes a new draft: what was typed is never lost.
pub(super) fn save(db: &Connection, key: Option<DraftKey>, entered: &EnteredDraft, context: &mut Context) -> Result<(DraftKey, Id)> {
    let known = match key {
        Some(key) => db
            .query_row("SELECT id FROM draft WHERE key = ?1 AND queued = 0", [key.0], |row| row.get(0).map(Id::from_bytes))
            .optional()?
            .map(|id| (key, id)),
        None => None,
    };
    let id = known.map_or_else(|| context.new_id(), |(_, id)| id);
    let enclosures: Vec<String> = entered.enclosures.iter().map(Enclosure::line).collect();
    let refs: Vec<&str> = entered.references.iter().map(MessageId::as_str).collect();
    let sql = "INSERT INTO draft (id, saved_at, account, recipients, cc, bcc, subject, body, in_reply_to, refs, reply_of, forward_of, for_record, enclosures)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
               ON CONFLICT (id) DO UPDATE SET saved_at = ?2, account = ?3, recipients = ?4, cc = ?5, bcc = ?6, subject = ?7, body = ?8, in_reply_to = ?9, refs = ?10,
                 enclosures = ?14";
    db.prepare_cached(sql)?.execute(params![
        id.as_bytes(),
        context.now.0,
        entered.account.map_or(Vec::new(), |account| account.as_bytes().to_vec()),
        entered.to,
        entered.cc,
        entered.bcc,
        entered.subject,
        entered.body,
        entered.in_reply_to.as_ref().map_or("", MessageId::as_str),
        refs.join("\n"),
        entered.reply_of.map_or(0, |key| key.0),
        entered.forward_of.map_or(0, |key| key.0),
        entered.for_record.map_or(Vec::new(), |record| record.as_bytes().to_vec()),
        enclosures.join("\n"),
    ])?;
    let key = db.query_row("SELECT key FROM draft WHERE id = ?1", [id.as_bytes()], |row| row.get(0).map(DraftKey))?;
    Ok((key, id))
}

pub(super) fn remove(db: &Connection, key: DraftKey) -> Result<()> {
    let removed = db.execute("DELETE FROM draft WHERE key = ?1 AND queued = 0", [key.0])?;
    if removed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// All drafts that are not on their way out, newest first.
pub fn drafts(db: &Connection) -> Result<Vec<DraftRow>> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM draft WHERE queued = 0 ORDER BY saved_at DESC, key DESC"))?;
    Ok(statement.query_map([], read)?.collect::<rusqlite::Result<_>>()?)
}

/// How many drafts are not on their way out.
pub fn count(db: &Connection) -> Result<u64> {
    Ok(db.prepare_cached("SELECT count(*) FROM draft WHERE queued = 0")?.query_row([], |row| row.get(0))?)
}

/// One draft, on its way out or not.
pub fn draft(db: &Connection, key: DraftKey) -> Result<DraftRow> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM draft WHERE key = ?1"))?;
    statement.query_row([key.0], read).optional()?.ok_or(StoreError::NotFound)
}

fn read(row: &Row<'_>) -> rusqlite::Result<DraftRow> {
    let id = |bytes: Vec<u8>| <[u8; 16]>::try_from(bytes).ok().map(Id::from_bytes);
    let message = |key: i64| (key != 0).then_some(MessageKey(key));
    Ok(DraftRow {
        key: DraftKey(row.get(0)?),
        id: Id::from_bytes(row.get(1)?),
        saved_at: Instant(row.get(2)?),
        entered: EnteredDraft {
            account: id(row.get(3)?),
            to: row.get(4)?,
            cc: row.get(5)?,
            bcc: row.get(6)?,
            subject: row.get(7)?,
            body: row.get(8)?,
            in_reply_to: MessageId::new(row.get_ref(9)?.as_str()?),
            references: row.get_ref(10)?.as_str()?.lines().filter_map(MessageId::new).collect(),
            reply_of: message(row.get(11)?),
            forward_of: message(row.get(12)?),
            for_record: id(row.get(13)?),
            enclosures: row.get_ref(14)?.as_str()?.lines().filter_map(Enclosure::of_line).collect(),
        },
    })
}
