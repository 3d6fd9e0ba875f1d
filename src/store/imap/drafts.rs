//! Drafts of ours as the servers of their accounts have them. What lies there is known by its UID and is no mail of ours: it comes down as nothing, and only what was put there from
//! here is replaced or removed there.

use std::collections::HashSet;

use rusqlite::{Connection, params};

use crate::domain::ids::{AccountKey, Id, MailboxKey};
use crate::domain::time::Instant;
use crate::jobs::outbox::DraftRow;
use crate::store::{Result, outbox};

/// A version of a draft that was put on a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DraftCopy {
    /// The draft.
    pub draft: Id,
    /// Of when it is.
    pub saved_at: Instant,
    /// The mailbox that it lies in there.
    pub mailbox: MailboxKey,
    /// Its UID there; 0 where the server's answer did not come.
    pub uid: u32,
}

/// Whose drafts are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DraftsOf {
    /// The account in the store.
    pub account: AccountKey,
    /// The account in the config.
    pub id: Id,
    /// Whether drafts that name no account are its.
    pub is_default: bool,
}

/// The drafts whose version of now is not on the server yet, oldest first.
pub fn drafts_to_put(db: &Connection, of: DraftsOf) -> Result<Vec<DraftRow>> {
    let mut statement = db.prepare_cached("SELECT draft, saved_at FROM imap_draft WHERE uid > 0")?;
    let there: HashSet<(Id, i64)> =
        statement.query_map([], |row| Ok((Id::from_bytes(row.get(0)?), row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    let mut drafts = outbox::drafts(db)?;
    drafts.retain(|draft| {
        let is_its = draft.entered.account.map_or(of.is_default, |id| id == of.id);
        is_its && !draft.entered.is_empty() && !there.contains(&(draft.id, draft.saved_at.0))
    });
    drafts.reverse();
    Ok(drafts)
}

/// The versions on the server that are to go: those of drafts that were sent, thrown away or given to another account, and earlier ones once the version of now is there.
pub fn drafts_to_remove(db: &Connection, of: DraftsOf) -> Result<Vec<DraftCopy>> {
    let sql = "SELECT r.draft, r.saved_at, r.mailbox, r.uid FROM imap_draft r JOIN imap_mailbox f ON f.mailbox = r.mailbox
               WHERE f.account = ?1 AND NOT EXISTS (SELECT 1 FROM draft d WHERE d.id = r.draft AND (d.account = ?2 OR (?3 AND d.account = x''))
                 AND (d.saved_at = r.saved_at OR NOT EXISTS (SELECT 1 FROM imap_draft n WHERE n.draft = r.draft AND n.saved_at = d.saved_at AND n.uid > 0)))
               ORDER BY r.saved_at";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map(params![of.account.0, of.id.as_bytes(), of.is_default], |row| {
        Ok(DraftCopy {
            draft: Id::from_bytes(row.get(0)?),
            saved_at: Instant(row.get(1)?),
            mailbox: MailboxKey(row.get(2)?),
            uid: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Notes a version before it goes up, with no UID, and with the UID that the server gave it then.
pub(super) fn put(db: &Connection, copy: DraftCopy) -> Result<()> {
    let sql = "INSERT INTO imap_draft (draft, saved_at, mailbox, uid) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (draft, saved_at) DO UPDATE SET mailbox = ?3, uid = ?4";
    db.prepare_cached(sql)?.execute(params![copy.draft.as_bytes(), copy.saved_at.0, copy.mailbox.0, copy.uid])?;
    if copy.uid > 0 {
        let sql = "INSERT INTO imap_seen (mailbox, uid) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        db.prepare_cached(sql)?.execute(params![copy.mailbox.0, copy.uid])?;
    }
    Ok(())
}

/// The server has a version no longer.
pub(super) fn removed(db: &Connection, copy: DraftCopy) -> Result<()> {
    db.prepare_cached("DELETE FROM imap_draft WHERE draft = ?1 AND saved_at = ?2")?
        .execute(params![copy.draft.as_bytes(), copy.saved_at.0])?;
    let sql = "DELETE FROM imap_seen WHERE mailbox = ?1 AND uid = ?2 AND message = 0";
    db.prepare_cached(sql)?.execute(params![copy.mailbox.0, copy.uid])?;
    Ok(())
}
