//! Of what kind a character is to the index.

/// What a character is to the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CharClass {
    /// Part of a word.
    Word,
    /// Part of a dense run.
    Dense,
    /// Between them.
    Gap,
}

pub(super) fn kind(c: char) -> CharClass {
    match c {
        'a'..='z' | '0'..='9' | 'A'..='Z' => CharClass::Word,
        '\u{0}'..='\u{7f}' => CharClass::Gap,
        '々' | '〆' | '〇' | 'ー' | '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fd}'..='\u{318e}' => CharClass::Dense,
        '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => CharClass::Dense,
        '\u{1100}'..='\u{11ff}' | '\u{a000}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7fb}' | '\u{20000}'..='\u{3ffff}' => CharClass::Dense,
        '\u{e00}'..='\u{edf}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17dd}' if !matches!(c, '\u{e3f}' | '\u{104a}'..='\u{104f}') => {
            CharClass::Dense
        }
        _ if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) => CharClass::Word,
        _ => CharClass::Gap,
    }
}
