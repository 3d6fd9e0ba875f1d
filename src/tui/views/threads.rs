//! The thread list.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Block;

use super::look::Look;
use crate::domain::mail::flags::Flags;
use crate::i18n::Text;
use crate::jobs::mail::{ListView, NOBODY, ThreadRow};
use crate::present::fields::kind_letter;
use crate::present::{sizes, when};
use crate::text::{pad, pad_left, truncate, width};
use crate::tui::app::{App, Pane};

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, look: &Look) {
    let focused = app.focus == Pane::List;
    let block = Block::bordered().border_style(if focused { look.focused } else { look.border }).title(title(app, area.width, look));
    let inside = block.inner(area);
    frame.render_widget(block, area);
    let list = &app.threads;
    if list.loaded && list.rows.is_empty() {
        frame
            .render_widget(Line::styled(truncate(&app.words.say(&nothing(app)), usize::from(inside.width)).into_owned(), look.dim), inside);
        return;
    }
    let columns = usize::from(inside.width);
    let height = app.panes().map_or(1, |panes| panes.lines_of_thread());
    let rows = list.rows.iter().enumerate().skip(list.top).take(usize::from(inside.height / height));
    for (y, (at, row)) in (inside.y..).step_by(usize::from(height)).zip(rows) {
        let lines = Rect { y, height, ..inside };
        let words = if height == 2 { two_lines(row, columns, app, look) } else { vec![Line::from(spans(row, columns, app, look))] };
        for (y, line) in (y..).zip(words) {
            frame.render_widget(line, Rect { y, height: 1, ..inside });
        }
        if at == list.cursor && list.loaded {
            frame.buffer_mut().set_style(lines, if focused { look.cursor } else { look.cursor_away });
        }
    }
}

fn title(app: &App, columns: u16, look: &Look) -> Line<'static> {
    let list = &app.threads;
    let mut title = app.words.say(&app.mailboxes.title(&list.view));
    let unread = list.unread.filter(|count| *count > 0);
    if let Some(unread) = unread {
        let count = app.words.say(&Text::of("mail-unread").with("count", sizes::count(unread)));
        title = format!("{title} · {count}");
    }
    if list.all_selected {
        title = format!("{title} · {}", app.words.word("mail-all-selected"));
    } else if !list.selected.is_empty() {
        let count = Text::of("mail-selected").with("count", sizes::count(u64::try_from(list.selected.len()).unwrap_or(u64::MAX)));
        title = format!("{title} · {}", app.words.say(&count));
    }
    let room = usize::from(columns).saturating_sub(4);
    Line::styled(format!(" {} ", truncate(&title, room)), look.strong)
}

/// What an empty list says: what to do when there is no account, else that there is nothing.
fn nothing(app: &App) -> Text {
    match &app.threads.view {
        ListView::Search { .. } => Text::of("mail-nothing-found"),
        _ if app.mailboxes.accounts.as_ref().is_some_and(Vec::is_empty) => Text::of("mail-no-account"),
        _ => Text::of("mail-nothing-here"),
    }
}

/// Selected, unread or answered; starred.
fn marks<'a>(row: &ThreadRow, app: &App, look: &Look) -> [Span<'a>; 3] {
    let mark = if app.threads.is_selected(row.thread) {
        Span::styled("x", look.accent)
    } else if row.unread > 0 {
        Span::styled("●", look.accent)
    } else if row.flags.has(Flags::REPLIED) {
        Span::styled("↩", look.dim)
    } else {
        Span::raw(" ")
    };
    let star = if row.flags.has(Flags::STARRED) { Span::styled("★", look.star) } else { Span::raw(" ") };
    [mark, star, Span::raw(" ")]
}

/// The labels, the subject and the first words, in so many columns.
fn subject<'a>(row: &ThreadRow, mut room: usize, app: &App, look: &Look) -> Vec<Span<'a>> {
    let base = if row.unread > 0 { look.unread } else { look.ground };
    let clip = if row.attachments { "⊕ " } else { "" };
    let words = if row.subject.is_empty() { app.words.word("mail-no-subject") } else { format!("{clip}{}", row.subject) };
    let mut spans = Vec::new();
    let mut left = row.labels.len();
    for label in row.labels.iter().take(2) {
        let label = format!("[{}] ", truncate(label.as_str(), 12));
        if width(&label) + 12 < room {
            room -= width(&label);
            left -= 1;
            spans.push(Span::styled(label, look.label));
        }
    }
    if left > 0 && room > 14 {
        room -= 4;
        spans.push(Span::styled("[…] ", look.label));
    }
    let subject = truncate(&words, room).into_owned();
    room -= width(&subject);
    spans.push(Span::styled(subject, base));
    let snippet = if room > 6 && !row.snippet.is_empty() { format!("  {}", row.snippet) } else { String::new() };
    spans.push(Span::styled(pad(&snippet, room), look.dim));
    spans
}

/// Who and when; below it what about.
fn two_lines<'a>(row: &ThreadRow, columns: usize, app: &App, look: &Look) -> Vec<Line<'a>> {
    let base = if row.unread > 0 { look.unread } else { look.ground };
    let date = when::list_date(row.date, app.now, &app.zone, &app.words);
    let person = row.person.as_ref().map_or(" ", |person| kind_letter(person.kind));
    let count = if row.count > 1 { format!(" ({})", row.count.min(999)) } else { String::new() };
    let room = columns.saturating_sub(3 + width(&count) + 1 + width(&date) + 2);
    let who = truncate(&who(row, app), room).into_owned();
    let blanks = " ".repeat(room.saturating_sub(width(&who)) + 1);
    let mut first = marks(row, app, look).to_vec();
    first.extend([
        Span::styled(who, base),
        Span::styled(count, look.dim),
        Span::raw(blanks),
        Span::styled(date, look.dim),
        Span::styled(format!(" {person}"), look.accent),
    ]);
    let mut second = vec![Span::raw("   ")];
    second.extend(subject(row, columns.saturating_sub(3), app, look));
    vec![Line::from(first), Line::from(second)]
}

fn spans<'a>(row: &ThreadRow, columns: usize, app: &App, look: &Look) -> Vec<Span<'a>> {
    let base = if row.unread > 0 { look.unread } else { look.ground };
    let date = when::list_date(row.date, app.now, &app.zone, &app.words);
    let person = row.person.as_ref().map_or(" ", |person| kind_letter(person.kind));
    let date_room = if columns >= 56 { 10 } else { width(&date) };
    let who_room = (columns / 4).clamp(12, 26);
    let count = if row.count > 1 { format!("({})", row.count.min(999)) } else { String::new() };
    let count_room = if columns >= 48 { 5 } else { width(&count) };
    let subject_room = columns.saturating_sub(3 + who_room + 1 + count_room + 1 + 1 + date_room + 2);
    let mut spans = marks(row, app, look).to_vec();
    spans.extend([Span::styled(pad(&who(row, app), who_room), base), Span::raw(" ")]);
    spans.push(Span::styled(pad(&count, count_room), look.dim));
    spans.push(Span::raw(if count_room > 0 { " " } else { "" }));
    spans.extend(subject(row, subject_room + usize::from(count_room == 0), app, look));
    spans.push(Span::raw(" "));
    spans.push(Span::styled(pad_left(&date, date_room), look.dim));
    spans.push(Span::styled(format!(" {person}"), look.accent));
    spans
}

/// Who wrote: the others by name, newest first, then we ourselves by a word; in what we sent, to whom.
fn who(row: &ThreadRow, app: &App) -> String {
    let me = || app.words.word("mail-me");
    if let (Some(person), true) = (&row.person, row.participants.len() <= 1) {
        return person.name.as_str().to_owned();
    }
    let sent = row.participants.iter().all(|one| one.is_empty());
    if sent && let Some(to) = &row.correspondent {
        return app.words.say(&Text::of("mail-to-whom").with("who", to.label()));
    }
    let mut names: Vec<String> = row
        .participants
        .iter()
        .rev()
        .filter(|one| !one.is_empty())
        .map(|one| if one.as_str() == NOBODY { app.words.word("mail-nobody") } else { one.as_str().to_owned() })
        .collect();
    if names.len() < row.participants.len() {
        names.push(me());
    }
    names.join(", ")
}
