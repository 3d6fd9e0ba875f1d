//! Keys by hand: a command is searched, the new key is pressed, and who has it already is said at once.

use super::look;
use crate::i18n::Text;
use crate::jobs::look::KeepLook;
use crate::present::commands::{BindingError, Command, Keymap, TABLE};
use crate::present::key::{Key, KeyPress, show_keys};
use crate::tui::app::overlay::{KeyCapture, Overlay};
use crate::tui::app::{App, Choice, Chooser, Effect, Label, Level, Then};

/// More keys than this nobody presses for one command.
const LONGEST: usize = 4;

/// All commands with their keys, narrowed by typing.
pub(super) fn open(app: &mut App) -> Vec<Effect> {
    let choice = |entry: &crate::present::commands::Entry| Choice {
        label: Label::Text(entry.says()),
        detail: Label::Words(crate::text::CleanText::line(&format!("{}  {}", app.keymap.keys(entry.command).join("  "), entry.name))),
        then: Then::BindKeys(entry.command),
    };
    let choices = TABLE.iter().map(choice).collect();
    app.overlays.push(Overlay::Chooser(Chooser::list(Label::Text(Text::of("settings-keys")), choices, None)));
    Vec::new()
}

/// Waits for the new key of a command.
pub(super) fn capture(app: &mut App, command: Command) -> Vec<Effect> {
    app.overlays.push(Overlay::Keys(KeyCapture { command, presses: Vec::new(), clash: None }));
    Vec::new()
}

/// Takes a press while the new key of a command is awaited: Enter keeps what was pressed, Backspace takes a press back and with none gives the command its own key again.
pub(super) fn press(app: &mut App, press: KeyPress) -> Vec<Effect> {
    let Some(Overlay::Keys(capture)) = app.overlays.last_mut() else { return Vec::new() };
    let (command, none) = (capture.command, capture.presses.is_empty());
    match press.key {
        Key::Esc => {
            app.overlays.pop();
            return Vec::new();
        }
        Key::Enter if none || capture.clash.is_some() => return Vec::new(),
        Key::Enter => {
            let keys = vec![show_keys(&capture.presses)];
            return keep(app, command, Some(keys));
        }
        Key::Backspace if none => return keep(app, command, None),
        Key::Backspace => drop(capture.presses.pop()),
        _ if capture.presses.len() < LONGEST => capture.presses.push(press.folded()),
        _ => return Vec::new(),
    }
    let pressed = capture.presses.clone();
    let clash = if pressed.is_empty() { None } else { Keymap::with(&bound(app, command, Some(vec![show_keys(&pressed)]))).err() };
    let said = clash.map(|error| said(&error, command));
    if let Some(Overlay::Keys(capture)) = app.overlays.last_mut() {
        capture.clash = said;
    }
    Vec::new()
}

/// The person's bindings with this one.
fn bound(app: &App, command: Command, keys: Option<Vec<String>>) -> Vec<(String, Vec<String>)> {
    let name = command.entry().name;
    let mut all: Vec<_> = app.own_keys.iter().filter(|(one, _)| one != name).cloned().collect();
    all.extend(keys.map(|keys| (name.to_owned(), keys)));
    all
}

fn keep(app: &mut App, command: Command, keys: Option<Vec<String>>) -> Vec<Effect> {
    let all = bound(app, command, keys.clone());
    let map = match Keymap::with(&all) {
        Ok(map) => map,
        Err(error) => {
            let said = said(&error, command);
            if let Some(Overlay::Keys(capture)) = app.overlays.last_mut() {
                capture.clash = Some(said);
            }
            return Vec::new();
        }
    };
    app.overlays.pop();
    (app.keymap, app.own_keys) = (map, all);
    let now = app.keymap.keys(command).join("  ");
    let text = Text::of("keys-kept").text("command", command.entry().says()).with("keys", now);
    app.notices.say(Level::Done, text, app.now);
    vec![look::keep_setting(app, KeepLook::Keys(command.entry().name.to_owned(), keys))]
}

/// Which command has the key already.
fn said(error: &BindingError, command: Command) -> Text {
    match error {
        BindingError::Taken { name, other, keys } => {
            let theirs = if name == command.entry().name { other } else { name };
            let does = TABLE.iter().find(|entry| entry.name == theirs).map_or_else(|| Text::of("keys-not-one"), |entry| entry.says());
            Text::of("keys-clash").with("keys", keys.as_str()).text("command", does)
        }
        BindingError::NoSuchKey { .. } | BindingError::NoSuchCommand { .. } => Text::of("keys-not-one"),
    }
}
