//! A list to choose from.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::lines::put;
use super::look::Look;
use super::popup;
use super::typed::window;
use crate::text::{pad, truncate, width, wrap};
use crate::tui::app::{App, Choice, Chooser, FreeText};

/// How many rows what a server said may take beside the choices.
const MOST_REMARKS: usize = 6;

/// The rows above the choices.
fn remarks(columns: u16, chooser: &Chooser, app: &App) -> Vec<String> {
    let room = usize::from(columns).saturating_sub(4);
    let mut rows: Vec<String> = Vec::new();
    for remark in &chooser.remarks {
        rows.extend(wrap(&remark.say(&app.words), room).into_iter().map(str::to_owned));
    }
    rows.truncate(MOST_REMARKS);
    if !rows.is_empty() {
        rows.push(String::new());
    }
    rows
}

/// How large the box is, and how many of its rows stand above the choices.
fn size(area: Rect, chooser: &Chooser, app: &App) -> (u16, u16, u16) {
    let words = &app.words;
    let title = chooser.title.say(words);
    let widest = chooser.choices.iter().map(|one| width(&one.label.say(words)) + width(&one.detail.say(words)) + 8).max().unwrap_or(0);
    let columns = u16::try_from(widest.max(width(&title) + 6).max(44)).unwrap_or(u16::MAX).min(area.width.saturating_sub(4));
    let columns = if chooser.remarks.is_empty() { columns } else { columns.max(62).min(area.width.saturating_sub(4)) };
    let remarks = u16::try_from(remarks(columns, chooser, app).len()).unwrap_or(0);
    let choices = u16::try_from(chooser.choices.len().max(1)).unwrap_or(u16::MAX);
    let most = area.height.saturating_sub(4);
    // Where both have no room, the choices have it.
    let head = u16::from(chooser.narrows) + remarks.min(most.saturating_sub(choices));
    (columns, choices.saturating_add(head).min(most).max(1) + 2, head)
}

/// Where the choices stand, and which of them is the first that is shown.
pub(super) fn list(area: Rect, chooser: &Chooser, app: &App) -> (Rect, usize) {
    let (columns, rows, head) = size(area, chooser, app);
    let inside = popup::inside_of(area, columns, rows);
    let list = Rect { y: inside.y + head, height: inside.height.saturating_sub(head), ..inside };
    (list, (chooser.cursor + 1).saturating_sub(usize::from(list.height).max(1)))
}

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, chooser: &Chooser, app: &App, look: &Look) {
    let words = &app.words;
    let choices = chooser.narrowed(words);
    let title = chooser.title.say(words);
    let (columns, rows, head) = size(area, chooser, app);
    let inside = popup::open(frame, area, columns, rows, &truncate(&title, usize::from(columns).saturating_sub(4)), look);
    let (list, top) = list(area, chooser, app);
    if chooser.narrows {
        let line = Rect { height: 1, ..inside };
        let (shown, column) = window(chooser.line.value(), chooser.line.before_cursor(), usize::from(line.width).saturating_sub(2));
        put(frame, Line::from(vec![Span::styled("> ", look.accent), Span::raw(shown)]), line);
        let x = 2 + u16::try_from(column).unwrap_or(0);
        frame.set_cursor_position(Position { x: line.x + x.min(line.width.saturating_sub(1)), y: line.y });
    }
    let line = u16::from(chooser.narrows);
    for (y, row) in (inside.y + line..inside.y + head).zip(remarks(columns, chooser, app)) {
        put(frame, Line::styled(row, look.ground), Rect { y, height: 1, ..inside });
    }
    if choices.is_empty() {
        let text = match chooser.free {
            Some(FreeText::Label) => "chooser-new-label",
            Some(FreeText::Mailbox) => "chooser-new-mailbox",
            None => "chooser-nothing",
        };
        put(frame, Line::styled(words.word(text), look.dim), Rect { height: 1, ..list });
        return;
    }
    let page = usize::from(list.height).max(1);
    for (y, (at, choice)) in (list.y..).zip(choices.iter().enumerate().skip(top).take(page)) {
        let line = Rect { y, height: 1, ..list };
        put(frame, row(at, choice, usize::from(list.width), chooser, app, look), line);
        if at == chooser.cursor {
            frame.buffer_mut().set_style(line, look.cursor);
        }
    }
}

fn row(at: usize, choice: &Choice, columns: usize, chooser: &Chooser, app: &App, look: &Look) -> Line<'static> {
    let number = if !chooser.narrows && at < 9 { format!("{} ", at + 1) } else { String::new() };
    let (label, detail) = (choice.label.say(&app.words), choice.detail.say(&app.words));
    // Beside a short name it may take more than its half.
    let most = columns.saturating_sub(width(&number) + width(&label) + 1).max(columns / 2);
    let detail = truncate(&detail, most).into_owned();
    let room = columns.saturating_sub(width(&number) + width(&detail) + 1);
    Line::from(vec![Span::styled(number, look.dim), Span::raw(pad(&label, room)), Span::raw(" "), Span::styled(detail, look.dim)])
}
