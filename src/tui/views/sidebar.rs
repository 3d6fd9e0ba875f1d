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
use crate::present::{fields, when};
use crate::text::{pad, truncate, width, wrap};
use crate::tui::app::{App, Pane, SidebarRow as Row};

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
    let mut place = 0;
    let mut y = inside.y;
    for (at, row) in rows.iter().enumerate() {
        let here = row.does_something() && {
            place += 1;
            place - 1 == app.sidebar.cursor
        };
        if at < app.sidebar.top {
            continue;
        }
        for line in lines(row, columns, app, look) {
            if y >= inside.bottom() {
                return;
            }
            let spot = Rect { y, height: 1, ..inside };
            frame.render_widget(line, spot);
            if here && focused {
                frame.buffer_mut().set_style(spot, look.cursor);
            }
            y += 1;
        }
    }
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
            let label = words.say(label);
            let label_room = (columns / 3).clamp(8, 14);
            let text = truncate(&shown.replace('\n', " "), columns.saturating_sub(label_room + 1)).into_owned();
            vec![Line::from(vec![Span::styled(pad(&label, label_room), look.dim), Span::raw(" "), Span::raw(text)])]
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
            let arrow = if email.mine { "→" } else { "←" };
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
            vec![Line::from(vec![
                Span::styled(format!(" {}", pad(&key, 3)), look.accent),
                Span::raw(truncate(&text, columns.saturating_sub(5)).into_owned()),
            ])]
        }
        Row::Hint(text) => many(&words.say(text), look.dim),
        Row::Blank => vec![Line::raw("")],
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
