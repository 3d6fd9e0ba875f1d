//! Where a mail lies while it arrives: in memory up to the size of one stored chunk, beyond that in a private file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::store::raw::CHUNK_BYTES;

/// A mail may be a thirty-second part larger than it was listed with before its room grows: servers count line ends in their own ways.
const MORE: usize = 32;

/// Where spool files are made.
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    made: AtomicU64,
}

/// A whole mail that arrived.
#[derive(Debug)]
pub enum MailBytes {
    /// In memory: at most one chunk.
    Memory(Vec<u8>),
    /// In a file, from its first byte.
    File(File, u64),
}

impl MailBytes {
    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::File(_, size) => *size,
        }
    }
}

/// A mail that is arriving.
#[derive(Debug, Default)]
pub struct Arriving {
    /// Bytes not in the file yet: what the connection brings is added here.
    pub bytes: Vec<u8>,
    file: Option<File>,
    in_file: u64,
}

impl Spool {
    /// A spool in this folder, which must be private.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), made: AtomicU64::new(0) }
    }

    /// A new file, 0600, without a name: a crash leaves nothing behind.
    fn file(&self) -> io::Result<File> {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.join(format!("arriving-{}-{number}", std::process::id()));
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path);
        let file = match file {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(&self.folder)?;
                OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path)?
            }
            other => other?,
        };
        fs::remove_file(&path)?;
        Ok(file)
    }
}

impl Arriving {
    /// Makes room for a mail of about this size, as far as it stays in memory; what was promised and does not come costs nothing that lasts.
    pub fn expect(&mut self, size: u64) {
        let wanted = usize::try_from(size).unwrap_or(CHUNK_BYTES).min(CHUNK_BYTES);
        self.bytes.reserve_exact(wanted.saturating_add(wanted / MORE));
    }

    /// How many bytes came so far.
    pub fn size(&self) -> u64 {
        self.in_file + self.bytes.len() as u64
    }

    /// Moves what is in memory to a file as soon as it is more than a chunk.
    pub fn settle(&mut self, spool: &Spool) -> io::Result<()> {
        if self.bytes.len() <= CHUNK_BYTES {
            return Ok(());
        }
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(spool.file()?),
        };
        file.write_all(&self.bytes)?;
        self.in_file += self.bytes.len() as u64;
        self.bytes.clear();
        Ok(())
    }

    /// Forgets what came and what comes next is another mail.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The whole mail; what comes next is another one.
    pub fn finish(&mut self) -> io::Result<MailBytes> {
        let size = self.size();
        match self.file.take() {
            None => Ok(MailBytes::Memory(std::mem::take(&mut self.bytes))),
            Some(mut file) => {
                file.write_all(&self.bytes)?;
                file.seek(SeekFrom::Start(0))?;
                self.clear();
                Ok(MailBytes::File(file, size))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::Read;

    #[test]
    fn a_big_mail_goes_to_a_file_that_nobody_can_find() {
        let dir = tempfile::tempdir().unwrap();
        let spool = Spool::new(&dir.path().join("spool"));
        let mut arriving = Arriving::default();
        for n in 0..70u8 {
            arriving.bytes.extend(std::iter::repeat_n(n, 32 * 1024));
            arriving.settle(&spool).unwrap();
            assert!(arriving.bytes.len() <= CHUNK_BYTES);
        }
        assert_eq!(fs::read_dir(dir.path().join("spool")).unwrap().count(), 0);
        let MailBytes::File(mut file, size) = arriving.finish().unwrap() else { panic!("not in a file") };
        let mut all = Vec::new();
        file.read_to_end(&mut all).unwrap();
        assert_eq!((size, all.len(), all[0], all[all.len() - 1]), (70 * 32 * 1024, 70 * 32 * 1024, 0, 69));
        assert_eq!(arriving.size(), 0);
    }

    #[test]
    fn a_mail_of_one_chunk_stays_in_memory() {
        let spool = Spool::new(Path::new("/nonexistent"));
        let mut arriving = Arriving { bytes: vec![7; CHUNK_BYTES], ..Arriving::default() };
        arriving.settle(&spool).unwrap();
        assert!(matches!(arriving.finish().unwrap(), MailBytes::Memory(bytes) if bytes.len() == CHUNK_BYTES));
    }
}
