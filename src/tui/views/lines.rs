//! Lines and frames, drawn by the columns that terminals give them.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Block;

/// Draws one line from the left edge of a place on. The screen library counts a half-width sound mark when it fills cells and not when it measures spans, so its own lines
/// lose a letter at their end for each mark.
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
        let room = usize::from(place.right().saturating_sub(x));
        (x, _) = buffer.set_stringn(x, place.y, &span.content, room, span.style);
    }
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
    fn what_has_no_room_is_left_out_and_no_place_is_no_trouble() {
        assert_eq!(drawn(5, &Line::raw("ﾊﾟｿｺﾝ")), "ﾊﾟｿｺﾝ");
        assert_eq!(drawn(4, &Line::raw("ﾊﾟｿｺﾝ")), "ﾊﾟｿｺ");
        let mut terminal = Terminal::new(TestBackend::new(3, 1)).unwrap();
        terminal.draw(|frame| put(frame, "abc", Rect { x: 9, y: 9, width: 4, height: 1 })).unwrap();
    }
}
