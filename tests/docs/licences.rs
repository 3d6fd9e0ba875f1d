//! What `deny.toml` says of licences, sources and bans, checked for the machine at hand even where cargo-deny cannot be had.

use std::process::Command;

use serde_json::Value;

use super::files::root;

/// Whether an SPDX expression can be met with the licences allowed; `/` is the old way to write OR.
fn is_met(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ").replace(" WITH ", "+WITH+");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let met = any(&words, &mut at, allowed);
    met && at == words.len()
}

fn any(words: &[&str], at: &mut usize, allowed: &dyn Fn(&str) -> bool) -> bool {
    let mut met = all(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= all(words, at, allowed);
    }
    met
}

fn all(words: &[&str], at: &mut usize, allowed: &dyn Fn(&str) -> bool) -> bool {
    let mut met = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at, allowed);
    }
    met
}

fn one(words: &[&str], at: &mut usize, allowed: &dyn Fn(&str) -> bool) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word != "(" {
        return allowed(&word.replace("+WITH+", " WITH "));
    }
    let met = any(words, at, allowed);
    *at += 1;
    met
}

fn texts(list: &toml::Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_crate_has_a_licence_and_a_source_that_deny_toml_allows() {
    let rules: toml::Table = std::fs::read_to_string(root().join("deny.toml")).unwrap().parse().unwrap();
    let allowed = texts(&rules["licenses"]["allow"]);
    let exceptions: Vec<(String, Vec<String>)> = rules["licenses"]["exceptions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["name"].as_str().unwrap().to_owned(), texts(&one["allow"])))
        .collect();
    let banned: Vec<&str> = rules["bans"]["deny"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    let cargo = |arguments: &[&str]| {
        let done = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(arguments)
            .args(["--locked", "--offline"])
            .current_dir(root())
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    // What is really built here; the metadata also name what an unused feature would bring.
    let built = cargo(&["tree", "--prefix", "none", "--edges", "normal,build,dev", "--format", "{p}"]);
    let used: Vec<String> = built.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    let metadata: Value =
        serde_json::from_str(&cargo(&["metadata", "--format-version", "1", "--filter-platform", "x86_64-unknown-linux-gnu"])).unwrap();
    let mut wrong = Vec::new();
    let (mut here, mut needed) = (Vec::new(), Vec::new());
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        if name == "fumi" || !used.contains(&format!("{name} v{}", package["version"].as_str().unwrap())) {
            continue;
        }
        here.push(name);
        let licence = package["license"].as_str().unwrap_or_default();
        let excepted = exceptions.iter().find(|(of, _)| of == name);
        if !is_met(licence, &|word| allowed.iter().any(|one| one == word)) {
            needed.push(name);
            if !excepted.is_some_and(|(_, more)| is_met(licence, &|word| allowed.iter().chain(more).any(|one| one == word))) {
                wrong.push(format!("{name}: {licence:?} is not allowed"));
            }
        }
        if !package["source"].as_str().unwrap_or_default().starts_with("registry+https://github.com/rust-lang/crates.io-index") {
            wrong.push(format!("{name} comes from {}", package["source"]));
        }
        if banned.contains(&name) {
            wrong.push(format!("{name} is banned"));
        }
    }
    for (name, _) in &exceptions {
        if here.contains(&name.as_str()) && !needed.contains(&name.as_str()) {
            wrong.push(format!("{name} needs no exception any more"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_exception_says_why_and_since_when() {
    let text = std::fs::read_to_string(root().join("deny.toml")).unwrap();
    let (_, exceptions) = text.split_once("exceptions = [").unwrap();
    let exceptions = exceptions.split("\n]").next().unwrap();
    let mut reason = String::new();
    for line in exceptions.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(words) = line.strip_prefix("# ") {
            reason = words.to_owned();
        } else {
            let dated = reason.starts_with(|c: char| c.is_ascii_digit()) && reason.len() > 20;
            assert!(dated, "an exception needs a comment above it that begins with its date and says why: {line}");
            reason.clear();
        }
    }
}

#[test]
fn the_guard_reads_expressions() {
    let mit = |word: &str| word == "MIT" || word == "Apache-2.0 WITH LLVM-exception";
    for (expression, met) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("(GPL-3.0 OR MIT) AND ISC", false),
        ("Apache-2.0/MIT", true),
        ("Apache-2.0 WITH LLVM-exception AND MIT", true),
        ("", false),
    ] {
        assert_eq!(is_met(expression, &mit), met, "{expression}");
    }
}
