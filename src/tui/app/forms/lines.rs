//! A text of several lines that is being typed in a form.

use unicode_segmentation::UnicodeSegmentation;

use crate::present::key::{Key, KeyPress};
use crate::text::{column_at, typed_block, width};
use crate::tui::app::line::Edit;

/// Several lines with a cursor.
#[derive(Clone)]
pub(crate) struct Lines {
    lines: Vec<String>,
    row: usize,
    /// Bytes before the cursor in its line, always at the border of a character.
    byte: usize,
}

impl Lines {
    /// Lines that hold a text, with the cursor at its end.
    pub(crate) fn of(text: &str) -> Self {
        let lines: Vec<String> = typed_block(text).split('\n').map(str::to_owned).collect();
        let row = lines.len() - 1;
        let byte = lines[row].len();
        Self { lines, row, byte }
    }

    pub(crate) fn value(&self) -> String {
        self.lines.join("\n")
    }

    pub(crate) fn lines(&self) -> &[String] {
        &self.lines
    }

    /// The line of the cursor, and what stands before the cursor in it.
    pub(crate) fn cursor(&self) -> (usize, &str) {
        (self.row, &self.lines[self.row][..self.byte])
    }

    /// Puts a text in at the cursor.
    pub(crate) fn paste(&mut self, text: &str) {
        for (at, part) in typed_block(text).split('\n').enumerate() {
            if at > 0 {
                self.break_line();
            }
            self.lines[self.row].insert_str(self.byte, part);
            self.byte += part.len();
        }
    }

    fn break_line(&mut self) {
        let rest = self.lines[self.row].split_off(self.byte);
        self.row += 1;
        self.lines.insert(self.row, rest);
        self.byte = 0;
    }

    fn before(&self) -> usize {
        self.lines[self.row][..self.byte].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        let line = &self.lines[self.row];
        line[self.byte..].graphemes(true).next().map_or(line.len(), |cluster| self.byte + cluster.len())
    }

    fn go_to_row(&mut self, row: usize) {
        let column = width(&self.lines[self.row][..self.byte]);
        self.row = row;
        self.byte = column_at(&self.lines[row], column).0;
    }

    /// Edits by a key.
    pub(crate) fn key(&mut self, press: KeyPress) -> Edit {
        match (press.key, press.ctrl || press.alt) {
            (Key::Char(c), false) => {
                let before = self.byte;
                self.paste(c.encode_utf8(&mut [0; 4]));
                return if self.byte == before { Edit::Moved } else { Edit::Changed };
            }
            (Key::Enter, _) => {
                self.break_line();
                return Edit::Changed;
            }
            (Key::Backspace, _) if self.byte > 0 => {
                let from = self.before();
                self.lines[self.row].replace_range(from..self.byte, "");
                self.byte = from;
                return Edit::Changed;
            }
            (Key::Backspace, _) if self.row > 0 => {
                let rest = self.lines.remove(self.row);
                self.row -= 1;
                self.byte = self.lines[self.row].len();
                self.lines[self.row].push_str(&rest);
                return Edit::Changed;
            }
            (Key::Delete, _) if self.byte < self.lines[self.row].len() => {
                let to = self.after();
                self.lines[self.row].replace_range(self.byte..to, "");
                return Edit::Changed;
            }
            (Key::Delete, _) if self.row + 1 < self.lines.len() => {
                let rest = self.lines.remove(self.row + 1);
                self.lines[self.row].push_str(&rest);
                return Edit::Changed;
            }
            (Key::Left, _) if self.byte == 0 && self.row > 0 => {
                self.row -= 1;
                self.byte = self.lines[self.row].len();
            }
            (Key::Left, _) => self.byte = self.before(),
            (Key::Right, _) if self.byte == self.lines[self.row].len() && self.row + 1 < self.lines.len() => {
                self.row += 1;
                self.byte = 0;
            }
            (Key::Right, _) => self.byte = self.after(),
            (Key::Up, _) if self.row > 0 => self.go_to_row(self.row - 1),
            (Key::Down, _) if self.row + 1 < self.lines.len() => self.go_to_row(self.row + 1),
            (Key::Home, _) => self.byte = 0,
            (Key::End, _) => self.byte = self.lines[self.row].len(),
            (Key::Backspace | Key::Delete | Key::Up | Key::Down, _) => {}
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
    }
}
