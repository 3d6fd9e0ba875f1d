//! The Rust version that is promised is the same everywhere, and no newer than the one that builds.

use super::files::{page, root};

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap()
}

#[test]
fn the_stated_rust_version_is_the_same_everywhere_and_builds_here() {
    let cargo = read("Cargo.toml");
    let version = cargo.lines().find_map(|line| line.strip_prefix("rust-version = \"")).unwrap().trim_end_matches('"').to_owned();
    for (file, text) in [("README.md", read("README.md")), ("CONTRIBUTING.md", read("CONTRIBUTING.md"))] {
        assert!(text.contains(&format!("{version} or newer")), "{file} does not say {version} or newer");
    }
    assert!(!page("architecture.md").contains("rust-version"));
    let number = |text: &str| text.split('.').filter_map(|part| part.parse::<u32>().ok()).take(2).collect::<Vec<_>>();
    let rustc = std::process::Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())).arg("--version").output().unwrap();
    let said = String::from_utf8_lossy(&rustc.stdout).into_owned();
    let here = number(said.split(' ').nth(1).unwrap());
    assert!(here >= number(&version), "{said} is older than the promised {version}");
}
