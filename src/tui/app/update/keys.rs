//! From keys to commands.

use super::{bindings, command, composer, form, overlays};
use crate::present::commands::{Command, Lookup};
use crate::present::key::{Key, KeyPress};
use crate::tui::app::overlay::Overlay;
use crate::tui::app::{App, Effect};

/// Takes a key: a command when the keymap knows it here, else text for what is being typed.
pub(super) fn press(app: &mut App, press: KeyPress) -> Vec<Effect> {
    if press.ctrl && press.folded().key == Key::Char('z') {
        return vec![Effect::Suspend];
    }
    if press.ctrl && press.folded().key == Key::Char('l') {
        return vec![Effect::Redraw];
    }
    if matches!(app.overlays.last(), Some(Overlay::Keys(_))) {
        return bindings::press(app, press);
    }
    // Whoever was typing when it came up types on: those letters must not close it unread, and the next ones act on mails. What closes everything closes it.
    if matches!(app.overlays.last(), Some(Overlay::Problem(_))) && matches!(press.key, Key::Char(_)) && !press.ctrl {
        let closes = matches!(app.keymap.find(app.place(), &[press]), Lookup::Command(Command::Close));
        return if closes { command::order(app, Command::Close) } else { Vec::new() };
    }
    if edits_line(app, press) {
        return typed(app, press);
    }
    app.presses.push(press);
    match app.keymap.find(app.place(), &app.presses) {
        Lookup::Command(found) => {
            app.presses.clear();
            command::order(app, found)
        }
        Lookup::Prefix => Vec::new(),
        Lookup::Nothing => {
            let begun = app.presses.len() > 1;
            app.presses.clear();
            if begun { Vec::new() } else { typed(app, press) }
        }
    }
}

/// Whether a key moves inside the line that is typed, although the table has a command for it.
fn edits_line(app: &App, press: KeyPress) -> bool {
    let in_line = matches!(press.key, Key::Left | Key::Right | Key::Home | Key::End);
    match app.overlays.last() {
        Some(Overlay::Palette(_) | Overlay::Prompt(_)) => in_line,
        Some(Overlay::Chooser(chooser)) if chooser.narrows => in_line,
        _ => false,
    }
}

fn typed(app: &mut App, press: KeyPress) -> Vec<Effect> {
    match app.overlays.last() {
        Some(Overlay::Form(_)) => form::key(app, press),
        Some(Overlay::Composer(_)) => composer::key(app, press),
        Some(_) => overlays::key(app, press),
        None => Vec::new(),
    }
}

/// Takes a pasted text; it is only ever text, never commands.
pub(super) fn paste(app: &mut App, text: &str) -> Vec<Effect> {
    app.presses.clear();
    match app.overlays.last() {
        Some(Overlay::Form(_)) => form::paste(app, text),
        Some(Overlay::Composer(_)) => composer::paste(app, text),
        Some(_) => overlays::paste(app, text),
        None => Vec::new(),
    }
}
