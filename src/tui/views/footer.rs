//! The two lowest lines: what was just done or is being typed, and the keys of where one is.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::lines::put;
use super::look::Look;
use super::popup;
use super::typed::window;
use crate::i18n::Text;
use crate::present::fields;
use crate::present::key::{KeyPress, parse_keys};
use crate::text::{width, wrap};
use crate::tui::app::{App, Overlay, Prompt, PromptKind};

/// How many rows a notice takes at the most: what is longer than a screen's foot is no notice.
const MOST_ROWS: usize = 5;

pub(super) fn draw(frame: &mut Frame<'_>, notices: Rect, footer: Rect, app: &App, look: &Look) {
    match app.overlays.last() {
        Some(Overlay::Prompt(prompt)) => draw_prompt(frame, notices, prompt, app, look),
        _ => {
            if let Some((level, text)) = app.notices.shown() {
                let (style, sign) = look.notice(level);
                draw_whole(frame, notices, sign, &app.words.say(text), style, look);
            }
        }
    }
    let entries = entries(usize::from(footer.width), app);
    for up in 0..=entries.iter().map(|entry| entry.up).max().unwrap_or(0) {
        let line = Rect { y: footer.y.saturating_sub(up), ..footer };
        put(frame, keys(entries.iter().filter(|entry| entry.up == up), look), line);
    }
}

/// A sentence that ends in the line of notices and begins as far above it as it needs to be whole.
fn draw_whole(frame: &mut Frame<'_>, line: Rect, sign: &str, words: &str, style: Style, look: &Look) {
    let indent = 1 + width(sign);
    let rows = wrap(words, usize::from(line.width).saturating_sub(indent + 1));
    let rows = &rows[..rows.len().min(MOST_ROWS)];
    let above = u16::try_from(rows.len()).unwrap_or(1).saturating_sub(1).min(line.y);
    let area = Rect { y: line.y - above, height: above + 1, ..line };
    if above > 0 {
        popup::clear(frame, area);
        frame.buffer_mut().set_style(area, look.ground);
    }
    for (at, (y, row)) in (area.y..area.bottom()).zip(rows).enumerate() {
        let head = if at == 0 { format!(" {sign}") } else { " ".repeat(indent) };
        put(frame, Line::styled(format!("{head}{row}"), style), Rect { y, height: 1, ..line });
    }
}

/// The line that is typed, with the terminal's cursor in it.
fn draw_prompt(frame: &mut Frame<'_>, area: Rect, prompt: &Prompt, app: &App, look: &Look) {
    let sign = match prompt.kind {
        PromptKind::Command => ":".to_owned(),
        PromptKind::Search | PromptKind::Find | PromptKind::Filter => "/".to_owned(),
        PromptKind::Folder(..) => format!("{} ", app.words.word("mail-folder-line")),
        PromptKind::File(_) => format!("{} ", app.words.word("mail-file-line")),
        PromptKind::Pipe(_) => "| ".to_owned(),
        PromptKind::Link(_) => format!("{} ", app.words.word("link-line")),
        PromptKind::Until => format!("{} ", app.words.word("snooze-line")),
        PromptKind::Postpone => format!("{} ", app.words.word("postpone-line")),
        PromptKind::Field(kind, field) => format!("{}: ", app.words.say(&fields::label(kind, field))),
        PromptKind::SendAt => format!("{} ", app.words.word("compose-later-line")),
        PromptKind::Enclose => format!("{} ", app.words.word("compose-attach-line")),
    };
    let head = width(&sign);
    let room = usize::from(area.width).saturating_sub(head + 1);
    let (shown, column) = window(prompt.line.value(), prompt.line.before_cursor(), room);
    let mut spans = vec![Span::styled(sign, look.accent), Span::raw(shown.clone())];
    if let Some(problem) = &prompt.problem {
        let words = app.words.say(problem);
        if width(&shown) + width(&words) + 5 <= room {
            spans.push(Span::styled(format!("   ! {words}"), look.warning));
        } else if let Some(y) = area.y.checked_sub(1) {
            // What is wrong stands above the line then, whole.
            draw_whole(frame, Rect { y, ..area }, "! ", &words, look.warning, look);
        }
    }
    put(frame, Line::from(spans), area);
    let x = head + column;
    frame.set_cursor_position(Position { x: area.x + u16::try_from(x).unwrap_or(0).min(area.width.saturating_sub(1)), y: area.y });
}

/// The keys of what lies over the panes, where they are always the same; forms and questions have theirs in the table.
fn overlay_keys(overlay: &Overlay) -> Option<Vec<(&'static str, Text)>> {
    let close = ("Esc", Text::of("key-close"));
    match overlay {
        Overlay::Chooser(_) | Overlay::Palette(_) => Some(vec![("↑↓", Text::of("key-move")), ("Enter", Text::of("key-choose")), close]),
        Overlay::Prompt(_) => Some(vec![("Enter", Text::of("key-go")), close]),
        Overlay::Running(_) => Some(vec![("Esc", Text::of("key-stop"))]),
        Overlay::Reader(_) | Overlay::Page(_) => Some(vec![("j k", Text::of("key-scroll")), close]),
        Overlay::Problem(_) => Some(vec![close]),
        Overlay::Keys(_) => Some(vec![("Enter", Text::of("command-save")), ("Backspace", Text::of("key-back")), close]),
        Overlay::Form(_) | Overlay::Composer(_) | Overlay::Confirm(_) => None,
    }
}

/// Where keys stand that can be pressed with the mouse, and what they are.
pub(super) fn keys_at(area: Rect, app: &App) -> Vec<(Rect, Vec<KeyPress>)> {
    let of_overlay = app.overlays.last().and_then(overlay_keys).is_some();
    let entries = entries(usize::from(area.width), app).into_iter();
    // Arrows and letters that stand for several keys are no one key.
    let one = entries.filter(|entry| !of_overlay || matches!(entry.key.as_str(), "Enter" | "Esc"));
    one.filter_map(|entry| {
        let columns = u16::try_from(width(&entry.key) + 1 + width(&entry.word)).ok()?;
        let (x, y) = (area.x + u16::try_from(entry.column).ok()?, area.y.saturating_sub(entry.up));
        let place = Rect { x, y, width: columns, ..area };
        Some((place, parse_keys(&entry.key).ok()?))
    })
    .collect()
}

/// A key of the footer with its word.
struct Entry {
    /// How many rows above the footer it stands.
    up: u16,
    column: usize,
    key: String,
    word: String,
}

/// The keys that act here, as many as fit, those of forms in two rows where they need them; while a sequence has begun, those that go on with it.
fn entries(columns: usize, app: &App) -> Vec<Entry> {
    let place = app.place();
    let pairs: Vec<(String, String)> = if let Some(pairs) = app.overlays.last().and_then(overlay_keys) {
        pairs.iter().map(|(key, text)| ((*key).to_owned(), app.words.say(text))).collect()
    } else if app.presses.is_empty() {
        app.keymap.footer(place, |entry| app.invites(entry)).into_iter().map(|(key, text)| (key, app.words.say(&text))).collect()
    } else {
        let begun = crate::present::key::show_keys(&app.presses);
        let here = app.keymap.help(place);
        here.iter()
            .filter(|(entry, _)| app.lacks(entry).is_none())
            .filter_map(|(entry, keys)| {
                let rest = keys.iter().find_map(|keys| keys.strip_prefix(&begun).filter(|rest| !rest.is_empty()))?;
                Some((format!("{begun}{rest}"), app.words.say(&entry.says())))
            })
            .collect()
    };
    let needs: usize = pairs.iter().map(room_of).sum();
    let second = needs + 1 > columns && takes_two_rows(app);
    let mut shown = Vec::new();
    let mut used = 1;
    let mut pairs = pairs.into_iter().peekable();
    if second {
        while let Some((key, word)) = pairs.next_if(|pair| used + room_of(pair) <= columns) {
            let column = used;
            used += width(&key) + width(&word) + 3;
            shown.push(Entry { up: 1, column, key, word });
        }
        used = 1;
    }
    let pairs: Vec<(String, String)> = pairs.collect();
    let last = pairs.len().saturating_sub(1);
    let reserve = pairs.get(last).map_or(0, room_of);
    for (at, (key, word)) in pairs.into_iter().enumerate() {
        let needs = width(&key) + width(&word) + 3;
        if used + needs > columns.saturating_sub(if at < last && app.presses.is_empty() { reserve } else { 0 }) {
            continue;
        }
        shown.push(Entry { up: 0, column: used, key, word });
        used += needs;
    }
    shown
}

/// How many columns a key takes with its word and the blanks around.
fn room_of((key, word): &(String, String)) -> usize {
    width(key) + width(word) + 3
}

/// Where letters are typed no key opens the help, so that the line of notices has keys too while nothing is said there.
fn takes_two_rows(app: &App) -> bool {
    let written = matches!(app.overlays.last(), Some(Overlay::Form(_) | Overlay::Composer(_)));
    written && app.notices.shown().is_none()
}

fn keys<'a>(entries: impl Iterator<Item = &'a Entry>, look: &Look) -> Line<'a> {
    let mut spans = vec![Span::raw(" ")];
    for Entry { key, word, .. } in entries {
        spans.push(Span::styled(key.as_str(), look.accent));
        spans.push(Span::styled(format!(" {word}  "), look.dim));
    }
    Line::from(spans)
}
