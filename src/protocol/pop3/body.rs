//! The body of a multi-line answer: ends at a lone dot, and a dot before any other line is taken off (RFC 1939 section 3).

use memchr::memchr;

/// Where in a line the reader stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    LineStart,
    Inside,
    AfterCr,
    /// A dot at the start of a line was taken off.
    Dot,
    /// A dot and a CR at the start of a line: the end, if LF follows.
    DotCr,
    End,
}

/// Reads a body from slices of any split and gives it on without copying.
///
/// Only CR LF ends a line: a bare LF or CR is a byte of the mail like any other, so that the bytes stored are the bytes that were stuffed.
#[derive(Debug, Clone)]
pub struct BodyReader {
    at: At,
    /// The last bytes of the mail so far.
    tail: [u8; 4],
}

/// One step of a [`BodyReader`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyPiece<'a> {
    /// How many bytes of the input are done with.
    pub used: usize,
    /// Bytes of the mail; may be empty.
    pub bytes: &'a [u8],
    /// Whether the dot line was reached; what follows `used` belongs to the next answer.
    pub ended: bool,
}

impl Default for BodyReader {
    fn default() -> Self {
        Self { at: At::LineStart, tail: [0; 4] }
    }
}

impl BodyReader {
    /// Whether the mail so far ends with a dot on a line of its own, where LF alone ends the line before or the dot line itself: the end as some servers send it, when
    /// nothing more comes.
    pub fn rests_on_bare_dot(&self) -> bool {
        self.tail.ends_with(b"\n.\n") || self.tail == *b"\n.\r\n"
    }

    /// Takes the next piece. Call again with the rest of the input until `used` is all of it or the body ended.
    pub fn step<'a>(&mut self, input: &'a [u8]) -> BodyPiece<'a> {
        let piece = self.piece(input);
        let new = &piece.bytes[piece.bytes.len().saturating_sub(self.tail.len())..];
        self.tail.rotate_left(new.len());
        let kept = self.tail.len() - new.len();
        self.tail[kept..].copy_from_slice(new);
        piece
    }

    fn piece<'a>(&mut self, input: &'a [u8]) -> BodyPiece<'a> {
        let mut start = 0;
        let mut i = 0;
        while i < input.len() {
            match self.at {
                At::LineStart if input[i] == b'.' => {
                    if i > start {
                        return BodyPiece { used: i, bytes: &input[start..i], ended: false };
                    }
                    self.at = At::Dot;
                    i += 1;
                    start = i;
                }
                At::LineStart => self.at = At::Inside,
                At::Dot if input[i] == b'\r' => {
                    self.at = At::DotCr;
                    i += 1;
                    start = i;
                }
                At::Dot => self.at = At::Inside,
                At::DotCr if input[i] == b'\n' => {
                    self.at = At::End;
                    return BodyPiece { used: i + 1, bytes: &[], ended: true };
                }
                At::DotCr => {
                    self.at = At::AfterCr;
                    return BodyPiece { used: i, bytes: b"\r", ended: false };
                }
                At::AfterCr => {
                    self.at = match input[i] {
                        b'\n' => At::LineStart,
                        b'\r' => At::AfterCr,
                        _ => At::Inside,
                    };
                    i += 1;
                }
                At::Inside => match memchr(b'\r', &input[i..]) {
                    Some(n) => {
                        self.at = At::AfterCr;
                        i += n + 1;
                    }
                    None => i = input.len(),
                },
                At::End => return BodyPiece { used: 0, bytes: &[], ended: true },
            }
        }
        BodyPiece { used: i, bytes: &input[start..i], ended: false }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    /// Reads a wire text in slices cut at the given places; gives the mail and how many bytes were used, `None` when the end did not come.
    fn read(wire: &[u8], cuts: &[usize]) -> Option<(Vec<u8>, usize)> {
        let mut reader = BodyReader::default();
        let mut mail = Vec::new();
        let mut ends: Vec<usize> = cuts.iter().map(|cut| cut % (wire.len() + 1)).collect();
        ends.push(wire.len());
        ends.sort_unstable();
        let mut from = 0;
        for end in ends {
            while from < end {
                let piece = reader.step(&wire[from..end]);
                mail.extend_from_slice(piece.bytes);
                from += piece.used;
                if piece.ended {
                    return Some((mail, from));
                }
                assert!(piece.used > 0 || !piece.bytes.is_empty(), "a step must make progress");
            }
        }
        None
    }

    fn stuff(mail: &[u8]) -> Vec<u8> {
        let mut wire = Vec::new();
        let mut line_start = true;
        for (i, byte) in mail.iter().enumerate() {
            if line_start && *byte == b'.' {
                wire.push(b'.');
            }
            wire.push(*byte);
            line_start = *byte == b'\n' && i > 0 && mail[i - 1] == b'\r';
        }
        wire.extend_from_slice(b".\r\n");
        wire
    }

    #[test]
    fn lines_of_dots_arrive_as_they_were_written() {
        for mail in
            [&b"."[..], b"..", b"\n", b"a", b"..a\r\n.\r\n", b".\n.\r\n", b"\r.\r\n", b"\r", b"\r\r\n", b"x\n.\r\ny\r\n", b"\0\r\n", b""]
        {
            let whole = [mail, b"\r\n"].concat();
            assert_eq!(read(&stuff(&whole), &[]).unwrap().0, whole, "{whole:?}");
        }
        assert_eq!(read(b".\r\n+OK", &[]), Some((Vec::new(), 3)));
        assert_eq!(read(b".\rx\r\n.\r\n", &[]), Some((b"\rx\r\n".to_vec(), 8)), "a dot, a CR and more is a stuffed line");
    }

    #[test]
    fn a_body_without_its_dot_line_never_ends() {
        for cut in ["abc\r\n.", "abc\r\n.\r", "abc\r\n", "abc\r\n.\n", ".\n", "abc\n.\r\n"] {
            assert_eq!(read(cut.as_bytes(), &[]), None, "{cut:?}");
        }
    }

    #[test]
    fn a_dot_between_line_feeds_is_seen_however_it_comes() {
        for (wire, rests) in [
            (&b"Subject: x\n\ntext\n.\n"[..], true),
            (b"a\r\ntext\n.\r\n", true),
            (b"text\n.\nmore", false),
            (b"text\n.", false),
            (b"text\n..\n", false),
            (b".\n", false),
        ] {
            for size in 1..=wire.len() {
                let mut reader = BodyReader::default();
                for mut piece in wire.chunks(size) {
                    while !piece.is_empty() {
                        piece = &piece[reader.step(piece).used..];
                    }
                }
                assert_eq!(reader.rests_on_bare_dot(), rests, "{wire:?} in pieces of {size}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_mail(
            mail in proptest::collection::vec(prop_oneof![Just(b'.'), Just(b'\r'), Just(b'\n'), any::<u8>()], 0..200),
            cuts in proptest::collection::vec(any::<usize>(), 0..20),
        ) {
            let whole = [&mail[..], b"\r\n"].concat();
            let wire = [stuff(&whole), b"+OK next\r\n".to_vec()].concat();
            let used = wire.len() - b"+OK next\r\n".len();
            prop_assert_eq!(read(&wire, &cuts), Some((whole, used)));
        }
    }
}
