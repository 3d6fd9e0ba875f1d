//! IMAP accounts: what their servers call our mailboxes, and each mail as the server had it last (architecture.md 3).
//!
//! What changed on a side is what differs from that: so a change waits for days without a network, an undo goes up as the change did, and where both sides
//! changed different things, both stand.

mod drafts;
mod gone;
mod mailboxes;
mod pending;
mod seen;

use rusqlite::Connection;

use super::Result;
use crate::domain::ids::{AccountKey, MailboxKey, MessageKey};
use crate::domain::mail::flags::Flags;

pub use drafts::{DraftCopy, DraftsOf, drafts_to_put, drafts_to_remove};
pub use gone::lost;
pub use mailboxes::{Folder, ServerMailbox, Standing, folder, folders};
pub use pending::{Pending, PendingFlags, PendingMove, pending, unsent};
pub(super) use seen::forget_message;
pub use seen::{Name, Row, SHARED, note, rows};

/// What a session with an IMAP server writes.
#[derive(Debug)]
pub enum ImapWrite {
    /// The mailboxes that the server lists.
    Mailboxes(AccountKey, Vec<ServerMailbox>),
    /// A mailbox of ours was made on the server, under this name.
    Made(AccountKey, MailboxKey, String),
    /// The server lists a mailbox no longer, and its mails are settled.
    Dropped(MailboxKey),
    /// The server numbers the mails of a mailbox anew.
    Renumbered(MailboxKey, u32),
    /// Up to where a mailbox was read.
    Read(MailboxKey, Standing),
    /// What flags the server tells of mails, by their UIDs.
    Flags(MailboxKey, Vec<(u32, Flags)>),
    /// Mails that stay on the server for their size.
    Large(MailboxKey, Vec<(u32, u64)>),
    /// Mails that lie in a mailbox no longer: their rows by mailbox and UID, those of an earlier numbering included.
    Gone(AccountKey, Vec<(MailboxKey, i64)>),
    /// The server took these flags.
    FlagsSent {
        /// The mailbox.
        mailbox: MailboxKey,
        /// Its mails.
        uids: Vec<u32>,
        /// What was set.
        set: Flags,
        /// What was cleared.
        clear: Flags,
    },
    /// The server moved mails; each with its new UID where it is known.
    Moved {
        /// Where they lay.
        from: MailboxKey,
        /// Where they lie.
        to: MailboxKey,
        /// Old and new UIDs.
        uids: Vec<(u32, Option<u32>)>,
    },
    /// The server removed mails because we asked it to.
    Removed(MailboxKey, Vec<u32>),
    /// The server took a mail of ours under this UID.
    Appended(MailboxKey, u32, MessageKey),
    /// A version of a draft goes up, or is there.
    DraftPut(DraftCopy),
    /// The server has a version of a draft no longer.
    DraftRemoved(DraftCopy),
}

/// Carries a write out inside the writer's transaction. The mailboxes that a server lists become ours, which it answers.
pub fn apply(db: &Connection, write: ImapWrite) -> Result<Option<Vec<Folder>>> {
    match write {
        ImapWrite::Mailboxes(account, listed) => return mailboxes::take(db, account, &listed).map(Some),
        ImapWrite::Made(account, mailbox, name) => mailboxes::made(db, account, mailbox, &name)?,
        ImapWrite::Dropped(mailbox) => mailboxes::dropped(db, mailbox)?,
        ImapWrite::Renumbered(mailbox, validity) => seen::renumber(db, mailbox, validity)?,
        ImapWrite::Read(mailbox, standing) => mailboxes::stands(db, mailbox, standing)?,
        ImapWrite::Flags(mailbox, told) => seen::take_flags(db, mailbox, &told)?,
        ImapWrite::Large(mailbox, mails) => seen::large(db, mailbox, &mails)?,
        ImapWrite::Gone(account, rows) => gone::settle(db, account, &rows)?,
        ImapWrite::FlagsSent { mailbox, uids, set, clear } => seen::flags_sent(db, mailbox, &uids, set, clear)?,
        ImapWrite::Moved { from, to, uids } => seen::moved(db, from, to, &uids)?,
        ImapWrite::Removed(mailbox, uids) => seen::removed(db, mailbox, &uids)?,
        ImapWrite::Appended(mailbox, uid, message) => seen::appended(db, mailbox, uid, message)?,
        ImapWrite::DraftPut(copy) => drafts::put(db, copy)?,
        ImapWrite::DraftRemoved(copy) => drafts::removed(db, copy)?,
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
