//! A citation leads somewhere: `architecture.md 4`, `promises.md A1`, `interface.md, Search language`, and every S-number.

use std::collections::BTreeSet;

use super::files::{below, page, root, sources};

const PAGES: [&str; 6] = ["architecture.md", "customers.md", "interface.md", "promises.md", "requirements.md", "team.md"];
/// Names of drafts that are not in the repository.
const GONE: [&str; 7] = ["DESIGN", "INTERFACE", "REQUIREMENTS", "RELIABILITY", "CRM.md", "DEPENDENCIES", "EXAMPLES"];

/// Everything that may cite: sources, words, scripts, and the pages themselves. A landed migration is never edited, so that its comments stay as they are.
fn citing() -> Vec<(String, String)> {
    let mut all = sources();
    all.extend(below("assets/locales", &["ftl"]));
    all.extend(below("docs", &["md"]));
    for file in ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "Cargo.toml", "deny.toml", "tests/run", "benches/README.md"] {
        all.push((file.to_owned(), std::fs::read_to_string(root().join(file)).unwrap()));
    }
    all
}

/// What can be cited of a page: the number or letter that a heading begins with, and its words.
fn headings(page: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in page.lines().filter(|line| line.starts_with('#')) {
        let words = line.trim_start_matches('#').trim();
        found.insert(words.to_lowercase());
        let first = words.split([' ', ':']).next().unwrap_or_default();
        found.insert(first.trim_end_matches('.').to_lowercase());
    }
    found
}

/// The citations of pages in a text: the page, and the section where one is named.
fn citations(text: &str) -> Vec<(&str, Option<String>)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(".md") {
        let start = text[..at].rfind(|c: char| !c.is_ascii_alphabetic() && c != '/').map_or(0, |at| at + 1);
        let path = &text[start..at + 3];
        let name = path.rsplit('/').next().unwrap_or(path);
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            continue;
        }
        let rest = &text[at + 3..];
        let section = if let Some(words) = rest.strip_prefix(", ").filter(|words| words.starts_with(|c: char| c.is_ascii_uppercase())) {
            Some(words.split([',', '.', ')', ';', ':', '\n', '`']).next().unwrap_or_default().trim().to_owned())
        } else {
            let number = rest.strip_prefix(' ').unwrap_or_default();
            let number: String = number.chars().take_while(|c| c.is_ascii_digit() || c.is_ascii_uppercase() || *c == '.').collect();
            let number = number.trim_end_matches('.');
            (number.contains(|c: char| c.is_ascii_digit())).then(|| number.to_owned())
        };
        found.push((name, section));
    }
    found
}

#[test]
fn every_citation_of_a_page_leads_somewhere() {
    let known: Vec<(&str, BTreeSet<String>)> = PAGES.iter().map(|name| (*name, headings(&page(name)))).collect();
    let mut lost = Vec::new();
    for (file, text) in citing() {
        if file == "tests/docs/citations.rs" {
            continue;
        }
        for (name, section) in citations(&text) {
            match (known.iter().find(|(page, _)| *page == name), section) {
                (None, _) => lost.push(format!("{file}: {name} is no page")),
                (Some((_, headings)), Some(section)) if !headings.contains(&section.to_lowercase()) => {
                    lost.push(format!("{file}: {name} has no {section}"));
                }
                _ => {}
            }
        }
        for gone in GONE {
            if text.contains(gone) {
                lost.push(format!("{file} cites {gone}, which is not in the repository"));
            }
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
}

/// The S-numbers of a text, in comments (`S33`) and in names of tests (`s33_...`).
fn numbers(text: &str) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        let digits = word.strip_prefix('S').or_else(|| word.strip_prefix('s')).unwrap_or_default();
        if (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            found.extend(digits.parse::<u32>().ok());
        }
    }
    found
}

#[test]
fn every_number_of_a_requirement_is_one_of_the_page() {
    let requirements = numbers(&page("requirements.md"));
    for (file, text) in sources() {
        let comments: String = text.lines().filter(|line| line.contains("//") || line.contains("fn s")).collect::<Vec<_>>().join("\n");
        let lost: Vec<u32> = numbers(&comments).difference(&requirements).copied().collect();
        assert!(lost.is_empty(), "{file} cites S-numbers that requirements.md does not have: {lost:?}");
    }
}

#[test]
fn the_guard_reads_citations() {
    let text = "see architecture.md 4, `docs/promises.md` and (promises.md A12), interface.md, Search language; requirements.md.";
    let wanted = [
        ("architecture.md", Some("4".to_owned())),
        ("promises.md", None),
        ("promises.md", Some("A12".to_owned())),
        ("interface.md", Some("Search language".to_owned())),
        ("requirements.md", None),
    ];
    assert_eq!(citations(text), wanted);
    assert_eq!(numbers("(S33, S118) fn s46_x iss5 S5x"), BTreeSet::from([33, 46, 118]));
}
