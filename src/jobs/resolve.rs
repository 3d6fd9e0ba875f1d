//! Which row a person means by an id, an ending of it, or a Message-ID in angle brackets.

use crate::domain::ids::{MailboxKey, MessageKey, ThreadKey};

/// Every question what an id means. What was typed is a UUID, an unambiguous ending of at least six characters, or `<Message-ID>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolve {
    /// A message, and nothing else.
    Message(MessageOf),
    /// A conversation, and nothing else.
    Thread(ThreadOf),
    /// A message or a thread.
    Mail(MailOf),
    /// The mailboxes of a NAME or of ACCOUNT/NAME.
    Mailboxes(MailboxesOf),
}

/// The message of an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageOf(pub String);

/// The thread of an id; a message's id means its thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadOf(pub String);

/// The message or thread of an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailOf(pub String);

/// The mailboxes of a name, `NAME` or `ACCOUNT/NAME`; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxesOf(pub String);

/// Every answer what an id means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// A message, and nothing else.
    Message(MessageKey),
    /// A conversation, and nothing else.
    Thread(ThreadKey),
    /// A message or a thread.
    Mail(MessageOrThread),
    /// Mailboxes of that name.
    Mailboxes(Vec<MailboxKey>),
}

/// What an id of mail means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageOrThread {
    /// A message, and nothing else.
    Message(MessageKey),
    /// A conversation, and nothing else.
    Thread(ThreadKey),
}

impl Resolve {
    /// What was typed.
    pub fn text(&self) -> &str {
        match self {
            Self::Message(MessageOf(text))
            | Self::Thread(ThreadOf(text))
            | Self::Mail(MailOf(text))
            | Self::Mailboxes(MailboxesOf(text)) => text,
        }
    }
}
