//! Telephone numbers: kept as written, compared in E.164 (customers.md 6.1).

use crate::text::plain;
use phonenumber::country;

/// A number as it was written and as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phone {
    /// As it was written.
    pub original: String,
    /// E.164 (`+81312345678`); empty when the digits make no number of any country.
    pub e164: String,
}

impl Phone {
    /// Reads a number; one without `+` is of `region` (ISO 3166, `JP`). A word before it that says what it is (`Tel:`, 電話, ☎, the `tel:` of a link) is left out. `None` when it is no telephone number
    /// at all: fewer than three digits or letters in it.
    pub fn parse(typed: &str, region: &str) -> Option<Self> {
        let original = without_label(typed.trim()).to_owned();
        let folded = plain(&original).replace('ー', "-");
        let digits = folded.chars().filter(char::is_ascii_digit).count();
        let main = folded.split(['x', '#', '内', ',', ';']).next().unwrap_or("");
        let plausible = main.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | ' ' | '.' | '/'));
        if digits < 3 || !plausible || main.chars().filter(char::is_ascii_digit).count() < 3 {
            return None;
        }
        let international = if main.trim_start().starts_with('+') { main.replacen("(0)", "", 1) } else { main.to_owned() };
        let e164 = phonenumber::parse(region.parse::<country::Id>().ok(), international.trim())
            .ok()
            .filter(phonenumber::is_valid)
            .map(|number| number.format().mode(phonenumber::Mode::E164).to_string())
            .unwrap_or_default();
        Some(Self { original, e164 })
    }
}

/// What is written before a number, in lower case.
const LABELS: [&str; 16] =
    ["tel", "telephone", "phone", "mobile", "mob", "cell", "call", "電話", "電話番号", "携帯", "携帯電話", "☎", "☏", "✆", "📞", "📱"];

fn without_label(typed: &str) -> &str {
    let number = typed.find(|c: char| c.is_numeric() || matches!(c, '+' | '＋' | '(' | '（')).unwrap_or(typed.len());
    let label = plain(&typed[..number]).to_lowercase();
    let label = label.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '.' | '\u{fe0f}'));
    if LABELS.contains(&label) { &typed[number..] } else { typed }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn numbers_written_differently_compare_equal() {
        for written in ["03-1234-5678", "０３（１２３４）５６７８", "+81-3-1234-5678", "+81 (0)3-1234-5678", "03ー1234ー5678"]
        {
            assert_eq!(Phone::parse(written, "JP").unwrap().e164, "+81312345678", "{written}");
        }
        for written in [
            "tel:+81312345678",
            "TEL 03-1234-5678",
            "ＴＥＬ：０３－１２３４－５６７８",
            "℡03-1234-5678",
            "☎ 03-1234-5678",
            "電話：(03)1234-5678",
            "Phone. +81 3 1234 5678",
        ] {
            let phone = Phone::parse(written, "JP").unwrap();
            assert_eq!((phone.e164.as_str(), phone.original.contains(char::is_alphabetic)), ("+81312345678", false), "{written}");
        }
        assert_eq!(Phone::parse("+49 30 901820", "JP").unwrap().e164, "+4930901820");
    }

    #[test]
    fn extensions_and_odd_numbers_are_kept_and_words_are_refused() {
        let internal = Phone::parse("4711", "JP").unwrap();
        assert_eq!((internal.original.as_str(), internal.e164.as_str()), ("4711", ""));
        for wrong in ["", "12", "call me", "tel"] {
            assert_eq!(Phone::parse(wrong, "JP"), None, "{wrong}");
        }
    }
}
