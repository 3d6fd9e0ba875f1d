//! Why a conversation with a POP3 server cannot go on.

use super::command::Verb;

/// Why a conversation cannot go on. The connection is of no more use after any of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Pop3Error {
    /// The line is no POP3 answer.
    #[error("the server's answer is not POP3")]
    NotAnAnswer,
    /// A line is longer than 64 KB.
    #[error("a line of the server's answer is too long")]
    LineTooLong,
    /// A status line holds NUL.
    #[error("a line of the server's answer holds a NUL byte")]
    NulByte,
    /// More than 64 KB came before the login was through.
    #[error("the server talks too much before the login")]
    TooMuchBeforeLogin,
    /// Bytes came that belong to no command.
    #[error("the server answered what was not asked")]
    Unsolicited,
    /// Bytes came between the answer to STLS and the TLS handshake: somebody may have put them there (promises.md B1).
    #[error("the server sent text into the TLS switch")]
    TextBeforeTls,
    /// UIDL names no mail although LIST and earlier sessions do.
    #[error("the server's listing has no names")]
    NoNames,
    /// A listing names more mails, or has more bytes, than any mailbox.
    #[error("the server's listing is too long")]
    ListingTooLong,
    /// A mail is far larger than the server listed it.
    #[error("a mail is far larger than the server said")]
    MailTooLong,
    /// The connection ended while an answer was awaited.
    #[error("the connection ended before the answer to {0:?}")]
    Closed(Verb),
}
