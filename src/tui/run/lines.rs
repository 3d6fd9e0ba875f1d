//! The file of what was typed into the line above the footer: private, small, and nothing that anybody misses when it is gone.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::tui::app::TypedLines;

const NAME: &str = "typed-lines";
/// More than the lines that are remembered can take; a larger file is not ours.
const MOST_BYTES: u64 = 256 * 1024;

/// What earlier starts kept.
pub(super) fn read(folder: &Path) -> TypedLines {
    let path = folder.join(NAME);
    let small = fs::metadata(&path).is_ok_and(|file| file.is_file() && file.len() <= MOST_BYTES);
    let kept = if small { fs::read(&path).unwrap_or_default() } else { Vec::new() };
    TypedLines::read(&String::from_utf8_lossy(&kept))
}

/// Keeps it for the next start. A failure is for the log: nothing depends on it.
pub(super) fn keep(folder: &Path, kept: &str) {
    if let Err(error) = write(folder, kept) {
        tracing::warn!(%error, "typed lines were not kept");
    }
}

fn write(folder: &Path, kept: &str) -> io::Result<()> {
    let new = folder.join(format!(".{NAME}.{}", std::process::id()));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
    file.write_all(kept.as_bytes())?;
    fs::rename(&new, folder.join(NAME))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn what_was_typed_is_kept_in_a_private_file() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read(dir.path()), TypedLines::default());
        keep(dir.path(), ":archive\n/見積\n");
        assert_eq!(fs::metadata(dir.path().join(NAME)).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(read(dir.path()), TypedLines::read(":archive\n/見積\n"));
        assert_ne!(read(dir.path()), TypedLines::default());
        fs::write(dir.path().join(NAME), [0xff; 9]).unwrap();
        assert_eq!(read(dir.path()), TypedLines::default());
    }
}
