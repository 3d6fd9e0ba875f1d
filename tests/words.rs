//! Every sentence that the sources name stands in every language, with the same placeholders (S118).
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fumi::i18n::{Catalogue, Language};

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
fn every_language_has_the_same_sentences_with_the_same_placeholders() {
    let english = entries(Language::default().word());
    for language in Language::ALL {
        let spoken = entries(language.word());
        let lacks: Vec<_> = english.keys().filter(|id| !spoken.contains_key(*id)).collect();
        let alone: Vec<_> = spoken.keys().filter(|id| !english.contains_key(*id)).collect();
        assert!(lacks.is_empty() && alone.is_empty(), "{}: lacks {lacks:?}, has alone {alone:?}", language.word());
        for (id, placeholders) in &english {
            // A format takes of the parts what its language writes.
            if id.starts_with("when-format-") {
                let parts = ["weekday", "year", "name", "month", "month2", "day", "day2", "hour", "minute2"];
                assert!(spoken[id].iter().all(|part| parts.contains(&part.as_str())), "{id} in {}", language.word());
            } else {
                assert_eq!(placeholders, &spoken[id], "{id} in {}", language.word());
            }
        }
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
    for language in Language::ALL {
        let listed: BTreeSet<&str> = language.files().iter().map(|(name, _)| *name).collect();
        let files = read_all(&root.join("assets/locales").join(language.word()), "ftl");
        assert_eq!(files.len(), listed.len(), "{}", language.word());
        for (file, _) in files {
            let name = Path::new(&file).file_stem().unwrap().to_string_lossy().into_owned();
            assert!(listed.contains(name.as_str()), "{name} is not in the catalogue");
        }
        let catalogue = Catalogue::open(*language);
        for id in entries(language.word()).keys() {
            assert!(catalogue.has(id), "{id} cannot be said in {}", language.word());
        }
    }
}

/// The problems that the sources make: how (`failed`, `temporary`, `usage`), their code and the id of their sentence, with the file.
fn problems_made() -> Vec<(String, String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut made = Vec::new();
    for (file, source) in read_all(&root.join("src"), "rs") {
        let source = source.split("#[cfg(test)]").next().unwrap().to_owned();
        for kind in ["failed", "temporary", "usage"] {
            for (at, call) in source.match_indices(&format!("::{kind}(")) {
                let rest = source[at + call.len()..].trim_start();
                let Some(rest) = rest.strip_prefix("Code::") else { continue };
                let Some((code, rest)) = rest.split_once(',') else { continue };
                let Some((_, rest)) = rest.split_once('"') else { continue };
                let code: String = code.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                made.push((kind.to_owned(), code, rest.split('"').next().unwrap().to_owned(), file.clone()));
            }
        }
    }
    made
}

#[test]
fn one_trouble_has_one_code() {
    let made = problems_made();
    assert!(made.len() > 60, "the guard reads the sources: {}", made.len());
    let mut codes: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for (kind, code, sentence, _) in &made {
        codes.entry((kind.clone(), sentence.clone())).or_default().insert(code.clone());
    }
    let torn: Vec<_> = codes.iter().filter(|(_, codes)| codes.len() > 1).collect();
    assert!(torn.is_empty(), "one sentence, two codes: {torn:#?}");
    for code in ["Internal", "AmbiguousId"] {
        let makers: BTreeSet<_> = made.iter().filter(|(_, made, ..)| made == code).map(|(.., file)| file).collect();
        assert!(makers.len() <= 1, "{code} is made in {makers:?}");
    }
}

/// One word for one thing: in each language, words that must not stand in any text, and the one that is said in their place.
const TERMS: [(&str, &[(&str, &str)]); 2] = [
    (
        "en",
        &[("Answer", "Reply"), ("e-mail", "mail"), ("Recycle", "Trash"), ("folder of mail", "mailbox"), ("meeting request", "invitation")],
    ),
    (
        "ja",
        &[
            ("ゴミ箱", "ごみ箱"),
            ("活動予定", "予定表"),
            ("送信者", "差出人"),
            ("提供元", "プロバイダー"),
            ("サーバ ", "サーバー"),
            ("ユーザ ", "ユーザー"),
            ("Eメール", "メール"),
            ("電子メール", "メール"),
            ("フォルダ ", "フォルダー"),
        ],
    ),
];

/// What no sentence of Japanese begins with: a particle belongs to the word before it.
const PARTICLES: [&str; 8] = ["が", "は", "を", "に", "の", "と", "へ", "で"];

/// A word that begins with one of these and is none.
const NO_PARTICLE: &str = "はい";

/// The texts of a language: id and first line.
fn sentences(language: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for (_, text) in read_all(&root.join("assets/locales").join(language), "ftl") {
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (id, said) = line.split_once(" = ").unwrap_or(("", line));
            all.push((id.to_owned(), said.trim().to_owned()));
        }
    }
    all
}

#[test]
fn one_thing_has_one_word_in_each_language() {
    let mut wrong = Vec::new();
    for (language, terms) in TERMS {
        for (id, said) in sentences(language) {
            for (other, term) in terms.iter().filter(|(other, _)| said.contains(other)) {
                wrong.push(format!("{id} in {language}: “{other}” should be “{term}”"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_sentence_begins_with_a_particle() {
    let begins = |said: &str| PARTICLES.iter().any(|particle| said.starts_with(particle)) && !said.starts_with(NO_PARTICLE);
    let wrong: Vec<_> = sentences("ja").into_iter().filter(|(id, said)| !id.is_empty() && begins(said)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn signs_have_one_style_in_japanese() {
    let wrong: Vec<_> = sentences("ja")
        .into_iter()
        .filter(|(_, said)| said.contains(['（', '）', '：', '！', '？']) || said.chars().any(|c| ('０'..='９').contains(&c)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    // A number stands at its counter without a blank, and mails are counted like everything else.
    let counters = ["} 件", "} 通", "}通", "} 人", "} 秒", "} バイト"];
    let apart: Vec<_> = sentences("ja").into_iter().filter(|(_, said)| counters.iter().any(|counter| said.contains(counter))).collect();
    assert!(apart.is_empty(), "{apart:#?}");
}

#[test]
fn spans_are_never_shown_as_they_are_typed_in_scripts() {
    let shorthand = |said: &str| {
        said.match_indices('+').any(|(at, _)| {
            let rest: Vec<char> = said[at + 1..].chars().take(3).collect();
            rest.first().is_some_and(char::is_ascii_digit) && rest.iter().any(|c| matches!(c, 'd' | 'm' | 'h' | 'w'))
        })
    };
    for language in ["en", "ja"] {
        // But in the help of the commands, which scripts call.
        let wrong: Vec<_> = sentences(language).into_iter().filter(|(id, said)| !id.starts_with("arg-") && shorthand(said)).collect();
        assert!(wrong.is_empty(), "{language}: {wrong:#?}");
    }
}
