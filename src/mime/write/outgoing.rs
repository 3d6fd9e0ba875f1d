//! A mail as it goes out: bytes, envelope, and what is fixed from its first try to its last.

use super::wire::WireMessage;
use crate::domain::mail::address::{AddrSpec, Address};
use crate::domain::mail::message_id::MessageId;

/// Who a mail goes to on the wire: Bcc included, which the bytes never name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The sender of MAIL FROM.
    pub from: AddrSpec,
    /// The recipients of RCPT TO, each once.
    pub to: Vec<AddrSpec>,
}

/// What is fixed when a mail is queued and stays so through every try.
#[derive(Debug, Clone, PartialEq)]
pub struct Stamp {
    /// The sender, with the name that From shows.
    pub from: Address,
    /// Its Message-ID, the same through every try, so that a second copy is known as one.
    pub message_id: MessageId,
    /// When it was written, in the writer's own time zone.
    pub written: jiff::Zoned,
}

/// A mail as it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its bytes, checked.
    pub message: WireMessage,
    /// Where they go.
    pub envelope: Envelope,
    /// Its Message-ID, the same through every try, so that a second copy is known as one.
    pub message_id: MessageId,
}

/// Each address once, in the order they come.
pub(super) fn unique<'a>(addresses: impl Iterator<Item = &'a AddrSpec>) -> Vec<AddrSpec> {
    let mut seen = std::collections::HashSet::new();
    addresses.filter(|one| seen.insert(one.normalized())).cloned().collect()
}
