//! The sidebar follows the mail under the cursor.

use super::command::focus;
use super::{records, threads};
use crate::domain::crm::kind::RecordKind;
use crate::domain::mail::address::Address;
use crate::i18n::Text;
use crate::jobs::Job;
use crate::jobs::crm::{CrmJob, Sidebar as Content};
use crate::jobs::mail::{ListView, MessageRow};
use crate::present::commands::Command;
use crate::tui::app::sidebar::{Met, Row};
use crate::tui::app::{App, Effect, Level, Pane, Purpose, Tab};

/// Asks who the person under the cursor is when it is somebody else than before; called after every event, and cheap.
pub(super) fn follow(app: &mut App) -> Vec<Effect> {
    if app.tab != Tab::Mail || app.focus == Pane::Sidebar || !app.sidebar.shown(app.size) {
        return Vec::new();
    }
    read(app)
}

fn read(app: &mut App) -> Vec<Effect> {
    let met = met(app);
    if met == app.sidebar.met {
        return Vec::new();
    }
    let address = |met: &Option<Met>| met.as_ref().map(|one| one.address.address.normalized());
    let same_person = address(&met) == address(&app.sidebar.met);
    app.sidebar.met = met;
    let Some(wanted) = app.sidebar.met.as_ref().filter(|_| !same_person) else { return Vec::new() };
    let address = wanted.address.address.as_str().to_owned();
    (app.sidebar.cursor, app.sidebar.top) = (0, 0);
    vec![app.ask(Purpose::Sidebar, Job::Crm(Box::new(CrmJob::Sidebar(vec![address]))))]
}

/// Reads the shown person again: something of theirs changed.
pub(super) fn refresh(app: &mut App) -> Vec<Effect> {
    let Some(met) = &app.sidebar.met else { return Vec::new() };
    let address = met.address.address.as_str().to_owned();
    vec![app.ask(Purpose::Sidebar, Job::Crm(Box::new(CrmJob::Sidebar(vec![address]))))]
}

/// Takes what the store knows of the person.
pub(super) fn take(app: &mut App, content: Box<Content>) -> Vec<Effect> {
    app.sidebar.content = Some(content);
    let page = page(app);
    let any = any_account(app);
    app.sidebar.step(0, any, page);
    Vec::new()
}

/// Whom the keys mean: in the conversation the message under the cursor, in the list the newest message of the row that is not ours, in Sent its recipient.
pub(super) fn met(app: &App) -> Option<Met> {
    if matches!(app.focus, Pane::Conversation | Pane::Sidebar)
        && let Some(row) = app.conversation.current()
    {
        return of_message(row);
    }
    let row = app.threads.current()?;
    let theirs = app
        .conversation
        .nodes()
        .iter()
        .filter_map(|node| node.message.as_ref())
        .filter(|message| message.thread == row.thread && !message.mine && message.from.is_some())
        .max_by_key(|message| message.key);
    if let Some(message) = theirs {
        return of_message(message);
    }
    let address = row.correspondent.clone()?;
    Some(Met { message: None, address, subject: row.subject.clone() })
}

fn of_message(row: &MessageRow) -> Option<Met> {
    let address: Option<&Address> = if row.mine { row.to.first() } else { row.from.as_ref() };
    Some(Met { message: Some(row.key), address: address?.clone(), subject: row.subject.clone() })
}

/// How many rows of the sidebar the screen shows.
fn page(app: &App) -> usize {
    app.panes().and_then(|panes| panes.sidebar).map_or(10, |area| usize::from(area.inside().height)).max(1)
}

/// Whether some account is configured, or some mail is here without one.
pub(in crate::tui::app) fn any_account(app: &App) -> bool {
    app.mailboxes.accounts.as_ref().is_none_or(|accounts| !accounts.is_empty()) || !app.threads.rows.is_empty()
}

/// Shows CRM information: closed opens, open focuses, focused goes back (S20, S23).
pub(super) fn show(app: &mut App) -> Vec<Effect> {
    if app.tab != Tab::Mail {
        return Vec::new();
    }
    if !app.sidebar.shown(app.size) {
        app.sidebar.open = Some(true);
        let mut effects = read(app);
        if app.size.columns < 100 {
            effects.extend(focus(app, Pane::Sidebar));
        }
        return effects;
    }
    if app.focus == Pane::Sidebar { leave(app) } else { focus(app, Pane::Sidebar) }
}

/// Goes back to the mail; where the sidebar lies over other panes it goes away.
fn leave(app: &mut App) -> Vec<Effect> {
    if app.size.columns < 100 {
        app.sidebar.open = Some(false);
    }
    let back = if app.conversation.thread.is_some() && app.conversation.is_unfolded() { Pane::Conversation } else { Pane::List };
    focus(app, back)
}

/// Hides the sidebar.
pub(super) fn hide(app: &mut App) -> Vec<Effect> {
    app.sidebar.open = Some(false);
    if app.focus == Pane::Sidebar { focus(app, Pane::List) } else { focus(app, app.focus) }
}

/// Acts on a command in the sidebar.
pub(super) fn command(app: &mut App, command: Command) -> Vec<Effect> {
    let (page, any) = (page(app), any_account(app));
    let far = isize::try_from(page).unwrap_or(isize::MAX);
    match command {
        Command::Down => app.sidebar.step(1, any, page),
        Command::Up => app.sidebar.step(-1, any, page),
        Command::First => app.sidebar.step(isize::MIN / 2, any, page),
        Command::Last => app.sidebar.step(isize::MAX / 2, any, page),
        Command::PageDown | Command::HalfPageDown => app.sidebar.step(far / 2, any, page),
        Command::PageUp | Command::HalfPageUp => app.sidebar.step(-far / 2, any, page),
        Command::Out => return leave(app),
        Command::Into => return enter(app),
        _ => {}
    }
    Vec::new()
}

fn enter(app: &mut App) -> Vec<Effect> {
    match app.sidebar.under_cursor(any_account(app)) {
        Some(Row::Action(command)) => super::command::on_panes(app, command),
        Some(Row::Record(record)) => records::edit(app, *record),
        Some(Row::Email(_)) => open_mail_of_person(app),
        _ => Vec::new(),
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

/// The person an activity, note or deal is for; says what is missing when there is none.
pub(super) fn person_for(app: &mut App, kind: RecordKind) -> Option<crate::domain::crm::kind::RecordName> {
    let person = app.sidebar.person().filter(|_| app.sidebar.is_current()).cloned();
    match person {
        None => {
            app.notices.say(Level::Warning, Text::of("sidebar-add-first"), app.now);
            None
        }
        Some(person) if kind == RecordKind::Deal && person.kind != RecordKind::Contact => {
            app.notices.say(Level::Warning, Text::of("deal-requires-contact"), app.now);
            None
        }
        person => person,
    }
}
