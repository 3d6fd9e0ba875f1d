//! Bytes to text, by the label where it is true and by guessing where it is not.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

use super::old_charsets;
use super::utf8::{self, Utf8Share};

/// How many bytes a guess looks at.
const GUESS_BYTES: usize = 64 * 1024;

/// Decodes text with the charset its label names (RFC 2046 4.1.2), and says whether characters were lost.
///
/// No label, `us-ascii`, an unknown one, or one that the bytes contradict: strict UTF-8 first, then the label, then a guess. What is UTF-8 beyond doubt is read so under any other label, and what lost a
/// few bytes on its way is not guessed anew for that.
pub fn decode<'a>(bytes: &'a [u8], label: Option<&str>) -> (Cow<'a, str>, bool) {
    if let Some(old) = label.and_then(|label| old_charsets::by_label(&bare(label))).filter(|old| old.may_be(bytes)) {
        let (text, lost) = old_charsets::decode(bytes, old);
        return (Cow::Owned(text), lost);
    }
    let wide = label.filter(|_| !is_narrow(bytes)).and_then(|label| wide(bytes, &bare(label)));
    if let Some(text) = wide {
        return text;
    }
    // What somebody defined for themselves tells nobody what it is; wide letters have their zeros.
    let named = label.and_then(by_label).filter(|encoding| *encoding != X_USER_DEFINED && !(is_wide(encoding) && is_narrow(bytes)));
    let stateful = named.is_some_and(|encoding| !encoding.is_ascii_compatible());
    if !stateful && is_plain_ascii(bytes) {
        return (String::from_utf8_lossy(bytes), false);
    }
    match named {
        Some(encoding) if encoding == ISO_2022_JP && (bytes.is_ascii() || bytes.contains(&0x1b)) => shifted(bytes),
        Some(encoding) if is_wide(encoding) => decoded(bytes, encoding),
        Some(encoding) if encoding != ISO_2022_JP => labelled(bytes, encoding),
        _ => match guess(bytes) {
            guessed if guessed == ISO_2022_JP => shifted(bytes),
            guessed => decoded(bytes, guessed),
        },
    }
}

/// Decodes text with the encoding of its label, unless the bytes say that it is another one.
fn labelled<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> (Cow<'a, str>, bool) {
    let (text, damaged) = decoded(bytes, encoding);
    if encoding == UTF_8 && !damaged {
        return (text, false);
    }
    let share = Utf8Share::of(bytes);
    if encoding != UTF_8 && share.is_sure(!encoding.is_single_byte()) {
        return utf8(bytes);
    }
    let lost = lost(&text);
    // A few that are lost among many are damage; that most are lost is a wrong label. EUC-JP under Shift_JIS is mostly half-width kana, which hardly anybody writes.
    let kept = text.chars().filter(|c| !c.is_ascii() && !matches!(c, '\u{ff61}'..='\u{ff9f}')).count().saturating_sub(lost);
    if lost == 0 || lost == 1 && share.broken > 0 || kept >= lost.saturating_mul(8) {
        return (text, damaged);
    }
    let other = guess(bytes);
    if other == encoding || other == ISO_2022_JP {
        return (text, damaged);
    }
    let (guessed, guess_damaged) = decoded(bytes, other);
    if guess_damaged || self::lost(&guessed) > 0 { (text, damaged) } else { (guessed, true) }
}

fn decoded<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> (Cow<'a, str>, bool) {
    if encoding == UTF_8 {
        return utf8(bytes);
    }
    let (text, _, damaged) = encoding.decode(bytes);
    (text, damaged)
}

/// UTF-8, whose characters beyond the first plane may stand in halves.
fn utf8(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match utf8::joined(bytes) {
        Cow::Borrowed(bytes) => {
            let (text, _, damaged) = UTF_8.decode(bytes);
            (text, damaged)
        }
        Cow::Owned(bytes) => {
            let (text, _, damaged) = UTF_8.decode(&bytes);
            (Cow::Owned(text.into_owned()), damaged)
        }
    }
}

fn is_wide(encoding: &Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// Whether bytes cannot be letters of two or four bytes each: no zero among them, and all ASCII or UTF-8.
fn is_narrow(bytes: &[u8]) -> bool {
    let text = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7e | 0x80..);
    !bytes.is_empty() && bytes.iter().all(text) && (bytes.is_ascii() || Utf8Share::of(bytes).is_sure(false))
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

/// ISO-2022-JP whose shifts follow each other without text between them, as joined words have it: the decoder takes that for an attack and marks it. Half-width kana may stand in the upper half, as JIS X
/// 0201 has them in eight bits.
fn shifted(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    let mut text = String::with_capacity(bytes.len());
    let mut useful = Vec::with_capacity(bytes.len());
    let (mut at, mut ascii, mut lost) = (0, true, false);
    let mut decode = |useful: &mut Vec<u8>, text: &mut String| {
        let (part, _, damaged) = ISO_2022_JP.decode(useful);
        text.push_str(&part);
        useful.clear();
        lost |= damaged;
    };
    while let Some(byte) = bytes.get(at) {
        // Between shifts to letters of two bytes the decoder stands where it began, so that it can be left for a letter.
        if ascii && let 0xa1..=0xdf = byte {
            decode(&mut useful, &mut text);
            text.extend(char::from_u32(0xff61 + u32::from(byte - 0xa1)));
            at += 1;
            continue;
        }
        if *byte == 0x1b {
            ascii = bytes.get(at + 1) == Some(&b'(') && bytes.get(at + 2) != Some(&b'I');
        }
        if *byte == 0x1b && bytes.get(at + 3) == Some(&0x1b) {
            at += 3;
        } else {
            useful.push(*byte);
            at += 1;
        }
    }
    decode(&mut useful, &mut text);
    (Cow::Owned(text), lost)
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
        "cp932" | "ms932" | "cp943" | "x-sjis-cp932" | "sjis-win" | "shift-jis-2004" | "shiftjis" => "shift_jis",
        "iso-2022-jp-1" | "iso-2022-jp-2" | "iso-2022-jp-3" | "iso-2022-jp-ms" | "cp50220" | "cp50221" | "cp50222" | "jis" => "iso-2022-jp",
        "eucjp" | "eucjp-ms" | "cp51932" | "ujis" => "euc-jp",
        "utf8mb4" | "unicode-1-1-utf-8" | "cp65001" | "utf-8-sig" | "csutf8" => "utf-8",
        "cp936" | "ms936" | "euc-cn" | "euccn" => "gbk",
        "cp949" | "ms949" | "uhc" | "ks_c_5601" => "euc-kr",
        "cp950" | "big5-eten" | "big5eten" => "big5",
        "mac-cyrillic" | "maccyrillic" | "x-mac-ukrainian" => "x-mac-cyrillic",
        "mac-roman" | "macroman" | "x-mac-roman" => "macintosh",
        "koi8" | "koi-8" => "koi8-r",
        "ansi" | "x-ansi" => "windows-1252",
        other => other,
    };
    let known = Encoding::for_label(label.as_bytes()).or_else(|| respelled(label).find_map(|label| Encoding::for_label(label.as_bytes())));
    known.filter(|encoding| *encoding != REPLACEMENT)
}

/// The ways in which a label may be meant that is written with other signs between its words and numbers: `ISO8859_15`, `8859-15`, `win1252`, `gb-2312`, `GB18030-2000`.
fn respelled(label: &str) -> impl Iterator<Item = String> {
    let mut words: Vec<String> = Vec::new();
    let mut digits = None;
    for c in label.chars() {
        if !c.is_ascii_alphanumeric() {
            digits = None;
            continue;
        }
        let is_digit = c.is_ascii_digit();
        match words.last_mut() {
            Some(word) if digits == Some(is_digit) => word.push(c),
            _ => words.push(c.to_string()),
        }
        digits = Some(is_digit);
    }
    words.dedup_by(|next, before| next == "x" && before == "x");
    match words.first().map(String::as_str) {
        Some("8859") => words.insert(0, "iso".to_owned()),
        Some("latin") => words[0] = "l".to_owned(),
        Some("win" | "cp" | "ms" | "ibm") if words.get(1).is_some_and(|number| number.len() == 4 && number.starts_with("125")) => {
            words[0] = "windows".to_owned();
        }
        Some("x") if words.len() > 1 => {
            words.remove(0);
        }
        _ => {}
    }
    // A last word of four digits may be the year of the standard.
    let without_year =
        words.last().filter(|year| words.len() > 2 && matches!(year.as_bytes(), [b'1' | b'2', b'0' | b'9', ..] if year.len() == 4));
    let shorter = without_year.map(|_| words[..words.len() - 1].to_vec());
    let spelled = |words: &[String]| [words.join("-"), words.concat(), words.join("_"), format!("x-{}", words.join("-"))];
    // `koi8-r`, `iso8859-1`: a number stands behind its word without a sign.
    let close = words.iter().fold(String::new(), |mut text, word| {
        if !text.is_empty() && !word.starts_with(|c: char| c.is_ascii_digit()) {
            text.push('-');
        }
        text + word
    });
    let mut all: Vec<String> = spelled(&words).into();
    all.push(close);
    all.extend(shorter.iter().flat_map(|words| spelled(words)));
    all.into_iter()
}

/// The most likely encoding of bytes without a usable label.
pub fn guess(bytes: &[u8]) -> &'static Encoding {
    if bytes.windows(2).any(|pair| pair == b"\x1b$" || pair == b"\x1b(") && bytes.iter().all(|byte| *byte < 0x80) {
        return ISO_2022_JP;
    }
    if std::str::from_utf8(bytes).is_ok() || Utf8Share::of(&utf8::joined(bytes)).is_likely() {
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

/// How many characters of a decoded text are none: marks of what was lost, and places that a charset leaves to each user, in which no mail is written.
fn lost(text: &str) -> usize {
    text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER || matches!(c, '\u{e000}'..='\u{f8ff}')).count()
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
        assert_eq!(decode("日本語の本文です".as_bytes(), Some("iso-2022-jp")).0, "日本語の本文です");
        let (euc, _, _) = encoding_rs::EUC_JP.encode("日本語の本文です。よろしくお願いします");
        assert_eq!(decode(&euc, Some("shift_jis")).0, "日本語の本文です。よろしくお願いします");
        let (big5, _, _) = encoding_rs::BIG5.encode("您好,這是一封測試郵件,請查收");
        assert_eq!(decode(&big5, Some("gb2312")).0, "您好,這是一封測試郵件,請查收");
        for label in ["utf-16", "utf-16le", "UTF-32"] {
            assert_eq!(decode(b"plain text\r\n", Some(label)).0, "plain text\r\n");
        }
    }

    #[test]
    fn what_is_utf_8_beyond_doubt_is_read_so_under_every_label() {
        for (text, labels) in [
            ("Größe für Müller", ["iso-8859-1", "windows-1252", "iso-8859-15", "cp1250"]),
            ("Привет, мир", ["windows-1251", "koi8-r", "iso-8859-5", "x-mac-cyrillic"]),
            ("สวัสดีครับ", ["tis-620", "windows-874", "iso-8859-1", "utf-16"]),
            ("您好,这是一封测试邮件", ["gb2312", "gbk", "big5", "gb18030"]),
            ("お世話になっております。", ["shift_jis", "euc-jp", "iso-2022-jp", "us-ascii"]),
        ] {
            for label in labels {
                assert_eq!(decode(text.as_bytes(), Some(label)), (Cow::Borrowed(text), false), "{label}");
            }
        }
        // Two such pairs may be what somebody wrote about.
        for (text, label) in [("M\u{c3}\u{bc}ller", "iso-8859-1"), ("Gr\u{f6}\u{df}e \u{c3}\u{a9} \u{c3}\u{a9} \u{c3}\u{a9}", "iso-8859-1")]
        {
            let bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
            assert_eq!(decode(&bytes, Some(label)).0, text);
        }
    }

    #[test]
    fn a_text_that_lost_a_few_bytes_keeps_all_others() {
        let without = |bytes: &[u8], places: &[usize]| -> Vec<u8> {
            bytes.iter().enumerate().filter(|(at, _)| !places.contains(at)).map(|(_, byte)| *byte).collect()
        };
        for (text, label) in [
            ("お世話になっております。見積書をお送りします。", "utf-8"),
            ("お世話になっております。見積書をお送りします。", "x-unknown"),
            ("Größe für Müller, schöne Grüße. ", "utf-8"),
            ("안녕하세요 ", "euc-kr"),
            ("お世話になっております。見積書をお送りします。", "shift_jis"),
            ("您好,这是一封测试邮件。", "gbk"),
        ] {
            let long = text.repeat(20);
            let (bytes, _, _) = by_label(label).unwrap_or(UTF_8).encode(&long);
            let upper: Vec<usize> = bytes.iter().enumerate().filter(|(_, byte)| **byte >= 0x80).map(|(at, _)| at).collect();
            let broken = without(&bytes, &[upper[5], upper[61], upper[104]]);
            let (read, _) = decode(&broken, Some(label));
            assert!(read.matches(text.trim()).count() >= 12, "{label}: {read}");
        }
        assert_eq!(decode(b"ok \xed\xa0\xbd\xed\xb8\x80 end", Some("utf-8")), (Cow::Borrowed("ok 😀 end"), false));
        assert_eq!(undeclared(b"ok \xed\xa0\xbd\xed\xb8\x80 \xed\xa0\xbd\xed\xb8\x80 \xed\xa0\xbd\xed\xb8\x80"), "ok 😀 😀 😀");
    }

    #[test]
    fn half_width_kana_in_eight_bits_stand_between_the_shifts() {
        assert_eq!(decode(b"\x1b$B%F\x1b(B \xc3\xbd\xc4 ok", Some("iso-2022-jp")).0, "テ ﾃｽﾄ ok");
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
        for (labels, name) in [
            (&["ISO8859_15", "8859-15", "iso_8859_15", "latin-9", "ISO 8859-15"][..], "ISO-8859-15"),
            (&["windows_1252", "win1252", "WIN-1252", "x-windows-1252", "ibm1252", "ansi"][..], "windows-1252"),
            (&["utf_8", "utf 8", "x-utf-8", "cp65001"][..], "UTF-8"),
            (&["shiftjis", "Shift-JIS", "windows-31j"][..], "Shift_JIS"),
            (&["iso2022jp", "ISO_2022-JP"][..], "ISO-2022-JP"),
            (&["gb-2312", "euc-cn"][..], "GBK"),
            (&["GB18030-2000"][..], "gb18030"),
            (&["big_5", "x-x-big5"][..], "Big5"),
            (&["koi8_r", "KOI-8-R", "koi8"][..], "KOI8-R"),
        ] {
            for label in labels {
                assert_eq!(by_label(label).map(Encoding::name), Some(name), "{label}");
            }
        }
        assert!(["nonsense", "x", "--", "12", "utf-9"].iter().all(|label| by_label(label).is_none()));
        assert!(by_label("iso-2022-kr").is_none());
        assert!(by_label("US-ASCII").is_none());
    }
}
