//! Which thread a mail belongs to, and one thread as a tree.

mod clue;
mod settle;

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use self::clue::{Clue, answers, name_of};
use super::messages;
use super::packed::PackedAddresses;
use super::{Context, Result, StoreError};
use crate::domain::ids::{Id, MessageKey, ThreadKey};
use crate::domain::mail::flags::Flags;
use crate::domain::mail::message::ParsedMail;
use crate::domain::mail::thread::{Member, Occupant, arrange, base_subject, is_in_time, lineage};
use crate::jobs::mail::{ThreadNode, ThreadView};
use crate::text::CleanText;

/// How many mails of one subject a new one is compared with, newest first: bounds what a daily report costs.
const CLUES: i64 = 100;

/// The threads that a batch of arrivals touches.
#[derive(Debug, Default)]
pub struct Threads {
    touched: BTreeSet<ThreadKey>,
}

impl Threads {
    /// The threads whose summaries are out of date.
    pub fn touched(self) -> BTreeSet<ThreadKey> {
        self.touched
    }

    /// The Message-IDs that a mail names, its parent last.
    pub fn lineage(mail: &ParsedMail) -> Vec<&str> {
        let references: Vec<&str> = mail.references.iter().map(String::as_str).collect();
        let in_reply_to: Vec<&str> = mail.in_reply_to.iter().map(String::as_str).collect();
        lineage(mail.message_id.as_deref(), &references, &in_reply_to)
    }

    /// Finds or makes the thread of a new mail: the connected component over the Message-IDs that mails bear and name (RFC 5256), joined with threads that its subject answers
    /// or that answer it by theirs. Threads that it connects become one.
    pub fn find(&mut self, db: &Connection, key: MessageKey, mail: &ParsedMail, context: &mut Context) -> Result<ThreadKey> {
        let lineage = Self::lineage(mail);
        let names: Vec<i64> = mail.message_id.as_deref().into_iter().chain(lineage.iter().copied()).map(name_of).collect();
        let mut found = BTreeSet::new();
        let mut new_names = Vec::new();
        let mut awaited = false;
        let mut by_name = db.prepare_cached("SELECT thread FROM reference WHERE name = ?1")?;
        for name in names {
            match by_name.query_row([name], |row| row.get::<_, i64>(0)).optional()? {
                Some(thread) => {
                    awaited |= mail.message_id.as_deref().is_some_and(|id| name_of(id) == name);
                    found.insert(thread);
                }
                None => new_names.push(name),
            }
        }
        let named = Self::has_any(db, &lineage, &found)?;
        found.extend(Self::by_subject(db, key, mail, named)?);
        let mut found = found.into_iter();
        let thread = match found.next() {
            Some(oldest) => oldest,
            None => db.prepare_cached("INSERT INTO thread (id) VALUES (?1)")?.insert([context.new_id().as_bytes()])?,
        };
        for other in found {
            Self::join(db, thread, other)?;
            self.touched.remove(&ThreadKey(other));
        }
        let mut note = db.prepare_cached("INSERT OR IGNORE INTO reference (name, thread) VALUES (?1, ?2)")?;
        for name in new_names {
            note.execute([name, thread])?;
        }
        self.touched.insert(ThreadKey(thread));
        match mail.message_id.as_deref().filter(|_| awaited) {
            Some(id) => {
                settle::settle(db, &mut self.touched, ThreadKey(thread), &settle::Came { key, id, lineage: &lineage, mail }, context)
            }
            None => Ok(ThreadKey(thread)),
        }
    }

    /// Whether any of these Message-IDs is that of a mail we have, which lies in one of these threads. The parent stands last, and is asked for first.
    fn has_any(db: &Connection, names: &[&str], threads: &BTreeSet<i64>) -> Result<bool> {
        let mut bears = db.prepare_cached("SELECT 1 FROM message WHERE thread = ?1 AND message_id = ?2 LIMIT 1")?;
        for name in names.iter().rev() {
            for thread in threads {
                if bears.exists(params![thread, name])? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Finds the thread of a mail that lies alone in one, because only now it could be read. The older of the two stays.
    pub fn find_again(
        &mut self,
        db: &Connection,
        key: MessageKey,
        alone: ThreadKey,
        mail: &ParsedMail,
        context: &mut Context,
    ) -> Result<ThreadKey> {
        let found = self.find(db, key, mail, context)?;
        let (stays, goes) = (found.min(alone), found.max(alone));
        if stays != goes {
            Self::join(db, stays.0, goes.0)?;
            self.touched.remove(&goes);
        }
        self.touched.insert(stays);
        Ok(stays)
    }

    fn join(db: &Connection, thread: i64, other: i64) -> Result<()> {
        db.prepare_cached("UPDATE message SET thread = ?1 WHERE thread = ?2")?.execute([thread, other])?;
        db.prepare_cached("UPDATE reference SET thread = ?1 WHERE thread = ?2")?.execute([thread, other])?;
        super::summary::forget(db, ThreadKey(other))?;
        db.prepare_cached("DELETE FROM thread WHERE key = ?1")?.execute([other])?;
        Ok(())
    }

    fn by_subject(db: &Connection, key: MessageKey, mail: &ParsedMail, has_references: bool) -> Result<Vec<i64>> {
        let subject = base_subject(mail.subject.as_str());
        if subject.text.is_empty() {
            return Ok(Vec::new());
        }
        let base = name_of(&subject.text);
        let orphan = subject.reply && !has_references;
        let sql = "INSERT OR IGNORE INTO subject_clue (base, orphan, message) VALUES (?1, ?2, ?3)";
        db.prepare_cached(sql)?.execute(params![base, orphan, key.0])?;
        let mut addresses = None;
        let mut threads = Vec::new();
        let answered = "SELECT m.key, m.thread, m.subject, m.refs, m.addresses FROM subject_clue c JOIN message m ON m.key = c.message
                        WHERE c.base = ?1 AND c.orphan = ?2 AND c.message <> ?3 ORDER BY c.message DESC LIMIT ?4";
        let mut others = db.prepare_cached(answered)?;
        // A reply that names no mail we have looks at every mail of its subject; any other mail only at such replies.
        for orphans in if orphan { [0, 1].as_slice() } else { [1].as_slice() } {
            let mut rows = others.query(params![base, orphans, key.0, CLUES])?;
            while let Some(row) = rows.next()? {
                let other_key = MessageKey(row.get(0)?);
                if !(orphan && is_in_time(key, other_key) || *orphans == 1 && is_in_time(other_key, key)) {
                    continue;
                }
                let their_subject = base_subject(row.get_ref(2)?.as_str()?);
                let their_addresses = PackedAddresses::read(row.get_ref(4)?.as_str()?);
                let other = Clue {
                    key: other_key,
                    base: &their_subject.text,
                    reply: their_subject.reply,
                    has_references: *orphans == 0 && !row.get_ref(3)?.as_str()?.is_empty(),
                    addresses: &their_addresses,
                };
                let addresses = addresses.get_or_insert_with(|| PackedAddresses::of(mail));
                let new = Clue { key, base: &subject.text, reply: subject.reply, has_references, addresses };
                if answers(&new, &other) || answers(&other, &new) {
                    threads.push(row.get(1)?);
                }
            }
        }
        Ok(threads)
    }
}

/// Notes by what a mail that has its thread is found, so that late parents and answers join it.
pub(in crate::store) fn note(
    db: &Connection,
    message: MessageKey,
    thread: ThreadKey,
    message_id: &str,
    refs: &str,
    subject: &str,
) -> Result<()> {
    let mut note = db.prepare_cached("INSERT OR IGNORE INTO reference (name, thread) VALUES (?1, ?2)")?;
    for name in std::iter::once(message_id).chain(refs.split('\n')).filter(|name| !name.is_empty()) {
        note.execute([name_of(name), thread.0])?;
    }
    let subject = base_subject(subject);
    if !subject.text.is_empty() {
        let sql = "INSERT OR IGNORE INTO subject_clue (base, orphan, message) VALUES (?1, ?2, ?3)";
        db.prepare_cached(sql)?.execute(params![name_of(&subject.text), subject.reply && refs.is_empty(), message.0])?;
    }
    Ok(())
}

/// Forgets by what subject a mail was found, which is removed for good.
pub(in crate::store) fn forget_clue(db: &Connection, message: MessageKey, subject: &str) -> Result<()> {
    let sql = "DELETE FROM subject_clue WHERE base = ?1 AND message = ?2 AND orphan IN (0, 1)";
    db.prepare_cached(sql)?.execute(params![name_of(&base_subject(subject).text), message.0])?;
    Ok(())
}

/// Whether a mail can be found by its subject, where it has one.
pub(in crate::store) fn has_clue(db: &Connection, message: i64, subject: &str, has_references: bool) -> Result<bool> {
    let subject = base_subject(subject);
    // A reply that names mails is an orphan as long as we have none of them.
    let sql = "SELECT 1 FROM subject_clue WHERE base = ?1 AND orphan BETWEEN ?2 AND ?3 AND message = ?4";
    let clue = params![name_of(&subject.text), subject.reply && !has_references, subject.reply, message];
    Ok(subject.text.is_empty() || db.prepare_cached(sql)?.exists(clue)?)
}

/// The thread that bears or names a Message-ID (without angle brackets).
pub fn of_message_id(db: &Connection, message_id: &str) -> Result<Option<ThreadKey>> {
    let sql = "SELECT thread FROM reference WHERE name = ?1";
    Ok(db.prepare_cached(sql)?.query_row([name_of(message_id)], |row| row.get(0).map(ThreadKey)).optional()?)
}

/// One thread as a tree; the shape is a pure function of its members.
///
/// # Errors
/// [`StoreError::NotFound`] when nothing is left of it.
pub fn view(db: &Connection, thread: ThreadKey) -> Result<ThreadView> {
    let id = db
        .prepare_cached("SELECT id FROM thread WHERE key = ?1")?
        .query_row([thread.0], |row| row.get(0).map(Id::from_bytes))
        .optional()?;
    let id = id.ok_or(StoreError::NotFound)?;
    let mut statement = db.prepare_cached("SELECT key, message_id, refs, body_hash FROM message WHERE thread = ?1 ORDER BY key")?;
    let stored = statement
        .query_map([thread.0], |row| {
            Ok((MessageKey(row.get(0)?), row.get::<_, String>(1)?, row.get::<_, String>(2)?, row.get::<_, Vec<u8>>(3)?))
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let references: Vec<Vec<&str>> =
        stored.iter().map(|(_, _, refs, _)| refs.split('\n').filter(|name| !name.is_empty()).collect()).collect();
    let members: Vec<Member<'_>> = stored
        .iter()
        .zip(&references)
        .map(|((key, message_id, _, body_hash), references)| Member {
            key: *key,
            message_id: (!message_id.is_empty()).then_some(message_id.as_str()),
            references,
            body_hash,
        })
        .collect();
    let mut nodes = Vec::new();
    let mut rows = messages::Rows::new(db)?;
    for node in arrange(&members) {
        let (message, message_id, placeholder_id) = match &node.occupant {
            Occupant::Message { copies } => {
                let mut row = rows.row(members[copies[0]].key)?;
                for copy in &copies[1..] {
                    let other = rows.row(members[*copy].key)?;
                    // One that lies in another mailbox too sleeps where a person put it to sleep.
                    if other.snoozed.is_some() && row.snoozed.is_none() {
                        row.snoozed = other.snoozed;
                        row.flags = row.flags.with(Flags::SNOOZED, true);
                    }
                    row.flags = row.flags.with(Flags::WOKEN, row.flags.has(Flags::WOKEN) || other.flags.has(Flags::WOKEN));
                    if other.account != row.account {
                        row.also_in.push(other.account_name);
                    }
                }
                let message_id = row.message_id.clone();
                (Some(row), message_id, None)
            }
            Occupant::Missing { message_id } => (None, CleanText::line(message_id), Some(placeholder_id(message_id))),
        };
        nodes.push(ThreadNode { message, message_id, placeholder_id, parent: node.parent, depth: node.depth });
    }
    let subject = nodes.iter().find_map(|node| node.message.as_ref()).map(|row| row.subject.clone()).unwrap_or_default();
    Ok(ThreadView { thread, id, subject, nodes })
}

/// A placeholder's id follows from the Message-ID it stands for, so that it is the same at every reading.
fn placeholder_id(message_id: &str) -> Id {
    let hash = Sha256::digest(message_id.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    Id::from_bytes(bytes)
}
