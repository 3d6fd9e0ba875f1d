//! Files of one mail each, alone or in a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::files::FilesReader;
use super::found::file_or_folder;
use crate::domain::mail::flags::Flags;

/// Folders inside one another; links are not followed, so only real ones count.
const DEPTH: usize = 16;

/// The mails of a file, or of all `.eml` files of a folder and the folders inside it, in the order of their paths.
///
/// # Errors
/// When it does not exist or cannot be listed.
pub fn open(path: &Path) -> io::Result<FilesReader> {
    let mut files = Vec::new();
    if file_or_folder(path)?.is_dir() {
        walk(path, DEPTH, &mut files)?;
    } else {
        files.push(path.to_owned());
    }
    files.sort();
    Ok(FilesReader::new(files.into_iter().map(|path| (path, Flags::default())).collect(), false))
}

fn walk(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() && depth > 0 {
            walk(&entry.path(), depth - 1, files)?;
        } else if kind.is_file() && entry.path().extension().is_some_and(|ending| ending.eq_ignore_ascii_case("eml")) {
            files.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::exchange::files::all;
    use crate::exchange::found::SkippedBecause;

    #[test]
    fn a_folder_gives_its_mails_and_says_what_is_none() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("inner")).unwrap();
        fs::write(dir.path().join("a.eml"), "Subject: a\n\nx").unwrap();
        fs::write(dir.path().join("inner/b.EML"), "Subject: b\n\nx").unwrap();
        fs::write(dir.path().join("c.eml"), "").unwrap();
        fs::write(dir.path().join("d.eml"), [0xff, 0xd8, 0xff]).unwrap();
        fs::write(dir.path().join("notes.txt"), "x").unwrap();
        let found = all(open(dir.path()).unwrap());
        let skipped: Vec<_> = found.iter().filter_map(|one| one.as_ref().err()).map(|one| (one.at.as_str(), one.because.clone())).collect();
        assert_eq!(skipped, [("c.eml", SkippedBecause::Empty), ("d.eml", SkippedBecause::NotAMail)]);
        assert_eq!(found.iter().filter(|one| one.is_ok()).count(), 2);
        assert_eq!(all(open(&dir.path().join("a.eml")).unwrap()).len(), 1);
        assert!(open(&dir.path().join("missing")).is_err());
    }
}
