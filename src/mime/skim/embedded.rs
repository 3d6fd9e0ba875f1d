//! Files that stand in a text as lines of their own: uuencoded, and yEnc (yenc.org, draft 1.3), which newsgroups and old gateways use.

use crate::mime::transfer::{self, Encoding, is_uuencoded};

/// Reads the files of one text, line by line.
#[derive(Debug, Default)]
pub(super) struct Embedded {
    /// A `begin` line that waits for the line after it.
    begin: Option<Vec<u8>>,
    uuencoded: bool,
    yenc: Option<Yenc>,
}

/// What a line is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Met {
    /// Text, and so is the line that was held before it.
    Text(Option<Vec<u8>>),
    /// Held back until the next line; what was held before it is text.
    Held(Option<Vec<u8>>),
    /// Said of the file.
    Taken,
    /// The first of a file.
    Begins(FileBegins),
    /// So many bytes of the file.
    Bytes(u64),
    /// The end of the file.
    Ends {
        /// Its sum or its size is wrong.
        damaged: bool,
        /// The line itself is text.
        text: bool,
    },
}

/// A file as its first line tells it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FileBegins {
    pub name: Vec<u8>,
    pub encoding: Encoding,
    /// Bytes of it in this line; none where its bytes begin behind the line.
    pub bytes: Option<u64>,
    /// It is one of several pieces.
    pub piece: bool,
}

/// A file in yEnc, and what its end is checked against.
#[derive(Debug)]
struct Yenc {
    piece: bool,
    size: u64,
    crc: u32,
}

impl Embedded {
    /// Takes the next line; `room`: another file may begin.
    pub fn line(&mut self, line: &[u8], room: bool) -> Met {
        if let Some(yenc) = &mut self.yenc {
            return match yenc.line(line) {
                Met::Ends { damaged, text } => {
                    self.yenc = None;
                    Met::Ends { damaged, text }
                }
                met => met,
            };
        }
        if self.uuencoded {
            if line == b"end" || !is_uuencoded(line) {
                self.uuencoded = false;
                return Met::Ends { damaged: false, text: line != b"end" };
            }
            return Met::Bytes(said_length(line));
        }
        let held = self.begin.take();
        if let Some(begin) = held.as_ref().filter(|_| room && line.len() > 1 && is_uuencoded(line)) {
            let name = begin.splitn(3, |byte| *byte == b' ').nth(2).unwrap_or_default().to_vec();
            self.uuencoded = true;
            return Met::Begins(FileBegins { name, encoding: Encoding::Uuencode, bytes: Some(said_length(line)), piece: false });
        }
        if is_begin(line) {
            self.begin = Some(line.to_vec());
            return Met::Held(held);
        }
        match yenc_begins(line).filter(|_| room && held.is_none()) {
            Some(begins) => {
                self.yenc = Some(Yenc { piece: begins.piece, size: 0, crc: 0 });
                Met::Begins(begins)
            }
            None => Met::Text(held),
        }
    }

    /// The `begin` line that no file followed, when the text ends.
    pub fn held(&mut self) -> Option<Vec<u8>> {
        self.begin.take()
    }

    /// Whether no file is being read, and no line is held.
    pub fn is_idle(&self) -> bool {
        self.begin.is_none() && !self.uuencoded && self.yenc.is_none()
    }

    /// Whether a file was still being read when the text ended; and reads none any more.
    pub fn cut(&mut self) -> bool {
        let yenc = self.yenc.take().is_some();
        std::mem::take(&mut self.uuencoded) || yenc
    }
}

impl Yenc {
    fn line(&mut self, line: &[u8]) -> Met {
        if let Some(said) = line.strip_prefix(b"=yend") {
            return Met::Ends { damaged: !self.is_whole(said), text: false };
        }
        if line.starts_with(b"=ypart ") {
            return Met::Taken;
        }
        let (bytes, _) = transfer::decode(Encoding::Yenc, line);
        self.crc = crc32(self.crc, &bytes);
        self.size += bytes.len() as u64;
        Met::Bytes(bytes.len() as u64)
    }

    /// Whether what the end says is what came: the size, and the sum of this piece or of the whole file.
    fn is_whole(&self, said: &[u8]) -> bool {
        let sum = |key: &[u8]| find(said, key).and_then(|at| hexadecimal(&said[at..]));
        let expected = sum(b"pcrc32=").or_else(|| sum(b" crc32=").filter(|_| !self.piece));
        number(said, b"size=").is_none_or(|size| size == self.size) && expected.is_none_or(|expected| expected == self.crc)
    }
}

/// `=ybegin line=128 size=123 name=file.bin`, with `part=1 total=3` for one of several.
fn yenc_begins(line: &[u8]) -> Option<FileBegins> {
    let said = line.strip_prefix(b"=ybegin ")?;
    let name = said[find(said, b"name=")?..].trim_ascii();
    number(said, b"line=")?;
    number(said, b"size=")?;
    let piece = number(said, b"part=").is_some() && number(said, b"total=").is_none_or(|total| total > 1);
    let name = name.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\"")).unwrap_or(name);
    Some(FileBegins { name: name.to_vec(), encoding: Encoding::Yenc, bytes: None, piece })
}

/// How many bytes a line of uuencoded data says that it holds.
fn said_length(line: &[u8]) -> u64 {
    line.first().map_or(0, |first| u64::from(first.wrapping_sub(b' ') & 63))
}

/// Where a value begins behind its key.
fn find(line: &[u8], key: &[u8]) -> Option<usize> {
    line.windows(key.len()).position(|piece| piece == key).map(|at| at + key.len())
}

fn number(line: &[u8], key: &[u8]) -> Option<u64> {
    let digits: Vec<u8> = line[find(line, key)?..].iter().copied().take_while(u8::is_ascii_digit).collect();
    std::str::from_utf8(&digits).ok()?.parse().ok()
}

fn hexadecimal(text: &[u8]) -> Option<u32> {
    let digits: Vec<u8> = text.iter().copied().take_while(u8::is_ascii_hexdigit).collect();
    let digits = std::str::from_utf8(&digits).ok()?.trim_start_matches('0');
    if digits.is_empty() { Some(0) } else { u32::from_str_radix(digits, 16).ok() }
}

/// CRC-32 as zip has it, carried on from the sum of what came before.
fn crc32(before: u32, bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut at = 0;
        while at < 256 {
            let mut value = at as u32;
            let mut bit = 0;
            while bit < 8 {
                value = if value & 1 == 1 { 0xedb8_8320 ^ (value >> 1) } else { value >> 1 };
                bit += 1;
            }
            table[at] = value;
            at += 1;
        }
        table
    };
    !bytes.iter().fold(!before, |sum, byte| TABLE[usize::from((sum as u8) ^ byte)] ^ (sum >> 8))
}

/// `begin 644 name`.
fn is_begin(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"begin ") else { return false };
    let digits = rest.iter().take_while(|byte| (b'0'..=b'7').contains(*byte)).count();
    (3..=4).contains(&digits) && rest.get(digits) == Some(&b' ') && rest.len() > digits + 1
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::mail::message::Warnings;
    use crate::mime::attachments::{decode, located};
    use crate::mime::skim::skim;

    fn escaped(data: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        for (at, byte) in data.iter().enumerate() {
            let moved = byte.wrapping_add(42);
            match moved {
                0 | b'\n' | b'\r' | b'=' => out.extend([b'=', moved.wrapping_add(64)]),
                _ => out.push(moved),
            }
            if at % 128 == 127 {
                out.extend(b"\r\n");
            }
        }
        out
    }

    fn mail(data: &[u8], begin: &str, end: &str) -> Vec<u8> {
        [
            b"Subject: file\r\n\r\nbefore\r\n=ybegin ",
            begin.as_bytes(),
            b"\r\n",
            &escaped(data),
            b"\r\n=yend ",
            end.as_bytes(),
            b"\r\nafter\r\n",
        ]
        .concat()
    }

    #[test]
    fn a_file_in_yenc_is_an_attachment_and_is_checked() {
        let data: Vec<u8> = (0..=255).cycle().take(1_000).collect();
        let sum = crc32(0, &data);
        assert_eq!(crc32(0, b"123456789"), 0xcbf4_3926);
        let damaged = |mail: &[u8]| skim(mail).warnings.has(Warnings::FILE_DAMAGED);
        let good = mail(&data, "line=128 size=1000 name=my holiday.jpg", &format!("size=1000 crc32={sum:08X}"));
        let skimmed = skim(&good);
        let found = located(&skimmed);
        let mut out = Vec::new();
        decode(good.as_slice(), &found[0], &mut out).unwrap();
        assert_eq!((found[0].attachment.name.as_str(), found[0].attachment.size, out == data), ("my holiday.jpg", 1_000, true));
        assert_eq!(skimmed.parts[0].text, b"before\nafter");
        assert!(!damaged(&good));
        let piece = "part=2 total=3 line=128 size=9999 name=a.bin\r\n=ypart begin=1001 end=2000";
        let piece = mail(&data, piece, &format!("size=1000 part=2 pcrc32={sum:08x} crc32=deadbeef"));
        assert!(!damaged(&piece) && skim(&piece).warnings.has(Warnings::FILE_IN_PIECES));
        assert_eq!(located(&skim(&piece))[0].attachment.size, 1_000);
        for bad in ["size=1000 crc32=00000001", "size=999"] {
            assert!(damaged(&mail(&data, "line=128 size=1000 name=x", bad)), "{bad}");
        }
        assert!(damaged(&good[..good.len() - 60]));
        assert!(located(&skim(b"Subject: x\r\n\r\n=ybegin is a mark of yEnc\r\nend\r\n")).is_empty());
    }
}
