//! Forms: keys go to the form on top; what it is for decides what saving means.

use super::{account, appearance, records};
use crate::i18n::Text;
use crate::present::commands::Command;
use crate::present::key::KeyPress;
use crate::tui::app::forms::{Form, FormKind, Handled};
use crate::tui::app::overlay::{Confirm, Overlay};
use crate::tui::app::{App, Effect, Then};

/// Acts on a command in the form on top.
pub(super) fn command(app: &mut App, command: Command) -> Vec<Effect> {
    match top(app).map(|form| form.command(command)) {
        Some(handled) => follow(app, handled),
        None => Vec::new(),
    }
}

/// Takes a key that is no command.
pub(super) fn key(app: &mut App, press: KeyPress) -> Vec<Effect> {
    match top(app).map(|form| form.key(press)) {
        Some(handled) => follow(app, handled),
        None => Vec::new(),
    }
}

/// Takes a pasted text.
pub(super) fn paste(app: &mut App, text: &str) -> Vec<Effect> {
    match top(app).map(|form| form.paste(text)) {
        Some(handled) => follow(app, handled),
        None => Vec::new(),
    }
}

/// The form on top.
pub(super) fn top(app: &mut App) -> Option<&mut Form> {
    match app.overlays.last_mut() {
        Some(Overlay::Form(form)) => Some(form),
        _ => None,
    }
}

fn follow(app: &mut App, handled: Handled) -> Vec<Effect> {
    let Some(form) = top(app) else { return Vec::new() };
    match handled {
        Handled::Cancel if form.is_dirty() => {
            app.overlays.push(Overlay::Confirm(Confirm { question: Text::of("form-drop"), then: Then::DropForm }));
            Vec::new()
        }
        Handled::Cancel => {
            app.overlays.pop();
            Vec::new()
        }
        Handled::Changed(name) => changed(app, name),
        Handled::Save => save(app),
        Handled::Test => account::test(app, false),
        Handled::Done | Handled::NotMine => Vec::new(),
    }
}

/// A field changed: what depends on it follows.
fn changed(app: &mut App, name: &'static str) -> Vec<Effect> {
    let Some(form) = top(app) else { return Vec::new() };
    match form.kind {
        FormKind::Appearance => appearance::changed(app, name),
        FormKind::Record(_) | FormKind::Passphrase { .. } => Vec::new(),
        FormKind::Account(_) => account::changed(app, name),
    }
}

/// The person wants the form saved, and everything mandatory is filled.
fn save(app: &mut App) -> Vec<Effect> {
    let Some(form) = top(app) else { return Vec::new() };
    match form.kind {
        FormKind::Appearance => appearance::save(app),
        FormKind::Record(_) => records::save(app),
        FormKind::Account(_) => account::save(app),
        FormKind::Passphrase { .. } => account::unlock(app),
    }
}
