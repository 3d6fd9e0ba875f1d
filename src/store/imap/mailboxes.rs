//! Which mailbox of ours is which of the server's.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::domain::ids::{AccountKey, MailboxKey};
use crate::domain::mail::mailbox::MailboxRole;
use crate::store::{Result, accounts};
use crate::text::CleanText;

/// A mailbox as its server lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerMailbox {
    /// Its name as the server writes it.
    pub name: String,
    /// Its name for people.
    pub shown: CleanText,
    /// What it is for.
    pub role: Option<MailboxRole>,
    /// Whether all mail of the account lies in it too.
    pub all_mail: bool,
}

/// Up to where a mailbox was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// The numbering of UIDs; 0 before the first look.
    pub uid_validity: u32,
    /// Every mail below this UID is known.
    pub uid_next: u32,
    /// Every change up to this number is known; 0 where the server does not number changes.
    pub highest_modseq: u64,
}

/// A mailbox of ours that a server has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Ours.
    pub mailbox: MailboxKey,
    /// Its name as the server writes it.
    pub name: String,
    /// Whether all mail of the account lies in it too.
    pub all_mail: bool,
    /// Up to where it was read.
    pub standing: Standing,
}

const COLUMNS: &str = "SELECT mailbox, name, all_mail, uid_validity, uid_next, highest_modseq FROM imap_mailbox";

fn read(row: &Row<'_>) -> rusqlite::Result<Folder> {
    Ok(Folder {
        mailbox: MailboxKey(row.get(0)?),
        name: row.get(1)?,
        all_mail: row.get(2)?,
        standing: Standing { uid_validity: row.get(3)?, uid_next: row.get(4)?, highest_modseq: row.get::<_, i64>(5)?.cast_unsigned() },
    })
}

/// Every mailbox of an account that its server had when it was asked last.
pub fn folders(db: &Connection, account: AccountKey) -> Result<Vec<Folder>> {
    let mut statement = db.prepare_cached(&format!("{COLUMNS} WHERE account = ?1 ORDER BY mailbox"))?;
    Ok(statement.query_map([account.0], read)?.collect::<rusqlite::Result<_>>()?)
}

/// One mailbox, where its server has it.
pub fn folder(db: &Connection, mailbox: MailboxKey) -> Result<Option<Folder>> {
    Ok(db.prepare_cached(&format!("{COLUMNS} WHERE mailbox = ?1"))?.query_row([mailbox.0], read).optional()?)
}

/// Takes the mailboxes that a server lists in: each keeps the mailbox that it was, a new one gets ours of its role or name, else a new one. Those that are listed no longer
/// stay until their mails are settled.
pub(super) fn take(db: &Connection, account: AccountKey, listed: &[ServerMailbox]) -> Result<Vec<Folder>> {
    let mut known: HashSet<i64> = folders(db, account)?.iter().map(|folder| folder.mailbox.0).collect();
    for one in listed {
        let sql = "UPDATE imap_mailbox SET all_mail = ?3 WHERE account = ?1 AND name = ?2";
        if db.prepare_cached(sql)?.execute(params![account.0, one.name, one.all_mail])? > 0 {
            continue;
        }
        let of_role = one.role.map(|role| accounts::mailbox_of_role(db, account, role)).transpose()?.filter(|key| !known.contains(&key.0));
        let mailbox = match of_role {
            Some(mailbox) => mailbox,
            None => of_name(db, account, &one.shown, &known)?,
        };
        known.insert(mailbox.0);
        let sql = "INSERT INTO imap_mailbox (mailbox, account, name, all_mail) VALUES (?1, ?2, ?3, ?4)";
        db.prepare_cached(sql)?.execute(params![mailbox.0, account.0, one.name, one.all_mail])?;
    }
    folders(db, account)
}

/// The mailbox of this very name that no other of the server is, or a new one; a name that is taken gets a number.
fn of_name(db: &Connection, account: AccountKey, name: &CleanText, known: &HashSet<i64>) -> Result<MailboxKey> {
    let mut find = db.prepare_cached("SELECT key, role FROM mailbox WHERE account = ?1 AND name = ?2")?;
    for number in 1.. {
        let called = if number == 1 { name.as_str().to_owned() } else { format!("{} ({number})", name.as_str()) };
        let found = find.query_row(params![account.0, called], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))).optional()?;
        match found {
            None => {
                db.execute("INSERT INTO mailbox (account, name) VALUES (?1, ?2)", params![account.0, called])?;
                return Ok(MailboxKey(db.last_insert_rowid()));
            }
            Some((key, role)) if role.is_empty() && !known.contains(&key) => return Ok(MailboxKey(key)),
            Some(_) => {}
        }
    }
    unreachable!("numbers do not end")
}

pub(super) fn made(db: &Connection, account: AccountKey, mailbox: MailboxKey, name: &str) -> Result<()> {
    let sql = "INSERT INTO imap_mailbox (mailbox, account, name) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    db.prepare_cached(sql)?.execute(params![mailbox.0, account.0, name])?;
    Ok(())
}

/// Forgets a mailbox of the server. Ours goes with it when it is for nothing else and holds nothing.
pub(super) fn dropped(db: &Connection, mailbox: MailboxKey) -> Result<()> {
    db.prepare_cached("DELETE FROM imap_mailbox WHERE mailbox = ?1")?.execute([mailbox.0])?;
    let sql = "DELETE FROM mailbox WHERE key = ?1 AND role = '' AND NOT EXISTS (SELECT 1 FROM placement WHERE mailbox = ?1)";
    db.prepare_cached(sql)?.execute([mailbox.0])?;
    Ok(())
}

pub(super) fn stands(db: &Connection, mailbox: MailboxKey, standing: Standing) -> Result<()> {
    let sql = "UPDATE imap_mailbox SET uid_validity = ?2, uid_next = ?3, highest_modseq = ?4 WHERE mailbox = ?1";
    let Standing { uid_validity, uid_next, highest_modseq } = standing;
    db.prepare_cached(sql)?.execute(params![mailbox.0, uid_validity, uid_next, highest_modseq.cast_signed()])?;
    Ok(())
}
