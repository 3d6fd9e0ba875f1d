//! What is done to the record under the cursor of a tab beside mail.

use std::collections::BTreeMap;

use super::{bulk, conversion, records, threads};
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordName, RecordRef, Subject};
use crate::domain::crm::picklist::{COMPLETED, PicklistId};
use crate::domain::crm::record::Changes;
use crate::domain::crm::value::Value;
use crate::domain::ids::Id;
use crate::i18n::Text;
use crate::jobs::crm::{DeleteRecords, EditRecord};
use crate::jobs::mail::ListView;
use crate::present::commands::{Command, Need, Place};
use crate::text::{CleanText, KeptText};
use crate::tui::app::overlay::{Confirm, Overlay};
use crate::tui::app::{App, BoardRow, DetailRow, Effect, Pane, Tab, Then, purpose};

/// Takes the commands about records.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    Some(match command {
        Command::EditRecord if bulk::is_meant(app) => bulk::choose_field(app),
        Command::EditRecord => app.meant_record().map_or_else(Vec::new, |name| open_form(app, &name)),
        Command::DeleteRecord => delete(app),
        Command::Complete if matches!(app.pane(), Place::Agenda | Place::Record) => complete(app),
        Command::Convert => app.meant_record().map_or_else(Vec::new, |lead| conversion::ask(app, &lead)),
        Command::StageOn => move_stage(app, true),
        Command::StageBack => move_stage(app, false),
        Command::ShowSource => show_source(app),
        Command::AddLead => add_person(app, RecordKind::Lead),
        Command::AddContact => add_person(app, RecordKind::Contact),
        Command::AddTemp => add_person(app, RecordKind::Temp),
        Command::AddCompany => records::open_empty(app, RecordKind::Company),
        Command::AddTask => add(app, RecordKind::Task),
        Command::AddEvent => add(app, RecordKind::Event),
        Command::AddCall => add(app, RecordKind::Call),
        Command::AddNote => add(app, RecordKind::Note),
        Command::AddDeal => add(app, RecordKind::Deal),
        _ => return None,
    })
}

fn open_form(app: &mut App, name: &RecordName) -> Vec<Effect> {
    match app.board.detail.record().filter(|record| record.reference == name.reference).cloned() {
        Some(record) => records::edit(app, record),
        None => records::open_known(app, name),
    }
}

/// In the open record: into what is under the cursor.
pub(super) fn into(app: &mut App) -> Vec<Effect> {
    match app.board.detail.under_cursor() {
        Some(DetailRow::Record(record)) if record.kind.is_activity() || record.kind == RecordKind::Note => records::edit(app, *record),
        Some(DetailRow::Record(record)) => go_into(app, record.reference),
        Some(DetailRow::Named(_, name)) => go_into(app, name.reference),
        Some(DetailRow::Email(email)) if email.key.is_some() => jump(app, email.id),
        Some(DetailRow::Email(_)) => {
            app.next.push_back(Then::Command(Command::GoOutbox));
            Vec::new()
        }
        Some(DetailRow::AllMail(_)) => all_mail(app),
        Some(DetailRow::Source) => show_source(app),
        _ => Vec::new(),
    }
}

/// Opens a record that the open one names; Esc comes back to it.
fn go_into(app: &mut App, record: RecordRef) -> Vec<Effect> {
    app.board.detail.go_into(record);
    Vec::new()
}

/// Shows a mail, in the list it is found in; Esc comes back to the record.
fn jump(app: &mut App, message: Id) -> Vec<Effect> {
    app.tab = Tab::Mail;
    app.focus_on(Pane::List);
    let effects = threads::search(app, format!("id:{message}"));
    app.board.away = true;
    effects
}

/// Opens the mail of a customer who waits; Esc comes back to the agenda.
pub(super) fn into_waiting(app: &mut App) -> Vec<Effect> {
    match app.board.row() {
        Some(BoardRow::Waiting(row)) => jump(app, row.message),
        _ => Vec::new(),
    }
}

/// Lists all mail of the open record's people; Esc comes back to the record.
fn all_mail(app: &mut App) -> Vec<Effect> {
    let Some(content) = &app.board.detail.content else { return Vec::new() };
    let addresses = content.addresses.clone();
    let before = app.threads.view.clone();
    let effects = threads::go(app, ListView::With(addresses));
    app.threads.before_search = Some(before);
    app.board.away = true;
    effects
}

fn show_source(app: &mut App) -> Vec<Effect> {
    match app.source_record().and_then(|record| record.made_from) {
        Some(from) => jump(app, from.id),
        None => {
            app.warn(Need::Source.missing());
            Vec::new()
        }
    }
}

fn delete(app: &mut App) -> Vec<Effect> {
    let meant = app.meant_record();
    let targets: Vec<RecordRef> =
        if app.board.detail.open { meant.iter().map(|name| name.reference).collect() } else { app.board.targets() };
    if targets.is_empty() {
        return Vec::new();
    }
    let goes_with_it = match targets[0].subject {
        Subject::Person => Some("board-delete-person"),
        Subject::Company => Some("board-delete-company"),
        Subject::Deal => Some("board-delete-deal"),
        Subject::Activity | Subject::Note => None,
    };
    if let Some(question) = goes_with_it {
        let what = match (targets.len(), meant) {
            (1, Some(name)) => Text::of("did-one").with("about", name.name.as_str()),
            (many, _) => Text::of("did-several-records").count("n", i64::try_from(many).unwrap_or(i64::MAX)),
        };
        let key = app.keymap.keys(Command::Undo).into_iter().next().unwrap_or_default();
        let question = Text::of(question).text("what", what).with("key", key);
        app.overlays.push(Overlay::Confirm(Confirm { question, then: Then::DeleteRecords(targets) }));
        return Vec::new();
    }
    delete_now(app, targets)
}

/// Deletes records; undo brings them back.
pub(super) fn delete_now(app: &mut App, targets: Vec<RecordRef>) -> Vec<Effect> {
    app.board.detail.close();
    vec![app.ask(purpose::DeleteRecords, DeleteRecords(targets))]
}

/// Completes the task under the cursor, or opens it again.
fn complete(app: &mut App) -> Vec<Effect> {
    let Some(name) = app.meant_record() else { return Vec::new() };
    let status = match (app.board.detail.under_cursor(), app.board.row()) {
        (Some(DetailRow::Record(record)), _) if app.board.detail.open => CleanText::line(record.text(Field::Status)),
        _ if app.board.detail.opened_from_another().is_some() => {
            app.board.detail.record().map(|record| CleanText::line(record.text(Field::Status))).unwrap_or_default()
        }
        (_, Some(BoardRow::Due(due))) => due.status.clone(),
        _ => CleanText::default(),
    };
    let done = status.as_str() == COMPLETED;
    let status = if done { "Not Started" } else { COMPLETED };
    let changes = Changes(BTreeMap::from([(Field::Status, Some(Value::Text(KeptText::line(status))))]));
    vec![app.ask(purpose::ChangeRecord, EditRecord { reference: name.reference, changes })]
}

/// Moves the deal under the cursor to the next stage, or the one before; one of no known stage to the first.
fn move_stage(app: &mut App, on: bool) -> Vec<Effect> {
    let Some(name) = app.meant_record() else { return Vec::new() };
    let under = match app.board.detail.under_cursor() {
        Some(DetailRow::Record(record)) if app.board.detail.open => Some(*record),
        _ => None,
    };
    let found = under.or_else(|| app.board.detail.record().cloned()).or_else(|| app.board.record().cloned());
    let record = found.filter(|record| record.reference == name.reference).or_else(|| app.board.record().cloned());
    let Some(record) = record.filter(|record| record.reference == name.reference) else { return Vec::new() };
    let stages = app.rules.picklists.values(PicklistId::DealStage);
    let here = stages.iter().position(|stage| *stage == record.text(Field::Stage));
    let there = match here {
        None => Some(0),
        Some(at) if on => Some(at + 1),
        Some(at) => at.checked_sub(1),
    };
    let Some(stage) = there.and_then(|at| stages.get(at)).map(|stage| KeptText::line(stage)) else {
        app.warn(Text::of("board-no-further-stage"));
        return Vec::new();
    };
    let changes = Changes(BTreeMap::from([(Field::Stage, Some(Value::Text(stage)))]));
    vec![app.ask(purpose::ChangeRecord, EditRecord { reference: name.reference, changes })]
}

/// Adds a person: to the company that is open, else to none.
fn add_person(app: &mut App, kind: RecordKind) -> Vec<Effect> {
    let effects = records::open_empty(app, kind);
    if let Some(company) = app.open_record().filter(|name| app.board.detail.open && name.kind == RecordKind::Company)
        && let Some(form) = app.top_form()
    {
        form.prefill("company", company.name.as_str(), None);
    }
    effects
}

/// Adds something for what is under the cursor, of an activity for what that is about; where there is nothing of the kind the form opens empty. Deals are for
/// contacts only (S33); on a company the form asks for whom.
fn add(app: &mut App, kind: RecordKind) -> Vec<Effect> {
    let of = if kind == RecordKind::Deal { app.meant_person() } else { app.meant_subject() };
    let company = app.meant_company();
    records::add_for(app, kind, of, None, &CleanText::default(), &company)
}
