//! The palette.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::lines::put;
use super::look::Look;
use super::popup;
use super::typed::window;
use crate::i18n::{Language, Text};
use crate::present::commands::Need;
use crate::text::{pad, width};
use crate::tui::app::{App, Palette};

fn size(area: Rect) -> (u16, u16) {
    (area.width.saturating_sub(4).min(76), area.height.saturating_sub(2).min(22))
}

/// Where the commands stand, and which of them is the first that is shown.
pub(super) fn list(area: Rect, palette: &Palette) -> (Rect, usize) {
    let (columns, rows) = size(area);
    let inside = popup::inside_of(area, columns, rows);
    let list = Rect { y: inside.y + 1, height: inside.height.saturating_sub(1), ..inside };
    (list, (palette.cursor + 1).saturating_sub(usize::from(list.height).max(1)))
}

/// Why a command cannot act, in a few words; the sentence itself where it has no short form.
fn in_short(why: &Text) -> Text {
    Need::ALL.iter().find(|need| need.missing() == *why).map_or_else(|| why.clone(), |need| need.in_short())
}

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, palette: &Palette, app: &App, look: &Look) {
    let (columns, rows) = size(area);
    let inside = popup::open(frame, area, columns, rows, &app.words.word("palette-title"), look);
    let line = Rect { height: 1, ..inside };
    let (shown, column) = window(palette.line.value(), palette.line.before_cursor(), usize::from(line.width).saturating_sub(2));
    put(frame, Line::from(vec![Span::styled("> ", look.accent), Span::raw(shown)]), line);
    let x = 2 + u16::try_from(column).unwrap_or(0);
    frame.set_cursor_position(Position { x: line.x + x.min(line.width.saturating_sub(1)), y: line.y });
    let (list, top) = list(area, palette);
    if palette.found.is_empty() {
        put(frame, Line::styled(app.words.word("chooser-nothing"), look.dim), Rect { height: 1, ..list });
    }
    let page = usize::from(list.height).max(1);
    for (y, (at, command)) in (list.y..).zip(palette.found.iter().enumerate().skip(top).take(page)) {
        let line = Rect { y, height: 1, ..list };
        let entry = command.entry();
        let keys = app.keymap.keys(*command).into_iter().next().unwrap_or_default();
        let name_room = if list.width > 60 && app.words.language() == Language::default() { 20 } else { 0 };
        let room = usize::from(list.width).saturating_sub(10 + name_room);
        let does = app.words.say(&entry.says());
        let words = match app.lacks(entry) {
            None => Line::from(vec![
                Span::raw(pad(&does, room)),
                Span::styled(pad(entry.name, name_room), look.dim),
                Span::styled(format!(" {}", pad(&keys, 9)), look.accent),
            ]),
            Some(why) => {
                let room = room + name_room;
                let whole = format!("{does} · {}", app.words.say(&why));
                // Where the sentence has no room its short form says it.
                let said = if width(&whole) <= room { whole } else { format!("{does} · {}", app.words.say(&in_short(&why))) };
                Line::styled(format!("{} {}", pad(&said, room), pad(&keys, 9)), look.dim)
            }
        };
        put(frame, words, line);
        if at == palette.cursor {
            frame.buffer_mut().set_style(line, look.cursor);
        }
    }
}
