//! POP3 (RFC 1939, 2449, 2595, 3206, 5034) as a machine without sockets.
//!
//! The machine is fed with whatever the connection brought, in any split, and gives one event a step: a finished answer, a line of a listing, or a
//! piece of a mail. It never holds a whole mail, and it can await many answers at once (PIPELINING). What may be sent when is its business too, so
//! that no caller can send a password over an open line or a command into a TLS switch.

mod body;
mod capabilities;
mod command;
mod error;
mod line;
mod listing;
mod machine;
#[cfg(test)]
mod mutations;
mod refused_login;
mod reply;

pub use command::{Command, Unsendable, Verb};
pub use error::Pop3Error;
pub use listing::{ListedSize, ListedUidl};
pub use machine::{Answer, Channel, Event, Machine};
pub use refused_login::{LoginRefusal, read_refusal};
pub use reply::{Refusal, RespCode};
