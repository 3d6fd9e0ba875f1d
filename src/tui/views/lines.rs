//! Lines and frames, drawn by the columns that terminals give them.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Block;

/// Draws one line from the left edge of a place on. The screen library counts a half-width sound mark when it fills cells and not when it measures spans, so its own lines
/// lose a letter at their end for each mark; and it takes a letter with its mark for one wide cell, of which terminals know nothing, so that the mark would stay behind when
/// another text takes the place.
pub(super) fn put<'a>(frame: &mut Frame<'_>, line: impl Into<Line<'a>>, place: Rect) {
    let line = line.into();
    let buffer = frame.buffer_mut();
    let place = Rect { height: place.height.min(1), ..place }.intersection(buffer.area);
    if place.is_empty() {
        return;
    }
    buffer.set_style(place, line.style);
    let mut x = place.x;
    for span in &line.spans {
        for run in runs(&span.content) {
            let room = usize::from(place.right().saturating_sub(x));
            (x, _) = buffer.set_stringn(x, place.y, run, room, span.style);
        }
    }
}

/// A text cut before and behind each half-width sound mark, which has a cell of its own.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let is_mark = |c: char| matches!(c, '\u{ff9e}' | '\u{ff9f}');
    text.split_inclusive(is_mark).flat_map(move |run| {
        let (letters, mark) = run.split_at(run.trim_end_matches(is_mark).len());
        [letters, mark]
    })
}

/// Draws a frame with its title, and answers what lies inside.
pub(super) fn framed<'a>(frame: &mut Frame<'_>, place: Rect, border: Style, title: impl Into<Line<'a>>) -> Rect {
    let block = Block::bordered().border_style(border);
    let inside = block.inner(place);
    frame.render_widget(block, place);
    put(frame, title, Rect { x: place.x.saturating_add(1), width: place.width.saturating_sub(2), ..place });
    inside
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use ratatui::text::Span;

    use super::*;
    use crate::text::width;

    /// What stands on a screen of one line, each cell's letters one after the other.
    fn drawn(columns: u16, line: &Line<'static>) -> String {
        let mut terminal = Terminal::new(TestBackend::new(columns, 1)).unwrap();
        terminal.draw(|frame| put(frame, line.clone(), frame.area())).unwrap();
        let buffer = terminal.backend().buffer();
        let mut out = String::new();
        let mut x = 0;
        while x < columns {
            let cell = &buffer[(x, 0)];
            out.push_str(cell.symbol());
            x += u16::try_from(width(cell.symbol()).max(1)).unwrap();
        }
        out
    }

    #[test]
    fn a_line_keeps_its_letters_whatever_marks_stand_in_it() {
        for words in ["ﾊﾟｿｺﾝ ｶﾞｲﾄﾞ", "件名 ｷﾞﾝｺｳ end", "e\u{301}a", "👩‍💻 x", "がぎ"] {
            let line = Line::from(vec![Span::raw(words), Span::raw("|"), Span::raw(words), Span::raw("|")]);
            let columns = u16::try_from(2 * width(words) + 2).unwrap();
            assert_eq!(drawn(columns, &line), format!("{words}|{words}|"));
        }
    }

    #[test]
    fn a_mark_goes_with_the_text_that_it_stood_in() {
        let mut terminal = Terminal::new(TestBackend::new(8, 1)).unwrap();
        terminal.draw(|frame| put(frame, "ﾊﾟｿｺﾝ ｶﾞ", frame.area())).unwrap();
        let before = terminal.backend().buffer().clone();
        let mut after = before.clone();
        after.reset();
        let written: Vec<u16> = before.diff(&after).iter().map(|(x, _, _)| *x).collect();
        assert_eq!(written, [0, 1, 2, 3, 4, 6, 7], "each cell that had something is written over, those of the marks too");
    }

    #[test]
    fn what_has_no_room_is_left_out_and_no_place_is_no_trouble() {
        assert_eq!(drawn(5, &Line::raw("ﾊﾟｿｺﾝ")), "ﾊﾟｿｺﾝ");
        assert_eq!(drawn(4, &Line::raw("ﾊﾟｿｺﾝ")), "ﾊﾟｿｺ");
        let mut terminal = Terminal::new(TestBackend::new(3, 1)).unwrap();
        terminal.draw(|frame| put(frame, "abc", Rect { x: 9, y: 9, width: 4, height: 1 })).unwrap();
    }
}
