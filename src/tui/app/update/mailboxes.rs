//! The mailboxes pane.

use super::{command::focus, outbox, threads};
use crate::domain::mail::mailbox::MailboxRole;
use crate::jobs::Job;
use crate::jobs::mail::{ListView, MailJob, MailboxRow};
use crate::present::commands::Command;
use crate::tui::app::{App, Effect, Pane, Purpose};

pub(super) fn command(app: &mut App, command: Command) -> Vec<Effect> {
    let page =
        app.panes().and_then(|panes| panes.mailboxes).map_or(10, |area| isize::from(area.inside().height.try_into().unwrap_or(10_i8)));
    let by = match command {
        Command::Down => 1,
        Command::Up => -1,
        Command::First => isize::MIN,
        Command::Last => isize::MAX,
        Command::HalfPageDown | Command::PageDown => page,
        Command::HalfPageUp | Command::PageUp => -page,
        Command::Into => {
            let Some(view) = app.mailboxes.under_cursor().cloned() else { return Vec::new() };
            // What is being written lies in the drafts of this house; the server's own drafts are a mailbox like any other.
            return if view == ListView::Role(MailboxRole::Drafts) { outbox::go_drafts(app) } else { threads::go(app, view) };
        }
        Command::Out => return focus(app, Pane::List),
        _ => return Vec::new(),
    };
    app.mailboxes.step(by);
    keep_in_sight(app);
    Vec::new()
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
    if first {
        app.mailboxes.stand_on(&app.threads.view);
    }
    keep_in_sight(app);
}

/// Reads names and counters again.
pub(super) fn reload(app: &mut App) -> Vec<Effect> {
    vec![app.ask(Purpose::Mailboxes, Job::Mail(MailJob::Mailboxes))]
}
