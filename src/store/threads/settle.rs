//! A mail that others named before it came: they belong to it now, and no longer to what their subjects led to.

use std::collections::{BTreeSet, HashSet};

use rusqlite::{Connection, params};

use super::clue::{Clue, answers, name_of};
use crate::domain::ids::{MessageKey, ThreadKey};
use crate::domain::mail::message::ParsedMail;
use crate::domain::mail::thread::{BaseSubject, Member, base_subject, components};
use crate::store::packed::PackedAddresses;
use crate::store::{Context, Result};

/// The mail that came, whose row is still to be written.
pub(super) struct Came<'a> {
    pub key: MessageKey,
    pub id: &'a str,
    pub lineage: &'a [&'a str],
    pub mail: &'a ParsedMail,
}

struct Held {
    key: MessageKey,
    message_id: String,
    refs: Vec<String>,
    subject: BaseSubject,
    addresses: PackedAddresses,
}

/// Takes the answers that waited for a mail out of the threads that they joined by their subjects alone, and answers the thread of the mail. The result is the same as if the
/// mail had come first.
pub(super) fn settle(
    db: &Connection,
    touched: &mut BTreeSet<ThreadKey>,
    thread: ThreadKey,
    came: &Came<'_>,
    context: &mut Context,
) -> Result<ThreadKey> {
    if !found_their_mail(db, thread, came)? {
        return Ok(thread);
    }
    let held = members(db, thread, came)?;
    let mut groups = groups(&held);
    if groups.len() < 2 {
        return Ok(thread);
    }
    // The oldest keeps the thread.
    groups.sort_by_key(|group| group.iter().map(|at| held[*at].key).min());
    let mut own = thread;
    for group in groups.iter().skip(1) {
        let key = db.prepare_cached("INSERT INTO thread (id) VALUES (?1)")?.insert([context.new_id().as_bytes()])?;
        for member in group.iter().map(|at| &held[*at]) {
            db.prepare_cached("UPDATE message SET thread = ?1 WHERE key = ?2")?.execute([key, member.key.0])?;
            for name in member.refs.iter().chain([&member.message_id]).filter(|name| !name.is_empty()) {
                db.prepare_cached("UPDATE reference SET thread = ?1 WHERE name = ?2")?.execute([key, name_of(name)])?;
            }
            if member.key == came.key {
                own = ThreadKey(key);
            }
        }
        touched.insert(ThreadKey(key));
    }
    Ok(own)
}

/// Whether answers were orphans until this mail came; they are none any more.
fn found_their_mail(db: &Connection, thread: ThreadKey, came: &Came<'_>) -> Result<bool> {
    let sql = "SELECT key, refs, subject FROM message WHERE thread = ?1 AND instr(refs, ?2)";
    let mut naming = db.prepare_cached(sql)?;
    let mut rows = naming.query(params![thread.0, came.id])?;
    let mut any = false;
    while let Some(row) = rows.next()? {
        let (key, refs, subject) = (row.get::<_, i64>(0)?, row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?);
        let subject = base_subject(subject);
        if subject.reply && refs.split('\n').any(|name| name == came.id) {
            let sql = "UPDATE subject_clue SET orphan = 0 WHERE base = ?1 AND orphan = 1 AND message = ?2";
            any |= db.prepare_cached(sql)?.execute(params![name_of(&subject.text), key])? > 0;
        }
    }
    Ok(any)
}

fn members(db: &Connection, thread: ThreadKey, came: &Came<'_>) -> Result<Vec<Held>> {
    let sql = "SELECT key, message_id, refs, subject, addresses FROM message WHERE thread = ?1 AND key <> ?2 ORDER BY key";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([thread.0, came.key.0], |row| {
        let refs = row.get_ref(2)?.as_str()?;
        Ok(Held {
            key: MessageKey(row.get(0)?),
            message_id: row.get(1)?,
            refs: refs.split('\n').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            subject: base_subject(row.get_ref(3)?.as_str()?),
            addresses: PackedAddresses::read(row.get_ref(4)?.as_str()?),
        })
    })?;
    let mut held = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    held.push(Held {
        key: came.key,
        message_id: came.id.to_owned(),
        refs: came.lineage.iter().map(|name| (*name).to_owned()).collect(),
        subject: base_subject(came.mail.subject.as_str()),
        addresses: PackedAddresses::of(came.mail),
    });
    Ok(held)
}

/// The members of each thread that these mails are: what Message-IDs connect, and what subjects do where none is known.
fn groups(held: &[Held]) -> Vec<Vec<usize>> {
    let refs: Vec<Vec<&str>> = held.iter().map(|one| one.refs.iter().map(String::as_str).collect()).collect();
    let members: Vec<Member<'_>> = held
        .iter()
        .zip(&refs)
        .map(|(one, refs)| Member {
            key: one.key,
            message_id: Some(one.message_id.as_str()).filter(|id| !id.is_empty()),
            references: refs,
            body_hash: &[],
        })
        .collect();
    let mut groups = components(&members);
    let borne: HashSet<&str> = held.iter().map(|one| one.message_id.as_str()).collect();
    let clues: Vec<Clue<'_>> = held
        .iter()
        .zip(&refs)
        .map(|(one, refs)| Clue {
            key: one.key,
            base: &one.subject.text,
            reply: one.subject.reply,
            has_references: refs.iter().any(|name| borne.contains(name)),
            addresses: &one.addresses,
        })
        .collect();
    for orphan in clues.iter().filter(|clue| clue.reply && !clue.has_references) {
        for other in clues.iter().filter(|other| other.base == orphan.base && answers(orphan, other)) {
            let place = |key| groups.iter().position(|group| group.iter().any(|at| held[*at].key == key));
            if let (Some(one), Some(two)) = (place(orphan.key), place(other.key))
                && one != two
            {
                let gone = groups.swap_remove(one.max(two));
                groups[one.min(two)].extend(gone);
            }
        }
    }
    groups
}
