//! mbox files (RFC 4155 and its variants): mails behind lines that begin with `From `.
//!
//! Reading takes all common variants: a separator is a `From ` line at the start or behind an empty line that names a time, so that a sentence beginning with "From "
//! is no separator; one `>` is taken off lines of `>From ` (mboxrd; mboxo is read the same).

use std::io::{self, BufRead, Read};

use super::found::{Came, FoundMail, LARGEST_MAIL, Skipped, SkippedBecause, judged};
use crate::domain::mail::field_line::without_mark;
use crate::domain::mail::flags::Flags;

/// Reads an mbox, one mail at a time.
#[derive(Debug)]
pub struct MboxReader<R> {
    from: R,
    name: String,
    line: Vec<u8>,
    line_number: u64,
    /// Where the current mail's separator stood; 0 before the first.
    started: u64,
    /// That separator.
    separator: String,
    last_was_empty: bool,
    /// Whether the last piece did not end its line: what follows begins none.
    within_line: bool,
    ended: bool,
}

/// A line longer than this comes in pieces, so that a file without line ends needs no memory of its own size.
const PIECE: u64 = 1 << 20;

impl<R: BufRead> MboxReader<R> {
    /// A reader at the start of a file; `name` is what [`FoundMail::at`] calls it.
    pub fn new(from: R, name: &str) -> Self {
        Self {
            from,
            name: name.to_owned(),
            line: Vec::new(),
            line_number: 0,
            started: 0,
            separator: String::new(),
            last_was_empty: true,
            within_line: false,
            ended: false,
        }
    }

    fn next_line(&mut self) -> io::Result<bool> {
        self.within_line = !self.line.is_empty() && !self.line.ends_with(b"\n");
        self.line_number += u64::from(!self.within_line);
        self.line.clear();
        Ok((&mut self.from).take(PIECE).read_until(b'\n', &mut self.line)? > 0)
    }

    fn is_separator(&self) -> bool {
        !self.within_line && self.last_was_empty && is_separator(&self.line)
    }

    fn read_mail(&mut self) -> io::Result<Result<FoundMail, Skipped>> {
        let at = format!("{}:{}", self.name, self.started);
        let came = Came::Separator(std::mem::take(&mut self.separator));
        let mut bytes = Vec::new();
        let mut too_large = false;
        loop {
            if !self.next_line()? {
                self.ended = true;
                break;
            }
            if self.is_separator() {
                self.started = self.line_number;
                self.separator = shown(&self.line);
                break;
            }
            self.last_was_empty = !self.within_line && self.line.trim_ascii_end().is_empty();
            let line = if !self.within_line && is_quoted_from(&self.line) { &self.line[1..] } else { &self.line };
            if bytes.len() as u64 + line.len() as u64 > LARGEST_MAIL {
                too_large = true;
                bytes = Vec::new();
            }
            if !too_large {
                bytes.extend_from_slice(line);
            }
        }
        self.last_was_empty = true;
        if too_large {
            return Ok(Err(Skipped { at, because: SkippedBecause::TooLarge }));
        }
        // The empty line before the next separator is the file's, not the mail's.
        for end in [b"\r\n\r\n".as_slice(), b"\n\n"] {
            if bytes.ends_with(end) {
                bytes.truncate(bytes.len() - end.len() / 2);
                break;
            }
        }
        let flags = flags(&bytes);
        Ok(judged(at, bytes, flags, came))
    }
}

impl<R: BufRead> Iterator for MboxReader<R> {
    type Item = Result<FoundMail, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let read = (|| {
            if self.started == 0 {
                // Empty lines before the first separator are nobody's.
                loop {
                    if !self.next_line()? {
                        self.ended = true;
                        return Ok(None);
                    }
                    if !self.line.trim_ascii().is_empty() {
                        break;
                    }
                }
                self.started = self.line_number;
                self.line = without_mark(&self.line).to_vec();
                self.separator = shown(&self.line);
                if !self.line.starts_with(b"From ") {
                    self.ended = true;
                    let at = format!("{}:{}", self.name, self.started);
                    return Ok(Some(Err(Skipped { at, because: SkippedBecause::NotAMail })));
                }
            }
            self.read_mail().map(Some)
        })();
        read.unwrap_or_else(|error: io::Error| {
            self.ended = true;
            let at = format!("{}:{}", self.name, self.line_number);
            Some(Err(Skipped { at, because: SkippedBecause::Unreadable(error.to_string()) }))
        })
    }
}

/// A separator of no more than a line's usual length.
fn shown(line: &[u8]) -> String {
    String::from_utf8_lossy(&line[..line.len().min(998)]).trim_end().to_owned()
}

/// `From someone Mon Apr  2 17:44:22 2012`: it names a time of day and ends in a year or a zone.
fn is_separator(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let words: Vec<&[u8]> = rest.trim_ascii().split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
    let is_time = |word: &&[u8]| word.len() >= 4 && word.iter().all(|byte| byte.is_ascii_digit() || *byte == b':') && word.contains(&b':');
    let is_year = |word: &&[u8]| word.len() == 4 && word.iter().all(u8::is_ascii_digit);
    words.len() <= 12 && words.iter().any(is_time) && words.iter().any(is_year)
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

    fn read(text: &str) -> Vec<Result<FoundMail, Skipped>> {
        MboxReader::new(text.as_bytes(), "box").collect()
    }

    fn bodies(text: &str) -> Vec<String> {
        read(text).into_iter().map(|mail| String::from_utf8(mail.unwrap().bytes).unwrap()).collect()
    }

    #[test]
    fn a_line_longer_than_a_piece_is_one_line_and_nothing_in_it_begins_one() {
        let piece = usize::try_from(PIECE).unwrap();
        // The pieces of the long line begin with what would begin a mail and with what would be unquoted.
        let filler = |len: usize| "x".repeat(len);
        let long = format!("{}From a@b Mon Apr  2 17:44:22 2012{}>From c", filler(piece), filler(piece - 33));
        let text =
            format!("From a@b Mon Apr  2 17:44:22 2012\nSubject: one\n\n{long}\n\nFrom a@b Mon Apr  2 17:44:23 2012\nSubject: two\n\ny\n");
        let found: Vec<FoundMail> = MboxReader::new(text.as_bytes(), "m").map(Result::unwrap).collect();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].bytes, format!("Subject: one\n\n{long}\n").into_bytes());
        assert_eq!(found[1].at, "m:6");
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
        assert_eq!(found[0].as_ref().unwrap().flags.words(), ["read", "starred", "replied"]);
        assert_eq!(found[1].as_ref().unwrap().flags.words(), ["read", "starred"]);
    }

    #[test]
    fn what_is_no_mbox_is_skipped_and_said() {
        assert_eq!(read("this is a letter\n")[0].as_ref().unwrap_err().because, SkippedBecause::NotAMail);
        assert_eq!(read("").len(), 0);
        let found = read("From a@b Mon Apr  2 17:44:22 2012\n\nFrom a@b Mon Apr  2 17:44:22 2012\nSubject: x\n\ny\n");
        assert_eq!(found[0].as_ref().unwrap_err(), &Skipped { at: "box:1".to_owned(), because: SkippedBecause::Empty });
        assert_eq!(found[1].as_ref().unwrap().at, "box:3");
    }
}
