//! The rows of the help.

use crate::i18n::Catalogue;
use crate::present::commands::{Entry, Keymap, TABLE};
use crate::tui::app::overlay::Reader;

/// A row of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HelpRow {
    /// A heading.
    Heading(String),
    /// Keys and what they do.
    Keys(String, String),
    /// A line of text.
    Line(String),
}

/// The rows of the help: the tutorial where it is asked for, the keys of the place, then the keys of everywhere.
pub(crate) fn reader_rows(reader: &Reader, keymap: &Keymap, words: &Catalogue) -> Vec<HelpRow> {
    let mut rows = Vec::new();
    if reader.tutorial {
        rows.push(HelpRow::Heading(words.word("tutorial-title")));
        rows.extend(words.word("tutorial").lines().map(|line| HelpRow::Line(line.to_owned())));
        rows.push(HelpRow::Line(String::new()));
    }
    rows.push(HelpRow::Heading(words.word("help-here")));
    let here = keymap.help(reader.place);
    rows.extend(here.iter().map(|(entry, keys)| row(entry, keys, words)));
    if !reader.tutorial {
        rows.push(HelpRow::Line(String::new()));
        rows.push(HelpRow::Line(words.word("help-tutorial")));
        return rows;
    }
    rows.push(HelpRow::Line(String::new()));
    rows.push(HelpRow::Heading(words.word("help-elsewhere")));
    for entry in TABLE.iter().filter(|entry| !here.iter().any(|(one, _)| one.command == entry.command)) {
        rows.push(row(entry, &keymap.keys(entry.command), words));
    }
    rows
}

fn row(entry: &Entry, keys: &[String], words: &Catalogue) -> HelpRow {
    HelpRow::Keys(keys.join("  "), words.say(&entry.says()))
}
