//! How accounts are used, and what people were told about it (S36 to S40).

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension, params};

use super::Result;
use crate::domain::account::retention::Use;
use crate::domain::ids::{AccountKey, Id, MessageKey};
use crate::domain::time::Instant;

/// Two uses within this time are one, so that reading one mail after the other writes one row.
const ONCE_IN_MS: i64 = 3_600_000;

/// The use of an account as its row has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AccountUse {
    /// When a server last took a mail from it.
    pub last_sent: Option<Instant>,
    /// When one of its mails was last opened, answered or sorted.
    pub last_used: Option<Instant>,
    /// What a look at it noted.
    pub marks: Marks,
}

/// What a look at the use of an account notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// The day from which it is watched.
    pub watched_from: Option<Date>,
    /// The day on which the person was warned.
    pub warned: Option<Date>,
    /// The day on which it was paused.
    pub paused: Option<Date>,
}

impl AccountUse {
    /// In days of the person's calendar.
    pub fn days(&self, zone: &TimeZone) -> Use {
        let day = |at: Option<Instant>| at.map(|at| at.to_timestamp().to_zoned(zone.clone()).date());
        let Marks { watched_from, warned, paused } = self.marks;
        Use { watched_from, last_sent: day(self.last_sent), last_used: day(self.last_used), warned, paused }
    }
}

/// The use of an account; empty before anything is known of it.
pub fn of(db: &Connection, account: AccountKey) -> Result<AccountUse> {
    let sql = "SELECT last_sent, last_used, watched_from, warned_on, paused_on FROM account_state WHERE account = ?1";
    let row = db.prepare_cached(sql)?.query_row([account.0], |row| {
        let day = |at: usize| -> rusqlite::Result<Option<Date>> { Ok(row.get_ref(at)?.as_str()?.parse().ok()) };
        let moment = |at: usize| -> rusqlite::Result<Option<Instant>> { Ok(row.get::<_, Option<i64>>(at)?.map(Instant)) };
        let marks = Marks { watched_from: day(2)?, warned: day(3)?, paused: day(4)? };
        Ok(AccountUse { last_sent: moment(0)?, last_used: moment(1)?, marks })
    });
    Ok(row.optional()?.unwrap_or_default())
}

/// Notes what a look came to.
pub fn mark(db: &Connection, account: AccountKey, marks: Marks) -> Result<()> {
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let sql = "UPDATE account_state SET watched_from = ?2, warned_on = ?3, paused_on = ?4 WHERE account = ?1";
    db.execute(sql, params![account.0, day(marks.watched_from), day(marks.warned), day(marks.paused)])?;
    Ok(())
}

/// A server took a mail of this account; an answer is a use of its mail as well.
pub fn sent(db: &Connection, account: Id, answer: bool, now: Instant) -> Result<()> {
    let sql = "UPDATE account_state SET last_sent = ?2 WHERE account = (SELECT key FROM account WHERE id = ?1)";
    db.execute(sql, params![account.as_bytes(), now.0])?;
    if answer { used_by_hand(db, account, now) } else { Ok(()) }
}

/// The person says that the account is used.
pub fn used_by_hand(db: &Connection, account: Id, now: Instant) -> Result<()> {
    let sql = "UPDATE account_state SET last_used = ?2 WHERE account = (SELECT key FROM account WHERE id = ?1)";
    db.execute(sql, params![account.as_bytes(), now.0])?;
    Ok(())
}

/// A person opened or sorted these messages.
pub fn used(db: &Connection, messages: &[MessageKey], now: Instant) -> Result<()> {
    let all: usize = db.prepare_cached("SELECT count(*) FROM account")?.query_row([], |row| row.get(0))?;
    let mut accounts: BTreeSet<i64> = BTreeSet::new();
    let mut statement = db.prepare_cached("SELECT account FROM message WHERE key = ?1")?;
    for key in messages {
        accounts.extend(statement.query_row([key.0], |row| row.get::<_, i64>(0)).optional()?);
        if accounts.len() == all {
            break;
        }
    }
    let sql = "UPDATE account_state SET last_used = ?2 WHERE account = ?1 AND (last_used IS NULL OR abs(?2 - last_used) > ?3)";
    for account in accounts {
        db.prepare_cached(sql)?.execute(params![account, now.0, ONCE_IN_MS])?;
    }
    Ok(())
}
