//! A mail found in a file.

use std::fs::Metadata;
use std::io;
use std::path::Path;

use crate::domain::mail::field_line::begins_like_mail;
use crate::domain::mail::flags::Flags;
use crate::domain::time::Instant;

/// So much of a mail is kept to see whether it begins like one, and what its headers say.
const HEAD: usize = 64 << 10;

/// A mail found in a file, whose bytes were given piece by piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundMail {
    /// Where: a file name, or `file:line` in an mbox.
    pub at: String,
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

/// What is remembered of the bytes of something that may be a mail.
#[derive(Debug, Default)]
pub(super) struct Beginning {
    head: Vec<u8>,
    filled: bool,
}

impl Beginning {
    /// Sees its next bytes.
    pub(super) fn see(&mut self, bytes: &[u8]) {
        let room = HEAD.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..room]);
        self.filled = self.filled || !bytes.iter().all(u8::is_ascii_whitespace);
    }

    /// Its first bytes, up to 64 KiB.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Judges what was seen.
    ///
    /// # Errors
    /// Why it is no mail.
    pub(super) fn judge(&self) -> Result<(), SkippedBecause> {
        if !self.filled {
            Err(SkippedBecause::Empty)
        } else if begins_like_mail(&self.head) {
            Ok(())
        } else {
            Err(SkippedBecause::NotAMail)
        }
    }
}
