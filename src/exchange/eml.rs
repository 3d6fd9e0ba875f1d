//! Files of one mail each, alone or in a folder.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::found::{Came, FoundMail, LARGEST_MAIL, Skipped, SkippedBecause, file_or_folder, judged};
use crate::domain::mail::flags::Flags;
use crate::domain::time::Instant;

/// The mails of a file, or of all `.eml` files of a folder and the folders inside it, in the order of their paths.
#[derive(Debug)]
pub struct EmlReader {
    files: std::vec::IntoIter<PathBuf>,
}

/// Folders inside one another; links are not followed, so only real ones count.
const DEPTH: usize = 16;

impl EmlReader {
    /// Lists a file or folder.
    ///
    /// # Errors
    /// When it does not exist or cannot be listed.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        if file_or_folder(path)?.is_dir() {
            walk(path, DEPTH, &mut files)?;
        } else {
            files.push(path.to_owned());
        }
        files.sort();
        Ok(Self { files: files.into_iter() })
    }
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

impl Iterator for EmlReader {
    type Item = Result<FoundMail, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        self.files.next().map(|path| read_file(&path, Flags::default()))
    }
}

/// Reads a file that holds one mail.
pub(super) fn read_file(path: &Path, flags: Flags) -> Result<FoundMail, Skipped> {
    let at = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let read = || -> io::Result<Option<(Vec<u8>, Came)>> {
        let file = fs::File::open(path)?;
        let meta = file.metadata()?;
        let written = meta.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let written = written.and_then(|since| i64::try_from(since.as_millis()).ok()).map(Instant);
        let size = meta.len();
        let mut bytes = Vec::with_capacity(usize::try_from(size.min(LARGEST_MAIL)).unwrap_or(0) + 1);
        file.take(LARGEST_MAIL + 1).read_to_end(&mut bytes)?;
        Ok((bytes.len() as u64 <= LARGEST_MAIL).then_some((bytes, Came::File(written))))
    };
    match read() {
        Ok(Some((bytes, came))) => judged(at, bytes, flags, came),
        Ok(None) => Err(Skipped { at, because: SkippedBecause::TooLarge }),
        Err(error) => Err(Skipped { at, because: SkippedBecause::Unreadable(error.to_string()) }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_folder_gives_its_mails_and_says_what_is_none() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("inner")).unwrap();
        fs::write(dir.path().join("a.eml"), "Subject: a\n\nx").unwrap();
        fs::write(dir.path().join("inner/b.EML"), "Subject: b\n\nx").unwrap();
        fs::write(dir.path().join("c.eml"), "").unwrap();
        fs::write(dir.path().join("d.eml"), [0xff, 0xd8, 0xff]).unwrap();
        fs::write(dir.path().join("notes.txt"), "x").unwrap();
        let found: Vec<_> = EmlReader::open(dir.path()).unwrap().collect();
        let skipped: Vec<_> = found.iter().filter_map(|one| one.as_ref().err()).map(|one| (one.at.as_str(), one.because.clone())).collect();
        assert_eq!(skipped, [("c.eml", SkippedBecause::Empty), ("d.eml", SkippedBecause::NotAMail)]);
        assert_eq!(found.iter().filter(|one| one.is_ok()).count(), 2);
        assert_eq!(EmlReader::open(&dir.path().join("a.eml")).unwrap().count(), 1);
        assert!(EmlReader::open(&dir.path().join("missing")).is_err());
    }
}
