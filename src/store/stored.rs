//! A stored mail read anew from its bytes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rusqlite::Connection;

use super::{Result, raw};
use crate::domain::ids::MessageKey;
use crate::domain::mail::message::ParsedMail;
use crate::mime;

/// Up to this size a mail is read from memory, where a broken one cannot take the reader with it; beyond, from the stream.
pub const WHOLE_BYTES: u64 = 8 << 20;

/// Reads a stored mail of this size.
///
/// # Errors
/// When its bytes are gone or damaged, or the database fails.
pub fn parsed(db: &Connection, message: MessageKey, size: u64) -> Result<ParsedMail> {
    if size <= WHOLE_BYTES { Ok(mime::parse(&raw::whole(db, message)?)) } else { Ok(mime::parse_stream(raw::reader(db, message))?) }
}

/// The same of a mail that may break the reader: one that does is unread, with the size and hash that its row has.
///
/// # Errors
/// As [`parsed`].
pub fn parsed_or_unread(db: &Connection, message: MessageKey, size: u64, hash: [u8; 32]) -> Result<ParsedMail> {
    catch_unwind(AssertUnwindSafe(|| parsed(db, message, size))).unwrap_or_else(|_| Ok(ParsedMail::unread(size, hash)))
}
