//! Opening the store: one file, WAL, refused when it is somebody else's.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{Result, StoreError, derived, full, migrate, seal, search};

/// Marks the file as ours in its header: "fumi".
pub const APPLICATION_ID: i32 = 0x6675_6d69;

/// The oldest SQLite without the WAL-reset race (promises.md D1).
const OLDEST_SQLITE: i32 = 3_051_003;

/// The place of a store; connections are opened from it, one writer and some readers.
#[derive(Debug, Clone)]
pub struct Store {
    path: PathBuf,
}

impl Store {
    /// Opens or makes the store at this path, mode 0600, and brings its tables up to date.
    ///
    /// # Errors
    /// When the file is not ours, is newer than this program, or cannot be opened.
    pub fn open(path: &Path) -> Result<Self> {
        if rusqlite::version_number() < OLDEST_SQLITE {
            return Err(StoreError::OldSqlite(rusqlite::version().to_owned()));
        }
        full::with_kept_room(path, || Self::opened(path))
    }

    fn opened(path: &Path) -> Result<Self> {
        if !path.exists() {
            OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
        } else if fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
            fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
        }
        let store = Self { path: path.to_owned() };
        let mut connection = store.connect(OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let application: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(not_ours)?;
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if application != APPLICATION_ID {
            let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
            if application != 0 || version != 0 || tables != 0 {
                return Err(StoreError::NotAStore);
            }
            connection.pragma_update(None, "application_id", APPLICATION_ID)?;
        }
        if version != migrate::NEWEST {
            connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
            migrate::migrate(&mut connection)?;
        }
        search::begin(&connection)?;
        derived::renew(&mut connection)?;
        Ok(store)
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A connection that may write. FULL sync, since the server's copy of a mail is deleted on the word of a commit (promises.md A9).
    pub fn writer(&self) -> Result<Connection> {
        let connection = self.connect(OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "cache_size", -12_288)?;
        connection.pragma_update(None, "wal_autocheckpoint", 16_000)?;
        Ok(connection)
    }

    /// A connection that only reads.
    pub fn reader(&self) -> Result<Connection> {
        let connection = self.connect(OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.pragma_update(None, "query_only", true)?;
        connection.pragma_update(None, "cache_size", -8_192)?;
        Ok(connection)
    }

    fn connect(&self, flags: OpenFlags) -> Result<Connection> {
        let connection = Connection::open_with_flags(&self.path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.set_prepared_statement_cache_capacity(128);
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        // Plans that depend on bound values (`LIMIT ?`) are made anew at every use, also of a kept statement.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        seal::register(&connection)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "cell_size_check", true)?;
        connection.pragma_update(None, "temp_store", "memory")?;
        Ok(connection)
    }
}

fn not_ours(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => StoreError::NotAStore,
        _ => error.into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_new_store_is_private_and_opens_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("fumi.db");
        Store::open(&path).unwrap();
        Store::open(&path).unwrap().writer().unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_foreign_file_is_refused_and_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("notes.db");
        fs::write(&path, "these are my notes, not a database, and long enough to be read as a header of one").unwrap();
        assert!(matches!(Store::open(&path), Err(StoreError::NotAStore)));
        assert!(fs::read_to_string(&path).unwrap().starts_with("these are my notes"));
    }

    #[test]
    fn a_newer_store_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("fumi.db");
        Store::open(&path).unwrap().writer().unwrap().pragma_update(None, "user_version", 9_999).unwrap();
        assert!(matches!(Store::open(&path), Err(StoreError::TooNew { found: 9_999, .. })));
    }
}
