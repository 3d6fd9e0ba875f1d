//! The one lock of a home: who has it fetches, sends and reminds. The file says which process that is, and the system frees it however that process ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::i18n::Text;
use crate::problem::{Code, Problem};

/// A share of the lock: this process has it until its last share is gone.
pub(super) type Held = Arc<File>;

/// The lock of a home, as this process sees it.
pub(super) struct NetworkLock {
    path: PathBuf,
    held: Mutex<Weak<File>>,
}

impl NetworkLock {
    /// The lock in this file; nobody takes it yet.
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, held: Mutex::default() }
    }

    /// A share of what this process has, or else the lock itself.
    ///
    /// # Errors
    /// `locked`, a temporary problem, when another process has it.
    pub(super) fn share(&self) -> Result<Held, Problem> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(share) = held.upgrade() {
            return Ok(share);
        }
        let share = Arc::new(self.take()?);
        *held = Arc::downgrade(&share);
        Ok(share)
    }

    /// The process that has it or had it last, as the file says.
    pub(super) fn owner(&self) -> Option<u32> {
        std::fs::read_to_string(&self.path).ok()?.trim().parse().ok()
    }

    fn take(&self) -> Result<File, Problem> {
        let mut file = OpenOptions::new().create(true).append(true).mode(0o600).open(&self.path).map_err(|error| failed(&error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(self.taken()),
            Err(TryLockError::Error(error)) => return Err(failed(&error)),
        }
        // The name is for people: a full disk does not keep anybody from working.
        let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(file)
    }

    fn taken(&self) -> Problem {
        let message = match self.owner() {
            Some(process) => Text::of("problem-other-running").with("process", process.to_string()),
            None => Text::of("problem-some-other-running"),
        };
        Problem::temporary(Code::Locked, message).hint(Text::of("problem-other-running-hint"))
    }
}

fn failed(error: &io::Error) -> Problem {
    Problem::failed(Code::of_io(error), Text::of("problem-lock-failed")).detail(&error.to_string())
}
