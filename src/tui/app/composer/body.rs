//! The text of a mail being written, and the part of it that is on the screen. Rows are cut as in the reader, and the terminal's cursor stands where an input
//! method expects it. A key costs what is shown, however long the text is.

use std::ops::Range;

use super::rows::Breaks;
use crate::present::key::{Key, KeyPress};
use crate::text::{column_at, quote_prefix, typed_block, width, wrap_row};
use crate::tui::app::line::Edit;
use crate::tui::app::typed_text::{Place, TypedAt, TypedText};

/// So many bytes of a line are looked at for quote marks, however many there are.
const DEEPEST: usize = 256;

pub(crate) struct Body {
    text: TypedText,
    breaks: Breaks,
    /// The beginning of the first row on the screen.
    top: Place,
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

/// What the screen shows of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) rows: Vec<BodyRow>,
    /// The cursor's row among them and its column in that row; none when it is elsewhere.
    pub(crate) cursor: Option<(usize, usize)>,
}

impl Body {
    /// A text with the cursor at its beginning, where an answer is written.
    pub(crate) fn of(text: &str) -> Self {
        Self { text: TypedText::of(&typed_block(text)), breaks: Breaks::default(), top: Place::default() }
    }

    pub(crate) fn text(&self) -> String {
        self.text.lines().join("\n")
    }

    pub(crate) fn lines(&self) -> &[String] {
        self.text.lines()
    }

    /// The rows from the first on the screen on, as many as a page has.
    pub(crate) fn shown(&self, columns: usize, page: usize) -> Shown {
        let (lines, cursor) = (self.text.lines(), self.text.cursor());
        let (mut rows, mut at_cursor) = (Vec::new(), None);
        let mut next = lines.get(self.top.line).map(|line| Place { line: self.top.line, byte: line.floor_char_boundary(self.top.byte) });
        while let Some(from) = next.filter(|_| rows.len() < page) {
            let line = &lines[from.line];
            let (bytes, more) = wrap_row(line, from.byte, columns);
            next = match more {
                Some(byte) => Some(Place { line: from.line, byte }),
                None => (from.line + 1 < lines.len()).then_some(Place { line: from.line + 1, byte: 0 }),
            };
            if cursor.line == from.line && from.byte <= cursor.byte && more.is_none_or(|next| cursor.byte < next) {
                at_cursor = Some((rows.len(), width(&line[from.byte..cursor.byte])));
            }
            let beginning = &line[..line.floor_char_boundary(DEEPEST)];
            let quote = beginning[..quote_prefix(beginning)].matches('>').count();
            rows.push(BodyRow { line: from.line, bytes, quote });
        }
        Shown { rows, cursor: at_cursor }
    }

    /// Edits by a key.
    pub(crate) fn key(&mut self, press: KeyPress, columns: usize, rows: usize) -> Edit {
        self.breaks.at(columns);
        let far = isize::try_from(rows.max(1)).unwrap_or(isize::MAX);
        let edit = match (press.key, press.ctrl, press.alt) {
            (Key::Up, false, false) | (Key::Char('p'), true, false) => self.by_rows(-1, columns),
            (Key::Down, false, false) | (Key::Char('n'), true, false) => self.by_rows(1, columns),
            (Key::PageUp, ..) | (Key::Char('v'), false, true) => self.by_rows(-far, columns),
            (Key::PageDown, ..) | (Key::Char('v'), true, false) => self.by_rows(far, columns),
            (Key::Home, false, false) | (Key::Char('a'), true, false) => self.row_end(false, columns),
            (Key::End, false, false) | (Key::Char('e'), true, false) => self.row_end(true, columns),
            (Key::Home, ..) | (Key::Char('<'), false, true) => self.go(Place::default()),
            (Key::End, ..) | (Key::Char('>'), false, true) => self.go(self.text.end()),
            (Key::Left, false, false) | (Key::Char('b'), true, false) => self.go(self.text.before()),
            (Key::Right, false, false) | (Key::Char('f'), true, false) => self.go(self.text.after()),
            (Key::Left, ..) | (Key::Char('b'), false, true) => self.go(self.text.word_before()),
            (Key::Right, ..) | (Key::Char('f'), false, true) => self.go(self.text.word_after()),
            (Key::Char(_) | Key::Enter | Key::Backspace | Key::Delete, ..) => self.edit(press),
            (Key::Up | Key::Down, ..) => Edit::Moved,
            _ => Edit::NotMine,
        };
        self.keep_in_sight(columns, rows);
        edit
    }

    fn edit(&mut self, press: KeyPress) -> Edit {
        let text = &mut self.text;
        let line_end = Place { byte: text.line().len(), ..text.cursor() };
        let changed = match (press.key, press.ctrl, press.alt) {
            (Key::Backspace, _, true) | (Key::Char('h'), false, true) | (Key::Char('w'), true, false) => {
                text.delete_to(text.word_before(), true)
            }
            (Key::Char('h'), true, false) => text.delete_to(text.before(), false),
            (Key::Delete, _, true) | (Key::Char('d'), false, true) => text.delete_to(text.word_after(), true),
            (Key::Char('d'), true, false) => text.delete_to(text.after(), false),
            (Key::Char('k'), true, false) if text.cursor() == line_end => text.delete_to(text.after(), false),
            (Key::Char('k'), true, false) => text.delete_to(line_end, true),
            (Key::Char('y'), true, false) => text.put_back(),
            (Key::Char('u'), true, false) => text.undo(),
            (Key::Char('r'), true, false) => text.redo(),
            _ => text.typed(press).unwrap_or(false),
        };
        if changed { Edit::Changed } else { Edit::Moved }
    }

    fn go(&mut self, to: Place) -> Edit {
        self.text.go(to);
        Edit::Moved
    }

    fn by_rows(&mut self, by: isize, columns: usize) -> Edit {
        let cursor = self.text.cursor();
        let first = self.breaks.row_of(self.text.lines(), cursor);
        let mut row = first;
        for _ in 0..by.unsigned_abs() {
            let next = if by < 0 { self.breaks.above(self.text.lines(), row) } else { self.breaks.below(self.text.lines(), row) };
            match next {
                Some(next) => row = next,
                None => break,
            }
        }
        if by < 0 && row == first {
            return self.go(Place::default());
        }
        let column = width(&self.text.line()[first.byte..cursor.byte]);
        self.jump(row, column, columns)
    }

    fn row_end(&mut self, end: bool, columns: usize) -> Edit {
        let row = self.breaks.row_of(self.text.lines(), self.text.cursor());
        self.jump(row, if end { usize::MAX } else { 0 }, columns)
    }

    /// Puts the cursor at a column of a row; within a wide character it stands before it.
    fn jump(&mut self, row: Place, column: usize, columns: usize) -> Edit {
        let text = &self.text.lines()[row.line];
        let (bytes, next) = wrap_row(text, row.byte, columns);
        let shown = &text[bytes.clone()];
        let byte = row.byte + if column == usize::MAX { shown.len() } else { column_at(shown, column).0 };
        // The end of a row that goes on is the beginning of the next; the cursor stays on its own row one character before it.
        let byte =
            if next == Some(byte) { text[row.byte..byte].char_indices().next_back().map_or(byte, |(at, _)| row.byte + at) } else { byte };
        self.go(Place { line: row.line, byte })
    }

    /// Puts the cursor at a place that was pressed.
    pub(crate) fn press(&mut self, at: TypedAt) {
        self.text.press(at);
    }

    /// Scrolls so that the cursor is on the screen.
    pub(crate) fn keep_in_sight(&mut self, columns: usize, page: usize) {
        self.breaks.at(columns);
        if let Some((first, lines_moved)) = self.text.take_change() {
            self.breaks.changed(first, lines_moved);
        }
        let lines = self.text.lines();
        let cursor = self.breaks.row_of(lines, self.text.cursor());
        let top = if self.top.line < lines.len() { self.breaks.row_of(lines, self.top) } else { cursor };
        let mut highest = cursor;
        for _ in 1..page.max(1) {
            match self.breaks.above(lines, highest) {
                Some(above) if highest > top => highest = above,
                _ => break,
            }
        }
        self.top = if cursor < top { cursor } else { top.max(highest) };
    }

    /// Puts a text in at the cursor, as one step to undo.
    pub(crate) fn paste(&mut self, text: &str) {
        self.text.insert(&typed_block(text));
    }

    /// Takes another text in place of the whole one; undo brings the old one back.
    pub(crate) fn replace(&mut self, text: &str) {
        self.text.replace(&typed_block(text.strip_suffix('\n').unwrap_or(text)));
        self.top = Place::default();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::text::numbers::Numbers;
    use crate::text::wrap_ranges;

    fn typed(body: &mut Body, text: &str) {
        for c in text.chars() {
            body.key(KeyPress::plain(if c == '\n' { Key::Enter } else { Key::Char(c) }), 20, 5);
        }
    }

    #[test]
    fn a_line_feed_ends_a_line_and_takes_nothing_away() {
        let mut body = Body::of("Hello");
        body.key(KeyPress::plain(Key::End), 20, 5);
        assert_eq!(body.key(KeyPress::ctrl('j'), 20, 5), Edit::Changed);
        typed(&mut body, "Anna");
        assert_eq!(body.lines(), ["Hello", "Anna"]);
    }

    /// All rows of the text, cut one after the other.
    fn whole(body: &Body, columns: usize) -> Vec<BodyRow> {
        let row = |line, text: &str, bytes| {
            let quote = text[..quote_prefix(text)].matches('>').count();
            BodyRow { line, bytes, quote }
        };
        let lines = body.lines().iter().enumerate();
        lines.flat_map(|(line, text)| wrap_ranges(text, columns).into_iter().map(move |bytes| row(line, text, bytes))).collect()
    }

    /// Where the cursor is among all rows: the row, and the column in it.
    fn place_at(body: &Body, columns: usize) -> (usize, usize) {
        let (rows, cursor) = (whole(body, columns), body.text.cursor());
        let at = rows.iter().rposition(|row| row.line == cursor.line && row.bytes.start <= cursor.byte).unwrap();
        (at, width(&body.lines()[cursor.line][rows[at].bytes.start..cursor.byte]))
    }

    fn place(body: &Body) -> (usize, usize) {
        place_at(body, 20)
    }

    #[test]
    fn what_is_shown_is_a_window_of_the_whole_text_whatever_was_done_to_it() {
        let pieces =
            ["a", " ", "  ", "word", "長い", "、", "\n", "\n\n", "> ", "👨\u{200d}👩", "e\u{301}", "\u{301}", "\t", "ｶﾞ", "「", "🇯🇵🇩🇪"];
        let keys = [
            Key::Up,
            Key::Down,
            Key::Left,
            Key::Right,
            Key::Home,
            Key::End,
            Key::PageUp,
            Key::PageDown,
            Key::Backspace,
            Key::Delete,
            Key::Enter,
        ];
        for seed in 0..90 {
            let mut numbers = Numbers::of(seed);
            let (mut columns, mut page) = (2 + numbers.below(24), 1 + numbers.below(7));
            // Every third text has a line that is long enough to be remembered.
            let long = if seed % 3 == 0 { 1_500 } else { numbers.below(60) };
            let text: String = (0..long).map(|_| pieces[numbers.below(if long > 100 { 6 } else { pieces.len() })]).collect();
            let mut body = Body::of(&text);
            for step in 0..40 {
                match numbers.below(10) {
                    0 => body.paste(&(0..numbers.below(9)).map(|_| pieces[numbers.below(pieces.len())]).collect::<String>()),
                    1 => drop(body.key(KeyPress::ctrl(['u', 'r', 'k', 'w', 'y', 'j', 'd'][numbers.below(7)]), columns, page)),
                    2 => drop(body.key(KeyPress::plain(Key::Char(['x', '字', ' '][numbers.below(3)])), columns, page)),
                    3 => drop(body.key(KeyPress { ctrl: true, ..KeyPress::plain([Key::Home, Key::End][numbers.below(2)]) }, columns, page)),
                    4 if step % 9 == 0 => (columns, page) = (2 + numbers.below(24), 1 + numbers.below(7)),
                    _ => drop(body.key(KeyPress::plain(keys[numbers.below(keys.len())]), columns, page)),
                }
                body.keep_in_sight(columns, page);
                let (all, shown) = (whole(&body, columns), body.shown(columns, page));
                let (at, column) = place_at(&body, columns);
                let top = all.iter().position(|row| (row.line, row.bytes.start) == (body.top.line, body.top.byte));
                let top = top.unwrap_or_else(|| panic!("seed {seed}, step {step}: the top is the beginning of no row"));
                assert_eq!(shown.rows, all[top..(top + page).min(all.len())], "seed {seed}, step {step}");
                assert_eq!(shown.cursor, Some((at - top, column)), "seed {seed}, step {step}");
            }
            while body.key(KeyPress::ctrl('u'), columns, page) == Edit::Changed {}
            assert_eq!(body.text(), text, "seed {seed}: all of it can be taken back");
        }
    }

    #[test]
    fn a_text_of_many_megabytes_costs_what_is_shown_of_it() {
        let line = "見積の件、よろしくお願いいたします。 Please find the offer below. ";
        for text in [format!("{line}\n").repeat((20 << 20) / line.len()), line.repeat((4 << 20) / line.len())] {
            let mut body = Body::of("");
            body.paste(&text);
            body.keep_in_sight(76, 20);
            assert_eq!(body.shown(76, 20).rows.len(), 20, "the end of the text, which is as long as {}", text.len());
            let begun = std::time::Instant::now();
            for key in [Key::Up, Key::Char('x'), Key::Backspace, Key::Left, Key::PageUp, Key::Char('字'), Key::Down, Key::End, Key::Enter]
            {
                assert_ne!(body.key(KeyPress::plain(key), 76, 20), Edit::NotMine);
                assert!(body.shown(76, 20).cursor.is_some(), "{key:?}");
            }
            // An unoptimised build on a busy machine; cutting the whole anew takes far longer at each key.
            assert!(begun.elapsed() < std::time::Duration::from_secs(3), "{:?}", begun.elapsed());
        }
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
        let rows = whole(&body, 20);
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
        assert_eq!(body.top.line, 3);
        body.key(KeyPress::plain(Key::PageUp), 20, 5);
        body.key(KeyPress::plain(Key::PageUp), 20, 5);
        assert_eq!(body.top, Place::default());
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
        assert_eq!(body.shown(20, 9).rows.iter().map(|row| row.quote).collect::<Vec<_>>(), [0, 1, 2, 2]);
    }
}
