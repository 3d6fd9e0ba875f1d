//! Whose records are: the one local member, until a team shares.

use rusqlite::{Connection, params};

use super::Result;

/// The key of the local member.
pub(crate) const LOCAL_MEMBER: i64 = 1;

/// Calls the local member as the settings do; writes nothing where it is called so already.
///
/// # Errors
/// When the database fails.
pub(crate) fn call(db: &Connection, name: &str) -> Result<()> {
    db.execute("UPDATE member SET name = ?1 WHERE key = ?2 AND name <> ?1", params![name, LOCAL_MEMBER])?;
    Ok(())
}
