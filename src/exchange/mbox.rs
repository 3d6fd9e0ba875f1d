//! mbox files (RFC 4155 and its variants): mails behind lines that begin with `From `.
//!
//! Reading takes all common variants: a separator is a `From ` line at the start or behind an empty line that names a time, so that a sentence beginning with "From "
//! is no separator; one `>` is taken off lines of `>From ` (mboxrd; mboxo is read the same). A mail that fumi exported comes back as it was, byte for byte.

pub mod writer;

use std::fs::File;
use std::io::{self, BufRead, Read};

use super::content_length::{Ahead, Extent};
use super::export_note::{ExportNote, Following};
use super::found::{Beginning, Came, FoundMail, Skipped, SkippedBecause};
use super::separator::{is_separator, shown};
use crate::domain::mail::field_line::without_mark;
use crate::domain::mail::flags::Flags;

/// Reads an mbox, one mail at a time and each of them in pieces.
#[derive(Debug)]
pub struct MboxReader<R> {
    from: R,
    ahead: Option<Ahead>,
    name: String,
    line: Vec<u8>,
    line_number: u64,
    /// How many bytes were read.
    taken: u64,
    /// The separator of the mail that comes next, and its line.
    separator: Option<(u64, String)>,
    last_was_empty: bool,
    /// Whether the last piece did not end its line: what follows begins none.
    within_line: bool,
    begun: bool,
    mail: Mail,
}

/// The mail that is being read.
#[derive(Debug, Default)]
struct Mail {
    at: String,
    separator: String,
    beginning: Beginning,
    in_head: bool,
    /// Where its body ends, when its Content-Length says so and the file agrees.
    extent: Option<Extent>,
    /// Line ends that are the file's if a separator follows them: one, or two behind an exported mail that ended without one.
    held_back: Vec<u8>,
    /// What the first lines say of a mail that fumi exported.
    exported: Option<ExportNote>,
    following: Following,
    /// The lines that an export put before the mail.
    noted: Vec<u8>,
    /// Whether such lines may still come.
    noting: bool,
    no_line_yet: bool,
    over: bool,
}

/// A line longer than this comes in pieces, so that a file without line ends needs no memory of its own size.
const PIECE: u64 = 1 << 20;

impl<R: BufRead> MboxReader<R> {
    /// A reader at the start of a file; `name` is what [`FoundMail::at`] calls it. With another handle on the same file it sees where a Content-Length leads.
    pub fn new(from: R, ahead: Option<File>, name: &str) -> Self {
        Self {
            from,
            ahead: ahead.map(Ahead::new),
            name: name.to_owned(),
            line: Vec::new(),
            line_number: 0,
            taken: 0,
            separator: None,
            last_was_empty: true,
            within_line: false,
            begun: false,
            mail: Mail { over: true, ..Mail::default() },
        }
    }

    fn next_line(&mut self, most: u64) -> io::Result<bool> {
        self.within_line = !self.line.is_empty() && !self.line.ends_with(b"\n");
        self.line_number += u64::from(!self.within_line);
        self.line.clear();
        let read = (&mut self.from).take(most.min(PIECE)).read_until(b'\n', &mut self.line)?;
        self.taken += read as u64;
        Ok(read > 0)
    }

    fn found_separator(&mut self) {
        self.separator = Some((self.line_number, shown(&self.line)));
        self.mail.over = true;
    }

    /// Goes to the next mail; false when there is none. What stands before the first separator is given as a mail that [`Self::end`] calls none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn begin(&mut self) -> io::Result<bool> {
        self.mail = Mail { in_head: true, no_line_yet: true, noting: true, ..Mail::default() };
        if !std::mem::replace(&mut self.begun, true) && self.next_filled_line()? {
            self.line = without_mark(&self.line).to_vec();
            if !self.line.starts_with(b"From ") {
                self.mail.at = format!("{}:{}", self.name, self.line_number);
                self.mail.beginning.see(b"no separator");
                self.mail.over = true;
                return Ok(true);
            }
            self.found_separator();
            self.mail.over = false;
        }
        let Some((line, separator)) = self.separator.take() else { return Ok(false) };
        self.mail.at = format!("{}:{line}", self.name);
        self.mail.separator = separator;
        self.last_was_empty = true;
        Ok(true)
    }

    /// Empty lines before a separator are nobody's.
    fn next_filled_line(&mut self) -> io::Result<bool> {
        while self.next_line(PIECE)? {
            if !self.line.trim_ascii().is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Appends the next piece of the mail; false at its end.
    ///
    /// # Errors
    /// When the file cannot be read: the mail has no end then, and there is no next.
    pub fn piece(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        if self.mail.over {
            return Ok(false);
        }
        let left = self.mail.extent.map(|extent| extent.end.saturating_sub(self.taken));
        if left == Some(0) {
            out.append(&mut self.mail.held_back);
            if self.next_filled_line()? {
                self.found_separator();
            }
            self.mail.over = true;
            return Ok(false);
        }
        if !self.next_line(left.unwrap_or(PIECE))? {
            self.mail.over = true;
            return Ok(false);
        }
        if left.is_none() && !self.within_line && self.last_was_empty && is_separator(&self.line) {
            self.found_separator();
            return Ok(false);
        }
        if !self.within_line && self.takes_note() {
            return Ok(true);
        }
        self.last_was_empty = !self.within_line && self.line.trim_ascii_end().is_empty();
        let quoted = !self.within_line && !self.mail.extent.is_some_and(|extent| extent.literal) && is_quoted_from(&self.line);
        let line = &self.line[usize::from(quoted)..];
        self.mail.beginning.see(line);
        let open = self.mail.exported.is_some_and(|note| note.open);
        if open {
            self.mail.held_back.extend_from_slice(line);
            let ends = self.mail.held_back.iter().rev().take(2).take_while(|byte| **byte == b'\n').count();
            out.extend(self.mail.held_back.drain(..self.mail.held_back.len() - ends));
        } else {
            out.append(&mut self.mail.held_back);
            let ends = left.is_none() && !self.within_line && matches!(line, b"\n" | b"\r\n");
            if ends { self.mail.held_back.extend_from_slice(line) } else { out.extend_from_slice(line) }
        }
        if self.mail.in_head && self.last_was_empty {
            self.mail.in_head = false;
            // What fumi exported is quoted: a length that it claims says nothing of the file.
            let ahead = self.ahead.as_ref().filter(|_| self.mail.exported.is_none());
            self.mail.extent = ahead.and_then(|ahead| ahead.extent(self.mail.beginning.head(), self.taken));
        }
        Ok(true)
    }

    /// Whether the line belongs to an export's note on the mail and not to the mail.
    fn takes_note(&mut self) -> bool {
        if std::mem::take(&mut self.mail.no_line_yet) {
            self.mail.exported = ExportNote::read(&self.line);
            return self.mail.exported.is_some();
        }
        let takes = self.mail.exported.is_some() && self.mail.noting && self.mail.following.takes(&self.line);
        if takes {
            self.mail.noted.extend_from_slice(&self.line);
        }
        self.mail.noting &= takes;
        takes
    }

    /// What was read, as a mail or as none.
    ///
    /// # Errors
    /// Why it is none.
    pub fn end(&mut self, failure: Option<&io::Error>) -> Result<FoundMail, Skipped> {
        let Mail { at, separator, beginning, exported, noted, .. } = std::mem::take(&mut self.mail);
        self.mail.over = true;
        if let Some(error) = failure {
            self.separator = None;
            return Err(Skipped {
                at: format!("{}:{}", self.name, self.line_number),
                because: SkippedBecause::Unreadable(error.to_string()),
            });
        }
        if let Some(note) = exported {
            let flags = Flags(note.flags.0 | flags(&noted).0);
            return Ok(FoundMail { at, flags, came: Came::Separator(separator) });
        }
        match beginning.judge() {
            Ok(()) => Ok(FoundMail { at, flags: flags(beginning.head()), came: Came::Separator(separator) }),
            Err(because) => Err(Skipped { at, because }),
        }
    }
}

/// `>From `, `>>From ` and so on.
fn is_quoted_from(line: &[u8]) -> bool {
    line.first() == Some(&b'>') && line[line.iter().take_while(|byte| **byte == b'>').count()..].starts_with(b"From ")
}

/// What mail programs noted in the headers: Status and X-Status (`R` read, `A` answered, `F` flagged), or Mozilla's bits.
fn flags(bytes: &[u8]) -> Flags {
    let mut flags = Flags::default();
    for line in bytes.split(|byte| *byte == b'\n').take(200) {
        let line = line.trim_ascii_end();
        if line.is_empty() {
            break;
        }
        let value =
            |name: &[u8]| line.get(..name.len()).filter(|begin| begin.eq_ignore_ascii_case(name)).map(|_| line[name.len()..].trim_ascii());
        if let Some(letters) = value(b"Status:") {
            flags = flags.with(Flags::READ, letters.contains(&b'R'));
        } else if let Some(letters) = value(b"X-Status:") {
            flags = [(b'A', Flags::REPLIED), (b'F', Flags::STARRED)]
                .iter()
                .filter(|(letter, _)| letters.contains(letter))
                .fold(flags, |flags, (_, flag)| flags.with(*flag, true));
        } else if let Some(bits) = value(b"X-Mozilla-Status:") {
            let bits = std::str::from_utf8(bits).ok().and_then(|bits| u32::from_str_radix(bits, 16).ok()).unwrap_or(0);
            let known = [(1, Flags::READ), (2, Flags::REPLIED), (4, Flags::STARRED), (0x1000, Flags::FORWARDED)];
            flags = known.iter().filter(|(bit, _)| bits & bit != 0).fold(flags, |flags, (_, flag)| flags.with(*flag, true));
        }
    }
    flags
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    type Read = Result<(FoundMail, String), Skipped>;

    fn all<R: BufRead>(mut reader: MboxReader<R>) -> Vec<Read> {
        let mut found = Vec::new();
        while reader.begin().unwrap() {
            let mut bytes = Vec::new();
            while reader.piece(&mut bytes).unwrap() {}
            found.push(reader.end(None).map(|mail| (mail, String::from_utf8(bytes).unwrap())));
        }
        found
    }

    fn read(text: &str) -> Vec<Read> {
        all(MboxReader::new(text.as_bytes(), None, "box"))
    }

    fn bodies(text: &str) -> Vec<String> {
        read(text).into_iter().map(|mail| mail.unwrap().1).collect()
    }

    /// Read from a file, in which a Content-Length can be looked up.
    fn from_file(text: &str) -> Vec<String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("box");
        std::fs::write(&path, text).unwrap();
        let open = || File::open(&path).unwrap();
        all(MboxReader::new(io::BufReader::new(open()), Some(open()), "box")).into_iter().map(|mail| mail.unwrap().1).collect()
    }

    #[test]
    fn a_content_length_is_obeyed_where_it_fits() {
        let from = "From a@b Mon Apr  2 17:44:22 2012\n";
        let body = "one\n\nFrom a@b Mon Apr  2 17:44:22 2012\nSubject: inner\n\n>From stays\n";
        let with = |length: usize| format!("{from}Subject: one\nContent-Length: {length}\n\n{body}\n{from}Subject: two\n\nlast\n");
        let whole = |length: usize| format!("Subject: one\nContent-Length: {length}\n\n{body}");
        assert_eq!(from_file(&with(body.len())), [whole(body.len()), "Subject: two\n\nlast\n".to_owned()]);
        assert_eq!(from_file(&with(body.len() - 1))[0], whole(body.len() - 1).trim_end_matches('\n'), "a line end that was not counted");
        for wrong in [0, 3, body.len() - 7, body.len() + 20, 1 << 40] {
            assert_eq!(from_file(&with(wrong)).len(), 3, "{wrong}");
        }
        let last = format!("{from}Subject: x\ncontent-length:  {}\n\n{body}", body.len());
        assert_eq!(from_file(&last).len(), 1, "to the end of the file");
        let quoted = format!("{from}Content-Length: 11\n\n>From here\n\n{from}Subject: y\n\nz\n");
        assert_eq!(from_file(&quoted), ["Content-Length: 11\n\nFrom here\n", "Subject: y\n\nz\n"], "nothing in it needed the length");
    }

    #[test]
    fn a_line_longer_than_a_piece_is_one_line_and_nothing_in_it_begins_one() {
        let piece = usize::try_from(PIECE).unwrap();
        // The pieces of the long line begin with what would begin a mail and with what would be unquoted.
        let filler = |len: usize| "x".repeat(len);
        let long = format!("{}From a@b Mon Apr  2 17:44:22 2012{}>From c", filler(piece), filler(piece - 33));
        let text =
            format!("From a@b Mon Apr  2 17:44:22 2012\nSubject: one\n\n{long}\n\nFrom a@b Mon Apr  2 17:44:23 2012\nSubject: two\n\ny\n");
        let found: Vec<(FoundMail, String)> = read(&text).into_iter().map(Result::unwrap).collect();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].1, format!("Subject: one\n\n{long}\n"));
        assert_eq!(found[1].0.at, "box:6");
    }

    #[test]
    fn mails_are_cut_at_separators_only() {
        let text = "From a@b Mon Apr  2 17:44:22 2012\nSubject: one\n\nFrom here on it rains.\n\nFrom the 5:00 train\n\n>From quoted\n>>From deeper\n\nFrom c@d Tue Apr  3 17:44:22 +0900 2012\nSubject: two\n\nbody\n";
        assert_eq!(
            bodies(text),
            ["Subject: one\n\nFrom here on it rains.\n\nFrom the 5:00 train\n\nFrom quoted\n>From deeper\n", "Subject: two\n\nbody\n"]
        );
    }

    #[test]
    fn flags_are_read_from_the_headers() {
        let found = read(
            "From a@b Mon Apr  2 17:44:22 2012\nStatus: RO\nX-Status: AF\n\nx\n\nFrom a@b Mon Apr  2 17:44:22 2012\nX-Mozilla-Status: 0005\n\ny\n",
        );
        assert_eq!(found[0].as_ref().unwrap().0.flags.words(), ["read", "starred", "replied"]);
        assert_eq!(found[1].as_ref().unwrap().0.flags.words(), ["read", "starred"]);
    }

    #[test]
    fn what_is_no_mbox_is_skipped_and_said() {
        assert_eq!(read("this is a letter\n")[0].as_ref().unwrap_err().because, SkippedBecause::NotAMail);
        assert_eq!(read("").len(), 0);
        let found = read("From a@b Mon Apr  2 17:44:22 2012\n\nFrom a@b Mon Apr  2 17:44:22 2012\nSubject: x\n\ny\n");
        assert_eq!(found[0].as_ref().unwrap_err(), &Skipped { at: "box:1".to_owned(), because: SkippedBecause::Empty });
        assert_eq!(found[1].as_ref().unwrap().0.at, "box:3");
    }
}
