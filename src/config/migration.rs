//! Brings a `config.toml` of an earlier version to today's when a home is opened; the old one is kept beside it (S35).

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, Value, value};

use super::edit::{EditError, replace_file};
use super::load;
use super::schema::{NEWEST, at_most_warns, of};
use crate::domain::account::retention::RetentionPolicy;

/// A change of meaning that a file of an earlier version needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adapted {
    /// From 1 to 2: `retention.policy` did nothing so far. What would pause or delete only warns now, until a person says it again.
    RetentionWarns,
}

/// A file that was brought to today's version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrated {
    /// Its version before.
    pub from: u64,
    /// Where the file as it was is kept.
    pub kept: PathBuf,
    /// What says something else now; nothing where only the version was written.
    pub adapted: Vec<Adapted>,
}

/// Brings a file to today's version, the old one kept beside it. `None` where there is nothing to do: no file, an empty one, today's version or a newer one, or one that is
/// wrong and says so when it is read.
///
/// # Errors
/// When the files cannot be written; the old one is untouched then, and is read as what it meant.
pub fn migrate(path: &Path) -> Result<Option<Migrated>, EditError> {
    let io = |cause| EditError::Io { path: path.to_owned(), cause };
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let text = match fs::read_to_string(&target) {
        Ok(text) if !text.trim().is_empty() => text,
        Ok(_) => return Ok(None),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(io(cause)),
    };
    if of(&text).is_none_or(|schema| schema >= NEWEST) || load::parse(&text).is_err() {
        return Ok(None);
    }
    let folder = target.parent().unwrap_or(Path::new("."));
    let lock = File::open(folder).map_err(io)?;
    lock.lock().map_err(io)?;
    // Another process may have done it meanwhile.
    let text = fs::read_to_string(&target).map_err(io)?;
    let Some(from) = of(&text).filter(|schema| *schema < NEWEST) else { return Ok(None) };
    let Ok(mut document) = text.parse::<DocumentMut>() else { return Ok(None) };
    let adapted = adapt(&mut document);
    let kept = target.with_file_name(format!("{}.schema-{from}", target.file_name().unwrap_or_default().to_string_lossy()));
    replace_file(&kept, text.as_bytes()).map_err(io)?;
    replace_file(&target, document.to_string().as_bytes()).map_err(io)?;
    Ok(Some(Migrated { from, kept, adapted }))
}

/// Writes today's version into a document of the first, with what it changes.
fn adapt(document: &mut DocumentMut) -> Vec<Adapted> {
    let mut adapted = Vec::new();
    let policy = document.get_mut("retention").and_then(|table| table.get_mut("policy")).and_then(Item::as_value_mut);
    if let Some(policy) = policy {
        let acts = policy.as_str().and_then(RetentionPolicy::from_word).map(at_most_warns);
        if let Some((now, true)) = acts {
            let mut warns = Value::from(now.word());
            *warns.decor_mut() = policy.decor().clone();
            *policy = warns;
            adapted.push(Adapted::RetentionWarns);
        }
    }
    document.insert("schema", value(i64::try_from(NEWEST).unwrap_or(i64::MAX)));
    adapted
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const OLD: &str = "# mine\nlanguage = \"ja\" # 日本語\n\n[retention] # long ago\npolicy = \"delete\"   # one day\n";

    fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn s35_an_older_file_is_brought_to_today_once_and_kept_beside() {
        let (folder, path) = file(OLD);
        let before = load::read(&path).unwrap();
        let migrated = migrate(&path).unwrap().unwrap();
        let kept = folder.path().canonicalize().unwrap().join("config.toml.schema-1");
        assert_eq!(migrated, Migrated { from: 1, kept: kept.clone(), adapted: vec![Adapted::RetentionWarns] });
        let now = fs::read_to_string(&path).unwrap();
        assert_eq!(now, OLD.replace("# 日本語\n", "# 日本語\nschema = 2\n").replace("\"delete\"", "\"warn\""));
        assert_eq!(fs::read_to_string(kept).unwrap(), OLD);
        assert_eq!(load::read(&path).unwrap(), before, "it means the same before and after");
        assert_eq!((migrate(&path).unwrap(), fs::read_to_string(&path).unwrap()), (None, now));
    }

    #[test]
    fn a_policy_of_today_does_what_it_says_and_one_of_the_first_version_only_warns() {
        for policy in RetentionPolicy::ALL {
            let text = format!("[retention]\npolicy = \"{}\"\n", policy.word());
            let read = |text: &str| load::parse(text).unwrap().retention.policy;
            assert_eq!(read(&text), at_most_warns(*policy).0);
            assert_eq!(read(&format!("schema = 2\n{text}")), *policy);
        }
    }

    #[test]
    fn what_is_missing_empty_wrong_or_newer_is_left_alone() {
        for text in ["", " \n", "[[", "colour = 1\n", "schema = 2\n", "schema = 9\n", "schema = 0\n", "schema = \"2\"\n"] {
            let (folder, path) = file(text);
            assert_eq!(migrate(&path).unwrap(), None, "{text:?}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{text:?}");
        }
        let (folder, _) = file("");
        assert_eq!(migrate(&folder.path().join("none.toml")).unwrap(), None);
        for wrong in ["schema = 9\n", "schema = 0\n", "schema = \"2\"\n"] {
            assert!(load::parse(wrong).is_err(), "{wrong}");
        }
    }
}
