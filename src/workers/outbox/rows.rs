//! The rows of the outbox, as whoever sends reads and writes them.

use crate::domain::ids::OutboxKey;
use crate::i18n::Text;
use crate::jobs::outbox::OutboxRow;
use crate::problem::{Code, Problem};
use crate::store::outbox::{self, OutboxWrite, OutboxWritten, Settled};
use crate::store::{Write, Written, full};
use crate::workers::database::Database;
use crate::workers::problems::of_store;

/// The rows of the outbox.
pub(super) struct Rows {
    database: Database,
}

impl Rows {
    /// The rows of a store.
    pub(super) fn new(database: Database) -> Self {
        Self { database }
    }

    /// A row as it is now.
    pub(super) async fn row(&self, key: OutboxKey) -> Result<OutboxRow, Problem> {
        let store = self.database.store().clone();
        beside(move || store.reader().and_then(|db| outbox::row(&db, key)).map_err(|error| of_store(&error))).await
    }

    /// Writes what answers with a row.
    pub(super) async fn row_of(&self, write: OutboxWrite) -> Result<OutboxRow, Problem> {
        match self.write(write).await? {
            OutboxWritten::Row(row) => Ok(*row),
            _ => Err(Problem::internal()),
        }
    }

    /// Writes down how a try ended. On a full disk without the copy in Sent, which comes when there is room, and in the room that is kept for this; where that is
    /// too small too, at least that nobody should send it again unasked.
    ///
    /// # Errors
    /// The store's; on a disk that stays full words that say what the server said, and that it stands nowhere.
    pub(super) async fn settle(&self, key: OutboxKey, settled: Settled) -> Result<OutboxRow, Problem> {
        let write = |settled| self.row_of(OutboxWrite::Settle(key, Box::new(settled)));
        let is_full = |done: &Result<OutboxRow, Problem>| done.as_ref().is_err_and(|problem| problem.code == Code::DiskFull);
        let short = match &settled {
            Settled::Taken { text, due_at, .. } => Settled::Taken { text: text.clone(), filing: None, due_at: *due_at },
            other => other.clone(),
        };
        let mut done = write(settled).await;
        if is_full(&done) {
            done = write(short.clone()).await;
        }
        if is_full(&done) && full::use_room(self.database.store().path()) {
            done = write(short.clone()).await;
        }
        let Settled::Taken { text, .. } = short else { return done };
        if is_full(&done) {
            done = write(Settled::Unknown { text: text.clone() }).await;
        }
        if is_full(&done) {
            let words = Problem::failed(Code::DiskFull, Text::of("outbox-taken-unnoted")).hint(Text::of("outbox-taken-unnoted-hint"));
            return Err(words.detail(&text));
        }
        done
    }

    /// Carries out one step of a mail on its way out, in a transaction of its own.
    pub(super) async fn write(&self, write: OutboxWrite) -> Result<OutboxWritten, Problem> {
        match self.database.write(Write::Outbox(Box::new(write))).await? {
            Written::Outbox(written) => Ok(written),
            _ => Err(Problem::internal()),
        }
    }
}

/// Does work that may block beside the tasks.
pub(super) async fn beside<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(Problem::internal()))
}
