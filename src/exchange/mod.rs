//! Files of mail, people and dates: bytes to domain and back.
//!
//! Readers give mails one after the other and hold one at a time; what cannot be read is skipped with a reason and never ends the whole.

pub(crate) mod eml;
pub(crate) mod found;
pub(crate) mod maildir;
pub(crate) mod mbox;

pub use found::{Came, FoundMail, Skipped, SkippedBecause};
