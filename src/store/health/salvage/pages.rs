//! The pages of a database file as they were last committed, in the file or in its write-ahead log (sqlite.org/fileformat2.html, sections 1.3 and 4).

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// The size of our pages: SQLite's own, which no store ever changed. A header that says otherwise is damaged.
pub(super) const PAGE: usize = 4096;

/// Bytes before each page in the log.
const FRAME_HEADER: usize = 24;

/// Bytes before the first of them.
const LOG_HEADER: usize = 32;

/// The pages of a file.
pub(super) struct Pages {
    file: File,
    log: Option<File>,
    /// Where in the log the newest committed state of a page lies.
    logged: HashMap<u32, u64>,
    count: u32,
}

impl Pages {
    /// Opens a file with its log, to read.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let log = match File::open(log_of(path)) {
            Ok(log) => Some(log),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let logged = log.as_ref().map(committed).transpose()?.unwrap_or_default();
        let in_file = u32::try_from(file.metadata()?.len().div_ceil(PAGE as u64)).unwrap_or(u32::MAX);
        let count = logged.keys().copied().max().unwrap_or(0).max(in_file);
        Ok(Self { file, log, logged, count })
    }

    /// How many pages there are; they are numbered from 1.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// A page, with zeros where the file ends or cannot be read.
    pub(super) fn read(&self, number: u32) -> Vec<u8> {
        let mut page = vec![0; PAGE];
        let (file, mut at) = match (self.logged.get(&number), &self.log) {
            (Some(at), Some(log)) => (log, *at),
            _ => (&self.file, u64::from(number.saturating_sub(1)) * PAGE as u64),
        };
        let mut room = &mut page[..];
        while !room.is_empty() {
            match file.read_at(room, at) {
                Ok(0) => break,
                Ok(read) => {
                    at += read as u64;
                    room = &mut room[read..];
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // A sector that the disk gives no more: what stood in it is lost, the rest is not.
                Err(_) => break,
            }
        }
        page
    }
}

/// The log of a database file.
pub(super) fn log_of(path: &Path) -> PathBuf {
    PathBuf::from(format!("{}-wal", path.display()))
}

/// Where the pages of the last committed transaction and those before it lie in a log.
fn committed(log: &File) -> io::Result<HashMap<u32, u64>> {
    let mut log = BufReader::with_capacity(1 << 20, log);
    let mut header = [0; LOG_HEADER];
    let mut logged = HashMap::new();
    if !filled(&mut log, &mut header)? {
        return Ok(logged);
    }
    let words = |bytes: &[u8], at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let big_endian = match words(&header, 0) {
        0x377f_0682 => false,
        0x377f_0683 => true,
        _ => return Ok(logged),
    };
    let mut sums = sum((0, 0), &header[..24], big_endian);
    if sums != (words(&header, 24), words(&header, 28)) || words(&header, 8) as usize != PAGE {
        return Ok(logged);
    }
    let mut frame = vec![0; FRAME_HEADER + PAGE];
    let mut at = LOG_HEADER as u64;
    let mut open: Vec<(u32, u64)> = Vec::new();
    while filled(&mut log, &mut frame)? {
        sums = sum(sum(sums, &frame[..8], big_endian), &frame[FRAME_HEADER..], big_endian);
        if frame[8..16] != header[16..24] || sums != (words(&frame, 16), words(&frame, 20)) {
            break;
        }
        open.push((words(&frame, 0), at + FRAME_HEADER as u64));
        if words(&frame, 4) > 0 {
            logged.extend(open.drain(..));
        }
        at += frame.len() as u64;
    }
    Ok(logged)
}

fn filled(from: &mut impl Read, room: &mut [u8]) -> io::Result<bool> {
    match from.read_exact(room) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

/// The running checksum of a log.
fn sum((mut first, mut second): (u32, u32), bytes: &[u8], big_endian: bool) -> (u32, u32) {
    for pair in bytes.chunks_exact(8) {
        let word = |at: usize| {
            let bytes = [pair[at], pair[at + 1], pair[at + 2], pair[at + 3]];
            if big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
        };
        first = first.wrapping_add(word(0)).wrapping_add(second);
        second = second.wrapping_add(word(4)).wrapping_add(first);
    }
    (first, second)
}
