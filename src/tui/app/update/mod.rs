//! How events change the app: one file a subject. Handlers import only what lies lower; what they leave to others they put into [`App::next`], or mark
//! with [`App::reread`].

mod account;
mod account_menu;
mod answer;
mod appearance;
mod attachments;
mod bindings;
mod boards;
mod bulk;
mod charset;
mod command;
mod composer;
mod conversation;
mod conversion;
mod discovery;
mod form;
mod happened;
mod kept_forms;
mod keys;
mod language;
mod links;
mod look;
mod mailboxes;
mod merging;
mod news;
mod outbox;
mod outside;
mod overlays;
mod palette;
mod people;
mod pointer;
mod postpone;
mod prompt;
mod record_acts;
mod records;
mod relations;
mod sidebar;
mod sign_in;
mod snooze;
mod then;
mod threads;
mod trash;
mod triage;
mod typed_command;

pub use command::carry_out;

use super::effect::Effect;
use super::event::Event;
use super::overlay::Overlay;
use super::panes::Size;
use super::state::{App, Start};
use crate::jobs::account::ListAccounts;
use crate::jobs::crm::CountDue;
use crate::jobs::mail::ListMailboxes;
use crate::tui::app::purpose;

/// Folds an event into the state and says what has to be done outside of it.
pub fn update(app: &mut App, event: Event) -> Vec<Effect> {
    let mut effects = fold(app, event);
    while let Some(then) = app.next.pop_front() {
        effects.extend(then::go_on(app, then));
    }
    effects.extend(follow(app));
    effects
}

impl App {
    /// The app before anything is known, and what it asks for first: the rows of the inbox before anything else, so that the first screen waits for nothing
    /// but them.
    pub fn new(mut start: Start) -> (Self, Vec<Effect>) {
        let link = start.link.take();
        let mut app = Self::empty(start);
        app.measure();
        let view = app.threads.view.clone();
        let mut effects = threads::open(&mut app, view);
        effects.push(app.ask(purpose::Mailboxes, ListMailboxes));
        effects.push(app.ask(purpose::Accounts, ListAccounts));
        effects.extend(outbox::look(&mut app));
        effects.push(app.ask(purpose::Due, CountDue));
        effects.extend(link.into_iter().flat_map(|link| links::write_to(&mut app, &link)).collect::<Vec<_>>());
        (app, effects)
    }
}

fn fold(app: &mut App, event: Event) -> Vec<Effect> {
    match event {
        Event::Time(now) => {
            app.now = now;
            app.notices.pass(now);
            composer::pass(app)
        }
        Event::Key(press) => keys::press(app, press),
        Event::Pointed(pointed) => pointer::take(app, pointed),
        Event::Paste(text) => keys::paste(app, &text),
        Event::Resize { columns, rows } => resize(app, Size { columns, rows }),
        Event::Answer(ticket, answered) => answer::take(app, ticket, answered),
        Event::Notice(notice) => news::take(app, notice),
        Event::Edited { left, good } => composer::edited(app, left, good),
        Event::Found(left) => composer::found(app, left),
        Event::FoundForm(found) => kept_forms::found(app, *found),
        Event::Ending => {
            let mut effects = kept_forms::ending(app);
            effects.extend(composer::ending(app));
            effects
        }
    }
}

/// What the screen needs after an event: each subject asks for what is missing, once, and for nothing when nothing is.
fn follow(app: &mut App) -> Vec<Effect> {
    let mut effects = Vec::new();
    if std::mem::take(&mut app.reread) {
        effects.extend(news::everything(app));
    }
    effects.extend(threads::follow(app));
    effects.extend(conversation::follow(app));
    effects.extend(triage::read_shown(app));
    effects.extend(sidebar::follow(app));
    effects.extend(boards::follow(app));
    effects.extend(people::follow(app));
    effects
}

fn resize(app: &mut App, size: Size) -> Vec<Effect> {
    app.size = size;
    sidebar::resized(app);
    app.measure();
    let columns = usize::from(size.columns).saturating_sub(4);
    for overlay in &mut app.overlays {
        if let Overlay::Page(page) = overlay {
            page.fit(columns);
        }
    }
    composer::settle(app);
    Vec::new()
}
