//! The Content-Length of a mail in an mbox: some programs write no `>` before lines of a body that begin with `From `, and say its length instead.

use std::fs::File;
use std::os::unix::fs::FileExt;

use super::separator::is_separator;
use crate::domain::mail::field_line::field;

/// How much is looked at in one piece.
const LOOK: usize = 64 << 10;

/// Where a body ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    /// The first byte behind it.
    pub(super) end: u64,
    /// Whether its lines were left as they are: one of them begins with `From `.
    pub(super) literal: bool,
}

/// The file of a mail, ahead of where it is being read.
#[derive(Debug)]
pub(super) struct Ahead(File);

impl Ahead {
    pub(super) fn new(file: File) -> Self {
        Self(file)
    }

    /// The extent of a body that begins at this byte, if the headers say its length, and a separator or the end of the file stands where it leads.
    pub(super) fn extent(&self, headers: &[u8], start: u64) -> Option<Extent> {
        let end = start.checked_add(length(headers)?)?;
        let size = self.0.metadata().ok()?.len();
        let mut around = [0; 1100];
        let before = end.checked_sub(1)?;
        let read = self.read(&mut around, before)?;
        let (last, behind) = around[..read].split_first()?;
        let line = behind.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).map_or(&[][..], |at| &behind[at..]);
        let at_line_end = *last == b'\n' || behind.is_empty() || matches!(behind[0], b'\r' | b'\n');
        let fits = end <= size && at_line_end && behind.len() - line.len() <= 4;
        let first = line.split(|byte| *byte == b'\n').next().unwrap_or_default();
        (fits && (line.is_empty() || is_separator(first))).then(|| Extent { end, literal: self.has_bare_from(start, end) })
    }

    fn has_bare_from(&self, start: u64, end: u64) -> bool {
        const FROM: &[u8] = b"\nFrom ";
        let mut block = vec![0; LOOK];
        // The line end before the body counts, and what lies across two blocks is in both.
        let mut at = start.saturating_sub(1);
        while at < end {
            let Some(read) = self.read(&mut block, at) else { return false };
            let inside = usize::try_from(end - at).unwrap_or(usize::MAX).min(read);
            if block[..inside].windows(FROM.len()).any(|window| window == FROM) {
                return true;
            }
            if read <= FROM.len() {
                return false;
            }
            at += (read - FROM.len()) as u64;
        }
        false
    }

    fn read(&self, into: &mut [u8], at: u64) -> Option<usize> {
        let mut read = 0;
        while read < into.len() {
            match self.0.read_at(&mut into[read..], at + read as u64) {
                Ok(0) => break,
                Ok(more) => read += more,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(_) => return None,
            }
        }
        Some(read)
    }
}

fn length(headers: &[u8]) -> Option<u64> {
    headers.split(|byte| *byte == b'\n').find_map(|line| {
        let (name, value) = field(line)?;
        line[..name].eq_ignore_ascii_case(b"Content-Length").then(|| std::str::from_utf8(line[value..].trim_ascii()).ok()?.parse().ok())?
    })
}
