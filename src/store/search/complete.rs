//! Makes search whole over a store whose mail came before its index, or whose index was made otherwise.

use rusqlite::Connection;

use super::document::TailEntry;
use super::index::append;
use crate::domain::ids::MessageKey;
use crate::store::packed::recall_hidden;
use crate::store::{Result, stored};

/// Notes every parsed mail that is neither indexed nor waiting to be, in the caller's transaction; answers how many. `tables` is the SQL that makes the tables of
/// search: where the index was made by another, both tables are made anew first.
///
/// # Errors
/// When the store fails or a stored mail cannot be read.
pub(in crate::store) fn complete(db: &Connection, tables: &str) -> Result<usize> {
    let made_by: String = db.query_row("SELECT sql FROM sqlite_schema WHERE name = 'search_index'", [], |row| row.get(0))?;
    if !tables.contains(&made_by) {
        db.execute_batch("DROP TABLE search_index; DROP TABLE search_tail;")?;
        db.execute_batch(tables)?;
    }
    let sql = "SELECT m.key, m.size, m.addresses FROM message m WHERE NOT EXISTS (SELECT 1 FROM search_index_docsize d WHERE d.id = m.key)
               AND NOT EXISTS (SELECT 1 FROM search_tail t WHERE t.message = m.key) ORDER BY m.key";
    let missing = db
        .prepare(sql)?
        .query_map([], |row| Ok((MessageKey(row.get(0)?), row.get::<_, i64>(1)?, row.get::<_, String>(2)?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for (key, size, addresses) in &missing {
        let mut mail = stored::parsed(db, *key, size.unsigned_abs())?;
        recall_hidden(addresses, &mut mail);
        append(db, *key, &TailEntry::of(&mail)?)?;
    }
    Ok(missing.len())
}
