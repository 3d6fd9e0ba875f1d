//! Files of mail, people and dates: bytes to domain and back.
//!
//! Readers give mails one after the other, in pieces that fit in memory whatever a mail's size; what cannot be read is skipped with a reason and never ends the whole.

mod content_length;
pub(crate) mod eml;
mod export_note;
pub(crate) mod files;
pub(crate) mod found;
pub(crate) mod maildir;
pub(crate) mod mbox;
#[cfg(test)]
mod mutations;
pub(crate) mod programs;
pub(crate) mod record_table;
mod separator;

pub use found::{Came, FoundMail, Skipped, SkippedBecause};
