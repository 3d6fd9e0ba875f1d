//! A mail found in a file.

use std::fs::Metadata;
use std::io;
use std::path::Path;

use crate::domain::mail::field_line::begins_like_mail;
use crate::domain::mail::flags::Flags;
use crate::domain::time::Instant;

/// The largest mail taken from a file: it is held whole while it is read.
pub const LARGEST_MAIL: u64 = 256 * 1024 * 1024;

/// A mail found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundMail {
    /// Where: a file name, or `file:line` in an mbox.
    pub at: String,
    /// Its bytes, at most 256 MiB; of an mbox with the `>` of quoted `From ` lines taken off.
    pub bytes: Vec<u8>,
    /// What the file says of it.
    pub flags: Flags,
    /// What the file says of when it came.
    pub came: Came,
}

/// When a mail came, for one whose headers do not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// The separator line of an mbox, which ends in a date.
    Separator(String),
    /// When the file was written; none where the system does not know.
    File(Option<Instant>),
}

/// Something that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Where it stands: a file name, or `file:line` in an mbox.
    pub at: String,
    /// What was wrong with it.
    pub because: SkippedBecause,
}

/// Why something was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkippedBecause {
    /// There is nothing in it.
    Empty,
    /// It does not begin with header lines.
    NotAMail,
    /// It is larger than 256 MiB.
    TooLarge,
    /// It could not be read; what the system says.
    Unreadable(String),
}

/// Looks at what lies at a path before it is opened. A device, a pipe or a socket may never begin or never end, so it is refused as `Unsupported`.
///
/// # Errors
/// When nothing is there, it cannot be looked at, or it is no file and no folder.
pub fn file_or_folder(path: &Path) -> io::Result<Metadata> {
    let meta = std::fs::metadata(path)?;
    if meta.is_file() || meta.is_dir() { Ok(meta) } else { Err(io::ErrorKind::Unsupported.into()) }
}

/// Judges the bytes of what may be a mail.
///
/// # Errors
/// Why it is none.
pub fn judged(at: String, bytes: Vec<u8>, flags: Flags, came: Came) -> Result<FoundMail, Skipped> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Skipped { at, because: SkippedBecause::Empty });
    }
    if !begins_like_mail(&bytes) {
        return Err(Skipped { at, because: SkippedBecause::NotAMail });
    }
    Ok(FoundMail { at, bytes, flags, came })
}
