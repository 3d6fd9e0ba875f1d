//! The sidebar: who this person is to us.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Block;

use super::look::Look;
use super::popup;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::record::Record;
use crate::i18n::Text;
use crate::jobs::crm::EmailState;
use crate::present::{fields, when};
use crate::text::{pad, truncate, width, wrap};
use crate::tui::app::{App, Pane, SidebarRow as Row};

/// How many lines a value has at most.
const MOST_LINES: usize = 3;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, over: bool, app: &App, look: &Look) {
    if over {
        popup::clear(frame, area);
        frame.buffer_mut().set_style(area, look.ground);
    }
    let focused = app.focus == Pane::Sidebar;
    let room = usize::from(area.width).saturating_sub(4);
    let block = Block::bordered()
        .border_style(if focused { look.focused } else { look.border })
        .title(Line::styled(format!(" {} ", truncate(&title(app), room)), look.strong));
    let inside = block.inner(area);
    frame.render_widget(block, area);
    let columns = usize::from(inside.width);
    let rows = app.sidebar_rows();
    let drawn: Vec<Vec<Line<'static>>> = rows.iter().map(|row| lines(row, columns, app, look)).collect();
    let mut acting = rows.iter().enumerate().filter(|(_, row)| row.does_something()).map(|(at, _)| at);
    let here = acting.nth(app.sidebar.cursor).filter(|_| focused);
    let mut y = inside.y;
    for (at, lines) in drawn.iter().enumerate().skip(first(&drawn, here, app.sidebar.top, usize::from(inside.height))) {
        for line in lines {
            if y >= inside.bottom() {
                return;
            }
            let spot = Rect { y, height: 1, ..inside };
            frame.render_widget(line, spot);
            if Some(at) == here {
                frame.buffer_mut().set_style(spot, look.cursor);
            }
            y += 1;
        }
    }
}

/// Where the lines of these rows stand, each with the place of its row.
pub(super) fn places(area: Rect, rows: &[Row], app: &App, look: &Look) -> Vec<(Rect, usize)> {
    let inside = Block::bordered().inner(area);
    let drawn: Vec<Vec<Line<'static>>> = rows.iter().map(|row| lines(row, usize::from(inside.width), app, look)).collect();
    let mut acting = rows.iter().enumerate().filter(|(_, row)| row.does_something()).map(|(at, _)| at);
    let here = acting.nth(app.sidebar.cursor).filter(|_| app.focus == Pane::Sidebar);
    let first = first(&drawn, here, app.sidebar.top, usize::from(inside.height));
    let rows = drawn.iter().enumerate().skip(first).flat_map(|(at, lines)| lines.iter().map(move |_| at));
    (inside.y..inside.bottom()).zip(rows).map(|(y, at)| (Rect { y, height: 1, ..inside }, at)).collect()
}

/// The first row to draw: further down than asked for where rows of several lines would push the row under the cursor off the screen.
fn first(drawn: &[Vec<Line<'static>>], here: Option<usize>, top: usize, height: usize) -> usize {
    let Some(here) = here.filter(|here| *here >= top) else { return top };
    let lines = |from: usize| drawn[from..=here].iter().map(Vec::len).sum::<usize>();
    (top..here).find(|from| lines(*from) <= height).unwrap_or(here)
}

fn title(app: &App) -> String {
    match app.sidebar.person().filter(|_| app.sidebar.is_current()) {
        Some(person) => format!("{} · {}", person.name, app.words.say(&fields::kind(person.kind))),
        None => app.words.word("sidebar-title"),
    }
}

fn lines(row: &Row, columns: usize, app: &App, look: &Look) -> Vec<Line<'static>> {
    let words = &app.words;
    let one = |text: String, style: Style| vec![Line::styled(truncate(&text, columns).into_owned(), style)];
    let many = |text: &str, style: Style| wrap(text, columns).into_iter().map(|part| Line::styled(part.to_owned(), style)).collect();
    match row {
        Row::Name(name) => one(name.as_str().to_owned(), look.strong),
        Row::Plain(text) => many(text.as_str(), look.ground),
        Row::Field(label, kind, field) => {
            let value = app.sidebar.content.as_ref().and_then(|content| content.record.as_ref()).and_then(|record| record.value(*field));
            let shown = value.map(|value| fields::shown(*kind, *field, value, words, &app.zone)).unwrap_or_default();
            let (label, shown) = (words.say(label), shown.replace('\n', " "));
            let room = width(&label).max((columns / 3).clamp(8, 14));
            let name = Span::styled(pad(&label, room), look.dim);
            if room + 1 + width(&shown) <= columns {
                return vec![Line::from(vec![name, Span::raw(" "), Span::raw(shown)])];
            }
            let below = wrap(&shown, columns.saturating_sub(2)).into_iter().take(MOST_LINES);
            std::iter::once(Line::from(name)).chain(below.map(|part| Line::raw(format!("  {part}")))).collect()
        }
        Row::Heading(text, commands) => {
            let keys: Vec<String> = commands.iter().filter_map(|command| app.keymap.keys(*command).into_iter().next()).collect();
            let keys = keys.join(" ");
            let label = words.say(text);
            let gap = columns.saturating_sub(width(&label) + width(&keys)).max(1);
            vec![Line::from(vec![Span::styled(label, look.strong), Span::raw(" ".repeat(gap)), Span::styled(keys, look.accent)])]
        }
        Row::Record(record) => vec![record_line(record, columns, app, look)],
        Row::Email(email) => {
            let date = when::list_date(email.date, app.now, &app.zone, words);
            let arrow = email_sign(email.state);
            let room = columns.saturating_sub(width(&date) + 4);
            let subject = pad(&truncate(email.subject.as_str(), room), room);
            vec![Line::from(vec![
                Span::styled(format!(" {arrow} "), look.dim),
                Span::raw(subject),
                Span::raw(" "),
                Span::styled(date, look.dim),
            ])]
        }
        Row::Action(command) => {
            let key = app.keymap.keys(*command).into_iter().next().unwrap_or_default();
            let text = words.say(&command.entry().says());
            let parts = wrap(&text, columns.saturating_sub(5)).into_iter().enumerate();
            let key = |at| if at == 0 { key.as_str() } else { "" };
            let line = |(at, part): (usize, &str)| {
                Line::from(vec![Span::styled(format!(" {} ", pad(key(at), 3)), look.accent), Span::raw(part.to_owned())])
            };
            parts.map(line).collect()
        }
        Row::Hint(text) => many(&words.say(text), look.dim),
        Row::Blank => vec![Line::raw("")],
    }
}

/// The sign of what became of a mail.
pub(super) fn email_sign(state: EmailState) -> &'static str {
    match state {
        EmailState::Received => "←",
        EmailState::Queued => "»",
        EmailState::Sent => "→",
        EmailState::Failed => "✗",
    }
}

/// An activity with its box and day, a note with its first words, a deal with its stage and amount.
pub(super) fn record_line(record: &Record, columns: usize, app: &App, look: &Look) -> Line<'static> {
    let words = &app.words;
    let shown =
        |field: Field| record.value(field).map(|value| fields::shown(record.kind, field, value, words, &app.zone)).unwrap_or_default();
    let done = record.text(Field::Status) == crate::domain::crm::picklist::COMPLETED;
    let day = |field: Field| {
        let value = record.value(field);
        value.map(|value| fields::brief(record.kind, field, value, app.now, words, &app.zone)).unwrap_or_default()
    };
    let (mark, right) = match record.kind {
        RecordKind::Task => (if done { "☑" } else { "☐" }, day(Field::DueDate)),
        RecordKind::Event => ("◷", day(Field::From)),
        RecordKind::Call => ("☎", day(Field::CallStartTime)),
        RecordKind::Deal => ("¤", format!("{} {}", shown(Field::Stage), shown(Field::Amount))),
        RecordKind::Lead | RecordKind::Contact | RecordKind::Temp | RecordKind::Company | RecordKind::Note => ("·", String::new()),
    };
    let name = record.name();
    let name = if name.is_empty() { words.say(&Text::of("sidebar-untitled")) } else { name.as_str().replace('\n', " ") };
    let right = truncate(right.trim(), (columns / 2).max(16)).into_owned();
    let room = columns.saturating_sub(width(&right) + 4);
    let style = if done { look.dim } else { look.ground };
    Line::from(vec![
        Span::styled(format!(" {mark} "), look.accent),
        Span::styled(pad(&truncate(&name, room), room), style),
        Span::raw(" "),
        Span::styled(right, look.dim),
    ])
}
