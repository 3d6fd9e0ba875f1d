//! `fumi keys`: every command of the app with its keys, from the one table and the person's own bindings.

use serde_json::{Value, json};

use super::context::Context;
use super::{Ended, Exit};
use crate::config::settings::Settings;
use crate::i18n::Text;
use crate::present::commands::{BindingError, Keymap, TABLE};
use crate::problem::{Code, Problem};
use crate::text::pad;

/// Lists the keys.
///
/// # Errors
/// When a binding of the config cannot be used.
pub fn run(at: &Context) -> Ended {
    let keymap = Keymap::with(&at.settings.keys).map_err(|error| of_binding(&error, &at.settings))?;
    let places = |entry: &crate::present::commands::Entry| entry.places.texts().iter().map(|place| at.say(place)).collect::<Vec<_>>();
    if at.json() {
        let rows = TABLE.iter().map(|entry| {
            json!({ "name": entry.name, "keys": keymap.keys(entry.command), "where": places(entry), "text": at.say(&entry.says()) })
        });
        at.output.value(&Value::Array(rows.collect()));
        return Ok(Exit::DONE);
    }
    for entry in TABLE {
        let keys = keymap.keys(entry.command).join("  ");
        at.output.line(&format!(
            "{}  {}  {}  {}",
            pad(&keys, 18),
            pad(entry.name, 18),
            pad(&places(entry).join(", "), 26),
            at.say(&entry.says())
        ));
    }
    Ok(Exit::DONE)
}

/// A binding of the config cannot be used; says in which line it stands.
pub fn of_binding(error: &BindingError, settings: &Settings) -> Problem {
    let (name, text) = match error {
        BindingError::NoSuchCommand { name } => (name, Text::of("keys-no-such-command").with("name", name.as_str())),
        BindingError::NoSuchKey { name, keys } => {
            (name, Text::of("keys-no-such-key").with("name", name.as_str()).with("keys", keys.as_str()))
        }
        BindingError::Taken { name, other, keys } => {
            (name, Text::of("keys-taken").with("name", name.as_str()).with("other", other.as_str()).with("keys", keys.as_str()))
        }
    };
    let line = settings.key_lines.iter().find(|(known, _)| known == name).map_or(1, |(_, line)| *line);
    let text = text.count("line", i64::try_from(line).unwrap_or(i64::MAX));
    Problem::failed(Code::ConfigInvalid, text).hint(Text::of("keys-hint"))
}
