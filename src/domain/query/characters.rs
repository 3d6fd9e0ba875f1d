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

/// Pictures that people write among words (Emoji_Presentation of Unicode, roughly, with the older signs of the same use), each of which is found by itself. Stars, squares and other signs
/// that newsletters draw their lines with are none.
pub(super) fn is_emoji(c: char) -> bool {
    matches!(c, '\u{231a}'..='\u{231b}' | '\u{23e9}'..='\u{23fa}' | '\u{2600}'..='\u{2604}' | '\u{2607}'..='\u{2775}' | '\u{2794}'..='\u{27bf}' | '\u{2b50}' | '\u{2b55}'
        | '\u{1f000}'..='\u{1f0ff}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f300}'..='\u{1faff}')
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
        c if is_emoji(c) => CharClass::Dense,
        _ if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) => CharClass::Word,
        _ => CharClass::Gap,
    }
}
