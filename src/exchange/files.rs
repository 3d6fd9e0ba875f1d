//! Mails that have a file each, one file after the other.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use rustix::fs::OFlags;

use super::found::{Beginning, Came, FoundMail, Skipped, SkippedBecause};
use crate::domain::mail::flags::Flags;
use crate::domain::time::Instant;

/// How much is read at once.
const PIECE: u64 = 256 << 10;

/// A list of files, each of them one mail.
#[derive(Debug)]
pub struct FilesReader {
    files: std::vec::IntoIter<(PathBuf, Flags)>,
    /// Whether whatever lies there is a mail, as in a Maildir; otherwise what does not begin like one is skipped.
    all_mails: bool,
    current: Option<Current>,
}

#[derive(Debug)]
struct Current {
    at: String,
    flags: Flags,
    came: Came,
    file: io::Result<File>,
    beginning: Beginning,
}

impl FilesReader {
    /// Reads these files in their order.
    pub(super) fn new(files: Vec<(PathBuf, Flags)>, all_mails: bool) -> Self {
        Self { files: files.into_iter(), all_mails, current: None }
    }

    /// Goes to the next file; false when there is none.
    pub fn begin(&mut self) -> bool {
        let Some((path, flags)) = self.files.next() else { return false };
        let at = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // A failure is told by the first piece.
        let file = open_file(&path)
            .or_else(|error| if self.all_mails { moved(&path).ok_or(error).and_then(|at| open_file(&at)) } else { Err(error) });
        let modified = file.as_ref().ok().and_then(|file| file.metadata().ok()?.modified().ok());
        let written = modified.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let came = Came::File(written.and_then(|since| i64::try_from(since.as_millis()).ok()).map(Instant));
        self.current = Some(Current { at, flags, came, file, beginning: Beginning::default() });
        true
    }

    /// Appends the next piece of the mail; false at its end.
    ///
    /// # Errors
    /// When the file cannot be read: the mail has no end then.
    pub fn piece(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        let Some(current) = &mut self.current else { return Ok(false) };
        let file = match &current.file {
            Ok(file) => file,
            Err(error) => return Err(io::Error::new(error.kind(), error.to_string())),
        };
        let before = out.len();
        let read = file.take(PIECE).read_to_end(out)?;
        current.beginning.see(&out[before..]);
        Ok(read > 0)
    }

    /// What was read, as a mail or as none.
    ///
    /// # Errors
    /// Why it is none.
    pub fn end(&mut self, failure: Option<&io::Error>) -> Result<FoundMail, Skipped> {
        let Some(Current { at, flags, came, beginning, .. }) = self.current.take() else {
            return Err(Skipped { at: String::new(), because: SkippedBecause::Empty });
        };
        let because = match failure {
            Some(error) => Some(SkippedBecause::Unreadable(error.to_string())),
            None if self.all_mails => None,
            None => beginning.judge().err(),
        };
        match because {
            None => Ok(FoundMail { at, flags, came }),
            Some(because) => Err(Skipped { at, because }),
        }
    }
}

/// Opens what is a file. A pipe that stands in its place since it was listed would wait for a writer for ever.
pub(super) fn open_file(path: &Path) -> io::Result<File> {
    let flags = i32::try_from(OFlags::NONBLOCK.bits() | OFlags::NOCTTY.bits()).unwrap_or_default();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::ErrorKind::Unsupported.into()) }
}

/// Where a mail of a Maildir is now that is gone from where it was listed: programs that mark it, or have seen it, give it another name in `cur`.
fn moved(path: &Path) -> Option<PathBuf> {
    let cur = path.parent()?.parent()?.join("cur");
    let base = base_of(path);
    std::fs::read_dir(cur).ok()?.filter_map(Result::ok).map(|entry| entry.path()).find(|found| found != path && base_of(found) == base)
}

/// The part of a name in a Maildir that stays the same, up to `:2,` (`;2,` and `!2,` on file systems that refuse the colon).
pub(super) fn base_of(path: &Path) -> &[u8] {
    let name = path.file_name().map(OsStr::as_encoded_bytes).unwrap_or_default();
    let mark = name.windows(3).rposition(|three| matches!(three, [b':' | b';' | b'!', b'2', b',']));
    &name[..mark.unwrap_or(name.len())]
}

/// Everything that a reader finds.
#[cfg(test)]
pub(super) fn all(mut reader: FilesReader) -> Vec<Result<FoundMail, Skipped>> {
    let mut found = Vec::new();
    while reader.begin() {
        let mut bytes = Vec::new();
        let failure = loop {
            match reader.piece(&mut bytes) {
                Ok(true) => {}
                Ok(false) => break None,
                Err(error) => break Some(error),
            }
        };
        found.push(reader.end(failure.as_ref()));
    }
    found
}
