//! A text of several lines that is being typed in a form.

use crate::present::key::{Key, KeyPress};
use crate::text::{column_at, typed_block, width};
use crate::tui::app::line::Edit;
use crate::tui::app::typed_text::{Place, TypedAt, TypedText};

/// Several lines with a cursor.
#[derive(Clone)]
pub(crate) struct Lines {
    text: TypedText,
}

impl Lines {
    /// Lines that hold a text, with the cursor at its end.
    pub(crate) fn of(text: &str) -> Self {
        let mut text = TypedText::of(&typed_block(text));
        text.go(text.end());
        Self { text }
    }

    pub(crate) fn value(&self) -> String {
        self.text.lines().join("\n")
    }

    pub(crate) fn lines(&self) -> &[String] {
        self.text.lines()
    }

    /// The line of the cursor, and what stands before the cursor in it.
    pub(crate) fn cursor(&self) -> (usize, &str) {
        let Place { line, byte } = self.text.cursor();
        (line, &self.text.line()[..byte])
    }

    /// Puts the cursor at a place that was pressed.
    pub(crate) fn press(&mut self, at: TypedAt) {
        self.text.press(at);
    }

    /// Puts a text in at the cursor.
    pub(crate) fn paste(&mut self, text: &str) {
        self.text.insert(&typed_block(text));
    }

    fn go_to_line(&mut self, line: usize) {
        let column = width(self.cursor().1);
        let byte = column_at(&self.text.lines()[line], column).0;
        self.text.go(Place { line, byte });
    }

    /// Edits by a key.
    pub(crate) fn key(&mut self, press: KeyPress) -> Edit {
        let text = &mut self.text;
        let Place { line, .. } = text.cursor();
        if let Some(changed) = text.typed(press) {
            return if changed { Edit::Changed } else { Edit::Moved };
        }
        match press.key {
            Key::Left => text.go(text.before()),
            Key::Right => text.go(text.after()),
            Key::Up if line > 0 => self.go_to_line(line - 1),
            Key::Down if line + 1 < text.lines().len() => self.go_to_line(line + 1),
            Key::Home => text.go(Place { line, byte: 0 }),
            Key::End => text.go(Place { line, byte: usize::MAX }),
            Key::Up | Key::Down => {}
            _ => return Edit::NotMine,
        }
        Edit::Moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_join_and_keep_the_column() {
        let mut lines = Lines::of("一二三\nab");
        lines.key(KeyPress::plain(Key::Up));
        assert_eq!(lines.cursor(), (0, "一"));
        lines.key(KeyPress::plain(Key::Enter));
        assert_eq!(lines.value(), "一\n二三\nab");
        lines.key(KeyPress::plain(Key::Backspace));
        assert_eq!(lines.value(), "一二三\nab");
        lines.paste("x\r\ny");
        assert_eq!(lines.value(), "一x\ny二三\nab");
        assert_eq!(lines.key(KeyPress::plain(Key::Tab)), Edit::NotMine);
        assert_eq!(lines.key(KeyPress::ctrl('j')), Edit::Changed);
        assert_eq!(lines.value(), "一x\ny\n二三\nab");
    }
}
