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
    let rows = list.rows.iter().enumerate().skip(list.top).take(usize::from(inside.height));
    for (y, (at, row)) in (inside.y..).zip(rows) {
        let line = Rect { y, height: 1, ..inside };
        frame.render_widget(Line::from(spans(row, columns, app, look)), line);
        if at == list.cursor && list.loaded {
            frame.buffer_mut().set_style(line, if focused { look.cursor } else { look.cursor_away });
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

fn spans<'a>(row: &ThreadRow, columns: usize, app: &App, look: &Look) -> Vec<Span<'a>> {
    let unread = row.unread > 0;
    let base = if unread { look.unread } else { look.ground };
    let mark = if app.threads.is_selected(row.thread) {
        Span::styled("x", look.accent)
    } else if unread {
        Span::styled("●", look.accent)
    } else if row.flags.has(Flags::REPLIED) {
        Span::styled("↩", look.dim)
    } else {
        Span::raw(" ")
    };
    let star = if row.flags.has(Flags::STARRED) { Span::styled("★", look.star) } else { Span::raw(" ") };
    let date = when::list_date(row.date, app.now, &app.zone, &app.words);
    let person = row.person.as_ref().map_or(" ", |person| kind_letter(person.kind));
    let date_room = if columns >= 56 { 10 } else { width(&date) };
    let who_room = (columns / 4).clamp(12, 26);
    let count = if row.count > 1 { format!("({})", row.count.min(999)) } else { String::new() };
    let count_room = if columns >= 48 { 5 } else { width(&count) };
    let subject_room = columns.saturating_sub(3 + who_room + 1 + count_room + 1 + 1 + date_room + 2);
    let clip = if row.attachments { "⊕ " } else { "" };
    let subject = format!("{clip}{}", row.subject);
    let subject_words = if row.subject.is_empty() { app.words.word("mail-no-subject") } else { subject };
    let mut spans = vec![mark, star, Span::raw(" "), Span::styled(pad(&who(row, app), who_room), base), Span::raw(" ")];
    spans.push(Span::styled(pad(&count, count_room), look.dim));
    spans.push(Span::raw(if count_room > 0 { " " } else { "" }));
    let mut room = subject_room + usize::from(count_room == 0);
    for label in row.labels.iter().take(2) {
        let label = format!("[{}] ", truncate(label.as_str(), 12));
        if width(&label) + 12 < room {
            room -= width(&label);
            spans.push(Span::styled(label, look.label));
        }
    }
    let subject = truncate(&subject_words, room).into_owned();
    room -= width(&subject);
    spans.push(Span::styled(subject, base));
    let snippet = if room > 6 && !row.snippet.is_empty() { format!("  {}", row.snippet) } else { String::new() };
    spans.push(Span::styled(pad(&snippet, room), look.dim));
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
