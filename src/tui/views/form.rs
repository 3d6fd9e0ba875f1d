//! A form. The row of a field begins with its label, and the terminal's cursor stands in the focused one.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::lines::put;
use super::look::Look;
use super::popup;
use super::typed::{begins, window};
use crate::i18n::Catalogue;
use crate::text::{CleanText, first_rows, pad, truncate, width, wrap, wrap_ranges};
use crate::tui::app::App;
use crate::tui::app::TypedAt;
use crate::tui::app::account_form;
use crate::tui::app::forms::{Form, FormField, Lines, Value};

/// A row of the form before it is scrolled: its spans, and the column of the cursor when it is the row of the cursor.
struct FormRow {
    line: Line<'static>,
    cursor: Option<usize>,
    focused: bool,
    /// The field it belongs to, and where what is shown of its value begins and stands.
    typed: Option<(&'static str, TypedAt, usize)>,
}

/// A form as it is laid out.
struct Laid {
    columns: u16,
    height: u16,
    rows: Vec<FormRow>,
    below: Vec<Line<'static>>,
}

impl Laid {
    fn of(area: Rect, form: &Form, app: &App, look: &Look) -> Self {
        let columns = area.width.saturating_sub(2).min(92);
        let room = usize::from(columns).saturating_sub(4);
        let (rows, below) = (rows(form, room, &app.words, look), remarks(form, room, &app.words, look));
        let wanted = u16::try_from(rows.len() + below.len()).unwrap_or(u16::MAX).saturating_add(2);
        Self { columns, height: wanted.min(area.height), rows, below }
    }

    /// Where the fields stand in the inside of the box, and the first row that is shown.
    fn fields(&self, inside: Rect) -> (Rect, usize) {
        let below_rows = u16::try_from(self.below.len()).unwrap_or(u16::MAX).min(inside.height / 2);
        let fields = Rect { height: inside.height - below_rows, ..inside };
        let (rows, page) = (&self.rows, usize::from(fields.height));
        let first = rows.iter().position(|row| row.focused).unwrap_or(0);
        let last = rows.iter().rposition(|row| row.focused).unwrap_or(0);
        let cursor_row = rows.iter().position(|row| row.cursor.is_some()).unwrap_or(first);
        let top =
            if rows.len() <= page { 0 } else { (last + 2).saturating_sub(page).min(first).max((cursor_row + 1).saturating_sub(page)) };
        (fields, top)
    }
}

/// What can be pressed in a form: the rows of its fields.
pub(super) fn places(area: Rect, form: &Form, app: &App) -> Vec<(Rect, &'static str, TypedAt)> {
    let laid = Laid::of(area, form, app, &Look::of(app.shown_theme()));
    let (fields, top) = laid.fields(popup::inside_of(area, laid.columns, laid.height));
    let mut found = Vec::new();
    for (y, row) in (fields.y..fields.bottom()).zip(laid.rows.iter().skip(top)) {
        let Some((name, at, column)) = row.typed else { continue };
        let column = u16::try_from(column).unwrap_or(u16::MAX).min(fields.width);
        found.push((Rect { y, height: 1, ..fields }, name, TypedAt { from: 0, ..at }));
        found.push((Rect { x: fields.x + column, y, width: fields.width - column, height: 1 }, name, at));
    }
    found
}

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, form: &Form, app: &App, look: &Look) {
    let words = &app.words;
    let laid = Laid::of(area, form, app, look);
    let inside = popup::open(frame, area, laid.columns, laid.height, &form.title.say(words), look);
    let (fields, top) = laid.fields(inside);
    let Laid { rows, below, .. } = laid;
    for (y, row) in (fields.y..fields.bottom()).zip(rows.into_iter().skip(top)) {
        put(frame, row.line, Rect { y, height: 1, ..fields });
        if let Some(column) = row.cursor {
            let x = u16::try_from(column).unwrap_or(u16::MAX).min(fields.width.saturating_sub(1));
            frame.set_cursor_position(Position { x: fields.x + x, y });
        }
    }
    for (y, line) in (fields.bottom()..inside.bottom()).zip(below) {
        put(frame, line, Rect { y, height: 1, ..inside });
    }
}

/// The columns that labels take: the widest, within reason.
fn label_room(form: &Form, room: usize, words: &Catalogue) -> usize {
    let widest = form.fields.iter().filter(|field| !field.hidden).map(|field| width(&field.label.say(words)) + 2).max().unwrap_or(0);
    widest.min(room / 2)
}

/// The steps of a form that is gone through for the first time.
fn checklist(form: &Form, room: usize, words: &Catalogue, look: &Look) -> Vec<FormRow> {
    let steps = account_form::checklist(form);
    let said: Vec<String> = steps.iter().map(|(step, done)| format!("{} {}", if *done { "✓" } else { "·" }, words.say(step))).collect();
    let plain = |line| FormRow { line, cursor: None, focused: false, typed: None };
    wrap(&said.join("  "), room).into_iter().map(|row| plain(Line::styled(row.to_owned(), look.dim))).collect()
}

fn rows(form: &Form, room: usize, words: &Catalogue, look: &Look) -> Vec<FormRow> {
    let label_room = label_room(form, room, words);
    let mut rows = checklist(form, room, words, look);
    for (at, field) in form.fields.iter().enumerate().filter(|(_, field)| !field.hidden) {
        let focused = at == form.focus;
        if let Some(section) = &field.section {
            rows.push(FormRow { line: Line::raw(""), cursor: None, focused: false, typed: None });
            rows.push(FormRow { line: Line::styled(words.say(section), look.strong), cursor: None, focused: false, typed: None });
        }
        field_rows(&mut rows, field, focused && form.saving.is_none(), label_room, room, words, look);
        if let Some(problem) = &field.problem {
            let indent = " ".repeat(label_room);
            for (at, row) in wrap(&words.say(problem), room.saturating_sub(label_room + 2)).into_iter().enumerate() {
                let sign = if at == 0 { "✗" } else { " " };
                rows.push(FormRow { line: Line::styled(format!("{indent}{sign} {row}"), look.failed), cursor: None, focused, typed: None });
            }
        }
    }
    rows
}

fn field_rows(rows: &mut Vec<FormRow>, field: &FormField, focused: bool, label_room: usize, room: usize, words: &Catalogue, look: &Look) {
    let mark = if field.required { "*" } else { "" };
    let label = pad(&format!("{}{mark}", field.label.say(words)), label_room);
    let label = Span::styled(label, if focused { look.accent } else { look.dim });
    let offered = field.offered();
    // What is said of an offer goes with it.
    let hint = field.hint.as_ref().filter(|_| field.offered.is_none() || offered.is_some()).map(|hint| hint.say(words)).unwrap_or_default();
    let rest = room.saturating_sub(label_room + 1);
    // A hint stands whole beside its field, or whole below it while the field is filled in.
    let beside = rest >= 40 && width(&hint) <= rest / 2;
    let hint_room = if hint.is_empty() || !beside { 0 } else { width(&hint) + 2 };
    let value_room = rest.saturating_sub(hint_room).max(4);
    let style = if focused { look.field } else { Style::new() };
    let style = if focused && field.selected { style.add_modifier(Modifier::REVERSED) } else { style };
    if let Value::Lines(lines) = &field.value {
        for (at, part) in parts(lines, rest).into_iter().enumerate() {
            let cursor = part.cursor.filter(|_| focused);
            let line = Line::from(vec![
                if at == 0 { label.clone() } else { Span::raw(" ".repeat(label_room)) },
                Span::raw(" "),
                match offered.filter(|_| at == 0) {
                    Some(offered) => Span::styled(pad(&truncate(CleanText::line(offered).as_str(), rest), rest), style.patch(look.aside)),
                    None => Span::styled(pad(CleanText::line(part.text).as_str(), rest), style),
                },
            ]);
            let typed = Some((field.name, TypedAt::from(part.line, part.from), label_room + 1));
            rows.push(FormRow { line, cursor: cursor.map(|column| label_room + 1 + column), focused, typed });
        }
        if focused && !hint.is_empty() {
            let indent = " ".repeat(label_room + 1);
            for row in wrap(&hint, rest) {
                rows.push(FormRow { line: Line::styled(format!("{indent}{row}"), look.aside), cursor: None, focused, typed: None });
            }
        }
        return;
    }
    let (shown, column) = match &field.value {
        Value::Line(line) => window(line.value(), line.before_cursor(), value_room),
        Value::Secret(line) => {
            let before = line.before_cursor();
            let behind = line.value()[before.len()..].chars().count().min(value_room);
            let before = "•".repeat(before.chars().count().min(value_room));
            window(&format!("{before}{}", "•".repeat(behind)), &before, value_room)
        }
        Value::Check(on) => (if *on { "[x]" } else { "[ ]" }.to_owned(), 1),
        Value::Choice { options, at } => {
            let word = options.get(*at).map(|(_, label)| label.say(words)).unwrap_or_default();
            (truncate(&format!("‹ {word} ›"), value_room).into_owned(), 2)
        }
        Value::Lines(_) => (String::new(), 0),
    };
    let value = match offered {
        Some(offered) => Span::styled(pad(&truncate(CleanText::line(offered).as_str(), value_room), value_room), style.patch(look.aside)),
        None => Span::styled(pad(&shown, value_room), style),
    };
    let mut spans = vec![label, Span::raw(" "), value];
    if hint_room > 0 {
        spans.push(Span::styled(format!("  {hint}"), look.aside));
    }
    let begins = match &field.value {
        Value::Line(line) => begins(line.before_cursor(), value_room).0,
        Value::Secret(_) | Value::Check(_) | Value::Choice { .. } | Value::Lines(_) => 0,
    };
    let typed = Some((field.name, TypedAt::from(0, begins), label_room + 1));
    rows.push(FormRow { line: Line::from(spans), cursor: focused.then_some(label_room + 1 + column), focused, typed });
    if focused && !beside && !hint.is_empty() {
        let indent = " ".repeat(label_room + 1);
        for row in wrap(&hint, rest) {
            rows.push(FormRow { line: Line::styled(format!("{indent}{row}"), look.aside), cursor: None, focused, typed: None });
        }
    }
}

/// A row of a text of several lines: a line, or the part of a long one that fits.
struct LinePart<'a> {
    line: usize,
    /// Where it begins in its line, in bytes.
    from: usize,
    text: &'a str,
    /// The column of the cursor, in the row that it is in.
    cursor: Option<usize>,
}

/// The rows of a text: long lines are wrapped, and it grows with what is typed, from three rows on.
fn parts(lines: &Lines, room: usize) -> Vec<LinePart<'_>> {
    let (cursor_line, before) = lines.cursor();
    let mut found: Vec<LinePart<'_>> = Vec::new();
    for (line, text) in lines.lines().iter().enumerate() {
        let first = found.len();
        // A column is left for the cursor behind the last character.
        for range in wrap_ranges(text, room.saturating_sub(1).max(2)) {
            found.push(LinePart { line, from: range.start, text: &text[range], cursor: None });
        }
        if line == cursor_line {
            let behind = |part: &&mut LinePart<'_>| part.from <= before.len();
            if let Some(part) = found[first..].iter_mut().rev().find(behind) {
                let end = before.len().min(part.from + part.text.len());
                part.cursor = Some(width(&text[part.from..end]));
            }
        }
    }
    while found.len() < FEWEST_ROWS {
        found.push(LinePart { line: usize::MAX, from: 0, text: "", cursor: None });
    }
    found
}

/// The rows of an empty text of several lines.
const FEWEST_ROWS: usize = 3;

/// What stands below the fields: remarks, what is wrong with the whole, what is under way.
fn remarks(form: &Form, room: usize, words: &Catalogue, look: &Look) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut push = |text: &str, style: Style| lines.extend(wrap(text, room).into_iter().map(|row| Line::styled(row.to_owned(), style)));
    for remark in &form.remarks {
        push(&remark.say(words), look.ground);
    }
    if let Some(problem) = &form.problem {
        let beside = problem.field.is_some_and(|name| form.field(name).is_some_and(|field| !field.hidden));
        if !beside {
            push(&format!("✗ {}", words.say(&problem.message)), look.failed);
        }
        if let Some(detail) = &problem.detail {
            // What to do next stands below it, and half of the box is for the fields.
            first_rows(detail.as_str(), room, 3).iter().for_each(|row| push(row, look.dim));
        }
        if let Some(hint) = &problem.hint {
            push(&format!("→ {}", words.say(hint)), look.ground);
        }
    }
    if form.saving.is_some() {
        push(&words.word("form-saving"), look.dim);
    }
    if !lines.is_empty() {
        lines.insert(0, Line::raw(""));
    }
    lines
}
