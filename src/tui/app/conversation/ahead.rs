//! What was read ahead of the person: the conversations beside the one under the cursor, so that a step in the list shows the next one in the same drawing.

use crate::domain::ids::ThreadKey;
use crate::jobs::mail::OpenedThread;

/// So many conversations are kept at the most: those beside the row under the cursor, and the one that was just left behind.
const MOST: usize = 3;

/// A larger mail is read only when somebody goes there.
pub(crate) const MOST_BYTES: u64 = 256 * 1024;

/// Conversations that were read ahead, the newest last.
#[derive(Debug, Default)]
pub(crate) struct Ahead {
    ready: Vec<OpenedThread>,
    /// Which ones were asked for since something changed, so that one that cannot be had is not asked for again and again.
    asked: Vec<ThreadKey>,
}

impl Ahead {
    /// Notes that a thread was asked for; the oldest is forgotten.
    pub(crate) fn asked(&mut self, thread: ThreadKey) {
        self.asked.push(thread);
        if self.asked.len() > MOST {
            self.asked.remove(0);
        }
    }

    /// Keeps what came, when it is still of use.
    pub(crate) fn keep(&mut self, opened: OpenedThread) {
        if self.asked.contains(&opened.thread.thread) {
            self.ready.retain(|one| one.thread.thread != opened.thread.thread);
            self.ready.push(opened);
            if self.ready.len() > MOST {
                self.ready.remove(0);
            }
        }
    }

    /// Gives a thread that was read ahead away.
    pub(crate) fn take(&mut self, thread: ThreadKey) -> Option<OpenedThread> {
        let at = self.ready.iter().position(|one| one.thread.thread == thread)?;
        self.asked.retain(|one| *one != thread);
        Some(self.ready.remove(at))
    }

    /// The first of these threads that was not asked for.
    pub(crate) fn lacks(&self, threads: impl IntoIterator<Item = ThreadKey>) -> Option<ThreadKey> {
        threads.into_iter().find(|thread| !self.asked.contains(thread))
    }

    /// Something changed in the store: what was read before is not true any more.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }
}
