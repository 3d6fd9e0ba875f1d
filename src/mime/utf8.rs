//! What bytes themselves say about being UTF-8, whatever their label is.

use std::borrow::Cow;

/// How much of a text is UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Utf8Share {
    /// Characters of more than one byte.
    pub letters: usize,
    /// Places where the bytes are none.
    pub broken: usize,
}

impl Utf8Share {
    /// Reads a text.
    pub fn of(bytes: &[u8]) -> Self {
        let mut share = Self::default();
        for chunk in bytes.utf8_chunks() {
            share.letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            share.broken += usize::from(!chunk.invalid().is_empty());
        }
        share
    }

    /// Whether all of it is UTF-8, with so many letters that no other charset is written so by chance: in those with a byte for each letter a letter of the upper half
    /// is followed by a sign of it each time, in those with two the odds are about one in six for each.
    pub fn is_sure(self, double: bool) -> bool {
        self.broken == 0 && self.letters >= if double { 8 } else { 3 }
    }

    /// Whether it is UTF-8 that lost some bytes on its way.
    pub fn is_likely(self) -> bool {
        self.letters >= 3 && self.letters >= self.broken.saturating_mul(4)
    }
}

/// A text in which characters beyond the first plane stand as two surrogates of three bytes each (CESU-8, UTR #26), and NUL as two bytes (Java), as UTF-8.
pub fn joined(bytes: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr2(0xed, 0xc0, bytes).is_none() {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if let Some(c) = surrogates(&bytes[at..]) {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            at += 6;
        } else if bytes[at..].starts_with(&[0xc0, 0x80]) {
            out.push(0);
            at += 2;
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    Cow::Owned(out)
}

/// The character that two surrogates at the start stand for.
fn surrogates(bytes: &[u8]) -> Option<char> {
    let [0xed, high @ 0xa0..=0xaf, high_last @ 0x80..=0xbf, 0xed, low @ 0xb0..=0xbf, low_last @ 0x80..=0xbf, ..] = bytes else {
        return None;
    };
    let half = |middle: u8, last: u8| u32::from(middle & 0x0f) << 6 | u32::from(last & 0x3f);
    char::from_u32(0x1_0000 + (half(*high, *high_last) << 10) + (half(*low, *low_last) & 0x3ff))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surrogates_are_joined_and_all_else_stays() {
        for text in ["😀", "ok 𠮷野家 😀😀", "契約", "", "plain"] {
            let halves: Vec<u8> = text
                .encode_utf16()
                .flat_map(|unit| match unit {
                    0..=0x7f => vec![unit as u8],
                    0x80..=0x7ff => vec![0xc0 | (unit >> 6) as u8, 0x80 | (unit & 0x3f) as u8],
                    _ => vec![0xe0 | (unit >> 12) as u8, 0x80 | (unit >> 6 & 0x3f) as u8, 0x80 | (unit & 0x3f) as u8],
                })
                .collect();
            assert_eq!(joined(&halves), text.as_bytes(), "{text}");
            assert_eq!(joined(text.as_bytes()), text.as_bytes());
        }
        assert_eq!(joined(b"a\xed\xa0\xbdb\xc0\x80"), b"a\xed\xa0\xbdb\0".as_slice());
    }

    #[test]
    fn what_is_utf_8_is_told_from_what_is_not() {
        assert!(Utf8Share::of("Größe für Müller".as_bytes()).is_sure(false));
        assert!(!Utf8Share::of("é ü".as_bytes()).is_sure(false), "two letters say little");
        assert!(!Utf8Share::of(b"Gr\xf6\xdfe f\xfcr M\xfcller").is_likely());
        assert!(Utf8Share::of("Größe für Müller, sch\u{f6}ne Gr".as_bytes().split_last().map_or(&[][..], |(_, rest)| rest)).is_likely());
    }
}
