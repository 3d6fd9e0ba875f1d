//! Saving what a mail carries without trusting any of it (promises.md D5): a new file with a harmless name inside the chosen folder, never over another one.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Mode, OFlags, openat, unlinkat};

/// How many numbered names are tried before giving up.
const MAX_TRIES: u32 = 10_000;

/// Makes a new private file (0600) in a folder under a name or, where that is taken, under the same name with a number. `write` fills it and answers its size; if it
/// fails, the file is removed again.
///
/// The name must be one of [`crate::mime::attachments::safe_name`]; a name with a separator is refused.
///
/// # Errors
/// When the folder cannot be opened or written, or when `write` fails.
pub fn save_new(folder: &Path, name: &str, write: impl FnOnce(&mut File) -> io::Result<u64>) -> io::Result<(PathBuf, u64)> {
    if name.is_empty() || name == "." || name == ".." || name.contains(['/', '\0']) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let directory = openat(CWD, folder, OFlags::DIRECTORY | OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
    let (mut file, name) = create(&directory, name)?;
    match write(&mut file).and_then(|bytes| file.sync_all().map(|()| bytes)) {
        Ok(bytes) => Ok((folder.join(name), bytes)),
        Err(error) => {
            let _ = unlinkat(&directory, name.as_str(), AtFlags::empty());
            Err(error)
        }
    }
}

fn create(directory: &OwnedFd, name: &str) -> io::Result<(File, String)> {
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    for number in 1..=MAX_TRIES {
        let candidate = if number == 1 { name.to_owned() } else { format!("{stem} ({number}){extension}") };
        let flags = OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::WRONLY | OFlags::CLOEXEC;
        match openat(directory, candidate.as_str(), flags, Mode::RUSR | Mode::WUSR) {
            Ok(file) => return Ok((File::from(file), candidate)),
            Err(rustix::io::Errno::EXIST | rustix::io::Errno::LOOP) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;
    use std::io::Write;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;
    use crate::domain::mail::body::Attachment;
    use crate::mime::attachments::safe_name;
    use crate::text::CleanText;

    fn save(folder: &Path, name: &str, words: &str) -> io::Result<PathBuf> {
        save_new(folder, name, |file| file.write_all(words.as_bytes()).map(|()| words.len() as u64)).map(|(path, _)| path)
    }

    #[test]
    fn nothing_is_ever_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let first = save(folder.path(), "a.txt", "one").unwrap();
        let second = save(folder.path(), "a.txt", "two").unwrap();
        assert_eq!(second.file_name().unwrap(), "a (2).txt");
        assert_eq!(fs::read_to_string(&first).unwrap(), "one");
        assert_eq!(fs::metadata(&first).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_planted_link_is_not_followed() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let target = outside.path().join("target");
        symlink(&target, folder.path().join("a.txt")).unwrap();
        let saved = save(folder.path(), "a.txt", "words").unwrap();
        assert_eq!(saved, folder.path().join("a (2).txt"));
        assert!(!target.exists());
    }

    #[test]
    fn a_file_that_could_not_be_filled_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        assert!(save_new(folder.path(), "a", |_| Err(io::ErrorKind::UnexpectedEof.into())).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn whatever_the_mail_calls_it_the_file_stays_in_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let hostile = [
            "../x",
            "/etc/x",
            "..\\x",
            "CON",
            "-rf",
            "$(id)",
            "a\nb",
            "invoice\u{202e}fdp.exe",
            ".hidden",
            "",
            "..",
            "x\0y",
            "~/x",
            "a:b",
            "%2e%2e%2fx",
        ];
        let mut saved = 0;
        for round in 0..27 {
            for name in hostile {
                let name = if round == 0 { name.to_owned() } else { format!("{name}{}", "長".repeat(round * 20)) };
                let attachment =
                    Attachment { index: 1, name: CleanText::line(&name), media_type: CleanText::line("a/b"), size: 0, inline: false };
                let path = save(folder.path(), &safe_name(&attachment), "x").unwrap();
                assert_eq!(path.parent(), Some(folder.path()), "{name:?}");
                saved += 1;
            }
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), saved);
    }
}
