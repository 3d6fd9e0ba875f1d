//! The areas of the state as those of the screen.

use ratatui::layout::Rect;

use crate::tui::app::Area;

/// An area of the state, which knows no ratatui, as ratatui's.
pub(super) fn rect(area: Area) -> Rect {
    Rect { x: area.x, y: area.y, width: area.width, height: area.height }
}

/// An area of the screen as one of the state.
pub(super) fn area(rect: Rect) -> Area {
    Area { x: rect.x, y: rect.y, width: rect.width, height: rect.height }
}
