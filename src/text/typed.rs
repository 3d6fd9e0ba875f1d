//! What a person typed or pasted, kept as it is: joiners, marks, wide spaces and tabs are text. Cleaning is for what strangers say, and for the screen.

use std::borrow::Cow;

use super::clean::CleanText;

/// A typed text of one line: line ends become spaces, and what steers a terminal or turns the order of the text around is not taken.
pub fn typed_line(raw: &str) -> String {
    typed_block(raw).replace('\n', " ")
}

/// A typed text of many lines, each ended by `\n` whatever ended it before.
pub fn typed_block(raw: &str) -> Cow<'_, str> {
    // It may be long, and is most often what somebody typed.
    if raw.chars().all(|c| c == '\n' || is_typed(c)) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            c if is_typed(c) => out.push(c),
            _ => {}
        }
    }
    Cow::Owned(out)
}

/// A text that a person typed, as it is kept: joiners, wide spaces and tabs are part of it. Whoever shows it makes [`CleanText`] of it first.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct KeptText(String);

impl KeptText {
    /// A text of one line ([`typed_line`]).
    pub fn line(raw: &str) -> Self {
        Self(typed_line(raw))
    }

    /// A text of many lines ([`typed_block`]).
    pub fn block(raw: &str) -> Self {
        Self(typed_block(raw).into_owned())
    }

    /// The text as it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<CleanText> for KeptText {
    fn from(clean: CleanText) -> Self {
        Self(clean.into_string())
    }
}

/// Whether a character is text when somebody types it: no control character but the tab, none that overrides the direction of others, and no mark of byte order.
pub fn is_typed(c: char) -> bool {
    (c == '\t' || !c.is_control())
        && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_stays_and_what_steers_does_not_come_in() {
        for kept in [
            "ｶﾞｷﾞﾊﾟ ﾞ",
            "👩‍💻 🏴\u{e0067}\u{e0062}\u{e007f}",
            "a\tb\t",
            "　行頭の空白　",
            "می\u{200c}خواهم",
            "e\u{301}",
            "क्\u{200d}ष",
            "a\u{ad}b",
        ] {
            assert_eq!(typed_line(kept), kept);
            assert_eq!(typed_block(&format!("{kept}\n\n{kept}")), format!("{kept}\n\n{kept}"));
        }
        assert_eq!(typed_block("a\r\nb\rc\u{2028}d"), "a\nb\nc\nd");
        assert_eq!(typed_line("a\r\nb\u{1b}[31m\u{202e}c\0"), "a b[31mc");
    }
}
