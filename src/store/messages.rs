//! Messages as lists and trees show them.

use std::collections::HashMap;

use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, params};

use super::crm::people;
use super::packed::{PackedAddresses, split};
use super::{Result, StoreError};
use crate::domain::ids::{AccountKey, Id, MailboxKey, MessageKey, ThreadKey};
use crate::domain::mail::address::{AddrSpec, AddressRole};
use crate::domain::mail::authentication::Auth;
use crate::domain::mail::flags::Flags;
use crate::domain::time::Instant;
use crate::jobs::mail::{MessageRow, PersonMark};
use crate::text::CleanText;

/// The columns that [`read_row`] reads, of `message m` joined with its thread and account.
pub const COLUMNS: &str = "m.key, m.id, m.account, m.thread, m.message_id, m.date, m.size, m.subject, m.addresses, m.snippet, m.labels, m.flags, m.attachments, m.mine, m.state, t.id, a.name,
    (SELECT min(p.mailbox) FROM placement p WHERE p.message = m.key), (SELECT u.verdict FROM authentication u WHERE u.message = m.key),
    iif(m.flags & 64, (SELECT s.until FROM snooze s WHERE s.message = m.key), NULL)";

/// The tables that [`COLUMNS`] needs.
pub const TABLES: &str = "message m JOIN thread t ON t.key = m.thread JOIN account a ON a.key = m.account";

/// Reads a row of [`COLUMNS`]; mailbox name and person are filled by [`Rows`].
pub fn read_row(row: &Row<'_>) -> rusqlite::Result<MessageRow> {
    let addresses = PackedAddresses::read(row.get_ref(8)?.as_str()?);
    let of = |role| addresses.of_role(role).cloned().collect::<Vec<_>>();
    let message_id = row.get_ref(4)?.as_str()?;
    Ok(MessageRow {
        key: MessageKey(row.get(0)?),
        id: Id::from_bytes(row.get(1)?),
        account: AccountKey(row.get(2)?),
        thread: ThreadKey(row.get(3)?),
        thread_id: Id::from_bytes(row.get(15)?),
        message_id: if message_id.is_empty() { CleanText::default() } else { CleanText::line(&format!("<{message_id}>")) },
        from: of(AddressRole::From).into_iter().next(),
        author: PackedAddresses::author(row.get_ref(8)?.as_str()?),
        odd_sender: PackedAddresses::odd_sender(row.get_ref(8)?.as_str()?),
        to: of(AddressRole::To),
        cc: of(AddressRole::Cc),
        bcc: of(AddressRole::Bcc),
        reply_to: of(AddressRole::ReplyTo),
        subject: CleanText::line(row.get_ref(7)?.as_str()?),
        date: Instant(row.get(5)?),
        flags: Flags(row.get(11)?),
        snoozed: row.get::<_, Option<i64>>(19)?.map(Instant),
        labels: split(row.get_ref(10)?.as_str()?),
        snippet: CleanText::line(row.get_ref(9)?.as_str()?),
        size: row.get(6)?,
        attachments: row.get(12)?,
        mailbox: row.get::<_, Option<i64>>(17)?.map(MailboxKey),
        mailbox_name: CleanText::default(),
        account_name: CleanText::line(row.get_ref(16)?.as_str()?),
        also_in: Vec::new(),
        mine: row.get(13)?,
        parsed: row.get_ref(14)?.as_str()? == "parsed",
        auth: Auth::of_code(row.get::<_, Option<i64>>(18)?.unwrap_or_default()),
        person: None,
    })
}

/// Reads rows one after the other; what several of them share is looked up once.
pub struct Rows<'a> {
    db: &'a Connection,
    read: CachedStatement<'a>,
    mailboxes: HashMap<MailboxKey, CleanText>,
    people: HashMap<AddrSpec, Option<PersonMark>>,
}

impl<'a> Rows<'a> {
    /// Before the first row.
    pub fn new(db: &'a Connection) -> Result<Self> {
        let read = db.prepare_cached(&format!("SELECT {COLUMNS} FROM {TABLES} WHERE m.key = ?1"))?;
        Ok(Self { db, read, mailboxes: HashMap::new(), people: HashMap::new() })
    }

    /// One message.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub fn row(&mut self, key: MessageKey) -> Result<MessageRow> {
        let mut found = self.read.query_row([key.0], read_row).optional()?.ok_or(StoreError::NotFound)?;
        if let Some(mailbox) = found.mailbox {
            found.mailbox_name = match self.mailboxes.get(&mailbox) {
                Some(name) => name.clone(),
                None => self.mailboxes.entry(mailbox).or_insert(name_of(self.db, mailbox)?).clone(),
            };
        }
        if let Some(author) = &found.author {
            found.person = match self.people.get(&author.address) {
                Some(person) => person.clone(),
                None => self.people.entry(author.address.clone()).or_insert(people::mark(self.db, &author.address)?).clone(),
            };
        }
        Ok(found)
    }
}

fn name_of(db: &Connection, mailbox: MailboxKey) -> Result<CleanText> {
    let sql = "SELECT name FROM mailbox WHERE key = ?1";
    let name = db.prepare_cached(sql)?.query_row([mailbox.0], |found| found.get::<_, String>(0)).optional()?;
    Ok(CleanText::line(name.as_deref().unwrap_or_default()))
}

/// One message.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn row(db: &Connection, key: MessageKey) -> Result<MessageRow> {
    Rows::new(db)?.row(key)
}

/// The name of the account that a message came to; `None` when it is gone.
pub fn account_of(db: &Connection, key: MessageKey) -> Result<Option<String>> {
    let sql = "SELECT a.name FROM message m JOIN account a ON a.key = m.account WHERE m.key = ?1";
    Ok(db.prepare_cached(sql)?.query_row([key.0], |row| row.get(0)).optional()?)
}

/// All messages, oldest first.
pub fn all(db: &Connection) -> Result<Vec<MessageKey>> {
    let mut query = db.prepare_cached("SELECT key FROM message ORDER BY key")?;
    Ok(query.query_map([], |row| row.get(0).map(MessageKey))?.collect::<rusqlite::Result<_>>()?)
}

/// The newest messages that an address wrote before this one, newest first: at most `limit`, and none over `max_size` bytes or unreadable.
pub fn earlier_from(db: &Connection, key: MessageKey, address: &AddrSpec, limit: u32, max_size: u64) -> Result<Vec<MessageKey>> {
    let sql = "SELECT m.key FROM address a JOIN message_address o ON o.address = a.key JOIN message m ON m.key = o.message
        WHERE a.normalized = ?1 AND o.role IN (?2, ?6) AND o.message < ?3 AND m.size <= ?4 AND m.state = 'parsed' ORDER BY o.message DESC LIMIT ?5";
    let mut query = db.prepare_cached(sql)?;
    let values = params![address.normalized(), AddressRole::From.code(), key.0, max_size, limit, AddressRole::Author.code()];
    let found = query.query_map(values, |row| row.get(0).map(MessageKey))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
