//! The in-hand file: which mails are being parsed this moment, so that one that brings the program down is not parsed again (promises.md A12).

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::domain::ids::Id;

/// How many mails of one account may be parsed at the same time.
pub const SLOTS: usize = 3;

/// What a mail is called here: a hash, so that a server's words are never read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mark([u8; 32]);

impl Mark {
    /// The mark of a mail by the server's name for it, or by its bytes where it has none.
    pub fn of(name: &[u8]) -> Self {
        Self(Sha256::digest(name).into())
    }
}

/// The in-hand file of one account, and what earlier runs left in it. Written without waiting for the disk: it has to outlive the process, not the machine.
#[derive(Debug)]
pub struct InHand {
    path: PathBuf,
    file: File,
    suspects: HashSet<Mark>,
}

const WIDTH: u64 = 32;

impl InHand {
    /// Opens the file of an account. Whatever stands in it was being parsed when an earlier run ended.
    pub fn open(folder: &Path, account: Id) -> io::Result<Self> {
        let path = folder.join(format!("in-hand-{account}"));
        let left = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let marks = left.chunks_exact(32).filter_map(|chunk| <[u8; 32]>::try_from(chunk).ok());
        let suspects: HashSet<Mark> = marks.filter(|mark| *mark != [0; 32]).map(Mark).collect();
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path)?;
        let in_hand = Self { path, file, suspects };
        in_hand.rewrite()?;
        Ok(in_hand)
    }

    /// Puts the suspects behind the slots, so that they stay suspects until they are stored.
    fn rewrite(&self) -> io::Result<()> {
        let mut bytes = vec![0; SLOTS * 32];
        for mark in &self.suspects {
            bytes.extend_from_slice(&mark.0);
        }
        self.file.write_all_at(&bytes, 0)?;
        self.file.set_len(bytes.len() as u64)
    }

    /// Whether a mail was being parsed when an earlier run ended.
    pub fn is_suspect(&self, mark: Mark) -> bool {
        self.suspects.contains(&mark)
    }

    /// Notes that a mail is about to be parsed in this slot.
    pub fn take(&self, slot: usize, mark: Mark) -> io::Result<()> {
        self.file.write_all_at(&mark.0, slot as u64 * WIDTH)
    }

    /// Notes that nothing is being parsed in this slot.
    pub fn put_down(&self, slot: usize) -> io::Result<()> {
        self.file.write_all_at(&[0; 32], slot as u64 * WIDTH)
    }

    /// Forgets everything: what was suspect is stored now.
    pub fn clear(self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_was_in_hand_when_the_program_ended_is_suspect_until_it_is_stored() {
        let dir = tempfile::tempdir().unwrap();
        let account = Id::from_bytes([3; 16]);
        let (bad, fine) = (Mark::of(b"u7"), Mark::of(b"u8"));
        let first = InHand::open(dir.path(), account).unwrap();
        assert!(!first.is_suspect(bad));
        first.take(0, fine).unwrap();
        first.put_down(0).unwrap();
        first.take(1, bad).unwrap();
        drop(first);

        for _ in 0..2 {
            let next = InHand::open(dir.path(), account).unwrap();
            assert!(next.is_suspect(bad) && !next.is_suspect(fine));
        }
        InHand::open(dir.path(), account).unwrap().clear();
        assert!(!InHand::open(dir.path(), account).unwrap().is_suspect(bad));
        assert!(!InHand::open(dir.path(), Id::from_bytes([4; 16])).unwrap().is_suspect(bad));
    }
}
