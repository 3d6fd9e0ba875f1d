//! Which version of a file is there.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Tells one version of a file from the next. Our own files are replaced as a whole, so that two within one tick of the clock differ too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    inode: u64,
    size: u64,
    seconds: i64,
    nanoseconds: i64,
}

impl Version {
    /// The version of a file as it is now; `None` when there is none.
    pub fn of(path: &Path) -> Option<Self> {
        let meta = fs::metadata(path).ok()?;
        Some(Self { inode: meta.ino(), size: meta.size(), seconds: meta.mtime(), nanoseconds: meta.mtime_nsec() })
    }
}
