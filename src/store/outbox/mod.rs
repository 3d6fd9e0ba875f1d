//! Drafts and the outbox: what is being written, what waits, what is on the wire, and what became of it. Every step is written before it is taken.

mod drafts;
mod queue;
mod rows;
mod sending;
#[cfg(test)]
mod tests;
mod unsent;

pub use drafts::{count as count_drafts, drafts};
pub use queue::{NewMail, revert};
pub use rows::{Held, due, held, list, next_due, row};
pub use sending::{Claimed, Filing, Phase, RecipientSaid, Settled, any_on_the_wire, bytes, unfiled};
pub use unsent::unsent;

use rusqlite::Connection;

use super::{Context, Result};
use crate::domain::ids::{Id, OutboxKey};
use crate::domain::mail::compose::EnteredDraft;
use crate::jobs::outbox::{DraftKey, DraftRow, OutboxRow};

/// Something to write about drafts and the outbox; each is one transaction.
#[derive(Debug)]
pub enum OutboxWrite {
    /// Keeps a draft, under its key or as a new one.
    SaveDraft(Option<DraftKey>, Box<EnteredDraft>),
    /// Throws a draft away.
    DropDraft(DraftKey),
    /// Puts a mail into the outbox.
    Queue(Box<NewMail>),
    /// Takes a mail back.
    Cancel(OutboxKey),
    /// Makes a mail due now, whatever it waited for or failed with.
    Retry(OutboxKey),
    /// At the start of sending: puts right what a crash left on the wire.
    Recover,
    /// Takes a due mail for sending; the text names who does.
    Claim(OutboxKey, String),
    /// Notes the step that is about to be taken.
    Phase(OutboxKey, Phase),
    /// Notes what the server said about recipients.
    Recipients(OutboxKey, Vec<RecipientSaid>),
    /// Notes how a try ended.
    Settle(OutboxKey, Box<Settled>),
    /// Keeps the copy in Sent that the disk had no room for when the server took the mail.
    File(OutboxKey, Box<Filing>),
}

/// What a write about drafts and the outbox gave.
#[derive(Debug)]
pub enum OutboxWritten {
    /// Where a draft is kept.
    Saved(DraftKey, Id),
    /// The row as it is now.
    Row(Box<OutboxRow>),
    /// The draft of a mail that was taken back.
    Cancelled(Option<Box<DraftRow>>),
    /// The mail to send; `None` when it is no longer due.
    Claimed(Option<Box<Claimed>>),
    /// Done, and there is nothing to say about it.
    Done,
}

/// Carries a write out inside the writer's transaction.
pub fn apply(db: &Connection, write: OutboxWrite, context: &mut Context) -> Result<OutboxWritten> {
    Ok(match write {
        OutboxWrite::SaveDraft(key, entered) => {
            let (key, id) = drafts::save(db, key, &entered, context)?;
            OutboxWritten::Saved(key, id)
        }
        OutboxWrite::DropDraft(key) => {
            drafts::remove(db, key)?;
            OutboxWritten::Done
        }
        OutboxWrite::Queue(mail) => OutboxWritten::Row(Box::new(queue::queue(db, *mail, context)?)),
        OutboxWrite::Cancel(key) => OutboxWritten::Cancelled(queue::cancel(db, key)?.map(Box::new)),
        OutboxWrite::Retry(key) => OutboxWritten::Row(Box::new(sending::retry(db, key, context.now)?)),
        OutboxWrite::Recover => {
            sending::recover(db, context.now)?;
            OutboxWritten::Done
        }
        OutboxWrite::Claim(key, owner) => OutboxWritten::Claimed(sending::claim(db, key, &owner, context.now)?.map(Box::new)),
        OutboxWrite::Phase(key, phase) => {
            sending::phase(db, key, phase)?;
            OutboxWritten::Done
        }
        OutboxWrite::Recipients(key, said) => {
            sending::recipients(db, key, &said)?;
            OutboxWritten::Done
        }
        OutboxWrite::Settle(key, settled) => OutboxWritten::Row(Box::new(sending::settle(db, key, *settled, context)?)),
        OutboxWrite::File(key, filing) => OutboxWritten::Row(Box::new(sending::file_late(db, key, *filing, context)?)),
    })
}
