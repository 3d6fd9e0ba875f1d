//! What a mail says about its sender, to fill a form with (S26).

use crate::domain::ids::MessageKey;
use crate::domain::signature::Extraction;

/// A mail to read.
#[derive(Debug, Clone, PartialEq)]
pub enum Extract {
    /// One of the store; earlier mails of its sender make it surer.
    Message(MessageKey),
    /// A whole mail that is not stored.
    Bytes(Vec<u8>),
}

/// What was found, and in which mail.
#[derive(Debug, Clone, PartialEq)]
pub struct Extracted {
    /// The message, when it is one of the store.
    pub message: Option<MessageKey>,
    /// What it says.
    pub extraction: Extraction,
}
