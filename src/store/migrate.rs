//! Numbered steps from an empty file to today's tables, on `PRAGMA user_version`; each step is one transaction.

use rusqlite::{Connection, TransactionBehavior};

use super::{Result, StoreError};

/// The steps, oldest first. A landed step is never edited.
const STEPS: &[&str] = &[
    include_str!("../../assets/migrations/0001_mail.sql"),
    include_str!("../../assets/migrations/0002_crm.sql"),
    include_str!("../../assets/migrations/0003_search.sql"),
    include_str!("../../assets/migrations/0004_outbox.sql"),
];

/// The version after the last step.
pub(super) const NEWEST: i64 = STEPS.len() as i64;

/// Brings the file to today's tables. A file of a newer program is refused.
pub(super) fn migrate(connection: &mut Connection) -> Result<()> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found == NEWEST {
        return Ok(());
    }
    let step = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = step.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > NEWEST {
        return Err(StoreError::TooNew { found, known: NEWEST });
    }
    for (number, sql) in (1_i64..).zip(STEPS).filter(|(number, _)| *number > found) {
        step.execute_batch(sql)?;
        step.pragma_update(None, "user_version", number)?;
    }
    step.commit()?;
    Ok(())
}

/// Makes the tables of an older or today's version in an empty database: what a file of that version must look like.
pub(super) fn build(db: &Connection, version: i64) -> Result<()> {
    if version > NEWEST {
        return Err(StoreError::TooNew { found: version, known: NEWEST });
    }
    for (_, sql) in (1_i64..).zip(STEPS).filter(|(number, _)| *number <= version) {
        db.execute_batch(sql)?;
    }
    Ok(())
}
