//! The sidebar follows the mail under the cursor.

use super::{look, people, records, threads};
use crate::config::look::LookChange;
use crate::domain::crm::kind::RecordName;
use crate::jobs::Slot;
use crate::jobs::crm::{ShowFirst, Sidebar as Content, SidebarOf};
use crate::jobs::mail::ListView;
use crate::present::commands::Command;
use crate::tui::app::sidebar::Row;
use crate::tui::app::{App, Effect, Met, Pane, Tab, Then, Wish, purpose};

/// Asks who the person under the cursor is when it is somebody else than before; called after every event, and cheap.
pub(super) fn follow(app: &mut App) -> Vec<Effect> {
    if app.tab != Tab::Mail || app.focus == Pane::Sidebar || !app.sidebar.shown(app.size) {
        return Vec::new();
    }
    let mut effects = read(app);
    effects.extend(read_ahead(app));
    effects
}

/// Asks who the persons of the rows beside the one under the cursor are, one at a time and only when that one's is here: the person's next step is most likely there.
fn read_ahead(app: &mut App) -> Option<Effect> {
    let met = app.sidebar.met.as_ref().filter(|_| app.focus == Pane::List && app.sidebar.is_current())?;
    if app.asked.waits_for_slot(Slot::SidebarAhead) {
        return None;
    }
    let here = met.address.address.normalized();
    let beside = app.threads.beside().filter_map(|row| row.correspondent.as_ref()).map(|one| one.address.normalized());
    let address = app.sidebar.ahead.lacks(beside.filter(|one| *one != here))?;
    app.sidebar.ahead.asked(address.clone());
    Some(app.ask(purpose::SidebarAhead(address.clone()), SidebarOf::Addresses(vec![address])))
}

fn read(app: &mut App) -> Vec<Effect> {
    let met = app.met();
    if met == app.sidebar.met {
        return Vec::new();
    }
    let address = |met: &Option<Met>| met.as_ref().map(|one| one.address.address.normalized());
    let same_person = address(&met) == address(&app.sidebar.met);
    app.sidebar.met = met;
    let Some(wanted) = app.sidebar.met.as_ref().filter(|_| !same_person) else { return Vec::new() };
    let (address, normalized) = (wanted.address.address.as_str().to_owned(), wanted.address.address.normalized());
    (app.sidebar.cursor, app.sidebar.top) = (0, 0);
    if let Some(content) = app.sidebar.ahead.take(&normalized) {
        return take(app, content);
    }
    vec![app.ask(purpose::Sidebar, SidebarOf::Addresses(vec![address]))]
}

/// Reads the shown person again: something of theirs changed.
pub(super) fn refresh(app: &mut App) -> Vec<Effect> {
    app.sidebar.ahead.forget();
    let Some(met) = &app.sidebar.met else { return Vec::new() };
    let address = met.address.address.as_str().to_owned();
    vec![app.ask(purpose::Sidebar, SidebarOf::Addresses(vec![address]))]
}

/// Takes what the store knows of the person; an answer about somebody else comes too late.
pub(super) fn take(app: &mut App, content: Box<Content>) -> Vec<Effect> {
    let meant = |met: &Met| content.addresses.contains(&met.address.address.normalized());
    if !app.sidebar.met.as_ref().is_some_and(meant) {
        return Vec::new();
    }
    app.sidebar.content = Some(content);
    step(app, 0);
    Vec::new()
}

fn step(app: &mut App, by: isize) {
    let (page, any, lines) = (page(app), app.any_account(), app.sidebar_lines());
    app.sidebar.step(by, any, &lines, page);
}

/// How many rows of the sidebar the screen shows.
fn page(app: &App) -> usize {
    app.panes().and_then(|panes| panes.sidebar).map_or(10, |area| usize::from(area.inside().height)).max(1)
}

/// Takes the commands that show and hide the sidebar.
pub(super) fn turn(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    Some(match command {
        Command::ShowCrm => show(app),
        Command::HideCrm => hide(app),
        _ => return None,
    })
}

/// The terminal has another size: the sidebar that has the focus stays on the screen.
pub(super) fn resized(app: &mut App) {
    if app.focus == Pane::Sidebar && !app.sidebar.shown(app.size) {
        app.sidebar.open = Some(true);
    }
}

/// Shows CRM information: closed opens, open focuses, focused goes back (S20, S23).
fn show(app: &mut App) -> Vec<Effect> {
    if app.sidebar.shown(app.size) {
        return if app.focus == Pane::Sidebar { leave(app) } else { enter_pane(app) };
    }
    app.sidebar.open = Some(true);
    if app.size.columns < 100 { enter_pane(app) } else { look::keep(app, LookChange::Sidebar(true)) }
}

/// Puts the focus on the sidebar, about whom the keys mean now.
pub(super) fn enter_pane(app: &mut App) -> Vec<Effect> {
    let effects = read(app);
    app.focus_on(Pane::Sidebar);
    effects
}

/// Goes back to the mail; where the sidebar lies over other panes it goes away.
fn leave(app: &mut App) -> Vec<Effect> {
    if app.size.columns < 100 {
        app.sidebar.open = Some(false);
    }
    app.focus_on(app.sidebar.entered_from.unwrap_or(Pane::List));
    Vec::new()
}

/// Hides the sidebar.
fn hide(app: &mut App) -> Vec<Effect> {
    app.sidebar.open = Some(false);
    app.focus_on(if app.focus == Pane::Sidebar { Pane::List } else { app.focus });
    look::keep(app, LookChange::Sidebar(false))
}

/// Takes the commands of the pane.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    let far = isize::try_from(page(app)).unwrap_or(isize::MAX);
    match command {
        Command::Down => step(app, 1),
        Command::Up => step(app, -1),
        Command::First => step(app, isize::MIN / 2),
        Command::Last => step(app, isize::MAX / 2),
        Command::PageDown | Command::HalfPageDown => step(app, far / 2),
        Command::PageUp | Command::HalfPageUp => step(app, -far / 2),
        Command::Out | Command::Escape | Command::Close => return Some(leave(app)),
        Command::Into => return Some(enter(app)),
        Command::EditRecord => return Some(edit(app)),
        _ => return None,
    }
    Some(Vec::new())
}

fn enter(app: &mut App) -> Vec<Effect> {
    match app.sidebar.under_cursor(app.any_account()) {
        Some(Row::Action(command)) => {
            app.next.push_back(Then::Command(command));
            Vec::new()
        }
        Some(Row::Record(record)) => records::edit(app, *record),
        Some(Row::Email(_)) => open_mail_of_person(app),
        Some(Row::Other(other)) => show_first(app, &other),
        _ => Vec::new(),
    }
}

/// Shows somebody else who has the address, from now on wherever it is met.
fn show_first(app: &mut App, other: &RecordName) -> Vec<Effect> {
    let Some(met) = &app.sidebar.met else { return Vec::new() };
    let order = ShowFirst { address: met.address.address.as_str().to_owned(), person: other.reference };
    vec![app.ask(purpose::ShowFirst, order)]
}

/// The store knows whom the address means: lists name that person too.
pub(super) fn take_first(app: &mut App, content: Box<Content>) -> Vec<Effect> {
    (app.sidebar.cursor, app.sidebar.top) = (0, 0);
    app.sidebar.ahead.forget();
    app.reread = true;
    take(app, content)
}

/// Edits the activity, note or deal under the cursor, else the person.
fn edit(app: &mut App) -> Vec<Effect> {
    match app.sidebar.under_cursor(app.any_account()) {
        Some(Row::Record(record)) => records::edit(app, *record),
        _ => people::wish(app, Wish::Edit),
    }
}

/// Shows all mail of the person, in the list.
fn open_mail_of_person(app: &mut App) -> Vec<Effect> {
    let Some(content) = &app.sidebar.content else { return Vec::new() };
    let mut addresses = content.addresses.clone();
    if let Some(record) = &content.record {
        for field in [crate::domain::crm::field::Field::Email, crate::domain::crm::field::Field::SecondaryEmail] {
            if let Some(value) = record.value(field) {
                let typed = value.typed(&app.zone);
                addresses.extend(
                    typed
                        .split(", ")
                        .filter_map(|one| one.parse::<crate::domain::mail::address::AddrSpec>().ok())
                        .map(|one| one.normalized()),
                );
            }
        }
    }
    addresses.sort();
    addresses.dedup();
    threads::go(app, ListView::With(addresses))
}
