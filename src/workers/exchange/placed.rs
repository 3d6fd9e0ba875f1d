//! New files and folders that others read: whole or not there, private, and never in the place of what is there.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use crate::i18n::Text;
use crate::problem::{Code, Problem};
use crate::text::CleanText;

/// A file or folder on its way: it lies beside its place under a hidden name, and is gone when it is dropped before [`Placed::settle`].
#[derive(Debug)]
pub(super) struct Placed {
    to: PathBuf,
    part: PathBuf,
    settled: bool,
}

impl Placed {
    /// Begins a new file (0600).
    ///
    /// # Errors
    /// `AlreadyExists`, or what the system says.
    pub(super) fn file(to: &Path) -> io::Result<(Self, File)> {
        let placed = Self::beside(to)?;
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&placed.part)?;
        Ok((placed, file))
    }

    /// Begins a new folder (0700), and says where it is to be filled. An empty folder that is there is filled, too.
    ///
    /// # Errors
    /// `AlreadyExists`, or what the system says.
    pub(super) fn folder(to: &Path) -> io::Result<(Self, PathBuf)> {
        // Goes only when it is empty.
        let _ = fs::remove_dir(to);
        let placed = Self::beside(to)?;
        fs::DirBuilder::new().mode(0o700).create(&placed.part)?;
        let part = placed.part.clone();
        Ok((placed, part))
    }

    fn beside(to: &Path) -> io::Result<Self> {
        if fs::symlink_metadata(to).is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let name = to.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".part-{}", std::process::id()));
        Ok(Self { to: to.to_owned(), part: to.with_file_name(hidden), settled: false })
    }

    /// Puts it into its place, where everything in it is on the disk.
    ///
    /// # Errors
    /// `AlreadyExists` when something took the place meanwhile, or what the system says; nothing is left then.
    pub(super) fn settle(mut self) -> io::Result<()> {
        match renameat_with(CWD, &self.part, CWD, &self.to, RenameFlags::NOREPLACE) {
            // A file system that cannot say so: what came meanwhile is seen but for a moment.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {
                if fs::symlink_metadata(&self.to).is_ok() {
                    return Err(io::ErrorKind::AlreadyExists.into());
                }
                fs::rename(&self.part, &self.to)?;
            }
            renamed => renamed?,
        }
        self.settled = true;
        let folder = self.to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        if !self.settled && fs::remove_file(&self.part).is_err() {
            let _ = fs::remove_dir_all(&self.part);
        }
    }
}

/// What a failure to make a file means.
pub(super) fn of_new_file(error: &io::Error, to: &Path) -> Problem {
    let (words, hint) = match error.kind() {
        io::ErrorKind::AlreadyExists => ("export-exists", "export-exists-hint"),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ("export-no-folder", "export-no-folder-hint"),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ("export-full", "export-full-hint"),
        _ => ("export-unwritable", "export-unwritable-hint"),
    };
    let path = CleanText::line(&to.display().to_string()).into_string();
    Problem::failed(Code::of_io(error), Text::of(words).with("path", path)).hint(Text::of(hint)).detail(&error.to_string()).field("path")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::Write;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_appears_whole_and_never_over_another() {
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("a.csv");
        let (placed, mut file) = Placed::file(&to).unwrap();
        file.write_all(b"one").unwrap();
        assert!(!to.exists());
        placed.settle().unwrap();
        assert_eq!(fs::read(&to).unwrap(), b"one");
        assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(Placed::file(&to).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(Placed::folder(&to).unwrap_err().kind(), io::ErrorKind::AlreadyExists);

        let other = dir.path().join("b.csv");
        let (placed, _) = Placed::file(&other).unwrap();
        fs::write(&other, "came meanwhile").unwrap();
        assert_eq!(placed.settle().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&other).unwrap(), b"came meanwhile");
        drop(Placed::file(&dir.path().join("c.csv")).unwrap());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "what is not settled leaves nothing behind");
    }

    #[test]
    fn a_folder_takes_the_place_of_an_empty_one_only() {
        let dir = tempfile::tempdir().unwrap();
        let to = dir.path().join("box");
        fs::create_dir(&to).unwrap();
        let (placed, part) = Placed::folder(&to).unwrap();
        fs::write(part.join("x"), "1").unwrap();
        placed.settle().unwrap();
        assert_eq!(fs::read(to.join("x")).unwrap(), b"1");
        assert!(Placed::folder(&to).is_err());
        let (placed, part) = Placed::folder(&dir.path().join("other")).unwrap();
        fs::write(part.join("x"), "1").unwrap();
        drop(placed);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
