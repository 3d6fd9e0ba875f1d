//! Connections to mail servers: names, TCP, TLS and trust, and the pump that moves bytes between a connection and a protocol machine.

mod connect;
mod error;
mod problem;
mod pump;
pub mod smtp;
mod trust;

pub use connect::{Connection, Endpoint, dial, encrypt, resolve};
pub use error::{NetError, TlsTrouble};
pub use problem::{Side, auth_failed};
pub use pump::{Patience, Pump, Told};
pub use trust::{Roots, tls_config};
