//! How a person is called.

use unicode_script::{Script, UnicodeScript};

/// The whole name in the order of its script: family first when every letter is Han or Kana, given first otherwise (customers.md 6.2).
pub fn person_name(last: &str, first: &str) -> String {
    let (last, first) = (last.trim(), first.trim());
    if last.is_empty() || first.is_empty() {
        return format!("{last}{first}");
    }
    if is_japanese(last) && is_japanese(first) { format!("{last} {first}") } else { format!("{first} {last}") }
}

/// Whether a name has letters and all of them are Han or Kana.
pub fn is_japanese(name: &str) -> bool {
    let mut letters = name.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(|c| matches!(c.script(), Script::Han | Script::Hiragana | Script::Katakana | Script::Common))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_in_the_order_of_its_script() {
        assert_eq!(person_name("田中", "太郎"), "田中 太郎");
        assert_eq!(person_name("Berg", "Anna"), "Anna Berg");
        assert_eq!(person_name("佐々木", "エリ"), "佐々木 エリ");
        assert_eq!(person_name("Tanaka", ""), "Tanaka");
    }
}
