//! Why a POP3 session failed.

use std::io;

use crate::protocol::pop3::{Pop3Error, Refusal, Unsendable, Verb};
use crate::workers::net::NetError;

/// Why a session could not begin, or ended early. The connection is of no more use.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The server could not be reached, or not be trusted.
    #[error(transparent)]
    Net(#[from] NetError),
    /// The server offers no way to log in that we know.
    #[error("no usable way to log in")]
    NoLogin,
    /// The server broke the protocol.
    #[error(transparent)]
    Protocol(#[from] Pop3Error),
    /// The server refused a command without which nothing goes on.
    #[error("{0}")]
    Refused(Refusal),
    /// A command could not be sent.
    #[error(transparent)]
    Unsendable(#[from] Unsendable),
    /// The server did not answer in time.
    #[error("no answer in time to {0}")]
    TimedOut(Verb),
    /// The connection broke, or ended inside an answer.
    #[error("the connection broke")]
    Broken(#[source] io::Error),
}

impl SessionError {
    /// Whether another session may get further without the mail that was on its way. A server that is away is away for all mails.
    pub fn breaks_at_a_mail(&self) -> bool {
        matches!(self, Self::Protocol(_) | Self::TimedOut(_) | Self::Broken(_))
    }
}
