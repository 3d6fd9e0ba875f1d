//! Emptying the trash: asked about with a number, and never taken back.

use super::news;
use crate::domain::mail::mailbox::MailboxRole;
use crate::i18n::Text;
use crate::jobs::changes::Changed;
use crate::jobs::mail::{ListView, MailboxRow};
use crate::jobs::triage::EmptyTrash;
use crate::present::changes;
use crate::present::commands::Command;
use crate::tui::app::overlay::{Confirm, Overlay};
use crate::tui::app::{App, Effect, Level, Pane, Then, purpose};

/// Takes the command that empties the trash.
pub(super) fn anywhere(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    if command != Command::EmptyTrash {
        return None;
    }
    let meant: Vec<&MailboxRow> = meant(app);
    let held: u64 = meant.iter().map(|row| row.total).sum();
    if held == 0 {
        app.warn(Text::of("trash-is-empty"));
        return Some(Vec::new());
    }
    let what = Text::of("trash-empty-what").count("n", i64::try_from(held).unwrap_or(i64::MAX));
    let several = app.mailboxes.rows.iter().filter(|row| row.role == Some(MailboxRole::Trash)).count() > 1;
    let question = match meant.as_slice() {
        [one] if several => Text::of("trash-ask-of").with("account", one.account_name.as_str()),
        _ if several => Text::of("trash-ask-all"),
        _ => Text::of("trash-ask"),
    };
    let order = EmptyTrash { mailboxes: meant.iter().map(|row| row.key).collect(), agreed: Some(held) };
    app.overlays.push(Overlay::Confirm(Confirm { question: question.text("what", what), then: Then::EmptyTrash(order) }));
    Some(Vec::new())
}

/// The trash that is marked or open, else that of every account.
fn meant(app: &App) -> Vec<&MailboxRow> {
    let in_pane = app.focus == Pane::Mailboxes;
    let marked = app.mailboxes.under_cursor().filter(|_| in_pane);
    let trash = app.mailboxes.rows.iter().filter(|row| row.role == Some(MailboxRole::Trash));
    if let Some(account) = app.mailboxes.account_under_cursor().filter(|_| in_pane) {
        return trash.filter(|row| account.key == Some(row.account)).collect();
    }
    let one = [marked, Some(&app.threads.view)].into_iter().flatten().find_map(|view| match view {
        ListView::Mailbox(key) => trash.clone().find(|row| row.key == *key),
        _ => None,
    });
    one.map_or_else(|| trash.collect(), |row| vec![row])
}

/// The person said yes.
pub(super) fn empty(app: &mut App, order: EmptyTrash) -> Vec<Effect> {
    vec![app.ask(purpose::EmptyTrash, order)]
}

/// Says what is gone, and reads the screen again.
pub(super) fn emptied(app: &mut App, changed: &Changed) -> Vec<Effect> {
    app.threads.clear_selection();
    app.notices.say(Level::Done, changes::did(changed), app.now);
    news::everything(app)
}
