//! What becomes of a mail that its server has no longer where it had it. Nothing is removed here: what the server has nowhere any more lies in our trash.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::ids::{AccountKey, MailboxKey, MessageKey, ThreadKey};
use crate::domain::mail::mailbox::MailboxRole;
use crate::store::{Result, accounts, mailboxes, summary};

/// Forgets these rows, by mailbox and UID; each mail lies where the server still has it, else in the trash.
pub(super) fn settle(db: &Connection, account: AccountKey, rows: &[(MailboxKey, i64)]) -> Result<()> {
    let mut find = db.prepare_cached("SELECT message FROM imap_seen WHERE mailbox = ?1 AND uid = ?2")?;
    let mut forget = db.prepare_cached("DELETE FROM imap_seen WHERE mailbox = ?1 AND uid = ?2")?;
    let mut gone = BTreeSet::new();
    for (mailbox, uid) in rows {
        let message: Option<i64> = find.query_row(params![mailbox.0, uid], |row| row.get(0)).optional()?;
        gone.extend(message.filter(|message| *message != 0).map(MessageKey));
        forget.execute(params![mailbox.0, uid])?;
    }
    let trash = accounts::mailbox_of_role(db, account, MailboxRole::Trash)?;
    for message in &gone {
        let left = places(db, *message)?;
        let only_all = left.iter().all(|(_, all)| *all);
        let mut goals: Vec<MailboxKey> = left.iter().filter(|(_, all)| only_all || !all).map(|(mailbox, _)| *mailbox).collect();
        if goals.is_empty() {
            goals.push(trash);
        }
        place(db, *message, &goals)?;
    }
    refresh(db, &gone.into_iter().collect::<Vec<_>>())
}

/// Where the server has a mail, each with whether all mail of the account lies there.
pub(super) fn places(db: &Connection, message: MessageKey) -> Result<Vec<(MailboxKey, bool)>> {
    let sql = "SELECT DISTINCT s.mailbox, f.all_mail FROM imap_seen s JOIN imap_mailbox f ON f.mailbox = s.mailbox WHERE s.message = ?1 AND s.message <> 0 AND s.state = 'here'";
    let mut statement = db.prepare_cached(sql)?;
    Ok(statement.query_map([message.0], |row| Ok((MailboxKey(row.get(0)?), row.get(1)?)))?.collect::<rusqlite::Result<_>>()?)
}

/// Has a message lie in these mailboxes and in no others.
pub(super) fn place(db: &Connection, message: MessageKey, goals: &[MailboxKey]) -> Result<()> {
    let mut statement = db.prepare_cached("SELECT mailbox FROM placement WHERE message = ?1")?;
    let before: BTreeSet<i64> = statement.query_map([message.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let after: BTreeSet<i64> = goals.iter().map(|goal| goal.0).collect();
    if before == after || !db.prepare_cached("SELECT 1 FROM message WHERE key = ?1")?.exists([message.0])? {
        return Ok(());
    }
    mailboxes::count(db, message, -1)?;
    db.prepare_cached("DELETE FROM placement WHERE message = ?1")?.execute([message.0])?;
    for goal in after {
        db.prepare_cached("INSERT INTO placement (mailbox, message) VALUES (?1, ?2)")?.execute(params![goal, message.0])?;
    }
    mailboxes::count(db, message, 1)
}

/// Brings the rows of lists up to date.
pub(super) fn refresh(db: &Connection, messages: &[MessageKey]) -> Result<()> {
    let mut statement = db.prepare_cached("SELECT thread FROM message WHERE key = ?1")?;
    let mut threads = BTreeSet::new();
    for message in messages {
        threads.extend(statement.query_row([message.0], |row| row.get(0).map(ThreadKey)).optional()?);
    }
    threads.into_iter().try_for_each(|thread| summary::refresh(db, thread))
}

/// Of how many mails these rows are the last that an account's server has, and how many rows it has beside them.
pub fn lost(db: &Connection, account: AccountKey, rows: &[(MailboxKey, i64)]) -> Result<(usize, usize)> {
    let gone: BTreeSet<(i64, i64)> = rows.iter().map(|(mailbox, uid)| (mailbox.0, *uid)).collect();
    let sql = "SELECT s.mailbox, s.uid, s.message FROM imap_mailbox f JOIN imap_seen s ON s.mailbox = f.mailbox WHERE f.account = ?1 AND s.message <> 0";
    let mut statement = db.prepare_cached(sql)?;
    let (mut going, mut staying, mut beside) = (BTreeSet::new(), BTreeSet::new(), 0);
    let mut held = statement.query([account.0])?;
    while let Some(row) = held.next()? {
        let message: i64 = row.get(2)?;
        if gone.contains(&(row.get(0)?, row.get(1)?)) {
            going.insert(message);
        } else {
            beside += 1;
            staying.insert(message);
        }
    }
    Ok((going.difference(&staying).count(), beside))
}
