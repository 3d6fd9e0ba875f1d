//! Files of mail, people and dates: bytes to domain and back.
//!
//! Readers give mails one after the other and hold one at a time; what cannot be read is skipped with a reason and never ends the whole.

pub mod eml;
pub mod found;
pub mod maildir;
pub mod mbox;

pub use found::{FoundMail, Skipped, SkippedBecause};
