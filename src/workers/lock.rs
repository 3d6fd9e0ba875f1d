//! The one lock of a home: who has it fetches, sends and restores.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::i18n::Text;
use crate::problem::{Code, Problem};

/// Takes the lock of a home; it is held as long as the file is.
///
/// # Errors
/// `locked`, a temporary problem, when another process has it.
pub(super) fn lock(path: &Path) -> Result<File, Problem> {
    let failed = |error: std::io::Error| Problem::failed(Code::of_io(&error), Text::of("problem-lock-failed")).detail(&error.to_string());
    let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(Problem::temporary(Code::Locked, Text::of("problem-other-running")).hint(Text::of("problem-other-running-hint")))
        }
        Err(std::fs::TryLockError::Error(error)) => Err(failed(error)),
    }
}
