//! One backup a day, made by itself while nothing else is to be done: verified, private, and never at the cost of the last free space (promises.md A8).

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::oneshot;

use super::accounts::Accounts;
use super::clock;
use super::database::Database;
use super::notices::Notices;
use super::problems::of_store;
use crate::domain::time::Instant;
use crate::i18n::Text;
use crate::jobs::Notice;
use crate::problem::{Code, Problem};
use crate::store::health::backup;
use crate::store::{Result, Store, StoreError};

/// How long after the app began its first backup may be made.
const FIRST: Duration = Duration::from_secs(10);

/// How often it is looked whether one is due.
const LOOK: Duration = Duration::from_secs(600);

/// The least time between two, in milliseconds.
const A_DAY_MS: i64 = 24 * 3_600_000;

/// What their names begin with; the time follows, and how they end.
const NAME: (&str, &str) = ("fumi-", ".db");

/// The rolling backups of a house.
pub(super) struct RollingBackups {
    folder: PathBuf,
    accounts: Arc<Accounts>,
    database: Database,
    notices: Notices,
    running: Arc<AtomicBool>,
}

/// What is to be done now.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    /// Nothing: it is switched off, or the last one is young.
    Nothing,
    /// One is due, but there is too little room.
    NoRoom,
    /// One is due.
    Make,
}

impl RollingBackups {
    /// Backups in this state folder.
    pub(super) fn new(state: &Path, accounts: Arc<Accounts>, database: Database, notices: Notices) -> Self {
        Self { folder: folder(state), accounts, database, notices, running: Arc::new(AtomicBool::new(false)) }
    }

    /// Starts to make them, once, until [`Self::stop`]. The caller holds the lock of the network workers. Needs a runtime.
    pub(super) fn start(self: &Arc<Self>) {
        if !self.running.swap(true, Ordering::SeqCst) {
            let backups = Arc::clone(self);
            tokio::spawn(async move { backups.run().await });
        }
    }

    /// Makes no further one, and leaves the one that is being made.
    pub(super) fn stop(&self) {
        self.running.store(false, Ordering::SeqCst);
    }

    async fn run(&self) {
        let mut wait = FIRST;
        let mut said = false;
        loop {
            tokio::time::sleep(wait).await;
            if !self.running.load(Ordering::SeqCst) {
                return;
            }
            wait = LOOK;
            if !self.database.is_quiet() {
                wait = FIRST;
                continue;
            }
            match self.once(clock::now()).await {
                Ok(()) => said = false,
                Err(problem) => {
                    tracing::warn!(code = problem.code.word(), message = problem.message.id(), "no backup was made");
                    if !std::mem::replace(&mut said, true) {
                        self.notices.put(Notice::NoBackup(Box::new(problem)));
                    }
                }
            }
        }
    }

    /// Makes one if it is due. On a thread of its own with the lowest priority, since it reads and writes as much as the store has.
    async fn once(&self, now: Instant) -> std::result::Result<(), Problem> {
        let keep = self.accounts.settings().backups_kept;
        let (folder, store, running) = (self.folder.clone(), self.database.store().clone(), Arc::clone(&self.running));
        let (done, made) = oneshot::channel();
        let thread = std::thread::Builder::new().name("fumi-backup".to_owned()).spawn(move || {
            // On Linux this is about the calling thread alone.
            let _ = rustix::process::nice(19);
            let _ = done.send(make_if_due(&folder, &store, keep, now, &running));
        });
        thread.map_err(|error| Problem::failed(Code::NoThread, Text::of("problem-no-thread")).detail(&error.to_string()))?;
        match made.await.map_err(|_| Problem::internal())? {
            Ok(Verdict::NoRoom) => Err(Problem::failed(Code::DiskFull, Text::of("health-no-room"))
                .hint(Text::of("health-no-room-hint").with("folder", self.folder.to_string_lossy()))),
            Ok(_) => Ok(()),
            Err(StoreError::Damaged(_)) => Err(super::health::damaged()),
            Err(error) => Err(of_store(&error)),
        }
    }
}

/// The folder of the rolling backups.
fn folder(state: &Path) -> PathBuf {
    state.join("backups")
}

/// The newest rolling backup of this state folder, and when it was made.
pub fn newest(state: &Path) -> Option<(PathBuf, Instant)> {
    list(&folder(state)).ok()?.pop().map(|(at, path)| (path, at))
}

fn make_if_due(folder: &Path, store: &Store, keep: usize, now: Instant, running: &AtomicBool) -> Result<Verdict> {
    let held = list(folder)?;
    let size = fs::metadata(store.path())?.len();
    let verdict = verdict(&held.iter().map(|(at, _)| *at).collect::<Vec<_>>(), keep, now, size, free(folder.parent().unwrap_or(folder))?);
    if verdict != Verdict::Make {
        return Ok(verdict);
    }
    fs::create_dir_all(folder)?;
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    remove_parts(folder)?;
    let name = format!("{}{}{}", NAME.0, now.to_timestamp().strftime("%Y%m%dT%H%M%SZ"), NAME.1);
    if backup::roll(&store.reader()?, &folder.join(&name), || running.load(Ordering::SeqCst))?.is_some() {
        for (_, old) in too_many(list(folder)?, keep, now) {
            fs::remove_file(old)?;
        }
    }
    Ok(Verdict::Make)
}

/// Whether one is due. One that seems to come from the future was made under another clock, and says nothing.
fn verdict(held: &[Instant], keep: usize, now: Instant, size: u64, free: u64) -> Verdict {
    let young = held.iter().any(|at| (0..A_DAY_MS).contains(&(now.0 - at.0)));
    if keep == 0 || young {
        Verdict::Nothing
    } else if free < size.saturating_mul(2) {
        Verdict::NoRoom
    } else {
        Verdict::Make
    }
}

/// Which go when there is a new one: the oldest, those from a future clock before all.
fn too_many(mut held: Vec<(Instant, PathBuf)>, keep: usize, now: Instant) -> Vec<(Instant, PathBuf)> {
    held.sort_by_key(|(at, _)| (*at <= now, *at));
    held.truncate(held.len().saturating_sub(keep));
    held
}

/// The rolling backups by their names, the oldest first.
fn list(folder: &Path) -> std::io::Result<Vec<(Instant, PathBuf)>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let stamp = name.to_str().and_then(|name| name.strip_prefix(NAME.0)?.strip_suffix(NAME.1));
        let at = stamp.and_then(|stamp| jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", stamp).ok());
        if let Some(at) = at.and_then(|at| at.to_zoned(jiff::tz::TimeZone::UTC).ok()) {
            found.push((Instant(at.timestamp().as_millisecond()), entry.path()));
        }
    }
    found.sort();
    Ok(found)
}

/// What an ended process left half made.
fn remove_parts(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().contains(".part-") {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// How many bytes this user may still write where a folder lies.
fn free(folder: &Path) -> std::io::Result<u64> {
    let held = rustix::fs::statvfs(folder)?;
    Ok(held.f_bavail.saturating_mul(held.f_frsize))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const NOW: Instant = Instant(1_790_000_000_000);

    fn days(days: i64) -> Instant {
        Instant(NOW.0 + days * A_DAY_MS)
    }

    #[test]
    fn one_a_day_where_there_is_room_for_two() {
        assert_eq!(verdict(&[], 3, NOW, 100, 200), Verdict::Make);
        assert_eq!(verdict(&[], 3, NOW, 100, 199), Verdict::NoRoom);
        assert_eq!(verdict(&[], 0, NOW, 100, 200), Verdict::Nothing, "switched off");
        assert_eq!(verdict(&[days(-3), Instant(NOW.0 - A_DAY_MS + 1)], 3, NOW, 100, 200), Verdict::Nothing);
        assert_eq!(verdict(&[days(-3), days(-1)], 3, NOW, 100, 200), Verdict::Make);
        assert_eq!(verdict(&[days(100)], 3, NOW, 100, 200), Verdict::Make, "made while the clock was wrong");
    }

    #[test]
    fn the_oldest_go_and_those_of_a_wrong_clock_first() {
        let held = |days_of: &[i64]| days_of.iter().map(|at| (days(*at), PathBuf::from(at.to_string()))).collect::<Vec<_>>();
        let gone = |held: Vec<(Instant, PathBuf)>, keep| {
            too_many(held, keep, NOW).into_iter().map(|(_, path)| path.display().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(gone(held(&[-3, -2, -1, 0]), 3), ["-3"]);
        assert_eq!(gone(held(&[-2, -1, 0, 100]), 3), ["100"]);
        assert_eq!(gone(held(&[0]), 3), Vec::<String>::new());
    }

    #[test]
    fn a_backup_is_private_whole_and_not_made_again_the_same_day() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("fumi.db")).unwrap();
        let folder = folder(dir.path());
        let running = AtomicBool::new(true);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(".fumi-x.db.part-1"), "left by a crash").unwrap();
        for (day, verdict, kept) in
            [(0, Verdict::Make, 1), (0, Verdict::Nothing, 1), (1, Verdict::Make, 2), (2, Verdict::Make, 2), (3, Verdict::Make, 2)]
        {
            assert_eq!(make_if_due(&folder, &store, 2, days(day), &running).unwrap(), verdict);
            assert_eq!(fs::read_dir(&folder).unwrap().count(), kept);
        }
        let (newest, at) = newest(dir.path()).unwrap();
        assert_eq!(at, Instant(days(3).0 / 1000 * 1000));
        assert_eq!(fs::metadata(&newest).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(backup::check(&newest).is_ok());
    }

    #[test]
    fn a_damaged_store_takes_no_good_backup_away() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("fumi.db")).unwrap();
        let folder = folder(dir.path());
        let running = AtomicBool::new(true);
        make_if_due(&folder, &store, 1, NOW, &running).unwrap();
        // What changes a row without its seal.
        let db = store.writer().unwrap();
        db.execute_batch("UPDATE member SET seal = seal + 1").unwrap();
        assert!(matches!(make_if_due(&folder, &store, 1, days(1), &running), Err(StoreError::Damaged(_))));
        let left: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(left, [newest(dir.path()).unwrap().0]);
        assert_eq!(newest(dir.path()).unwrap().1, Instant(NOW.0 / 1000 * 1000));
    }

    #[test]
    fn leaving_leaves_nothing_half_made() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("fumi.db")).unwrap();
        let folder = folder(dir.path());
        make_if_due(&folder, &store, 1, NOW, &AtomicBool::new(false)).unwrap();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    }
}
