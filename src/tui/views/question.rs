//! Questions, and what went wrong.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::look::Look;
use super::popup;
use crate::problem::Problem;
use crate::text::{CleanText, wrap};
use crate::tui::app::{App, Confirm};

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, question: &Confirm, app: &App, look: &Look) {
    let words = app.words.say(&question.question);
    let answers = app.words.word("question-answers");
    let lines = [(words, look.ground), (String::new(), look.ground), (answers, look.dim)];
    boxed(frame, area, &app.words.word("question-title"), &lines, look);
}

/// A command that runs, and how it is ended.
pub(super) fn running(frame: &mut Frame<'_>, area: Rect, command: &CleanText, app: &App, look: &Look) {
    let lines = [(format!("| {command}"), look.ground), (String::new(), look.ground), (app.words.word("mail-pipe-runs"), look.dim)];
    boxed(frame, area, &app.words.word("mail-pipe-title"), &lines, look);
}

/// What happened, what the other side said, what to do next.
pub(super) fn problem(frame: &mut Frame<'_>, area: Rect, problem: &Problem, app: &App, look: &Look) {
    let mut lines = vec![(format!("✗ {}", app.words.say(&problem.message)), look.failed)];
    if let Some(detail) = &problem.detail {
        lines.push((detail.as_str().to_owned(), look.dim));
    }
    if let Some(hint) = &problem.hint {
        lines.push((String::new(), look.ground));
        lines.push((format!("→ {}", app.words.say(hint)), look.ground));
    }
    lines.push((String::new(), look.ground));
    lines.push((app.words.word("problem-close"), look.dim));
    boxed(frame, area, &app.words.word("problem-title"), &lines, look);
}

fn boxed(frame: &mut Frame<'_>, area: Rect, title: &str, texts: &[(String, ratatui::style::Style)], look: &Look) {
    let columns = area.width.saturating_sub(4).min(66);
    let room = usize::from(columns).saturating_sub(4);
    let lines: Vec<Line<'_>> =
        texts.iter().flat_map(|(text, style)| wrap(text, room).into_iter().map(|row| Line::styled(row, *style))).collect();
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
    let inside = popup::open(frame, area, columns, rows, title, look);
    for (y, line) in (inside.y..inside.bottom()).zip(lines) {
        frame.render_widget(line, Rect { y, height: 1, ..inside });
    }
}
