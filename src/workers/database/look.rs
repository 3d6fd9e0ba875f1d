//! Whether anybody wrote into the store, asked at next to no cost.

use rusqlite::Connection;
use tokio::task::spawn_blocking;

use super::Database;
use crate::problem::Problem;
use crate::workers::problems::of_store;

/// A look whether somebody wrote into the store, which costs next to nothing.
pub struct Look {
    db: Option<Connection>,
    seen: i64,
}

impl Look {
    /// A look at this store, which is another than at the last one to begin with.
    ///
    /// # Errors
    /// When the store cannot be opened.
    pub async fn new(database: &Database) -> Result<Self, Problem> {
        let store = database.store().clone();
        let db = spawn_blocking(move || store.reader()).await.map_err(|_| Problem::internal())?;
        let db = db.map_err(|error| of_store(&error))?;
        Ok(Self { db: Some(db), seen: -1 })
    }

    /// Whether the store is another than at the last look.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn changed(&mut self) -> Result<bool, Problem> {
        let Some(db) = self.db.take() else { return Err(Problem::internal()) };
        let look = move || {
            let version = db.pragma_query_value(None, "data_version", |row| row.get::<_, i64>(0));
            (db, version)
        };
        let (db, version) = spawn_blocking(look).await.map_err(|_| Problem::internal())?;
        self.db = Some(db);
        let version = version.map_err(|error| of_store(&error.into()))?;
        Ok(std::mem::replace(&mut self.seen, version) != version)
    }
}
