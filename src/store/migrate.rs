//! Numbered steps from an empty file to today's tables, on `PRAGMA user_version`; each step is one transaction, so that an interrupted migration goes on where it stood.

use rusqlite::{Connection, TransactionBehavior};

use super::{Result, StoreError, seal, search};

/// One step: tables as SQL, or what SQL alone cannot put right.
#[derive(Debug, Clone, Copy)]
enum Step {
    Tables(&'static str),
    Rows(fn(&Connection) -> Result<()>),
}

/// The tables of search; step 5 makes them anew where they landed otherwise.
const SEARCH: &str = include_str!("../../assets/migrations/0003_search.sql");

/// The steps, oldest first. A landed step is never edited.
const STEPS: &[Step] = &[
    Step::Tables(include_str!("../../assets/migrations/0001_mail.sql")),
    Step::Tables(include_str!("../../assets/migrations/0002_crm.sql")),
    Step::Tables(SEARCH),
    Step::Tables(include_str!("../../assets/migrations/0004_outbox.sql")),
    Step::Rows(put_right),
    Step::Tables(include_str!("../../assets/migrations/0006_arriving.sql")),
    Step::Tables(include_str!("../../assets/migrations/0007_seals.sql")),
    Step::Rows(search::sum_up),
    Step::Tables(include_str!("../../assets/migrations/0009_account_server.sql")),
    Step::Tables(include_str!("../../assets/migrations/0010_authentication.sql")),
    Step::Tables(include_str!("../../assets/migrations/0011_pop3_proofs.sql")),
    Step::Tables(include_str!("../../assets/migrations/0012_purged.sql")),
    Step::Tables(include_str!("../../assets/migrations/0013_outbox_mail.sql")),
    Step::Tables(include_str!("../../assets/migrations/0014_snooze.sql")),
    Step::Tables(include_str!("../../assets/migrations/0015_enclosures.sql")),
    Step::Tables(include_str!("../../assets/migrations/0016_retention.sql")),
    Step::Tables(include_str!("../../assets/migrations/0017_ranks.sql")),
    Step::Tables(include_str!("../../assets/migrations/0018_imap.sql")),
    Step::Tables(include_str!("../../assets/migrations/0019_record_texts.sql")),
    Step::Tables(include_str!("../../assets/migrations/0020_team.sql")),
    Step::Tables(include_str!("../../assets/migrations/0021_imap_draft.sql")),
];

/// The version after the last step.
pub(super) const NEWEST: i64 = STEPS.len() as i64;

/// Brings the file to today's tables. A file of a newer program is refused.
pub(super) fn migrate(connection: &mut Connection) -> Result<()> {
    loop {
        let step = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: i64 = step.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > NEWEST {
            return Err(StoreError::TooNew { found, known: NEWEST });
        }
        if found == NEWEST {
            return Ok(());
        }
        match next(&step, found)? {
            Step::Tables(sql) => step.execute_batch(sql)?,
            Step::Rows(put_right) => put_right(&step)?,
        }
        if found + 1 >= seal::SINCE {
            seal::renew(&step)?;
        }
        step.pragma_update(None, "user_version", found + 1)?;
        step.commit()?;
    }
}

/// The step that a file needs next. The outbox landed as the third step first; a file of that day still lacks search, which is the third step since.
fn next(db: &Connection, found: i64) -> Result<Step> {
    let outbox_came_first = found == 3 && db.table_exists(None, "outbox")?;
    let place = usize::try_from(if outbox_came_first { 2 } else { found }).map_err(|_| StoreError::NotAStore)?;
    STEPS.get(place).copied().ok_or(StoreError::NotAStore)
}

/// What stores of the first days lack: the one local member (the first step landed without it), and search over mail that arrived before search did.
fn put_right(db: &Connection) -> Result<()> {
    db.execute("INSERT OR IGNORE INTO member (key, id) VALUES (1, randomblob(16))", [])?;
    search::complete(db, SEARCH)?;
    Ok(())
}

/// Makes the tables of an older or today's version in an empty database: what a file of that version must look like.
pub(super) fn build(db: &Connection, version: i64) -> Result<()> {
    if version > NEWEST {
        return Err(StoreError::TooNew { found: version, known: NEWEST });
    }
    for (_, step) in (1_i64..).zip(STEPS).filter(|(number, _)| *number <= version) {
        if let Step::Tables(sql) = step {
            db.execute_batch(sql)?;
        }
    }
    if version >= seal::SINCE {
        seal::renew(db)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
