//! Mail that came whole, where it goes, and how much of it became rows.

use tokio::sync::OwnedSemaphorePermit;

use super::spool::MailBytes;
use crate::domain::ids::{AccountKey, MailboxKey};
use crate::domain::mail::flags::Flags;
use crate::domain::time::Instant;
use crate::store::arrival::ServerName;

/// A mail that came whole.
#[derive(Debug)]
pub struct ArrivedMail {
    /// What its server calls it, if it came from one that names its mails.
    pub server: Option<ServerName>,
    /// What the source knows of it: read, starred, answered.
    pub flags: Flags,
    /// When the source says that it came, for a mail that does not say it.
    pub came: Option<Instant>,
    /// The whole mail as it came, in memory or in the spool.
    pub held: MailBytes,
}

/// Where mails go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// To which the mail belongs.
    pub account: AccountKey,
    /// One of its mailboxes.
    pub mailbox: MailboxKey,
}

/// How many mails became rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    /// New mails.
    pub stored: u64,
    /// Mails the account had already.
    pub known: u64,
}

impl Kept {
    /// Mails that are done.
    pub fn done(self) -> u64 {
        self.stored + self.known
    }
}

/// A mail with its share of memory.
pub(super) struct Share {
    pub(super) mail: ArrivedMail,
    pub(super) memory: OwnedSemaphorePermit,
}
