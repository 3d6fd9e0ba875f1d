//! The rows of the outbox, as whoever sends reads and writes them.

use crate::domain::ids::OutboxKey;
use crate::jobs::outbox::OutboxRow;
use crate::problem::Problem;
use crate::store::outbox::{self, OutboxWrite, OutboxWritten};
use crate::store::{Write, Written};
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
