//! Content-Transfer-Encoding, decoded leniently and piece by piece: a broken character costs itself, never the part.

use memchr::{memchr2, memchr2_iter};

use crate::text::distance;

/// How a part's bytes were made fit for transport (RFC 2045 section 6; uuencode is what came before it).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Encoding {
    /// 7bit, 8bit, binary, and whatever is not known.
    #[default]
    Identity,
    /// Base64 (RFC 2045 6.8); what is no letter of it is passed over. `-` and `_` are letters (RFC 4648 section 5) up to the first `+` or `/`.
    Base64,
    /// Quoted-printable (RFC 2045 6.7); a broken escape stays as it stands.
    QuotedPrintable,
    /// The lines between `begin` and `end` of a uuencoded file.
    Uuencode,
    /// The lines between `=ybegin` and `=yend` of a file in yEnc.
    Yenc,
}

impl Encoding {
    /// The encoding a Content-Transfer-Encoding header names; comments, case, what stands between its letters and a wrong letter do not matter.
    pub fn named(value: &[u8]) -> Self {
        let mut depth = 0_usize;
        let bare = value.iter().filter(|byte| {
            depth += usize::from(**byte == b'(');
            let inside = depth > 0;
            depth = depth.saturating_sub(usize::from(**byte == b')'));
            !inside
        });
        let separates = |byte: &&u8| matches!(**byte, b';' | b',');
        let letters = bare.skip_while(separates).take_while(|byte| !separates(byte)).filter(|byte| byte.is_ascii_alphanumeric());
        let word: String = letters.map(|byte| char::from(byte.to_ascii_lowercase())).take(40).collect();
        match word.strip_prefix('x').unwrap_or(&word) {
            "base64" | "b64" => Self::Base64,
            "quotedprintable" | "qp" => Self::QuotedPrintable,
            "uuencode" | "uue" => Self::Uuencode,
            "yenc" => Self::Yenc,
            "7bit" | "8bit" | "binary" | "" => Self::Identity,
            word => match [("base64", Self::Base64), ("quotedprintable", Self::QuotedPrintable), ("uuencode", Self::Uuencode)]
                .into_iter()
                .map(|(known, encoding)| (distance(word, known), known, encoding))
                .min_by_key(|(distance, ..)| *distance)
            {
                Some((wrong, known, encoding)) if wrong <= known.len() / 4 => encoding,
                _ => Self::Identity,
            },
        }
    }
}

/// Decodes one part fed in pieces of any size; memory stays below a few bytes besides the output.
#[derive(Debug, Default)]
pub struct Decoder {
    encoding: Encoding,
    /// Something could not be decoded and was skipped or left as it is.
    damaged: bool,
    bits: u32,
    count: u8,
    /// Base64: a letter that only the usual alphabet has was met.
    usual: bool,
    /// Quoted-printable: spaces, or the begin of an escape, that wait for what follows. Uuencode: the current line.
    held: Vec<u8>,
}

/// Six bits, or one of the marks below.
const SKIP: u8 = 0x80;
const PAD: u8 = 0x81;
const BAD: u8 = 0x82;

const BASE64: [u8; 256] = base64_table();

const fn base64_table() -> [u8; 256] {
    let mut table = [BAD; 256];
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut at = 0;
    while at < 64 {
        table[alphabet[at] as usize] = at as u8;
        at += 1;
    }
    table[b'=' as usize] = PAD;
    table[b'\r' as usize] = SKIP;
    table[b'\n' as usize] = SKIP;
    table[b' ' as usize] = SKIP;
    table[b'\t' as usize] = SKIP;
    table
}

/// How many letters a piece of base64 has as [`Decoder`] reads it; `usual` goes from one piece to the next.
pub fn base64_count(piece: &[u8], usual: &mut bool) -> usize {
    let mut letters = base64_letters(piece);
    if !*usual {
        let told = memchr2(b'+', b'/', piece);
        *usual = told.is_some();
        letters += memchr2_iter(b'-', b'_', &piece[..told.unwrap_or(piece.len())]).count();
    }
    letters
}

/// How many bytes of the base64 alphabet a piece has.
pub fn base64_letters(piece: &[u8]) -> usize {
    // Comparisons instead of the table, and few enough at once for a count in a byte: a dozen of them are looked at in one step of the processor.
    let is_letter = |byte: &u8| u8::from(matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/'));
    piece.chunks(usize::from(u8::MAX)).map(|few| usize::from(few.iter().map(is_letter).sum::<u8>())).sum()
}

impl Decoder {
    /// A decoder at the start of a part.
    pub fn new(encoding: Encoding) -> Self {
        Self { encoding, ..Self::default() }
    }

    /// Whether something was skipped or left as it is.
    pub fn damaged(&self) -> bool {
        self.damaged
    }

    /// Decodes the next piece to the end of `out`.
    pub fn feed(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        match self.encoding {
            Encoding::Identity => out.extend_from_slice(piece),
            Encoding::Base64 => self.base64(piece, out),
            Encoding::QuotedPrintable => self.quoted_printable(piece, out),
            Encoding::Uuencode => self.uuencode(piece, out),
            Encoding::Yenc => self.yenc(piece, out),
        }
    }

    /// Decodes what is still held at the end of the part.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        match self.encoding {
            Encoding::Identity | Encoding::Yenc => {}
            Encoding::Base64 => self.flush_base64(out),
            Encoding::QuotedPrintable => {
                if self.held.first() == Some(&b'=') && self.held.len() > 1 {
                    out.append(&mut self.held);
                }
                self.held.clear();
            }
            Encoding::Uuencode => {
                let line = std::mem::take(&mut self.held);
                self.uu_line(&line, out);
            }
        }
    }

    fn base64(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        out.reserve(piece.len() / 4 * 3 + 3);
        let told = if self.usual { 0 } else { memchr2(b'+', b'/', piece).unwrap_or(piece.len()) };
        self.base64_piece(&piece[..told], out);
        if told < piece.len() {
            self.usual = true;
            self.base64_piece(&piece[told..], out);
        }
    }

    fn base64_piece(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        let mut rest = piece;
        while let Some((&byte, after)) = rest.split_first() {
            if self.count == 0 && rest.len() >= 4 {
                let six = [BASE64[rest[0] as usize], BASE64[rest[1] as usize], BASE64[rest[2] as usize], BASE64[rest[3] as usize]];
                if (six[0] | six[1] | six[2] | six[3]) < 64 {
                    out.extend_from_slice(&[six[0] << 2 | six[1] >> 4, six[1] << 4 | six[2] >> 2, six[2] << 6 | six[3]]);
                    rest = &rest[4..];
                    continue;
                }
            }
            rest = after;
            let letter = match byte {
                b'-' if !self.usual => 62,
                b'_' if !self.usual => 63,
                _ => BASE64[byte as usize],
            };
            match letter {
                SKIP => {}
                PAD => self.flush_base64(out),
                BAD => self.damaged = true,
                six => {
                    self.bits = self.bits << 6 | u32::from(six);
                    self.count += 1;
                    if self.count == 4 {
                        out.extend_from_slice(&self.bits.to_be_bytes()[1..]);
                        self.bits = 0;
                        self.count = 0;
                    }
                }
            }
        }
    }

    /// Padding or the end: what is left of a group gives its whole bytes.
    fn flush_base64(&mut self, out: &mut Vec<u8>) {
        match self.count {
            2 => out.push((self.bits >> 4) as u8),
            3 => out.extend_from_slice(&[(self.bits >> 10) as u8, (self.bits >> 2) as u8]),
            1 => self.damaged = true,
            _ => {}
        }
        self.bits = 0;
        self.count = 0;
    }

    fn quoted_printable(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        let mut rest = piece;
        while !rest.is_empty() {
            if self.held.is_empty() {
                let plain = rest.iter().position(|byte| matches!(byte, b'=' | b' ' | b'\t' | b'\r')).unwrap_or(rest.len());
                out.extend_from_slice(&rest[..plain]);
                rest = &rest[plain..];
            }
            let Some((&byte, after)) = rest.split_first() else { return };
            if self.escape(byte, out) {
                rest = after;
            }
        }
    }

    /// One byte while something is held, or that is held; false when it must be looked at again with nothing held.
    fn escape(&mut self, byte: u8, out: &mut Vec<u8>) -> bool {
        let escaping = self.held.first() == Some(&b'=');
        match byte {
            b'\n' if escaping => {
                // A soft line break; spaces after the `=` were transport padding.
                self.held.clear();
                true
            }
            b'\n' => {
                // Spaces before a line end were added in transport; the `\r` belongs to the line end.
                if self.held.last() == Some(&b'\r') {
                    out.push(b'\r');
                }
                out.push(b'\n');
                self.held.clear();
                true
            }
            b' ' | b'\t' | b'\r' if !escaping || self.held[1..].iter().all(u8::is_ascii_whitespace) => {
                self.held.push(byte);
                true
            }
            b'=' if self.held.is_empty() => {
                self.held.push(byte);
                true
            }
            _ if escaping => {
                if self.held.len() == 1 && byte.is_ascii_hexdigit() {
                    self.held.push(byte);
                    true
                } else if self.held.len() == 2 && byte.is_ascii_hexdigit() && self.held[1].is_ascii_hexdigit() {
                    out.push(hex(self.held[1]) << 4 | hex(byte));
                    self.held.clear();
                    true
                } else {
                    // Not an escape after all: it stays as it is written.
                    self.damaged = true;
                    out.append(&mut self.held);
                    false
                }
            }
            _ => {
                out.append(&mut self.held);
                false
            }
        }
    }

    /// Lines that begin with `=y` say something of the file; what else stands behind a `=` is an escape. What is held says where in a line it is.
    fn yenc(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        const INSIDE: u8 = b'.';
        const MARK_OR_ESCAPE: u8 = b'^';
        const ESCAPE: u8 = b'=';
        const SAID: u8 = b'y';
        let mut state = self.held.first().copied();
        for &byte in piece {
            state = match (state, byte) {
                (_, b'\n' | b'\r') => None,
                (Some(SAID), _) | (Some(MARK_OR_ESCAPE), b'y') => Some(SAID),
                (Some(MARK_OR_ESCAPE | ESCAPE), _) => {
                    out.push(byte.wrapping_sub(106));
                    Some(INSIDE)
                }
                (None, b'=') => Some(MARK_OR_ESCAPE),
                (_, b'=') => Some(ESCAPE),
                _ => {
                    out.push(byte.wrapping_sub(42));
                    Some(INSIDE)
                }
            };
        }
        self.held.clear();
        self.held.extend(state);
    }

    fn uuencode(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        for &byte in piece {
            if byte == b'\n' {
                let line = std::mem::take(&mut self.held);
                self.uu_line(&line, out);
                self.held = line;
                self.held.clear();
            } else if self.held.len() < 128 {
                self.held.push(byte);
            }
        }
    }

    fn uu_line(&mut self, line: &[u8], out: &mut Vec<u8>) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.starts_with(b"begin ") || line == b"end" {
            return;
        }
        let Some((&first, data)) = line.split_first() else { return };
        let length = usize::from(first.wrapping_sub(b' ') & 63);
        let start = out.len();
        for group in data.chunks(4) {
            let six = |at: usize| group.get(at).map_or(0, |byte| byte.wrapping_sub(b' ') & 63);
            out.extend_from_slice(&[six(0) << 2 | six(1) >> 4, six(1) << 4 | six(2) >> 2, six(2) << 6 | six(3)]);
        }
        self.damaged |= out.len() - start < length;
        out.truncate((start + length).min(out.len()));
    }
}

fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        _ => digit.wrapping_sub(b'A').wrapping_add(10) & 15,
    }
}

/// Whether a line can be one of uuencoded data: its first character says the length of the rest.
pub fn is_uuencoded(line: &[u8]) -> bool {
    let Some((&first, data)) = line.split_first() else { return false };
    if !(b' '..=b'`').contains(&first) || !data.iter().all(|byte| (b' '..=b'`').contains(byte)) {
        return false;
    }
    let length = usize::from((first - b' ') & 63);
    let expected = length.div_ceil(3) * 4;
    data.len() <= expected + 1 && data.len() + 4 > expected
}

/// Whether text that is declared as base64 is none: decoding it gives what no text holds, and as it stands it is no base64 either. Some programs declare an encoding and
/// forget to apply it.
pub fn is_plain_after_all(transferred: &[u8], decoded: &[u8]) -> bool {
    let letters = base64_letters(transferred);
    let padding = transferred.trim_ascii_end().iter().rev().take_while(|byte| **byte == b'=').count();
    let words = |line: &[u8]| line.trim_ascii().iter().any(|byte| matches!(byte, b' ' | b'\t'));
    let none = transferred.iter().any(|byte| BASE64[*byte as usize] == BAD)
        || !(letters + padding).is_multiple_of(4)
        || transferred.split(|byte| *byte == b'\n').any(words);
    let readable = |byte: &u8| *byte >= b' ' || matches!(byte, b'\t' | b'\r' | b'\n' | 0x0c | 0x0e | 0x0f | 0x1b);
    let foreign = transferred.iter().any(|byte| BASE64[*byte as usize] == BAD);
    let word = |line: &[u8]| line.iter().take_while(|byte| BASE64[**byte as usize] < 64).count() >= 40;
    let broken =
        std::str::from_utf8(decoded).is_err() && (letters % 4 == 1 || foreign && !transferred.split(|byte| *byte == b'\n').any(word));
    // Whoever encodes a byte or two pads them.
    let short = letters < 4 && padding == 0;
    let spoiled = !decoded.iter().all(readable) || decoded.is_empty() || broken || short;
    none && spoiled && transferred.iter().all(readable)
}

/// The encoded lines of a text in base64, and the plain lines that a list or a scanner put behind them: what follows an empty line behind whole groups of four, and is none itself.
pub fn with_footer(encoding: Encoding, transferred: &[u8]) -> Option<(&[u8], &[u8])> {
    if encoding != Encoding::Base64 {
        return None;
    }
    let is_encoded = |line: &[u8]| line.iter().all(|byte| BASE64[*byte as usize] != BAD);
    let mut end = 0;
    for line in transferred.split_inclusive(|byte| *byte == b'\n') {
        let blank = line.trim_ascii().is_empty();
        if end > 0 && (blank || !is_encoded(line)) {
            break;
        }
        end += line.len();
    }
    let (letters, footer) = transferred.split_at(end);
    let padding = letters.trim_ascii_end().iter().rev().take_while(|byte| **byte == b'=').count();
    let whole = base64_letters(letters) >= 4 && (base64_letters(letters) + padding).is_multiple_of(4) && is_encoded(letters);
    // Dashes and lines below are letters of the alphabet for addresses, too; what has nothing else that is foreign shows by its blanks that it is words, or is a rule.
    let foreign = footer.iter().any(|byte| BASE64[*byte as usize] == BAD && !matches!(byte, b'-' | b'_'));
    let words = |line: &[u8]| {
        let line = line.trim_ascii();
        line.iter().any(|byte| matches!(byte, b' ' | b'\t')) || line.len() > 1 && line.iter().all(|byte| matches!(byte, b'-' | b'_'))
    };
    let plain = foreign && footer.iter().any(|byte| matches!(byte, b' ' | b'-' | b'_')) || footer.split(|byte| *byte == b'\n').any(words);
    (whole && plain).then_some((letters, footer.trim_ascii()))
}

/// Decodes a whole part, and whether it was damaged.
pub fn decode(encoding: Encoding, bytes: &[u8]) -> (Vec<u8>, bool) {
    let mut decoder = Decoder::new(encoding);
    let mut out = Vec::with_capacity(bytes.len());
    decoder.feed(bytes, &mut out);
    decoder.finish(&mut out);
    (out, decoder.damaged)
}

#[cfg(test)]
mod tests;
