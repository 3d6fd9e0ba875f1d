//! The thread list.

use super::command::focus;
use super::conversation;
use crate::jobs::mail::{ListView, MailJob, ThreadWindow, WindowOf};
use crate::jobs::{Job, Ticket};
use crate::present::commands::Command;
use crate::tui::app::{App, Effect, Pane, Purpose, Tab};

/// How many rows of the list the screen shows.
pub(super) fn page(app: &App) -> usize {
    match app.panes().and_then(|panes| panes.list) {
        Some(area) => usize::from(area.inside().height).max(1),
        None => usize::from(app.size.rows.saturating_sub(5)).max(1),
    }
}

/// Opens a list, from its newest row on.
pub(super) fn open(app: &mut App, view: ListView) -> Vec<Effect> {
    app.threads.turn_to(view);
    let window = app.threads.first_window(page(app));
    vec![ask(app, window)]
}

/// Goes to a list from anywhere.
pub(super) fn go(app: &mut App, view: ListView) -> Vec<Effect> {
    app.tab = Tab::Mail;
    app.threads.before_search = None;
    app.mailboxes.stand_on(&view);
    let mut effects = focus(app, Pane::List);
    if app.threads.view == view && app.threads.loaded {
        effects.extend(command(app, Command::First));
    } else {
        effects.extend(open(app, view));
    }
    effects
}

/// Shows what a query finds; the list before it is remembered.
pub(super) fn search(app: &mut App, query: String) -> Vec<Effect> {
    let before = match &app.threads.view {
        ListView::Search { .. } => app.threads.before_search.clone(),
        view => Some(view.clone()),
    };
    let within = before.as_ref().and_then(|view| match view {
        ListView::Mailbox(key) => Some(*key),
        _ => None,
    });
    app.threads.before_search = before;
    open(app, ListView::Search { query, within })
}

/// Goes back to the list before the search.
pub(super) fn leave_search(app: &mut App) -> Vec<Effect> {
    match app.threads.before_search.take() {
        Some(view) => open(app, view),
        None => Vec::new(),
    }
}

fn ask(app: &mut App, window: WindowOf) -> Effect {
    let (ticket, effect) = app.ask_as(Purpose::Window, Job::Mail(MailJob::Threads(window)));
    app.threads.asked(ticket);
    effect
}

/// Takes a window of rows.
pub(super) fn take(app: &mut App, ticket: Ticket, window: ThreadWindow) -> Vec<Effect> {
    let role = app.mailboxes.role_of(&app.threads.view);
    app.pending.seen(ticket);
    let page = page(app);
    app.threads.take(ticket, window, &app.pending, role, page);
    let mut effects = Vec::new();
    if app.threads.is_stale() {
        let window = app.threads.same_window(page);
        effects.push(ask(app, window));
    }
    effects.extend(settle(app));
    effects
}

/// Lays what the person just did over the rows again.
pub(super) fn lay(app: &mut App) -> Vec<Effect> {
    let role = app.mailboxes.role_of(&app.threads.view);
    app.threads.lay(&app.pending, role);
    let page = page(app);
    app.threads.keep_in_sight(page);
    settle(app)
}

/// Reads the rows again; answers with the ticket of the reading that shows the change, when one began.
pub(super) fn reload(app: &mut App) -> (Option<Ticket>, Vec<Effect>) {
    let window = app.threads.same_window(page(app));
    let (ticket, effect) = app.ask_as(Purpose::Window, Job::Mail(MailJob::Threads(window)));
    app.threads.asked(ticket);
    (Some(ticket), vec![effect])
}

/// Reads the rows again soon: now, or after the answer that is under way.
pub(super) fn refresh(app: &mut App) -> Vec<Effect> {
    if app.threads.stale() { reload(app).1 } else { Vec::new() }
}

/// Asks for rows that scrolling is about to need, and lets the conversation follow the cursor.
pub(super) fn settle(app: &mut App) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Some(window) = app.threads.missing(page(app)) {
        effects.push(ask(app, window));
    }
    if app.focus != Pane::Conversation && app.focus != Pane::Sidebar {
        effects.extend(conversation::follow(app));
    }
    effects
}

pub(super) fn command(app: &mut App, command: Command) -> Vec<Effect> {
    let page = page(app);
    let full = isize::try_from(page).unwrap_or(isize::MAX);
    let half = (full / 2).max(1);
    let by = match command {
        Command::Down | Command::NextHit => 1,
        Command::Up | Command::PreviousHit => -1,
        Command::HalfPageDown => half,
        Command::HalfPageUp => -half,
        Command::PageDown => full,
        Command::PageUp => -full,
        Command::First if app.threads.newer => {
            app.threads.turn_to(app.threads.view.clone());
            let window = app.threads.first_window(page);
            return vec![ask(app, window)];
        }
        Command::Last if app.threads.older => {
            let window = app.threads.last_window(page);
            return vec![ask(app, window)];
        }
        Command::First => isize::MIN,
        Command::Last => isize::MAX,
        Command::Into => return conversation::enter(app),
        Command::Out => return out(app),
        Command::Select => {
            app.threads.select();
            1
        }
        Command::SelectRange => {
            app.threads.select_range();
            0
        }
        Command::SelectAll => {
            app.threads.select_all();
            0
        }
        Command::Attachments => return conversation::choose_attachment(app),
        Command::Links => return conversation::choose_link(app),
        _ => return Vec::new(),
    };
    app.threads.step(by, page);
    settle(app)
}

fn out(app: &mut App) -> Vec<Effect> {
    if !app.threads.selected.is_empty() {
        app.threads.clear_selection();
        return Vec::new();
    }
    if app.threads.before_search.is_some() {
        return leave_search(app);
    }
    focus(app, Pane::Mailboxes)
}
