//! Removing mail for good: its bytes, its words, and every row that names it.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use super::super::changes::{pack, unpack};
use super::super::packed::PackedAddresses;
use super::super::{Context, Refusal, Result, StoreError, imap, pop3_seen, search, summary, threads};
use crate::domain::change::Verb;
use crate::domain::ids::{AccountKey, MailboxKey, MessageKey, ThreadKey};
use crate::jobs::changes::Changed;
use crate::jobs::triage::EmptyTrash;
use crate::text::CleanText;

/// Removes what lies in the trash for good. It cannot be undone, and nothing earlier can be undone of the mail that is gone.
///
/// # Errors
/// [`Refusal::TrashChanged`] when the trash does not hold what the person agreed to; nothing was removed then.
pub fn empty_trash(db: &Connection, order: &EmptyTrash, context: &Context) -> Result<Changed> {
    let trash = trash(db, &order.mailboxes)?;
    let mut held = db.prepare_cached("SELECT message FROM placement WHERE mailbox = ?1 ORDER BY message")?;
    let mut lying: Vec<(MailboxKey, MessageKey)> = Vec::new();
    for mailbox in trash {
        let keys = held.query_map([mailbox.0], |row| row.get(0).map(MessageKey))?;
        lying.extend(keys.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().map(|key| (mailbox, key)));
    }
    let count = lying.len() as u64;
    if let Some(agreed) = order.agreed
        && agreed != count
    {
        return Err(Refusal::TrashChanged { held: count }.into());
    }
    let mut touched = BTreeSet::new();
    let mut purged = BTreeSet::new();
    for (mailbox, message) in lying {
        touched.insert(take_out(db, mailbox, message)?);
        if !db.prepare_cached("SELECT 1 FROM placement WHERE message = ?1")?.exists([message.0])? {
            remove(db, message)?;
            purged.insert(message.0);
        }
    }
    forget_changes(db, &purged)?;
    for thread in touched {
        settle(db, thread)?;
    }
    if count > 0 {
        let sql = "INSERT INTO ledger (at, what, detail) VALUES (?1, 'trash_emptied', ?2)";
        db.execute(sql, params![context.now.0, count.to_string()])?;
    }
    Ok(Changed { group: None, group_id: None, verb: Verb::EmptyTrash, changed: count, about: CleanText::default(), stayed: 0 })
}

/// Removes some of an account's mail for good, the oldest first, and answers how much is left; with the last of it goes all that the store knows of the account. It cannot be undone.
pub fn account(db: &Connection, account: AccountKey, most: usize, context: &Context) -> Result<u64> {
    let messages: Vec<MessageKey> = db
        .prepare_cached("SELECT key FROM message WHERE account = ?1 ORDER BY key LIMIT ?2")?
        .query_map(params![account.0, i64::try_from(most).unwrap_or(i64::MAX)], |row| row.get(0).map(MessageKey))?
        .collect::<rusqlite::Result<_>>()?;
    let mut lies = db.prepare_cached("SELECT mailbox FROM placement WHERE message = ?1")?;
    let mut touched = BTreeSet::new();
    for message in &messages {
        let thread =
            db.prepare_cached("SELECT thread FROM message WHERE key = ?1")?.query_row([message.0], |row| row.get(0).map(ThreadKey))?;
        touched.insert(thread);
        let mailboxes = lies.query_map([message.0], |row| row.get(0).map(MailboxKey))?.collect::<rusqlite::Result<Vec<_>>>()?;
        for mailbox in mailboxes {
            take_out(db, mailbox, *message)?;
        }
        remove(db, *message)?;
    }
    forget_changes(db, &messages.iter().map(|message| message.0).collect())?;
    touched.into_iter().try_for_each(|thread| settle(db, thread))?;
    let left: u64 = db.query_row("SELECT count(*) FROM message WHERE account = ?1", [account.0], |row| row.get(0))?;
    if left == 0 {
        // What it lists, calls its mails and how it was doing goes with it.
        db.execute("DELETE FROM mailbox WHERE account = ?1", [account.0])?;
        db.execute("DELETE FROM account WHERE key = ?1", [account.0])?;
        db.execute("INSERT INTO ledger (at, what) VALUES (?1, 'account_removed')", [context.now.0])?;
    }
    Ok(left)
}

/// The mailboxes that are meant; none named means all that are for trash.
///
/// # Errors
/// [`StoreError::NotFound`] when one of them is for something else: mail is removed for good from the trash alone.
fn trash(db: &Connection, named: &[MailboxKey]) -> Result<Vec<MailboxKey>> {
    let all: Vec<MailboxKey> = db
        .prepare_cached("SELECT key FROM mailbox WHERE role = 'trash' ORDER BY key")?
        .query_map([], |row| row.get(0).map(MailboxKey))?
        .collect::<rusqlite::Result<_>>()?;
    match named {
        [] => Ok(all),
        named if named.iter().all(|one| all.contains(one)) => Ok(named.to_vec()),
        _ => Err(StoreError::NotFound),
    }
}

/// Takes a mail out of a mailbox, and answers its thread.
fn take_out(db: &Connection, mailbox: MailboxKey, message: MessageKey) -> Result<ThreadKey> {
    let sql = "UPDATE mailbox SET total = total - 1, unread = unread - (SELECT NOT (flags & 1) FROM message WHERE key = ?2) WHERE key = ?1";
    db.prepare_cached(sql)?.execute([mailbox.0, message.0])?;
    db.prepare_cached("DELETE FROM placement WHERE mailbox = ?1 AND message = ?2")?.execute([mailbox.0, message.0])?;
    Ok(db.prepare_cached("SELECT thread FROM message WHERE key = ?1")?.query_row([message.0], |row| row.get(0).map(ThreadKey))?)
}

/// Rows that name a message by its key alone. What a mail was made from, linked with or an answer of goes with it.
const NAMING: [&str; 7] = [
    "DELETE FROM raw_chunk WHERE message = ?1 AND n > 0",
    "DELETE FROM raw_chunk WHERE key = ?1",
    "DELETE FROM attachment WHERE message = ?1",
    "DELETE FROM link WHERE message = ?1",
    "DELETE FROM snooze WHERE message = ?1",
    "UPDATE outbox SET filed = iif(filed = ?1, 0, filed), reply_of = iif(reply_of = ?1, 0, reply_of), forward_of = iif(forward_of = ?1, 0, forward_of)
       WHERE ?1 IN (filed, reply_of, forward_of)",
    "UPDATE draft SET reply_of = iif(reply_of = ?1, 0, reply_of), forward_of = iif(forward_of = ?1, 0, forward_of) WHERE ?1 IN (reply_of, forward_of)",
];

/// Removes a mail that lies nowhere any more. What its server calls it stays known.
fn remove(db: &Connection, message: MessageKey) -> Result<()> {
    let sql = "SELECT labels, subject, addresses FROM message WHERE key = ?1";
    let (labels, subject, addresses): (String, String, String) =
        db.prepare_cached(sql)?.query_row([message.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    search::forget(db, message)?;
    pop3_seen::forget_message(db, message)?;
    imap::forget_message(db, message)?;
    for label in labels.split('\n').filter(|label| !label.is_empty()) {
        db.prepare_cached("DELETE FROM label WHERE label = ?1 AND message = ?2")?.execute(params![label, message.0])?;
    }
    threads::forget_clue(db, message, &subject)?;
    forget_addresses(db, message, &PackedAddresses::read(&addresses))?;
    for sql in NAMING {
        db.prepare_cached(sql)?.execute([message.0])?;
    }
    db.prepare_cached("DELETE FROM message WHERE key = ?1")?.execute([message.0])?;
    Ok(())
}

/// Forgets whom a mail was from and to; an address that no other mail has goes too.
fn forget_addresses(db: &Connection, message: MessageKey, addresses: &PackedAddresses) -> Result<()> {
    let normalized: BTreeSet<String> = addresses.all().iter().map(|(_, one)| one.address.normalized()).collect();
    for address in normalized {
        let of = "(SELECT key FROM address WHERE normalized = ?1)";
        db.prepare_cached(&format!("DELETE FROM message_address WHERE address = {of} AND message = ?2"))?
            .execute(params![address, message.0])?;
        let unused =
            "DELETE FROM address WHERE normalized = ?1 AND NOT EXISTS (SELECT 1 FROM message_address m WHERE m.address = address.key)";
        db.prepare_cached(unused)?.execute([address])?;
    }
    Ok(())
}

/// A conversation without a mail goes with its names; of any other the lists are summed up again.
fn settle(db: &Connection, thread: ThreadKey) -> Result<()> {
    if db.prepare_cached("SELECT 1 FROM message WHERE thread = ?1")?.exists([thread.0])? {
        return summary::refresh(db, thread);
    }
    summary::forget(db, thread)?;
    db.prepare_cached("DELETE FROM reference WHERE thread = ?1")?.execute([thread.0])?;
    db.prepare_cached("DELETE FROM thread WHERE key = ?1")?.execute([thread.0])?;
    Ok(())
}

/// Takes the mail that is gone out of what could be undone; a change of nothing else is given for good.
fn forget_changes(db: &Connection, purged: &BTreeSet<i64>) -> Result<()> {
    let mut lessened = BTreeSet::new();
    let rows = {
        let mut statement = db.prepare("SELECT change_group, n, keys FROM change WHERE subject = 'message'")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, Vec<u8>>(2)?)))?;
        rows.collect::<rusqlite::Result<Vec<_>>>()?
    };
    for (group, n, packed) in rows {
        let mut keys = unpack(&packed);
        let before = keys.len();
        keys.retain(|key| !purged.contains(key));
        if keys.len() == before {
            continue;
        }
        lessened.insert(group);
        if keys.is_empty() {
            db.prepare_cached("DELETE FROM change WHERE change_group = ?1 AND n = ?2")?.execute([group, n])?;
        } else {
            let sql = "UPDATE change SET keys = ?3 WHERE change_group = ?1 AND n = ?2";
            db.prepare_cached(sql)?.execute(params![group, n, pack(&keys)])?;
        }
    }
    let links = "SELECT change_group, n, json_extract(iif(before = '', after, before), '$.message') FROM change WHERE subject = 'link' AND field = '*'";
    let links = db
        .prepare(links)?
        .query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, Option<i64>>(2)?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for (group, n, _) in links.into_iter().filter(|(.., message)| message.is_some_and(|message| purged.contains(&message))) {
        lessened.insert(group);
        db.prepare_cached("DELETE FROM change WHERE change_group = ?1 AND n = ?2")?.execute([group, n])?;
    }
    lessened.into_iter().try_for_each(|group| lessen(db, group))
}

/// A change of less mail says so; one that is about nothing any more stands in no list, and does not tell what the mail was called.
fn lessen(db: &Connection, group: i64) -> Result<()> {
    let mut statement = db.prepare_cached("SELECT keys FROM change WHERE change_group = ?1 AND subject <> 'mailbox'")?;
    let left = statement.query_map([group], |row| Ok(unpack(row.get_ref(0)?.as_blob()?)))?;
    let left: BTreeSet<i64> = left.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().collect();
    if left.is_empty() {
        db.prepare_cached("DELETE FROM change WHERE change_group = ?1")?.execute([group])?;
        db.prepare_cached("UPDATE change_group SET state = 'dropped', about = '' WHERE key = ?1")?.execute([group])?;
    } else {
        let sql = "UPDATE change_group SET changed = min(changed, ?2) WHERE key = ?1";
        db.prepare_cached(sql)?.execute([group, i64::try_from(left.len()).unwrap_or(i64::MAX)])?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "purge_tests.rs"]
mod tests;
