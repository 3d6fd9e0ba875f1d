//! What programs of the person hold of ours while the app runs.

use std::sync::{Mutex, PoisonError};

use tempfile::TempDir;
use tokio::sync::watch;

use crate::i18n::Text;
use crate::problem::{Code, Problem};

/// The private folders (0700) of what was opened, which stay until the app leaves since a viewer may read its file late; and the word that ends commands.
#[derive(Debug)]
pub struct Lent {
    folders: Mutex<Vec<TempDir>>,
    stop: watch::Sender<u64>,
}

impl Default for Lent {
    fn default() -> Self {
        Self { folders: Mutex::default(), stop: watch::Sender::new(0) }
    }
}

impl Lent {
    /// A new folder of its own.
    ///
    /// # Errors
    /// When there is no place for temporary files.
    pub(super) fn folder() -> Result<TempDir, Problem> {
        tempfile::Builder::new().prefix("fumi-").tempdir().map_err(|error| {
            Problem::failed(Code::of_io(&error), Text::of("problem-save-failed"))
                .hint(Text::of("problem-save-failed-hint"))
                .detail(&error.to_string())
        })
    }

    pub(super) fn keep(&self, folder: TempDir) {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner).push(folder);
    }

    /// Changes when commands that run are to end.
    pub(super) fn told(&self) -> watch::Receiver<u64> {
        self.stop.subscribe()
    }

    /// Ends the commands that run.
    pub(super) fn stop(&self) {
        self.stop.send_modify(|count| *count += 1);
    }

    /// Ends the commands and takes the folders away.
    pub fn clear(&self) {
        self.stop();
        self.folders.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
