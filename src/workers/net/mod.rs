//! Connections to mail servers: names, TCP, TLS and trust, whatever is spoken afterwards; and sending.

mod connect;
mod error;
pub(in crate::workers) mod https;
mod problem;
pub(crate) mod smtp;
mod trust;

pub use connect::{Connection, Endpoint, connect, encrypt};
pub use error::{NetError, TlsTrouble};
pub use problem::{Side, auth_failed, no_mailbox, said_by, says_no_mailbox};
pub use trust::Roots;
#[cfg(feature = "team")]
pub(in crate::workers) use trust::tls_config;
