//! The rows of the help.

use super::overlay::Reader;
use super::state::App;
use crate::i18n::Catalogue;
use crate::present::commands::{Entry, TABLE};

/// A row of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HelpRow {
    Heading(String),
    /// Keys, what they do, and why they cannot act now.
    Keys(String, String, Option<String>),
    /// A line of text.
    Line(String),
}

/// The rows of the help: the tutorial where it is asked for, the keys of the place, then the keys of everywhere.
pub(crate) fn reader_rows(reader: &Reader, app: &App) -> Vec<HelpRow> {
    let words = &app.words;
    let mut rows = Vec::new();
    if reader.tutorial {
        rows.push(HelpRow::Heading(words.word("tutorial-title")));
        rows.extend(words.word("tutorial").lines().map(|line| HelpRow::Line(line.to_owned())));
        rows.push(HelpRow::Line(String::new()));
    }
    rows.push(HelpRow::Heading(words.word("help-here")));
    let here = app.keymap.help(reader.place);
    rows.extend(here.iter().map(|(entry, keys)| row(entry, keys, app.lacks(entry).map(|why| words.say(&why)), words)));
    rows.push(HelpRow::Line(String::new()));
    rows.push(HelpRow::Heading(words.word("help-typing")));
    rows.extend(TYPING.map(|(keys, text)| HelpRow::Keys(keys.to_owned(), words.word(text), None)));
    if !reader.tutorial {
        rows.push(HelpRow::Line(String::new()));
        rows.push(HelpRow::Line(words.word("help-mouse")));
        rows.push(HelpRow::Line(words.word("help-tutorial")));
        return rows;
    }
    rows.push(HelpRow::Line(String::new()));
    rows.push(HelpRow::Heading(words.word("help-elsewhere")));
    for entry in TABLE.iter().filter(|entry| !here.iter().any(|(one, _)| one.command == entry.command)) {
        rows.push(row(entry, &app.keymap.keys(entry.command), None, words));
    }
    rows
}

/// Keys that act on what is being typed, wherever that is; they are not in the table, since nobody binds them anew.
const TYPING: [(&str, &str); 4] = [
    ("Ctrl-u  Ctrl-r", "help-typing-mail"),
    ("Ctrl-u  Ctrl-y", "help-typing-line"),
    ("Tab", "help-typing-complete"),
    ("Up  Down", "help-typing-before"),
];

fn row(entry: &Entry, keys: &[String], why: Option<String>, words: &Catalogue) -> HelpRow {
    HelpRow::Keys(keys.join("  "), words.say(&entry.says()), why)
}
