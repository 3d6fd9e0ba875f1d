//! Words that the state already knows how to choose: verbs of changes, sizes, the rows of the help.

use crate::i18n::{Catalogue, Text};
use crate::jobs::changes::Changed;
use crate::present::commands::{Entry, Keymap, TABLE};
use crate::tui::app::overlay::Reader;

/// What a group of changes was: its verb and, where it is one thing, its name, else how many.
pub(crate) fn what_changed(changed: &Changed) -> Text {
    let verb = Text::of(verb_word(changed.verb));
    if changed.about.is_empty() {
        Text::of("changed-several").text("verb", verb).count("count", i64::try_from(changed.changed).unwrap_or(i64::MAX))
    } else {
        Text::of("changed-one").text("verb", verb).with("about", changed.about.as_str())
    }
}

/// The catalogue id of a verb of [`Changed`].
fn verb_word(verb: &str) -> &'static str {
    match verb {
        "archive" => "verb-archive",
        "delete" => "verb-delete",
        "spam" => "verb-spam",
        "star" => "verb-star",
        "unstar" => "verb-unstar",
        "read" => "verb-read",
        "unread" => "verb-unread",
        "move" => "verb-move",
        "label" => "verb-label",
        "add_lead" => "verb-add-lead",
        "add_contact" => "verb-add-contact",
        "add_temp" => "verb-add-temp",
        "add_company" => "verb-add-company",
        "add_deal" => "verb-add-deal",
        "add_task" => "verb-add-task",
        "add_event" => "verb-add-event",
        "add_call" => "verb-add-call",
        "add_note" => "verb-add-note",
        "edit" => "verb-edit",
        "delete_record" => "verb-delete-record",
        "convert" => "verb-convert",
        "merge" => "verb-merge",
        "link" => "verb-link",
        "unlink" => "verb-unlink",
        "complete" => "verb-complete",
        "share_mail" => "verb-share-mail",
        "send" => "verb-send",
        "cancel_send" => "verb-cancel-send",
        _ => "verb-change",
    }
}

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
