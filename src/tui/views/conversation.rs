//! The conversation pane.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::lines::{framed, put};
use super::look::Look;
use super::threads::sleep;
use crate::domain::mail::address::Address;
use crate::domain::mail::authentication::Auth;
use crate::domain::mail::body::{LineKind, SpanStyle};
use crate::domain::mail::flags::Flags;
use crate::i18n::Text;
use crate::jobs::mail::{MessageRow, NOBODY, ThreadNode};
use crate::present::fields::kind_letter;
use crate::present::reading;
use crate::present::sizes::bytes;
use crate::present::when;
use crate::text::{pad, pad_left, truncate, width};
use crate::tui::app::{App, Find, Pane, Row};

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, app: &App, look: &Look) {
    let focused = app.focus == Pane::Conversation;
    let pane = &app.conversation;
    let room = usize::from(area.width).saturating_sub(4);
    let title = match &pane.thread {
        Some(thread) if !thread.subject.is_empty() => format!(" {} ", truncate(thread.subject.as_str(), room)),
        Some(_) => format!(" {} ", app.words.word("mail-no-subject")),
        None => String::new(),
    };
    let inside = framed(frame, area, if focused { look.focused } else { look.border }, Line::styled(title, look.strong));
    let shown = usize::from(inside.height);
    if pane.rows.len() > pane.top + shown && inside.height > 0 {
        let below = Text::of("rows-below").count("count", i64::try_from(pane.rows.len() - pane.top - shown).unwrap_or(i64::MAX));
        let words = truncate(&format!(" {} ", app.words.say(&below)), usize::from(inside.width)).into_owned();
        let columns = u16::try_from(width(&words)).unwrap_or(inside.width);
        let place = Rect { x: inside.right().saturating_sub(columns), y: inside.bottom(), width: columns, height: 1 };
        put(frame, Line::styled(words, look.dim), place);
    }
    for (y, (at, row)) in (inside.y..).zip(pane.rows.iter().enumerate().skip(pane.top).take(usize::from(inside.height))) {
        let line = Rect { y, height: 1, ..inside };
        let spans = draw_row(at, row, usize::from(inside.width), app, look);
        put(frame, Line::from(spans), line);
        if row.node() == pane.cursor && matches!(row, Row::Header { .. }) {
            frame.buffer_mut().set_style(line, if focused { look.cursor } else { look.cursor_away });
        }
    }
}

fn draw_row(at: usize, row: &Row, columns: usize, app: &App, look: &Look) -> Vec<Span<'static>> {
    match row {
        Row::Header { node } => match app.conversation.nodes().get(*node) {
            Some(node) => header(node, columns, app, look),
            None => Vec::new(),
        },
        Row::Field { label, text, .. } => {
            let label = label.map_or_else(|| "  ".to_owned(), |label| format!("{} ", app.words.word(label)));
            let room = columns.saturating_sub(width(&label));
            vec![Span::styled(label, look.dim), Span::raw(truncate(text, room).into_owned())]
        }
        Row::Date { node } => date(*node, app, look),
        Row::MailHeader { name, text, .. } => {
            vec![
                Span::styled(format!("{name} "), look.dim),
                Span::raw(truncate(text, columns.saturating_sub(width(name) + 1)).into_owned()),
            ]
        }
        Row::Remark { text, first, warning, .. } => {
            let (style, sign) = if *warning { (look.warning, "! ") } else { (look.aside, "· ") };
            vec![Span::styled(format!("{}{text}", if *first { sign } else { "  " }), style)]
        }
        Row::Text { quote, kind, text, runs, .. } => text_row(at, *quote, *kind, text, runs, app, look),
        Row::FoldedQuote { lines, .. } => {
            let count = Text::of("mail-quote-folded").count("count", i64::try_from(*lines).unwrap_or(i64::MAX));
            vec![Span::styled(format!("│ ⋯ {}", app.words.say(&count)), look.quotes[0])]
        }
        Row::Attachment { node, at } => attachment(*node, *at, columns, app, look),
        Row::Link { node, at } => link(*node, *at, columns, app, look),
        Row::Blank { .. } => Vec::new(),
    }
}

fn date(node: usize, app: &App, look: &Look) -> Vec<Span<'static>> {
    let Some(row) = app.conversation.nodes().get(node).and_then(|node| node.message.as_ref()) else { return Vec::new() };
    let date = when::moment_of_zone(row.date, &app.zone, &app.words);
    vec![Span::styled(format!("{} ", app.words.word("mail-date")), look.dim), Span::raw(date)]
}

/// The line of a message: its place in the tree, who, the first words while it is folded, when.
fn header(node: &ThreadNode, columns: usize, app: &App, look: &Look) -> Vec<Span<'static>> {
    let depth = usize::try_from(node.depth).unwrap_or(usize::MAX).min(8);
    let tree = if depth == 0 { String::new() } else { format!("{}└ ", "  ".repeat(depth - 1)) };
    let Some(row) = &node.message else {
        return vec![Span::styled(truncate(&format!("  {tree}{}", app.words.word("mail-missing")), columns).into_owned(), look.dim)];
    };
    let flags = app.pending.lay_on_flags(row.key, row.thread, row.flags);
    let unread = !flags.has(Flags::READ);
    let unfolded = app.conversation.opened(row.key).is_some_and(|opened| opened.unfolded);
    let date = when::list_moment(row.date, app.now, &app.zone, &app.words);
    let star = if flags.has(Flags::STARRED) { "★ " } else { "" };
    let mark = if unread { "● " } else { "  " };
    let room = columns.saturating_sub(width(mark) + width(&tree) + width(star) + width(&date) + 1);
    let auth = reading::auth_word(row.auth).filter(|_| !row.mine).map_or_else(String::new, |id| format!("  {}", app.words.word(id)));
    let who = who(row, app);
    let who = truncate(&who, room.saturating_sub(width(&auth))).into_owned();
    let mut rest = room.saturating_sub(width(&who) + width(&auth));
    let mut spans = vec![
        Span::styled(mark, look.accent),
        Span::styled(tree, look.border),
        Span::styled(star, look.star),
        Span::styled(who, if unread { look.unread } else { look.strong }),
        Span::styled(auth, if row.auth == Auth::Fail { look.failed } else { look.dim }),
    ];
    let sleep = sleep(flags, row.snoozed, app).map(|word| format!(" ({word})")).filter(|word| width(word) < rest).unwrap_or_default();
    rest -= width(&sleep);
    spans.push(Span::styled(sleep, look.accent));
    let labels = labels(row, rest);
    rest -= width(&labels);
    spans.push(Span::styled(labels, look.label));
    let words = if unfolded || row.snippet.is_empty() { String::new() } else { format!("  {}", row.snippet) };
    spans.push(Span::styled(pad(&words, rest), look.dim));
    spans.push(Span::styled(pad_left(&date, width(&date) + 1), look.dim));
    spans
}

/// The labels of a message in fewer than so many columns: as many as fit, and a mark for the others.
fn labels(row: &MessageRow, room: usize) -> String {
    const MORE: &str = " […]";
    let mut shown = String::new();
    for (at, label) in row.labels.iter().enumerate() {
        let label = format!(" [{}]", truncate(label.as_str(), 12));
        let more = if at + 1 < row.labels.len() { width(MORE) } else { 0 };
        if width(&shown) + width(&label) + more >= room {
            let mark = if width(&shown) + width(MORE) < room { MORE } else { "…" };
            if width(&shown) + width(mark) <= room {
                shown.push_str(mark);
            }
            break;
        }
        shown.push_str(&label);
    }
    shown
}

fn who(row: &MessageRow, app: &App) -> String {
    let from = match (row.sender(), row.mine) {
        (_, true) => app.words.word("mail-me"),
        ("" | NOBODY, _) => app.words.word("mail-nobody"),
        (from, _) => from.to_owned(),
    };
    let mark = row.person.as_ref().map_or_else(String::new, |person| format!(" ({})", kind_letter(person.kind)));
    if row.mine {
        let to: Vec<&str> = row.to.iter().chain(&row.cc).chain(&row.bcc).map(Address::label).collect();
        return if to.is_empty() { from } else { format!("{from} → {}", to.join(", ")) };
    }
    let mut accounts = format!("{from}{mark} → {}", row.account_name);
    for also in &row.also_in {
        accounts.push_str(", ");
        accounts.push_str(also.as_str());
    }
    accounts
}

fn text_row(
    at: usize,
    quote: u8,
    kind: LineKind,
    text: &str,
    runs: &[(Range<usize>, SpanStyle)],
    app: &App,
    look: &Look,
) -> Vec<Span<'static>> {
    let depth = usize::from(quote);
    let base = match (depth, kind) {
        (0, LineKind::Text | LineKind::Fixed) => look.ground,
        (0, LineKind::Heading) => look.strong,
        (0, LineKind::Signature | LineKind::Attribution) => look.aside,
        (depth, _) => look.quotes[(depth - 1) % look.quotes.len()],
    };
    let mut spans: Vec<Span<'static>> = Vec::new();
    for level in 0..depth.min(8) {
        spans.push(Span::styled("│ ", look.quotes[level % look.quotes.len()]));
    }
    let hits = app.conversation.find.as_ref();
    for (range, style) in runs {
        let style = match style {
            SpanStyle::Plain => base,
            SpanStyle::Strong => base.add_modifier(Modifier::BOLD),
            SpanStyle::Emphasis => base.add_modifier(Modifier::ITALIC),
            SpanStyle::Code => base.patch(look.code),
            SpanStyle::Link(_) => base.patch(look.link),
        };
        push_with_hits(&mut spans, at, text, range.clone(), style, hits, look);
    }
    spans
}

/// Adds a piece of a row, with the hits of a find in it marked.
fn push_with_hits(
    spans: &mut Vec<Span<'static>>,
    row: usize,
    text: &str,
    piece: Range<usize>,
    style: Style,
    find: Option<&Find>,
    look: &Look,
) {
    let mut from = piece.start;
    let hits = find.map_or(&[][..], |find| {
        let first = find.hits.partition_point(|(at, _)| *at < row);
        let end = find.hits.partition_point(|(at, _)| *at <= row);
        &find.hits[first..end]
    });
    for (_, hit) in hits {
        let (start, end) = (hit.start.max(from), hit.end.min(piece.end));
        if start >= end {
            continue;
        }
        spans.push(Span::styled(text[from..start].to_owned(), style));
        spans.push(Span::styled(text[start..end].to_owned(), style.patch(look.hit)));
        from = end;
    }
    spans.push(Span::styled(text[from..piece.end].to_owned(), style));
}

fn attachment(node: usize, at: usize, columns: usize, app: &App, look: &Look) -> Vec<Span<'static>> {
    let found = view_of(node, app).and_then(|view| view.attachments.get(at));
    let Some(one) = found else { return Vec::new() };
    let name = if one.name.is_empty() { app.words.word("mail-attachment-unnamed") } else { one.name.as_str().to_owned() };
    let details = format!("  {} · {}", one.media_type, bytes(one.size));
    let room = columns.saturating_sub(2 + width(&details));
    vec![Span::styled("⊕ ", look.accent), Span::raw(truncate(&name, room).into_owned()), Span::styled(details, look.dim)]
}

fn link(node: usize, at: usize, columns: usize, app: &App, look: &Look) -> Vec<Span<'static>> {
    let found = view_of(node, app).and_then(|view| view.body.links.get(at));
    let Some(link) = found else { return Vec::new() };
    let (mark, style) = if link.shows_other_host().is_some() { ("! ", look.warning) } else { ("", look.dim) };
    let number = format!("{mark}[{}] ", at + 1);
    let room = columns.saturating_sub(width(&number));
    vec![Span::styled(number, style), Span::styled(truncate(link.target.as_str(), room).into_owned(), look.link)]
}

fn view_of(node: usize, app: &App) -> Option<&crate::jobs::mail::MessageView> {
    let row = app.conversation.nodes().get(node)?.message.as_ref()?;
    app.conversation.opened(row.key)?.view.as_deref()
}
