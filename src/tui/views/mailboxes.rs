//! The mailboxes pane.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::lines::{framed, put};
use super::look::Look;
use crate::present::sizes;
use crate::text::{pad, pad_left, width};
use crate::tui::app::{App, MailboxEntry, MailboxName, Pane};

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, look: &Look) {
    let focused = app.focus == Pane::Mailboxes;
    let title = format!(" {} ", app.words.word("pane-mailboxes"));
    let inside = framed(frame, area, if focused { look.focused } else { look.border }, Line::styled(title, look.strong));
    let columns = usize::from(inside.width);
    let rows = app.mailboxes.entries.iter().enumerate().skip(app.mailboxes.top).take(usize::from(inside.height));
    for (y, (at, entry)) in (inside.y..).zip(rows) {
        let line = Rect { y, height: 1, ..inside };
        match entry {
            MailboxEntry::Heading(word) => put(frame, Line::styled(pad(&app.words.word(word), columns), look.dim), line),
            MailboxEntry::Account { name, key } => {
                let sign = app.mailboxes.sign(*key).map(|sign| format!(" {sign}")).unwrap_or_default();
                let room = columns.saturating_sub(width(&sign));
                let style = app.mailboxes.color(*key).map_or(look.dim, |color| look.account(color));
                let spans = vec![Span::styled(pad(name.as_str(), room), style), Span::styled(sign, look.warning)];
                put(frame, Line::from(spans), line);
                if at == app.mailboxes.cursor {
                    frame.buffer_mut().set_style(line, if focused { look.cursor } else { look.cursor_away });
                }
            }
            MailboxEntry::List { view, name, unread } => {
                let open = view.is_list(&app.threads.view);
                let count = if *unread > 0 { sizes::count(*unread) } else { String::new() };
                // Without a number its room is the name's.
                let number = if count.is_empty() { 0 } else { width(&count) + 1 };
                let room = columns.saturating_sub(2 + number);
                let style = match (at == app.mailboxes.cursor, focused) {
                    (true, true) => look.cursor,
                    (true, false) => look.cursor_away,
                    _ => look.ground,
                };
                let name_style = if *unread > 0 || open { look.strong } else { look.ground };
                let spans = vec![
                    Span::raw(if open { "▸ " } else { "  " }),
                    Span::styled(pad(&say(name, app), room), name_style),
                    Span::styled(pad_left(&count, number), look.accent),
                ];
                put(frame, Line::from(spans), line);
                frame.buffer_mut().set_style(line, style);
            }
        }
    }
}

fn say(name: &MailboxName, app: &App) -> String {
    match name {
        MailboxName::Word(id) => app.words.word(id),
        MailboxName::Given(name) => name.as_str().to_owned(),
    }
}
