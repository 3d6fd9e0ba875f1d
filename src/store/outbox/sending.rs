//! A mail on the wire: each step is noted before it is taken, so that a crash at any point is understood afterwards.

use rusqlite::{Connection, OptionalExtension, params};

use super::rows;
use crate::domain::ids::{Id, MessageKey, OutboxKey};
use crate::domain::mail::address::{AddrSpec, Address, AddressRole};
use crate::domain::mail::flags::Flags;
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::mail::message::ParsedMail;
use crate::domain::time::Instant;
use crate::jobs::outbox::{OutboxRow, OutboxState};
use crate::problem::Code;
use crate::store::arrival::{self, Arrival, Arrivals, Bytes, Outcome};
use crate::store::crm::links;
use crate::store::search::TailEntry;
use crate::store::{Context, Refusal, Result, StoreError, account_use, accounts};
use crate::text::CleanText;

/// A step of sending that is about to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Reaching the server and logging in.
    Connect,
    /// MAIL and RCPT.
    Envelope,
    /// DATA and the bytes; without the final dot the server has nothing.
    Data,
    /// The final dot: from here on only the server knows.
    End,
}

impl Phase {
    fn word(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Envelope => "envelope",
            Self::Data => "data",
            Self::End => "end",
        }
    }
}

/// A mail taken for sending.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The key of its row in the outbox.
    pub key: OutboxKey,
    /// The account it goes out from.
    pub account: Id,
    /// The sender of the envelope.
    pub from: AddrSpec,
    /// Recipients without an answer so far, by their number.
    pub to: Vec<(u32, AddrSpec)>,
    /// The exact bytes.
    pub bytes: Vec<u8>,
    /// How often it was tried, this time included.
    pub attempts: u32,
    /// Whether the copy in Sent is there already.
    pub filed: bool,
}

/// What the server said about one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipientSaid {
    /// The recipient's number.
    pub n: u32,
    /// Taken, refused for good, or (none) not now.
    pub accepted: Option<bool>,
    /// The server's code and words, for the person.
    pub said: String,
}

/// The copy of a sent mail for the Sent mailbox.
#[derive(Debug, Clone)]
pub struct Filing {
    /// The name of the account.
    pub account_name: String,
    /// Its own addresses.
    pub own: Vec<AddrSpec>,
    /// What was read from the bytes.
    pub mail: ParsedMail,
    /// The bytes in compressed chunks.
    pub chunks: Vec<Vec<u8>>,
}

/// How a try ended.
#[derive(Debug, Clone)]
pub enum Settled {
    /// The server did not take it this time.
    Later {
        /// What went wrong, as problems name it.
        code: Code,
        /// What was said.
        text: String,
        /// When to try again.
        due_at: Instant,
    },
    /// The server refused it for good, or it cannot be sent as it is.
    Failed {
        /// What went wrong, as problems name it.
        code: Code,
        /// What was said.
        text: String,
    },
    /// The final dot went out and no answer came back.
    Unknown {
        /// What happened instead.
        text: String,
    },
    /// The server took it for the recipients it accepted; or a person says that it arrived.
    Taken {
        /// What the server said.
        text: String,
        /// The copy to keep; none when it is kept already, or later ([`unfiled`]).
        filing: Option<Box<Filing>>,
        /// When to try again for recipients that were put off.
        due_at: Instant,
    },
}

/// Takes a mail for sending: one that is queued and due, or held, since whoever sends counted its hold.
pub(super) fn claim(db: &Connection, key: OutboxKey, owner: &str, now: Instant) -> Result<Option<Claimed>> {
    let held = rows::held(db)?.iter().any(|one| one.key == key);
    if !held && !rows::due(db, now)?.contains(&key) {
        return Ok(None);
    }
    super::queue::forget_undo(db, key)?;
    let sql = "UPDATE outbox SET state = 'sending', phase = 'connect', owner = ?2, attempts = attempts + 1 WHERE key = ?1
               RETURNING account, sender, attempts, filed";
    let found: (Vec<u8>, String, u32, i64) =
        db.query_row(sql, params![key.0, owner], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let (account, from, attempts, filed) = found;
    let bytes = bytes(db, key)?;
    if bytes.is_empty() {
        return Err(StoreError::Damaged("outbox_mail"));
    }
    let account = <[u8; 16]>::try_from(account).map(Id::from_bytes).map_err(|_| StoreError::Damaged("outbox account"))?;
    let address = |text: &str| text.parse::<AddrSpec>().map_err(|_| StoreError::Damaged("outbox address"));
    let mut statement = db.prepare_cached("SELECT n, address FROM outbox_recipient WHERE outbox = ?1 AND state = 'pending' ORDER BY n")?;
    let pending = statement.query_map([key.0], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let to = pending.into_iter().map(|(n, text)| Ok((n, address(&text)?))).collect::<Result<Vec<_>>>()?;
    Ok(Some(Claimed { key, account, from: address(&from)?, to, bytes, attempts, filed: filed != 0 }))
}

pub(super) fn phase(db: &Connection, key: OutboxKey, phase: Phase) -> Result<()> {
    let sql = "UPDATE outbox SET phase = ?2 WHERE key = ?1 AND state = 'sending'";
    let changed = db.prepare_cached(sql)?.execute(params![key.0, phase.word()])?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Notes answers to RCPT. An acceptance counts only once the mail was taken: [`settle`] turns it into one.
pub(super) fn recipients(db: &Connection, key: OutboxKey, said: &[RecipientSaid]) -> Result<()> {
    for one in said {
        let state = if one.accepted == Some(false) { "refused" } else { "pending" };
        let mark = if one.accepted == Some(true) { "+" } else { "" };
        db.prepare_cached("UPDATE outbox_recipient SET state = ?3, said = ?4 || ?5 WHERE outbox = ?1 AND n = ?2")?
            .execute(params![key.0, one.n, state, mark, one.said])?;
    }
    Ok(())
}

pub(super) fn settle(db: &Connection, key: OutboxKey, settled: Settled, context: &mut Context) -> Result<OutboxRow> {
    let set = |state: OutboxState, code: Option<Code>, text: &str, due_at: Instant| {
        let sql = "UPDATE outbox SET state = ?2, phase = '', owner = '', error_code = ?3, last_error = ?4, due_at = ?5 WHERE key = ?1";
        db.prepare_cached(sql)?.execute(params![key.0, state.word(), code.map_or("", Code::word), text, due_at.0]).map(drop)
    };
    match settled {
        Settled::Later { code, text, due_at } => {
            let due_at = due_at.min(context.now.plus_ms(rows::LONGEST_WAIT_MS));
            set(OutboxState::Queued, Some(code), &text, due_at)?;
        }
        Settled::Failed { code, text } => set(OutboxState::Failed, Some(code), &text, context.now)?,
        Settled::Unknown { text } => set(OutboxState::Unknown, Some(Code::DeliveryUnknown), &text, context.now)?,
        Settled::Taken { text, filing, due_at } => {
            if let Some(filing) = filing {
                file(db, key, *filing, context)?;
            }
            taken(db, key, &text, due_at, context.now, set)?;
            let of = db.query_row("SELECT account, reply_of FROM outbox WHERE key = ?1", [key.0], |row| {
                Ok((row.get::<_, [u8; 16]>(0).map(Id::from_bytes)?, row.get::<_, i64>(1)? != 0))
            });
            if let Some((account, answer)) = of.optional()? {
                account_use::sent(db, account, answer, context.now)?;
            }
        }
    }
    rows::row(db, key)
}

/// The server took the mail for those it had accepted. Others wait or were refused; the row goes on for them alone.
fn taken(
    db: &Connection,
    key: OutboxKey,
    text: &str,
    due_at: Instant,
    now: Instant,
    set: impl Fn(OutboxState, Option<Code>, &str, Instant) -> rusqlite::Result<()>,
) -> Result<()> {
    let unsaid = "SELECT count(*) FROM outbox_recipient WHERE outbox = ?1 AND said LIKE '+%'";
    let marked: i64 = db.query_row(unsaid, [key.0], |row| row.get(0))?;
    let sql = if marked > 0 {
        "UPDATE outbox_recipient SET state = 'accepted', said = substr(said, 2) WHERE outbox = ?1 AND said LIKE '+%'"
    } else {
        "UPDATE outbox_recipient SET state = 'accepted' WHERE outbox = ?1 AND state = 'pending'"
    };
    db.execute(sql, [key.0])?;
    let count = |state: &str| -> Result<i64> {
        let sql = "SELECT count(*) FROM outbox_recipient WHERE outbox = ?1 AND state = ?2";
        Ok(db.query_row(sql, params![key.0, state], |row| row.get(0))?)
    };
    if count("pending")? > 0 {
        return Ok(set(OutboxState::Queued, Some(Code::RecipientDeferred), text, due_at)?);
    }
    if count("refused")? > 0 {
        return Ok(set(OutboxState::Failed, Some(Code::RecipientRefused), text, now)?);
    }
    set(OutboxState::Sent, None, text, now)?;
    db.execute("UPDATE outbox SET sent_at = ?2 WHERE key = ?1", params![key.0, now.0])?;
    db.execute("DELETE FROM draft WHERE queued = 1 AND key = (SELECT draft FROM outbox WHERE key = ?1)", [key.0])?;
    db.execute("UPDATE outbox SET draft = 0 WHERE key = ?1", [key.0])?;
    drop_bytes(db, key)
}

/// The bytes of a sent mail live on in Sent; here they would only take room. Where Sent lacks them they stay.
fn drop_bytes(db: &Connection, key: OutboxKey) -> Result<()> {
    let sql =
        "DELETE FROM outbox_mail WHERE outbox = ?1 AND EXISTS (SELECT 1 FROM outbox WHERE key = ?1 AND state = 'sent' AND filed <> 0)";
    db.execute(sql, [key.0])?;
    Ok(())
}

/// Mails that a server took and that lie in no Sent yet, since the disk was full then; oldest first, with the id of their account.
pub fn unfiled(db: &Connection) -> Result<Vec<(OutboxKey, Id)>> {
    let sql = "SELECT o.key, o.account FROM outbox_mail m JOIN outbox o ON o.key = m.outbox WHERE o.filed = 0 AND (o.state = 'sent'
                 OR o.state = 'failed' AND EXISTS (SELECT 1 FROM outbox_recipient r WHERE r.outbox = o.key AND r.state = 'accepted')) ORDER BY o.key";
    let mut statement = db.prepare_cached(sql)?;
    let found = statement.query_map([], |row| Ok((OutboxKey(row.get(0)?), Id::from_bytes(row.get(1)?))))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Keeps the copy in Sent of a mail that was taken before.
pub(super) fn file_late(db: &Connection, key: OutboxKey, filing: Filing, context: &mut Context) -> Result<OutboxRow> {
    file(db, key, filing, context)?;
    drop_bytes(db, key)?;
    rows::row(db, key)
}

/// Keeps the copy in the account's Sent mailbox, once, and marks the mail it answers.
fn file(db: &Connection, key: OutboxKey, filing: Filing, context: &mut Context) -> Result<()> {
    let sql = "SELECT account, filed, reply_of, forward_of FROM outbox WHERE key = ?1";
    let found: (Vec<u8>, i64, i64, i64) = db.query_row(sql, [key.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let (account, filed, reply_of, forward_of) = found;
    if filed != 0 {
        return Ok(());
    }
    let id = <[u8; 16]>::try_from(account).map(Id::from_bytes).map_err(|_| StoreError::Damaged("outbox account"))?;
    let account = accounts::ensure(db, id, &filing.account_name, &filing.own)?;
    let mailbox = accounts::mailbox_of_role(db, account, MailboxRole::Sent)?;
    let same = "SELECT key FROM message WHERE account = ?1 AND message_id = ?2 AND body_hash = ?3 LIMIT 1";
    let message_id = filing.mail.message_id.clone().unwrap_or_default();
    let known: Option<i64> = db
        .prepare_cached(same)?
        .query_row(params![account.0, message_id, filing.mail.body_sha256], |row| row.get(0))
        .optional()?
        .filter(|_| !message_id.is_empty());
    let message = match known {
        Some(known) => known,
        None => {
            let mut filing = filing;
            hidden(db, key, &mut filing.mail)?;
            store_copy(db, account, mailbox, filing, context)?.0
        }
    };
    db.execute("UPDATE outbox SET filed = ?2 WHERE key = ?1", params![key.0, message])?;
    let of_draft = "SELECT d.for_record FROM outbox o JOIN draft d ON d.key = o.draft WHERE o.key = ?1 AND length(d.for_record) = 16";
    let about: Option<[u8; 16]> = db.prepare_cached(of_draft)?.query_row([key.0], |row| row.get(0)).optional()?;
    if let Some(about) = about {
        links::sent_about(db, MessageKey(message), Id::from_bytes(about), context.now)?;
    }
    for (parent, flag) in [(reply_of, Flags::REPLIED), (forward_of, Flags::FORWARDED)] {
        if parent != 0 {
            super::queue::mark_parent(db, MessageKey(parent), flag)?;
        }
    }
    Ok(())
}

/// Adds to what was read of our own copy whom it went to without being named in it (RFC 5322 3.6.3): the copy's rows know them, its bytes never do.
fn hidden(db: &Connection, key: OutboxKey, mail: &mut ParsedMail) -> Result<()> {
    let mut statement = db.prepare_cached("SELECT address FROM outbox_recipient WHERE outbox = ?1 ORDER BY n")?;
    let sent_to = statement.query_map([key.0], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    for address in sent_to.iter().filter_map(|one| one.parse::<AddrSpec>().ok()) {
        let normalized = address.normalized();
        let named = |role| matches!(role, AddressRole::To | AddressRole::Cc | AddressRole::Bcc);
        if !mail.addresses.iter().any(|(role, one)| named(*role) && one.address.normalized() == normalized) {
            mail.addresses.push((AddressRole::Bcc, Address { name: CleanText::default(), address }));
        }
    }
    Ok(())
}

fn store_copy(
    db: &Connection,
    account: crate::domain::ids::AccountKey,
    mailbox: crate::domain::ids::MailboxKey,
    filing: Filing,
    context: &mut Context,
) -> Result<MessageKey> {
    let bytes = Bytes::Chunks(filing.chunks);
    let search = TailEntry::of(&filing.mail)?;
    let arrival = Arrival { mail: filing.mail, search, bytes, mailbox, flags: Flags::READ, server_time: None, server: None };
    let arrivals = Arrivals { account, mails: vec![arrival] };
    let arrived = arrival::store(db, arrivals, context)?;
    match arrived.outcomes.first() {
        Some(Outcome::Stored(key) | Outcome::Known(key)) => Ok(*key),
        Some(Outcome::Purged) | None => Err(StoreError::Damaged("outbox copy")),
    }
}

/// Makes a mail due now. An unknown or failed one is sent with the same bytes, to those who were not accepted.
///
/// # Errors
/// `already_sent` for what is sent or on the wire.
pub(super) fn retry(db: &Connection, key: OutboxKey, now: Instant) -> Result<OutboxRow> {
    let state = rows::row(db, key)?.state;
    if matches!(state, OutboxState::Sent | OutboxState::Sending) {
        return Err(Refusal::AlreadySent.into());
    }
    db.execute("UPDATE outbox_recipient SET state = 'pending', said = '' WHERE outbox = ?1 AND state <> 'accepted'", [key.0])?;
    db.execute("UPDATE outbox SET state = 'queued', phase = '', due_at = ?2 WHERE key = ?1", params![key.0, now.0])?;
    rows::row(db, key)
}

/// What a crash left on the wire: before the final dot it is sent again, after it nobody knows. Only the holder of the house's lock may call this.
pub(super) fn recover(db: &Connection, now: Instant) -> Result<()> {
    let sql = "UPDATE outbox SET state = 'unknown', phase = '', owner = '', error_code = 'delivery_unknown', last_error = '' WHERE state = 'sending' AND phase = 'end'";
    db.execute(sql, [])?;
    let sql = "UPDATE outbox SET state = 'queued', phase = '', owner = '', due_at = ?1 WHERE state = 'sending'";
    db.execute(sql, [now.0])?;
    Ok(())
}

/// Whether some mail is noted as being sent right now.
pub fn any_on_the_wire(db: &Connection) -> Result<bool> {
    Ok(db.prepare_cached("SELECT EXISTS (SELECT 1 FROM outbox WHERE state = 'sending')")?.query_row([], |row| row.get(0))?)
}

/// The exact bytes of a mail in the outbox; empty once it lies in Sent. They never change, and no change of state touches them.
pub fn bytes(db: &Connection, key: OutboxKey) -> Result<Vec<u8>> {
    let sql = "SELECT bytes FROM outbox_mail WHERE outbox = ?1";
    Ok(db.prepare_cached(sql)?.query_row([key.0], |row| row.get(0)).optional()?.unwrap_or_default())
}
