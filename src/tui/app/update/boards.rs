//! The tabs beside mail: lists of records, the pipeline, the agenda, and the record that is open there.

use std::collections::BTreeMap;

use super::{records, threads};
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordName, RecordRef, Subject};
use crate::domain::crm::picklist::COMPLETED;
use crate::domain::crm::record::Changes;
use crate::domain::crm::sender_match::Verdict;
use crate::domain::crm::value::Value;
use crate::domain::ids::Id;
use crate::i18n::Text;
use crate::jobs::crm::{CrmJob, CrmReport, Sidebar};
use crate::jobs::{Job, Ticket};
use crate::present::commands::Command;
use crate::present::{changes, fields};
use crate::text::CleanText;
use crate::tui::app::board::{self, BoardView, DetailRow};
use crate::tui::app::overlay::{Confirm, Overlay};
use crate::tui::app::{App, Area, Choice, Chooser, Effect, Label, Level, Pane, Purpose, Tab, Then};

/// Turns to a view of a tab; the tab that is open already only goes to its first row.
pub(super) fn go(app: &mut App, view: BoardView) -> Vec<Effect> {
    if app.tab == view.tab() && app.board.view == view && app.board.loaded {
        app.board.detail.open = false;
        app.board.step(isize::MIN, page(app));
        return Vec::new();
    }
    app.tab = view.tab();
    app.board.turn_to(view);
    vec![ask(app)]
}

/// The view that a command goes to.
pub(super) fn view_of(command: Command) -> Option<BoardView> {
    Some(match command {
        Command::TabLeads | Command::GoLeads => BoardView::Kind(RecordKind::Lead),
        Command::TabContacts | Command::GoContacts => BoardView::Kind(RecordKind::Contact),
        Command::GoTemps => BoardView::Kind(RecordKind::Temp),
        Command::GoCompanies => BoardView::Kind(RecordKind::Company),
        Command::TabDeals | Command::GoPipeline => BoardView::Pipeline,
        Command::TabAgenda | Command::GoAgenda => BoardView::Agenda,
        _ => return None,
    })
}

fn ask(app: &mut App) -> Effect {
    let job = match app.board.view {
        BoardView::Kind(kind) => CrmJob::List(app.board.query(kind)),
        BoardView::Pipeline => CrmJob::Pipeline,
        BoardView::Agenda => CrmJob::Agenda { days: 0 },
    };
    let (ticket, effect) = app.ask_as(Purpose::Board, Job::Crm(Box::new(job)));
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
    let wanted = app.board.current().map(|name| name.reference).filter(|_| shown);
    if wanted.is_some() && wanted != app.board.detail.of {
        let same = app.board.detail.content.as_ref().and_then(|content| content.record.as_ref()).map(|record| record.reference) == wanted;
        if !same {
            (app.board.detail.cursor, app.board.detail.top) = (0, 0);
        }
        app.board.detail.of = wanted;
        effects.extend(wanted.map(|reference| app.ask(Purpose::BoardRecord, Job::Crm(Box::new(CrmJob::SidebarOf(reference))))));
    }
    effects
}

fn areas(app: &App) -> (Option<Area>, Option<Area>) {
    app.panes().map_or((None, None), |panes| board::areas(panes.body, app.size.columns, app.board.detail.open))
}

/// How many rows of the list the screen shows.
fn page(app: &App) -> usize {
    areas(app).0.map_or_else(|| usize::from(app.size.rows.saturating_sub(5)), |area| usize::from(area.inside().height)).max(1)
}

fn detail_page(app: &App) -> usize {
    areas(app).1.map_or(10, |area| usize::from(area.inside().height)).max(1)
}

/// Takes the rows of a board.
pub(super) fn take(app: &mut App, ticket: Ticket, report: CrmReport) -> Vec<Effect> {
    match report {
        CrmReport::Records(window) => app.board.take_records(ticket, window),
        CrmReport::Pipeline(stages) => app.board.take_pipeline(ticket, stages),
        CrmReport::Agenda(rows) => app.board.take_agenda(ticket, rows),
        _ => {}
    }
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
pub(super) fn changed(app: &mut App, report: crate::jobs::Report) -> Vec<Effect> {
    let changed = match report {
        crate::jobs::Report::Changed(changed) => Some(changed),
        crate::jobs::Report::Crm(report) => match *report {
            CrmReport::Saved { changed, .. } => Some(changed),
            _ => None,
        },
        _ => None,
    };
    if let Some(changed) = changed {
        let text = Text::of("record-saved").text("what", changes::what(&changed));
        app.notices.say(Level::Done, text, app.now);
    }
    app.board.selected.clear();
    super::news::everything(app)
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
    vec![ask(app)]
}

/// Acts on a command while a board is shown; `None` when the command is not about boards.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    let (page, open) = (if app.board.detail.open { detail_page(app) } else { page(app) }, app.board.detail.open);
    let far = isize::try_from(page).unwrap_or(isize::MAX);
    let by = match command {
        Command::Down | Command::NextHit => 1,
        Command::Up | Command::PreviousHit => -1,
        Command::HalfPageDown => (far / 2).max(1),
        Command::HalfPageUp => -(far / 2).max(1),
        Command::PageDown => far,
        Command::PageUp => -far,
        Command::First => isize::MIN / 2,
        Command::Last => isize::MAX / 2,
        _ => return other(app, command),
    };
    if open {
        app.board.detail.step(by, page);
    } else {
        app.board.step(by, page);
    }
    Some(Vec::new())
}

fn other(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    Some(match command {
        Command::Into => into(app),
        Command::Out => out(app),
        Command::NextPane | Command::PreviousPane => {
            app.board.detail.open = !app.board.detail.open && app.board.current().is_some();
            Vec::new()
        }
        Command::Close if app.board.detail.open || !app.board.filter.is_empty() || !app.board.selected.is_empty() => out(app),
        Command::Select => {
            app.board.select();
            let page = page(app);
            app.board.step(1, page);
            Vec::new()
        }
        Command::SelectAll => {
            app.board.select_all();
            Vec::new()
        }
        Command::Sort => choose_sort(app),
        Command::EditRecord => meant(app).map_or_else(Vec::new, |name| open_form(app, &name)),
        Command::DeleteRecord => delete(app),
        Command::Complete => complete(app),
        Command::Convert => convert(app),
        Command::ShowSource => show_source(app),
        Command::AddTask => add(app, RecordKind::Task),
        Command::AddEvent => add(app, RecordKind::Event),
        Command::AddCall => add(app, RecordKind::Call),
        Command::AddNote => add(app, RecordKind::Note),
        Command::AddDeal => add(app, RecordKind::Deal),
        Command::Archive | Command::Delete | Command::Spam | Command::Star | Command::ToggleRead | Command::Move | Command::Label => {
            Vec::new()
        }
        _ => return None,
    })
}

/// The record that the keys mean: in the open record the row under the cursor or the record itself, else the row of the list.
fn meant(app: &App) -> Option<RecordName> {
    if app.board.detail.open
        && let Some(DetailRow::Record(record)) = app.board.detail.under_cursor()
    {
        return Some(record.as_name());
    }
    app.board.current()
}

fn open_form(app: &mut App, name: &RecordName) -> Vec<Effect> {
    match app.board.detail.record().filter(|record| record.reference == name.reference).cloned() {
        Some(record) => records::edit(app, record),
        None => records::open_known(app, name),
    }
}

/// Into the record; in it, into what is under the cursor.
fn into(app: &mut App) -> Vec<Effect> {
    if !app.board.detail.open {
        app.board.detail.open = app.board.current().is_some();
        return Vec::new();
    }
    match app.board.detail.under_cursor() {
        Some(DetailRow::Record(record)) => records::edit(app, *record),
        Some(DetailRow::Email(email)) => jump(app, email.id),
        Some(DetailRow::Source) => show_source(app),
        _ => Vec::new(),
    }
}

/// Out of the record, the selection, the filter.
fn out(app: &mut App) -> Vec<Effect> {
    if app.board.detail.open {
        app.board.detail.open = false;
        return Vec::new();
    }
    if !app.board.selected.is_empty() {
        app.board.selected.clear();
        return Vec::new();
    }
    filter(app, "")
}

/// Shows a mail, in the list it is found in.
fn jump(app: &mut App, message: Id) -> Vec<Effect> {
    app.tab = Tab::Mail;
    app.focus = Pane::List;
    threads::search(app, format!("id:{message}"))
}

fn show_source(app: &mut App) -> Vec<Effect> {
    let in_row = match app.board.detail.under_cursor() {
        Some(DetailRow::Record(record)) if app.board.detail.open => Some(*record),
        _ => None,
    };
    let record = in_row.as_ref().or(app.board.detail.record());
    match record.and_then(|record| record.made_from) {
        Some(from) => jump(app, from.id),
        None => {
            app.notices.say(Level::Warning, Text::of("board-no-source"), app.now);
            Vec::new()
        }
    }
}

fn delete(app: &mut App) -> Vec<Effect> {
    let targets: Vec<RecordRef> =
        if app.board.detail.open { meant(app).map(|name| name.reference).into_iter().collect() } else { app.board.targets() };
    if targets.is_empty() {
        return Vec::new();
    }
    if let [RecordRef { subject: Subject::Person | Subject::Company | Subject::Deal, .. }, ..] = targets.as_slice() {
        let question = match (targets.len(), meant(app)) {
            (1, Some(name)) => Text::of("board-delete-one").with("name", name.name.as_str()),
            (many, _) => Text::of("board-delete-many").count("count", i64::try_from(many).unwrap_or(i64::MAX)),
        };
        app.overlays.push(Overlay::Confirm(Confirm { question, then: Then::DeleteRecords(targets) }));
        return Vec::new();
    }
    delete_now(app, targets)
}

/// Deletes records; undo brings them back.
pub(super) fn delete_now(app: &mut App, targets: Vec<RecordRef>) -> Vec<Effect> {
    app.board.detail.open = false;
    vec![app.ask(Purpose::BoardChange, Job::Crm(Box::new(CrmJob::Delete(targets))))]
}

/// Completes the task under the cursor, or opens it again.
fn complete(app: &mut App) -> Vec<Effect> {
    let Some(name) = meant(app).filter(|name| name.kind == RecordKind::Task) else {
        app.notices.say(Level::Warning, Text::of("board-only-tasks"), app.now);
        return Vec::new();
    };
    let in_row = match app.board.detail.under_cursor() {
        Some(DetailRow::Record(record)) if app.board.detail.open => Some(record.text(Field::Status) == COMPLETED),
        _ => None,
    };
    let done = in_row.unwrap_or_else(|| app.board.detail.record().is_some_and(|record| record.text(Field::Status) == COMPLETED));
    let status = if done { "Not Started" } else { COMPLETED };
    let changes = Changes(BTreeMap::from([(Field::Status, Some(Value::Text(CleanText::line(status))))]));
    vec![app.ask(Purpose::BoardChange, Job::Crm(Box::new(CrmJob::Edit { reference: name.reference, changes })))]
}

fn convert(app: &mut App) -> Vec<Effect> {
    let Some(lead) = app.board.current().filter(|name| name.kind == RecordKind::Lead) else {
        app.notices.say(Level::Warning, Text::of("problem-not-a-lead"), app.now);
        return Vec::new();
    };
    let question = Text::of("convert-question").with("name", lead.name.as_str());
    app.overlays.push(Overlay::Confirm(Confirm { question, then: Then::Convert(lead) }));
    Vec::new()
}

/// Adds something for the record under the cursor; deals for contacts only (S33).
fn add(app: &mut App, kind: RecordKind) -> Vec<Effect> {
    let content = app.board.detail.content.as_ref().filter(|_| app.board.detail.record().is_some());
    let person = match content.map(|content| &content.verdict) {
        Some(Verdict::Person(person)) => Some(person.clone()),
        _ => app.board.current().filter(|name| name.reference.subject == Subject::Person),
    };
    let for_deal = app.board.current().filter(|name| name.kind == RecordKind::Deal && kind != RecordKind::Deal);
    let Some(of) = for_deal.or(person) else {
        app.notices.say(Level::Warning, Text::of("sidebar-add-first"), app.now);
        return Vec::new();
    };
    if kind == RecordKind::Deal && of.kind != RecordKind::Contact {
        app.notices.say(Level::Warning, Text::of("deal-requires-contact"), app.now);
        return Vec::new();
    }
    records::add_for(app, kind, of, None, CleanText::default())
}

fn choose_sort(app: &mut App) -> Vec<Effect> {
    let BoardView::Kind(kind) = app.board.view else { return Vec::new() };
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
    Vec::new()
}
