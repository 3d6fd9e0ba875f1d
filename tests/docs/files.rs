//! The files of the repository as text.

use std::fs;
use std::path::{Path, PathBuf};

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn page(name: &str) -> String {
    fs::read_to_string(root().join("docs").join(name)).unwrap()
}

/// All files below a folder with one of the endings, in order, by their path from the root.
pub fn below(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    fn walk(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, endings, found);
            } else if path.extension().is_some_and(|ending| endings.iter().any(|one| ending == *one)) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), endings, &mut found);
    found.sort();
    found.into_iter().map(|path| (path.strip_prefix(root()).unwrap().display().to_string(), fs::read_to_string(&path).unwrap())).collect()
}

/// The Rust sources of program, tests and benches.
pub fn sources() -> Vec<(String, String)> {
    ["src", "tests", "benches"].into_iter().flat_map(|folder| below(folder, &["rs"])).collect()
}

/// The names of all test functions, each with its file.
pub fn tests() -> Vec<(String, String)> {
    let mut tests = Vec::new();
    for (file, source) in sources() {
        let mut marked = false;
        for line in source.lines().map(str::trim) {
            if line.starts_with("#[test]") || line.starts_with("#[tokio::test") || line.contains("#[test]") {
                marked = true;
            } else if marked && let Some((_, rest)) = line.split_once("fn ") {
                tests.push((file.clone(), rest.split('(').next().unwrap().to_owned()));
                marked = false;
            }
        }
    }
    tests
}

/// What stands between backquotes in a text.
pub fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Replaces what stands between two markers of a file, or says how to do it.
pub fn block(file: &str, name: &str, wanted: &str) {
    let path = root().join(file);
    let text = fs::read_to_string(&path).unwrap();
    let begin =
        text.lines().find(|line| line.starts_with(&format!("<!-- {name}:"))).unwrap_or_else(|| panic!("{file} has no block {name}"));
    let end = format!("<!-- end of {name} -->");
    let (before, rest) = text.split_once(begin).unwrap();
    let (inside, after) = rest.split_once(&end).unwrap_or_else(|| panic!("{file}: the block {name} has no end"));
    if inside.trim() == wanted.trim() {
        return;
    }
    if std::env::var_os("FUMI_WRITE_DOCS").is_some() {
        fs::write(&path, format!("{before}{begin}\n{}\n{end}{after}", wanted.trim_end())).unwrap();
        return;
    }
    let missing: Vec<&str> = wanted.lines().filter(|line| !inside.contains(line)).take(10).collect();
    panic!(
        "{file}, block {name}, is not what the program says: `FUMI_WRITE_DOCS=1 cargo test --test docs` writes it. Missing: {missing:#?}"
    );
}
