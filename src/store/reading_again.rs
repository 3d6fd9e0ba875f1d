//! Mails that were stored unread, because reading them failed or seemed to: once they can be read they take the place they would have had from the first.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::search::TailEntry;
use super::threads::Threads;
use super::{Context, Result, accounts, arrival, authentication, changes, packed, search, summary};
use crate::domain::ids::{MessageKey, ThreadKey};
use crate::domain::mail::message::ParsedMail;
use crate::domain::mail::sender;
use crate::domain::time::Instant;

/// A mail that is stored unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unread {
    /// By which its row and its bytes are found.
    pub message: MessageKey,
    /// How many bytes it has.
    pub size: u64,
    /// SHA-256 of its bytes as they came.
    pub hash: [u8; 32],
}

/// Every mail that is stored unread, the oldest first.
pub fn unread(db: &Connection) -> Result<Vec<Unread>> {
    let mut statement = db.prepare("SELECT key, size, hash FROM message WHERE state = 'unparsed' ORDER BY key")?;
    let rows = statement.query_map([], |row| {
        Ok(Unread { message: MessageKey(row.get(0)?), size: row.get::<_, i64>(1)?.unsigned_abs(), hash: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The version that last read the unread again; `None` before the first.
pub fn read_by(db: &Connection) -> Result<Option<String>> {
    Ok(db.query_row("SELECT value FROM meta WHERE name = 'unread_read_by'", [], |row| row.get(0)).optional()?)
}

/// Notes the version that read the unread again.
pub fn note_read_by(db: &Connection, version: &str) -> Result<()> {
    let sql = "INSERT INTO meta (name, value) VALUES ('unread_read_by', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    db.execute(sql, [version])?;
    Ok(())
}

/// Gives mails that could be read now their sender, subject, thread, people and words; inside the writer's transaction. Answers how many. Flags, mailboxes, labels
/// and what was decided about them stay.
pub(super) fn store(db: &Connection, mails: &[(MessageKey, ParsedMail)], context: &mut Context) -> Result<u64> {
    // Rows of a mail name it before and after it gets its new key.
    db.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    let mut threads = Threads::default();
    let mut done = 0;
    for (message, mail) in mails.iter().filter(|(_, mail)| !mail.unparsed) {
        done += u64::from(store_one(db, *message, mail, &mut threads, context)?);
    }
    for thread in threads.touched() {
        summary::refresh(db, thread)?;
    }
    Ok(done)
}

fn store_one(db: &Connection, message: MessageKey, mail: &ParsedMail, threads: &mut Threads, context: &mut Context) -> Result<bool> {
    let sql = "SELECT thread, stored_at FROM message WHERE key = ?1 AND state = 'unparsed' AND hash = ?2";
    let held =
        db.query_row(sql, params![message.0, mail.raw_sha256], |row| Ok((ThreadKey(row.get(0)?), Instant(row.get(1)?)))).optional()?;
    let Some((alone, stored_at)) = held else { return Ok(false) };
    let sort = mail.sort_time(None, stored_at);
    let key = if message.sort_ms() == sort.0 { message } else { arrival::free_key(db, sort)? };
    search::forget(db, message)?;
    summary::forget(db, alone)?;
    if key != message {
        change_key(db, message, key)?;
    }
    let whom = sender::of_mail(mail, &accounts::own(db)?);
    let thread = threads.find_again(db, key, alone, mail, context)?;
    let sql = "UPDATE message SET thread = ?2, message_id = ?3, refs = ?4, body_hash = ?5, date = ?6, subject = ?7, addresses = ?8, snippet = ?9, attachments = ?10,
               mine = ?11, list_id = ?12, automation = ?13, warnings = ?14, state = 'parsed' WHERE key = ?1";
    db.prepare_cached(sql)?.execute(params![
        key.0,
        thread.0,
        mail.message_id.as_deref().unwrap_or_default(),
        Threads::lineage(mail).join("\n"),
        mail.body_sha256,
        sort.0,
        mail.subject.as_str(),
        packed::pack_addresses(mail, &whom),
        mail.snippet.as_str(),
        arrival::attached(mail),
        whom.mine,
        mail.list.as_ref().map_or("", |list| list.id.as_str()),
        mail.automation.code(),
        mail.warnings.0,
    ])?;
    authentication::note(db, key, mail.auth)?;
    arrival::store_addresses(db, key, &packed::with_author(mail, &whom), &mut HashMap::new())?;
    search::append(db, key, &TailEntry::of(mail)?)?;
    db.execute("DELETE FROM attachment WHERE message = ?1", [key.0])?;
    arrival::store_attachments(db, key, mail)?;
    Ok(true)
}

/// Every column that names a message.
const NAMING: [&str; 14] = [
    "UPDATE authentication SET message = ?2 WHERE message = ?1",
    "UPDATE message SET key = ?2 WHERE key = ?1",
    "UPDATE raw_chunk SET message = ?2 WHERE message = ?1 AND n > 0",
    "UPDATE raw_chunk SET message = ?2, key = ?2 WHERE key = ?1",
    "UPDATE placement SET message = ?2 WHERE message = ?1",
    "UPDATE label SET message = ?2 WHERE message = ?1",
    "UPDATE pop3_seen SET message = ?2 WHERE message = ?1 AND message <> 0",
    "UPDATE imap_seen SET message = ?2 WHERE message = ?1 AND message <> 0",
    "UPDATE subject_clue SET message = ?2 WHERE message = ?1",
    "UPDATE link SET message = ?2 WHERE message = ?1",
    "UPDATE outbox SET filed = iif(filed = ?1, ?2, filed), reply_of = iif(reply_of = ?1, ?2, reply_of), forward_of = iif(forward_of = ?1, ?2, forward_of)
       WHERE ?1 IN (filed, reply_of, forward_of)",
    "UPDATE draft SET reply_of = iif(reply_of = ?1, ?2, reply_of), forward_of = iif(forward_of = ?1, ?2, forward_of) WHERE ?1 IN (reply_of, forward_of)",
    // What undo would bring back.
    "UPDATE change SET before = replace(before, ?1, ?2), after = replace(after, ?1, ?2) WHERE subject = 'link' AND (instr(before, ?1) OR instr(after, ?1))",
    "DELETE FROM message_address WHERE message = ?1 AND ?2 <> 0",
];

/// Gives a message the key of another sort time, wherever it is named.
fn change_key(db: &Connection, from: MessageKey, to: MessageKey) -> Result<()> {
    for sql in NAMING {
        db.execute(sql, [from.0, to.0])?;
    }
    let mut changes_of_mail = db.prepare("SELECT change_group, n, keys FROM change WHERE subject = 'message'")?;
    let mut rows = changes_of_mail.query([])?;
    let mut named = Vec::new();
    while let Some(row) = rows.next()? {
        let mut keys = changes::unpack(row.get_ref(2)?.as_blob()?);
        if let Some(key) = keys.iter_mut().find(|key| **key == from.0) {
            *key = to.0;
            named.push((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, changes::pack(&keys)));
        }
    }
    for (group, n, keys) in named {
        db.execute("UPDATE change SET keys = ?3 WHERE change_group = ?1 AND n = ?2", params![group, n, keys])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use super::*;

    use crate::domain::mail::flags::Flags;

    use crate::jobs::changes::UndoRedo;
    use crate::jobs::triage::{Targets, Triage, TriageAction};
    use crate::mime;
    use crate::store::frozen::{World, world};
    use crate::store::health::verify;
    use crate::store::{Write, Written, raw};

    impl World {
        fn write(&mut self, write: Write) -> Written {
            write.apply(&mut self.db, &mut self.context).unwrap()
        }

        fn bring(&mut self, raw_mail: &str, unread: bool) -> MessageKey {
            let read = mime::parse(raw_mail.as_bytes());
            let mail = if unread { ParsedMail::unread(read.size, read.raw_sha256) } else { read };
            self.stored(mail, raw_mail.as_bytes())
        }

        fn read_again(&mut self) -> u64 {
            let found = unread(&self.db).unwrap();
            let mails = found.iter().map(|one| (one.message, mime::parse(&raw::whole(&self.db, one.message).unwrap()))).collect();
            match self.write(Write::ReadAgain(mails)) {
                Written::ReadAgain(count) => count,
                other => panic!("{other:?}"),
            }
        }

        /// What lists, trees, people and search know, without the keys of threads and the outside ids, which tell the order of arrival.
        fn known(&self) -> BTreeSet<String> {
            let questions = [
                "SELECT m.key || m.subject || m.addresses || m.date || m.message_id || m.refs || m.state || m.flags || m.mine || (SELECT min(o.key) FROM message o WHERE o.thread = m.thread) FROM message m",
                "SELECT mailbox || ' ' || newest || count || unread || subject || participants || correspondent FROM mailbox_thread",
                "SELECT a.normalized || o.message || o.role FROM message_address o JOIN address a ON a.key = o.address",
                "SELECT message || name || size FROM attachment",
                "SELECT 'clue' || base || orphan || message FROM subject_clue",
                "SELECT 'tail' || message || hex(parts) FROM search_tail",
                "SELECT 'raw' || key || n || message FROM raw_chunk",
                "SELECT name || total || unread || threads FROM mailbox",
            ];
            let mut known = BTreeSet::new();
            for sql in questions {
                let mut statement = self.db.prepare(sql).unwrap();
                known.extend(statement.query_map([], |row| row.get::<_, String>(0)).unwrap().map(|row| row.unwrap()));
            }
            known
        }
    }

    const FIRST: &str = "From: Anna Berg <anna@berg.example>\r\nTo: me@sample.example\r\nSubject: Pilot\r\nMessage-ID: <a@berg.example>\r\nDate: Mon, 1 Sep 2025 08:00:00 +0000\r\n\r\nShall we?\r\n";
    const ANSWER: &str = "From: me@sample.example\r\nTo: anna@berg.example\r\nSubject: Re: Pilot\r\nMessage-ID: <b@sample.example>\r\nReferences: <a@berg.example>\r\nDate: Mon, 1 Sep 2025 09:00:00 +0000\r\n\r\nWe shall.\r\n";
    const ATTACHED: &str = "From: c@d.example\r\nSubject: File\r\nDate: Tue, 2 Sep 2025 09:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: application/pdf; name=offer.pdf\r\n\r\nbytes\r\n";

    #[test]
    fn a_mail_that_is_read_later_stands_where_it_would_have_stood() {
        let all = [FIRST, ANSWER, ATTACHED];
        let mut whole = world();
        for mail in all {
            whole.bring(mail, false);
        }
        for unread in 0..8_u8 {
            let mut world = world();
            for (n, mail) in all.into_iter().enumerate() {
                world.bring(mail, unread & (1 << n) != 0);
            }
            assert_eq!(world.read_again(), u64::from(unread.count_ones()));
            assert_eq!(world.known(), whole.known(), "{unread:03b}");
            assert!(verify(&world.db).unwrap().is_sound());
            assert_eq!(world.read_again(), 0, "there is nothing left to read again");
        }
    }

    #[test]
    fn what_was_done_to_it_meanwhile_stays_and_can_be_undone() {
        let mut world = world();
        let key = world.bring(FIRST, true);
        let star = Triage { targets: Targets::Messages(vec![key]), action: TriageAction::Star(true), confirmed: true };
        world.write(Write::Triage(star));
        assert_eq!(world.read_again(), 1);
        let flags = |world: &World| world.db.query_row("SELECT flags FROM message", [], |row| row.get(0).map(Flags)).unwrap();
        assert!(flags(&world).has(Flags::STARRED));
        world.write(Write::Changes(UndoRedo::Undo));
        assert!(!flags(&world).has(Flags::STARRED));
        assert!(verify(&world.db).unwrap().is_sound());
    }

    #[test]
    fn other_bytes_than_those_that_came_change_nothing() {
        let mut world = world();
        let key = world.bring(FIRST, true);
        let other = mime::parse(ANSWER.as_bytes());
        assert!(matches!(world.write(Write::ReadAgain(vec![(key, other)])), Written::ReadAgain(0)));
        assert_eq!(unread(&world.db).unwrap().len(), 1);
    }
}
