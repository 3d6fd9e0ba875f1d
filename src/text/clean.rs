//! The one boundary between foreign text and the screen.

use std::fmt;

/// Text without control or bidirectional characters (RELIABILITY D1, D2): what a mail, a server or an import says becomes this before anything shows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct CleanText(String);

impl CleanText {
    /// Cleans a text that must stay on one line: line breaks and tabs become spaces.
    pub fn line(raw: &str) -> Self {
        Self(raw.chars().filter_map(|c| if matches!(c, '\n' | '\r' | '\t') { Some(' ') } else { keep(c) }).collect())
    }

    /// Cleans a text of many lines: `\r\n` and `\r` become `\n`, tabs become spaces up to the next column of eight.
    pub fn block(raw: &str) -> Self {
        let mut out = String::with_capacity(raw.len());
        let mut column = 0;
        let mut chars = raw.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\r' | '\n' => {
                    if c == '\r' && chars.peek() == Some(&'\n') {
                        chars.next();
                    }
                    out.push('\n');
                    column = 0;
                }
                '\t' => {
                    let spaces = 8 - column % 8;
                    out.extend(std::iter::repeat_n(' ', spaces));
                    column += spaces;
                }
                _ => {
                    if let Some(kept) = keep(c) {
                        out.push(kept);
                        column += 1;
                    }
                }
            }
        }
        Self(out)
    }

    /// The clean text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Gives the clean text away.
    pub fn into_string(self) -> String {
        self.0
    }
}

fn keep(c: char) -> Option<char> {
    match c {
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => None,
        '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => None,
        other => Some(other),
    }
}

impl fmt::Display for CleanText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
