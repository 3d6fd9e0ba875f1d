//! Into the outbox, and back out of it before it was sent.

use rusqlite::{Connection, OptionalExtension, params};

use super::{drafts, rows};
use crate::domain::change::Verb;
use crate::domain::ids::{Id, MessageKey, OutboxKey};
use crate::domain::mail::address::AddrSpec;
use crate::domain::mail::compose::EnteredDraft;
use crate::domain::time::Instant;
use crate::jobs::outbox::{DraftKey, DraftRow, OutboxRow, OutboxState};
use crate::store::changes::{Change, GroupKind, begin};
use crate::store::{Context, Refusal, Result, StoreError};
use crate::text::CleanText;

/// A mail to put into the outbox. Its bytes passed the byte check.
#[derive(Debug, Clone)]
pub struct NewMail {
    /// The account it goes out from.
    pub account: Id,
    /// The exact bytes.
    pub bytes: Vec<u8>,
    /// Its Message-ID with angle brackets.
    pub message_id: String,
    /// The sender of the envelope.
    pub from: AddrSpec,
    /// The recipients of the envelope.
    pub to: Vec<AddrSpec>,
    /// The subject, for the list.
    pub subject: CleanText,
    /// The recipients as typed, for the list.
    pub shown_to: CleanText,
    /// Until when it is held; `None` sends at once.
    pub held_until: Option<Instant>,
    /// What was typed, to be given back when the mail is taken back; none for a finished message.
    pub entered: Option<Box<EnteredDraft>>,
    /// The draft it was.
    pub draft: Option<DraftKey>,
}

pub(super) fn queue(db: &Connection, mail: NewMail, context: &mut Context) -> Result<OutboxRow> {
    let draft = match &mail.entered {
        Some(entered) => {
            let (key, _) = drafts::save(db, mail.draft, entered, context)?;
            db.execute("UPDATE draft SET queued = 1 WHERE key = ?1", [key.0])?;
            key.0
        }
        None => 0,
    };
    let (reply_of, forward_of) = mail
        .entered
        .as_ref()
        .map_or((0, 0), |entered| (entered.reply_of.map_or(0, |key| key.0), entered.forward_of.map_or(0, |key| key.0)));
    let (state, due_at) = match mail.held_until {
        Some(until) => (OutboxState::Held, until),
        None => (OutboxState::Queued, context.now),
    };
    let id = context.new_id();
    let sql = "INSERT INTO outbox (id, account, state, message_id, sender, bytes, subject, shown_to, queued_at, due_at, reply_of, forward_of, draft)
               VALUES (?1, ?2, ?3, ?4, ?5, x'', ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    let key = db.prepare_cached(sql)?.insert(params![
        id.as_bytes(),
        mail.account.as_bytes(),
        state.word(),
        mail.message_id,
        mail.from.as_str(),
        mail.subject.as_str(),
        mail.shown_to.as_str(),
        context.now.0,
        due_at.0,
        reply_of,
        forward_of,
        draft,
    ])?;
    db.prepare_cached("INSERT INTO outbox_mail (outbox, bytes) VALUES (?1, ?2)")?.execute(params![key, mail.bytes])?;
    for (n, to) in (0_i64..).zip(&mail.to) {
        db.prepare_cached("INSERT INTO outbox_recipient (outbox, n, address) VALUES (?1, ?2, ?3)")?.execute(params![
            key,
            n,
            to.as_str()
        ])?;
    }
    if state == OutboxState::Held {
        let mut recorder = begin(db, context, Verb::Send, GroupKind::Mail)?;
        recorder.note("outbox", "state", &[key], "", "held")?;
        recorder.end(&mail.subject, 1)?;
    }
    rows::row(db, OutboxKey(key))
}

/// Takes a mail back that the server does not have: the row goes, the draft is there again.
///
/// # Errors
/// `already_sent` when it is on the wire, sent, or may have been sent.
pub(super) fn cancel(db: &Connection, key: OutboxKey) -> Result<Option<DraftRow>> {
    forget_undo(db, key)?;
    take_back(db, key)
}

/// A send that went out or was taken back can no longer be undone, and must not stand before what was done earlier.
pub(super) fn forget_undo(db: &Connection, key: OutboxKey) -> Result<()> {
    let sql = "UPDATE change_group SET state = 'dropped' WHERE verb = ?2 AND state = 'done'
               AND key IN (SELECT change_group FROM change WHERE subject = 'outbox' AND keys = ?1)";
    db.prepare_cached(sql)?.execute(params![crate::store::changes::pack(&[key.0]), Verb::Send.word()])?;
    Ok(())
}

fn take_back(db: &Connection, key: OutboxKey) -> Result<Option<DraftRow>> {
    let sql = "SELECT state, draft, EXISTS (SELECT 1 FROM outbox_recipient r WHERE r.outbox = key AND r.state = 'accepted') FROM outbox WHERE key = ?1";
    let found: Option<(String, i64, bool)> = db.query_row(sql, [key.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    let (state, draft, reached_some) = found.ok_or(StoreError::NotFound)?;
    match OutboxState::from_word(&state) {
        Some(OutboxState::Held | OutboxState::Queued | OutboxState::Failed | OutboxState::Unknown) if !reached_some || draft != 0 => {}
        _ => return Err(Refusal::AlreadySent.into()),
    }
    db.execute("DELETE FROM outbox WHERE key = ?1", [key.0])?;
    if draft == 0 {
        return Ok(None);
    }
    db.execute("UPDATE draft SET queued = 0 WHERE key = ?1", [draft])?;
    drafts::draft(db, DraftKey(draft)).map(Some)
}

/// Undoes a send that still waits. It cannot be done again: the draft is sent as any other.
///
/// # Errors
/// [`StoreError::ChangedSince`] when the mail went out or was taken back.
pub fn revert(db: &Connection, change: &Change) -> Result<()> {
    for key in &change.keys {
        let state = rows::row(db, OutboxKey(*key)).map(|row| row.state);
        match state {
            Ok(OutboxState::Held | OutboxState::Queued) if change.after.is_empty() => take_back(db, OutboxKey(*key)).map(drop)?,
            Ok(_) | Err(StoreError::NotFound) => return Err(StoreError::ChangedSince),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Marks the mail that was answered or passed on, and brings its lists up to date.
pub(super) fn mark_parent(db: &Connection, parent: MessageKey, flag: crate::domain::mail::flags::Flags) -> Result<()> {
    let sql = "UPDATE message SET flags = flags | ?2 WHERE key = ?1 AND flags & ?2 = 0 RETURNING thread";
    let thread = db.prepare_cached(sql)?.query_row(params![parent.0, flag.0], |row| row.get(0)).optional()?;
    if let Some(thread) = thread {
        crate::store::summary::refresh(db, crate::domain::ids::ThreadKey(thread))?;
    }
    Ok(())
}
