//! Questions, and what went wrong.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::lines::put;
use super::look::Look;
use super::popup;
use crate::i18n::Text;
use crate::present::key::show_keys;
use crate::problem::Problem;
use crate::text::{CleanText, first_rows, width, wrap};
use crate::tui::app::{App, Confirm, KeyCapture};

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, question: &Confirm, app: &App, look: &Look) {
    boxed(frame, area, &app.words.word("question-title"), &asked(question, app, look), look);
}

fn asked(question: &Confirm, app: &App, look: &Look) -> Vec<(String, Style)> {
    let words = app.words.say(&question.question);
    vec![(words, look.ground), (String::new(), look.ground), (app.words.word("question-answers"), look.dim)]
}

/// Where the answers to a question stand: yes, then no.
pub(super) fn answers(area: Rect, question: &Confirm, app: &App) -> Vec<Rect> {
    let line = last_line(area, &asked(question, app, &Look::of(app.shown_theme())));
    let words = app.words.word("question-answers");
    let mut x = line.x;
    let mut places = Vec::new();
    for answer in words.split("   ") {
        let columns = u16::try_from(width(answer)).unwrap_or(0);
        places.push(Rect { x, width: columns.min(line.right().saturating_sub(x)), ..line });
        x += columns + 3;
    }
    places
}

/// Where the words stand that say how what went wrong is closed.
pub(super) fn close(area: Rect, problem: &Problem, app: &App) -> Rect {
    last_line(area, &told(area, problem, app, &Look::of(app.shown_theme())))
}

/// The last line of a box with these texts.
fn last_line(area: Rect, texts: &[(String, Style)]) -> Rect {
    let room = usize::from(columns(area)).saturating_sub(4);
    let rows: usize = texts.iter().map(|(text, _)| wrap(text, room).len()).sum();
    let inside = popup::inside_of(area, columns(area), u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(2));
    // Where the box is too small for all of its lines, the last one is not shown.
    let height = u16::from(rows <= usize::from(inside.height));
    Rect { y: inside.bottom().saturating_sub(1), height, ..inside }
}

fn columns(area: Rect) -> u16 {
    area.width.saturating_sub(4).min(66)
}

/// A command that runs, and how it is ended.
pub(super) fn running(frame: &mut Frame<'_>, area: Rect, command: &CleanText, app: &App, look: &Look) {
    let lines = [(format!("| {command}"), look.ground), (String::new(), look.ground), (app.words.word("mail-pipe-runs"), look.dim)];
    boxed(frame, area, &app.words.word("mail-pipe-title"), &lines, look);
}

/// What happened, what the other side said, what to do next.
pub(super) fn problem(frame: &mut Frame<'_>, area: Rect, problem: &Problem, app: &App, look: &Look) {
    boxed(frame, area, &app.words.word("problem-title"), &told(area, problem, app, look), look);
}

/// A new key of a command: what it has now, what was pressed, and whose that is.
pub(super) fn keys(frame: &mut Frame<'_>, area: Rect, capture: &KeyCapture, app: &App, look: &Look) {
    let words = &app.words;
    let now = app.keymap.keys(capture.command).join("  ");
    let pressed = if capture.presses.is_empty() { "…".to_owned() } else { show_keys(&capture.presses) };
    let mut lines = vec![
        (words.say(&Text::of("keys-now").text("command", capture.command.entry().says()).with("keys", now)), look.ground),
        (String::new(), look.ground),
        (words.say(&Text::of("keys-pressed").with("keys", pressed)), look.strong),
    ];
    if let Some(clash) = &capture.clash {
        lines.push((format!("✗ {}", words.say(clash)), look.failed));
    }
    lines.extend([(String::new(), look.ground), (words.word("keys-how"), look.dim)]);
    boxed(frame, area, &words.word("settings-keys"), &lines, look);
}

/// How many rows what the other side said takes at the most, so that what to do next stays in the box.
const MOST_DETAIL: usize = 5;

fn told(area: Rect, problem: &Problem, app: &App, look: &Look) -> Vec<(String, Style)> {
    let mut lines = vec![(format!("✗ {}", app.words.say(&problem.message)), look.failed)];
    if let Some(detail) = &problem.detail {
        let room = usize::from(columns(area)).saturating_sub(4);
        lines.extend(first_rows(detail.as_str(), room, MOST_DETAIL).into_iter().map(|row| (row, look.dim)));
    }
    if let Some(hint) = &problem.hint {
        lines.push((String::new(), look.ground));
        lines.push((format!("→ {}", app.words.say(hint)), look.ground));
    }
    lines.push((String::new(), look.ground));
    lines.push((app.words.word("problem-close"), look.dim));
    lines
}

fn boxed(frame: &mut Frame<'_>, area: Rect, title: &str, texts: &[(String, Style)], look: &Look) {
    let columns = columns(area);
    let room = usize::from(columns).saturating_sub(4);
    let lines: Vec<Line<'_>> =
        texts.iter().flat_map(|(text, style)| wrap(text, room).into_iter().map(|row| Line::styled(row, *style))).collect();
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
    let inside = popup::open(frame, area, columns, rows, title, look);
    for (y, line) in (inside.y..inside.bottom()).zip(lines) {
        put(frame, line, Rect { y, height: 1, ..inside });
    }
}
