//! The room of the file itself: what mail that was removed for good leaves empty.

use rusqlite::Connection;

use super::Result;

/// The file is made smaller when at least one page in so many is empty: then writing the rest anew costs no more than a few times what is gained. What is less is filled by the
/// next mails.
const WORTH_ONE_IN: i64 = 4;

/// Gives the room that is empty in the file back to the disk, where that is worth the writing.
///
/// # Errors
/// When another process writes just now, or the disk has no room for the file beside itself; the store is as it was then.
pub fn give_back(db: &Connection) -> Result<()> {
    let pages: i64 = db.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let empty: i64 = db.pragma_query_value(None, "freelist_count", |row| row.get(0))?;
    if empty * WORTH_ONE_IN < pages {
        return Ok(());
    }
    // The rows on their way would fill the memory otherwise: a store may be larger than that.
    db.pragma_update(None, "temp_store", "file")?;
    let written = db.execute_batch("VACUUM");
    db.pragma_update(None, "temp_store", "memory")?;
    written?;
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}
