//! Over which protocol an account's mail comes: chosen here, for fetching and for testing an account alike.

use crate::domain::account::{AccountSettings, Incoming};

/// A protocol that mail can be fetched over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// POP3.
    Pop3,
    /// IMAP.
    Imap,
}

impl Protocol {
    /// The protocol of an account.
    pub fn of(account: &AccountSettings) -> Self {
        match account.protocol {
            Incoming::Pop3 => Self::Pop3,
            Incoming::Imap => Self::Imap,
        }
    }
}
