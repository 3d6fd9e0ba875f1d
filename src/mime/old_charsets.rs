//! Charsets of mail that browsers refuse to read: seven-bit forms that shift, and UTF-7.

use std::borrow::Cow;

use encoding_rs::{EUC_KR, GBK};

use super::byte_charsets::{self, Table};
use super::johab;

/// A charset that only mail still bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Old {
    /// UTF-7 (RFC 2152).
    Utf7,
    /// HZ (RFC 1843): GB 2312 between `~{` and `~}`.
    Hz,
    /// ISO-2022-KR (RFC 1557) and ISO-2022-CN without its further planes (RFC 1922): two bytes a character between SO and SI.
    Shifted,
    /// A code page of DOS, by its number.
    CodePage(u16),
    /// Johab (KS C 5601-1992 annex 3), code page 1361: the letters of each Korean syllable in five bits each.
    Johab,
    /// One byte a character, by a table.
    Table(&'static Table),
}

impl Old {
    /// Whether its texts are ASCII on the wire, so that one with other bytes is labelled wrongly.
    pub fn is_seven_bit(self) -> bool {
        !matches!(self, Self::CodePage(_) | Self::Table(_) | Self::Johab)
    }

    /// Whether a text can be of it: one of mainframes has letters above ASCII only, so that what is all ASCII is labelled wrongly.
    pub fn may_be(self, bytes: &[u8]) -> bool {
        match self {
            Self::Table(table) if table.ebcdic => !bytes.is_ascii(),
            _ => !self.is_seven_bit() || bytes.is_ascii(),
        }
    }
}

/// The old charset that a label in lower case names.
pub fn by_label(label: &str) -> Option<Old> {
    match label {
        "utf-7" | "utf7" | "unicode-1-1-utf-7" | "unicode-2-0-utf-7" | "x-unicode-2-0-utf-7" | "csunicode11utf7" | "cp65000" => {
            Some(Old::Utf7)
        }
        "hz-gb-2312" | "hz" | "hz-gb2312" | "x-hz" => Some(Old::Hz),
        "iso-2022-kr" | "iso2022-kr" | "iso2022kr" | "csiso2022kr" | "cp50225" | "iso-2022-cn" | "iso2022-cn" => Some(Old::Shifted),
        "johab" | "cp1361" | "ms1361" | "x-johab" | "ibm1361" | "csjohab" => Some(Old::Johab),
        _ => byte_charsets::by_label(label).map(Old::Table).or_else(|| code_page(label)),
    }
}

/// `cp437`, `IBM-850`, `ibm00858`, `x-cp852`, `cspc850multilingual`.
fn code_page(label: &str) -> Option<Old> {
    let rest = label.strip_prefix("x-").unwrap_or(label);
    let rest =
        ["cspc", "cspcp", "csibm", "cp", "ibm", "pc", "oem", "dos"].iter().find_map(|prefix| rest.strip_prefix(prefix)).unwrap_or(rest);
    let rest = rest.trim_start_matches(['-', '_', '0']);
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let named = digits == rest.len() || label.starts_with("cspc");
    let page: u16 = rest[..digits].parse().ok().filter(|_| named)?;
    matches!(page, 437 | 720 | 737 | 775 | 850 | 852 | 855 | 857 | 858 | 860..=865 | 869 | 874).then_some(Old::CodePage(page))
}

/// Decodes text, and says whether characters were lost.
pub fn decode(bytes: &[u8], old: Old) -> (String, bool) {
    match old {
        Old::Utf7 => match charset::Charset::for_label(b"utf-7") {
            Some(utf7) => {
                let (text, lost) = utf7.decode_without_bom_handling(bytes);
                (text.into_owned(), lost)
            }
            None => (String::from_utf8_lossy(bytes).into_owned(), true),
        },
        Old::Hz => hz(bytes),
        Old::Johab => johab::decode(bytes),
        Old::Shifted => shifted(bytes),
        Old::Table(table) => byte_charsets::decode(bytes, table),
        Old::CodePage(page) => match oem_cp::code_table::DECODING_TABLE_CP_MAP.get(&page) {
            Some(table) => {
                let text = table.decode_string_lossy(bytes);
                let lost = text.contains(char::REPLACEMENT_CHARACTER);
                (text, lost)
            }
            None => (String::from_utf8_lossy(bytes).into_owned(), true),
        },
    }
}

fn hz(bytes: &[u8]) -> (String, bool) {
    let mut plain = Vec::with_capacity(bytes.len());
    let (mut at, mut chinese) = (0, false);
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'~', Some(b'{')) if !chinese => (chinese, at) = (true, at + 2),
            (b'~', Some(b'}')) if chinese => (chinese, at) = (false, at + 2),
            (b'~', Some(b'~')) if !chinese => {
                plain.push(b'~');
                at += 2;
            }
            (b'~', Some(b'\n')) if !chinese => at += 2,
            (byte @ 0x21..=0x7e, Some(second @ 0x21..=0x7e)) if chinese => {
                plain.extend([byte | 0x80, second | 0x80]);
                at += 2;
            }
            (byte, _) => {
                // A line ends what was forgotten to be ended.
                chinese &= byte != b'\n';
                plain.push(byte);
                at += 1;
            }
        }
    }
    let (text, _, lost) = GBK.decode(&plain);
    (text.into_owned(), lost)
}

fn shifted(bytes: &[u8]) -> (String, bool) {
    let (mut out, mut lost) = (String::with_capacity(bytes.len()), false);
    let mut encoding = EUC_KR;
    let mut run: Vec<u8> = Vec::new();
    let (mut at, mut out_of_ascii) = (0, false);
    let mut flush = |run: &mut Vec<u8>, encoding: &'static encoding_rs::Encoding| {
        let (text, _, damaged): (Cow<'_, str>, _, _) = encoding.decode(run);
        out.push_str(&text);
        lost |= damaged;
        run.clear();
    };
    while at < bytes.len() {
        match bytes[at] {
            0x1b if bytes.get(at + 1) == Some(&b'$') => {
                flush(&mut run, encoding);
                encoding = if bytes.get(at + 3) == Some(&b'A') { GBK } else { EUC_KR };
                at += 3;
            }
            0x0e => out_of_ascii = true,
            0x0f => out_of_ascii = false,
            b'\n' => {
                out_of_ascii = false;
                run.push(b'\n');
            }
            byte @ 0x21..=0x7e if out_of_ascii => run.push(byte | 0x80),
            byte => run.push(byte),
        }
        at += 1;
    }
    flush(&mut run, encoding);
    (out, lost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_that_shift_are_read() {
        assert_eq!(decode(b"Hi Mom +Jjo--! +ZeVnLIqe-", Old::Utf7).0, "Hi Mom \u{263a}-! \u{65e5}\u{672c}\u{8a9e}");
        assert_eq!(
            decode(b"The next: ~{<:Ky2;S{#,NpJ)l6HK!#~}Bye ~~.", Old::Hz).0,
            "The next: \u{5df1}\u{6240}\u{4e0d}\u{6b32}\u{ff0c}\u{52ff}\u{65bd}\u{65bc}\u{4eba}\u{3002}Bye ~."
        );
        assert_eq!(decode(b"\x1b$)C\x0e>H3g\x0f!\n\x0eGQ1[", Old::Shifted).0, "\u{c548}\u{b155}!\n\u{d55c}\u{ae00}");
        assert_eq!(decode(b"Gr\x81\xe1e, 5 \x9c", Old::CodePage(850)).0, "Gr\u{fc}\u{df}e, 5 \u{a3}");
        assert_eq!(decode(b"\x9b\xa5", Old::CodePage(437)).0, "\u{a2}\u{d1}");
        for label in ["cp850", "ibm850", "ibm-850", "x-cp850", "cspc850multilingual", "850", "cp00850"] {
            assert_eq!(by_label(label), Some(Old::CodePage(850)), "{label}");
        }
        assert_eq!(by_label("cp1252"), None);
        assert!(by_label("utf-7").is_some() && by_label("iso-8859-1").is_none());
    }

    #[test]
    fn broken_shifts_cost_only_themselves() {
        for bytes in [&b"~{"[..], b"~", b"\x0e", b"\x1b$", b"+", b"~{!", b"\x0e!"] {
            for old in [Old::Utf7, Old::Hz, Old::Shifted] {
                assert!(decode(bytes, old).0.len() <= 8);
            }
        }
    }
}
