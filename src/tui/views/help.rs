//! The help: tutorial and keys.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::lines::put;
use super::look::Look;
use super::popup;
use crate::text::{pad, width, wrap};
use crate::tui::app::{App, HelpRow, Reader, reader_rows};

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, reader: &Reader, app: &App, look: &Look) {
    let columns = area.width.saturating_sub(4).min(84);
    let rows = area.height.saturating_sub(2);
    let inside = popup::open(frame, area, columns, rows, &app.words.word("help-title"), look);
    let all = reader_rows(reader, app);
    let keys_room = all
        .iter()
        .map(|row| match row {
            HelpRow::Keys(keys, ..) => width(keys),
            _ => 0,
        })
        .max()
        .unwrap_or(0)
        .clamp(6, 22);
    let mut lines = Vec::new();
    for row in all {
        match row {
            HelpRow::Heading(words) => lines.push(Line::styled(words, look.strong)),
            HelpRow::Keys(keys, words, None) => {
                lines.push(Line::from(vec![Span::styled(format!("  {}  ", pad(&keys, keys_room)), look.accent), Span::raw(words)]))
            }
            HelpRow::Keys(keys, words, Some(why)) => {
                lines.push(Line::styled(format!("  {}  {words}", pad(&keys, keys_room)), look.dim));
                let indent = keys_room + 4;
                let room = usize::from(inside.width).saturating_sub(indent).max(10);
                lines.extend(wrap(&why, room).into_iter().map(|row| Line::styled(format!("{}{row}", " ".repeat(indent)), look.dim)));
            }
            HelpRow::Line(words) => {
                lines.extend(wrap(&words, usize::from(inside.width)).into_iter().map(|row| Line::raw(row.to_owned())));
            }
        }
    }
    for (y, line) in (inside.y..inside.bottom()).zip(lines.into_iter().skip(reader.top)) {
        put(frame, line, Rect { y, height: 1, ..inside });
    }
}
