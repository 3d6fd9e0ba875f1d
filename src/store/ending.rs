//! Outside ids and their endings, as people type them.

use rusqlite::{Connection, OptionalExtension};

use super::{Result, StoreError};
use crate::domain::ids::Id;

/// The shortest ending of an id that is taken, in digits.
const ENDING_MIN: usize = 6;

/// The key of the row of a table whose outside id is, or ends with, this text. The table is one of ours, never a person's words.
///
/// # Errors
/// [`StoreError::Ambiguous`] when the ending fits several rows.
pub fn by_ending(db: &Connection, table: &str, text: &str) -> Result<Option<i64>> {
    if let Ok(id) = text.parse::<Id>() {
        return Ok(db
            .prepare_cached(&format!("SELECT key FROM {table} WHERE id = ?1"))?
            .query_row([id.as_bytes()], |row| row.get(0))
            .optional()?);
    }
    let digits: String = text.chars().filter(|c| *c != '-').collect::<String>().to_uppercase();
    if digits.len() < ENDING_MIN || digits.len() > 32 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let mut statement = db.prepare_cached(&format!("SELECT key FROM {table} WHERE substr(hex(id), -length(?1)) = ?1 LIMIT 2"))?;
    let found = statement.query_map([&digits], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    match found.as_slice() {
        [] => Ok(None),
        [key] => Ok(Some(*key)),
        _ => Err(StoreError::Ambiguous),
    }
}
