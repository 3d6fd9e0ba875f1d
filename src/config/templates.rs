//! Mail templates: a file each in the folder `templates` beside `config.toml`, so that people can write them in their own editor and keep them in order.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::domain::mail::template::{MAX_TEMPLATE, Template, is_template_name};

const ENDING: &str = "txt";

fn file_of(folder: &Path, name: &str) -> io::Result<PathBuf> {
    if is_template_name(name) { Ok(folder.join(format!("{name}.{ENDING}"))) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

/// The names of all templates, in the order of their letters; files of other kinds are none.
///
/// # Errors
/// When the folder cannot be read; a missing one holds none.
pub fn names(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_stem().and_then(|stem| stem.to_str()).filter(|name| is_template_name(name));
        if let Some(name) = name.filter(|_| path.extension().is_some_and(|ending| ending == ENDING)) {
            found.push(name.to_owned());
        }
    }
    found.sort();
    Ok(found)
}

/// Reads a template.
///
/// # Errors
/// `NotFound` where there is none, `InvalidInput` for what is no name, `InvalidData` for a file that is no text or too long.
pub fn read(folder: &Path, name: &str) -> io::Result<Template> {
    let path = file_of(folder, name)?;
    if !fs::metadata(&path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut text = String::new();
    fs::File::open(path)?.take(MAX_TEMPLATE as u64 + 1).read_to_string(&mut text)?;
    if text.len() > MAX_TEMPLATE { Err(io::ErrorKind::InvalidData.into()) } else { Ok(Template::of_file(&text)) }
}

/// Writes a template: a new one only where none of its name is, another one whole or not at all.
///
/// # Errors
/// `AlreadyExists` for a new one of a known name, `InvalidInput` for what is no name, and the disk's.
pub fn write(folder: &Path, name: &str, template: &Template, new: bool) -> io::Result<()> {
    let path = file_of(folder, name)?;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    if new && path.exists() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let part = folder.join(format!(".{name}.{}.part", std::process::id()));
    let written = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&part)
        .and_then(|mut file| file.write_all(template.file().as_bytes()).and_then(|()| file.sync_all()));
    let placed = written.and_then(|()| if new { fs::hard_link(&part, &path) } else { fs::rename(&part, &path) });
    if new || placed.is_err() {
        let _ = fs::remove_file(&part);
    }
    placed
}

/// Removes a template.
///
/// # Errors
/// `NotFound` where there is none.
pub fn remove(folder: &Path, name: &str) -> io::Result<()> {
    fs::remove_file(file_of(folder, name)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn templates_are_kept_as_files_and_none_is_overwritten_by_a_new_one() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("templates");
        assert_eq!(names(&folder).unwrap(), Vec::<String>::new());
        let template = Template { subject: "s".to_owned(), body: "b\n".to_owned() };
        write(&folder, "お礼", &template, true).unwrap();
        assert_eq!(write(&folder, "お礼", &template, true).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        let other = Template { body: "c\n".to_owned(), ..template };
        write(&folder, "お礼", &other, false).unwrap();
        assert_eq!((names(&folder).unwrap(), read(&folder, "お礼").unwrap()), (vec!["お礼".to_owned()], other));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing is left beside it");
        for hostile in ["../config", "a/b", ".", ""] {
            assert_eq!(read(&folder, hostile).unwrap_err().kind(), io::ErrorKind::InvalidInput, "{hostile}");
        }
        remove(&folder, "お礼").unwrap();
        assert_eq!(remove(&folder, "お礼").unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
