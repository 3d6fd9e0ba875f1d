//! The palette: every command by its words or its name.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::i18n::Catalogue;
use crate::present::commands::{Command, Place, TABLE};
use crate::tui::app::overlay::{Overlay, Palette};
use crate::tui::app::{App, Effect};

/// Takes the command that opens the palette.
pub(super) fn anywhere(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    if command != Command::Palette {
        return None;
    }
    let found = matching(&app.words, app.pane(), "");
    app.overlays.push(Overlay::Palette(Palette { found, ..Palette::default() }));
    Some(Vec::new())
}

/// Looks for the typed words.
pub(super) fn look(app: &mut App) -> Vec<Effect> {
    let place = app.pane();
    let words = app.words.clone();
    if let Some(Overlay::Palette(palette)) = app.overlays.last_mut() {
        palette.found = matching(&words, place, palette.line.value());
        palette.cursor = 0;
    }
    Vec::new()
}

/// No command has so many bytes; to match a pasted book with each of them would hold the screen.
const LONGEST: usize = 1_000;

/// The commands that act at a place and hold the typed words, best first.
fn matching(words: &Catalogue, place: Place, typed: &str) -> Vec<Command> {
    let here = TABLE.iter().filter(|entry| entry.places.meets(place.kinds()) && entry.command != Command::Palette);
    if typed.trim().is_empty() {
        return here.map(|entry| entry.command).collect();
    }
    if typed.len() > LONGEST {
        return Vec::new();
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut buffer = Vec::new();
    let mut scored: Vec<(u32, Command)> = here
        .filter_map(|entry| {
            let haystack = format!("{} {}", words.say(&entry.says()), entry.name);
            let score = pattern.score(Utf32Str::new(&haystack, &mut buffer), &mut matcher)?;
            Some((score, entry.command))
        })
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, command)| command).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn a_command_is_found_by_its_words_in_either_language_and_by_its_name() {
        let english = Catalogue::open(Language::English);
        assert_eq!(matching(&english, Place::ThreadList, "archive").first(), Some(&Command::Archive));
        assert_eq!(matching(&english, Place::ThreadList, "arch").first(), Some(&Command::Archive));
        assert!(matching(&english, Place::ThreadList, "zzzz").is_empty());
        let japanese = Catalogue::open(Language::Japanese);
        assert_eq!(matching(&japanese, Place::ThreadList, "アーカイブ").first(), Some(&Command::Archive));
        assert!(matching(&japanese, Place::ThreadList, "").contains(&Command::Reply));
    }
}
