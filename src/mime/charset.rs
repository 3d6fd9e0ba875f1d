//! Bytes to text, by the label where it is true and by guessing where it is not.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

use super::old_charsets;

/// How many bytes a guess looks at.
const GUESS_BYTES: usize = 64 * 1024;

/// Decodes text with the charset its label names (RFC 2046 4.1.2), and says whether characters were lost.
///
/// No label, `us-ascii`, an unknown one, or one that the bytes contradict: strict UTF-8 first, then the label, then a guess.
pub fn decode<'a>(bytes: &'a [u8], label: Option<&str>) -> (Cow<'a, str>, bool) {
    if let Some(old) = label.and_then(|label| old_charsets::by_label(&bare(label))).filter(|old| old.may_be(bytes)) {
        let (text, lost) = old_charsets::decode(bytes, old);
        return (Cow::Owned(text), lost);
    }
    if let Some(text) = label.and_then(|label| wide(bytes, &bare(label))) {
        return text;
    }
    // What somebody defined for themselves tells nobody what it is.
    let named = label.and_then(by_label).filter(|encoding| *encoding != X_USER_DEFINED);
    let stateful = named.is_some_and(|encoding| !encoding.is_ascii_compatible());
    if !stateful && is_plain_ascii(bytes) {
        return (String::from_utf8_lossy(bytes), false);
    }
    match named {
        Some(encoding) if encoding == ISO_2022_JP => shifted(bytes),
        Some(encoding) => {
            let (text, _, damaged) = encoding.decode(bytes);
            if !damaged {
                return (text, false);
            }
            let other = guess(bytes);
            if other != encoding {
                let (guessed, _, guess_damaged) = other.decode(bytes);
                if !guess_damaged && lost(&text) > 1 {
                    return (guessed, true);
                }
            }
            (text, true)
        }
        None => match guess(bytes) {
            guessed if guessed == ISO_2022_JP => shifted(bytes),
            guessed => {
                let (text, _, damaged) = guessed.decode(bytes);
                (text, damaged)
            }
        },
    }
}

/// Decodes text with a charset that a person named, whatever the bytes look like, and says whether characters were lost.
pub fn decode_as(bytes: &[u8], label: &str) -> (String, bool) {
    if let Some(old) = old_charsets::by_label(&bare(label)) {
        return old_charsets::decode(bytes, old);
    }
    if let Some((text, lost)) = wide(bytes, &bare(label)) {
        return (text.into_owned(), lost);
    }
    match by_label(label) {
        Some(encoding) if encoding == ISO_2022_JP => {
            let (text, lost) = shifted(bytes);
            (text.into_owned(), lost)
        }
        Some(encoding) => {
            let (text, lost) = encoding.decode_without_bom_handling(bytes);
            (text.into_owned(), lost)
        }
        None => (undeclared(bytes).into_owned(), false),
    }
}

/// UTF-16 and UTF-32 as their labels leave it open which byte stands first: a mark tells, then where the zeros are, then RFC 2781 4.3 (the higher byte).
fn wide(bytes: &[u8], label: &str) -> Option<(Cow<'static, str>, bool)> {
    let (text, lost) = match label {
        "utf-16" | "utf16" | "ucs-2" | "ucs2" | "iso-10646-ucs-2" | "csunicode" | "unicode" => {
            let zeros = |first: usize| bytes.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
            let little = bytes.starts_with(b"\xff\xfe") || !bytes.starts_with(b"\xfe\xff") && zeros(1) > zeros(0);
            let (text, _, lost) = if little { UTF_16LE.decode(bytes) } else { UTF_16BE.decode(bytes) };
            (text.into_owned(), lost)
        }
        "utf-32" | "utf32" | "utf-32be" | "utf-32le" | "ucs-4" | "ucs4" | "iso-10646-ucs-4" => {
            let little = label.ends_with("le") || bytes.starts_with(b"\xff\xfe\0\0") || bytes.first().is_some_and(|byte| *byte != 0);
            let read = |four: &[u8; 4]| if little { u32::from_le_bytes(*four) } else { u32::from_be_bytes(*four) };
            let text: String =
                bytes.as_chunks().0.iter().map(|four| char::from_u32(read(four)).unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
            let text = text.trim_start_matches('\u{feff}').to_owned();
            let lost = text.contains(char::REPLACEMENT_CHARACTER);
            (text, lost)
        }
        _ => return None,
    };
    Some((Cow::Owned(text), lost))
}

/// ISO-2022-JP whose shifts follow each other without text between them, as joined words have it: the decoder takes that for an attack and marks it.
fn shifted(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    let mut useful = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let shift = bytes[at] == 0x1b && bytes.get(at + 3) == Some(&0x1b);
        if shift {
            at += 3;
        } else {
            useful.push(bytes[at]);
            at += 1;
        }
    }
    let (text, _, damaged) = ISO_2022_JP.decode(&useful);
    (Cow::Owned(text.into_owned()), damaged)
}

/// The raw value of a header that may hold 8-bit text without saying so: strict UTF-8 (RFC 6532), else the charset that its mail declares, else a guess.
pub fn of_header<'a>(bytes: &'a [u8], declared: Option<&str>) -> Cow<'a, str> {
    if bytes.is_ascii() || std::str::from_utf8(bytes).is_ok() {
        return undeclared(bytes);
    }
    let known = |label: &&str| by_label(label).is_some() || old_charsets::by_label(&bare(label)).is_some();
    if let Some(label) = declared.filter(known) {
        let (text, damaged) = decode(bytes, Some(label));
        if !damaged {
            return text;
        }
    }
    undeclared(bytes)
}

/// A label without what is put around it, in lower case.
fn bare(label: &str) -> String {
    label.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';')).to_ascii_lowercase()
}

/// The raw value of a header that may hold 8-bit or ISO-2022-JP text without saying so.
pub fn undeclared(bytes: &[u8]) -> Cow<'_, str> {
    if is_plain_ascii(bytes) { String::from_utf8_lossy(bytes) } else { decode(bytes, None).0 }
}

/// The encoding a label names; none for `us-ascii`, unknown ones and those that browsers refuse to read.
pub fn by_label(label: &str) -> Option<&'static Encoding> {
    let plain = bare(label);
    let label = match plain.as_str() {
        "us-ascii" | "ascii" | "ansi_x3.4-1968" | "iso646-us" | "7bit" | "8bit" | "" => return None,
        "cp932" | "ms932" | "cp943" | "x-sjis-cp932" | "sjis-win" | "shift-jis-2004" => "shift_jis",
        "iso-2022-jp-1" | "iso-2022-jp-2" | "iso-2022-jp-3" | "iso-2022-jp-ms" | "cp50220" | "cp50221" | "cp50222" | "jis" => "iso-2022-jp",
        "eucjp" | "eucjp-ms" | "cp51932" | "ujis" => "euc-jp",
        "utf8mb4" | "utf_8" | "unicode-1-1-utf-8" => "utf-8",
        "cp936" | "ms936" => "gbk",
        "cp949" | "ms949" | "ks_c_5601" => "euc-kr",
        "cp950" => "big5",
        "mac-cyrillic" | "maccyrillic" | "x-mac-ukrainian" => "x-mac-cyrillic",
        "mac-roman" | "macroman" | "x-mac-roman" => "macintosh",
        "iso8859_1" | "latin-1" => "iso-8859-1",
        other => match other.strip_prefix("cp").or_else(|| other.strip_prefix("windows")).map(|rest| rest.trim_start_matches('-')) {
            Some(number @ ("1250" | "1251" | "1252" | "1253" | "1254" | "1255" | "1256" | "1257" | "1258")) => {
                return Encoding::for_label(format!("windows-{number}").as_bytes());
            }
            _ => other,
        },
    };
    Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != REPLACEMENT)
}

/// The most likely encoding of bytes without a usable label.
pub fn guess(bytes: &[u8]) -> &'static Encoding {
    if bytes.windows(2).any(|pair| pair == b"\x1b$" || pair == b"\x1b(") && bytes.iter().all(|byte| *byte < 0x80) {
        return ISO_2022_JP;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[..bytes.len().min(GUESS_BYTES)], true);
    let guessed = detector.guess(None, Utf8Detection::Allow);
    // One or two letters say little about which alphabet of Europe they are from: the commonest is the best guess.
    let letters = bytes.iter().filter(|byte| **byte >= 0x80).count();
    if letters <= 2 && guessed.is_single_byte() && guessed != WINDOWS_1252 { WINDOWS_1252 } else { guessed }
}

/// ASCII without the escape that begins ISO-2022 shifts.
fn is_plain_ascii(bytes: &[u8]) -> bool {
    bytes.is_ascii() && !bytes.contains(&0x1b)
}

fn lost(text: &str) -> usize {
    text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn text_without_a_label_is_guessed() {
        let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode("お見積りのご依頼");
        assert_eq!(undeclared(&sjis), "お見積りのご依頼");
        let (euc, _, _) = encoding_rs::EUC_JP.encode("会議の日程について");
        assert_eq!(undeclared(&euc), "会議の日程について");
        let (jis, _, _) = ISO_2022_JP.encode("請求書");
        assert_eq!(undeclared(&jis), "請求書");
        assert_eq!(undeclared("café".as_bytes()), "café");
        assert_eq!(undeclared(b"a \xa37,000 prize"), "a £7,000 prize");
        assert_eq!(undeclared(b"\x1b$B%F\x1b(B\x1b$B%9\x1b(B"), "テス");
    }

    #[test]
    fn a_label_that_is_wrong_does_not_spoil_the_text() {
        assert_eq!(decode("例え".as_bytes(), Some("us-ascii")).0, "例え");
        assert_eq!(decode("例え".as_bytes(), Some("x-unknown")).0, "例え");
        let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode("株式会社サンプルの田中でございます");
        assert_eq!(decode(&sjis, Some("utf-8")).0, "株式会社サンプルの田中でございます");
        assert_eq!(decode(b"caf\xe9", Some("iso-8859-1")).0, "café");
    }

    #[test]
    fn raw_letters_of_headers_are_of_the_declared_charset_however_old_it_is() {
        assert_eq!(of_header(b"Gr\x81\xe1e", Some("cp850")), "Grüße");
        assert_eq!(of_header(b"Gr\xfc\xdfe", Some("iso-8859-1")), "Grüße");
        assert_eq!(of_header("Grüße".as_bytes(), Some("cp850")), "Grüße");
        assert_eq!(of_header(b"caf\xe9", Some("x-unknown")), "café");
    }

    #[test]
    fn wide_letters_are_read_whichever_byte_stands_first() {
        let big: Vec<u8> = "Grüße, 田中".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let little: Vec<u8> = "Grüße, 田中".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [&big, &little, &[b"\xfe\xff", &big[..]].concat(), &[b"\xff\xfe", &little[..]].concat()] {
            assert_eq!(decode(bytes, Some("UTF-16")).0, "Grüße, 田中");
        }
        let four: Vec<u8> = "田x".chars().flat_map(|c| (c as u32).to_be_bytes()).collect();
        assert_eq!(decode(&four, Some("utf-32")).0, "田x");
        assert_eq!(decode(&[0xff; 7], Some("utf-32")).0, "\u{fffd}");
    }

    #[test]
    fn labels_of_other_programs_are_known() {
        assert_eq!(by_label("CP932").unwrap().name(), "Shift_JIS");
        assert_eq!(by_label("cp50221").unwrap().name(), "ISO-2022-JP");
        assert_eq!(by_label("cp1252").unwrap().name(), "windows-1252");
        assert!(by_label("iso-2022-kr").is_none());
        assert!(by_label("US-ASCII").is_none());
    }
}
