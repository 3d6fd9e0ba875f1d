//! The tabs beside mail: a list of records, the pipeline or the agenda, with the record under the cursor beside it where there is room.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::area::{self, rect};
use super::facts;
use super::lines::{framed, put};
use super::look::Look;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::picklist::COMPLETED;
use crate::domain::crm::record::Record;
use crate::domain::when::When;
use crate::i18n::Text;
use crate::jobs::crm::{AgendaGroup, AgendaRow, WaitingRow};
use crate::present::commands::Command;
use crate::present::{fields, money, when};
use crate::text::{pad, pad_left, truncate, width};
use crate::tui::app::{App, Area, BoardRow, BoardView, DetailRow, acting, board_areas};

pub(super) fn draw(frame: &mut Frame<'_>, body: Area, app: &App, look: &Look) {
    let (list, detail) = board_areas(body, app.size.columns, app.board.detail.open);
    if let Some(area) = list {
        draw_list(frame, rect(area), app, look);
    }
    if let Some(area) = detail {
        draw_detail(frame, rect(area), app, look);
    }
}

fn draw_list(frame: &mut Frame<'_>, area: Rect, app: &App, look: &Look) {
    let board = &app.board;
    let focused = !board.detail.open;
    let title = Line::styled(format!(" {} ", truncate(&title(app), usize::from(area.width).saturating_sub(4))), look.strong);
    let inside = framed(frame, area, if focused { look.focused } else { look.border }, title);
    let columns = usize::from(inside.width);
    if board.loaded && board.rows.iter().all(BoardRow::is_heading) && board.view != BoardView::Pipeline {
        for (y, part) in (inside.y..inside.bottom()).zip(crate::text::wrap(&app.words.say(&nothing(app)), columns)) {
            put(frame, Line::styled(part.to_owned(), look.dim), Rect { y, height: 1, ..inside });
        }
        return;
    }
    let below = rect(board.view.rows_in(area::area(area)));
    let rows = board.rows.iter().enumerate().skip(board.top).take(usize::from(below.height));
    let widths = Widths::of(rows.clone().filter_map(|(_, row)| row.record()), columns, app);
    if below.y > inside.y {
        put(frame, Line::styled(widths.names(app), look.dim), Rect { height: 1, ..inside });
    }
    for (y, (at, row)) in (below.y..).zip(rows) {
        let line = Rect { y, height: 1, ..below };
        put(frame, Line::from(spans(row, columns, &widths, app, look)), line);
        if at == board.cursor && !row.is_heading() {
            frame.buffer_mut().set_style(line, if focused { look.cursor } else { look.cursor_away });
        }
    }
}

fn title(app: &App) -> String {
    let board = &app.board;
    let name = match board.view {
        BoardView::Kind(kind) => app.words.say(&fields::kinds(kind)),
        BoardView::Pipeline => app.words.word("kinds-deal"),
        BoardView::Agenda => app.words.word("tab-agenda"),
    };
    let mut title = format!("{name} · {}", board.total);
    if let (Some(field), BoardView::Kind(kind)) = (board.sort, board.view) {
        let arrow = if board.descending { "↓" } else { "↑" };
        title = format!("{title} · {arrow} {}", app.words.say(&fields::label(kind, field)));
    }
    if !board.filter.is_empty() {
        title = format!("{title} · {}", app.words.say(&Text::of("board-filter").with("words", board.filter.as_str())));
    }
    if !board.selected.is_empty() {
        title = format!("{title} · {}", app.words.say(&Text::of("mail-selected").with("count", board.selected.len().to_string())));
    }
    title
}

/// What an empty list says: what to do.
fn nothing(app: &App) -> Text {
    let key = |command| app.keymap.keys(command).into_iter().next().unwrap_or_default();
    match app.board.view {
        _ if !app.board.filter.is_empty() => Text::of("board-nothing-found"),
        BoardView::Kind(RecordKind::Lead) => Text::of("board-empty-lead").with("key", key(Command::AddLead)),
        BoardView::Kind(RecordKind::Contact) => Text::of("board-empty-contact").with("key", key(Command::AddContact)),
        BoardView::Kind(RecordKind::Temp) => Text::of("board-empty-temp").with("key", key(Command::AddTemp)),
        BoardView::Kind(RecordKind::Company) => Text::of("board-empty-company").with("key", key(Command::AddCompany)),
        BoardView::Agenda => Text::of("board-empty-agenda"),
        BoardView::Pipeline
        | BoardView::Kind(RecordKind::Deal | RecordKind::Task | RecordKind::Event | RecordKind::Call | RecordKind::Note) => {
            Text::of("board-empty-other")
        }
    }
}

fn spans(row: &BoardRow, columns: usize, widths: &Widths, app: &App, look: &Look) -> Vec<Span<'static>> {
    match row {
        BoardRow::Stage { id, probability, count, amount, weighted } => {
            let stage = fields::choice(id.as_str(), &app.words);
            let sums = if *count > 0 { app.words.say(&money::sums(*count, *amount, *weighted)) } else { String::new() };
            let left = format!("{stage} {probability} %");
            let room = columns.saturating_sub(width(&sums) + 1);
            vec![Span::styled(pad(&truncate(&left, room), room), look.strong), Span::raw(" "), Span::styled(sums, look.dim)]
        }
        BoardRow::Part(group) => {
            let style = if *group == AgendaGroup::Overdue { look.warning } else { look.strong };
            let sign = if *group == AgendaGroup::Overdue { "! " } else { "" };
            vec![Span::styled(truncate(&format!("{sign}{}", app.words.say(&fields::agenda_group(*group))), columns).into_owned(), style)]
        }
        BoardRow::Due(due) => due_spans(due, columns, app, look),
        BoardRow::Waiting(row) => waiting_spans(row, columns, app, look),
        BoardRow::Record(record) => record_spans(record, widths, app, look),
    }
}

fn mark(reference: crate::domain::crm::kind::RecordRef, app: &App, look: &Look) -> Span<'static> {
    if app.board.selected.contains(&reference) { Span::styled("x ", look.accent) } else { Span::raw("  ") }
}

fn due_spans(due: &AgendaRow, columns: usize, app: &App, look: &Look) -> Vec<Span<'static>> {
    let sign = match due.record.kind {
        RecordKind::Task if due.status.as_str() == COMPLETED => "☑ ",
        RecordKind::Task => "☐ ",
        RecordKind::Event => "◷ ",
        RecordKind::Call => "☎ ",
        RecordKind::Lead | RecordKind::Contact | RecordKind::Temp | RecordKind::Company | RecordKind::Deal | RecordKind::Note => "· ",
    };
    let day = due.when.map(|due| when::due(due, app.now, &app.zone, &app.words)).unwrap_or_default();
    let person = due.person.as_ref().map(|person| person.name.as_str()).unwrap_or_default();
    let (day_room, person_room) = (16, (columns / 4).clamp(8, 24));
    let room = columns.saturating_sub(4 + day_room + person_room + 2);
    vec![
        mark(due.record.reference, app, look),
        Span::styled(sign, look.accent),
        Span::raw(pad(&truncate(due.record.name.as_str(), room), room)),
        Span::raw(" "),
        Span::styled(pad(&truncate(person, person_room), person_room), look.dim),
        Span::raw(" "),
        Span::styled(pad_left(&day, day_room), if due.group == AgendaGroup::Overdue { look.warning } else { look.dim }),
    ]
}

/// A customer who waits: what about, who, and since when.
fn waiting_spans(row: &WaitingRow, columns: usize, app: &App, look: &Look) -> Vec<Span<'static>> {
    let since = when::due(When::At(row.date), app.now, &app.zone, &app.words);
    let person = row.person.as_ref().map(|person| person.name.as_str()).unwrap_or_default();
    let (since_room, person_room) = (16, (columns / 4).clamp(8, 24));
    let room = columns.saturating_sub(4 + since_room + person_room + 2);
    vec![
        Span::raw("  "),
        Span::styled("✉ ", look.accent),
        Span::raw(pad(&truncate(row.subject.as_str(), room), room)),
        Span::raw(" "),
        Span::styled(pad(&truncate(person, person_room), person_room), look.dim),
        Span::raw(" "),
        Span::styled(pad_left(&since, since_room), look.warning),
    ]
}

/// How much room the name and each value of a record has: what the rows on the screen need. What is left goes where something would be cut, and only then to blanks.
struct Widths {
    name: usize,
    values: Vec<(Field, usize)>,
}

/// The fewest columns in which a part of a value says something.
const LEAST: usize = 8;

impl Widths {
    fn of<'a>(records: impl Iterator<Item = &'a Record> + Clone, columns: usize, app: &App) -> Self {
        let widest = |of: &dyn Fn(&Record) -> usize| records.clone().map(of).max().unwrap_or(0);
        let room = columns.saturating_sub(2);
        let name_needs = widest(&|record| width(record.name().as_str())).clamp(LEAST, room.max(LEAST));
        let mut name = name_needs.min((columns / 4).clamp(14, 28));
        let mut left = room.saturating_sub(name);
        let mut values: Vec<(Field, usize, usize)> = Vec::new();
        for field in app.board.view.columns() {
            let most = match field {
                Field::LeadStatus | Field::Title => 16,
                // A part of a number is no number.
                Field::Phone => 18,
                Field::Amount | Field::ClosingDate => 12,
                _ => 22,
            };
            // What no row has takes no room.
            let needs = widest(&|record| width(&brief(record, *field, app)));
            let needs = if needs == 0 { 0 } else { needs.max(width(&column_name(*field, app))) };
            let wide = needs.min(most).min(left.saturating_sub(1));
            if needs == 0 {
                continue;
            }
            if wide < needs.min(LEAST) {
                break;
            }
            values.push((*field, wide, needs));
            left -= wide + 1;
        }
        let more = (name_needs - name).min(left);
        (name, left) = (name + more, left - more);
        for (_, wide, needs) in &mut values {
            let more = (*needs - *wide).min(left);
            (*wide, left) = (*wide + more, left - more);
        }
        Self { name: name + left, values: values.into_iter().map(|(field, wide, _)| (field, wide)).collect() }
    }
}

impl Widths {
    /// The names of the columns, above them.
    fn names(&self, app: &App) -> String {
        let name = app.words.word("board-column-name");
        let mut line = format!("  {}", pad(&truncate(&name, self.name), self.name));
        for (field, wide) in &self.values {
            let label = column_name(*field, app);
            let label = truncate(&label, *wide);
            line.push(' ');
            line.push_str(&if *field == Field::Amount { pad_left(&label, *wide) } else { pad(&label, *wide) });
        }
        line
    }
}

/// What a column of the list is called.
fn column_name(field: Field, app: &App) -> String {
    let kind = match app.board.view {
        BoardView::Kind(kind) => kind,
        BoardView::Pipeline | BoardView::Agenda => RecordKind::Deal,
    };
    app.words.say(&fields::label(kind, field))
}

fn brief(record: &Record, field: Field, app: &App) -> String {
    record.value(field).map(|value| fields::brief(record.kind, field, value, app.now, &app.words, &app.zone)).unwrap_or_default()
}

fn record_spans(record: &Record, widths: &Widths, app: &App, look: &Look) -> Vec<Span<'static>> {
    let mut cells = vec![(record.name().as_str().to_owned(), widths.name, look.ground, false)];
    for (field, wide) in &widths.values {
        let amount = *field == Field::Amount;
        cells.push((brief(record, *field, app), *wide, if amount { look.ground } else { look.dim }, amount));
    }
    let mut spans = vec![mark(record.reference, app, look)];
    let mut cells = cells.into_iter().peekable();
    let mut first = true;
    while let Some((text, wide, style, right)) = cells.next() {
        // A text goes on over the blanks of the columns beside it that have nothing in this row.
        let mut room = wide;
        while !right && let Some((_, more, ..)) = cells.next_if(|next| next.0.is_empty()) {
            room += more + 1;
        }
        let text = truncate(&text, room);
        let gap = if first { "" } else { " " };
        spans.extend([Span::raw(gap), Span::styled(if right { pad_left(&text, room) } else { pad(&text, room) }, style)]);
        first = false;
    }
    spans
}

fn draw_detail(frame: &mut Frame<'_>, area: Rect, app: &App, look: &Look) {
    let detail = &app.board.detail;
    let title = match detail.record() {
        Some(record) => format!("{} · {}", record.name(), app.words.say(&fields::kind(record.kind))),
        // Until the record is here its name is known from the list; where no record is left there is nothing to name.
        None => app.board.current().map(|name| name.name.as_str().to_owned()).unwrap_or_default(),
    };
    let title = if title.is_empty() { title } else { format!(" {} ", truncate(&title, usize::from(area.width).saturating_sub(4))) };
    let inside = framed(frame, area, if detail.open { look.focused } else { look.border }, Line::styled(title, look.strong));
    let here = acting(detail.rows().iter().map(DetailRow::does_something)).nth(detail.cursor);
    let here = here.filter(|_| detail.open).map(|row| (row, look.cursor));
    facts::draw(frame, inside, &app.detail_lines(), detail.top, here, look);
}
