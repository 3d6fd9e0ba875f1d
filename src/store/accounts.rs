//! Accounts as the store knows them: a key for mail to belong to, and the addresses that are ours.

use rusqlite::{Connection, OptionalExtension, params};

use super::account_use::{self, AccountUse};
use super::{Context, Result};
use crate::domain::account::health::Health;
use crate::domain::ids::{AccountKey, Id, MailboxKey};
use crate::domain::mail::address::AddrSpec;
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::mail::own::{Own, without_tag};
use crate::domain::time::Instant;
use crate::problem::Code;

/// The name of the account that imports without `--account` go to.
pub const LOCAL: &str = "local";

/// The key of an account by its outside id.
pub fn key_of(db: &Connection, id: Id) -> Result<Option<AccountKey>> {
    let sql = "SELECT key FROM account WHERE id = ?1";
    Ok(db.prepare_cached(sql)?.query_row([id.as_bytes()], |row| row.get(0).map(AccountKey)).optional()?)
}

/// Makes the account with its standard mailboxes, or brings its name and addresses up to date.
pub fn ensure(db: &Connection, id: Id, name: &str, addresses: &[AddrSpec]) -> Result<AccountKey> {
    db.execute(
        "INSERT INTO account (id, name) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE name <> excluded.name",
        params![id.as_bytes(), name],
    )?;
    let key: i64 = db.query_row("SELECT key FROM account WHERE id = ?1", [id.as_bytes()], |row| row.get(0))?;
    db.execute("INSERT OR IGNORE INTO account_state (account) VALUES (?1)", [key])?;
    for address in addresses {
        db.execute("INSERT OR IGNORE INTO account_address (address, account) VALUES (?1, ?2)", params![address.normalized(), key])?;
    }
    for role in MailboxRole::ALL {
        db.execute(
            "INSERT INTO mailbox (account, name, role) SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM mailbox WHERE account = ?1 AND role = ?3) ON CONFLICT DO NOTHING",
            params![key, role.default_name(), role.word()],
        )?;
    }
    Ok(AccountKey(key))
}

/// The account for mail that came from no server; made when missing.
pub fn ensure_local(db: &Connection, context: &mut Context) -> Result<AccountKey> {
    let found = db.query_row("SELECT id FROM account WHERE kind = 'local'", [], |row| row.get::<_, [u8; 16]>(0)).optional()?;
    let id = found.map_or_else(|| context.new_id(), Id::from_bytes);
    let key = ensure(db, id, LOCAL, &[])?;
    db.execute("UPDATE account SET kind = 'local' WHERE key = ?1 AND kind <> 'local'", [key.0])?;
    Ok(key)
}

/// The mailbox of a role in an account.
pub fn mailbox_of_role(db: &Connection, account: AccountKey, role: MailboxRole) -> Result<MailboxKey> {
    let sql = "SELECT key FROM mailbox WHERE account = ?1 AND role = ?2";
    Ok(db.prepare_cached(sql)?.query_row(params![account.0, role.word()], |row| row.get(0).map(MailboxKey))?)
}

/// The outside id of an account.
pub fn id_of(db: &Connection, key: AccountKey) -> Result<Option<Id>> {
    let sql = "SELECT id FROM account WHERE key = ?1";
    Ok(db.prepare_cached(sql)?.query_row([key.0], |row| row.get(0).map(Id::from_bytes)).optional()?)
}

/// The accounts of servers to which an address belongs or belonged, by outside id with the number of their messages; the one with the most first.
pub fn of_address(db: &Connection, address: &AddrSpec) -> Result<Vec<(Id, u64)>> {
    let sql = "SELECT id, (SELECT count(*) FROM message WHERE message.account = account.key) AS messages FROM account
               JOIN account_address ON account_address.account = account.key WHERE address = ?1 AND kind = 'server' ORDER BY messages DESC, key";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([address.normalized()], |row| Ok((Id::from_bytes(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// All our own addresses.
pub fn own(db: &Connection) -> Result<Own> {
    let mut statement = db.prepare_cached("SELECT DISTINCT address FROM account_address")?;
    let found = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    Ok(Own::new(found))
}

/// Whether an address, normalised, is one of our own ([`Own`]).
pub fn is_mine(db: &Connection, normalized: &str) -> Result<bool> {
    let plain = without_tag(normalized);
    Ok(db
        .prepare_cached("SELECT 1 FROM account_address WHERE address IN (?1, ?2) LIMIT 1")?
        .exists([normalized, plain.as_deref().unwrap_or(normalized)])?)
}

/// How fetching an account went: `account_state`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccountState {
    /// How it is doing; `fetching` and `off` are never stored.
    pub health: Health,
    /// Why the last fetch failed; `None` when it was good, or when another version of fumi noted a code that this one does not know.
    pub code: Option<Code>,
    /// What the server said, cleaned.
    pub detail: String,
    /// A short mark of the secret the server refused, by which a new secret is known; never the secret.
    pub secret_mark: String,
    /// The same mark of the secret that last logged in.
    pub good_mark: String,
    /// The host, port and user name that the names of its mails are of; written with the marks of the server alone.
    pub server: String,
    /// Failures in a row.
    pub failures: u32,
    /// The last good fetch.
    pub last_good: Option<Instant>,
    /// The next try after a failure.
    pub next_try: Option<Instant>,
}

/// An account of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAccount {
    /// Its key in this store; it stays when the account is renamed.
    pub key: AccountKey,
    /// Its outside id.
    pub id: Id,
    /// Its name when it was last seen.
    pub name: String,
    /// Whether it is the one for mail that came from no server.
    pub local: bool,
    /// Messages stored from it.
    pub messages: u64,
    /// How many of those in its mailboxes are unread, spam and trash left out.
    pub unread: u64,
    /// How fetching it went.
    pub state: AccountState,
    /// How it is used.
    pub used: AccountUse,
}

/// Every account the store knows, those without settings included.
pub fn all(db: &Connection) -> Result<Vec<StoredAccount>> {
    let sql = "SELECT key, id, name, kind = 'local', (SELECT count(*) FROM message WHERE message.account = account.key),
                 (SELECT coalesce(sum(unread), 0) FROM mailbox WHERE mailbox.account = account.key AND role IS NOT 'spam' AND role IS NOT 'trash')
               FROM account ORDER BY key";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(StoredAccount {
            key: AccountKey(row.get(0)?),
            id: Id::from_bytes(row.get(1)?),
            name: row.get(2)?,
            local: row.get(3)?,
            messages: row.get(4)?,
            unread: row.get(5)?,
            state: AccountState::default(),
            used: AccountUse::default(),
        })
    })?;
    let mut found = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    for account in &mut found {
        account.state = state(db, account.key)?;
        account.used = account_use::of(db, account.key)?;
    }
    Ok(found)
}

/// How fetching this account went.
pub fn state(db: &Connection, account: AccountKey) -> Result<AccountState> {
    let sql =
        "SELECT health, code, detail, secret_mark, failures, last_good, next_try, good_mark, server FROM account_state WHERE account = ?1";
    let row = db.prepare_cached(sql)?.query_row([account.0], |row| {
        Ok(AccountState {
            health: health_of(row.get_ref(0)?.as_str()?),
            code: Code::from_word(row.get_ref(1)?.as_str()?),
            detail: row.get(2)?,
            secret_mark: row.get(3)?,
            failures: row.get(4)?,
            last_good: row.get::<_, Option<i64>>(5)?.map(Instant),
            next_try: row.get::<_, Option<i64>>(6)?.map(Instant),
            good_mark: row.get(7)?,
            server: row.get(8)?,
        })
    });
    Ok(row.optional()?.unwrap_or_default())
}

/// A stored state; the first versions of fumi called held deletes by another word.
fn health_of(word: &str) -> Health {
    if word == "deletes_held" { Health::Paused } else { Health::from_word(word).unwrap_or_default() }
}

/// Notes how fetching this account went.
pub fn note_state(db: &Connection, account: AccountKey, state: &AccountState) -> Result<()> {
    let sql = "INSERT INTO account_state (account, health, code, detail, secret_mark, failures, last_good, next_try, good_mark) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
               ON CONFLICT (account) DO UPDATE SET health = ?2, code = ?3, detail = ?4, secret_mark = ?5, failures = ?6, last_good = ?7, next_try = ?8, good_mark = ?9";
    let (good, next) = (state.last_good.map(|at| at.0), state.next_try.map(|at| at.0));
    db.prepare_cached(sql)?.execute(params![
        account.0,
        state.health.word(),
        state.code.map_or("", Code::word),
        state.detail,
        state.secret_mark,
        state.failures,
        good,
        next,
        state.good_mark
    ])?;
    Ok(())
}
