//! What became of mail that arrived: below the arrival and below what each protocol notes of it.

use crate::domain::ids::{MailboxKey, MessageKey};

/// What became of a batch.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Arrived {
    /// One outcome for each mail, in order.
    pub outcomes: Vec<Outcome>,
    /// The mailboxes that have new mail.
    pub mailboxes: Vec<MailboxKey>,
}

/// What became of one mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is new.
    Stored(MessageKey),
    /// The account has it already.
    Known(MessageKey),
    /// The person removed it for good: it stays away.
    Purged,
}
