//! The new file and its way into the place of the damaged one.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::pages::{Pages, log_of};
use super::tally::Tally;
use super::{collect, mend};
use crate::store::health::backup::{aside, folder_of};
use crate::store::{Context, Result, Store};

/// What became of a damaged file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvaged {
    /// Where the damaged file is kept.
    pub moved_aside: PathBuf,
    /// What is in the new one.
    pub tally: Tally,
}

/// Brings whatever is whole in a damaged file into a new one, puts that in its place and keeps the damaged one beside it, with its log. No process may have it open.
/// `None` when nothing in the file is ours; then nothing changed.
///
/// # Errors
/// When the new file cannot be written; the damaged one is as it was then.
pub fn salvage(store: &Path, context: &mut Context) -> Result<Option<Salvaged>> {
    let part = store.with_extension(format!("salvaging-{}", std::process::id()));
    let made = make(store, &part, context).and_then(|tally| match tally {
        Some(tally) => put(store, &part, context).map(|moved_aside| Some(Salvaged { moved_aside, tally })),
        None => Ok(None),
    });
    for left in [
        part.clone(),
        log_of(&part),
        PathBuf::from(format!("{}-shm", part.display())),
        PathBuf::from(format!("{}-journal", part.display())),
    ] {
        if left.try_exists()? {
            fs::remove_file(left)?;
        }
    }
    made
}

fn make(store: &Path, part: &Path, context: &mut Context) -> Result<Option<Tally>> {
    let pages = Pages::open(store)?;
    let mut db = Store::open(part)?.writer()?;
    // The file stands for itself and is thrown away when this ends before its end.
    db.pragma_update_and_check(None, "journal_mode", "memory", |_| Ok(()))?;
    db.pragma_update(None, "foreign_keys", false)?;
    let write = db.transaction()?;
    write.execute_batch("DELETE FROM member")?;
    let mut tally = Tally::default();
    let (rows, changed) = collect::collect(&write, &pages, &mut tally)?;
    if rows == 0 && changed.is_empty() {
        return Ok(None);
    }
    mend::mend(&write, &changed, context, &mut tally)?;
    write.commit()?;
    db.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    db.close().map_err(|(_, error)| error)?;
    File::open(part)?.sync_all()?;
    Ok(Some(tally))
}

/// The log goes before the new file comes: it would be taken for the new one's.
fn put(store: &Path, part: &Path, context: &Context) -> Result<PathBuf> {
    let kept = aside(store, context.now, "damaged")?;
    fs::hard_link(store, &kept)?;
    if log_of(store).try_exists()? {
        fs::hard_link(log_of(store), log_of(&kept))?;
    }
    let folder = File::open(folder_of(store))?;
    folder.sync_all()?;
    for beside in [log_of(store), PathBuf::from(format!("{}-shm", store.display()))] {
        if beside.try_exists()? {
            fs::remove_file(beside)?;
        }
    }
    fs::rename(part, store)?;
    folder.sync_all()?;
    Ok(kept)
}
