//! Why an IMAP session failed.

use std::io;

use crate::protocol::imap::{State, TooLong};
use crate::workers::net::NetError;

/// Why a session could not begin, or ended early. The connection is of no more use, but after a refusal.
#[derive(Debug, thiserror::Error)]
pub enum ImapError {
    /// The server could not be reached, or not be trusted.
    #[error(transparent)]
    Net(#[from] NetError),
    /// The server offers no way to log in that we know.
    #[error("no usable way to log in")]
    NoLogin,
    /// The server let us in before we said who we are: nobody knows whose mailbox that is, and no encryption follows any more (promises.md B1).
    #[error("the server logged in whoever came")]
    Preauth,
    /// Bytes came behind the answer to STARTTLS, which somebody else sent.
    #[error("text behind the answer to STARTTLS")]
    TextBeforeTls,
    /// The server broke the protocol.
    #[error("{0}")]
    Protocol(&'static str),
    /// An answer is longer than anything that was asked for.
    #[error(transparent)]
    TooLong(#[from] TooLong),
    /// The server refused the login.
    #[error("login refused")]
    Login(Box<State>),
    /// The server refused a command without which nothing goes on.
    #[error("{0} refused")]
    Refused(&'static str, Box<State>),
    /// The server ends the session.
    #[error("the server ended the session")]
    Bye(Box<State>),
    /// A name or secret that no command can carry.
    #[error("a name or secret that cannot be sent")]
    Unsendable,
    /// The server did not answer in time.
    #[error("no answer in time")]
    TimedOut,
    /// The connection broke.
    #[error("the connection broke")]
    Broken(#[source] io::Error),
}
