//! Forms: keys go to the form on top; what it is for decides what saving means.

use super::{account, appearance, conversion, discovery, merging, records};
use crate::i18n::Text;
use crate::present::commands::Command;
use crate::present::key::KeyPress;
use crate::tui::app::forms::{FormKind, Handled};
use crate::tui::app::overlay::{Confirm, Overlay};
use crate::tui::app::typed_text::TypedAt;
use crate::tui::app::{App, Effect, Then};

/// Takes the commands of the form on top.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    let form = app.top_form()?;
    let before = form.focus;
    let handled = form.command(command);
    if handled == Handled::NotMine {
        return None;
    }
    left(app, before, handled == Handled::Save);
    Some(went_on(app, handled, before))
}

/// The cursor left a field, or all of them are to be saved: what was typed there is written out as it was understood.
fn left(app: &mut App, before: usize, whole: bool) {
    let Some(form) = app.top_form() else { return };
    if form.kind.fields_of().is_some() && (whole || form.focus != before) {
        records::left(app, before);
    }
}

/// Takes a key that is no command.
pub(super) fn key(app: &mut App, press: KeyPress) -> Vec<Effect> {
    let before = app.top_form().map(|form| form.focus);
    match app.top_form().map(|form| form.key(press)) {
        Some(handled) => {
            left(app, before.unwrap_or(0), false);
            went_on(app, handled, before.unwrap_or(0))
        }
        None => Vec::new(),
    }
}

/// What became of a key, and what the field that the cursor left begins.
fn went_on(app: &mut App, handled: Handled, before: usize) -> Vec<Effect> {
    let field = app.top_form().and_then(|form| form.fields.get(before).map(|field| field.name));
    let mut effects = follow(app, handled);
    effects.extend(discovery::left(app, field));
    effects
}

/// A field of the form on top was pressed.
pub(super) fn press(app: &mut App, name: &'static str, at: TypedAt) -> Vec<Effect> {
    let before = app.top_form().map(|form| form.focus);
    match app.top_form().map(|form| form.press(name, at)) {
        Some(handled) => {
            left(app, before.unwrap_or(0), false);
            went_on(app, handled, before.unwrap_or(0))
        }
        None => Vec::new(),
    }
}

/// Takes a pasted text.
pub(super) fn paste(app: &mut App, text: &str) -> Vec<Effect> {
    match app.top_form().map(|form| form.paste(text)) {
        Some(handled) => follow(app, handled),
        None => Vec::new(),
    }
}

fn follow(app: &mut App, handled: Handled) -> Vec<Effect> {
    let Some(form) = app.top_form() else { return Vec::new() };
    match handled {
        Handled::Cancel if discovery::is_looking(form) => discovery::stop(app),
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

/// The person throws the form on top away.
pub(super) fn dropped(app: &mut App) -> Vec<Effect> {
    if let Some(Overlay::Form(form)) = app.overlays.pop_if(|top| matches!(top, Overlay::Form(_)))
        && form.kind == FormKind::Appearance
    {
        appearance::dropped(app, &form);
    }
    Vec::new()
}

/// A field changed: what depends on it follows.
fn changed(app: &mut App, name: &'static str) -> Vec<Effect> {
    let Some(form) = app.top_form() else { return Vec::new() };
    match form.kind {
        FormKind::Appearance => appearance::changed(app, name),
        FormKind::Conversion(_) => conversion::changed(app),
        FormKind::Merge(_) => merging::changed(app),
        FormKind::Record(_) | FormKind::Passphrase { .. } => Vec::new(),
        FormKind::Account(_) => account::changed(app, name),
    }
}

/// The person wants the form saved, and everything mandatory is filled.
fn save(app: &mut App) -> Vec<Effect> {
    let Some(form) = app.top_form() else { return Vec::new() };
    match form.kind {
        FormKind::Appearance => appearance::save(app),
        FormKind::Record(_) => records::save(app),
        FormKind::Conversion(_) => conversion::save(app),
        FormKind::Merge(_) => merging::save(app),
        FormKind::Account(_) => account::save(app),
        FormKind::Passphrase { .. } => account::unlock(app),
    }
}
