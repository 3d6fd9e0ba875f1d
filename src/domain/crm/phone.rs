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
    /// Reads a number; one without `+` is of `region` (ISO 3166, `JP`). `None` when it is no telephone number at all: fewer than three digits or letters in it.
    pub fn parse(typed: &str, region: &str) -> Option<Self> {
        let original = typed.trim().to_owned();
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
