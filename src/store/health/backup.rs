//! Backups: made and taken back with SQLite's backup API, never by copying files, so that a running app and its write-ahead log are no danger.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{schema, verify};
use crate::domain::time::Instant;
use crate::store::open::APPLICATION_ID;
use crate::store::{Result, Store, StoreError, seal};

/// How many pages a backup beside other work copies at once, a mebibyte, and how long it rests then: at most some hundred MiB a second.
const PAGES_AT_ONCE: i32 = 256;

/// See [`PAGES_AT_ONCE`].
const BREATH: std::time::Duration = std::time::Duration::from_millis(10);

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupCounts {
    /// Size of the file in bytes.
    pub bytes: u64,
    /// How many mails are in it.
    pub messages: u64,
    /// How many records of customers.
    pub records: u64,
}

/// What became of a restore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What is in the store now.
    pub held: BackupCounts,
    /// Where the replaced database is kept; none when there was none.
    pub kept: Option<PathBuf>,
    /// Mails of the backup's outbox that wait for a person: they may have been sent since the backup was made.
    pub doubtful: u64,
}

/// Copies the store as it is at this moment into a new file, mode 0600. The file appears only when it is whole and was read again.
///
/// # Errors
/// An existing file is never overwritten: `AlreadyExists`. Nothing is left behind when it fails.
pub fn backup(db: &Connection, to: &Path) -> Result<BackupCounts> {
    if to.try_exists()? {
        return Err(std::io::Error::from(std::io::ErrorKind::AlreadyExists).into());
    }
    finish(to, |part| write_copy(part, |copy| copy_all(db, copy)).map(Some))?.ok_or(StoreError::NotFound)
}

/// As [`backup`], a little at a time beside other work, as the store was when it began, and looked at from the first page to the last. `None` when `go_on` said no;
/// nothing is left then.
///
/// # Errors
/// `Damaged` when the store is; such a copy is not kept.
pub fn roll(db: &Connection, to: &Path, go_on: impl Fn() -> bool) -> Result<Option<BackupCounts>> {
    finish(to, |part| {
        let mut done = false;
        let held = write_copy(part, |copy| {
            done = copy_slowly(db, copy, &go_on)?;
            Ok(())
        });
        if !done {
            return held.map(|_| None).or_else(|error| if go_on() { Err(error) } else { Ok(None) });
        }
        let held = held?;
        let mut copy = Connection::open_with_flags(part, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        seal::register(&copy)?;
        let reading = copy.transaction()?;
        if !verify(&reading)?.is_sound() {
            return Err(StoreError::Damaged("rows"));
        }
        Ok(Some(held))
    })
}

/// Has a copy made under another name; it gets its own when it is whole.
fn finish(to: &Path, make: impl FnOnce(&Path) -> Result<Option<BackupCounts>>) -> Result<Option<BackupCounts>> {
    let folder = folder_of(to);
    let name = to.file_name().ok_or_else(|| std::io::Error::from(std::io::ErrorKind::InvalidInput))?;
    let part = folder.join(format!(".{}.part-{}", name.to_string_lossy(), std::process::id()));
    let made = make(&part).and_then(|held| {
        // A hard link fails where the name was taken meanwhile, a rename would overwrite.
        held.map(|held| fs::hard_link(&part, to).map(|()| held)).transpose().map_err(StoreError::from)
    });
    let removed = fs::remove_file(&part);
    let held = made?;
    removed?;
    File::open(&folder)?.sync_all()?;
    Ok(held)
}

pub(super) fn folder_of(path: &Path) -> PathBuf {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned)
}

fn write_copy(part: &Path, fill: impl FnOnce(&mut Connection) -> Result<()>) -> Result<BackupCounts> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(part)?;
    let mut copy = Connection::open_with_flags(part, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    fill(&mut copy)?;
    // One file that stands for itself: no write-ahead log beside it.
    copy.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()))?;
    let held = look(&copy, part)?;
    copy.close().map_err(|(_, error)| error)?;
    File::open(part)?.sync_all()?;
    Ok(BackupCounts { bytes: fs::metadata(part)?.len(), ..held })
}

/// Copies all pages in one step, so that the copy is one moment's state however much is written meanwhile.
fn copy_all(from: &Connection, to: &mut Connection) -> Result<()> {
    let copying = Backup::new(from, to)?;
    for wait in [0, 10, 50, 200, 1_000, 2_000, 2_000] {
        std::thread::sleep(std::time::Duration::from_millis(wait));
        match copying.step(-1)? {
            StepResult::Done => return Ok(()),
            StepResult::Busy | StepResult::Locked => {}
            _ => {}
        }
    }
    Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY), None).into())
}

/// Copies the pages of one moment's state a few at a time; whether it came to the end. The moment is held by a reading transaction, so that no write begins it anew.
fn copy_slowly(from: &Connection, to: &mut Connection, go_on: impl Fn() -> bool) -> Result<bool> {
    let held = from.unchecked_transaction()?;
    held.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
    let copying = Backup::new(&held, to)?;
    while go_on() {
        if copying.step(PAGES_AT_ONCE)? == StepResult::Done {
            return Ok(true);
        }
        std::thread::sleep(BREATH);
    }
    Ok(false)
}

/// Checks a file that somebody calls a backup, without trusting it: ours by its mark, of a version we know, with our tables and nothing else, and sound.
///
/// # Errors
/// `NotAStore`, `TooNew`, or `Damaged` with what is wrong.
pub fn check(from: &Path) -> Result<(Connection, BackupCounts)> {
    if !from.is_file() {
        return Err(std::io::Error::from(std::io::ErrorKind::NotFound).into());
    }
    let db = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    db.pragma_update(None, "cell_size_check", true)?;
    let application: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(|_| StoreError::NotAStore)?;
    if application != APPLICATION_ID {
        return Err(StoreError::NotAStore);
    }
    if !schema::strange(&db)?.is_empty() {
        return Err(StoreError::Damaged("schema"));
    }
    let held = look(&db, from)?;
    Ok((db, held))
}

fn look(db: &Connection, path: &Path) -> Result<BackupCounts> {
    let sound: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if sound != "ok" {
        return Err(StoreError::Damaged("pages"));
    }
    let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, u64>(0));
    let known: bool = db.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'person'", [], |row| row.get::<_, i64>(0))? > 0;
    let records = if known {
        count(
            "SELECT (SELECT count(*) FROM person) + (SELECT count(*) FROM company) + (SELECT count(*) FROM deal) + (SELECT count(*) FROM activity) + (SELECT count(*) FROM note)",
        )?
    } else {
        0
    };
    Ok(BackupCounts { bytes: fs::metadata(path)?.len(), messages: count("SELECT count(*) FROM message")?, records })
}

/// Puts a backup in the place of the store. The replaced one is kept beside it under a name with the time. No other process may have the store open: what it
/// wrote would go into what is replaced. Mail that waited in the backup's outbox is sent by nobody: it may have gone out since (promises.md A6).
///
/// # Errors
/// When the backup is refused by [`check`] or the disk fails; then the store is as it was.
pub fn restore(store: &Path, from: &Path, now: Instant) -> Result<Restored> {
    let (backup, _) = check(from)?;
    let part = store.with_extension(format!("restoring-{}", std::process::id()));
    let prepared = write_copy(&part, |copy| copy_all(&backup, copy)).and_then(|_| doubt_outbox(&part));
    let done = prepared.and_then(|doubtful| Ok((doubtful, put(&part, store, now)?)));
    if part.try_exists()? {
        fs::remove_file(&part)?;
    }
    let (doubtful, kept) = done?;
    // Brings an older backup up to date; an interrupted restore is finished by the next opening.
    let opened = Store::open(store)?.writer()?;
    opened.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    let held = look(&opened, store)?;
    Ok(Restored { held, kept, doubtful })
}

/// Puts a prepared file in the place of the store; answers where the old one is kept.
fn put(part: &Path, store: &Path, now: Instant) -> Result<Option<PathBuf>> {
    let kept = if store.try_exists()? { Some(set_aside(store, now)?) } else { None };
    if store.try_exists()? {
        let from = Connection::open_with_flags(part, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        let mut live = Connection::open_with_flags(store, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        live.busy_timeout(std::time::Duration::from_secs(5))?;
        live.pragma_update(None, "synchronous", "FULL")?;
        copy_all(&from, &mut live)?;
    } else {
        // Appears whole or not at all.
        fs::rename(part, store)?;
        File::open(folder_of(store))?.sync_all()?;
    }
    Ok(kept)
}

/// Mail that was on its way when the backup was made becomes `unknown`: only a person can say whether it went out since. Answers how many.
fn doubt_outbox(part: &Path) -> Result<u64> {
    let db = Connection::open_with_flags(part, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    seal::register(&db)?;
    // A backup of a version without an outbox holds nothing to send.
    if !db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'outbox'")?.exists([])? {
        return Ok(0);
    }
    let sql =
        "UPDATE outbox SET state = 'unknown', error_code = 'delivery_unknown', owner = '' WHERE state IN ('held', 'queued', 'sending')";
    let doubtful = db.execute(sql, [])?;
    db.close().map_err(|(_, error)| error)?;
    File::open(part)?.sync_all()?;
    Ok(doubtful as u64)
}

/// Keeps the present database: a copy where it can be read, else the very files, moved.
fn set_aside(store: &Path, now: Instant) -> Result<PathBuf> {
    let aside = aside(store, now, "before-restore")?;
    let copied = Store::open(store).and_then(|store| store.reader()).and_then(|db| backup(&db, &aside));
    match copied {
        Ok(_) => Ok(aside),
        Err(error) if error.is_full() || error.is_busy() => Err(error),
        Err(_) => {
            for suffix in ["-wal", "-shm"] {
                let beside = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
                if beside(store).try_exists()? {
                    fs::rename(beside(store), beside(&aside))?;
                }
            }
            fs::rename(store, &aside)?;
            Ok(aside)
        }
    }
}

/// A free name beside the store for what is taken out of its place, with the time and why.
pub(super) fn aside(store: &Path, now: Instant, why: &str) -> Result<PathBuf> {
    let stamp = now.to_timestamp().strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut aside = store.with_extension(format!("{stamp}.{why}.db"));
    let mut n = 1;
    while aside.try_exists()? {
        n += 1;
        aside = store.with_extension(format!("{stamp}-{n}.{why}.db"));
    }
    Ok(aside)
}
