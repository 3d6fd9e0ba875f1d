//! The text of a mail being written: the library edits and undoes, the rows are ours, so that Japanese wraps as in the reader and the terminal's cursor
//! stands where an input method expects it.

use std::ops::Range;

use ratatui_textarea::{CursorMove, DataCursor, Input, Key as AreaKey, TextArea};

use crate::present::key::{Key, KeyPress};
use crate::text::{column_at, is_typed, quote_prefix, typed_block, width, wrap_ranges};
use crate::tui::app::line::Edit;

/// How many steps back the text remembers.
const UNDO_STEPS: usize = 500;

pub(crate) struct Body {
    area: TextArea<'static>,
    /// The first row on the screen.
    pub(crate) top: usize,
}

/// A row of the text on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BodyRow {
    /// Which line of the text.
    pub(crate) line: usize,
    /// Which bytes of it.
    pub(crate) bytes: Range<usize>,
    /// How deep the line is quoted.
    pub(crate) quote: usize,
}

fn area_of(text: &str) -> TextArea<'static> {
    let typed = typed_block(text);
    let mut area = TextArea::new(typed.split('\n').map(str::to_owned).collect());
    area.set_max_histories(UNDO_STEPS);
    area
}

impl Body {
    /// A text with the cursor at its beginning, where an answer is written.
    pub(crate) fn of(text: &str) -> Self {
        Self { area: area_of(text), top: 0 }
    }

    pub(crate) fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    pub(crate) fn lines(&self) -> &[String] {
        self.area.lines()
    }

    /// The rows of the text at so many columns.
    pub(crate) fn rows(&self, columns: usize) -> Vec<BodyRow> {
        let mut rows = Vec::with_capacity(self.area.lines().len());
        for (line, text) in self.area.lines().iter().enumerate() {
            let quote = text[..quote_prefix(text)].bytes().filter(|byte| *byte == b'>').count();
            rows.extend(wrap_ranges(text, columns).into_iter().map(|bytes| BodyRow { line, bytes, quote }));
        }
        rows
    }

    /// Where the cursor is among the rows: the row, and the column in it.
    pub(crate) fn cursor_in(&self, rows: &[BodyRow]) -> (usize, usize) {
        let DataCursor(line, column) = self.area.cursor();
        let text = self.area.lines().get(line).map_or("", String::as_str);
        let byte = text.char_indices().nth(column).map_or(text.len(), |(at, _)| at);
        let at = rows.iter().rposition(|row| row.line == line && row.bytes.start <= byte);
        let at = at.or_else(|| rows.iter().position(|row| row.line == line)).unwrap_or(0);
        let Some(row) = rows.get(at) else { return (0, 0) };
        (at, width(text.get(row.bytes.start..byte).unwrap_or_default()))
    }

    /// Edits by a key.
    pub(crate) fn key(&mut self, press: KeyPress, columns: usize, rows: usize) -> Edit {
        let far = isize::try_from(rows.max(1)).unwrap_or(isize::MAX);
        let edit = match (press.key, press.ctrl || press.alt) {
            (Key::Up, false) => self.by_rows(-1, columns),
            (Key::Down, false) => self.by_rows(1, columns),
            (Key::PageUp, _) => self.by_rows(-far, columns),
            (Key::PageDown, _) => self.by_rows(far, columns),
            (Key::Home, false) => self.row_end(false, columns),
            (Key::End, false) => self.row_end(true, columns),
            (Key::Home, true) => self.go(CursorMove::Jump(0, 0)),
            (Key::End, true) => self.go(CursorMove::Jump(u16::MAX, u16::MAX)),
            (Key::Char(c), false) if !is_typed(c) => Edit::Moved,
            _ => match input(press) {
                Some(input) => {
                    if self.area.input(input) {
                        Edit::Changed
                    } else {
                        Edit::Moved
                    }
                }
                None => Edit::NotMine,
            },
        };
        self.keep_in_sight(columns, rows);
        edit
    }

    fn go(&mut self, to: CursorMove) -> Edit {
        self.area.move_cursor(to);
        Edit::Moved
    }

    fn by_rows(&mut self, by: isize, columns: usize) -> Edit {
        let rows = self.rows(columns);
        let (at, column) = self.cursor_in(&rows);
        let to = at.saturating_add_signed(by).min(rows.len().saturating_sub(1));
        if by < 0 && at == 0 {
            return self.go(CursorMove::Jump(0, 0));
        }
        self.jump(&rows[to], column);
        Edit::Moved
    }

    fn row_end(&mut self, end: bool, columns: usize) -> Edit {
        let rows = self.rows(columns);
        let (at, _) = self.cursor_in(&rows);
        self.jump(&rows[at], if end { usize::MAX } else { 0 });
        Edit::Moved
    }

    /// Puts the cursor at a column of a row; within a wide character it stands before it.
    fn jump(&mut self, row: &BodyRow, column: usize) {
        let text = self.area.lines()[row.line].clone();
        let shown = &text[row.bytes.clone()];
        let byte = row.bytes.start + if column == usize::MAX { shown.len() } else { column_at(shown, column).0 };
        let last_of_line = row.bytes.end >= text.trim_end_matches(' ').len();
        // The end of a row that goes on is the beginning of the next; the cursor stays on its own row one character before it.
        let byte = if byte == row.bytes.end && !last_of_line {
            text[..byte].char_indices().next_back().map_or(byte, |(at, _)| at.max(row.bytes.start))
        } else {
            byte
        };
        let characters = text[..byte].chars().count();
        let (line, character) = (u16::try_from(row.line).unwrap_or(u16::MAX), u16::try_from(characters).unwrap_or(u16::MAX));
        self.area.move_cursor(CursorMove::Jump(line, character));
    }

    /// Scrolls so that the cursor is on the screen.
    pub(crate) fn keep_in_sight(&mut self, columns: usize, page: usize) {
        let rows = self.rows(columns);
        let (at, _) = self.cursor_in(&rows);
        let page = page.max(1);
        self.top = self.top.min(at).max((at + 1).saturating_sub(page));
    }

    /// Puts a text in at the cursor, as one step to undo.
    pub(crate) fn paste(&mut self, text: &str) {
        self.area.insert_str(typed_block(text));
    }

    /// Takes another text in place of the whole one; undo brings the old one back.
    pub(crate) fn replace(&mut self, text: &str) {
        let typed = typed_block(text.strip_suffix('\n').unwrap_or(text));
        self.area.select_all();
        if typed.is_empty() {
            self.area.delete_char();
        } else {
            self.area.insert_str(typed);
        }
        self.area.move_cursor(CursorMove::Top);
        self.top = 0;
    }
}

fn input(press: KeyPress) -> Option<Input> {
    let key = match press.key {
        Key::Char(c) => AreaKey::Char(c),
        Key::Enter => AreaKey::Enter,
        Key::Backspace => AreaKey::Backspace,
        Key::Delete => AreaKey::Delete,
        Key::Left => AreaKey::Left,
        Key::Right => AreaKey::Right,
        Key::Up => AreaKey::Up,
        Key::Down => AreaKey::Down,
        _ => return None,
    };
    Some(Input { key, ctrl: press.ctrl, alt: press.alt, shift: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(body: &mut Body, text: &str) {
        for c in text.chars() {
            body.key(KeyPress::plain(if c == '\n' { Key::Enter } else { Key::Char(c) }), 20, 5);
        }
    }

    fn place(body: &Body) -> (usize, usize) {
        body.cursor_in(&body.rows(20))
    }

    #[test]
    fn typing_undo_and_redo() {
        let mut body = Body::of("");
        typed(&mut body, "田中様\n\nhi");
        assert_eq!(body.text(), "田中様\n\nhi");
        assert_eq!(place(&body), (2, 2));
        while body.key(KeyPress::ctrl('u'), 20, 5) == Edit::Changed {}
        assert_eq!(body.text(), "");
        while body.key(KeyPress::ctrl('r'), 20, 5) == Edit::Changed {}
        assert_eq!(body.text(), "田中様\n\nhi");
    }

    #[test]
    fn a_paste_is_one_step_and_brings_no_control_characters() {
        let mut body = Body::of("");
        body.paste("one\r\ntwo\u{1b}[31m\tx");
        assert_eq!(body.text(), "one\ntwo[31m\tx");
        body.key(KeyPress::ctrl('u'), 20, 5);
        assert_eq!(body.text(), "");
    }

    #[test]
    fn the_cursor_walks_the_rows_of_a_wrapped_line() {
        let mut body = Body::of("お世話になっております。株式会社サンプルの田中です。\nabc");
        let rows = body.rows(20);
        assert!(rows.len() >= 4, "{rows:?}");
        for at in 0..rows.len() {
            assert_eq!(place(&body).0, at);
            body.key(KeyPress::plain(Key::Down), 20, 5);
        }
        body.key(KeyPress::plain(Key::End), 20, 5);
        assert_eq!(place(&body), (rows.len() - 1, 3));
        body.key(KeyPress::plain(Key::Up), 20, 5);
        assert_eq!(place(&body), (rows.len() - 2, 2), "before the wide character that column three lies in");
        for _ in 0..rows.len() {
            body.key(KeyPress::plain(Key::Up), 20, 5);
        }
        assert_eq!(place(&body), (0, 0));
        body.key(KeyPress::plain(Key::End), 20, 5);
        assert_eq!(place(&body).0, 0, "the end of a row is on that row");
    }

    #[test]
    fn the_cursor_stays_on_the_screen() {
        let mut body = Body::of("");
        typed(&mut body, "1\n2\n3\n4\n5\n6\n7\n8");
        assert_eq!(body.top, 3);
        body.key(KeyPress::plain(Key::PageUp), 20, 5);
        body.key(KeyPress::plain(Key::PageUp), 20, 5);
        assert_eq!(body.top, 0);
    }

    #[test]
    fn an_editor_s_text_replaces_all_and_can_be_undone() {
        let mut body = Body::of("old\ntext");
        body.replace("new\n");
        assert_eq!(body.text(), "new");
        while body.key(KeyPress::ctrl('u'), 20, 5) == Edit::Changed {}
        assert_eq!(body.text(), "old\ntext");
        body.replace("");
        assert_eq!(body.text(), "");
    }

    #[test]
    fn what_is_typed_stays_as_it_is() {
        let mut body = Body::of("ｶﾞ\tx　y");
        typed(&mut body, "ﾊﾟ👩\u{200d}💻");
        assert_eq!(body.text(), "ﾊﾟ👩‍💻ｶﾞ\tx　y");
        body.replace("all:\n\tcc ｶﾞ.c\n");
        assert_eq!(body.text(), "all:\n\tcc ｶﾞ.c");
    }

    #[test]
    fn quotes_are_known_by_depth() {
        let body = Body::of("a\n> b\n>> c\n> > d");
        assert_eq!(body.rows(20).iter().map(|row| row.quote).collect::<Vec<_>>(), [0, 1, 2, 2]);
    }
}
