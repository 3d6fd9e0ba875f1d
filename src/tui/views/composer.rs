//! A mail being written. The terminal's cursor stands where the next character goes, so that an input method shows its window there.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::lines::{framed, put};
use super::look::Look;
use super::popup;
use super::typed::{begins, window};
use crate::domain::mail::compose::DraftField;
use crate::present::sizes;
use crate::text::{CleanText, pad, truncate, width};
use crate::tui::app::TypedAt;
use crate::tui::app::{App, COMPOSER_LABEL, Composer, Spot, sender_words};

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, composer: &Composer, app: &App, look: &Look) {
    popup::clear(frame, area);
    frame.buffer_mut().set_style(area, look.ground);
    let title = format!(" {} ", app.words.word(composer.title()));
    let inside = framed(frame, area, look.focused, Line::styled(title, look.strong));
    let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
    let headers = composer.headers();
    let below = u16::try_from(headers.len()).unwrap_or(0);
    for (y, spot) in (inside.y..).zip(headers) {
        header(frame, Rect { y, height: 1, ..inside }, composer, spot, app, look);
    }
    let rule = Rect { y: inside.y + below, height: 1, ..inside };
    put(frame, Line::styled("─".repeat(usize::from(rule.width)), look.border), rule);
    let (columns, page) = composer.room(area.width, area.height);
    text(frame, Rect { y: inside.y + below + 1, height: u16::try_from(page).unwrap_or(0), ..inside }, composer, columns, look);
}

/// What can be pressed in a composer: its header fields, and the rows of its text.
pub(super) fn places(area: Rect, composer: &Composer, app: &App) -> Vec<(Rect, Spot, TypedAt)> {
    let inside = Rect { x: area.x + 2, y: area.y + 1, width: area.width.saturating_sub(4), height: area.height.saturating_sub(2) };
    let label = COMPOSER_LABEL + 1;
    let value = |y| Rect { x: inside.x + label.min(inside.width), y, width: inside.width.saturating_sub(label), height: 1 };
    let mut found = Vec::new();
    let headers = composer.headers();
    let below = u16::try_from(headers.len()).unwrap_or(0);
    for (y, spot) in (inside.y..inside.bottom()).zip(headers) {
        let begins = match spot {
            Spot::Field(field) if composer.spot == spot && !composer.sending => {
                let room =
                    usize::from(value(y).width).saturating_sub(width(&fault(composer, field, app, usize::from(value(y).width)))).max(1);
                composer.line(field).map_or(0, |line| begins(line.before_cursor(), room).0)
            }
            _ => 0,
        };
        found.push((Rect { y, height: 1, ..inside }, spot, TypedAt::from(0, 0)));
        found.push((value(y), spot, TypedAt::from(0, begins)));
    }
    let (columns, page) = composer.room(area.width, area.height);
    let body = Spot::Field(DraftField::Body);
    let text =
        Rect { y: inside.y + below + 1, height: u16::try_from(page).unwrap_or(0).min(inside.height.saturating_sub(below + 1)), ..inside };
    found.push((text, body, TypedAt::from(usize::MAX, 0)));
    for (y, row) in (text.top()..text.bottom()).zip(composer.body.shown(columns, page).rows) {
        found.push((Rect { y, height: 1, ..text }, body, TypedAt::from(row.line, row.bytes.start)));
    }
    found
}

/// What stands behind a field about what is wrong with it.
fn fault(composer: &Composer, field: DraftField, app: &App, room: usize) -> String {
    let fault = composer.faults.iter().find(|(of, _)| *of == field).map(|(_, text)| format!("  ✗ {}", app.words.say(text)));
    fault.map(|words| truncate(&words, room * 2 / 3).into_owned()).unwrap_or_default()
}

fn header(frame: &mut Frame<'_>, area: Rect, composer: &Composer, spot: Spot, app: &App, look: &Look) {
    let focused = composer.spot == spot && !composer.sending;
    let label_id = match spot {
        Spot::From => "compose-from",
        Spot::Enclosures => "compose-attached",
        Spot::Field(DraftField::To) => "compose-to",
        Spot::Field(DraftField::Cc) => "compose-cc",
        Spot::Field(DraftField::Bcc) => "compose-bcc",
        Spot::Field(_) => "compose-subject",
    };
    let label_room = usize::from(COMPOSER_LABEL);
    let label = pad(&app.words.word(label_id), label_room);
    let room = usize::from(area.width).saturating_sub(label_room + 1);
    let mut spans = vec![Span::styled(label, if focused { look.accent } else { look.dim }), Span::raw(" ")];
    let style = if focused { look.field } else { Style::new() };
    let mut cursor = 0;
    match spot {
        Spot::From => {
            let words = composer.senders.get(composer.sender).map(sender_words).unwrap_or_default();
            let more = if focused && composer.senders.len() > 1 { " ◂ ▸" } else { "" };
            spans.push(Span::styled(truncate(&format!("{words}{more}"), room).into_owned(), style));
        }
        Spot::Enclosures => {
            let mut left = room;
            for (at, one) in composer.enclosures.iter().enumerate().skip(if focused { composer.enclosure } else { 0 }) {
                let chosen = focused && at == composer.enclosure;
                let words = format!("{} ({})", one.name, sizes::bytes(one.size));
                let shown = truncate(&words, left).into_owned();
                left = left.saturating_sub(width(&shown) + 2);
                spans.push(Span::styled(shown, if chosen { look.field } else { Style::new() }));
                spans.push(Span::raw("  "));
                if left < 4 {
                    break;
                }
            }
        }
        Spot::Field(field) => {
            let Some(line) = composer.line(field) else { return };
            let fault = fault(composer, field, app, room);
            let value_room = room.saturating_sub(width(&fault)).max(1);
            let shown = if focused {
                let shown;
                (shown, cursor) = window(line.value(), line.before_cursor(), value_room);
                pad(&shown, value_room)
            } else {
                // One more, so that what is cut is seen.
                truncate(&window(line.value(), "", value_room + 1).0, value_room).into_owned()
            };
            spans.push(Span::styled(shown, style));
            spans.push(Span::styled(fault, look.failed));
        }
    }
    put(frame, Line::from(spans), area);
    if focused {
        let x = u16::try_from(label_room + 1 + cursor).unwrap_or(0).min(area.width.saturating_sub(1));
        frame.set_cursor_position(Position { x: area.x + x, y: area.y });
    }
}

fn text(frame: &mut Frame<'_>, area: Rect, composer: &Composer, columns: usize, look: &Look) {
    let shown = composer.body.shown(columns, usize::from(area.height));
    for (y, row) in (area.top()..area.bottom()).zip(&shown.rows) {
        let words = composer.body.lines().get(row.line).and_then(|line| line.get(row.bytes.clone())).unwrap_or_default();
        let style = if row.quote == 0 { look.ground } else { look.quotes[(row.quote - 1) % look.quotes.len()] };
        put(frame, Line::styled(CleanText::line(words).into_string(), style), Rect { y, height: 1, ..area });
    }
    if let Some((at, column)) = shown.cursor.filter(|_| composer.spot == Spot::Field(DraftField::Body) && !composer.sending) {
        let y = area.y + u16::try_from(at).unwrap_or(0);
        let x = u16::try_from(column).unwrap_or(u16::MAX).min(area.width.saturating_sub(1));
        frame.set_cursor_position(Position { x: area.x + x, y });
    }
}
