//! Every crate of `Cargo.toml` is named in the sources: what nobody uses costs time to build and trust for nothing.

use std::path::{Path, PathBuf};

use crate::module::tokens;

/// The crates of a table of `Cargo.toml`, as code names them.
fn crates_of(manifest: &str, table: &str) -> Vec<String> {
    let lines = manifest.lines().skip_while(|line| line.trim() != table).skip(1).take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| line.split_once('=')).map(|(name, _)| name.trim().replace('-', "_")).collect()
}

/// The crates that no source names as the beginning of a path.
fn unnamed(manifest: &str, table: &str, sources: &[(PathBuf, String)]) -> Vec<String> {
    let mut left = crates_of(manifest, table);
    for (_, source) in sources {
        if left.iter().any(|krate| source.contains(krate.as_str())) {
            let tokens = tokens(source);
            let named = |krate: &String| tokens.windows(2).any(|pair| pair[0] == *krate && (pair[1] == "::" || pair[1] == ";"));
            left.retain(|krate| !named(krate));
        }
    }
    left
}

#[test]
fn every_crate_is_named_in_the_sources() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let mut sources = crate::sources_in(&root.join("src"));
    assert_eq!(unnamed(&manifest, "[dependencies]", &sources), Vec::<String>::new(), "the program does not use these");
    sources.extend(crate::sources_in(&root.join("tests")));
    sources.extend(crate::sources_in(&root.join("benches")));
    assert_eq!(unnamed(&manifest, "[dev-dependencies]", &sources), Vec::<String>::new(), "no test uses these");
}

#[test]
fn a_crate_that_only_a_comment_or_a_string_names_is_not_used() {
    let manifest = "[dependencies]\nused = \"1\"\nnot-used = { version = \"2\" }\n\n[dev-dependencies]\nother = \"1\"\n";
    let source = "// not_used::thing\nuse used::Thing; const S: &str = \"not_used::\";".to_owned();
    assert_eq!(unnamed(manifest, "[dependencies]", &[(PathBuf::from("a.rs"), source)]), ["not_used"]);
}
