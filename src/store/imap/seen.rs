//! Each mail of a server's mailbox as the server had it last.

use rusqlite::{Connection, OptionalExtension, params};

use super::gone::{place, refresh};
use crate::domain::ids::{MailboxKey, MessageKey};
use crate::domain::mail::flags::Flags;
use crate::store::{Result, mailboxes};

/// The flags that servers keep for us.
pub const SHARED: u32 = Flags::READ.0 | Flags::STARRED.0 | Flags::REPLIED.0 | Flags::FORWARDED.0;

/// What an IMAP server calls a mail that arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The mailbox that it lies in there.
    pub mailbox: MailboxKey,
    /// Its UID under the numbering of the mailbox.
    pub uid: u32,
    /// Its flags there.
    pub flags: Flags,
    /// Whether all mail of the account lies in that mailbox too.
    pub all_mail: bool,
    /// What tells it apart from the others of its account, from one session to the next.
    pub bytes: Vec<u8>,
}

/// A mail as its server had it last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Its UID; below zero in an earlier numbering.
    pub uid: i64,
    /// Ours, where it is here.
    pub message: Option<MessageKey>,
    /// Its flags there.
    pub flags: Flags,
    /// Its size, where it stays on the server for it.
    pub large: Option<u64>,
}

/// Every mail of a mailbox that is known, by its UID.
pub fn rows(db: &Connection, mailbox: MailboxKey) -> Result<Vec<Row>> {
    let sql = "SELECT uid, message, flags, state, size FROM imap_seen WHERE mailbox = ?1 ORDER BY uid";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([mailbox.0], |row| {
        let message: i64 = row.get(1)?;
        let large = row.get_ref(3)?.as_str()? == "large";
        Ok(Row {
            uid: row.get(0)?,
            message: (message != 0).then_some(MessageKey(message)),
            flags: Flags(row.get(2)?),
            large: large.then(|| row.get::<_, i64>(4).map(i64::unsigned_abs)).transpose()?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Notes a mail that came, and for one that was known where it lies now and what is marked on it.
pub fn note(db: &Connection, name: &Name, message: MessageKey, is_new: bool) -> Result<()> {
    if is_new {
        return put(db, name.mailbox, name.uid, message, name.flags);
    }
    let sql = "SELECT uid, flags FROM imap_seen WHERE mailbox = ?1 AND message = ?2 AND uid < 0 LIMIT 1";
    let before: Option<(i64, u32)> =
        db.prepare_cached(sql)?.query_row(params![name.mailbox.0, message.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let sql = "SELECT 1 FROM imap_seen WHERE message = ?1 AND message <> 0 AND uid > 0";
    let elsewhere = db.prepare_cached(sql)?.exists([message.0])?;
    if let Some((uid, _)) = before {
        db.prepare_cached("DELETE FROM imap_seen WHERE mailbox = ?1 AND uid = ?2")?.execute(params![name.mailbox.0, uid])?;
    }
    // Where nothing is known of what the server had before, the marks of both sides stand.
    merge(db, message, Flags(before.map_or(0, |(_, flags)| flags)), name.flags)?;
    put(db, name.mailbox, name.uid, message, name.flags)?;
    match (before, elsewhere) {
        // The same mail under a new number: where it lies has not changed.
        (Some(_), _) => {}
        // The two sides meet for the first time: it lies where the server has it.
        (None, false) => place(db, message, &[name.mailbox])?,
        // A further place; all mail of an account is one only where there is no other.
        (None, true) if !name.all_mail => {
            let sql = "SELECT p.mailbox FROM placement p LEFT JOIN imap_mailbox f ON f.mailbox = p.mailbox WHERE p.message = ?1 AND NOT coalesce(f.all_mail, 0)";
            let mut placed: Vec<MailboxKey> = {
                let mut statement = db.prepare_cached(sql)?;
                statement.query_map([message.0], |row| row.get(0).map(MailboxKey))?.collect::<rusqlite::Result<_>>()?
            };
            placed.push(name.mailbox);
            place(db, message, &placed)?;
        }
        (None, true) => {}
    }
    refresh(db, &[message])
}

/// Takes over what changed on the server since `before`; what changed here alone stays.
fn merge(db: &Connection, message: MessageKey, before: Flags, now: Flags) -> Result<()> {
    let changed = (before.0 ^ now.0) & SHARED;
    let sql = "SELECT flags FROM message WHERE key = ?1";
    let Some(held) = db.prepare_cached(sql)?.query_row([message.0], |row| row.get::<_, u32>(0)).optional()? else { return Ok(()) };
    let after = (held & !changed) | (now.0 & changed);
    if after != held {
        mailboxes::count(db, message, -1)?;
        db.prepare_cached("UPDATE message SET flags = ?2 WHERE key = ?1")?.execute(params![message.0, after])?;
        mailboxes::count(db, message, 1)?;
    }
    Ok(())
}

fn put(db: &Connection, mailbox: MailboxKey, uid: u32, message: MessageKey, flags: Flags) -> Result<()> {
    let sql = "INSERT INTO imap_seen (mailbox, uid, message, flags) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (mailbox, uid) DO UPDATE SET message = ?3, flags = ?4, state = 'here', size = 0";
    db.prepare_cached(sql)?.execute(params![mailbox.0, uid, message.0, flags.0 & SHARED])?;
    Ok(())
}

pub(super) fn renumber(db: &Connection, mailbox: MailboxKey, validity: u32) -> Result<()> {
    db.prepare_cached("UPDATE OR IGNORE imap_seen SET uid = -uid WHERE mailbox = ?1 AND uid > 0 AND state = 'here'")?
        .execute([mailbox.0])?;
    // Of mails that stay there or were removed here the new numbers are not known: they are looked at anew.
    db.prepare_cached("DELETE FROM imap_seen WHERE mailbox = ?1 AND uid > 0")?.execute([mailbox.0])?;
    db.prepare_cached("UPDATE imap_draft SET uid = 0 WHERE mailbox = ?1")?.execute([mailbox.0])?;
    let sql = "UPDATE imap_mailbox SET uid_validity = ?2, uid_next = 0, highest_modseq = 0 WHERE mailbox = ?1";
    db.prepare_cached(sql)?.execute(params![mailbox.0, validity])?;
    Ok(())
}

pub(super) fn take_flags(db: &Connection, mailbox: MailboxKey, told: &[(u32, Flags)]) -> Result<()> {
    let mut find = db.prepare_cached("SELECT message, flags FROM imap_seen WHERE mailbox = ?1 AND uid = ?2 AND message <> 0")?;
    let mut changed = Vec::new();
    for (uid, now) in told {
        let row = find.query_row(params![mailbox.0, uid], |row| Ok((MessageKey(row.get(0)?), row.get::<_, u32>(1)?))).optional()?;
        let Some((message, before)) = row.filter(|(_, before)| (before ^ now.0) & SHARED != 0) else { continue };
        merge(db, message, Flags(before), *now)?;
        put(db, mailbox, *uid, message, *now)?;
        changed.push(message);
    }
    refresh(db, &changed)
}

pub(super) fn large(db: &Connection, mailbox: MailboxKey, mails: &[(u32, u64)]) -> Result<()> {
    let sql = "INSERT INTO imap_seen (mailbox, uid, state, size) VALUES (?1, ?2, 'large', ?3) ON CONFLICT DO NOTHING";
    for (uid, size) in mails {
        db.prepare_cached(sql)?.execute(params![mailbox.0, uid, size.cast_signed()])?;
    }
    Ok(())
}

pub(super) fn flags_sent(db: &Connection, mailbox: MailboxKey, uids: &[u32], set: Flags, clear: Flags) -> Result<()> {
    let mut update = db.prepare_cached("UPDATE imap_seen SET flags = (flags | ?3) & ~?4 WHERE mailbox = ?1 AND uid = ?2")?;
    for uid in uids {
        update.execute(params![mailbox.0, uid, set.0 & SHARED, clear.0 & SHARED])?;
    }
    Ok(())
}

pub(super) fn moved(db: &Connection, from: MailboxKey, to: MailboxKey, uids: &[(u32, Option<u32>)]) -> Result<()> {
    let mut find = db.prepare_cached("SELECT message, flags FROM imap_seen WHERE mailbox = ?1 AND uid = ?2")?;
    for (old, new) in uids {
        let row = find.query_row(params![from.0, old], |row| Ok((MessageKey(row.get(0)?), row.get::<_, u32>(1)?))).optional()?;
        if let (Some((message, flags)), Some(new)) = (row, new) {
            put(db, to, *new, message, Flags(flags))?;
        }
    }
    removed(db, from, &uids.iter().map(|(old, _)| *old).collect::<Vec<_>>())
}

pub(super) fn removed(db: &Connection, mailbox: MailboxKey, uids: &[u32]) -> Result<()> {
    let mut delete = db.prepare_cached("DELETE FROM imap_seen WHERE mailbox = ?1 AND uid = ?2")?;
    for uid in uids {
        delete.execute(params![mailbox.0, uid])?;
    }
    Ok(())
}

pub(super) fn appended(db: &Connection, mailbox: MailboxKey, uid: u32, message: MessageKey) -> Result<()> {
    let flags = db.prepare_cached("SELECT flags FROM message WHERE key = ?1")?.query_row([message.0], |row| row.get(0)).optional()?;
    flags.map_or(Ok(()), |flags| put(db, mailbox, uid, message, Flags(flags)))
}

/// A person removed our copy for good: the server's is to go too.
pub(in crate::store) fn forget_message(db: &Connection, message: MessageKey) -> Result<()> {
    db.prepare_cached("DELETE FROM imap_seen WHERE message = ?1 AND message <> 0 AND uid < 0")?.execute([message.0])?;
    let sql = "UPDATE imap_seen SET message = 0, state = 'purged' WHERE message = ?1 AND message <> 0";
    db.prepare_cached(sql)?.execute([message.0])?;
    Ok(())
}
