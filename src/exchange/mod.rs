//! Files of mail, people and dates: bytes to domain and back.
//!
//! Readers give mails one after the other, in pieces that fit in memory whatever a mail's size; what cannot be read is skipped with a reason and never ends the whole.

mod calendar_in;
pub(crate) mod calendar_out;
mod calendar_words;
mod card_line;
mod card_rows;
mod content_length;
pub(crate) mod eml;
mod export_note;
pub(crate) mod files;
pub(crate) mod found;
mod headings;
pub(crate) mod maildir;
pub(crate) mod mbox;
#[cfg(test)]
mod mutations;
pub(crate) mod programs;
pub(crate) mod record_cards;
pub(crate) mod record_rows;
pub(crate) mod record_table;
pub(crate) mod records_in;
mod separator;
mod table_text;

pub use found::{Came, FoundMail, Skipped, SkippedBecause};
