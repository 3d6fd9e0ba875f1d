//! A line of text that is being typed: the prompt, the filter of a chooser, a field of a form.

use tui_input::{Input, InputRequest};

use crate::present::key::{Key, KeyPress};
use crate::text::{is_typed, typed_line};

/// A single line with a cursor. What was typed stays as it is; the screen shows it clean.
#[derive(Clone, Default)]
pub(crate) struct Line {
    input: Input,
}

impl Line {
    /// A line that holds a text, with the cursor at its end.
    pub(crate) fn of(text: &str) -> Self {
        Self { input: Input::new(typed_line(text)) }
    }

    /// What stands in the line.
    pub(crate) fn value(&self) -> &str {
        self.input.value()
    }

    /// What stands before the cursor.
    pub(crate) fn before_cursor(&self) -> &str {
        let value = self.input.value();
        value.char_indices().nth(self.input.cursor()).map_or(value, |(at, _)| &value[..at])
    }

    /// Puts the cursor before this byte, or at the end.
    pub(crate) fn go(&mut self, byte: usize) {
        let value = self.input.value();
        let cursor = value[..value.floor_char_boundary(byte)].chars().count();
        self.input.handle(InputRequest::SetCursor(cursor));
    }

    /// Puts a text in at the cursor; line breaks become spaces.
    pub(crate) fn paste(&mut self, text: &str) {
        let text = typed_line(text.trim_end_matches(['\r', '\n']));
        // At once: letter by letter each would move all that follow, and a long paste would hold the screen for minutes.
        let (value, at) = (self.input.value(), self.before_cursor().len());
        let joined = [&value[..at], text.as_str(), &value[at..]].concat();
        let cursor = self.input.cursor() + text.chars().count();
        self.input = std::mem::take(&mut self.input).with_value(joined).with_cursor(cursor);
    }

    /// Edits by a key. Answers whether the key was one of editing, and whether the text changed by it.
    pub(crate) fn key(&mut self, press: KeyPress) -> Edit {
        let request = match (press.key, press.ctrl, press.alt) {
            (Key::Char(c), false, false) if is_typed(c) => InputRequest::InsertChar(c),
            (Key::Left, true, _) | (Key::Char('b'), false, true) => InputRequest::GoToPrevWord,
            (Key::Right, true, _) | (Key::Char('f'), false, true) => InputRequest::GoToNextWord,
            (Key::Left, ..) | (Key::Char('b'), true, _) => InputRequest::GoToPrevChar,
            (Key::Right, ..) | (Key::Char('f'), true, _) => InputRequest::GoToNextChar,
            (Key::Home, ..) | (Key::Char('a'), true, _) => InputRequest::GoToStart,
            (Key::End, ..) | (Key::Char('e'), true, _) => InputRequest::GoToEnd,
            (Key::Backspace, true, _) | (Key::Backspace, _, true) | (Key::Char('w'), true, _) => InputRequest::DeletePrevWord,
            (Key::Backspace, ..) | (Key::Char('h'), true, _) => InputRequest::DeletePrevChar,
            (Key::Delete, ..) => InputRequest::DeleteNextChar,
            (Key::Char('u'), true, _) => InputRequest::DeleteFromStart,
            (Key::Char('k'), true, _) => InputRequest::DeleteTillEnd,
            (Key::Char('y'), true, _) => InputRequest::Yank,
            _ => return Edit::NotMine,
        };
        match self.input.handle(request) {
            Some(changed) if changed.value => Edit::Changed,
            _ => Edit::Moved,
        }
    }
}

/// What a key did to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edit {
    /// It is no key of editing.
    NotMine,
    /// The cursor moved, or nothing happened at an end.
    Moved,
    /// The text changed.
    Changed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_moves_and_deletes_whole_characters() {
        let mut line = Line::of("田中");
        assert_eq!(line.key(KeyPress::plain(Key::Left)), Edit::Moved);
        assert_eq!(line.before_cursor(), "田");
        assert_eq!(line.key(KeyPress::plain(Key::Char('辺'))), Edit::Changed);
        assert_eq!(line.value(), "田辺中");
        assert_eq!(line.key(KeyPress::plain(Key::Backspace)), Edit::Changed);
        assert_eq!(line.value(), "田中");
        assert_eq!(line.key(KeyPress::plain(Key::Tab)), Edit::NotMine);
    }

    #[test]
    fn half_width_marks_and_joiners_come_in_by_keys() {
        let mut line = Line::default();
        for c in "ｶﾞ👩\u{200d}💻".chars() {
            assert_eq!(line.key(KeyPress::plain(Key::Char(c))), Edit::Changed, "{c:?}");
        }
        line.paste("\tｻｰﾊﾞｰ　x");
        assert_eq!(line.value(), "ｶﾞ👩‍💻\tｻｰﾊﾞｰ　x");
    }

    #[test]
    fn a_paste_goes_in_at_the_cursor_whole_however_long_it_is() {
        let mut line = Line::of("田中 様");
        line.key(KeyPress::plain(Key::Left));
        line.paste("太郎 ");
        assert_eq!((line.value(), line.before_cursor()), ("田中 太郎 様", "田中 太郎 "));
        let long = "見積 ".repeat(350_000);
        line.paste(&long);
        assert_eq!(line.value().len(), "田中 太郎 様".len() + long.len());
        assert!(line.before_cursor().ends_with("見積 "));
        line.key(KeyPress::plain(Key::Backspace));
        assert!(line.before_cursor().ends_with("見積"));
    }

    #[test]
    fn a_paste_stays_on_its_line_and_brings_no_control_characters() {
        let mut line = Line::default();
        line.paste("a\r\nb\u{1b}[31m\u{202e}c\n");
        assert_eq!(line.value(), "a b[31mc");
        line.paste("\n");
        assert_eq!(line.value(), "a b[31mc");
    }
}
