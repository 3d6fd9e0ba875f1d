//! Keys as plain values, so that the table of commands knows no terminal library.

use std::fmt;

/// A key of the keyboard, after the terminal has applied Shift to letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A letter, digit or sign; capital letters come as such.
    Char(char),
    /// Enter or Return; carriage return and line feed alike.
    Enter,
    /// Escape: the way back from wherever one is.
    Esc,
    /// Tab, which goes on to the next field or pane.
    Tab,
    /// Tab with Shift.
    BackTab,
    /// Backspace: takes away what stands before the cursor.
    Backspace,
    /// Delete: takes away what stands under the cursor.
    Delete,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Home: to the beginning of the line or list.
    Home,
    /// End: to the end of the line or list.
    End,
    /// A function key, counted from one.
    F(u8),
}

/// The keys that have a word, with the word people read and write in the config.
const WORDS: [(Key, &str); 15] = [
    (Key::Char(' '), "Space"),
    (Key::Enter, "Enter"),
    (Key::Esc, "Esc"),
    (Key::BackTab, "Shift-Tab"),
    (Key::Tab, "Tab"),
    (Key::Backspace, "Backspace"),
    (Key::Delete, "Del"),
    (Key::Up, "Up"),
    (Key::Down, "Down"),
    (Key::Left, "Left"),
    (Key::Right, "Right"),
    (Key::PageUp, "PgUp"),
    (Key::PageDown, "PgDn"),
    (Key::Home, "Home"),
    (Key::End, "End"),
];

/// One press of a key with what was held down beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyPress {
    /// The key itself.
    pub key: Key,
    /// Whether Ctrl was held.
    pub ctrl: bool,
    /// Whether Alt was held.
    pub alt: bool,
}

impl KeyPress {
    /// A key alone.
    pub const fn plain(key: Key) -> Self {
        Self { key, ctrl: false, alt: false }
    }

    /// A character with Ctrl.
    pub const fn ctrl(c: char) -> Self {
        Self { key: Key::Char(c), ctrl: true, alt: false }
    }

    /// Whether this press types a character; such presses never act while a text field has the cursor.
    pub fn types_text(self) -> bool {
        matches!(self.key, Key::Char(_)) && !self.ctrl && !self.alt
    }

    /// The press that commands are looked up by: full-width letters, digits and signs (an input method left on) count as their ASCII, letters with Ctrl as
    /// lower case.
    #[must_use]
    pub fn folded(self) -> Self {
        let Key::Char(c) = self.key else { return self };
        let narrow = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            '・' => '/',
            other => other,
        };
        let folded = if self.ctrl { narrow.to_ascii_lowercase() } else { narrow };
        Self { key: Key::Char(folded), ..self }
    }
}

impl fmt::Display for KeyPress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.alt {
            f.write_str("Alt-")?;
        }
        match self.key {
            Key::F(number) => write!(f, "F{number}"),
            key => match (WORDS.iter().find(|(one, _)| *one == key), key) {
                (Some((_, word)), _) => f.write_str(word),
                (None, Key::Char(c)) => write!(f, "{c}"),
                (None, _) => Ok(()),
            },
        }
    }
}

/// The text names no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such key: {0}")]
pub struct NoSuchKey(pub String);

/// The presses of a written sequence: `e`, `gg`, `+l`, `Ctrl-d`, `Shift-Tab`, `F5`; several words are separated by spaces (`g Enter`).
pub fn parse_keys(text: &str) -> Result<Vec<KeyPress>, NoSuchKey> {
    let mut presses = Vec::new();
    for word in text.split_whitespace() {
        match parse_press(word) {
            Some(press) => presses.push(press),
            None if !word.contains("Ctrl-")
                && !word.contains("Alt-")
                && word.chars().count() <= 4
                && !word.chars().any(char::is_control) =>
            {
                presses.extend(word.chars().map(|c| KeyPress::plain(Key::Char(c)).folded()));
            }
            None => return Err(NoSuchKey(word.to_owned())),
        }
    }
    if presses.is_empty() { Err(NoSuchKey(text.to_owned())) } else { Ok(presses) }
}

fn parse_press(word: &str) -> Option<KeyPress> {
    if let Some((key, _)) = WORDS.iter().find(|(_, name)| name.eq_ignore_ascii_case(word)) {
        return Some(KeyPress::plain(*key));
    }
    if let Some(rest) = word.strip_prefix("Ctrl-") {
        return parse_press(rest).map(|press| KeyPress { ctrl: true, ..press }.folded());
    }
    if let Some(rest) = word.strip_prefix("Alt-") {
        return parse_press(rest).map(|press| KeyPress { alt: true, ..press });
    }
    if let Some(number) = word.strip_prefix('F').and_then(|digits| digits.parse().ok()).filter(|number| (1..=24).contains(number)) {
        return Some(KeyPress::plain(Key::F(number)));
    }
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Some(KeyPress::plain(Key::Char(c)).folded()),
        _ => None,
    }
}

/// A sequence as people read it: `gg`, `Ctrl-d`, `+l`.
pub fn show_keys(presses: &[KeyPress]) -> String {
    let words: Vec<String> = presses.iter().map(ToString::to_string).collect();
    let separator = if words.iter().all(|word| word.chars().count() == 1) { "" } else { " " };
    words.join(separator)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_written_sequence_reads_back_as_it_was_written() {
        for written in ["e", "gg", "+l", "Ctrl-d", "Shift-Tab", "F5", "PgDn", "!", "*", "?", ":", "Space", "g Enter", "Alt-x"] {
            assert_eq!(show_keys(&parse_keys(written).unwrap()), written);
        }
        assert!(parse_keys("").is_err());
        assert!(parse_keys("Ctrl-nonsense").is_err());
        assert!(parse_keys("nonsense").is_err());
    }

    #[test]
    fn full_width_letters_count_as_ascii() {
        assert_eq!(KeyPress::plain(Key::Char('ｅ')).folded(), KeyPress::plain(Key::Char('e')));
        assert_eq!(KeyPress::plain(Key::Char('＋')).folded(), KeyPress::plain(Key::Char('+')));
        assert_eq!(KeyPress::plain(Key::Char('　')).folded(), KeyPress::plain(Key::Char(' ')));
        assert_eq!(KeyPress::plain(Key::Char('Ｇ')).folded(), KeyPress::plain(Key::Char('G')), "case is kept");
    }

    #[test]
    fn only_characters_alone_type_text() {
        assert!(KeyPress::plain(Key::Char('e')).types_text());
        assert!(!KeyPress::ctrl('s').types_text());
        assert!(!KeyPress::plain(Key::Tab).types_text());
    }
}
