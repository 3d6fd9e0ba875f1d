//! Mailboxes and their counters.

use rusqlite::{Connection, OptionalExtension, params};

use super::changes::Change;
use super::{Result, StoreError};
use crate::domain::ids::{AccountKey, Id, MailboxKey, MessageKey};
use crate::domain::mail::mailbox::MailboxRole;
use crate::jobs::mail::MailboxRow;
use crate::text::{CleanText, search_form};

/// The mailbox of mailbox_thread that stands for everything but spam and trash.
pub const ALL_MAIL: MailboxKey = MailboxKey(0);

/// All mailboxes: by account, then the roles in their order, then by name.
pub fn list(db: &Connection) -> Result<Vec<MailboxRow>> {
    let sql = "SELECT m.key, m.account, a.id, a.name, m.name, m.role, m.total, m.unread, m.threads FROM mailbox m JOIN account a ON a.key = m.account ORDER BY a.kind DESC, a.key";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement
        .query_map([], |row| {
            Ok(MailboxRow {
                key: MailboxKey(row.get(0)?),
                account: AccountKey(row.get(1)?),
                account_id: Id::from_bytes(row.get(2)?),
                account_name: CleanText::line(row.get_ref(3)?.as_str()?),
                name: CleanText::line(row.get_ref(4)?.as_str()?),
                role: MailboxRole::from_word(row.get_ref(5)?.as_str()?),
                total: row.get(6)?,
                unread: row.get(7)?,
                threads: row.get(8)?,
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let place = |role: Option<MailboxRole>| MailboxRole::ALL.iter().position(|one| Some(*one) == role).unwrap_or(MailboxRole::ALL.len());
    let mut order: Vec<AccountKey> = Vec::new();
    for row in &rows {
        if !order.contains(&row.account) {
            order.push(row.account);
        }
    }
    rows.sort_by_key(|row| (order.iter().position(|one| *one == row.account), place(row.role), row.name.clone()));
    Ok(rows)
}

/// Mailboxes called `NAME` in any account, or the one called `ACCOUNT/NAME`; names are compared without regard to case, width and kana, and the mailboxes that every account has by their names in
/// any language.
pub fn named(db: &Connection, text: &str) -> Result<Vec<MailboxKey>> {
    let all = list(db)?;
    let called = |form: fn(&str) -> String| -> Vec<MailboxKey> {
        let wanted = form(text.trim());
        let fits = |row: &&MailboxRow| {
            let name = form(row.name.as_str());
            name == wanted || format!("{}/{name}", form(row.account_name.as_str())) == wanted
        };
        all.iter().filter(fits).map(|row| row.key).collect()
    };
    // As it is written comes first, since two names may differ in what people do not see.
    let mut found = called(str::to_lowercase);
    if found.is_empty() {
        found = called(|name| search_form(name).into_owned());
    }
    if found.is_empty() {
        // A name of the person's language, for what each account has.
        let (account, name) = text.split_once('/').map_or((None, text), |(account, name)| (Some(search_form(account)), name));
        let role = MailboxRole::of_typed(name);
        let meant = |row: &&MailboxRow| {
            row.role.is_some()
                && row.role == role
                && account.as_ref().is_none_or(|account| search_form(row.account_name.as_str()) == *account)
        };
        found.extend(all.iter().filter(meant).map(|row| row.key));
    }
    Ok(found)
}

/// The mailbox of this name in this account; names are compared without regard to the case of ASCII letters.
pub fn find_named(db: &Connection, account: AccountKey, name: &CleanText) -> Result<Option<MailboxKey>> {
    let sql = "SELECT key FROM mailbox WHERE account = ?1 AND name = ?2 COLLATE NOCASE";
    let found = db.prepare_cached(sql)?.query_row(params![account.0, name.as_str()], |row| row.get(0).map(MailboxKey)).optional()?;
    let (None, Some(role)) = (found, MailboxRole::of_typed(name.as_str())) else { return Ok(found) };
    let sql = "SELECT key FROM mailbox WHERE account = ?1 AND role = ?2";
    Ok(db.prepare_cached(sql)?.query_row(params![account.0, role.word()], |row| row.get(0).map(MailboxKey)).optional()?)
}

/// The mailbox of this name in this account, made when missing.
pub fn ensure_named(db: &Connection, account: AccountKey, name: &CleanText) -> Result<MailboxKey> {
    if let Some(found) = find_named(db, account, name)? {
        return Ok(found);
    }
    db.execute("INSERT INTO mailbox (account, name) VALUES (?1, ?2)", params![account.0, name.as_str()])?;
    Ok(MailboxKey(db.last_insert_rowid()))
}

/// The name of a mailbox.
pub fn name_of(db: &Connection, mailbox: MailboxKey) -> Result<String> {
    let sql = "SELECT name FROM mailbox WHERE key = ?1";
    Ok(db.prepare_cached(sql)?.query_row([mailbox.0], |row| row.get(0))?)
}

/// A mailbox as a change row writes it: account and name.
pub fn written(db: &Connection, mailbox: MailboxKey) -> Result<String> {
    let sql = "SELECT account || '/' || name FROM mailbox WHERE key = ?1";
    Ok(db.prepare_cached(sql)?.query_row([mailbox.0], |row| row.get(0))?)
}

/// Takes a message into the counters of the mailboxes that it lies in, or out of them: before and after a change of its flags or of where it lies. What sleeps is not counted.
pub fn count(db: &Connection, message: MessageKey, by: i64) -> Result<()> {
    let sql = "UPDATE mailbox SET total = total + ?2, unread = unread + ?2 * (SELECT NOT (flags & 1) FROM message WHERE key = ?1)
               WHERE key IN (SELECT mailbox FROM placement WHERE message = ?1) AND (SELECT flags & 64 = 0 FROM message WHERE key = ?1)";
    db.prepare_cached(sql)?.execute([message.0, by])?;
    Ok(())
}

/// Takes a mailbox away that a change made, unless other mail came into it since.
pub fn take_away(db: &Connection, change: &Change) -> Result<()> {
    for key in &change.keys {
        let sql = "DELETE FROM mailbox WHERE key = ?1 AND NOT EXISTS (SELECT 1 FROM placement WHERE mailbox = ?1)";
        db.prepare_cached(sql)?.execute([key])?;
    }
    Ok(())
}

/// Makes a mailbox again that an undo took away, under its old key.
///
/// # Errors
/// [`StoreError::ChangedSince`] when another of this name is there now.
pub fn make_again(db: &Connection, change: &Change) -> Result<()> {
    let (account, name) = change.after.split_once('/').ok_or(StoreError::Damaged("mailbox"))?;
    let account: i64 = account.parse().map_err(|_| StoreError::Damaged("mailbox"))?;
    for key in &change.keys {
        match find_named(db, AccountKey(account), &CleanText::line(name))? {
            Some(MailboxKey(found)) if found == *key => {}
            Some(_) => return Err(StoreError::ChangedSince),
            None => _ = db.execute("INSERT INTO mailbox (key, account, name) VALUES (?1, ?2, ?3)", params![key, account, name])?,
        }
    }
    Ok(())
}
