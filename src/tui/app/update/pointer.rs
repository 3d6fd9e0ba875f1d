//! The mouse: a press does what the key for the shown thing does, the wheel scrolls what lies under the pointer.

use super::{boards, command, composer, conversation, form, keys, mailboxes, overlays, sidebar, threads};
use crate::domain::crm::kind::RecordRef;
use crate::domain::crm::standing::Standing;
use crate::domain::ids::{AccountKey, MessageKey, ThreadKey};
use crate::jobs::mail::ListView;
use crate::jobs::outbox::UnsentKey;
use crate::present::commands::Command;
use crate::tui::app::on_screen::{Gesture, OnScreen, Pointed, Scrolled};
use crate::tui::app::{App, DetailRow, Effect, Pane, SidebarRow, Tab};

/// How many rows a turn of the wheel scrolls.
const ROWS: isize = 3;

/// Takes what the person did with the mouse. What is no longer there is not acted on.
pub(super) fn take(app: &mut App, Pointed(gesture): Pointed) -> Vec<Effect> {
    app.presses.clear();
    match gesture {
        Gesture::Wheel(what, down) => wheel(app, what, down),
        Gesture::Press(spot) => press(app, spot),
    }
}

fn press(app: &mut App, spot: OnScreen) -> Vec<Effect> {
    match spot {
        OnScreen::Keys(place, presses) if place == app.place() => presses.into_iter().flat_map(|one| keys::press(app, one)).collect(),
        OnScreen::Button(place, order) if place == app.place() => command::order(app, order),
        OnScreen::Choice(choice) => overlays::point_at_choice(app, &choice),
        OnScreen::Suggested(suggested) => overlays::point_at_suggestion(app, suggested),
        OnScreen::Field(name, at) => form::press(app, name, at),
        OnScreen::Written(spot, at) => composer::press(app, spot, at),
        // What lies over the panes takes everything else.
        _ if !app.overlays.is_empty() => Vec::new(),
        OnScreen::Tab(tab) => command::order(app, tab_command(tab)),
        OnScreen::Record(record) if app.tab != Tab::Mail => record_row(app, record),
        OnScreen::Detail(row) if app.tab != Tab::Mail => detail_row(app, &row),
        _ if app.tab != Tab::Mail => Vec::new(),
        OnScreen::Pane(pane) => focus(app, pane),
        OnScreen::Mailbox(view) => mailbox(app, &view),
        OnScreen::Account(key) => account(app, key),
        OnScreen::Thread(thread) => thread_row(app, thread),
        OnScreen::Group(standing) => group_row(app, standing),
        OnScreen::Record(record) => found_row(app, record),
        OnScreen::Unsent(unsent) => unsent_row(app, unsent),
        OnScreen::Message(message) => message_row(app, message, Command::Fold),
        OnScreen::Carried(message, lists) => message_row(app, message, lists),
        OnScreen::Side(row) => side_row(app, &row),
        OnScreen::Keys(..) | OnScreen::Button(..) | OnScreen::Detail(_) => Vec::new(),
    }
}

fn tab_command(tab: Tab) -> Command {
    match tab {
        Tab::Mail => Command::TabMail,
        Tab::Leads => Command::TabLeads,
        Tab::Contacts => Command::TabContacts,
        Tab::Companies => Command::TabCompanies,
        Tab::Deals => Command::TabDeals,
        Tab::Agenda => Command::TabAgenda,
    }
}

fn focus(app: &mut App, pane: Pane) -> Vec<Effect> {
    match pane {
        Pane::Conversation if app.conversation.current().is_none() => return Vec::new(),
        Pane::Sidebar if app.focus != pane => return sidebar::enter_pane(app),
        _ => app.focus_on(pane),
    }
    Vec::new()
}

fn mailbox(app: &mut App, view: &ListView) -> Vec<Effect> {
    if app.focus == Pane::Mailboxes && app.mailboxes.under_cursor() == Some(view) {
        return command::order(app, Command::Into);
    }
    app.mailboxes.stand_on(view);
    focus(app, Pane::Mailboxes)
}

fn account(app: &mut App, key: AccountKey) -> Vec<Effect> {
    let here = app.mailboxes.account_under_cursor().is_some_and(|row| row.key == Some(key));
    if here && app.focus == Pane::Mailboxes {
        return command::order(app, Command::Into);
    }
    if app.mailboxes.stand_on_account(key) { focus(app, Pane::Mailboxes) } else { Vec::new() }
}

fn thread_row(app: &mut App, thread: ThreadKey) -> Vec<Effect> {
    let here = app.threads.current().is_some_and(|row| row.thread == thread);
    if here && app.focus == Pane::List {
        return command::order(app, Command::Into);
    }
    let page = app.list_page();
    if app.threads.stand_on(thread, page) { focus(app, Pane::List) } else { Vec::new() }
}

fn group_row(app: &mut App, standing: Standing) -> Vec<Effect> {
    if app.threads.heading() == Some(standing) && app.focus == Pane::List {
        return command::order(app, Command::Into);
    }
    let page = app.list_page();
    if app.threads.stand_on_group(standing, page) { focus(app, Pane::List) } else { Vec::new() }
}

fn found_row(app: &mut App, record: RecordRef) -> Vec<Effect> {
    let here = app.threads.record().is_some_and(|one| one.reference == record);
    if here && app.focus == Pane::List {
        return command::order(app, Command::Into);
    }
    let page = app.list_page();
    if app.threads.stand_on_record(record, page) { focus(app, Pane::List) } else { Vec::new() }
}

fn unsent_row(app: &mut App, unsent: UnsentKey) -> Vec<Effect> {
    let here = app.threads.unsent().is_some_and(|one| one.key() == unsent);
    if here && app.focus == Pane::List {
        return command::order(app, Command::Into);
    }
    let page = app.list_page();
    if app.threads.stand_on_unsent(unsent, page) { focus(app, Pane::List) } else { Vec::new() }
}

fn message_row(app: &mut App, message: MessageKey, again: Command) -> Vec<Effect> {
    let here = app.conversation.current().is_some_and(|row| row.key == message);
    if here && app.focus == Pane::Conversation {
        return command::order(app, again);
    }
    if app.conversation.stand_on(message) { focus(app, Pane::Conversation) } else { Vec::new() }
}

fn side_row(app: &mut App, row: &SidebarRow) -> Vec<Effect> {
    let rows = app.sidebar_rows();
    let Some(at) = rows.iter().filter(|one| one.does_something()).position(|one| one == row) else { return Vec::new() };
    if app.focus == Pane::Sidebar && app.sidebar.cursor == at {
        return command::order(app, Command::Into);
    }
    let effects = focus(app, Pane::Sidebar);
    app.sidebar.cursor = at;
    effects
}

fn record_row(app: &mut App, record: RecordRef) -> Vec<Effect> {
    let here = app.board.current().is_some_and(|name| name.reference == record);
    if here && !app.board.detail.open {
        return command::order(app, Command::Into);
    }
    if app.board.stand_on(record) {
        app.board.detail.open = false;
    }
    Vec::new()
}

fn detail_row(app: &mut App, row: &DetailRow) -> Vec<Effect> {
    let rows = app.board.detail.rows();
    let Some(at) = rows.iter().filter(|one| one.does_something()).position(|one| one == row) else { return Vec::new() };
    if app.board.detail.open && app.board.detail.cursor == at {
        return command::order(app, Command::Into);
    }
    app.board.detail.open = true;
    app.board.detail.stand_on(at);
    Vec::new()
}

fn wheel(app: &mut App, what: Scrolled, down: bool) -> Vec<Effect> {
    let by = if down { ROWS } else { -ROWS };
    let step = if down { Command::Down } else { Command::Up };
    match what {
        Scrolled::Overlay => overlays::wheel(app, by),
        _ if !app.overlays.is_empty() => Vec::new(),
        Scrolled::Board if app.tab != Tab::Mail => boards::list(app, step).unwrap_or_default(),
        Scrolled::Detail if app.tab != Tab::Mail => boards::open_record(app, step).unwrap_or_default(),
        Scrolled::Pane(pane) if app.tab == Tab::Mail => match pane {
            Pane::Mailboxes => mailboxes::command(app, step).unwrap_or_default(),
            Pane::List => threads::wheel(app, by),
            Pane::Conversation => conversation::wheel(app, by),
            Pane::Sidebar => sidebar::command(app, step).unwrap_or_default(),
        },
        _ => Vec::new(),
    }
}
