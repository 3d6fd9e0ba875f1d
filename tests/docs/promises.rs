//! Promises and requirements name tests that exist.

use std::collections::{BTreeMap, BTreeSet};

use super::files::{page, quoted, root, tests};

#[test]
fn every_promise_names_tests_that_exist_where_it_says() {
    let tests = tests();
    let mut lost = Vec::new();
    let mut file = String::new();
    for line in page("promises.md").lines() {
        if !line.starts_with("- `") && !line.starts_with("  `") {
            continue;
        }
        for word in quoted(line) {
            if word.contains('/') {
                file = word.to_owned();
                assert!(root().join(word).exists(), "promises.md names {word}, which is not there");
            } else if !tests.iter().any(|(at, name)| name == word && at.starts_with(&file)) {
                lost.push(format!("{file} {word}"));
            }
        }
    }
    assert!(lost.is_empty(), "promises.md names tests that are gone: {lost:#?}");
}

#[test]
fn every_promise_has_a_test_or_says_that_it_has_none() {
    let text = page("promises.md");
    for promise in text.split("\n### ").skip(1) {
        let title = promise.lines().next().unwrap();
        assert!(promise.contains("\n- `") || promise.contains("no test yet") || promise.contains("Not tested"), "{title}");
    }
}

#[test]
fn every_requirement_stands_once_with_its_state_and_what_shows_it() {
    const STATES: [&str; 5] = ["done", "part", "later", "team", "out"];
    let known: BTreeSet<String> = tests().into_iter().map(|(_, name)| name).collect();
    let mut rows: BTreeMap<u32, String> = BTreeMap::new();
    for line in page("requirements.md").lines().filter(|line| line.starts_with("| S")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [number, what, state, shown] = cells[..] else { panic!("four cells are wanted: {line}") };
        let number: u32 = number[1..].parse().unwrap();
        assert!(rows.insert(number, what.to_owned()).is_none(), "S{number} stands twice");
        let word = state.split(':').next().unwrap();
        assert!(STATES.contains(&word), "S{number}: {state} is no state");
        let names = quoted(shown);
        assert!(!matches!(word, "done" | "part") || !names.is_empty(), "S{number} is {word}, and no test is named");
        for name in names {
            assert!(known.contains(name), "S{number} names the test {name}, which is gone");
        }
    }
    assert_eq!(rows.keys().copied().collect::<Vec<_>>(), (1..=141).collect::<Vec<_>>());
}
