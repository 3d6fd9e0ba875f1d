//! What the rows of the new file lack: mails whose row is gone but not their bytes, whom other rows name, and all that is made from mails.

use std::collections::{HashMap, HashSet};

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::collect::ChangedMail;
use super::tally::Tally;
use crate::domain::ids::{AccountKey, MessageKey, ThreadKey};
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::mail::message::ParsedMail;
use crate::store::packed::{PackedAddresses, recall_hidden};
use crate::store::search::{self, TailEntry};
use crate::store::{Context, Result, accounts, arrival, authentication, raw, reading_again, stored, summary, team, threads};

/// Makes the new file whole. `changed` are the rows of mails in which something changed.
pub(super) fn mend(db: &Connection, changed: &HashMap<MessageKey, ChangedMail>, context: &mut Context, tally: &mut Tally) -> Result<()> {
    let missing = missing(db)?;
    chunks(db)?;
    db.execute_batch(
        "DELETE FROM raw_chunk WHERE message IN (SELECT message FROM arriving) AND message NOT IN (SELECT key FROM message); DELETE FROM arriving;",
    )?;
    drop_broken(db, tally)?;
    outbox_bytes(db, tally)?;
    parents(db, tally)?;
    let mut read = Vec::new();
    for key in without_row(db)? {
        match bring(db, key, changed, context)? {
            Some(mail) => read.push((key, mail)),
            None => forget(db, key, tally)?,
        }
    }
    let mut gone: HashSet<MessageKey> = missing.into_iter().collect();
    for (key, row) in changed {
        // Under another key it is there: the key was what changed.
        let elsewhere = match row.get("hash") {
            Some(Value::Blob(hash)) => db.prepare_cached("SELECT 1 FROM message WHERE hash = ?1")?.exists([hash])?,
            _ => false,
        };
        if !elsewhere {
            gone.insert(*key);
        }
    }
    for key in gone {
        if !db.prepare_cached("SELECT 1 FROM message WHERE key = ?1")?.exists([key.0])? {
            forget(db, key, tally)?;
        }
    }
    places(db)?;
    labels(db)?;
    made_from_mails(db)?;
    imap_marks(db, &read)?;
    tally.reread += reading_again::store(db, &read, context)?;
    leftovers(db)?;
    // Damage may have taken records and fields, which nobody deleted.
    team::forget(db)?;
    sums(db)
}

fn keys(db: &Connection, sql: &str) -> Result<Vec<i64>> {
    Ok(db.prepare(sql)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Mails that other rows know, and of which neither row nor bytes are there.
fn missing(db: &Connection) -> Result<Vec<MessageKey>> {
    let sql = "SELECT message FROM placement UNION SELECT message FROM pop3_seen WHERE message <> 0 AND state IN ('stored', 'to_delete', 'delete_sent')
               UNION SELECT message FROM imap_seen WHERE message <> 0
               EXCEPT SELECT key FROM message EXCEPT SELECT key FROM raw_chunk";
    Ok(keys(db, sql)?.into_iter().map(MessageKey).collect())
}

/// Puts first chunks under the key of their mail where one of the two numbers changed.
fn chunks(db: &Connection) -> Result<()> {
    db.execute_batch(
        "UPDATE raw_chunk SET n = 0, message = key WHERE key IN (SELECT key FROM message) AND (n <> 0 OR message <> key);
         UPDATE OR IGNORE raw_chunk SET key = message WHERE n = 0 AND key <> message AND message IN (SELECT key FROM message);",
    )?;
    Ok(())
}

/// Takes out the mails whose bytes are no longer what came.
fn drop_broken(db: &Connection, tally: &mut Tally) -> Result<()> {
    for key in keys(db, "SELECT key FROM message ORDER BY key")?.into_iter().map(MessageKey) {
        let (hash, size): (Vec<u8>, i64) =
            db.prepare_cached("SELECT hash, size FROM message WHERE key = ?1")?.query_row([key.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if hashed(db, key).is_none_or(|(found, length)| found.as_slice() != hash || length != size.unsigned_abs()) {
            forget(db, key, tally)?;
        }
    }
    Ok(())
}

/// The hash and the length of a mail as it can still be read.
fn hashed(db: &Connection, key: MessageKey) -> Option<([u8; 32], u64)> {
    let mut hasher = Sha256::new();
    let length = std::io::copy(&mut raw::reader(db, key), &mut hasher).ok()?;
    Some((hasher.finalize().into(), length))
}

/// Takes out everything about a mail that is gone. Where its server still has it, it is fetched again: nothing says any more that it is known.
fn forget(db: &Connection, key: MessageKey, tally: &mut Tally) -> Result<()> {
    let row = db
        .prepare_cached("SELECT subject, addresses FROM message WHERE key = ?1")?
        .query_row([key.0], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
    let named = row.optional()?.map(|(subject, addresses)| {
        let from = PackedAddresses::first(&addresses, crate::domain::mail::address::AddressRole::From);
        format!("message {}: {} {subject}", key.0, from.map(|one| one.address.to_string()).unwrap_or_default())
    });
    tally.lost(&named.unwrap_or_else(|| format!("message {}", key.0)));
    for sql in [
        "DELETE FROM placement WHERE message = ?1",
        "DELETE FROM label WHERE message = ?1",
        "DELETE FROM attachment WHERE message = ?1",
        "DELETE FROM link WHERE message = ?1",
        "DELETE FROM snooze WHERE message = ?1",
        "DELETE FROM pop3_seen WHERE message = ?1 AND state <> 'deleted'",
        "DELETE FROM imap_seen WHERE message = ?1 AND message <> 0",
        "DELETE FROM raw_chunk WHERE message = ?1 AND n > 0",
        "DELETE FROM raw_chunk WHERE key = ?1",
        "DELETE FROM message WHERE key = ?1",
    ] {
        db.prepare_cached(sql)?.execute([key.0])?;
    }
    Ok(())
}

/// Makes whom other rows name and who is gone, so that those rows stay; takes out what is part of something gone.
fn parents(db: &Connection, tally: &mut Tally) -> Result<()> {
    db.execute("INSERT OR IGNORE INTO member (key, id) VALUES (1, randomblob(16))", [])?;
    for (parent, named_by, make) in [
        (
            "account",
            "SELECT account FROM message UNION SELECT account FROM mailbox UNION SELECT account FROM pop3_seen",
            "INSERT INTO account (key, id, name) VALUES (?1, randomblob(16), '?')",
        ),
        (
            "company",
            "SELECT company FROM person UNION SELECT company FROM deal UNION SELECT company FROM activity UNION SELECT company FROM note UNION SELECT company FROM company_domain UNION SELECT parent FROM company",
            "INSERT INTO company (key, id, name, created_at, modified_at) VALUES (?1, randomblob(16), '?', 0, 0)",
        ),
        (
            "person",
            "SELECT contact FROM deal UNION SELECT person FROM activity UNION SELECT person FROM note UNION SELECT person FROM person_address UNION SELECT person FROM person_phone UNION SELECT merged_into FROM person",
            "INSERT INTO person (key, id, kind, last_name, created_at, modified_at) VALUES (?1, randomblob(16), 'contact', '?', 0, 0)",
        ),
        ("thread", "SELECT thread FROM message", "INSERT INTO thread (key, id) VALUES (?1, randomblob(16))"),
    ] {
        for key in keys(
            db,
            &format!(
                "WITH named(key) AS ({named_by}) SELECT DISTINCT key FROM named WHERE key IS NOT NULL AND key NOT IN (SELECT key FROM {parent})"
            ),
        )? {
            db.execute(make, [key])?;
            if parent != "thread" {
                tally.lost(&format!("{parent} {key}"));
            }
        }
    }
    db.execute_batch(
        "UPDATE activity SET deal = NULL WHERE deal NOT IN (SELECT key FROM deal);
         UPDATE note SET deal = NULL WHERE deal NOT IN (SELECT key FROM deal);
         DELETE FROM deal_stage_history WHERE deal NOT IN (SELECT key FROM deal);
         DELETE FROM change WHERE change_group NOT IN (SELECT key FROM change_group);
         DELETE FROM outbox_recipient WHERE outbox NOT IN (SELECT key FROM outbox);
         DELETE FROM outbox_mail WHERE outbox NOT IN (SELECT key FROM outbox);
         DELETE FROM account_address WHERE account NOT IN (SELECT key FROM account);
         DELETE FROM account_state WHERE account NOT IN (SELECT key FROM account);
         DELETE FROM placement WHERE mailbox NOT IN (SELECT key FROM mailbox);",
    )?;
    Ok(())
}

/// Brings the bytes of an older version's outbox to where they lie today. A mail on its way whose bytes are gone cannot go out: its draft comes back.
fn outbox_bytes(db: &Connection, tally: &mut Tally) -> Result<()> {
    db.execute_batch(
        "INSERT OR IGNORE INTO outbox_mail (outbox, bytes) SELECT key, bytes FROM outbox WHERE length(bytes) > 0;
         UPDATE outbox SET bytes = x'' WHERE length(bytes) > 0;",
    )?;
    for key in keys(db, "SELECT key FROM outbox WHERE state <> 'sent' AND key NOT IN (SELECT outbox FROM outbox_mail)")? {
        db.execute("UPDATE draft SET queued = 0 WHERE key = (SELECT draft FROM outbox WHERE key = ?1)", [key])?;
        db.execute("DELETE FROM outbox WHERE key = ?1", [key])?;
        tally.lost(&format!("outbox {key}"));
    }
    Ok(())
}

/// Mails whose bytes are there, and which no row lists.
fn without_row(db: &Connection) -> Result<Vec<MessageKey>> {
    let sql = "SELECT key FROM raw_chunk WHERE n = 0 AND key = message AND key NOT IN (SELECT key FROM message) ORDER BY key";
    Ok(keys(db, sql)?.into_iter().map(MessageKey).collect())
}

/// Lists a mail again by its bytes. What its changed row still says counts where it can: it is the same mail when hash or size fit.
fn bring(db: &Connection, key: MessageKey, rows: &HashMap<MessageKey, ChangedMail>, context: &mut Context) -> Result<Option<ParsedMail>> {
    let Some((hash, size)) = hashed(db, key).filter(|(_, size)| *size > 0) else { return Ok(None) };
    let same_hash = |row: &&ChangedMail| row.get("hash") == Some(&Value::Blob(hash.to_vec()));
    let changed = rows.get(&key).or_else(|| rows.values().find(same_hash));
    let said = |column: &str| changed.and_then(|row| row.get(column));
    let number = |column: &str| if let Some(Value::Integer(number)) = said(column) { Some(*number) } else { None };
    let same = said("hash") == Some(&Value::Blob(hash.to_vec())) || number("size") == i64::try_from(size).ok();
    if changed.is_some() && !same {
        return Ok(None);
    }
    let account = account_of(db, key, number("account"), context)?;
    let id = match said("id") {
        Some(Value::Blob(id)) if id.len() == 16 => id.clone(),
        _ => context.new_id().as_bytes().to_vec(),
    };
    let thread: Option<i64> =
        db.prepare_cached("SELECT key FROM thread WHERE key = ?1")?.query_row([number("thread")], |row| row.get(0)).optional()?;
    let thread = match thread {
        Some(thread) => thread,
        None => db.prepare_cached("INSERT INTO thread (id) VALUES (?1)")?.insert([context.new_id().as_bytes()])?,
    };
    let labels: Vec<String> = db
        .prepare_cached("SELECT label FROM label WHERE message = ?1 ORDER BY label")?
        .query_map([key.0], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let sql = "INSERT INTO message (key, id, account, thread, hash, body_hash, date, stored_at, size, flags, labels, state)
               VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9, ?10, 'unparsed') ON CONFLICT DO NOTHING";
    let stored_at = number("stored_at").filter(|at| (0..=context.now.0).contains(at)).unwrap_or(context.now.0);
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    let flags = number("flags").unwrap_or_default() & 0xff;
    let row = params![key.0, id, account.0, thread, hash, key.sort_ms(), stored_at, size, flags, labels.join("\n")];
    if db.prepare_cached(sql)?.execute(row)? == 0 {
        return Ok(None);
    }
    Ok(Some(read(db, key, size.unsigned_abs(), hash)))
}

/// Reads a mail; one that cannot be read is shown as raw text.
fn read(db: &Connection, key: MessageKey, size: u64, hash: [u8; 32]) -> ParsedMail {
    stored::parsed_or_unread(db, key, size, hash).unwrap_or_else(|_| ParsedMail::unread(size, hash))
}

/// The account of a mail: where it lies, what its server calls it, what its row said; else the one for mail from nowhere.
fn account_of(db: &Connection, key: MessageKey, said: Option<i64>, context: &mut Context) -> Result<AccountKey> {
    let sql = "SELECT b.account FROM placement p JOIN mailbox b ON b.key = p.mailbox WHERE p.message = ?1
               UNION ALL SELECT account FROM pop3_seen WHERE message = ?1 UNION ALL SELECT key FROM account WHERE key = ?2 LIMIT 1";
    let found = db.prepare_cached(sql)?.query_row(params![key.0, said], |row| row.get(0).map(AccountKey)).optional()?;
    found.map_or_else(|| accounts::ensure_local(db, context), Ok)
}

/// A mail that lies nowhere lies in the inbox of its account.
fn places(db: &Connection) -> Result<()> {
    db.execute_batch("DELETE FROM placement WHERE message NOT IN (SELECT key FROM message)")?;
    let lost = "SELECT key, account FROM message WHERE key NOT IN (SELECT message FROM placement)";
    let lost = db.prepare(lost)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<Vec<(i64, i64)>>>()?;
    for (message, account) in lost {
        if let Some(id) = accounts::id_of(db, AccountKey(account))? {
            let name: String = db.query_row("SELECT name FROM account WHERE key = ?1", [account], |row| row.get(0))?;
            accounts::ensure(db, id, &name, &[])?;
        }
        let inbox = accounts::mailbox_of_role(db, AccountKey(account), MailboxRole::Inbox)?;
        db.prepare_cached("INSERT INTO placement (mailbox, message) VALUES (?1, ?2)")?.execute([inbox.0, message])?;
    }
    Ok(())
}

/// The labels of mails, as the rows of the mails have them.
fn labels(db: &Connection) -> Result<()> {
    let rows = db
        .prepare("SELECT key, labels FROM message WHERE labels <> ''")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(i64, String)>>>()?;
    db.execute_batch("DELETE FROM label")?;
    for (message, labels) in rows {
        for label in labels.split('\n').filter(|label| !label.is_empty()) {
            db.prepare_cached("INSERT OR IGNORE INTO label (label, message) VALUES (?1, ?2)")?.execute(params![label, message])?;
        }
    }
    Ok(())
}

/// People, attachments, words and clues of every mail that was read.
fn made_from_mails(db: &Connection) -> Result<()> {
    let mut known = HashMap::new();
    for key in keys(db, "SELECT key FROM message WHERE state = 'parsed' ORDER BY key")?.into_iter().map(MessageKey) {
        let sql = "SELECT thread, message_id, refs, subject, addresses, size, hash FROM message WHERE key = ?1";
        let (size, hash, addresses) = db
            .prepare_cached(sql)?
            .query_row([key.0], |row| {
                let clues = (ThreadKey(row.get(0)?), row.get::<_, String>(1)?, row.get::<_, String>(2)?, row.get::<_, String>(3)?);
                let (addresses, size, hash): (String, i64, [u8; 32]) = (row.get(4)?, row.get(5)?, row.get(6)?);
                Ok((clues, addresses, size.unsigned_abs(), hash))
            })
            .map(|((thread, message_id, refs, subject), addresses, size, hash)| {
                threads::note(db, key, thread, &message_id, &refs, &subject)
                    .and_then(|()| arrival::store_addresses(db, key, PackedAddresses::read(&addresses).all(), &mut known))
                    .map(|()| (size, hash, addresses))
            })??;
        let mut mail = read(db, key, size, hash);
        recall_hidden(&addresses, &mut mail);
        search::append(db, key, &TailEntry::of(&mail)?)?;
        if !mail.unparsed {
            authentication::note(db, key, mail.auth)?;
            db.prepare_cached("DELETE FROM attachment WHERE message = ?1")?.execute([key.0])?;
            arrival::store_attachments(db, key, &mail)?;
        }
    }
    Ok(())
}

/// What names mails or mailboxes that are gone.
fn leftovers(db: &Connection) -> Result<()> {
    db.execute_batch(
        "DELETE FROM attachment WHERE message NOT IN (SELECT key FROM message);
         DELETE FROM snooze WHERE message NOT IN (SELECT key FROM message);
         UPDATE snooze SET place = 0 WHERE place IS NULL AND message IN (SELECT key FROM message WHERE flags & 64 = 0);
         UPDATE message SET flags = flags & ~64 WHERE flags & 64 AND key NOT IN (SELECT message FROM snooze WHERE place IS NULL);
         UPDATE message SET flags = flags & ~128 WHERE flags & 128 AND key NOT IN (SELECT message FROM snooze WHERE place IS NOT NULL);
         DELETE FROM raw_chunk WHERE message NOT IN (SELECT key FROM message);
         DELETE FROM pop3_seen WHERE message <> 0 AND state IN ('stored', 'to_delete', 'delete_sent')
           AND NOT EXISTS (SELECT 1 FROM message m WHERE m.key = pop3_seen.message AND m.account = pop3_seen.account);
         DELETE FROM thread WHERE key NOT IN (SELECT thread FROM message);
         UPDATE outbox SET state = 'unknown', error_code = 'delivery_unknown', owner = '' WHERE state IN ('held', 'queued', 'sending');",
    )?;
    Ok(())
}

/// What IMAP servers had last, where it can still be told what a person changed since: what was removed here for good goes there, and what was only marked does. A mail whose row was
/// made anew, or that lies elsewhere than there, is looked at anew instead, and so is what the server has of a draft that is gone here: nobody knows any more whether a person did that or the damage, and the server is asked for nothing.
fn imap_marks(db: &Connection, read: &[(MessageKey, ParsedMail)]) -> Result<()> {
    db.execute_batch(
        "DELETE FROM imap_mailbox WHERE NOT EXISTS (SELECT 1 FROM mailbox b WHERE b.key = imap_mailbox.mailbox AND b.account = imap_mailbox.account);
         DELETE FROM imap_draft WHERE mailbox NOT IN (SELECT mailbox FROM imap_mailbox) OR draft NOT IN (SELECT id FROM draft);
         DELETE FROM imap_seen WHERE mailbox NOT IN (SELECT mailbox FROM imap_mailbox) OR uid < 0
           OR (message = 0 AND state = 'here' AND NOT EXISTS (SELECT 1 FROM imap_draft d WHERE d.mailbox = imap_seen.mailbox AND d.uid = imap_seen.uid));",
    )?;
    let odd = "SELECT DISTINCT s.message FROM imap_seen s JOIN imap_mailbox f ON f.mailbox = s.mailbox WHERE s.message <> 0
                 AND (NOT EXISTS (SELECT 1 FROM message m WHERE m.key = s.message AND m.account = f.account)
                   OR (NOT f.all_mail AND NOT EXISTS (SELECT 1 FROM placement p WHERE p.message = s.message AND p.mailbox = s.mailbox))
                   OR EXISTS (SELECT 1 FROM placement p WHERE p.message = s.message
                     AND NOT EXISTS (SELECT 1 FROM imap_seen o WHERE o.message = s.message AND o.message <> 0 AND o.mailbox = p.mailbox)))";
    let anew = keys(db, odd)?.into_iter().chain(read.iter().map(|(key, _)| key.0));
    for message in anew {
        db.prepare_cached("DELETE FROM imap_seen WHERE message = ?1 AND message <> 0")?.execute([message])?;
    }
    Ok(())
}

/// The rows of the lists and the counters of mailboxes.
fn sums(db: &Connection) -> Result<()> {
    db.execute_batch("DELETE FROM mailbox_thread; UPDATE mailbox SET threads = 0;")?;
    for thread in keys(db, "SELECT key FROM thread")? {
        summary::refresh(db, ThreadKey(thread))?;
    }
    db.execute_batch(
        "UPDATE mailbox SET total = (SELECT count(*) FROM placement p JOIN message m ON m.key = p.message WHERE p.mailbox = mailbox.key AND m.flags & 64 = 0),
           unread = (SELECT count(*) FROM placement p JOIN message m ON m.key = p.message WHERE p.mailbox = mailbox.key AND m.flags & 65 = 0)",
    )?;
    Ok(())
}
