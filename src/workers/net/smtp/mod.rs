//! Submission of mail (RFC 6409), over our own trusted stream and step by step, so that every recipient has its own answer and every step can be
//! written down before it is taken. What the server says is understood in `protocol::smtp`.

mod error;
mod session;
mod wire;

pub use crate::protocol::smtp::{Refusal, Step as SmtpStep};
pub use error::SmtpError;
pub use session::{SmtpLogin, SmtpPatience, SmtpSession};
