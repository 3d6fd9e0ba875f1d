//! The mailboxes pane.

use super::{account_menu, outbox, threads};
use crate::domain::mail::mailbox::MailboxRole;
use crate::jobs::mail::{ListMailboxes, ListView, MailboxRow};
use crate::present::commands::Command;
use crate::tui::app::{App, Effect, Pane, purpose};

/// Takes the commands of the pane.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    let height = app.panes().and_then(|panes| panes.mailboxes).map_or(10, |area| area.inside().height);
    let page = isize::try_from(height).unwrap_or(10);
    let by = match command {
        Command::Down => 1,
        Command::Up => -1,
        Command::First => isize::MIN,
        Command::Last => isize::MAX,
        Command::HalfPageDown | Command::PageDown => page,
        Command::HalfPageUp | Command::PageUp => -page,
        Command::Into => return Some(into(app)),
        Command::Out | Command::Escape => {
            app.focus_on(Pane::List);
            return Some(Vec::new());
        }
        _ => return None,
    };
    app.mailboxes.step(by);
    keep_in_sight(app);
    Some(Vec::new())
}

fn into(app: &mut App) -> Vec<Effect> {
    if let Some(account) = app.mailboxes.account_under_cursor().map(|row| row.id) {
        return account_menu::menu(app, account);
    }
    let Some(view) = app.mailboxes.under_cursor().cloned() else { return Vec::new() };
    // What is being written lies in the drafts of this house; the server's own drafts are a mailbox like any other.
    match view {
        ListView::Role(MailboxRole::Drafts) => outbox::go_drafts(app),
        ListView::Sales { .. } => threads::go_sales(app),
        view => threads::go(app, view),
    }
}

fn keep_in_sight(app: &mut App) {
    let Some(area) = app.panes().and_then(|panes| panes.mailboxes) else { return };
    let page = usize::from(area.inside().height).max(1);
    let pane = &mut app.mailboxes;
    pane.top = pane.top.min(pane.cursor).max((pane.cursor + 1).saturating_sub(page));
    if pane.cursor <= 1 {
        pane.top = 0;
    }
}

/// Takes the mailboxes; the cursor stands on the open list.
pub(super) fn take(app: &mut App, rows: Vec<MailboxRow>) {
    let first = !app.mailboxes.loaded;
    app.mailboxes.take(rows);
    app.measure();
    if first {
        app.mailboxes.stand_on(&app.threads.view);
    }
    keep_in_sight(app);
}

/// Reads names and counters again.
pub(super) fn reload(app: &mut App) -> Vec<Effect> {
    vec![app.ask(purpose::Mailboxes, ListMailboxes)]
}
