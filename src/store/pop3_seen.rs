//! What a POP3 server lists and what is known of it: the durable half of the on-server rules (architecture.md 3).

use std::collections::HashSet;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};

use super::{Result, StoreError, raw};
use crate::domain::ids::{AccountKey, MessageKey};
use crate::domain::mail::pop3::plan::{DeleteOrder, Seen};
use crate::domain::mail::pop3::uidl::{SeenState, Uidl};
use crate::domain::time::Instant;

/// What the server calls a mail that arrives, and what is noted with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The lasting name that the server lists (RFC 1939 section 7).
    pub uidl: Uidl,
    /// Which of the mails that the server lists under that UIDL, from 0.
    pub copy: u32,
    /// The word of the on-server rule under which it was fetched.
    pub rule: String,
    /// Whether the server lists one mail under that UIDL and no more: then nothing else that was known under it is there any longer.
    pub alone: bool,
    /// What LIST says its size is, in bytes: a hint.
    pub size: Option<u64>,
    /// The UIDLs that the server lists in this session and that are in no doubt: two equal mails are two only when both are listed at once (promises.md A2).
    pub listed: Arc<HashSet<Uidl>>,
}

/// Which of the messages with the same bytes a mail is; `None` when the server lists all of them beside it.
pub fn known(db: &Connection, account: AccountKey, name: &Name, same: &[MessageKey]) -> Result<Option<MessageKey>> {
    let sql = "SELECT uidl, n FROM pop3_seen WHERE message = ?1 AND account = ?2 AND state IN ('stored', 'to_delete', 'delete_sent')";
    let mut names = db.prepare_cached(sql)?;
    let mut free = None;
    for message in same {
        let held = names.query_map(params![message.0, account.0], |row| Ok((Uidl(row.get(0)?), row.get::<_, u32>(1)?)))?;
        let held = held.collect::<rusqlite::Result<Vec<_>>>()?;
        if held.iter().any(|(uidl, n)| *uidl == name.uidl && *n == name.copy) {
            return Ok(Some(*message));
        }
        if free.is_none() && !held.iter().any(|(uidl, _)| *uidl != name.uidl && name.listed.contains(uidl)) {
            free = Some(*message);
        }
    }
    Ok(free)
}

/// Notes the server's name for a mail that was stored `now`.
pub fn note_new(db: &Connection, account: AccountKey, name: &Name, message: MessageKey, now: Instant) -> Result<()> {
    note(db, account, name, message, now.0, &name.rule, None)
}

/// Notes the server's name for a mail that was known and came again, perhaps under another name: it keeps the day it was stored and the rule of that day.
pub fn note_known(db: &Connection, account: AccountKey, name: &Name, message: MessageKey, now: Instant) -> Result<()> {
    let (stored_at, rule) = first_seen(db, account, message)?;
    note(db, account, name, message, stored_at, rule.as_deref().unwrap_or(&name.rule), Some(now.0))
}

/// When a mail was stored, and under which rule.
pub(super) fn first_seen(db: &Connection, account: AccountKey, message: MessageKey) -> Result<(i64, Option<String>)> {
    let sql = "SELECT stored_at FROM message WHERE key = ?1";
    let stored_at = db.prepare_cached(sql)?.query_row([message.0], |row| row.get(0))?;
    let sql = "SELECT rule FROM pop3_seen WHERE account = ?1 AND message = ?2 ORDER BY stored_at DESC LIMIT 1";
    let rule = db.prepare_cached(sql)?.query_row(params![account.0, message.0], |row| row.get(0)).optional()?;
    Ok((stored_at, rule))
}

/// Whether the bytes of a mail are those of one that a person removed for good: under the same name, or under a new one where the server lists the old no more. Listed beside
/// it, it is another mail.
pub fn is_purged(db: &Connection, account: AccountKey, name: &Name, hash: &[u8; 32]) -> Result<bool> {
    let mut purged = db.prepare_cached("SELECT uidl FROM pop3_seen WHERE account = ?1 AND hash = ?2 AND hash <> x''")?;
    let mut rows = purged.query(params![account.0, hash])?;
    while let Some(row) = rows.next()? {
        let uidl = Uidl(row.get(0)?);
        if uidl == name.uidl || !name.listed.contains(&uidl) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Notes the server's name for a mail that a person removed for good.
pub fn note_purged(db: &Connection, account: AccountKey, name: &Name, hash: &[u8; 32], now: Instant) -> Result<()> {
    let uidl = &name.uidl.0;
    let sql = "SELECT coalesce(min(CASE WHEN hash = ?3 THEN n END), max(n) + 1, ?4) FROM pop3_seen WHERE account = ?1 AND uidl = ?2";
    let n: i64 = db.prepare_cached(sql)?.query_row(params![account.0, uidl, hash, name.copy], |row| row.get(0))?;
    let size = name.size.and_then(|size| i64::try_from(size).ok());
    let sql = "INSERT INTO pop3_seen (account, uidl, n, message, state, stored_at, rule, hash, listed, refetched_at)
               VALUES (?1, ?2, ?3, 0, 'stored', ?4, ?5, ?6, ?7, ?4)
               ON CONFLICT (account, uidl, n) DO UPDATE SET state = iif(state IN ('to_delete', 'delete_sent'), 'to_delete', 'stored'),
                 listed = coalesce(?7, listed), doubt = 0, refetched_at = ?4";
    db.prepare_cached(sql)?.execute(params![account.0, uidl, n, now.0, name.rule, hash, size])?;
    retire_others(db, account, name, n)
}

/// A person removed our copy for good: its names stay known, and its bytes by their hash, so that no fetch brings it back.
pub fn forget_message(db: &Connection, message: MessageKey) -> Result<()> {
    let sql = "UPDATE pop3_seen SET message = 0, hash = (SELECT hash FROM message WHERE key = ?1) WHERE message = ?1 AND message <> 0";
    db.prepare_cached(sql)?.execute([message.0])?;
    Ok(())
}

/// `again` is the moment at which a known mail came whole once more.
pub(super) fn note(
    db: &Connection,
    account: AccountKey,
    name: &Name,
    message: MessageKey,
    stored_at: i64,
    rule: &str,
    again: Option<i64>,
) -> Result<()> {
    let uidl = &name.uidl.0;
    let size = name.size.and_then(|size| i64::try_from(size).ok());
    let sql =
        "INSERT INTO pop3_seen (account, uidl, n, message, state, stored_at, rule, listed) VALUES (?1, ?2, ?3, ?4, 'stored', ?5, ?6, ?7)
               ON CONFLICT DO NOTHING";
    let mut new = db.prepare_cached(sql)?;
    let mut n = i64::from(name.copy);
    if new.execute(params![account.0, uidl, n, message.0, stored_at, rule, size])? == 0 {
        let sql = "SELECT coalesce(min(CASE WHEN message = ?3 AND n = ?4 THEN n END), min(CASE WHEN message = ?3 THEN n END), max(n) + 1)
                   FROM pop3_seen WHERE account = ?1 AND uidl = ?2";
        n = db.prepare_cached(sql)?.query_row(params![account.0, uidl, message.0, n], |row| row.get(0))?;
        let sql = "INSERT INTO pop3_seen (account, uidl, n, message, state, stored_at, rule, listed) VALUES (?1, ?2, ?3, ?4, 'stored', ?5, ?6, ?7)
                   ON CONFLICT (account, uidl, n) DO UPDATE SET state = iif(state IN ('to_delete', 'delete_sent'), 'to_delete', 'stored'),
                     listed = coalesce(?7, listed), doubt = 0, refetched_at = coalesce(?8, refetched_at)";
        db.prepare_cached(sql)?.execute(params![account.0, uidl, n, message.0, stored_at, rule, size, again])?;
    }
    retire_others(db, account, name, n)
}

/// Where the server lists one mail under a name and no more, what else was known under it is there no longer.
fn retire_others(db: &Connection, account: AccountKey, name: &Name, n: i64) -> Result<()> {
    if name.alone {
        let sql = "UPDATE pop3_seen SET state = iif(state = 'delete_sent', 'deleted', 'vanished')
                   WHERE account = ?1 AND uidl = ?2 AND n <> ?3 AND state IN ('stored', 'to_delete', 'delete_sent')";
        db.prepare_cached(sql)?.execute(params![account.0, name.uidl.0, n])?;
    }
    Ok(())
}

/// Whether an account's server ever named a mail.
pub fn any(db: &Connection, account: AccountKey) -> Result<bool> {
    Ok(db.prepare_cached("SELECT 1 FROM pop3_seen WHERE account = ?1")?.exists([account.0])?)
}

/// Everything known about the mails that an account's server lists or listed. What a row says of a mail that was lost from the store counts no more.
pub fn load(db: &Connection, account: AccountKey) -> Result<Vec<Seen>> {
    let sql = "SELECT s.uidl, s.n, s.state, s.stored_at, s.rule, m.key,
                      m.key IS NULL OR (EXISTS (SELECT 1 FROM placement WHERE message = m.key)
                        AND NOT EXISTS (SELECT 1 FROM placement p JOIN mailbox b ON b.key = p.mailbox WHERE p.message = m.key AND b.role <> 'trash')),
                      s.listed, s.doubt, s.cut, s.refetched_at
               FROM pop3_seen s LEFT JOIN message m ON m.key = s.message AND m.account = s.account
               WHERE s.account = ?1 AND (s.message = 0 OR m.key IS NOT NULL)";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([account.0])?;
    let mut seen = Vec::new();
    while let Some(row) = rows.next()? {
        let state = SeenState::from_word(row.get_ref(2)?.as_str()?).ok_or(StoreError::Damaged("pop3_seen.state"))?;
        let rule = row.get_ref(4)?.as_str()?;
        seen.push(Seen {
            uidl: Uidl(row.get(0)?),
            n: row.get(1)?,
            state,
            stored_at: Instant(row.get(3)?),
            order: order_of(state, rule),
            message: row.get::<_, Option<i64>>(5)?.map(MessageKey),
            deleted_here: row.get(6)?,
            listed: row.get::<_, Option<i64>>(7)?.map(i64::unsigned_abs),
            doubt: row.get(8)?,
            cut: row.get(9)?,
            refetched_at: row.get::<_, Option<i64>>(10)?.map(Instant),
        });
    }
    Ok(seen)
}

/// `rule` is the rule under which a mail was fetched, until its deletion is ordered: then it is who ordered it. Only on-fetch is an order from the first.
fn order_of(state: SeenState, rule: &str) -> Option<DeleteOrder> {
    match state {
        SeenState::ToDelete | SeenState::DeleteSent | SeenState::Deleted => {
            Some(DeleteOrder::from_word(rule).unwrap_or(DeleteOrder::Command))
        }
        SeenState::Stored | SeenState::Vanished => DeleteOrder::from_word(rule).filter(|order| *order == DeleteOrder::OnFetch),
    }
}

/// Whether the server's mail behind this one seems to be another: ours ended where it should not.
pub fn is_cut(db: &Connection, message: MessageKey) -> Result<bool> {
    Ok(db.prepare_cached("SELECT 1 FROM pop3_seen WHERE message = ?1 AND message <> 0 AND cut <> 0")?.exists([message.0])?)
}

/// Whether our copy of a mail, read again from the file, has the size and the hash it had on arrival. Only then may the server's go (promises.md A1).
pub fn is_whole(db: &Connection, message: MessageKey) -> Result<bool> {
    let row = db
        .prepare_cached("SELECT hash, size FROM message WHERE key = ?1")?
        .query_row([message.0], |row| Ok((row.get::<_, [u8; 32]>(0)?, row.get::<_, i64>(1)?)));
    let Ok((hash, size)) = row else {
        return Ok(false);
    };
    Ok(raw::sum(db, message).is_some_and(|sum| i64::try_from(sum.size) == Ok(size) && sum.hash == hash))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::domain::ids::Id;
    use crate::domain::mail::flags::Flags;
    use crate::domain::mail::mailbox::MailboxRole;
    use crate::domain::mail::message::ParsedMail;
    use crate::domain::mail::pop3::uidl::Named;
    use crate::store::arrival::{Arrival, Arrivals, Bytes, ServerName};
    use crate::store::pop3_marks::Marks;
    use crate::store::search::TailEntry;
    use crate::store::{Context, Store, Write, accounts};

    struct World {
        db: Connection,
        account: AccountKey,
        now: Instant,
        seed: u64,
        _dir: tempfile::TempDir,
    }

    fn world() -> World {
        let dir = tempfile::tempdir().unwrap();
        let db = Store::open(&dir.path().join("fumi.db")).unwrap().writer().unwrap();
        let account = accounts::ensure(&db, Id::from_bytes([1; 16]), "sales", &[]).unwrap();
        World { db, account, now: Instant(1_790_000_000_000), seed: 0, _dir: dir }
    }

    impl World {
        fn write(&mut self, write: Write) {
            self.seed += 1;
            write.apply(&mut self.db, &mut Context::new(self.now, self.seed)).unwrap();
        }

        fn arrive(&mut self, raw_mail: &[u8], uidl: &str, copy: u32, rule: &str, listed: &[&str]) {
            let mailbox = accounts::mailbox_of_role(&self.db, self.account, MailboxRole::Inbox).unwrap();
            let mail = ParsedMail::unread(raw_mail.len() as u64, Sha256::digest(raw_mail).into());
            let name = |uidl: &str| Uidl(uidl.as_bytes().to_vec());
            let listed = Arc::new(listed.iter().map(|one| name(one)).collect());
            let server =
                Some(ServerName::Pop3(Name { uidl: name(uidl), copy, rule: rule.to_owned(), alone: false, size: Some(4), listed }));
            let bytes = Bytes::Chunks(vec![raw::compress(raw_mail).unwrap()]);
            let mails = vec![Arrival {
                search: TailEntry::of(&mail).unwrap(),
                mail,
                bytes,
                mailbox,
                flags: Flags::default(),
                server_time: None,
                server,
            }];
            self.write(Write::Arrivals(Arrivals { account: self.account, mails }));
        }

        fn seen(&self) -> Vec<Seen> {
            let mut seen = load(&self.db, self.account).unwrap();
            seen.sort_by_key(|row| (row.uidl.clone(), row.n));
            seen
        }
    }

    #[test]
    fn marks_go_from_stored_to_deleted() {
        let mut world = world();
        world.arrive(b"mail", "u1", 0, "on-fetch", &["u1"]);
        let row = &world.seen()[0];
        assert_eq!((row.state, row.order, row.listed, row.deleted_here), (SeenState::Stored, Some(DeleteOrder::OnFetch), Some(4), false));
        assert!(is_whole(&world.db, row.message.unwrap()).unwrap());
        let name = Named { uidl: Uidl(b"u1".to_vec()), n: 0 };
        for (marks, state) in [
            (Marks::ToDelete(vec![(name.clone(), DeleteOrder::OnFetch)]), SeenState::ToDelete),
            (Marks::DeleteSent(vec![name.clone()]), SeenState::DeleteSent),
            (Marks::Deleted(vec![name]), SeenState::Deleted),
        ] {
            world.write(Write::ServerMarks(world.account, marks));
            assert_eq!((world.seen()[0].state, world.seen()[0].order), (state, Some(DeleteOrder::OnFetch)));
        }
    }

    #[test]
    fn a_copy_whose_bytes_were_damaged_is_not_whole() {
        let mut world = world();
        world.arrive(b"mail", "u1", 0, "leave", &["u1"]);
        let key = world.seen()[0].message.unwrap();
        world.db.execute("UPDATE raw_chunk SET data = ?1", [raw::compress(b"maim").unwrap()]).unwrap();
        assert!(!is_whole(&world.db, key).unwrap());
        world.db.execute("DELETE FROM raw_chunk", []).unwrap();
        assert!(!is_whole(&world.db, key).unwrap());
        assert!(!is_whole(&world.db, MessageKey(1)).unwrap(), "what is not there is not whole");
    }

    #[test]
    fn a_mail_under_a_new_name_keeps_its_day_and_its_rule() {
        let mut world = world();
        let first_day = world.now;
        world.arrive(b"mail", "old", 0, "leave", &["old"]);
        world.now = first_day.plus_ms(86_400_000);
        world.arrive(b"mail", "new", 0, "on-fetch", &["new"]);
        let new = world.seen().into_iter().find(|row| row.uidl.0 == b"new").unwrap();
        assert_eq!((new.stored_at, new.order), (first_day, None));
    }

    #[test]
    fn two_mails_under_one_name_have_two_rows() {
        let mut world = world();
        world.arrive(b"one", "x", 0, "leave", &["x"]);
        world.arrive(b"two", "x", 1, "leave", &["x"]);
        world.arrive(b"two", "x", 0, "leave", &["x"]);
        assert_eq!(world.seen().iter().map(|row| row.n).collect::<Vec<_>>(), [0, 1]);
        assert_ne!(world.seen()[0].message, world.seen()[1].message);
    }

    #[test]
    fn a_mail_in_the_trash_alone_is_deleted_here() {
        let mut world = world();
        world.arrive(b"mail", "u1", 0, "on-local-delete", &["u1"]);
        assert_eq!(world.seen()[0].order, None);
        let trash = accounts::mailbox_of_role(&world.db, world.account, MailboxRole::Trash).unwrap();
        world.db.execute("UPDATE placement SET mailbox = ?1", [trash.0]).unwrap();
        assert!(world.seen()[0].deleted_here);
    }

    #[test]
    fn only_on_fetch_is_an_order_from_the_first() {
        assert_eq!(order_of(SeenState::Stored, "on-fetch"), Some(DeleteOrder::OnFetch));
        for rule in ["leave", "on-local-delete", "after-days=3", "after-days", "command", ""] {
            assert_eq!(order_of(SeenState::Stored, rule), None, "{rule}");
        }
        assert_eq!(order_of(SeenState::ToDelete, "on-local-delete"), Some(DeleteOrder::LocalDelete));
        assert_eq!(order_of(SeenState::DeleteSent, ""), Some(DeleteOrder::Command));
    }
}
