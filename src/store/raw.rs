//! The whole mail, untouched, in compressed chunks of at most 1 MiB.

use std::io::Read;

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::{Result, StoreError, frame};
use crate::domain::ids::MessageKey;

/// How many bytes of a mail one chunk holds before compression.
pub const CHUNK_BYTES: usize = 1 << 20;

/// Compresses one chunk; done on the parsing threads, so that the writer only writes.
pub fn compress(chunk: &[u8]) -> Result<Vec<u8>> {
    Ok(frame::pack(chunk)?)
}

/// Whether these bytes of the file are a chunk.
pub(super) fn unpacks(data: &[u8]) -> bool {
    frame::unpack_into(data, CHUNK_BYTES, &mut Vec::new()).is_ok()
}

/// Writes chunk `n` of a message, already compressed.
pub fn put(db: &Connection, message: MessageKey, n: u32, compressed: &[u8]) -> Result<()> {
    if n == 0 {
        let sql = "INSERT INTO raw_chunk (key, message, n, data) VALUES (?1, ?1, 0, ?2)";
        db.prepare_cached(sql)?.execute(params![message.0, compressed])?;
    } else {
        let sql =
            "INSERT INTO raw_chunk (key, message, n, data) VALUES (min(0, (SELECT coalesce(min(key), 0) FROM raw_chunk)) - 1, ?1, ?2, ?3)";
        db.prepare_cached(sql)?.execute(params![message.0, n, compressed])?;
    }
    Ok(())
}

/// Writes the first chunk of a message, already compressed, unless the key is taken; answers whether it was free.
pub fn put_if_free(db: &Connection, message: MessageKey, compressed: &[u8]) -> Result<bool> {
    let sql = "INSERT INTO raw_chunk (key, message, n, data) VALUES (?1, ?1, 0, ?2) ON CONFLICT DO NOTHING";
    Ok(db.prepare_cached(sql)?.execute(params![message.0, compressed])? > 0)
}

/// Chunk `n` of a message, as it came; `None` behind the last.
pub fn chunk(db: &Connection, message: MessageKey, n: u32) -> Result<Option<Vec<u8>>> {
    let read = |row: &rusqlite::Row<'_>| {
        let mut chunk = Vec::new();
        Ok(frame::unpack_into(row.get_ref(0)?.as_blob()?, CHUNK_BYTES, &mut chunk).map(|()| chunk))
    };
    let chunk = if n == 0 {
        db.prepare_cached("SELECT data FROM raw_chunk WHERE key = ?1")?.query_row([message.0], read).optional()?
    } else {
        db.prepare_cached("SELECT data FROM raw_chunk WHERE message = ?1 AND n = ?2 AND n > 0")?
            .query_row(params![message.0, n], read)
            .optional()?
    };
    chunk.transpose().map_err(|_| StoreError::Damaged("raw chunk"))
}

/// A reader over the whole mail that holds one chunk at a time.
pub struct RawReader<'a> {
    db: &'a Connection,
    message: MessageKey,
    next: u32,
    held: Vec<u8>,
    at: usize,
}

/// Reads a mail from its first byte.
pub fn reader(db: &Connection, message: MessageKey) -> RawReader<'_> {
    RawReader { db, message, next: 0, held: Vec::new(), at: 0 }
}

impl Read for RawReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.held.len() {
            match chunk(self.db, self.message, self.next).map_err(std::io::Error::other)? {
                None => return Ok(0),
                Some(more) => {
                    self.held = more;
                    self.at = 0;
                    self.next += 1;
                }
            }
        }
        let take = out.len().min(self.held.len() - self.at);
        out[..take].copy_from_slice(&self.held[self.at..self.at + take]);
        self.at += take;
        Ok(take)
    }
}

/// The bytes of a mail as they are here.
pub struct Sum {
    /// Their SHA-256.
    pub hash: [u8; 32],
    /// How many.
    pub size: u64,
    /// Whether any chunk is here at all.
    pub chunks: bool,
}

/// Reads the bytes of a mail and sums them up; none where they cannot be read.
pub fn sum(db: &Connection, message: MessageKey) -> Option<Sum> {
    let mut hasher = Sha256::new();
    let mut reader = reader(db, message);
    let mut buffer = vec![0; 64 << 10];
    let mut size = 0;
    loop {
        match reader.read(&mut buffer).ok()? {
            0 => return Some(Sum { hash: hasher.finalize().into(), size, chunks: reader.next > 0 }),
            read => {
                hasher.update(&buffer[..read]);
                size += read as u64;
            }
        }
    }
}

/// Whether the bytes of a mail are all here and unchanged, by their SHA-256.
pub fn is_whole(db: &Connection, message: MessageKey, hash: &[u8; 32]) -> bool {
    sum(db, message).is_some_and(|sum| sum.chunks && sum.hash == *hash)
}

/// Removes every chunk of a message.
pub fn remove(db: &Connection, message: MessageKey) -> Result<()> {
    db.execute("DELETE FROM raw_chunk WHERE message = ?1 AND n > 0", [message.0])?;
    db.execute("DELETE FROM raw_chunk WHERE key = ?1", [message.0])?;
    Ok(())
}

/// Gives the chunks of one key to another one, which has none.
pub fn hand_over(db: &Connection, from: MessageKey, to: MessageKey) -> Result<()> {
    db.execute("UPDATE raw_chunk SET message = ?2 WHERE message = ?1 AND n > 0", [from.0, to.0])?;
    db.execute("UPDATE raw_chunk SET key = ?2, message = ?2 WHERE key = ?1", [from.0, to.0])?;
    Ok(())
}

/// The whole mail at once; for mails whose size the caller has looked at.
pub fn whole(db: &Connection, message: MessageKey) -> Result<Vec<u8>> {
    let mut all = Vec::new();
    let mut reader = reader(db, message);
    reader.read_to_end(&mut all)?;
    // A mail without a byte has a chunk too.
    if reader.next == 0 { Err(StoreError::NotFound) } else { Ok(all) }
}
