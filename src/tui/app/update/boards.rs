//! The tabs beside mail: lists of records, the pipeline, the agenda, and the record that is open there.

use super::{look, record_acts};
use crate::config::look::{LookChange, Sort};
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordName, RecordRef};
use crate::i18n::Text;
use crate::jobs::changes::Changed;
use crate::jobs::crm::{AgendaOf, ShowPipeline, Sidebar, SidebarOf};
use crate::present::commands::Command;
use crate::present::{changes, fields};
use crate::text::CleanText;
use crate::tui::app::board::{self, BoardView};
use crate::tui::app::overlay::Overlay;
use crate::tui::app::{App, Area, BoardRow, Choice, Chooser, Effect, Label, Level, Tab, Then, purpose};

/// Turns to a view of a tab; the tab that is open already only goes to its first row.
fn go(app: &mut App, view: BoardView) -> Vec<Effect> {
    app.board.away = false;
    if app.tab == view.tab() && app.board.view == view && app.board.loaded {
        app.board.detail.open = false;
        app.board.step(isize::MIN, page(app));
        return Vec::new();
    }
    app.tab = view.tab();
    app.board.turn_to(view, &app.look);
    vec![ask(app)]
}

/// Shows a record that a search of the mail found, in its tab.
pub(super) fn show_found(app: &mut App, name: &RecordName) -> Vec<Effect> {
    let view = if name.kind == RecordKind::Deal { BoardView::Pipeline } else { BoardView::Kind(name.kind) };
    app.tab = view.tab();
    app.board.turn_to(view, &app.look);
    app.board.searched = true;
    app.board.detail.open = true;
    app.board.detail.go_into(name.reference);
    vec![ask(app)]
}

/// Takes the commands that go to a tab or view.
pub(super) fn anywhere(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    view_of(command).map(|view| go(app, view))
}

/// The view that a command goes to.
fn view_of(command: Command) -> Option<BoardView> {
    Some(match command {
        Command::TabLeads | Command::GoLeads => BoardView::Kind(RecordKind::Lead),
        Command::TabContacts | Command::GoContacts => BoardView::Kind(RecordKind::Contact),
        Command::GoTemps => BoardView::Kind(RecordKind::Temp),
        Command::TabCompanies | Command::GoCompanies => BoardView::Kind(RecordKind::Company),
        Command::TabDeals | Command::GoPipeline => BoardView::Pipeline,
        Command::TabAgenda | Command::GoAgenda => BoardView::Agenda,
        _ => return None,
    })
}

fn ask(app: &mut App) -> Effect {
    let (ticket, effect) = match app.board.view {
        BoardView::Kind(kind) => {
            let query = app.board.query(kind);
            app.ask_as(purpose::BoardRecords, query)
        }
        BoardView::Pipeline => app.ask_as(purpose::BoardPipeline, ShowPipeline),
        BoardView::Agenda => app.ask_as(purpose::BoardAgenda, AgendaOf { days: 0 }),
    };
    app.board.asked(ticket);
    effect
}

/// Reads what the open tab shows again; nothing while mail is shown.
pub(super) fn refresh(app: &mut App) -> Vec<Effect> {
    if app.tab == Tab::Mail {
        return Vec::new();
    }
    app.board.detail.of = None;
    vec![ask(app)]
}

/// Asks for the record under the cursor when the screen shows it and it is another than before, and for more rows near the end; called after every event.
pub(super) fn follow(app: &mut App) -> Vec<Effect> {
    if app.tab == Tab::Mail {
        return Vec::new();
    }
    let mut effects = Vec::new();
    if app.board.wants_more(page(app)) {
        effects.push(ask(app));
    }
    let shown = areas(app).1.is_some();
    if !app.board.detail.open {
        app.board.detail.close();
    }
    let wanted = app.board.detail.opened_from_another().or_else(|| under_cursor(app)).filter(|_| shown);
    if wanted.is_some() && wanted != app.board.detail.of {
        let same = app.board.detail.content.as_ref().and_then(|content| content.record.as_ref()).map(|record| record.reference) == wanted;
        if !same {
            app.board.detail.turns();
        }
        app.board.detail.of = wanted;
        effects.extend(wanted.map(|reference| app.ask(purpose::BoardRecord, SidebarOf::Record(reference))));
    }
    effects
}

/// The record of the row under the cursor; of a mail that waits its person.
fn under_cursor(app: &App) -> Option<RecordRef> {
    let row = app.board.row()?;
    let waits = matches!(row, BoardRow::Waiting(_));
    row.name().or_else(|| row.person().filter(|_| waits)).map(|name| name.reference)
}

fn areas(app: &App) -> (Option<Area>, Option<Area>) {
    app.panes().map_or((None, None), |panes| board::areas(panes.body, app.size.columns, app.board.detail.open))
}

/// How many rows of the list the screen shows.
fn page(app: &App) -> usize {
    let rows = |area| usize::from(app.board.view.rows_in(area).height);
    areas(app).0.map_or_else(|| usize::from(app.size.rows.saturating_sub(5)), rows).max(1)
}

fn detail_page(app: &App) -> usize {
    areas(app).1.map_or(10, |area| usize::from(area.inside().height)).max(1)
}

/// The rows of a board were taken: the cursor stays in sight.
pub(super) fn taken(app: &mut App) -> Vec<Effect> {
    let page = page(app);
    app.board.keep_in_sight(page);
    Vec::new()
}

/// Takes the record under the cursor.
pub(super) fn take_record(app: &mut App, content: Box<Sidebar>) -> Vec<Effect> {
    app.board.detail.content = Some(content);
    Vec::new()
}

/// A change made here is stored: says so and reads again.
pub(super) fn changed(app: &mut App, changed: &Changed) -> Vec<Effect> {
    app.notices.say(Level::Done, changes::did(changed), app.now);
    app.board.clear_selection();
    app.reread = true;
    Vec::new()
}

/// Shows only rows with these words.
pub(super) fn filter(app: &mut App, words: &str) -> Vec<Effect> {
    if app.board.filter == words {
        return Vec::new();
    }
    words.clone_into(&mut app.board.filter);
    vec![ask(app)]
}

/// Sorts by a field; by the same once more turns the order, by none goes back to the newest first.
pub(super) fn sort_by(app: &mut App, field: Option<Field>) -> Vec<Effect> {
    app.board.descending = field.is_some() && app.board.sort == field && !app.board.descending;
    app.board.sort = field;
    let mut effects = vec![ask(app)];
    if let BoardView::Kind(kind) = app.board.view {
        let sort = field.map(|field| Sort { field, descending: app.board.descending });
        effects.extend(look::keep(app, LookChange::Sort(kind, sort)));
    }
    effects
}

/// How far a command moves on a page.
fn step(command: Command, page: usize) -> Option<isize> {
    let far = isize::try_from(page).unwrap_or(isize::MAX);
    Some(match command {
        Command::Down | Command::NextHit => 1,
        Command::Up | Command::PreviousHit => -1,
        Command::HalfPageDown => (far / 2).max(1),
        Command::HalfPageUp => -(far / 2).max(1),
        Command::PageDown => far,
        Command::PageUp => -far,
        Command::First => isize::MIN / 2,
        Command::Last => isize::MAX / 2,
        _ => return None,
    })
}

/// Takes the commands of the list.
pub(super) fn list(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    let page = page(app);
    if let Some(by) = step(command, page) {
        app.board.step(by, page);
        return Some(Vec::new());
    }
    match command {
        Command::Into if matches!(app.board.row(), Some(BoardRow::Waiting(_))) => return Some(record_acts::into_waiting(app)),
        Command::Into | Command::NextPane | Command::PreviousPane => app.board.detail.open = app.board.current().is_some(),
        Command::Out | Command::Escape => return Some(out(app)),
        Command::Close if !app.board.filter.is_empty() || !app.board.selected.is_empty() => return Some(out(app)),
        Command::Select => {
            app.board.select();
            app.board.step(1, page);
        }
        Command::SelectRange => app.board.select_range(),
        Command::SelectAll => app.board.select_all(),
        Command::Sort => return choose_sort(app),
        _ => return None,
    }
    Some(Vec::new())
}

/// Takes the commands of the open record.
pub(super) fn open_record(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    let page = detail_page(app);
    if let Some(by) = step(command, page) {
        let lines = app.detail_lines();
        app.board.detail.step(by, &lines, page);
        return Some(Vec::new());
    }
    match command {
        Command::Into => return Some(record_acts::into(app)),
        Command::Out | Command::Escape | Command::Close if app.board.searched && app.board.detail.is_first() => {
            app.board.searched = false;
            app.board.detail.close();
            app.tab = Tab::Mail;
        }
        Command::Out | Command::Escape | Command::Close if app.board.detail.come_back() => {}
        Command::Out | Command::Escape | Command::Close | Command::NextPane | Command::PreviousPane => app.board.detail.close(),
        _ => return None,
    }
    Some(Vec::new())
}

/// Out of the selection, the filter.
fn out(app: &mut App) -> Vec<Effect> {
    if app.board.selected.is_empty() {
        return filter(app, "");
    }
    app.board.clear_selection();
    Vec::new()
}

fn choose_sort(app: &mut App) -> Option<Vec<Effect>> {
    let BoardView::Kind(kind) = app.board.view else { return None };
    let first = if kind == RecordKind::Company { Field::Name } else { Field::LastName };
    let mut choices = vec![Choice {
        label: Label::Text(Text::of("board-newest-first")),
        detail: Label::Words(CleanText::default()),
        then: Then::SortBy(None),
    }];
    for field in std::iter::once(first).chain(app.board.view.columns().iter().copied()) {
        let mark = match (app.board.sort == Some(field), app.board.descending) {
            (true, false) => "↑",
            (true, true) => "↓",
            (false, _) => "",
        };
        choices.push(Choice {
            label: Label::Text(fields::label(kind, field)),
            detail: Label::Words(CleanText::line(mark)),
            then: Then::SortBy(Some(field)),
        });
    }
    app.overlays.push(Overlay::Chooser(Chooser::menu(Label::Text(Text::of("board-sort")), choices)));
    Some(Vec::new())
}
