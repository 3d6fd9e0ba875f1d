//! Who has a store open: every process of it has a share of one lock, and what replaces or repairs the file waits for nobody to have one.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::i18n::Text;
use crate::problem::{Code, Problem};

/// Takes a share for as long as the file is held. While another process replaces the store this waits, seconds at the most.
///
/// # Errors
/// When the lock file cannot be made.
pub fn share(database: &Path) -> Result<File, Problem> {
    let file = file(database).map_err(|error| failed(&error))?;
    file.lock_shared().map_err(|error| failed(&error))?;
    Ok(file)
}

/// Takes the store for this process alone, for as long as the file is held.
///
/// # Errors
/// `locked`, a temporary problem, while any process has the store open.
pub fn alone(database: &Path) -> Result<File, Problem> {
    let file = file(database).map_err(|error| failed(&error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(Problem::temporary(Code::Locked, Text::of("problem-store-open")).hint(Text::of("problem-store-open-hint")))
        }
        Err(TryLockError::Error(error)) => Err(failed(&error)),
    }
}

fn file(database: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).mode(0o600).open(database.with_extension("open"))
}

fn failed(error: &io::Error) -> Problem {
    Problem::failed(Code::of_io(error), Text::of("problem-lock-failed")).detail(&error.to_string())
}
