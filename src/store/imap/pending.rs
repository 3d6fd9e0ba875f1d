//! What was changed here and the server does not know yet.

use std::collections::{BTreeMap, HashSet};

use rusqlite::{Connection, OptionalExtension, params};

use super::seen::SHARED;
use crate::domain::ids::{AccountKey, Id, MailboxKey, MessageKey};
use crate::domain::mail::flags::Flags;
use crate::domain::mail::mailbox::MailboxRole;
use crate::store::{Result, accounts};

/// Flags that are to be set and cleared on mails of one mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingFlags {
    /// The mailbox.
    pub mailbox: MailboxKey,
    /// What is to be set.
    pub set: Flags,
    /// What is to be cleared.
    pub clear: Flags,
    /// The mails there.
    pub uids: Vec<u32>,
}

/// Mails that are to lie elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingMove {
    /// Where they lie on the server.
    pub from: MailboxKey,
    /// Where they are to lie; none where another copy lies there already and this one is to go.
    pub to: Option<MailboxKey>,
    /// The mails there.
    pub uids: Vec<u32>,
}

/// All that is to go up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pending {
    /// Flags.
    pub flags: Vec<PendingFlags>,
    /// Moves.
    pub moves: Vec<PendingMove>,
    /// What was removed here for good, by mailbox.
    pub purged: Vec<(MailboxKey, Vec<u32>)>,
}

impl Pending {
    /// How many mails are to go for good.
    pub fn removals(&self) -> usize {
        self.purged.iter().map(|(_, uids)| uids.len()).sum()
    }
}

/// What of an account is to go up.
pub fn pending(db: &Connection, account: AccountKey) -> Result<Pending> {
    Ok(Pending { flags: flags(db, account)?, moves: moves(db, account)?, purged: purged(db, account)? })
}

fn flags(db: &Connection, account: AccountKey) -> Result<Vec<PendingFlags>> {
    let sql = "SELECT s.mailbox, s.uid, m.flags, s.flags FROM imap_mailbox f JOIN imap_seen s ON s.mailbox = f.mailbox JOIN message m ON m.key = s.message
               WHERE f.account = ?1 AND s.uid > 0 AND s.message <> 0 AND (m.flags & ?2) <> (s.flags & ?2)";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params![account.0, SHARED])?;
    let mut groups: BTreeMap<(i64, u32, u32), Vec<u32>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (held, there): (u32, u32) = (row.get(2)?, row.get(3)?);
        let key = (row.get(0)?, held & !there & SHARED, there & !held & SHARED);
        groups.entry(key).or_default().push(row.get(1)?);
    }
    let group = |((mailbox, set, clear), uids)| PendingFlags { mailbox: MailboxKey(mailbox), set: Flags(set), clear: Flags(clear), uids };
    Ok(groups.into_iter().map(group).collect())
}

/// A mail is to move when it lies here where the server does not have it. All mail of an account is left only for the trash and for spam.
fn moves(db: &Connection, account: AccountKey) -> Result<Vec<PendingMove>> {
    let sql = "SELECT s.mailbox, s.uid, s.message, f.all_mail FROM imap_mailbox f JOIN imap_seen s ON s.mailbox = f.mailbox
               WHERE f.account = ?1 AND s.uid > 0 AND s.message <> 0 AND s.state = 'here'
                 AND NOT EXISTS (SELECT 1 FROM placement p WHERE p.message = s.message AND p.mailbox = s.mailbox)";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([account.0], |row| {
        Ok((MailboxKey(row.get(0)?), row.get::<_, u32>(1)?, MessageKey(row.get(2)?), row.get::<_, bool>(3)?))
    })?;
    let away: HashSet<i64> = [MailboxRole::Trash, MailboxRole::Spam]
        .into_iter()
        .map(|role| accounts::mailbox_of_role(db, account, role).map(|key| key.0))
        .collect::<Result<_>>()?;
    let mut groups: BTreeMap<(i64, Option<i64>), Vec<u32>> = BTreeMap::new();
    for row in rows.collect::<rusqlite::Result<Vec<_>>>()? {
        let (mailbox, uid, message, all_mail) = row;
        let placed = keys(db, "SELECT mailbox FROM placement WHERE message = ?1", message)?;
        let there = keys(db, "SELECT mailbox FROM imap_seen WHERE message = ?1 AND message <> 0", message)?;
        let stays = all_mail && (placed.iter().any(|one| !away.contains(one)) || there.iter().any(|one| *one != mailbox.0));
        if placed.is_empty() || stays {
            continue;
        }
        let goal = placed.iter().find(|one| !there.contains(one)).copied();
        groups.entry((mailbox.0, goal)).or_default().push(uid);
    }
    let group = |((from, to), uids): ((i64, Option<i64>), _)| PendingMove { from: MailboxKey(from), to: to.map(MailboxKey), uids };
    Ok(groups.into_iter().map(group).collect())
}

fn purged(db: &Connection, account: AccountKey) -> Result<Vec<(MailboxKey, Vec<u32>)>> {
    let sql = "SELECT s.mailbox, s.uid FROM imap_mailbox f JOIN imap_seen s ON s.mailbox = f.mailbox WHERE f.account = ?1 AND s.state = 'purged' AND s.uid > 0";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([account.0], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, u32>(1)?)))?;
    let mut groups: BTreeMap<i64, Vec<u32>> = BTreeMap::new();
    for row in rows {
        let (mailbox, uid) = row?;
        groups.entry(mailbox).or_default().push(uid);
    }
    Ok(groups.into_iter().map(|(mailbox, uids)| (MailboxKey(mailbox), uids)).collect())
}

fn keys(db: &Connection, sql: &str, message: MessageKey) -> Result<Vec<i64>> {
    let mut statement = db.prepare_cached(sql)?;
    Ok(statement.query_map([message.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Mails that were sent from here by an account and that its server does not have: each with the mailbox that it lies in and its Message-ID.
pub fn unsent(db: &Connection, account: AccountKey) -> Result<Vec<(MailboxKey, MessageKey, String)>> {
    let sql = "SELECT id FROM account WHERE key = ?1";
    let Some(id) = db.prepare_cached(sql)?.query_row([account.0], |row| row.get(0).map(Id::from_bytes)).optional()? else {
        return Ok(Vec::new());
    };
    let sql = "SELECT p.mailbox, m.key, m.message_id FROM outbox o JOIN message m ON m.key = o.filed JOIN placement p ON p.message = m.key
               WHERE o.account = ?1 AND m.account = ?2 AND o.filed <> 0 AND NOT EXISTS (SELECT 1 FROM imap_seen s WHERE s.message = m.key AND s.message <> 0)
               ORDER BY m.key";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement
        .query_map(params![id.as_bytes(), account.0], |row| Ok((MailboxKey(row.get(0)?), MessageKey(row.get(1)?), row.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
