//! One width for all: how a line looks to the recognisers.

use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

/// Makes full-width letters, digits and signs half-width, half-width Kana full-width and all plain hyphens one hyphen.
///
/// Square and circled signs (㈱, ①) stay as they are written: they belong to the name of a company. A tab becomes two spaces, so that it separates.
pub(super) fn half_width(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut narrow_kana = String::new();
    for c in raw.chars() {
        if matches!(c, '\u{ff61}'..='\u{ff9f}') {
            narrow_kana.push(c);
            continue;
        }
        if !narrow_kana.is_empty() {
            out.extend(narrow_kana.nfkc());
            narrow_kana.clear();
        }
        match c {
            '\u{ff01}'..='\u{ff5e}' => out.extend(char::from_u32(c as u32 - 0xfee0)),
            '\u{3000}' => out.push_str("  "),
            '\u{a0}' | '\u{2002}'..='\u{200a}' => out.push(' '),
            '\t' => out.push_str("  "),
            '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' => out.push('-'),
            '\u{2121}' => out.push_str("TEL"),
            '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{fe0e}' | '\u{fe0f}' => {}
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out.extend(narrow_kana.nfkc());
    out
}

/// Whether the sign is Han or Kana, the iteration and long-vowel marks included.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c.script(), Script::Han | Script::Hiragana | Script::Katakana) || matches!(c, 'ー' | '々' | '〆' | 'ヶ' | 'ヵ')
}

/// Whether the sign is Han (with the iteration mark).
pub(super) fn is_han(c: char) -> bool {
    c.script() == Script::Han || matches!(c, '々' | '〆' | 'ヶ')
}

/// Whether the sign is Kana (with the long-vowel mark).
pub(super) fn is_kana(c: char) -> bool {
    matches!(c.script(), Script::Hiragana | Script::Katakana) || c == 'ー'
}

/// Hiragana as Katakana, the script in which readings are filed.
pub(super) fn katakana(text: &str) -> String {
    text.chars().map(|c| if matches!(c, 'ぁ'..='ゖ') { char::from_u32(c as u32 + 0x60).unwrap_or(c) } else { c }).collect()
}

/// Whether every sign is Han or Kana, and there is one.
pub(super) fn all_cjk(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_cjk)
}

/// Whether every sign is Kana, and there is one.
pub(super) fn all_kana(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_kana)
}

/// Whether the text holds Han or Kana.
pub(super) fn has_cjk(text: &str) -> bool {
    text.chars().any(is_cjk)
}

/// How many columns the line takes: two for a wide sign.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(|c| if is_cjk(c) { 2 } else { 1 }).sum()
}

/// The text as it is compared: lower case, without spaces, signs and the accents of Latin letters.
pub(super) fn bare(text: &str) -> String {
    let folded = crate::text::fold(text);
    if folded.is_ascii() || folded.chars().all(is_cjk) {
        return folded.chars().filter(|c| c.is_alphanumeric()).collect();
    }
    folded
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(|c| if matches!(c.script(), Script::Latin) { c.nfd().next().unwrap_or(c) } else { c }.to_lowercase())
        .collect()
}

/// Runs of white space as one space, none at the ends.
pub(super) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_one_and_square_signs_stay() {
        assert_eq!(half_width("ＴＥＬ：０３−１２３４"), "TEL:03-1234");
        assert_eq!(half_width("ﾔﾏﾀﾞ商店　㈱"), "ヤマダ商店  ㈱");
        assert_eq!(half_width("℡ 03"), "TEL 03");
    }

    #[test]
    fn scripts_are_told_apart() {
        assert!(all_cjk("佐々木") && all_cjk("ひかり") && !all_cjk("山A"));
        assert!(all_kana("サトー") && !all_kana("佐藤"));
    }
}
