//! `fumi verify`: is everything there, unchanged, and counted right?

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Read;

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::findings::{Findings, readable};
use super::{rows, schema};
use crate::domain::ids::{MailboxKey, MessageKey, ThreadKey};
use crate::domain::mail::thread::{Member, components};
use crate::jobs::health::{Area, Check, Verification};
use crate::store::crm::kept;
use crate::store::{Result, raw, search, summary};

/// Checks the whole store as it is at this moment; changes nothing. Run it inside one reading transaction.
///
/// # Errors
/// When the database cannot even be read; faults that were found are no error but the answer.
pub fn verify(db: &Connection) -> Result<Verification> {
    let checks = [
        readable(Area::Database, database(db)),
        readable(Area::Rows, rows::sealed(db)),
        readable(Area::References, references(db)),
        readable(Area::Mails, bytes(db)),
        readable(Area::Search, words(db)),
        readable(Area::Counters, counters(db)),
        readable(Area::Labels, labels(db)),
        readable(Area::Addresses, rows::addresses(db)),
        readable(Area::Threads, conversations(db)),
        readable(Area::Lists, summaries(db)),
        readable(Area::Server, server_marks(db)),
    ];
    let checks = checks.into_iter().collect::<Result<_>>()?;
    Ok(Verification { checks })
}

/// The pages, indexes and the full-text index agree with themselves, and there are no tables, triggers or views that are not ours.
fn database(db: &Connection) -> Result<Check> {
    let mut found = Findings::of(Area::Database);
    found.checked = db.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let mut statement = db.prepare("PRAGMA integrity_check(100)")?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
    for line in lines {
        let line = line?;
        if line != "ok" {
            found.fault(&line);
        }
    }
    for name in schema::strange(db)? {
        found.fault(&name);
    }
    Ok(found.check())
}

/// What a row names is there, and what is on its way out has its bytes.
fn references(db: &Connection) -> Result<Check> {
    let mut found = findings(db, Area::References, "PRAGMA foreign_key_check", "SELECT 0")?;
    // Not there in a store of an older version, which is looked at as it is.
    if db.table_exists(None, "outbox_mail")? {
        let bare = "SELECT key FROM outbox WHERE state <> 'sent' AND key NOT IN (SELECT outbox FROM outbox_mail) ORDER BY key";
        for key in db.prepare(bare)?.query_map([], |row| row.get::<_, i64>(0))? {
            found.fault(&format!("outbox {} has no bytes", key?));
        }
    }
    Ok(found.check())
}

/// Every row of a query is a fault; another one counts what was looked at.
fn sound(db: &Connection, area: Area, faults: &str, count: &str) -> Result<Check> {
    findings(db, area, faults, count).map(Findings::check)
}

fn findings(db: &Connection, area: Area, faults: &str, count: &str) -> Result<Findings> {
    let mut found = Findings::of(area);
    found.checked = db.query_row(count, [], |row| row.get(0))?;
    let mut statement = db.prepare(faults)?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let words: Vec<String> = (0..columns)
            .map(|at| {
                Ok(match row.get_ref(at)? {
                    rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                    rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                    _ => "-".to_owned(),
                })
            })
            .collect::<Result<_>>()?;
        found.fault(&words.join(" "));
    }
    Ok(found)
}

/// Every mail, read again from its chunks, has the size and the hash it came with.
fn bytes(db: &Connection) -> Result<Check> {
    let mut found = Findings::of(Area::Mails);
    let mut statement = db.prepare("SELECT key, hash, size FROM message ORDER BY key")?;
    let mut rows = statement.query([])?;
    let mut buffer = vec![0; 64 << 10];
    while let Some(row) = rows.next()? {
        let key = MessageKey(row.get(0)?);
        let (hash, size) = (row.get_ref(1)?.as_blob()?, row.get::<_, i64>(2)?);
        let mut hasher = Sha256::new();
        let mut total: i64 = 0;
        let mut reader = raw::reader(db, key);
        let readable = loop {
            match reader.read(&mut buffer) {
                Ok(0) => break true,
                Ok(n) => {
                    hasher.update(&buffer[..n]);
                    total += n as i64;
                }
                Err(_) => break false,
            }
        };
        if !readable || total != size || hasher.finalize().as_slice() != hash {
            found.fault(&format!("message {}: {total} of {size} bytes", key.0));
        }
        found.checked += 1;
    }
    let mut orphans = db.prepare(
        "SELECT c.key FROM raw_chunk c WHERE iif(c.n = 0, c.key <> c.message, c.key >= 0)
           OR NOT EXISTS (SELECT 1 FROM message m WHERE m.key = c.message) AND NOT EXISTS (SELECT 1 FROM arriving a WHERE a.message = c.message)",
    )?;
    let orphans = orphans.query_map([], |row| row.get::<_, i64>(0))?;
    for key in orphans {
        found.fault(&format!("chunk {} belongs to no mail", key?));
    }
    Ok(found.check())
}

/// Search knows every mail once and by all its words, and no other.
fn words(db: &Connection) -> Result<Check> {
    let faults = "SELECT 'not searchable: message', m.key FROM message m
                    WHERE NOT EXISTS (SELECT 1 FROM search_index_docsize d WHERE d.id = m.key) AND NOT EXISTS (SELECT 1 FROM search_tail t WHERE t.message = m.key)
                  UNION ALL SELECT 'indexed twice: message', t.message FROM search_tail t JOIN search_index_docsize d ON d.id = t.message
                  UNION ALL SELECT 'indexed but gone: message', d.id FROM search_index_docsize d WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.key = d.id)
                  UNION ALL SELECT 'waiting but gone: message', t.message FROM search_tail t WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.key = t.message)";
    let mut found = findings(db, Area::Search, faults, "SELECT count(*) FROM message")?;
    search::faults(db)?.iter().for_each(|one| found.fault(one));
    Ok(found.check())
}

/// The counters of mailboxes are what counting gives: all that lies there and does not sleep.
fn counters(db: &Connection) -> Result<Check> {
    let faults = "SELECT 'mailbox', b.key, b.name FROM mailbox b WHERE
                    b.total <> (SELECT count(*) FROM placement p JOIN message m ON m.key = p.message WHERE p.mailbox = b.key AND m.flags & 64 = 0)
                    OR b.unread <> (SELECT count(*) FROM placement p JOIN message m ON m.key = p.message WHERE p.mailbox = b.key AND m.flags & 65 = 0)
                    OR b.threads <> (SELECT count(DISTINCT m.thread) FROM placement p JOIN message m ON m.key = p.message WHERE p.mailbox = b.key AND m.flags & 64 = 0)
                  UNION ALL SELECT 'message', m.key, 'asleep or awake' FROM message m LEFT JOIN snooze s ON s.message = m.key
                    WHERE (m.flags & 64 <> 0) <> (s.message IS NOT NULL AND s.place IS NULL) OR m.flags & 128 AND s.place IS NULL";
    sound(db, Area::Counters, faults, "SELECT count(*) FROM mailbox")
}

/// The labels in the rows of messages are those of the label table.
fn labels(db: &Connection) -> Result<Check> {
    let mut found = Findings::of(Area::Labels);
    let mut held: HashMap<i64, HashSet<String>> = HashMap::new();
    let mut statement = db.prepare("SELECT message, label FROM label")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        held.entry(row.get(0)?).or_default().insert(row.get(1)?);
        found.checked += 1;
    }
    let mut statement = db.prepare("SELECT key, labels FROM message WHERE labels <> ''")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let key: i64 = row.get(0)?;
        let shown: HashSet<String> = row.get_ref(1)?.as_str()?.split('\n').filter(|one| !one.is_empty()).map(str::to_owned).collect();
        if held.remove(&key).unwrap_or_default() != shown {
            found.fault(&format!("message {key}"));
        }
    }
    for key in held.keys() {
        found.fault(&format!("message {key}"));
    }
    Ok(found.check())
}

/// Mails that name each other share a thread, and later mails will find it.
fn conversations(db: &Connection) -> Result<Check> {
    let mut found = Findings::of(Area::Threads);
    let mut statement = db.prepare("SELECT key, thread, message_id, refs FROM message ORDER BY key")?;
    let stored = statement
        .query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?, row.get::<_, String>(3)?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let references: Vec<Vec<&str>> = stored.iter().map(|(.., refs)| refs.split('\n').filter(|one| !one.is_empty()).collect()).collect();
    let members: Vec<Member<'_>> = stored
        .iter()
        .zip(&references)
        .map(|((key, _, id, _), references)| Member {
            key: MessageKey(*key),
            message_id: (!id.is_empty()).then_some(id.as_str()),
            references,
            body_hash: &[],
        })
        .collect();
    for group in components(&members) {
        found.checked += 1;
        let threads: HashSet<i64> = group.iter().map(|at| stored[*at].1).collect();
        if threads.len() > 1 {
            found.fault(&format!("message {} and {} others lie in {} threads", stored[group[0]].0, group.len() - 1, threads.len()));
        }
    }
    rows::clues(db, &mut found)?;
    Ok(found.check())
}

/// The rows that lists read are what summing up gives.
fn summaries(db: &Connection) -> Result<Check> {
    let mut found = Findings::of(Area::Lists);
    let mut statement = db.prepare("SELECT key FROM thread ORDER BY key")?;
    let threads = statement.query_map([], |row| row.get(0).map(ThreadKey))?.collect::<rusqlite::Result<Vec<_>>>()?;
    for thread in threads {
        let held: BTreeMap<MailboxKey, summary::Summary> = summary::held(db, thread)?;
        if held != summary::compute(db, thread)? {
            found.fault(&format!("thread {}", thread.0));
        }
        found.checked += 1;
    }
    // Not there in a store of an older version, which is looked at as it is.
    if db.table_exists(None, "record_piece")? {
        kept::faults(db)?.iter().for_each(|one| found.fault(one));
    }
    Ok(found.check())
}

/// What the servers' mails became is noted of mails that we have.
fn server_marks(db: &Connection) -> Result<Check> {
    let faults = "SELECT 'account', s.account, 'message', s.message FROM pop3_seen s WHERE s.state IN ('stored', 'to_delete', 'delete_sent') AND s.message <> 0
                    AND NOT EXISTS (SELECT 1 FROM message m WHERE m.key = s.message AND m.account = s.account)";
    sound(db, Area::Server, faults, "SELECT count(*) FROM pop3_seen")
}
