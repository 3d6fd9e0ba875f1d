//! The walls of the house (architecture.md 2): a file imports only from lower floors and from its own room, and a few libraries stay in their rooms.
#![allow(clippy::unwrap_used)]

mod circles;
mod dependencies;
mod module;

use std::fs;
use std::path::{Path, PathBuf};

const FLOORS: [(&str, u8); 15] = [
    ("text", 0),
    ("domain", 1),
    ("i18n", 1),
    ("protocol", 2),
    ("config", 2),
    ("problem", 2),
    ("jobs", 3),
    ("mime", 3),
    ("exchange", 3),
    ("store", 4),
    ("workers", 5),
    ("present", 5),
    ("tui", 6),
    ("cli", 6),
    ("demo", 6),
];

/// Which rooms may name a library; a room is a path prefix under `src`.
const LIBRARIES: [(&str, &[&str]); 8] = [
    ("ratatui", &["tui"]),
    ("rusqlite", &["store", "workers/database"]),
    ("tokio", &["workers", "tui/run", "cli", "demo", "main"]),
    ("mailparse", &["mime"]),
    ("html5gum", &["mime/html"]),
    ("imap_proto", &["protocol/imap"]),
    ("directories", &["config"]),
    ("tokio_postgres", &["workers/team"]),
];

/// The sources of the crate, named from `src` on.
fn sources() -> Vec<(PathBuf, String)> {
    sources_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

/// Every source below a folder, named from the folder on.
fn sources_in(root: &Path) -> Vec<(PathBuf, String)> {
    fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(root, &mut found);
    found.sort();
    found.into_iter().map(|path| (path.strip_prefix(root).unwrap().to_owned(), fs::read_to_string(&path).unwrap())).collect()
}

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

fn room_of(path: &Path) -> String {
    let first = path.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// Every room that a source names behind `crate::`, in `use` lines, groups and paths alike.
fn rooms_named(source: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for line in source.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            let names: Vec<&str> = match rest.strip_prefix('{') {
                Some(group) => group.split(',').collect(),
                None => vec![rest],
            };
            for name in names {
                let name: String = name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if !name.is_empty() {
                    rooms.push(name);
                }
            }
        }
    }
    rooms
}

#[test]
fn a_file_imports_only_from_lower_floors_and_its_own_room() {
    let mut wrong = Vec::new();
    for (path, source) in sources() {
        let room = room_of(&path);
        if room == "lib" || room == "main" {
            continue;
        }
        let Some(here) = floor(&room) else {
            wrong.push(format!("{} is in no room of the design", path.display()));
            continue;
        };
        for named in rooms_named(&source) {
            match floor(&named) {
                Some(there) if named == room || there < here => {}
                Some(there) => wrong.push(format!("{} (floor {here}) names {named} (floor {there})", path.display())),
                None => wrong.push(format!("{} names crate::{named}, which is no room", path.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn libraries_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for (path, source) in sources() {
        for (library, rooms) in LIBRARIES {
            let names_it = source.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| {
                line.match_indices(library).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    line[at + library.len()..].starts_with("::") && !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
                })
            });
            let home = rooms.iter().any(|room| path.starts_with(room) || path.with_extension("") == Path::new(room));
            if names_it && !home {
                wrong.push(format!("{} names {library}, which belongs to {rooms:?}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_guard_sees_an_arrow_that_goes_up() {
    assert_eq!(rooms_named("use crate::{store, text::CleanText};\nlet x = crate::tui::run();"), ["store", "text", "tui"]);
}

/// What reads the clock, the time zone or randomness; `Instant::now` of a stopwatch is no clock, it says how long something took.
const WORLD: [&str; 8] =
    ["Timestamp::now", "Zoned::now", "SystemTime::now", "TimeZone::system", "Uuid::now_v7", "Uuid::new_v4", "RandomState::new", "fn now("];

/// The one file that may.
const WORLD_HOME: &str = "workers/clock.rs";

/// The lines of a source that end in the program: neither comments nor the tests beside it.
fn program_lines(path: &Path, source: &str) -> Vec<String> {
    let test_file =
        path.components().any(|part| part.as_os_str().to_str().is_some_and(|name| name == "tests" || name.ends_with("tests.rs")));
    let program = if test_file { "" } else { source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default() };
    program.lines().filter(|line| !line.trim_start().starts_with("//")).map(str::to_owned).collect()
}

#[test]
fn clock_zone_and_randomness_come_from_one_place() {
    let mut wrong = Vec::new();
    for (path, source) in sources() {
        for line in program_lines(&path, &source) {
            let asks = WORLD.iter().filter(|name| line.contains(**name));
            if path != Path::new(WORLD_HOME) {
                wrong.extend(
                    asks.map(|name| format!("{} asks the machine by {name}: take it as a value, or from workers::clock", path.display())),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_guard_of_the_clock_sees_the_program_and_not_its_tests() {
    let source = "let a = jiff::Timestamp::now();\n// TimeZone::system()\n#[cfg(test)]\nmod tests {\n    SystemTime::now();\n}\n";
    assert_eq!(program_lines(Path::new("store/x.rs"), source), ["let a = jiff::Timestamp::now();"]);
    assert!(program_lines(Path::new("config/secrets/tests.rs"), source).is_empty());
    assert!(sources().iter().any(|(path, source)| path == Path::new(WORLD_HOME) && WORLD.iter().any(|name| source.contains(name))));
}
