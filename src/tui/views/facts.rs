//! The lines of the sidebar and of the open record.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::lines::put;
use super::look::Look;
use crate::tui::app::{FactLine, Ink};

/// Draws the lines from `top` on, with the row under the cursor in its style.
pub(super) fn draw(frame: &mut Frame<'_>, inside: Rect, lines: &[FactLine], top: usize, here: Option<(usize, Style)>, look: &Look) {
    for (y, line) in (inside.y..inside.bottom()).zip(lines.iter().skip(top)) {
        let spot = Rect { y, height: 1, ..inside };
        let spans = line.pieces.iter().map(|(ink, text)| Span::styled(text.as_str(), style(*ink, look)));
        put(frame, Line::from_iter(spans), spot);
        if let Some((_, cursor)) = here.filter(|(row, _)| *row == line.row) {
            frame.buffer_mut().set_style(spot, cursor);
        }
    }
}

fn style(ink: Ink, look: &Look) -> Style {
    match ink {
        Ink::Ground => look.ground,
        Ink::Strong => look.strong,
        Ink::Dim => look.dim,
        Ink::Accent => look.accent,
        Ink::Link => look.link,
    }
}
