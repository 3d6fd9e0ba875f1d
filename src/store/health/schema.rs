//! What tables a store may have: those that our migrations make, and nothing else.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::store::{Result, StoreError, migrate, seal};

/// The schema of a store of this version as (kind, name, SQL); what SQLite keeps for its planner does not count.
fn held(db: &Connection) -> Result<BTreeSet<(String, String, String)>> {
    let mut statement = db.prepare("SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'")?;
    Ok(statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<rusqlite::Result<_>>()?)
}

/// The names of what the file has too much, too little or otherwise than a store of its version: a hostile file may hide triggers and views there.
pub(in crate::store) fn strange(db: &Connection) -> Result<Vec<String>> {
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version < 1 {
        return Err(StoreError::NotAStore);
    }
    let pattern = Connection::open_in_memory()?;
    seal::register(&pattern)?;
    migrate::build(&pattern, version)?;
    let (held, expected) = (held(db)?, held(&pattern)?);
    let mut names: Vec<String> = held.symmetric_difference(&expected).map(|(kind, name, _)| format!("{kind} {name}")).collect();
    names.dedup();
    Ok(names)
}
