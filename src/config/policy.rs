//! `fumi/policy.toml` in the system's config folders: where an administrator says how much of an account's mail may be shared (S61, S62).

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::defaults;
use crate::domain::account::SharingLevel;
use crate::domain::account::policy::SharingPolicy;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    sharing: Sharing,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sharing {
    #[serde(default)]
    level: Level,
    #[serde(default)]
    locked: bool,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
enum Level {
    Private,
    Custom,
    Public,
    #[default]
    UsersChoice,
}

/// Where such files may lie, the most important one first, beside the defaults of domains.
pub fn files() -> Vec<PathBuf> {
    defaults::files().into_iter().map(|file| file.with_file_name("policy.toml")).collect()
}

/// What the most important of these files says. One that is there and cannot be used says so in the policy, and shares nothing: an administrator meant something.
pub fn read(files: &[PathBuf]) -> SharingPolicy {
    files.iter().find_map(|file| one(file)).unwrap_or_default()
}

fn one(file: &Path) -> Option<SharingPolicy> {
    let name = Some(file.display().to_string());
    let read = match std::fs::read_to_string(file) {
        Ok(text) => toml::from_str::<File>(&text).map_err(|error| error.message().to_owned()),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return None,
        Err(error) => Err(error.to_string()),
    };
    Some(match read {
        Ok(File { sharing: Sharing { level, locked } }) => {
            let level = match level {
                Level::Private => Some(SharingLevel::Private),
                Level::Custom => Some(SharingLevel::Custom),
                Level::Public => Some(SharingLevel::Public),
                Level::UsersChoice => None,
            };
            SharingPolicy { level, locked, file: name, fault: None }
        }
        Err(fault) => SharingPolicy { level: Some(SharingLevel::Private), locked: true, file: name, fault: Some(fault) },
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn s62_an_administrator_fixes_the_level_or_leaves_it_or_locks_the_settings() {
        let folder = tempfile::tempdir().unwrap();
        let [first, second] = ["first.toml", "second.toml"].map(|name| folder.path().join(name));
        let both = [first.clone(), second.clone()];
        assert_eq!(read(&both), SharingPolicy::default());
        std::fs::write(&second, "[sharing]\nlevel = \"public\"\n").unwrap();
        let found = read(&both);
        assert_eq!((found.level, found.locked, found.file), (Some(SharingLevel::Public), false, Some(second.display().to_string())));
        std::fs::write(&first, "[sharing]\nlevel = \"users_choice\"\nlocked = true\n").unwrap();
        let found = read(&both);
        assert_eq!((found.level, found.locked, found.file), (None, true, Some(first.display().to_string())));
        for wrong in ["[sharing]\nlevel = \"everybody\"\n", "[sharing]\nlevels = 1\n", "", "[["] {
            std::fs::write(&first, wrong).unwrap();
            let found = read(&both);
            assert!(found.fault.is_some() && !found.leaves_level() && !found.leaves_domains(), "{wrong:?}: {found:?}");
        }
    }
}
