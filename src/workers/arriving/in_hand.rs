//! The in-hand file of a process: which mails are being read this moment, so that one that brings the program down is known at the next start (promises.md A12).
//!
//! A mail that was in hand when a process ended is read again alone; found in hand a second time in a row it is stored unread. So a poisonous mail costs two
//! crashes, and one that only happened to be in hand when somebody pulled the plug costs nothing. The file is locked as long as its process lives, which also
//! says whose half-written big mails are still wanted.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use sha2::{Digest, Sha256};

use crate::workers::clock;

/// How the files are called in the folder of state.
const PREFIX: &str = "in-hand.";
/// How earlier versions called theirs, one an account; what stands in them means nothing any more.
const OLD_PREFIX: &str = "in-hand-";

/// A record: at how many ends in a row the mail was in hand, and its mark.
const RECORD: usize = 33;

/// At so many ends in a row a mail is poisonous.
const POISONOUS: u8 = 2;

/// How many mails are remembered over several starts; more were never in hand at once.
const REMEMBERED: usize = 256;

/// How much of a mail's beginning makes its mark where no server names it.
pub(super) const MARKED_BYTES: usize = 64 * 1024;

/// What a mail is called here: a hash, so that a server's words are never read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mark([u8; 32]);

impl Mark {
    /// The mark of a mail by an account and the server's name for it there.
    pub fn of_name(account: i64, name: &[u8]) -> Self {
        Self(Sha256::new().chain_update(b"name").chain_update(account.to_le_bytes()).chain_update(name).finalize().into())
    }

    /// The mark of a mail that no server names: its size and its beginning.
    pub fn of_bytes(size: u64, beginning: &[u8]) -> Self {
        let beginning = &beginning[..beginning.len().min(MARKED_BYTES)];
        Self(Sha256::new().chain_update(b"bytes").chain_update(size.to_le_bytes()).chain_update(beginning).finalize().into())
    }
}

/// The in-hand file of this process, and what earlier ones left. Written without waiting for the disk: it has to outlive the process, not the machine.
#[derive(Debug)]
pub struct InHand {
    path: PathBuf,
    owner: String,
    file: File,
    /// Mails that were in hand when a process ended: at how many ends in a row, and the record that says so.
    suspects: Mutex<HashMap<Mark, (u8, u64)>>,
    /// Free slots, and the first that was never used. The slots lie behind the suspects.
    slots: Mutex<(Vec<u64>, u64)>,
    /// Where the slots begin.
    first_slot: u64,
    /// Read while anything is in hand, written while a suspect is.
    alone: RwLock<()>,
    /// Held while a slot is written; inside, whether nothing more is noted.
    let_go: Mutex<bool>,
}

impl InHand {
    /// Makes the file of this process in the folder of state and takes over what ended processes left there.
    pub fn open(folder: &Path) -> io::Result<Arc<Self>> {
        let owner = format!("{PREFIX}{:016x}", clock::seed());
        let path = folder.join(&owner);
        // Nobody may find the file before it is locked.
        let hidden = folder.join(format!(".{owner}"));
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&hidden)?;
        file.lock()?;
        fs::rename(&hidden, &path)?;
        let left = left_behind(folder)?;
        let mut suspects: HashMap<Mark, (u8, u64)> = HashMap::new();
        for (_, records) in &left {
            for (ends, mark) in records {
                let at = suspects.len() as u64;
                if let Some((known, _)) = suspects.get_mut(mark) {
                    *known = (*known).max(*ends);
                } else if suspects.len() < REMEMBERED {
                    suspects.insert(*mark, (*ends, at));
                }
            }
        }
        let first_slot = suspects.len() as u64;
        let in_hand = Self {
            path,
            owner,
            file,
            suspects: Mutex::new(suspects),
            slots: Mutex::new((Vec::new(), first_slot)),
            first_slot,
            alone: RwLock::new(()),
            let_go: Mutex::new(false),
        };
        for (mark, (ends, at)) in lock(&in_hand.suspects).iter() {
            in_hand.write(*at, *ends, *mark)?;
        }
        // Only now, so that a crash in between forgets nothing.
        for (path, _) in left {
            let _ = fs::remove_file(path);
        }
        Ok(Arc::new(in_hand))
    }

    /// The name under which this process owns what it has not finished.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// A hand that holds one mail at a time.
    pub fn hand(self: &Arc<Self>) -> Hand {
        let slot = {
            let mut slots = lock(&self.slots);
            slots.0.pop().unwrap_or_else(|| {
                slots.1 += 1;
                slots.1 - 1
            })
        };
        Hand { in_hand: Arc::clone(self), slot, marked: false }
    }

    /// At how many ends in a row a mail was in hand.
    pub fn ends(&self, mark: Mark) -> u8 {
        lock(&self.suspects).get(&mark).map_or(0, |(ends, _)| *ends)
    }

    /// Forgets a mail: it was read well, or is stored unread.
    pub fn forget(&self, mark: Mark) {
        if let Some((_, at)) = lock(&self.suspects).remove(&mark) {
            let _ = self.file.write_all_at(&[0; RECORD], at * RECORD as u64);
        }
    }

    /// Takes everything out of hand: the process ends because somebody wants it to, and no mail is to blame.
    pub fn let_go(&self) {
        let mut let_go = lock(&self.let_go);
        *let_go = true;
        self.forget_read();
    }

    /// Empties all slots, while nobody reads: what stands there was read well.
    fn forget_read(&self) {
        let _ = self.file.set_len(self.first_slot * RECORD as u64);
    }

    /// Notes in a slot that a mail is in hand.
    fn take(&self, slot: u64, ends: u8, mark: Mark) -> io::Result<()> {
        let let_go = lock(&self.let_go);
        if *let_go { Ok(()) } else { self.write(slot, ends, mark) }
    }

    fn write(&self, at: u64, ends: u8, mark: Mark) -> io::Result<()> {
        let mut record = [0; RECORD];
        record[0] = ends;
        record[1..].copy_from_slice(&mark.0);
        self.file.write_all_at(&record, at * RECORD as u64)
    }
}

impl Drop for InHand {
    fn drop(&mut self) {
        if lock(&self.suspects).is_empty() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// One of the hands of a process.
#[derive(Debug)]
pub struct Hand {
    in_hand: Arc<InHand>,
    slot: u64,
    /// Whether a mark stands in the slot.
    marked: bool,
}

impl Hand {
    /// Reads a mail while its mark stands in the file: beside others, or alone when it is suspect. `None`, and nothing is read, when it was in hand at so many
    /// ends in a row; it stays remembered until [`InHand::forget`].
    pub fn read<T>(&mut self, mark: Mark, most_ends: u8, read: impl FnOnce() -> T) -> Option<T> {
        let in_hand = Arc::clone(&self.in_hand);
        let ends = in_hand.ends(mark);
        if ends >= most_ends {
            return None;
        }
        let (_beside, _alone) = if ends == 0 {
            (Some(in_hand.alone.read().unwrap_or_else(PoisonError::into_inner)), None)
        } else {
            let alone = in_hand.alone.write().unwrap_or_else(PoisonError::into_inner);
            in_hand.forget_read();
            (None, Some(alone))
        };
        // A disk that takes no note takes no mail either; reading goes on, since no mail is poisonous because of that.
        let _ = in_hand.take(self.slot, ends + 1, mark);
        self.marked = true;
        let done = read();
        if ends > 0 {
            self.let_go();
            in_hand.forget(mark);
        }
        Some(done)
    }

    /// Takes the mark out of the slot. That of a mail that was no suspect stays until the next comes, a suspect is read or the hand is done, since a mail that
    /// is read alone once costs less than a write for each.
    fn let_go(&mut self) {
        if std::mem::take(&mut self.marked) {
            let _ = self.in_hand.file.write_all_at(&[0; RECORD], self.slot * RECORD as u64);
        }
    }

    /// Reads a mail that came: unread is what was in hand at two ends in a row.
    pub fn read_arrived<T>(&mut self, mark: Mark, read: impl FnOnce() -> T) -> Option<T> {
        self.read(mark, POISONOUS, read)
    }

    /// Reads a mail that is stored unread: one crash is enough to leave it so.
    pub fn read_again<T>(&mut self, mark: Mark, read: impl FnOnce() -> T) -> Option<T> {
        self.read(mark, 1, read)
    }
}

impl Drop for Hand {
    fn drop(&mut self) {
        self.let_go();
        lock(&self.in_hand.slots).0.push(self.slot);
    }
}

/// The owners whose processes live, this one included.
pub fn living(folder: &Path) -> io::Result<HashSet<String>> {
    let mut living = HashSet::new();
    for path in files(folder)? {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if let Ok(file) = File::open(&path)
            && file.try_lock().is_err()
        {
            living.insert(name.to_owned());
        }
    }
    Ok(living)
}

type Records = Vec<(u8, Mark)>;

/// The files of ended processes and what stands in them; those of earlier versions go.
fn left_behind(folder: &Path) -> io::Result<Vec<(PathBuf, Records)>> {
    let mut found = Vec::new();
    for path in files(folder)? {
        let Ok(file) = File::open(&path) else { continue };
        if file.try_lock().is_err() {
            continue;
        }
        let Ok(bytes) = fs::read(&path) else { continue };
        let records = bytes.chunks_exact(RECORD).filter(|record| record[0] > 0);
        let records = records.filter_map(|record| Some((record[0], Mark(record[1..].try_into().ok()?)))).collect();
        found.push((path, records));
    }
    Ok(found)
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        if name.starts_with(PREFIX) {
            found.push(entry.path());
        } else if name.starts_with(OLD_PREFIX) {
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(found)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn mark(name: &str) -> Mark {
        Mark::of_name(1, name.as_bytes())
    }

    /// What a process leaves that is killed while these mails are in hand: its file, which nobody tidied.
    fn killed_with(folder: &Path, names: &[&str]) {
        let in_hand = InHand::open(folder).unwrap();
        let mut hands = Vec::new();
        for name in names {
            let hand = in_hand.hand();
            let ends = in_hand.ends(mark(name));
            in_hand.write(hand.slot, ends + 1, mark(name)).unwrap();
            hands.push(hand);
        }
        let bytes = fs::read(&in_hand.path).unwrap();
        let path = in_hand.path.clone();
        drop(hands);
        drop(in_hand);
        let _ = fs::remove_file(&path);
        fs::write(path, bytes).unwrap();
    }

    /// The process ends. What it leaves becomes a file of its own: a program that another test starts at this moment holds the lock of the old one until it runs.
    fn ended(in_hand: Arc<InHand>) {
        let path = in_hand.path.clone();
        drop(in_hand);
        if let Ok(bytes) = fs::read(&path) {
            fs::remove_file(&path).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }

    /// At how many ends a process finds that a mail was in hand.
    fn ends(folder: &Path, name: &str) -> u8 {
        let in_hand = InHand::open(folder).unwrap();
        let ends = in_hand.ends(mark(name));
        ended(in_hand);
        ends
    }

    fn read(folder: &Path, name: &str) -> Option<&'static str> {
        let in_hand = InHand::open(folder).unwrap();
        let read = in_hand.hand().read_arrived(mark(name), || "read");
        if read.is_none() {
            in_hand.forget(mark(name));
        }
        ended(in_hand);
        read
    }

    #[test]
    fn a_mail_in_hand_at_one_end_is_innocent_and_at_two_in_a_row_poisonous() {
        let dir = tempfile::tempdir().unwrap();
        killed_with(dir.path(), &["a", "b"]);
        assert_eq!(ends(dir.path(), "a"), 1);
        assert_eq!(read(dir.path(), "a"), Some("read"));
        assert_eq!(ends(dir.path(), "a"), 0, "it was read well");
        killed_with(dir.path(), &["a"]);
        killed_with(dir.path(), &["b"]);
        assert_eq!((read(dir.path(), "a"), read(dir.path(), "b")), (Some("read"), None), "b was in hand at two ends");
        assert_eq!(read(dir.path(), "b"), Some("read"), "stored once, it is forgotten");
        assert_eq!(files(dir.path()).unwrap().len(), 0, "nothing is left to remember");
    }

    #[test]
    fn a_suspect_that_nobody_met_stays_one_over_good_ends() {
        let dir = tempfile::tempdir().unwrap();
        killed_with(dir.path(), &["a"]);
        for _ in 0..3 {
            ended(InHand::open(dir.path()).unwrap());
        }
        assert_eq!(ends(dir.path(), "a"), 1);
    }

    #[test]
    fn a_living_process_keeps_its_file_and_an_ended_one_leaves_it() {
        let dir = tempfile::tempdir().unwrap();
        let (one, two) = (InHand::open(dir.path()).unwrap(), InHand::open(dir.path()).unwrap());
        let owners: HashSet<String> = [one.owner().to_owned(), two.owner().to_owned()].into();
        assert_eq!(living(dir.path()).unwrap(), owners);
        drop(one);
        assert_eq!(living(dir.path()).unwrap(), HashSet::from([two.owner().to_owned()]));
    }

    #[test]
    fn a_suspect_is_read_alone() {
        let dir = tempfile::tempdir().unwrap();
        killed_with(dir.path(), &["suspect"]);
        let in_hand = InHand::open(dir.path()).unwrap();
        let beside = std::sync::atomic::AtomicUsize::new(0);
        let count = || beside.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        std::thread::scope(|threads| {
            for n in 0..4 {
                let (in_hand, beside, count) = (&in_hand, &beside, &count);
                threads.spawn(move || {
                    let mut hand = in_hand.hand();
                    for m in 0..200 {
                        hand.read_arrived(mark(&format!("{n} {m}")), || {
                            count();
                            std::thread::yield_now();
                            beside.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                        });
                    }
                });
            }
            let alone = in_hand.hand().read_arrived(mark("suspect"), || {
                (0..50).all(|_| {
                    std::thread::yield_now();
                    beside.load(std::sync::atomic::Ordering::SeqCst) == 0
                })
            });
            assert_eq!(alone, Some(true));
        });
    }

    #[test]
    fn a_suspect_that_ends_the_process_takes_no_mail_with_it_that_was_read_before() {
        let dir = tempfile::tempdir().unwrap();
        killed_with(dir.path(), &["suspect"]);
        let in_hand = InHand::open(dir.path()).unwrap();
        let (mut one, mut other) = (in_hand.hand(), in_hand.hand());
        assert_eq!(one.read_arrived(mark("innocent"), || ()), Some(()));
        let bytes = other.read_arrived(mark("suspect"), || fs::read(&in_hand.path).unwrap()).unwrap();
        let held = |name: &str| bytes.chunks_exact(RECORD).any(|record| record[0] > 0 && record[1..] == mark(name).0);
        assert!(held("suspect") && !held("innocent"));
        drop((one, other));
        let left = fs::read(&in_hand.path).unwrap();
        assert!(left.iter().all(|byte| *byte == 0), "nothing is in hand any more");
    }

    #[test]
    fn files_of_earlier_versions_go() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("in-hand-0197f3aa"), [7; 96]).unwrap();
        drop(InHand::open(dir.path()).unwrap());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
