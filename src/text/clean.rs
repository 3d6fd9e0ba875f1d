//! The one boundary between foreign text and the screen.

use std::fmt;

use unicode_width::UnicodeWidthChar;

/// How many marks without a width may stand on one character; more is an attack on the rows above and below.
const MAX_MARKS: usize = 8;

/// Text without control, bidirectional or invisible format characters (promises.md D1, D2): what a mail, a server or an import says becomes this before anything shows it.
///
/// Dropped are all of Unicode's Cc and Cf (but line ends and tabs, which become layout, and the joiner inside an emoji sequence), invisible fillers,
/// and more than eight marks on one character. Half-width kana keep their sound marks as they are written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct CleanText(String);

impl CleanText {
    /// Cleans a text that must stay on one line: line breaks and tabs become spaces.
    pub fn line(raw: &str) -> Self {
        if raw.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
            return Self(raw.to_owned());
        }
        let mut cleaner = Cleaner::new(raw.len());
        let mut chars = raw.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\r' if chars.peek() == Some(&'\n') => {}
                '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => cleaner.push(' '),
                other => cleaner.foreign(other, chars.peek().copied()),
            }
        }
        Self(cleaner.out)
    }

    /// Cleans a text of many lines: every line end becomes `\n`, tabs become spaces up to the next column of eight.
    pub fn block(raw: &str) -> Self {
        if raw.bytes().all(|byte| (0x20..0x7f).contains(&byte) || byte == b'\n') {
            return Self(raw.to_owned());
        }
        let mut cleaner = Cleaner::new(raw.len());
        let mut chars = raw.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\r' if chars.peek() == Some(&'\n') => {}
                '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                    cleaner.push('\n');
                    cleaner.column = 0;
                }
                '\t' => {
                    for _ in 0..8 - cleaner.column % 8 {
                        cleaner.push(' ');
                    }
                }
                other => cleaner.foreign(other, chars.peek().copied()),
            }
        }
        Self(cleaner.out)
    }

    /// Puts another clean text behind this one, which needs no second cleaning.
    pub fn append(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    /// Ends the last line, if it has anything on it.
    pub fn end_line(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with('\n') {
            self.0.push('\n');
        }
    }

    /// Cuts the text to at most so many bytes, between characters.
    pub fn truncate_bytes(&mut self, bytes: usize) {
        if self.0.len() > bytes {
            self.0.truncate(self.0.floor_char_boundary(bytes));
        }
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

/// The clean text so far and what is needed to judge the next character.
struct Cleaner {
    out: String,
    last: Option<char>,
    marks: usize,
    /// Columns since the last line end, for tabs.
    column: usize,
}

impl Cleaner {
    fn new(capacity: usize) -> Self {
        Self { out: String::with_capacity(capacity), last: None, marks: 0, column: 0 }
    }

    fn push(&mut self, c: char) {
        self.out.push(c);
        self.last = Some(c);
        self.marks = 0;
        self.column += if c.is_ascii() { 1 } else { c.width().unwrap_or(0) };
    }

    fn foreign(&mut self, c: char, next: Option<char>) {
        if (' '..='~').contains(&c) {
            self.push(c);
        } else if c == '\u{200d}' {
            let inside_emoji = self.last.is_some_and(|last| is_emoji(last) || last == '\u{fe0f}') && next.is_some_and(is_emoji);
            if inside_emoji {
                self.push(c);
            }
        } else if is_dropped(c) {
        } else if matches!(c, '\u{ff9e}' | '\u{ff9f}') {
            // They take a column of their own.
            if self.marks < MAX_MARKS {
                self.out.push(c);
                self.last = Some(c);
                self.marks += 1;
                self.column += 1;
            }
        } else if ('\u{3000}'..'\u{a000}').contains(&c) && !matches!(c, '\u{302a}'..='\u{302f}' | '\u{3099}' | '\u{309a}') {
            self.out.push(c);
            self.last = Some(c);
            self.marks = 0;
            self.column += 2;
        } else if c.width() == Some(0) {
            if self.marks < MAX_MARKS {
                self.out.push(c);
                self.last = Some(c);
                self.marks += 1;
            }
        } else {
            self.push(c);
        }
    }
}

/// Control and format characters, fillers that show nothing, and what Unicode keeps for later invisible use.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}'
        | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}'
        | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}'..='\u{ffff}'
        | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

/// Whether a reader sees something of a character: neither white space nor one that shows nothing.
pub fn is_visible(c: char) -> bool {
    !(c.is_whitespace() || is_dropped(c) || matches!(c, '\u{2800}' | '\u{fe00}'..='\u{fe0f}' | '\u{fffc}' | '\u{e0100}'..='\u{e01ef}'))
}

/// Roughly Unicode's Extended_Pictographic and the skin tones: between two of these a joiner makes one picture.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{a9}' | '\u{ae}' | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{25a0}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

impl AsRef<str> for CleanText {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CleanText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Unicode 16's general category Cf, taken from its own table and not from the code above.
    const CF: [(u32, u32); 21] = [
        (0xad, 0xad),
        (0x600, 0x605),
        (0x61c, 0x61c),
        (0x6dd, 0x6dd),
        (0x70f, 0x70f),
        (0x890, 0x891),
        (0x8e2, 0x8e2),
        (0x180e, 0x180e),
        (0x200b, 0x200f),
        (0x202a, 0x202e),
        (0x2060, 0x2064),
        (0x2066, 0x206f),
        (0xfeff, 0xfeff),
        (0xfff9, 0xfffb),
        (0x110bd, 0x110bd),
        (0x110cd, 0x110cd),
        (0x13430, 0x1343f),
        (0x1bca0, 0x1bca3),
        (0x1d173, 0x1d17a),
        (0xe0001, 0xe0001),
        (0xe0020, 0xe007f),
    ];

    #[test]
    fn no_control_or_format_character_passes_wherever_it_stands() {
        let format = CF.iter().flat_map(|(from, to)| *from..=*to);
        for code in (0..0x20).chain(0x7f..0xa0).chain(format) {
            let Some(bad) = char::from_u32(code) else { panic!("{code:x} is a character") };
            for text in [format!("{bad}"), format!("a{bad}b"), format!("田{bad}中"), format!("a{bad}{bad}"), format!("{bad}🙂")] {
                let line = CleanText::line(&text);
                assert!(!line.as_str().contains(bad), "{code:x} in a line");
                let block = CleanText::block(&text);
                assert!(bad == '\n' || !block.as_str().contains(bad), "{code:x} in a block");
            }
        }
    }

    #[test]
    fn what_terminals_obey_is_gone() {
        assert_eq!(CleanText::line("\u{1b}]0;owned\u{7}Hi\u{9b}31m").as_str(), "]0;ownedHi31m");
        assert_eq!(CleanText::line("a\r\nb\tc\nd").as_str(), "a b c d");
        assert_eq!(CleanText::line("invoice\u{202e}fdp.exe").as_str(), "invoicefdp.exe");
        assert_eq!(CleanText::line("pay\u{200b}pal\u{e0041}").as_str(), "paypal");
    }

    #[test]
    fn a_family_stays_one_picture() {
        assert_eq!(CleanText::line("👨‍👩‍👧 a\u{200d}b").as_str(), "👨‍👩‍👧 ab");
        assert_eq!(CleanText::line("❤️‍🔥").as_str(), "❤️‍🔥");
    }

    #[test]
    fn tabs_and_line_ends_become_layout() {
        assert_eq!(CleanText::block("a\tb\r\nc\rd\n田\tx").as_str(), "a       b\nc\nd\n田      x");
        assert_eq!(CleanText::block("one\r\ntwo\r\n").as_str(), "one\ntwo\n");
    }

    #[test]
    fn half_width_sound_marks_stay_as_they_are_written() {
        for kept in ["ｶﾞｷﾞﾊﾟｱ", "ﾞ", "ガﾞ", "ｻｰﾊﾞｰ"] {
            assert_eq!(CleanText::line(kept).as_str(), kept);
            assert_eq!(CleanText::block(kept).as_str(), kept);
        }
        assert_eq!(CleanText::line(&format!("ｶ{}", "ﾞ".repeat(100))).as_str().chars().count(), 1 + MAX_MARKS);
        assert_eq!(CleanText::block("ｶﾞ\tx").as_str(), "ｶﾞ      x", "a mark takes a column");
    }

    #[test]
    fn marks_cannot_be_piled_up_over_other_rows() {
        let zalgo = format!("a{}b", "\u{301}".repeat(500));
        assert_eq!(CleanText::line(&zalgo).as_str().chars().count(), 2 + MAX_MARKS);
        assert_eq!(CleanText::line("が").as_str(), "が");
    }
}
