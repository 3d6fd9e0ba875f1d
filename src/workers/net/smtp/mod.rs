//! Submission of mail (RFC 6409), over our own trusted stream and step by step, so that every recipient has its own answer and every step can be
//! written down before it is taken.

mod error;
mod session;
mod starttls;
mod stream;

pub use error::{SmtpError, SmtpStep};
pub use session::{SmtpLogin, SmtpSession};
