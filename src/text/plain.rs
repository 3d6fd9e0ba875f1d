//! Values typed with an input method left on, as their plain characters.

use unicode_normalization::UnicodeNormalization;

use super::fold::is_invisible;

/// A typed value in plain characters: full-width forms, digits of any script, dashes, an input method's comma and full stop as ASCII, nothing invisible, single spaces.
///
/// For values with a grammar (dates, amounts, numbers, hosts, commands); names and texts stay as they were typed.
pub fn plain(typed: &str) -> String {
    if typed.bytes().all(|byte| (b'!'..=b'~').contains(&byte)) {
        return typed.to_owned();
    }
    let chars: Vec<char> = typed.nfkc().filter(|c| !is_invisible(*c)).collect();
    let mut out = String::with_capacity(typed.len());
    for (at, c) in chars.iter().enumerate() {
        let digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| digit_value(*c).is_some());
        match c {
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => out.push('-'),
            // The long vowel's mark is what the minus key gives in a Japanese input method.
            'ー' if digit(at.checked_sub(1)) || (at == 0 && digit(Some(1))) => out.push('-'),
            '、' | '٬' => out.push(','),
            '。' | '٫' => out.push('.'),
            '‘' | '’' | '′' => out.push('\''),
            '〜' | '∼' => out.push('~'),
            c => out.push(digit_value(*c).map_or(*c, |value| char::from(b'0' + value))),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The zeros of Unicode's decimal digits (general category Nd) beyond ASCII, each followed by one to nine.
const ZEROS: [u32; 44] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0,
    0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
    0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450,
];

/// The value of a decimal digit of any script.
pub(super) fn digit_value(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.is_ascii_digit().then(|| c as u8 - b'0');
    }
    let code = u32::from(c);
    ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code)).and_then(|zero| u8::try_from(code - zero).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_method_left_on_changes_nothing() {
        for (typed, meant) in [
            ("２０２７／０１／３１　１０：００", "2027/01/31 10:00"),
            ("２０２７ー０１ー３１", "2027-01-31"),
            ("１、２００。５０", "1,200.50"),
            ("ｍａｉｌ．ｋｕｎｄｅ．ｔｅｓｔ", "mail.kunde.test"),
            ("\u{200b}９９５\u{feff}", "995"),
            ("٤٢", "42"),
            ("मूल्य ४२", "मूल्य 42"),
            ("サーバー", "サーバー"),
            ("  a  b ", "a b"),
        ] {
            assert_eq!(plain(typed), meant, "{typed}");
        }
    }
}
