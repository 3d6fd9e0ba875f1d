//! The sidebar: who this person is to us.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::lines::framed;
use super::look::Look;
use super::{facts, popup};
use crate::present::fields;
use crate::text::truncate;
use crate::tui::app::{App, Pane, SidebarRow, acting};

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, over: bool, app: &App, look: &Look) {
    if over {
        popup::clear(frame, area);
        frame.buffer_mut().set_style(area, look.ground);
    }
    let focused = app.focus == Pane::Sidebar;
    let room = usize::from(area.width).saturating_sub(4);
    let inside = framed(
        frame,
        area,
        if focused { look.focused } else { look.border },
        Line::styled(format!(" {} ", truncate(&title(app), room)), look.strong),
    );
    let here = acting(app.sidebar_rows().iter().map(SidebarRow::does_something)).nth(app.sidebar.cursor);
    let here = here.filter(|_| focused).map(|row| (row, look.cursor));
    facts::draw(frame, inside, &app.sidebar_lines(), app.sidebar.top, here, look);
}

fn title(app: &App) -> String {
    match app.sidebar.person().filter(|_| app.sidebar.is_current()) {
        Some(person) => format!("{} · {}", person.name, app.words.say(&fields::kind(person.kind))),
        None => app.words.word("sidebar-title"),
    }
}
