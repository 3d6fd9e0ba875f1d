//! One mail as domain values: for the store when it arrives, and for the screen when it is opened.

mod arrived;
mod aside;
mod screen;

use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use sha2::{Digest, Sha256};

use self::arrived::parsed;
use self::screen::reading;
use super::skim::{Skimmed, skim, skim_stream};
use crate::domain::mail::message::ParsedMail;

pub use self::arrived::{one_click, sender_claims};
pub use self::screen::{Reading, html_body, unparsed};

/// Reads a mail on arrival. Never fails: what breaks the reader gives a mail marked `unparsed`.
pub fn parse(raw: &[u8]) -> ParsedMail {
    catch_unwind(AssertUnwindSafe(|| parsed(&skim(raw))))
        .unwrap_or_else(|_| ParsedMail::unread(raw.len() as u64, Sha256::digest(raw).into()))
}

/// Reads a mail of any size from a stream on arrival, in memory that does not grow with it.
///
/// # Errors
/// Only those of the stream.
pub fn parse_stream(stream: impl Read) -> io::Result<ParsedMail> {
    Ok(parsed(&skim_stream(stream)?))
}

/// Reads a mail for showing it. Never fails: what breaks the reader is shown as raw text.
pub fn read(raw: &[u8]) -> Reading {
    catch_unwind(AssertUnwindSafe(|| reading(&skim(raw)))).unwrap_or_else(|_| unparsed(raw))
}

/// Reads a mail for showing it, every text and raw header in a charset that a person named ([`super::charset_names`]), whatever the mail says.
pub fn read_as(raw: &[u8], charset: &str) -> Reading {
    catch_unwind(AssertUnwindSafe(|| reading(&said(skim(raw), charset)))).unwrap_or_else(|_| unparsed(raw))
}

/// The same of a mail of any size from a stream.
///
/// # Errors
/// Only those of the stream.
pub fn read_stream_as(stream: impl Read, charset: &str) -> io::Result<Reading> {
    Ok(reading(&said(skim_stream(stream)?, charset)))
}

fn said(mut skimmed: Skimmed, charset: &str) -> Skimmed {
    for part in &mut skimmed.parts {
        part.headers.redeclare(charset);
        if part.content_type.is_text() {
            part.content_type.charset = Some(charset.to_owned());
            part.content_type.said = true;
        }
    }
    skimmed
}

/// Reads a mail of any size from a stream for showing it.
///
/// # Errors
/// Only those of the stream.
pub fn read_stream(stream: impl Read) -> io::Result<Reading> {
    Ok(reading(&skim_stream(stream)?))
}

#[cfg(test)]
mod shapes;
#[cfg(test)]
mod tests;
