//! Which of our mails a server holds under a number, told by the header that TOP gave (promises.md A2).

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, params};

use super::{Result, raw};
use crate::domain::ids::{AccountKey, MessageKey};
use crate::domain::mail::pop3::beginning;
use crate::domain::mail::pop3::header::HeaderBlock;
use crate::domain::mail::pop3::proof::Proof;
use crate::domain::mail::pop3::uidl::Uidl;

/// What TOP gave of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Top {
    /// Its number in this session.
    pub number: u32,
    /// Its name.
    pub uidl: Uidl,
    /// Its header and what was asked for of its text; `None` where the server gave none.
    pub bytes: Option<Vec<u8>>,
    /// Whether the beginning of its text was asked for ([`beginning::LINES`]).
    pub by_text: bool,
}

/// A row of a name with our copy, if there is one.
struct Held {
    n: u32,
    live: bool,
    message: Option<MessageKey>,
    hash: Vec<u8>,
}

/// Tells of each mail whether it is one of its name's, one that we have under another name, or none of ours.
pub fn prove(db: &Connection, account: AccountKey, tops: &[Top]) -> Result<Vec<(u32, Proof)>> {
    let mut matcher = Matcher { db, account, by_id: None, claimed: HashSet::new() };
    tops.iter().map(|top| Ok((top.number, matcher.prove(top)?))).collect()
}

struct Matcher<'a> {
    db: &'a Connection,
    account: AccountKey,
    /// The account's mails by their Message-ID, once they were asked for.
    by_id: Option<HashMap<String, Vec<MessageKey>>>,
    /// Rows that stand for an earlier number already: of two mails under one name each has its own.
    claimed: HashSet<(Uidl, u32)>,
}

impl Matcher<'_> {
    fn prove(&mut self, top: &Top) -> Result<Proof> {
        let Some(bytes) = &top.bytes else { return Ok(Proof::Unclear) };
        let wanted = HeaderBlock::of(bytes);
        if !wanted.tells() || top.by_text && !wanted.tells_surely() {
            return Ok(Proof::Unclear);
        }
        let rows = self.rows(&top.uidl)?;
        let mut same: Vec<&Held> = Vec::new();
        let mut differs = false;
        for row in &rows {
            let Some(ours) = self.beginning_of(row.message)? else { continue };
            if HeaderBlock::of(&ours) == wanted {
                if !top.by_text || beginning::agrees(bytes, &ours, ours.len() < raw::CHUNK_BYTES) {
                    same.push(row);
                } else {
                    differs = true;
                }
            }
        }
        if let [first, others @ ..] = &same[..] {
            // Two of our mails with one header are told apart by their bodies alone.
            if others.iter().any(|other| other.hash != first.hash) {
                return Ok(Proof::Unclear);
            }
            same.sort_by_key(|row| !row.live);
            let free = same.iter().find(|row| !self.claimed.contains(&(top.uidl.clone(), row.n)));
            return Ok(match free {
                Some(row) => {
                    self.claimed.insert((top.uidl.clone(), row.n));
                    if top.by_text { Proof::Same(row.n) } else { Proof::Alike(row.n) }
                }
                None => Proof::Another,
            });
        }
        // Another text under the header of ours: another mail, or a server that gives fewer lines than it was asked for.
        if differs || rows.iter().any(|row| row.message.is_none()) {
            return Ok(Proof::Unclear);
        }
        self.elsewhere(&wanted)
    }

    /// What was ever known under a name. A mail that a person removed for good has no copy, and only the whole mail tells whether it is that one.
    fn rows(&self, uidl: &Uidl) -> Result<Vec<Held>> {
        let sql = "SELECT s.n, s.state IN ('stored', 'to_delete', 'delete_sent'), m.key, coalesce(m.hash, x'')
                   FROM pop3_seen s LEFT JOIN message m ON m.key = s.message AND m.account = s.account
                   WHERE s.account = ?1 AND s.uidl = ?2 AND (s.message = 0 OR m.key IS NOT NULL) ORDER BY s.n";
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map(params![self.account.0, uidl.0], |row| {
            Ok(Held { n: row.get(0)?, live: row.get(1)?, message: row.get::<_, Option<i64>>(2)?.map(MessageKey), hash: row.get(3)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The first bytes of our copy.
    fn beginning_of(&self, message: Option<MessageKey>) -> Result<Option<Vec<u8>>> {
        message.map_or(Ok(None), |message| raw::chunk(self.db, message, 0))
    }

    /// The mail among all of the account's.
    fn elsewhere(&mut self, wanted: &HeaderBlock) -> Result<Proof> {
        let Some(id) = wanted.message_id() else { return Ok(Proof::Another) };
        if self.by_id.is_none() {
            let mut statement = self.db.prepare("SELECT message_id, key FROM message WHERE account = ?1 AND message_id <> ''")?;
            let mut by_id: HashMap<String, Vec<MessageKey>> = HashMap::new();
            for row in statement.query_map([self.account.0], |row| Ok((row.get(0)?, MessageKey(row.get(1)?))))? {
                let (id, key) = row?;
                by_id.entry(id).or_default().push(key);
            }
            self.by_id = Some(by_id);
        }
        let alike = self.by_id.as_ref().and_then(|by_id| by_id.get(id)).cloned().unwrap_or_default();
        let mut found = None;
        for message in alike {
            if self.beginning_of(Some(message))?.is_some_and(|bytes| HeaderBlock::of(&bytes) == *wanted) {
                if found.is_some() {
                    return Ok(Proof::Unclear);
                }
                found = Some(message);
            }
        }
        Ok(found.map_or(Proof::Another, Proof::Moved))
    }
}
