//! Replies as they come in (RFC 5321 4.2): three digits, and words that mean nothing to a program.

use crate::text::CleanText;

/// How many bytes of one reply are read before the server counts as broken.
const MAX_REPLY: usize = 4 * 1024 * 1024;
/// How many bytes of a line are kept.
const KEPT_OF_LINE: usize = 2048;
/// How many lines of a reply are kept.
const KEPT_LINES: usize = 256;
/// How many characters of a reply a person is shown.
const SHOWN: usize = 2000;

/// Something else than SMTP came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not SMTP: {0}")]
pub struct NotSmtp(
    /// What came, to be shown.
    pub String,
);

/// The enhanced status code behind the three digits (RFC 3463): class, subject, detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Enhanced(pub u16, pub u16, pub u16);

/// One whole reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The three digits of its last line.
    pub code: u16,
    /// Whether its lines had digits of several classes, so that it says two things at once.
    pub mixed: bool,
    lines: Vec<Vec<u8>>,
}

impl Reply {
    /// The words of each line, as text.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.lines.iter().map(|line| text_of(line))
    }

    /// All its words on one line, for the person.
    pub fn text(&self) -> String {
        let all: Vec<String> = self.lines().collect();
        CleanText::line(&all.join(" ")).as_str().trim().chars().take(SHOWN).collect()
    }

    /// The enhanced code of its last line that has one; one that contradicts the digits is none.
    pub fn enhanced(&self) -> Option<Enhanced> {
        self.lines.iter().rev().find_map(|line| enhanced(line)).filter(|enhanced| enhanced.0 == self.code / 100)
    }

    /// Whether it agrees.
    pub fn agrees(&self) -> bool {
        (200..300).contains(&self.code) && !self.mixed
    }

    /// Whether it refuses, now or for good.
    pub fn refuses(&self) -> bool {
        self.code >= 400 && !self.mixed
    }
}

/// Takes replies out of a stream of bytes.
#[derive(Debug, Default)]
pub struct Replies {
    unread: Vec<u8>,
    /// The lines so far of a reply that goes on.
    lines: Vec<Vec<u8>>,
    classes: Vec<u16>,
    /// Bytes that this reply had so far.
    length: usize,
    /// How far `unread` holds no line end.
    searched: usize,
}

impl Replies {
    /// Adds what was read from the server.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.unread.extend_from_slice(bytes);
    }

    /// Whether the server said more than was asked of it.
    pub fn has_more(&self) -> bool {
        !self.unread.is_empty() || !self.lines.is_empty()
    }

    /// The next whole reply; `None` until more bytes come. Lines end in LF, with or without CR before it; a line without digits goes on with the one before.
    ///
    /// # Errors
    /// What came is no reply. Nothing that follows can be trusted then.
    pub fn next(&mut self) -> Result<Option<Reply>, NotSmtp> {
        while let Some(end) = self.unread[self.searched..].iter().position(|byte| *byte == b'\n') {
            let end = self.searched + end;
            let line: Vec<u8> = self.unread.drain(..=end).collect();
            self.searched = 0;
            self.length += line.len();
            if self.length > MAX_REPLY {
                return Err(NotSmtp("too long a reply".to_owned()));
            }
            let line = line.strip_suffix(b"\n").unwrap_or(&line);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if let Some(reply) = self.line(line)? {
                return Ok(Some(reply));
            }
        }
        self.searched = self.unread.len();
        if self.length + self.unread.len() > MAX_REPLY {
            return Err(NotSmtp("too long a reply".to_owned()));
        }
        Ok(None)
    }

    fn line(&mut self, line: &[u8]) -> Result<Option<Reply>, NotSmtp> {
        let Some(code) = code_of(line) else {
            if self.classes.is_empty() {
                return Err(NotSmtp(CleanText::line(&text_of(line)).as_str().chars().take(SHOWN).collect()));
            }
            self.keep(line);
            return Ok(None);
        };
        self.classes.push(code / 100);
        let goes_on = line.get(3) == Some(&b'-');
        self.keep(line.get(4..).unwrap_or_default());
        if goes_on {
            return Ok(None);
        }
        let classes = std::mem::take(&mut self.classes);
        self.length = 0;
        Ok(Some(Reply { code, mixed: classes.iter().any(|class| *class != code / 100), lines: std::mem::take(&mut self.lines) }))
    }

    fn keep(&mut self, words: &[u8]) {
        if self.lines.len() < KEPT_LINES {
            self.lines.push(words[..words.len().min(KEPT_OF_LINE)].to_vec());
        }
    }
}

/// The three digits that begin a line; what follows them is no fourth one.
fn code_of(line: &[u8]) -> Option<u16> {
    let digits = line.get(..3).filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
    let code = digits.iter().fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    let ends = line.get(3).is_none_or(|byte| !byte.is_ascii_alphanumeric());
    ((200..600).contains(&code) && ends).then_some(code)
}

fn enhanced(words: &[u8]) -> Option<Enhanced> {
    let first = words.split(|byte| matches!(byte, b' ' | b'\t')).find(|word| !word.is_empty())?;
    let first = std::str::from_utf8(first).ok()?.trim_matches(['#', '(', ')', '<', '>', '[', ']', ':', ',', ';']);
    let mut numbers = first.split('.').map(|part| if part.len() <= 3 { part.parse::<u16>().ok() } else { None });
    let found = Enhanced(numbers.next()??, numbers.next()??, numbers.next()??);
    (numbers.next().is_none() && matches!(found.0, 2 | 4 | 5)).then_some(found)
}

/// Words in whatever bytes they came: UTF-8, else one character a byte as in Latin-1.
fn text_of(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect(), str::to_owned)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn read(bytes: &[u8]) -> Reply {
        let mut whole = Replies::default();
        whole.feed(bytes);
        let reply = whole.next().unwrap().unwrap();
        let mut bytewise = Replies::default();
        let mut found = None;
        for byte in bytes {
            bytewise.feed(&[*byte]);
            found = found.or(bytewise.next().unwrap());
        }
        assert_eq!(found.as_ref(), Some(&reply), "it does not matter how the bytes come");
        reply
    }

    #[test]
    fn codes_decide_and_words_may_be_any_bytes() {
        for words in [&b"2.0.0 angenommen f\xfcr Zustellung"[..], b"\xe3\x81\x82\xe3", b"a\0b", b"\xff\xfe\x80", b"", b"\x1b[31mred"] {
            for end in ["\r\n", "\n"] {
                let bytes = [b"250 ", words, end.as_bytes()].concat();
                let reply = read(&bytes);
                assert!(reply.agrees(), "{words:?}");
                assert!(!reply.text().contains(['\0', '\u{1b}']), "{:?}", reply.text());
            }
        }
        assert_eq!(read(b"250 f\xfcr\r\n").text(), "für");
        assert_eq!(read(b"250\r\n").code, 250);
        assert_eq!(read(b"250\tok\r\n").text(), "ok");
    }

    #[test]
    fn replies_of_many_lines_end_at_the_line_without_a_dash() {
        let reply = read(b"250-one\r\n250-two\r\nfolded by mistake\r\n250 three\r\n");
        assert_eq!((reply.code, reply.lines().collect::<Vec<_>>().len(), reply.mixed), (250, 4, false));
        let many = [b"550-no\r\n".repeat(10_000), b"550 5.7.1 no\r\n".to_vec()].concat();
        assert_eq!(read_whole(&many).enhanced(), None, "beyond what is kept");
        let long = [b"250 ".to_vec(), vec![b'x'; 1_000_000], b"\r\n".to_vec()].concat();
        assert_eq!(read_whole(&long).text().len(), SHOWN);
    }

    fn read_whole(bytes: &[u8]) -> Reply {
        let mut replies = Replies::default();
        replies.feed(bytes);
        replies.next().unwrap().unwrap()
    }

    #[test]
    fn a_reply_that_says_two_things_neither_agrees_nor_refuses() {
        for bytes in [&b"250-ok\r\n550 no\r\n"[..], b"550-no\r\n250 ok\r\n", b"354-go\r\n250 ok\r\n"] {
            let reply = read(bytes);
            assert!(reply.mixed && !reply.agrees() && !reply.refuses(), "{bytes:?}");
        }
        assert!(read(b"550-5.1.1 no\r\n553 5.1.1 no\r\n").refuses(), "of one class");
    }

    #[test]
    fn what_is_no_reply_is_said_so() {
        for bytes in
            [&b"hello\r\n"[..], b"\r\n", b"25 ok\r\n", b"2500 ok\r\n", b"150 wait\r\n", b"999 x\r\n", b"+OK\r\n", b"HTTP/1.1 400\r\n"]
        {
            let mut replies = Replies::default();
            replies.feed(bytes);
            assert!(replies.next().is_err(), "{bytes:?}");
        }
        let mut endless = Replies::default();
        endless.feed(&vec![b'2'; MAX_REPLY + 1]);
        assert!(endless.next().is_err());
    }

    #[test]
    fn two_replies_at_once_are_two() {
        let mut replies = Replies::default();
        replies.feed(b"354 go on\r\n250 2.0.0 taken\r\n");
        assert_eq!(replies.next().unwrap().unwrap().code, 354);
        assert!(replies.has_more());
        assert_eq!(replies.next().unwrap().unwrap().code, 250);
        assert!(!replies.has_more());
    }

    #[test]
    fn enhanced_codes_are_found_where_they_fit_the_digits() {
        assert_eq!(read(b"550 5.1.1 unknown\r\n").enhanced(), Some(Enhanced(5, 1, 1)));
        assert_eq!(read(b"550-#5.7.26 no\r\n550 see our page\r\n").enhanced(), Some(Enhanced(5, 7, 26)));
        assert_eq!(read(b"550 4.7.1 later\r\n").enhanced(), None);
        assert_eq!(read(b"550 1.2.3.4 is listed\r\n").enhanced(), None);
        assert_eq!(read(b"550 5.1 x\r\n").enhanced(), None);
    }
}
