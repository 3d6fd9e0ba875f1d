//! The lines that an exported mail begins with in an mbox: what the file's form itself has no place for. They come off again when fumi reads the file, so that the mail is the same byte for byte.

use std::io::{self, Write};

use crate::domain::mail::flags::Flags;

/// The header that says that a mail was exported; the words behind it are of this file only.
const NAME: &[u8] = b"X-Fumi-Export:";

/// The headers of other programs that may follow it, once each.
const STATUS: [&[u8]; 2] = [b"Status:", b"X-Status:"];

/// Flags that Status and X-Status have no letter for.
const WORDS: [(Flags, &str); 2] = [(Flags::FORWARDED, "forwarded"), (Flags::DRAFT, "draft")];

/// The mail does not end in a line end.
const OPEN: &str = "open";

/// What an exported mail's first lines say.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct ExportNote {
    /// What was marked on it. Spam and snoozes say where it lay and do not go out.
    pub(super) flags: Flags,
    /// Whether its last line has no end.
    pub(super) open: bool,
}

impl ExportNote {
    /// Writes the lines.
    ///
    /// # Errors
    /// When they cannot be written.
    pub(super) fn write(self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(NAME)?;
        for (flag, word) in WORDS {
            if self.flags.has(flag) {
                write!(out, " {word}")?;
            }
        }
        writeln!(out, "{}", if self.open { " open" } else { "" })?;
        let letter = |flag, letter| if self.flags.has(flag) { letter } else { "" };
        writeln!(out, "Status: {}O", letter(Flags::READ, "R"))?;
        writeln!(out, "X-Status: {}{}", letter(Flags::REPLIED, "A"), letter(Flags::STARRED, "F"))
    }

    /// Reads the first of the lines; `None` for a mail that fumi did not export.
    pub(super) fn read(line: &[u8]) -> Option<Self> {
        let words = std::str::from_utf8(line.strip_prefix(NAME)?).ok()?;
        let has = |wanted: &str| words.split_ascii_whitespace().any(|word| word == wanted);
        let flags = WORDS.into_iter().fold(Flags::default(), |flags, (flag, word)| flags.with(flag, has(word)));
        Some(Self { flags, open: has(OPEN) })
    }
}

/// The lines that are still to come off.
#[derive(Debug, Clone, Copy)]
pub(super) struct Following([bool; STATUS.len()]);

impl Default for Following {
    fn default() -> Self {
        Self([true; STATUS.len()])
    }
}

impl Following {
    /// Whether this line is one of them; each is taken once.
    pub(super) fn takes(&mut self, line: &[u8]) -> bool {
        let at = STATUS.iter().position(|name| line.starts_with(name));
        at.is_some_and(|at| std::mem::take(&mut self.0[at]))
    }
}
