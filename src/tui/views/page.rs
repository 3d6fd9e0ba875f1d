//! A text that is only read.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::lines::put;
use super::look::Look;
use super::popup;
use crate::text::truncate;
use crate::tui::app::{App, Page};

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, page: &Page, app: &App, look: &Look) {
    let shown = usize::from(area.height.saturating_sub(2));
    let last = (page.top + shown).min(page.rows.len());
    let title = format!("{}  {}-{last}/{}", page.title.say(&app.words), (page.top + 1).min(last), page.rows.len());
    let inside = popup::open(frame, area, area.width, area.height, &truncate(&title, usize::from(area.width).saturating_sub(4)), look);
    for (y, row) in (inside.y..inside.bottom()).zip(page.rows.iter().skip(page.top)) {
        put(frame, Line::raw(row.as_str()), Rect { y, height: 1, ..inside });
    }
}
