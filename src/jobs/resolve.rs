//! Which row a person means by an id, an ending of it, or a Message-ID in angle brackets.

use crate::domain::ids::{MailboxKey, MessageKey, ThreadKey};

/// A question what an id means.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolve {
    /// What was typed: a UUID, an unambiguous ending of at least six characters, or `<Message-ID>`; for mailboxes `NAME` or `ACCOUNT/NAME`.
    pub text: String,
    /// Where to look.
    pub among: Among,
}

/// Where an id is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// Messages only.
    Messages,
    /// Threads only; a message's id means its thread.
    Threads,
    /// Messages and threads.
    Mail,
    /// Mailboxes by name.
    Mailboxes,
}

/// What an id means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// A message.
    Message(MessageKey),
    /// A thread.
    Thread(ThreadKey),
    /// Mailboxes of that name.
    Mailboxes(Vec<MailboxKey>),
}
