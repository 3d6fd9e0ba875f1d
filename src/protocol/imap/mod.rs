//! IMAP (RFC 3501 and 9051) without sockets: answers cut out of the stream, read by the one parser that we use (imap-proto), and names and literals as commands write them.
//!
//! An answer that the parser cannot read is [`Reply::Unread`] and passed over: no server's extension ends a session.

mod flags;
mod framing;
mod list;
mod name;
mod reply;
mod set;

#[cfg(test)]
mod mutations;

pub use flags::keyword_of;
pub use framing::{Framer, TooLong};
pub use list::{Listed, Roles};
pub use name::{encoded, quoted};
pub use reply::{Fetched, Kind, MailboxStatus, Reply, State, StatusCode};
pub use set::uid_set;
