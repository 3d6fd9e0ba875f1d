//! What a person typed or pasted, kept as it is: joiners, marks, wide spaces and tabs are text. Cleaning is for what strangers say, and for the screen.

/// A typed text of one line: line ends become spaces, and what steers a terminal or turns the order of the text around is not taken.
pub fn typed_line(raw: &str) -> String {
    typed_block(raw).replace('\n', " ")
}

/// A typed text of many lines, each ended by `\n` whatever ended it before.
pub fn typed_block(raw: &str) -> String {
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
    out
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
