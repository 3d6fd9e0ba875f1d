//! What a write gave.

use super::{arrival, imap, outbox, team};
use crate::domain::ids::{AccountKey, MailboxKey, MessageKey};
use crate::jobs::changes::Changed;
use crate::jobs::crm::CrmReport;
use crate::jobs::exchange::ImportedRecords;

/// What a write gave.
#[derive(Debug)]
pub enum Written {
    /// What became of each mail of a batch.
    Arrived(arrival::Arrived),
    /// The key under which a big mail's chunks lie.
    BigMail(MessageKey),
    /// The key of an account.
    Account(AccountKey),
    /// How many mails are no longer unread by us.
    ReadAgain(u64),
    /// A mailbox of an account.
    Place(AccountKey, MailboxKey),
    /// How many mails are left to remove.
    Left(u64),
    /// A change of a person.
    Changed(Changed),
    /// An answer about customers.
    Crm(Box<CrmReport>),
    /// What became of a table of records.
    ImportedRecords(Box<ImportedRecords>),
    /// The mailboxes of an IMAP account.
    ImapMailboxes(Vec<imap::Folder>),
    /// Drafts and the outbox.
    Outbox(outbox::OutboxWritten),
    /// What changes from a workspace did.
    Team(team::Taken),
    /// Done, and there is nothing to say about it.
    Done,
}
