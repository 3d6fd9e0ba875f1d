//! How events change the app: one file a subject.

mod account;
mod answer;
mod appearance;
mod boards;
mod command;
mod composer;
mod conversation;
mod form;
mod keys;
mod mailboxes;
mod news;
mod outbox;
mod overlays;
mod palette;
mod prompt;
mod records;
mod sidebar;
mod threads;
mod triage;

pub(super) use sidebar::any_account;

use super::{App, Effect, Event};
use crate::jobs::Job;
use crate::jobs::account::AccountJob;
use crate::jobs::mail::MailJob;
use crate::tui::app::Purpose;
use crate::tui::app::panes::Size;

/// Folds an event into the state and says what has to be done outside of it.
pub fn update(app: &mut App, event: Event) -> Vec<Effect> {
    let mut effects = fold(app, event);
    effects.extend(sidebar::follow(app));
    effects.extend(boards::follow(app));
    effects
}

fn fold(app: &mut App, event: Event) -> Vec<Effect> {
    match event {
        Event::Time(now) => {
            app.now = now;
            app.notices.pass(now);
            composer::pass(app)
        }
        Event::Key(press) => keys::press(app, press),
        Event::Paste(text) => keys::paste(app, &text),
        Event::Resize { columns, rows } => resize(app, Size { columns, rows }),
        Event::Answer(ticket, outcome) => answer::take(app, ticket, outcome),
        Event::Notice(notice) => news::take(app, notice),
        Event::Edited(text) => composer::edited(app, text.as_deref()),
    }
}

/// What the app asks for first: the rows of the inbox before anything else, so that the first screen waits for nothing but them.
pub(super) fn begin(app: &mut App) -> Vec<Effect> {
    measure(app);
    let mut effects = threads::open(app, app.threads.view.clone());
    effects.push(app.ask(Purpose::Mailboxes, Job::Mail(MailJob::Mailboxes)));
    effects.push(app.ask(Purpose::Accounts, Job::Account(AccountJob::List)));
    effects.extend(outbox::look(app));
    effects
}

fn resize(app: &mut App, size: Size) -> Vec<Effect> {
    app.size = size;
    measure(app);
    composer::settle(app);
    let mut effects = threads::settle(app);
    effects.extend(conversation::settle(app));
    effects
}

/// Fits scrolling and wrapping to where the panes stand now.
fn measure(app: &mut App) {
    let page = threads::page(app);
    app.threads.keep_in_sight(page);
    if let Some(area) = app.panes().and_then(|panes| panes.conversation) {
        app.conversation.resize(usize::from(area.inside().width));
    }
}
