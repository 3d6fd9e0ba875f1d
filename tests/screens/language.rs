//! No English word stands on a Japanese screen but names and protocol words.

use fumi::config::settings::Theme;
use fumi::i18n::Language;

use crate::screens::{Books, ScreenWorld, sample};

/// Names in the sample, names of keys, protocol words, and what the search language is written in.
const ALLOWED: &[&str] = &[
    "fumi",
    "CRM",
    "IMAP",
    "Cc",
    "HTML",
    "sales",
    "example",
    "com",
    "Projekte",
    "TEL",
    "sample",
    "tanaka",
    "hanako",
    "suzuki",
    "pdf",
    "application",
    "https",
    "KB",
    "from",
    "has",
    "attachment",
    "newer",
    "than",
    "Enter",
    "Esc",
    "Space",
    "Tab",
    "Shift",
    "Ctrl",
    "PgDn",
    "PgUp",
    "Home",
    "End",
    "Up",
    "Down",
    "Left",
    "Right",
    "help",
    "gg",
    "gi",
    "gs",
    "gt",
    "gw",
    "gn",
    "gd",
    "ga",
    "go",
    "gl",
    "gc",
    "gm",
    "gb",
    "gp",
    "gk",
    "gS",
    "browse",
    "raw",
    "save",
    "message",
    "Re",
];

/// The sample without its English mails.
fn japanese() -> Books {
    let mut books = sample();
    books.mails.retain(|one| matches!(one.thread, 1 | 4));
    for one in &mut books.mails {
        one.attachments = vec![("見積書.pdf", "application/pdf", 20_480)];
        one.body.push((0, "https://sample.example/".to_owned()));
    }
    books.records.retain(|(_, typed)| typed.iter().all(|(_, text)| !text.contains("Berg")));
    books
}

/// Whether a word is allowed, or the part of an allowed one that a border left.
fn allowed(word: &str) -> bool {
    ALLOWED.iter().any(|one| *one == word || word.len() > 1 && one.len() > 4 && (one.starts_with(word) || one.ends_with(word)))
}

fn english_words(screen: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in screen.chars().chain([' ']) {
        if c.is_alphabetic() && !is_japanese(c) || c.is_ascii_digit() && !word.is_empty() {
            word.push(c);
        } else if !word.is_empty() {
            if word.chars().count() > 1 && !word.chars().any(|c| c.is_ascii_digit()) {
                words.push(std::mem::take(&mut word));
            }
            word.clear();
        }
    }
    words
}

fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

#[test]
fn japanese_screens_are_japanese() {
    let walks = [
        "",
        "Enter",
        "Enter Enter",
        "j Enter A",
        "j Enter W",
        "x v",
        "x L",
        "Ctrl-p",
        "?",
        "gS",
        "gt",
        "gw",
        "g",
        "Enter /",
        ": q Enter",
        "e z",
    ];
    let mut found = Vec::new();
    for walk in walks {
        let mut world = ScreenWorld::with(japanese(), Language::Japanese, 120, 40, Theme::Dark);
        world.keys(walk);
        let screen = world.screen();
        let screen: String = screen.lines().filter(|row| !row.starts_with("cursor:")).collect::<Vec<_>>().join("\n");
        for word in english_words(&screen) {
            if !allowed(&word) {
                found.push(format!("{word:?} after {walk:?}"));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_guard_sees_an_english_word() {
    assert_eq!(english_words("件名 Hello│x Q1 3"), ["Hello"]);
}
