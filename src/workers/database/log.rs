//! Moves what was committed from the log into the file, beside the writer, so that a fetch does not wait for the same pages to be written twice.
//!
//! The writer would do it within a commit from [`crate::store::Store::writer`]'s bound on; that stays as the bound of the log where this thread cannot keep up.

use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};

use rusqlite::Connection;

use super::threads::spawn;
use crate::problem::Problem;

/// After so many bytes of mail the log is worth moving: each time costs a wait for the disk.
const WORTH_MOVING: usize = 8 << 20;

/// Tells the thread that moves the log when it is worth its while; the thread ends with it.
pub(super) struct Log {
    wake: SyncSender<()>,
    grown: usize,
}

impl Log {
    /// Starts the thread on a connection of its own.
    pub(super) fn open(db: Connection) -> Result<Self, Problem> {
        let (wake, woken) = sync_channel(1);
        spawn("fumi-log", move || {
            while woken.recv().is_ok() {
                // Passive: it waits for nobody, and nobody for it. What it cannot move now is moved the next time.
                if let Err(error) = db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
                    // A connection that the disk failed is left (promises.md A7); the writer's bound holds from now on.
                    tracing::warn!(%error, "the log could not be moved beside the writer");
                    return;
                }
            }
        })?;
        Ok(Self { wake, grown: 0 })
    }

    /// Notes that so many bytes of mail were committed.
    pub(super) fn grew(&mut self, bytes: usize) {
        self.grown += bytes;
        if self.grown >= WORTH_MOVING {
            match self.wake.try_send(()) {
                Ok(()) | Err(TrySendError::Disconnected(())) => self.grown = 0,
                // Still at work; this is told at the next commit.
                Err(TrySendError::Full(())) => {}
            }
        }
    }
}
