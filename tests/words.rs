//! Every sentence that the sources name stands in both languages, with the same placeholders (S118).
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn read_all(dir: &Path, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(read_all(&path, ending));
        } else if path.extension().is_some_and(|ext| ext == ending) {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
    found
}

/// The entries of a language with the placeholders of each.
fn entries(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, text) in read_all(&root.join("assets/locales").join(language), "ftl") {
        let mut id = String::new();
        for line in text.lines() {
            if let Some((name, _)) =
                line.split_once(" =").filter(|(name, _)| name.starts_with(|c: char| c.is_ascii_lowercase()) && !name.contains(' '))
            {
                id = name.to_owned();
                assert!(all.insert(id.clone(), BTreeSet::new()).is_none(), "{id} stands twice ({file})");
            }
            for piece in line.split('$').skip(1) {
                let name: String = piece.chars().take_while(|c| c.is_alphanumeric() || *c == '-' || *c == '_').collect();
                all.entry(id.clone()).or_default().insert(name);
            }
        }
    }
    all
}

#[test]
fn both_languages_have_the_same_sentences_with_the_same_placeholders() {
    let (english, japanese) = (entries("en"), entries("ja"));
    let missing: Vec<_> =
        english.keys().filter(|id| !japanese.contains_key(*id)).chain(japanese.keys().filter(|id| !english.contains_key(*id))).collect();
    assert!(missing.is_empty(), "in one language only: {missing:?}");
    for (id, placeholders) in &english {
        assert_eq!(placeholders, &japanese[id], "{id}");
    }
}

#[test]
fn every_sentence_that_the_sources_name_exists() {
    let english = entries("en");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut missing = Vec::new();
    for (file, source) in read_all(&root.join("src"), "rs") {
        for (at, _) in source.match_indices("Text::of(\"").chain(source.match_indices("catalogue.word(\"")) {
            let rest = source[at..].split_once('"').unwrap().1;
            let id = rest.split_once('"').unwrap().0;
            if !english.contains_key(id) && !source[..at].contains("#[cfg(test)]") {
                missing.push(format!("{id} ({file})"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_locale_file_is_in_the_catalogue_and_can_be_said() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed: BTreeSet<&str> = fumi::i18n::SOURCES.iter().map(|(name, _, _)| *name).collect();
    for (file, _) in read_all(&root.join("assets/locales/en"), "ftl") {
        let name = Path::new(&file).file_stem().unwrap().to_string_lossy().into_owned();
        assert!(listed.contains(name.as_str()), "{name} is not in the catalogue");
    }
    for language in [fumi::i18n::Language::English, fumi::i18n::Language::Japanese] {
        let catalogue = fumi::i18n::Catalogue::open(language);
        for id in entries(language.code()).keys() {
            assert!(catalogue.has(id), "{id} cannot be said in {}", language.code());
        }
    }
}
