//! Writing an mbox: mboxrd, the variant that loses nothing, since every line that could be taken for a separator gets one `>` more.

use std::io::{self, Read, Write};

use super::PIECE;
use crate::domain::mail::flags::Flags;
use crate::domain::time::Instant;
use crate::exchange::export_note::ExportNote;

/// What stands before the bytes of a mail.
#[derive(Debug, Clone, Copy)]
pub struct MailHead<'a> {
    /// The address it is from; empty when none is known.
    pub sender: &'a str,
    /// When it came, for a mail whose headers do not say.
    pub date: Instant,
    /// What is marked on it.
    pub flags: Flags,
    /// Whether its last byte is no line end.
    pub open: bool,
}

/// How much is read of a mail at once.
const BLOCK: usize = 64 << 10;

/// Appends one mail.
///
/// # Errors
/// When the mail cannot be read or the file not be written.
pub fn write(out: &mut impl Write, head: MailHead<'_>, mut mail: impl Read) -> io::Result<()> {
    let stays_one_word = |sender: &&str| !sender.is_empty() && sender.bytes().all(|byte| byte.is_ascii_graphic());
    let sender = Some(head.sender).filter(stays_one_word).unwrap_or("MAILER-DAEMON");
    let date = head.date.to_timestamp().to_zoned(jiff::tz::TimeZone::UTC).strftime("%a %b %e %H:%M:%S %Y");
    writeln!(out, "From {sender} {date}")?;
    ExportNote { flags: head.flags, open: head.open }.write(out)?;
    let mut quoting = Quoting::default();
    let mut block = vec![0; BLOCK];
    loop {
        match mail.read(&mut block) {
            Ok(0) => break,
            Ok(read) => quoting.write(&block[..read], out)?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    quoting.end(out)?;
    out.write_all(if head.open { b"\n\n" } else { b"\n" })
}

const FROM: &[u8] = b"From ";

/// Puts a `>` before lines of any number of `>` and `From `, wherever a block ends.
#[derive(Debug, Default)]
struct Quoting {
    /// Behind the beginning of its line nothing is quoted.
    within_line: bool,
    /// What was seen of the line's beginning and is not written yet: so many marks and so many bytes of `From `.
    marks: usize,
    matched: usize,
}

impl Quoting {
    fn write(&mut self, mut block: &[u8], out: &mut impl Write) -> io::Result<()> {
        while let Some((byte, rest)) = block.split_first() {
            if self.within_line {
                let line = memchr::memchr(b'\n', block).map_or(block.len(), |at| at + 1);
                out.write_all(&block[..line])?;
                self.within_line = block[line - 1] != b'\n';
                block = &block[line..];
            } else if *byte == b'>' && self.matched == 0 {
                self.marks += 1;
                block = rest;
            } else if *byte == FROM[self.matched] {
                self.matched += 1;
                block = rest;
                if self.matched == FROM.len() {
                    // A line that begins with more marks than are read at once is no separator and is not taken for a quoted one.
                    if ((self.marks + FROM.len()) as u64) < PIECE {
                        out.write_all(b">")?;
                    }
                    self.end(out)?;
                }
            } else {
                self.end(out)?;
            }
        }
        Ok(())
    }

    /// Writes what was held back; the rest of the line follows as it is.
    fn end(&mut self, out: &mut impl Write) -> io::Result<()> {
        io::copy(&mut io::repeat(b'>').take(self.marks as u64), out)?;
        out.write_all(&FROM[..self.matched])?;
        *self = Self { within_line: true, ..Self::default() };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::{BufReader, Write as _};

    use proptest::prelude::*;

    use super::*;
    use crate::exchange::mbox::MboxReader;

    fn written(mails: &[(Flags, Vec<u8>)]) -> Vec<u8> {
        let mut out = Vec::new();
        for (flags, mail) in mails {
            let head = MailHead { sender: "a@b.example", date: Instant(1_333_388_662_000), flags: *flags, open: !mail.ends_with(b"\n") };
            write(&mut out, head, mail.as_slice()).unwrap();
        }
        out
    }

    fn read(mbox: &[u8]) -> Vec<(Flags, Vec<u8>)> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(mbox).unwrap();
        std::io::Seek::rewind(&mut file).unwrap();
        // With the file at hand, as an import has it: a Content-Length of a mail must not lead into the next one.
        let mut reader = MboxReader::new(BufReader::new(file.try_clone().unwrap()), Some(file), "box");
        let mut found = Vec::new();
        while reader.begin().unwrap() {
            let mut bytes = Vec::new();
            while reader.piece(&mut bytes).unwrap() {}
            found.push((reader.end(None).unwrap().flags, bytes));
        }
        found
    }

    #[test]
    fn an_exported_mail_is_an_mboxrd_one_with_flags_that_other_programs_read() {
        let mail = b"Subject: one\n\nFrom here\n>From there\n Fromage\nFrom".to_vec();
        let flags = Flags::READ.with(Flags::STARRED, true).with(Flags::FORWARDED, true);
        assert_eq!(
            String::from_utf8(written(&[(flags, mail)])).unwrap(),
            "From a@b.example Mon Apr  2 17:44:22 2012\nX-Fumi-Export: forwarded open\nStatus: RO\nX-Status: F\nSubject: one\n\n>From here\n>>From there\n Fromage\nFrom\n\n"
        );
    }

    #[test]
    fn a_length_that_a_mail_claims_swallows_no_other_mail() {
        let two = (Flags::default(), b"Subject: two\n\nx\n".to_vec());
        let second = written(std::slice::from_ref(&two));
        let claims = |length: usize| (Flags::default(), format!("Content-Length: {length}\n\nshort\n").into_bytes());
        for length in 0..second.len() + 20 {
            let mails = [claims(length), two.clone(), two.clone()];
            assert_eq!(read(&written(&mails)), mails, "{length}");
        }
    }

    #[test]
    fn a_line_of_marks_longer_than_what_is_read_at_once_comes_back() {
        let piece = usize::try_from(PIECE).unwrap();
        for marks in [piece - 6, piece - 4, piece, piece + 3] {
            let mail = (Flags::default(), [b"Subject: x\n\n".as_slice(), &vec![b'>'; marks], b"From x\n"].concat());
            assert!(read(&written(std::slice::from_ref(&mail))) == [mail], "{marks}");
        }
    }

    fn line() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "From a@b Mon Apr  2 17:44:22 2012",
            ">From ",
            "From ",
            "From",
            ">>",
            "\n",
            "\n\n",
            "\r\n",
            "Subject: x\n",
            "Status: RO\n",
            "X-Status: A\n",
            "X-Fumi-Export: draft open\n",
            "Content-Length: 10\n",
            "x",
            " ",
            "\u{0}",
        ])
    }

    proptest! {
        #[test]
        fn whatever_the_mails_are_they_come_back_the_same(
            mails in prop::collection::vec((0u32..32, prop::collection::vec(line(), 0..12)), 0..6)
        ) {
            let mails: Vec<(Flags, Vec<u8>)> = mails.into_iter().map(|(flags, lines)| (Flags(flags), lines.concat().into_bytes())).collect();
            prop_assert_eq!(read(&written(&mails)), mails);
        }
    }
}
