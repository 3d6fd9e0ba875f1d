//! A full disk: what it looks like through SQLite, and the little room that is kept so that reading and the last word about a sent mail go on (promises.md A7).

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::{Result, StoreError};

/// How much is kept: the shared index of the log that SQLite makes at every first opening, and the rows of a few answers of a server.
const RESERVED: u64 = 512 << 10;

/// Where less than so many times as much is free, nothing is kept: it would itself fill the disk.
const TIMES_FREE: u64 = 4;

/// How much is written to see whether there is room.
const PROBE: usize = 64 << 10;

/// SQLite calls a full disk full only where the system says so in one way of several; a quota and the files beside the database are mere errors to it. So an error
/// that may be either is asked of the disk itself.
pub fn named(error: StoreError, database: &Path) -> StoreError {
    let doubtful = match &error {
        StoreError::Sqlite(error) => {
            matches!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::SystemIoFailure | rusqlite::ErrorCode::CannotOpen))
        }
        _ => false,
    };
    if doubtful && no_room(database) { StoreError::DiskFull } else { error }
}

/// Keeps a little room beside the database where there is plenty. A failure is none: then there is no such room.
pub fn keep_room(database: &Path) {
    let file = kept(database);
    let folder = file.parent().unwrap_or(Path::new("."));
    let plenty = rustix::fs::statvfs(folder).is_ok_and(|held| held.f_bavail.saturating_mul(held.f_frsize) >= RESERVED * TIMES_FREE);
    if plenty && !file.exists() && fill(&file, usize::try_from(RESERVED).unwrap_or_default()).is_err() {
        let _ = fs::remove_file(&file);
    }
}

/// Gives the room that was kept to whoever needs it now; says whether there was any.
pub fn use_room(database: &Path) -> bool {
    fs::remove_file(kept(database)).is_ok()
}

/// Does something again when the disk was full and there is room that was kept.
///
/// # Errors
/// Those of what was done; a full disk by its name.
pub(super) fn with_kept_room<T>(database: &Path, work: impl Fn() -> Result<T>) -> Result<T> {
    match work().map_err(|error| named(error, database)) {
        Err(error) if error.is_full() && use_room(database) => work().map_err(|error| named(error, database)),
        done => done,
    }
}

fn kept(database: &Path) -> PathBuf {
    database.with_extension("reserve")
}

fn no_room(database: &Path) -> bool {
    let file = database.with_extension(format!("room-{}", std::process::id()));
    let written = fill(&file, PROBE);
    let _ = fs::remove_file(&file);
    written.is_err_and(|error| StoreError::from(error).is_full())
}

/// Writes it out, since a file of holes takes no room. The bytes are no zeros, which some file systems would pack away.
fn fill(file: &Path, bytes: usize) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..bytes.div_ceil(4096) {
        let mut block = [0; 4096];
        for chunk in block.chunks_exact_mut(8) {
            state = (state ^ (state << 13)).wrapping_mul(0x2545_f491_4f6c_dd1d) ^ (state >> 7);
            chunk.copy_from_slice(&state.to_le_bytes());
        }
        file.write_all(&block)?;
    }
    file.sync_all()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn sqlite(extended: i32) -> StoreError {
        StoreError::Sqlite(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(extended), None))
    }

    #[test]
    fn an_error_of_the_disk_is_called_full_only_where_there_is_no_room() {
        let dir = tempfile::tempdir().unwrap();
        let database = dir.path().join("fumi.db");
        assert!(!named(sqlite(rusqlite::ffi::SQLITE_IOERR_SHMSIZE), &database).is_full());
        assert!(named(sqlite(rusqlite::ffi::SQLITE_FULL), &database).is_full());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0, "nothing is left of asking");
        // A device on which nothing has room.
        let full = Path::new("/dev/full");
        if full.exists() {
            let written = OpenOptions::new().write(true).open(full).and_then(|mut file| file.write_all(b"x"));
            assert!(StoreError::from(written.unwrap_err()).is_full());
        }
        assert!(StoreError::from(io::Error::from(io::ErrorKind::QuotaExceeded)).is_full());
    }

    #[test]
    fn what_failed_on_a_full_disk_is_done_again_once_in_the_room_that_was_kept() {
        let dir = tempfile::tempdir().unwrap();
        let database = dir.path().join("fumi.db");
        keep_room(&database);
        assert_eq!(fs::metadata(kept(&database)).unwrap().len(), RESERVED);
        let tries = std::cell::Cell::new(0);
        let full_once = || {
            tries.set(tries.get() + 1);
            if tries.get() == 1 { Err(sqlite(rusqlite::ffi::SQLITE_FULL)) } else { Ok(()) }
        };
        assert!(with_kept_room(&database, full_once).is_ok());
        assert!(!kept(&database).exists());
        tries.set(0);
        assert!(with_kept_room(&database, full_once).is_err_and(|error| error.is_full()), "there is no more");
    }
}
