//! What lies over other text: cleared so that no half of a wide character stays.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Clear;

use super::lines::framed;
use super::look::Look;
use crate::text::{truncate, width};

/// Clears an area for something that lies over the panes. A wide character whose second half the area would cut is blanked: the screen library would hide the
/// border cell there instead.
pub(super) fn clear(frame: &mut Frame<'_>, area: Rect) {
    frame.render_widget(Clear, area);
    let buffer = frame.buffer_mut();
    let Some(left) = area.x.checked_sub(1) else { return };
    for y in area.top()..area.bottom() {
        if let Some(cell) = buffer.cell_mut((left, y))
            && width(cell.symbol()) > 1
        {
            cell.set_char(' ');
        }
    }
}

/// A box of a size in the middle of an area, cleared, with a border and a title; answers with its inside.
pub(super) fn open(frame: &mut Frame<'_>, area: Rect, columns: u16, rows: u16, title: &str, look: &Look) -> Rect {
    let place = place(area, columns, rows);
    clear(frame, place);
    frame.buffer_mut().set_style(place, look.ground);
    let title = format!(" {} ", truncate(title, usize::from(place.width).saturating_sub(4)));
    framed(frame, place, look.focused, Line::styled(title, look.strong));
    inside(place)
}

/// Where a box of a size lies in an area.
fn place(area: Rect, columns: u16, rows: u16) -> Rect {
    let columns = columns.min(area.width);
    let rows = rows.min(area.height);
    Rect { x: area.x + (area.width - columns) / 2, y: area.y + (area.height - rows) / 2, width: columns, height: rows }
}

fn inside(place: Rect) -> Rect {
    Rect { x: place.x + 2, y: place.y + 1, width: place.width.saturating_sub(4), height: place.height.saturating_sub(2) }
}

/// The inside of a box of a size, which [`open`] answers with.
pub(super) fn inside_of(area: Rect, columns: u16, rows: u16) -> Rect {
    inside(place(area, columns, rows))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::config::settings::Theme;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    #[test]
    fn a_border_over_the_second_half_of_a_wide_character_is_whole() {
        let mut terminal = Terminal::new(TestBackend::new(12, 3)).unwrap();
        let look = Look::of(Theme::Plain);
        terminal
            .draw(|frame| {
                for y in 0..3 {
                    frame.buffer_mut().set_string(0, y, "田中太郎様御", look.ground);
                }
                open(frame, Rect { x: 3, y: 0, width: 6, height: 3 }, 6, 3, "", &look);
            })
            .unwrap();
        let buffer = terminal.backend().buffer();
        for y in 0..3 {
            assert_eq!(buffer[(2, y)].symbol(), " ", "row {y}");
            assert_ne!(buffer[(3, y)].symbol(), " ", "row {y} has its border");
        }
    }
}
