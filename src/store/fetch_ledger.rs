//! What each fetch of an account brought: how much of it belongs to people we know, what was left on the server, and why. So that a fetch that looks fine but is not can be told
//! from one that is (customers.md 4).

use std::collections::HashMap;

use rusqlite::{Connection, params};
use serde_json::{Map, Value as Json, json};

use super::crm::people;
use super::packed::PackedAddresses;
use super::{Result, StoreError, accounts};
use crate::domain::ids::{AccountKey, Id};
use crate::domain::time::Instant;
use crate::jobs::account::{Arrivals, FetchEntry, LostMail};
use crate::problem::Code;
use crate::text::CleanText;

const WHAT: &str = "fetched";
/// So many entries of an account are kept: an app that runs all day and gets mail each time fills them in some days.
const KEPT: usize = 200;

/// Whom the newest so many mails of an account belong to: to people by their addresses, else why to nobody.
pub fn arrivals(db: &Connection, account: AccountKey, newest: u64) -> Result<Arrivals> {
    let mut known: HashMap<String, Whose> = HashMap::new();
    let mut counted = Arrivals::default();
    let mut statement = db.prepare_cached("SELECT addresses FROM message WHERE account = ?1 ORDER BY key DESC LIMIT ?2")?;
    let mut rows = statement.query(params![account.0, i64::try_from(newest).unwrap_or(i64::MAX)])?;
    while let Some(row) = rows.next()? {
        let mut whose = None;
        for (_, address) in PackedAddresses::read(row.get_ref(0)?.as_str()?).all() {
            let address = address.address.normalized();
            let of = match known.get(&address) {
                Some(of) => *of,
                None => *known.entry(address.clone()).or_insert(whose_is(db, &address)?),
            };
            whose = whose.max(Some(of));
        }
        match whose {
            Some(Whose::Somebodys) => counted.linked += 1,
            Some(Whose::Ours) => counted.own_address += 1,
            Some(Whose::Strangers) | None => counted.unknown_address += 1,
        }
    }
    Ok(counted)
}

/// Whose an address is, the one that counts most last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Whose {
    Ours,
    Strangers,
    Somebodys,
}

fn whose_is(db: &Connection, address: &str) -> Result<Whose> {
    Ok(if accounts::is_mine(db, address)? {
        Whose::Ours
    } else if people::has_address(db, address)? {
        Whose::Somebodys
    } else {
        Whose::Strangers
    })
}

/// Notes a fetch.
pub fn note(db: &Connection, account: AccountKey, entry: &FetchEntry) -> Result<()> {
    let sql = "INSERT INTO ledger (at, account, what, detail) VALUES (?1, ?2, ?3, ?4)";
    db.execute(sql, params![entry.at.0, account.0, WHAT, written(entry).to_string()])?;
    let old = "DELETE FROM ledger WHERE what = ?1 AND account = ?2 AND key <=
               (SELECT key FROM ledger WHERE what = ?1 AND account = ?2 ORDER BY key DESC LIMIT 1 OFFSET ?3)";
    db.execute(old, params![WHAT, account.0, KEPT as i64])?;
    Ok(())
}

/// The newest so many fetches of an account that were noted, newest first.
pub fn last(db: &Connection, account: AccountKey, most: usize) -> Result<Vec<FetchEntry>> {
    let sql = "SELECT at, detail FROM ledger WHERE what = ?1 AND account = ?2 ORDER BY key DESC LIMIT ?3";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params![WHAT, account.0, most as i64])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let detail = serde_json::from_str(row.get_ref(1)?.as_str()?).map_err(|_| StoreError::Damaged("ledger.detail"))?;
        entries.push(read(Instant(row.get(0)?), &detail));
    }
    Ok(entries)
}

/// The mails of an account that its server had once and has no more, though nothing here deleted them there: our copy is the only one (S40). Newest first.
///
/// Over POP3 that is a name that is listed no longer. Over IMAP such a mail lies in the trash here and nowhere there (see `store::imap`); nothing is said before every mailbox was looked
/// at, since until then nobody knows what the server has.
pub fn lost(db: &Connection, account: AccountKey) -> Result<Vec<LostMail>> {
    let sql = "SELECT m.key, m.id, m.date, m.subject FROM message m
               WHERE m.key IN (
                   SELECT s.message FROM pop3_seen s WHERE s.account = ?1 AND s.state = 'vanished'
                   UNION SELECT p.message FROM mailbox b JOIN placement p ON p.mailbox = b.key WHERE b.account = ?1 AND b.role = 'trash'
                     AND EXISTS (SELECT 1 FROM imap_mailbox f WHERE f.account = ?1)
                     AND p.message NOT IN (SELECT o.filed FROM outbox o))
                 AND NOT EXISTS (SELECT 1 FROM pop3_seen o WHERE o.message = m.key AND o.account = ?1 AND o.state <> 'vanished')
                 AND NOT EXISTS (SELECT 1 FROM imap_seen s WHERE s.message = m.key AND s.message <> 0)
                 AND NOT EXISTS (SELECT 1 FROM imap_mailbox f WHERE f.account = ?1 AND f.uid_validity = 0)
               ORDER BY m.date DESC, m.key DESC";
    let mut statement = db.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(LostMail { id: Id::from_bytes(row.get(1)?), date: Instant(row.get(2)?), subject: CleanText::line(row.get_ref(3)?.as_str()?) })
    };
    Ok(statement.query_map([account.0], read)?.collect::<rusqlite::Result<_>>()?)
}

fn written(entry: &FetchEntry) -> Json {
    let skipped: Map<String, Json> = entry.skipped.iter().map(|(code, count)| (code.word().to_owned(), (*count).into())).collect();
    json!({
        "linked": entry.arrivals.linked,
        "unknown_address": entry.arrivals.unknown_address,
        "own_address": entry.arrivals.own_address,
        "deleted_on_server": entry.deleted_on_server,
        "skipped": skipped,
        "error": entry.error.map(Code::word),
    })
}

fn read(at: Instant, detail: &Json) -> FetchEntry {
    let number = |name: &str| detail[name].as_u64().unwrap_or_default();
    let skipped = detail["skipped"].as_object().into_iter().flatten();
    FetchEntry {
        at,
        arrivals: Arrivals { linked: number("linked"), unknown_address: number("unknown_address"), own_address: number("own_address") },
        deleted_on_server: number("deleted_on_server"),
        skipped: skipped.filter_map(|(code, count)| Some((Code::from_word(code)?, count.as_u64()?))).collect(),
        error: detail["error"].as_str().and_then(Code::from_word),
    }
}
