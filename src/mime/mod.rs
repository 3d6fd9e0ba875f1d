//! Bytes of mail and domain values: reading on arrival, reading for the screen, attachments, and writing.
//!
//! Mail is the sender's to forge and to break, so nothing here fails: what cannot be read is left out, said by a warning, and the raw bytes stay in the store.
//! The structure of a mail of any size is read from a stream by [`skim`]; the library sees single header values only, and everything is held to `limits`.

pub(crate) mod addresses;
pub(crate) mod attachments;
mod authentication;
mod byte_charsets;
mod calendar;
pub(crate) mod charset;
pub mod charset_names;
mod cms;
pub(crate) mod dates;
mod decoded;
mod enriched;
mod external;
mod headers;
pub(crate) mod html;
pub(crate) mod inside;
mod jcal;
mod johab;
mod limits;
mod old_charsets;
pub(crate) mod params;
pub(crate) mod plain_text;
pub(crate) mod read;
mod rtf;
mod sealed;
mod segments;
pub mod skim;
mod spans;
mod tnef;
pub mod transfer;
mod unsubscribe;
mod utf8;
pub(crate) mod words;
pub(crate) mod write;

#[cfg(test)]
mod mutations;

pub use read::{Reading, one_click, parse, parse_stream, read, read_as, read_stream, read_stream_as, sender_claims};
