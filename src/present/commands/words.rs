//! The table as words: names people type, and the key table of the README.

use super::keymap::Keymap;
use super::table::{Entry, TABLE};
use crate::i18n::Catalogue;
use crate::text::nearness;

/// The command with this name or alias, as the command line takes it: in any case, with single spaces.
pub fn named(typed: &str) -> Option<&'static Entry> {
    let wanted = typed.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    TABLE.iter().find(|entry| entry.name == wanted || entry.aliases.contains(&wanted.as_str()))
}

/// The name nearest to a mistyped one, if any is near.
pub fn nearest(typed: &str) -> Option<&'static str> {
    let typed = typed.to_lowercase();
    let names = TABLE.iter().flat_map(|entry| std::iter::once(entry.name).chain(entry.aliases.iter().copied()));
    names.filter_map(|name| Some((nearness(&typed, name)?, name))).min().map(|(_, name)| name)
}

/// The key table of the README in Markdown: one row a command.
pub fn readme_table(words: &Catalogue) -> String {
    let keymap = Keymap::default();
    let mut out = String::from("| keys | where | what it does | name |\n|---|---|---|---|\n");
    for entry in TABLE {
        let keys: Vec<String> = keymap.keys(entry.command).iter().map(|keys| format!("`{keys}`")).collect();
        let places: Vec<String> = entry.places.texts().iter().map(|place| words.say(place)).collect();
        out.push_str(&format!("| {} | {} | {} | `{}` |\n", keys.join(" "), places.join(", "), words.say(&entry.says()), entry.name));
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::i18n::Language;
    use crate::present::commands::{Command, Places};

    const BEGIN: &str = "<!-- keys: made from src/present/commands/table.rs -->\n";
    const END: &str = "<!-- end of keys -->";

    #[test]
    fn the_key_table_of_the_readme_is_this_table() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
        let readme = std::fs::read_to_string(&path).unwrap();
        let (before, rest) = readme.split_once(BEGIN).expect("README.md has the beginning marker of the key table");
        let (inside, after) = rest.split_once(END).expect("README.md has the end marker of the key table");
        let wanted = readme_table(&Catalogue::open(Language::English));
        if inside != wanted && std::env::var_os("FUMI_WRITE_README").is_some() {
            std::fs::write(&path, format!("{before}{BEGIN}{wanted}{END}{after}")).unwrap();
            return;
        }
        assert_eq!(inside, wanted, "run `FUMI_WRITE_README=1 cargo test --lib readme` to write the table again");
    }

    #[test]
    fn every_command_says_what_it_does_in_both_languages() {
        for language in [Language::English, Language::Japanese] {
            let words = Catalogue::open(language);
            for entry in TABLE {
                for id in std::iter::once(entry.text).chain(entry.footer) {
                    assert_ne!(words.word(id), id, "{} in {}", id, language.word());
                }
            }
            for (_, id) in Places::KINDS {
                assert_ne!(words.word(id), id, "{} in {}", id, language.word());
            }
        }
    }

    #[test]
    fn names_are_unique_and_found_in_any_case() {
        let mut seen = std::collections::HashSet::new();
        for entry in TABLE {
            assert!(entry.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", entry.name);
            for name in std::iter::once(&entry.name).chain(entry.aliases) {
                assert!(seen.insert(*name), "{name} twice");
            }
            assert_eq!(entry.command.entry().name, entry.name);
        }
        assert_eq!(named(" Settings  channels MAIL").map(|entry| entry.command), Some(Command::Settings));
        assert!(named("nonsense").is_none());
    }
}
