//! Keeping the index: the tail, and what is moved from it.

use rusqlite::{Connection, params};

use super::document::{Document, TailEntry};
use super::sum;
use crate::domain::ids::MessageKey;
use crate::store::Result;

/// How much to index in one go. Rows come in the order of their keys, as the index wants them, and a transaction makes one piece of index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// At most this many mails.
    pub mails: usize,
    /// Stop after this many bytes of text.
    pub bytes: usize,
}

impl Budget {
    /// What the writer does while a fetch runs: some tens of milliseconds.
    pub const BETWEEN_BATCHES: Self = Self { mails: 500, bytes: 2 << 20 };
    /// What it does when idle: large pieces, which merge with less work; about half a second.
    pub const IDLE: Self = Self { mails: 2_000, bytes: 12 << 20 };
}

/// How many pages of index one step of merging writes at the most.
const MERGE_PAGES: i64 = 256;

/// Notes a new mail for search, in the transaction that stores it.
pub fn append(db: &Connection, key: MessageKey, entry: &TailEntry) -> Result<()> {
    db.prepare_cached("INSERT INTO search_tail (message, parts) VALUES (?1, ?2)")?.execute(params![key.0, entry.0])?;
    Ok(())
}

/// Takes a mail out of search, in the transaction that removes it.
pub fn forget(db: &Connection, key: MessageKey) -> Result<()> {
    if db.prepare_cached("DELETE FROM search_tail WHERE message = ?1")?.execute([key.0])? == 0 {
        db.prepare_cached("DELETE FROM search_index WHERE rowid = ?1")?.execute([key.0])?;
        sum::forget(db, key)?;
    }
    Ok(())
}

/// How many mails wait to be indexed. This reads every page of the tail: whoever asks often keeps count.
pub fn tail_len(db: &Connection) -> Result<u64> {
    Ok(db.prepare_cached("SELECT count(*) FROM search_tail")?.query_row([], |row| row.get(0))?)
}

/// Whether at least so many mails wait to be indexed; reads no more of the tail than these.
pub fn tail_has(db: &Connection, mails: u64) -> Result<bool> {
    let sql = "SELECT 1 FROM search_tail LIMIT 1 OFFSET ?1";
    Ok(db.prepare_cached(sql)?.exists([i64::try_from(mails.saturating_sub(1)).unwrap_or(i64::MAX)])?)
}

/// Moves mails from the tail into the index, inside the writer's transaction; answers how many. Zero means that the tail is empty.
pub fn index_some(db: &Connection, budget: Budget) -> Result<usize> {
    let mut moved = Vec::new();
    {
        let mut tail = db.prepare_cached("SELECT message, parts FROM search_tail ORDER BY message LIMIT ?1")?;
        let mut rows = tail.query([i64::try_from(budget.mails).unwrap_or(i64::MAX)])?;
        let mut insert = db.prepare_cached(
            "INSERT INTO search_index (rowid, subject, body, files, from_, to_, cc_, bcc_) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        let mut bytes = 0;
        let mut document = Document::default();
        while let Some(row) = rows.next()? {
            let key: i64 = row.get(0)?;
            document.unpack(row.get_ref(1)?.as_blob()?)?;
            let entries = document.entries();
            sum::note(db, key, &entries)?;
            insert.execute(params![key, entries[0], entries[1], entries[2], entries[3], entries[4], entries[5], entries[6]])?;
            moved.push(key);
            bytes += document.len();
            if bytes >= budget.bytes {
                break;
            }
        }
    }
    let mut done = db.prepare_cached("DELETE FROM search_tail WHERE message = ?1")?;
    for key in &moved {
        done.execute([key])?;
    }
    Ok(moved.len())
}

/// One step of merging the pieces of the index, so that searching stays fast; answers whether there is more to do. For the writer when it is idle.
pub fn merge_some(db: &Connection) -> Result<bool> {
    // FTS5: "the difference is less than 2" says that there was nothing to merge.
    let before = db.total_changes();
    db.prepare_cached("INSERT INTO search_index (search_index, rank) VALUES ('merge', ?1)")?.execute([MERGE_PAGES])?;
    Ok(db.total_changes() - before >= 2)
}
