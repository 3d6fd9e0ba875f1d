//! Mail that arrives: one transaction for its rows, its thread, its summary and what the server calls it.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, params};

pub use super::arrived::{Arrived, Outcome};
use super::search::TailEntry;
use super::threads::Threads;
use super::{Context, Result, StoreError, accounts, authentication, imap, packed, pop3_seen, raw, search, snooze, summary};
use crate::domain::ids::{AccountKey, MailboxKey, MessageKey};
use crate::domain::mail::address::{Address, AddressRole};
use crate::domain::mail::flags::Flags;
use crate::domain::mail::message::ParsedMail;
use crate::domain::mail::own::Own;
use crate::domain::mail::sender::{self, WhomFrom};
use crate::domain::time::Instant;

/// After so many chunks of a big mail the page cache is emptied.
const SHRINK_CHUNKS: u32 = 16;

/// A batch of mails for one account.
#[derive(Debug, Clone)]
pub struct Arrivals {
    /// The account that all of them came to.
    pub account: AccountKey,
    /// The mails, in the order of the server or file.
    pub mails: Vec<Arrival>,
}

/// One mail that arrived.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// What was read from it; its text is not looked at any more.
    pub mail: ParsedMail,
    /// What search keeps of it.
    pub search: TailEntry,
    /// The mail itself, untouched: what can always be read again.
    pub bytes: Bytes,
    /// Where it goes.
    pub mailbox: MailboxKey,
    /// The flags it comes with; none from POP3.
    pub flags: Flags,
    /// When the server took it, if the server says so.
    pub server_time: Option<Instant>,
    /// What its server calls it; none for imports and own mail.
    pub server: Option<ServerName>,
}

/// What a server calls a mail, as its protocol does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerName {
    /// Its UIDL and what goes with it.
    Pop3(pop3_seen::Name),
    /// Its UID and what goes with it.
    Imap(imap::Name),
}

impl ServerName {
    /// What tells a mail apart from the others of its account, from one session to the next.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Pop3(name) => &name.uidl.0,
            Self::Imap(name) => &name.bytes,
        }
    }
}

/// The bytes of a mail on their way into the store.
#[derive(Debug, Clone)]
pub enum Bytes {
    /// All its chunks of at most 1 MiB, at least one, compressed by [`raw::compress`]: they are stored with its row.
    Chunks(Vec<Vec<u8>>),
    /// Chunks that [`BigMail`] writes put there before.
    Reserved(MessageKey),
}

impl Bytes {
    /// How many bytes are still to be stored.
    pub fn size(&self) -> usize {
        match self {
            Self::Chunks(chunks) => chunks.iter().map(Vec::len).sum(),
            Self::Reserved(_) => 0,
        }
    }
}

/// A chunk of a big mail: the first makes the key, the others name it.
#[derive(Debug, Clone)]
pub struct BigMail {
    /// The key that the first chunk was given; `None` for the first chunk.
    pub key: Option<MessageKey>,
    /// The sort time, for the first chunk.
    pub sort_time: Instant,
    /// The number of the chunk, from 0.
    pub n: u32,
    /// The chunk, compressed.
    pub data: Vec<u8>,
    /// The process that writes it, so that no other one takes it for what a crash left.
    pub owner: String,
}

/// Stores a batch inside the writer's transaction.
pub fn store(db: &Connection, arrivals: Arrivals, context: &mut Context) -> Result<Arrived> {
    let mut batch = Batch::new(db, arrivals.account)?;
    let mut arrived = Arrived::default();
    for arrival in arrivals.mails {
        let known = known(db, arrivals.account, &arrival)?;
        let outcome = match known {
            Some(message) if !raw::is_whole(db, message, &arrival.mail.raw_sha256) => {
                mend(db, message, &arrival.bytes)?;
                // A file that brings back what was broken was imported; to a server it is the mail that it was.
                if arrival.server.is_none() { Outcome::Stored(message) } else { Outcome::Known(message) }
            }
            Some(message) => {
                forget_reserved(db, &arrival.bytes)?;
                Outcome::Known(message)
            }
            None if is_purged(db, arrivals.account, &arrival)? => {
                forget_reserved(db, &arrival.bytes)?;
                Outcome::Purged
            }
            None => Outcome::Stored(batch.store(&arrival, context)?),
        };
        match &arrival.server {
            Some(ServerName::Pop3(name)) => match outcome {
                Outcome::Stored(message) => pop3_seen::note_new(db, arrivals.account, name, message, context.now)?,
                Outcome::Known(message) => pop3_seen::note_known(db, arrivals.account, name, message, context.now)?,
                Outcome::Purged => pop3_seen::note_purged(db, arrivals.account, name, &arrival.mail.raw_sha256, context.now)?,
            },
            Some(ServerName::Imap(name)) => match outcome {
                Outcome::Stored(message) => imap::note(db, name, message, true)?,
                Outcome::Known(message) => imap::note(db, name, message, false)?,
                Outcome::Purged => {}
            },
            None => {}
        }
        arrived.outcomes.push(outcome);
    }
    arrived.mailboxes = batch.finish()?;
    Ok(arrived)
}

/// Writes one chunk of a big mail and answers the key it lies under.
pub fn store_part(db: &Connection, part: BigMail) -> Result<MessageKey> {
    let key = match part.key {
        Some(key) => key,
        None => {
            let key = free_key(db, part.sort_time)?;
            db.prepare_cached("INSERT INTO arriving (message, owner) VALUES (?1, ?2)")?.execute(params![key.0, part.owner])?;
            key
        }
    };
    // A hundred chunks would fill the page cache with pages that nobody reads again; emptied at each, it would forget what other mails need.
    if part.n % SHRINK_CHUNKS == SHRINK_CHUNKS - 1 {
        db.execute_batch("PRAGMA shrink_memory")?;
    }
    raw::put(db, key, part.n, &part.data)?;
    Ok(key)
}

/// Big mails whose chunks are here and which no row lists yet, with the process that writes each.
pub fn unlisted(db: &Connection) -> Result<Vec<(MessageKey, String)>> {
    let mut statement = db.prepare("SELECT message, owner FROM arriving ORDER BY message")?;
    Ok(statement.query_map([], |row| Ok((MessageKey(row.get(0)?), row.get(1)?)))?.collect::<rusqlite::Result<_>>()?)
}

/// Removes the chunks of these big mails, whose processes ended, unless a row lists them by now.
pub fn sweep_unlisted(db: &Connection, left: &[MessageKey]) -> Result<()> {
    for key in left {
        if db.prepare_cached("SELECT 1 FROM arriving WHERE message = ?1")?.exists([key.0])? {
            forget_reserved(db, &Bytes::Reserved(*key))?;
        }
    }
    Ok(())
}

fn forget_reserved(db: &Connection, bytes: &Bytes) -> Result<()> {
    if let Bytes::Reserved(key) = bytes {
        raw::remove(db, *key)?;
        db.execute("DELETE FROM arriving WHERE message = ?1", [key.0])?;
    }
    Ok(())
}

/// Puts the bytes of a mail in the place of those that are damaged or gone; its row, its place and its flags stay.
fn mend(db: &Connection, message: MessageKey, bytes: &Bytes) -> Result<()> {
    raw::remove(db, message)?;
    match bytes {
        Bytes::Chunks(chunks) => (0..).zip(chunks).try_for_each(|(n, chunk)| raw::put(db, message, n, chunk))?,
        Bytes::Reserved(key) => {
            raw::hand_over(db, *key, message)?;
            db.execute("DELETE FROM arriving WHERE message = ?1", [key.0])?;
        }
    }
    Ok(())
}

/// The message that this mail is, when the account has it: the same bytes, and the server does not say that they are two.
fn known(db: &Connection, account: AccountKey, arrival: &Arrival) -> Result<Option<MessageKey>> {
    let sql = "SELECT key FROM message WHERE account = ?1 AND hash = ?2";
    let mut same = db.prepare_cached(sql)?;
    let same = same.query_map(params![account.0, arrival.mail.raw_sha256], |row| row.get(0).map(MessageKey))?;
    let same = same.collect::<rusqlite::Result<Vec<_>>>()?;
    match &arrival.server {
        None | Some(ServerName::Imap(_)) => Ok(same.first().copied()),
        Some(ServerName::Pop3(name)) => pop3_seen::known(db, account, name, &same),
    }
}

/// Whether a person removed this mail for good; one that comes from a file is wanted again.
fn is_purged(db: &Connection, account: AccountKey, arrival: &Arrival) -> Result<bool> {
    match &arrival.server {
        None | Some(ServerName::Imap(_)) => Ok(false),
        Some(ServerName::Pop3(name)) => pop3_seen::is_purged(db, account, name, &arrival.mail.raw_sha256),
    }
}

/// Puts a mail of one chunk under the first free key of its sort time.
fn put_at(db: &Connection, at: Instant, data: &[u8]) -> Result<MessageKey> {
    let first = MessageKey::first_of(at.0);
    if raw::put_if_free(db, first, data)? {
        return Ok(first);
    }
    let key = free_key(db, at)?;
    raw::put(db, key, 0, data)?;
    Ok(key)
}

/// Puts a mail of some chunks under the first free key of its sort time.
fn put_all_at(db: &Connection, at: Instant, chunks: &[Vec<u8>]) -> Result<MessageKey> {
    let (first, others) = chunks.split_first().ok_or(StoreError::Damaged("chunks"))?;
    let key = put_at(db, at, first)?;
    for (n, data) in (1..).zip(others) {
        raw::put(db, key, n, data)?;
    }
    Ok(key)
}

/// The first free key of a sort time. Every message has a first chunk, so that table knows all keys, also those of big mails on their way.
pub(super) fn free_key(db: &Connection, at: Instant) -> Result<MessageKey> {
    let (first, end) = (MessageKey::first_of(at.0), MessageKey::first_of(at.0 + 1));
    let sql = "SELECT max(key) FROM raw_chunk WHERE key >= ?1 AND key < ?2";
    let last: Option<i64> = db.prepare_cached(sql)?.query_row([first.0, end.0], |row| row.get(0))?;
    let key = last.map_or(first.0, |last| last + 1);
    if key < end.0 { Ok(MessageKey(key)) } else { free_key(db, at.plus_ms(-1)) }
}

/// What a batch finds out once, and what it writes once at its end.
struct Batch<'a> {
    db: &'a Connection,
    account: AccountKey,
    threads: Threads,
    own: Own,
    addresses: HashMap<String, i64>,
    /// New mails that somebody else wrote and a server brought.
    answers: Vec<MessageKey>,
    /// New mails of each mailbox, and how many of them are unread.
    counts: BTreeMap<MailboxKey, (i64, i64)>,
}

impl<'a> Batch<'a> {
    fn new(db: &'a Connection, account: AccountKey) -> Result<Self> {
        let own = accounts::own(db)?;
        Ok(Self { db, account, threads: Threads::default(), own, addresses: HashMap::new(), answers: Vec::new(), counts: BTreeMap::new() })
    }

    /// Brings counters and summaries up to date; answers the mailboxes that have new mail.
    fn finish(self) -> Result<Vec<MailboxKey>> {
        let mut count = self.db.prepare_cached("UPDATE mailbox SET total = total + ?2, unread = unread + ?3 WHERE key = ?1")?;
        for (mailbox, (total, unread)) in &self.counts {
            count.execute([mailbox.0, *total, *unread])?;
        }
        if !self.answers.is_empty() && snooze::any_asleep(self.db)? {
            snooze::answered(self.db, &self.answers)?;
        }
        for thread in self.threads.touched() {
            summary::refresh(self.db, thread)?;
        }
        Ok(self.counts.into_keys().collect())
    }

    fn store(&mut self, arrival: &Arrival, context: &mut Context) -> Result<MessageKey> {
        let (db, mail) = (self.db, &arrival.mail);
        let sort = mail.sort_time(arrival.server_time, context.now);
        let key = match &arrival.bytes {
            Bytes::Chunks(chunks) => put_all_at(db, sort, chunks)?,
            Bytes::Reserved(key) => {
                db.prepare_cached("DELETE FROM arriving WHERE message = ?1")?.execute([key.0])?;
                *key
            }
        };
        let whom = sender::of_mail(mail, &self.own);
        let thread = self.threads.find(db, key, mail, context)?;
        let sql = "INSERT INTO message (key, id, account, thread, message_id, refs, hash, body_hash, date, stored_at, size, subject, addresses, snippet, flags, attachments, mine,
                   list_id, automation, warnings, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)";
        db.prepare_cached(sql)?.execute(params![
            key.0,
            context.new_id().as_bytes(),
            self.account.0,
            thread.0,
            mail.message_id.as_deref().unwrap_or_default(),
            Threads::lineage(mail).join("\n"),
            mail.raw_sha256,
            mail.body_sha256,
            sort.0,
            context.now.0,
            i64::try_from(mail.size).map_err(|_| StoreError::Damaged("size"))?,
            mail.subject.as_str(),
            packed::pack_addresses(mail, &whom),
            mail.snippet.as_str(),
            arrival.flags.0,
            attached(mail),
            whom.mine,
            mail.list.as_ref().map_or("", |list| list.id.as_str()),
            mail.automation.code(),
            mail.warnings.0,
            if mail.unparsed { "unparsed" } else { "parsed" },
        ])?;
        db.prepare_cached("INSERT INTO placement (mailbox, message) VALUES (?1, ?2)")?.execute(params![arrival.mailbox.0, key.0])?;
        let (total, unread) = self.counts.entry(arrival.mailbox).or_default();
        *total += 1;
        *unread += i64::from(!arrival.flags.has(Flags::READ));
        if arrival.server.is_some() && !whom.mine {
            self.answers.push(key);
        }
        authentication::note(db, key, mail.auth)?;
        self.store_addresses(key, mail, &whom)?;
        search::append(db, key, &arrival.search)?;
        store_attachments(db, key, mail)?;
        Ok(key)
    }

    fn store_addresses(&mut self, key: MessageKey, mail: &ParsedMail, whom: &WhomFrom) -> Result<()> {
        store_addresses(self.db, key, &packed::with_author(mail, whom), &mut self.addresses)
    }
}

/// Notes whom a mail is from and to. `known` keeps the keys of addresses over a batch.
pub(super) fn store_addresses(
    db: &Connection,
    key: MessageKey,
    addresses: &[(AddressRole, Address)],
    known: &mut HashMap<String, i64>,
) -> Result<()> {
    let mut once: HashSet<(i64, AddressRole)> = HashSet::new();
    let mut insert = db.prepare_cached("INSERT OR IGNORE INTO message_address (address, message, role) VALUES (?1, ?2, ?3)")?;
    for (role, address) in addresses {
        let normalized = address.address.normalized();
        let address = match known.get(&normalized) {
            Some(known) => *known,
            None => {
                let key = address_key(db, &normalized)?;
                known.insert(normalized, key);
                key
            }
        };
        if once.insert((address, *role)) {
            insert.execute(params![address, key.0, role.code()])?;
        }
    }
    Ok(())
}

/// How many things are attached to a mail, pictures inside its text apart.
pub(super) fn attached(mail: &ParsedMail) -> i64 {
    i64::try_from(mail.attachments.iter().filter(|one| !one.inline).count()).unwrap_or(i64::MAX)
}

/// Notes what can be saved from a mail.
pub(super) fn store_attachments(db: &Connection, key: MessageKey, mail: &ParsedMail) -> Result<()> {
    let mut attachment =
        db.prepare_cached("INSERT INTO attachment (message, n, name, media_type, size, inline) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for one in &mail.attachments {
        attachment.execute(params![
            key.0,
            one.index,
            one.name.as_str(),
            one.media_type.as_str(),
            i64::try_from(one.size).unwrap_or(i64::MAX),
            one.inline
        ])?;
    }
    Ok(())
}

/// The key of an address, which is made where it is new.
fn address_key(db: &Connection, normalized: &str) -> Result<i64> {
    let known = db.prepare_cached("SELECT key FROM address WHERE normalized = ?1")?.query_row([normalized], |row| row.get(0)).optional()?;
    match known {
        Some(known) => Ok(known),
        None => {
            let domain = normalized.rsplit_once('@').map_or("", |(_, domain)| domain);
            Ok(db.prepare_cached("INSERT INTO address (normalized, domain) VALUES (?1, ?2)")?.insert([normalized, domain])?)
        }
    }
}
