//! The store's health: checks and backups beside everything else, on threads of their own.

use std::path::{Path, PathBuf};

use tokio::task::spawn_blocking;

use super::arriving::{Entrance, ReadAgain};
use super::clock;
use super::lock::{Held, NetworkLock};
use super::presence;
use super::problems::of_store;
use crate::domain::time::Instant;
use crate::i18n::Text;
use crate::jobs::health::{BackUp, BackedUp, HealthJob, HealthReport, RepairStore, Repaired, Verification, VerifyStore};
use crate::jobs::{Outcome, Report};
use crate::problem::{Code, Problem};
use crate::store::health::backup::{self, Restored};
use crate::store::health::salvage::{self, Salvaged};
use crate::store::health::verify;
use crate::store::{Context, Store, StoreError};

/// Carries out a job about the store's health, on a connection of its own.
///
/// # Errors
/// When the store cannot be read or the file not be written.
pub async fn carry_out(entrance: &Entrance, job: HealthJob) -> Outcome {
    let store = entrance.database().store().clone();
    let report = match job {
        HealthJob::Verify(VerifyStore) => HealthReport::Verified(on_own_thread(store, check).await?),
        HealthJob::Repair(RepairStore) => {
            let ReadAgain { repaired, unread, lost } = entrance.read_again().await?;
            HealthReport::Repaired(Repaired { found: on_own_thread(store, check).await?, repaired, unread, lost })
        }
        HealthJob::Backup(BackUp { to }) => HealthReport::BackedUp(on_own_thread(store, move |store| back_up(store, to)).await?),
    };
    Ok(Report::Health(Box::new(report)))
}

async fn on_own_thread<T: Send + 'static>(
    store: Store,
    work: impl FnOnce(&Store) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    spawn_blocking(move || work(&store)).await.unwrap_or_else(|_| Err(Problem::internal()))
}

fn check(store: &Store) -> Result<Verification, Problem> {
    let mut db = store.reader().map_err(|error| of_store(&error))?;
    let reading = db.transaction().map_err(|error| of_store(&error.into()))?;
    verify(&reading).map_err(|error| of_store(&error))
}

fn back_up(store: &Store, to: PathBuf) -> Result<BackedUp, Problem> {
    let db = store.reader().map_err(|error| of_store(&error))?;
    let held = backup::backup(&db, &to).map_err(|error| of_file(&error, &to))?;
    Ok(BackedUp { path: to, bytes: held.bytes, messages: held.messages, records: held.records })
}

/// Puts a backup in the place of the store, while no process has it open, this one neither.
///
/// # Errors
/// `locked` while any process has the store open; `backup_refused`; then nothing changed.
pub async fn restore(store: &Path, lock_file: &Path, from: &Path, now: Instant) -> Result<Restored, Problem> {
    let alone = presence::alone(store)?;
    let _network: Held = NetworkLock::new(lock_file.to_owned()).share()?;
    let (store, from) = (store.to_owned(), from.to_owned());
    let done = spawn_blocking(move || {
        let restored = backup::restore(&store, &from, now).map_err(|error| of_file(&error, &from));
        drop(alone);
        restored
    });
    done.await.unwrap_or_else(|_| Err(Problem::internal()))
}

/// Looks at the whole store, and where it is damaged brings what is whole into a new one; while no process has it open, this one neither. `None` when it is sound.
///
/// # Errors
/// `locked` while any process has the store open; a full disk, or a file that is not ours; then nothing changed.
pub async fn salvage(store: &Path, lock_file: &Path, now: Instant) -> Result<Option<Salvaged>, Problem> {
    let alone = presence::alone(store)?;
    let _network: Held = NetworkLock::new(lock_file.to_owned()).share()?;
    let store = store.to_owned();
    let done = spawn_blocking(move || {
        let done = if store.try_exists()? { salvage_damaged(&store, now) } else { Ok(None) };
        drop(alone);
        done
    });
    done.await.map_err(|_| Problem::internal())?.map_err(|error| of_store(&error))
}

fn salvage_damaged(path: &Path, now: Instant) -> crate::store::Result<Option<Salvaged>> {
    let looked = Store::open(path).and_then(|store| {
        let mut db = store.reader()?;
        let reading = db.transaction()?;
        verify(&reading)
    });
    match looked {
        Ok(found) if found.is_sound() => Ok(None),
        Err(error)
            if !error.is_corrupt()
                && !matches!(error, StoreError::NotAStore | StoreError::Damaged(_) | StoreError::TooNew { .. } | StoreError::Sqlite(_)) =>
        {
            Err(error)
        }
        Err(error) if error.is_full() || error.is_busy() => Err(error),
        Ok(_) => salvage::salvage(path, &mut Context::new(now, clock::seed())),
        // Nothing of ours is in it: then the first failure says what it is.
        Err(error) => salvage::salvage(path, &mut Context::new(now, clock::seed()))?.map(Some).ok_or(error),
    }
}

/// The check found faults.
pub fn damaged() -> Problem {
    Problem::failed(Code::StoreDamaged, Text::of("health-faults")).hint(Text::of("health-faults-hint"))
}

/// What a failure about the file of a backup means.
fn of_file(error: &StoreError, file: &Path) -> Problem {
    let name = file.to_string_lossy().into_owned();
    let refused =
        |why| Problem::failed(Code::BackupRefused, Text::of(why).with("file", name.clone())).hint(Text::of("health-refused-hint"));
    match error {
        StoreError::Io(io) if io.kind() == std::io::ErrorKind::AlreadyExists => {
            Problem::failed(Code::FileExists, Text::of("health-file-exists").with("file", name)).hint(Text::of("health-file-exists-hint"))
        }
        StoreError::Io(io) if io.kind() == std::io::ErrorKind::NotFound => {
            Problem::failed(Code::NotFound, Text::of("health-no-file").with("file", name))
        }
        StoreError::NotAStore => refused("health-not-a-backup"),
        StoreError::Damaged(what) => refused("health-bad-backup").detail(what),
        corrupt if corrupt.is_corrupt() => refused("health-bad-backup").detail(&corrupt.to_string()),
        other => of_store(other),
    }
}
