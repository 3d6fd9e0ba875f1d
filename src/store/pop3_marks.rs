//! What becomes of mails on a POP3 server, written down before and after each act (promises.md A1).

use std::io::Read;
use std::sync::Arc;

use rusqlite::{Connection, params};

use super::pop3_seen::{Name, first_seen, note};
use super::{Result, raw};
use crate::domain::ids::{AccountKey, MessageKey};
use crate::domain::mail::pop3::plan::{Adopt, DeleteOrder, Reconcile};
use crate::domain::mail::pop3::uidl::{Named, SeenState, Uidl};
use crate::domain::time::Instant;

/// Changes of what is known about a server's mails; one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Marks {
    /// What the listing and proofs taught.
    Reconciled(Vec<Reconcile>),
    /// These mails of ours are listed under new names.
    Adopted(Vec<Adopt>),
    /// These are to be deleted there.
    ToDelete(Vec<(Named, DeleteOrder)>),
    /// DELE was accepted for these; QUIT follows.
    DeleteSent(Vec<Named>),
    /// QUIT was answered well: these are gone there.
    Deleted(Vec<Named>),
    /// The conversation broke right behind this mail: it may be cut short, or have swallowed the next, and what else came in that session has to be proved.
    Broken(Broken),
    /// We logged in to this server (host, port and user name): the names that follow are of it, and those of another one are in doubt.
    Server(String),
}

impl Marks {
    /// Whether there is nothing to write down.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Reconciled(changes) => changes.is_empty(),
            Self::Adopted(adopted) => adopted.is_empty(),
            Self::ToDelete(orders) => orders.is_empty(),
            Self::DeleteSent(names) | Self::Deleted(names) => names.is_empty(),
            Self::Broken(_) | Self::Server(_) => false,
        }
    }
}

/// A conversation that broke right behind a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The name of that mail.
    pub at: Uidl,
    /// The names of all mails that came in that session.
    pub came: Vec<Uidl>,
    /// When.
    pub now: Instant,
}

/// Writes marks inside the writer's transaction.
pub fn mark(db: &Connection, account: AccountKey, marks: &Marks) -> Result<()> {
    match marks {
        Marks::Reconciled(changes) => {
            let sql = "UPDATE pop3_seen SET state = ?4, rule = iif(?4 = 'stored' AND state <> 'stored', 'leave', rule), listed = coalesce(?5, listed), doubt = ?6
                       WHERE account = ?1 AND uidl = ?2 AND n = ?3";
            let mut statement = db.prepare_cached(sql)?;
            for change in changes {
                let listed = change.listed.and_then(|size| i64::try_from(size).ok());
                statement.execute(params![account.0, change.uidl.0, change.n, change.state.word(), listed, change.doubt])?;
                if listed.is_some() {
                    look_again(db, account, &change.uidl)?;
                }
            }
        }
        Marks::Adopted(adopted) => {
            for adopt in adopted {
                let (stored_at, rule) = first_seen(db, account, adopt.message)?;
                let (uidl, listed) = (adopt.uidl.clone(), Arc::default());
                let name = Name { uidl, copy: 0, rule: String::new(), alone: false, size: adopt.listed, listed };
                note(db, account, &name, adopt.message, stored_at, rule.as_deref().unwrap_or("leave"), None)?;
            }
        }
        Marks::ToDelete(orders) => {
            let sql = "UPDATE pop3_seen SET state = 'to_delete', rule = ?4 WHERE account = ?1 AND uidl = ?2 AND n = ?3";
            let mut statement = db.prepare_cached(sql)?;
            for (named, order) in orders {
                statement.execute(params![account.0, named.uidl.0, named.n, order.word()])?;
            }
        }
        Marks::DeleteSent(names) => set(db, account, names, SeenState::DeleteSent)?,
        Marks::Deleted(names) => set(db, account, names, SeenState::Deleted)?,
        Marks::Broken(broken) => {
            let mut doubt = db.prepare_cached("UPDATE pop3_seen SET doubt = 1 WHERE account = ?1 AND uidl = ?2")?;
            for name in &broken.came {
                doubt.execute(params![account.0, name.0])?;
            }
            let sql = "UPDATE pop3_seen SET cut = 1 WHERE account = ?1 AND uidl = ?2 AND message <> 0
                       AND state IN ('stored', 'to_delete', 'delete_sent')";
            db.prepare_cached(sql)?.execute(params![account.0, broken.at.0])?;
            look_again(db, account, &broken.at)?;
            let sql = "UPDATE pop3_seen SET refetched_at = ?3 WHERE account = ?1 AND uidl = ?2 AND cut <> 0";
            db.prepare_cached(sql)?.execute(params![account.0, broken.at.0, broken.now.0])?;
        }
        Marks::Server(server) => {
            let sql = "UPDATE pop3_seen SET doubt = 1
                       WHERE account = ?1 AND EXISTS (SELECT 1 FROM account_state WHERE account = ?1 AND server NOT IN ('', ?2))";
            db.execute(sql, params![account.0, server])?;
            let sql = "UPDATE account_state SET server = ?2 WHERE account = ?1 AND server <> ?2";
            db.execute(sql, params![account.0, server])?;
        }
    }
    Ok(())
}

/// Clears the suspicion that mails are not whole where their listed size is that of our copy, but for how line ends and stuffed dots are counted.
fn look_again(db: &Connection, account: AccountKey, name: &Uidl) -> Result<()> {
    let sql =
        "SELECT n, message, listed FROM pop3_seen WHERE account = ?1 AND uidl = ?2 AND cut <> 0 AND message <> 0 AND listed IS NOT NULL";
    let mut suspects = db.prepare_cached(sql)?;
    let suspects = suspects.query_map(params![account.0, name.0], |row| Ok((row.get(0)?, MessageKey(row.get(1)?), row.get(2)?)))?;
    for suspect in suspects.collect::<rusqlite::Result<Vec<(u32, MessageKey, i64)>>>()? {
        let (n, message, listed) = suspect;
        let (size, lines) = size_and_lines(db, message)?;
        // The line end that the dot line needs may be the server's own.
        if listed.abs_diff(size) <= lines + 2 {
            let sql = "UPDATE pop3_seen SET cut = 0 WHERE account = ?1 AND uidl = ?2 AND n = ?3";
            db.prepare_cached(sql)?.execute(params![account.0, name.0, n])?;
        }
    }
    Ok(())
}

/// How many bytes and lines a mail has.
fn size_and_lines(db: &Connection, message: MessageKey) -> Result<(i64, u64)> {
    let mut reader = raw::reader(db, message);
    let mut buffer = vec![0; 64 * 1024];
    let (mut size, mut lines) = (0, 0);
    loop {
        let count = reader.read(&mut buffer)?;
        if count == 0 {
            return Ok((size, lines));
        }
        size += i64::try_from(count).unwrap_or(i64::MAX);
        lines += memchr::memchr_iter(b'\n', &buffer[..count]).count() as u64;
    }
}

fn set(db: &Connection, account: AccountKey, names: &[Named], state: SeenState) -> Result<()> {
    let mut statement = db.prepare_cached("UPDATE pop3_seen SET state = ?4 WHERE account = ?1 AND uidl = ?2 AND n = ?3")?;
    for named in names {
        statement.execute(params![account.0, named.uidl.0, named.n, state.word()])?;
    }
    Ok(())
}
