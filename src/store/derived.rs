//! Rows that are made from other rows, made anew where an earlier version made them by other rules.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::crm::kept;
use super::{Result, summary, threads};
use crate::domain::ids::{MessageKey, ThreadKey};

/// The number of the rules: raised with whatever changes what `base_subject`, `without_marks` or `summary::compute` give, since `verify` compares by today's rules.
const RULES: &str = "3";

/// Makes the clues of subjects, the rows of lists and the texts of records anew if other rules made them, each in one transaction. In a store of today's rules it only reads two rows.
pub(super) fn renew(db: &mut Connection) -> Result<()> {
    records(db)?;
    if made_by(db)?.as_deref() == Some(RULES) {
        return Ok(());
    }
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been quicker.
    if made_by(&transaction)?.as_deref() != Some(RULES) {
        clues(&transaction)?;
        let threads =
            transaction.prepare("SELECT key FROM thread")?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        for thread in threads {
            summary::refresh(&transaction, ThreadKey(thread))?;
        }
        let sql = "INSERT INTO meta (name, value) VALUES ('derived_by', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        transaction.execute(sql, [RULES])?;
    }
    transaction.commit()?;
    Ok(())
}

fn records(db: &mut Connection) -> Result<()> {
    if kept::is_of_today(db)? {
        return Ok(());
    }
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if kept::begin(&transaction)? {
        kept::renew(&transaction, usize::MAX)?;
    }
    transaction.commit()?;
    Ok(())
}

fn made_by(db: &Connection) -> Result<Option<String>> {
    Ok(db.query_row("SELECT value FROM meta WHERE name = 'derived_by'", [], |row| row.get(0)).optional()?)
}

fn clues(db: &Connection) -> Result<()> {
    db.execute("DELETE FROM subject_clue", [])?;
    let mut statement = db.prepare("SELECT key, thread, message_id, refs, subject FROM message ORDER BY key")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (message_id, refs, subject) = (row.get_ref(2)?.as_str()?, row.get_ref(3)?.as_str()?, row.get_ref(4)?.as_str()?);
        threads::note(db, MessageKey(row.get(0)?), ThreadKey(row.get(1)?), message_id, refs, subject)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use crate::store::Store;
    use crate::store::frozen::world;
    use crate::store::health::verify;

    #[test]
    fn what_other_rules_made_is_made_anew_at_the_next_start() {
        let mut world = world();
        world.note("Antwort: offer", "one");
        world.note("Re: offer", "two");
        let damage = "UPDATE subject_clue SET base = base + 1; UPDATE mailbox_thread SET subject = 'Antwort: offer';";
        world.db.execute_batch(damage).unwrap();
        assert!(!verify(&world.db).unwrap().is_sound(), "by today's rules it is wrong");
        world.db.execute("DELETE FROM meta WHERE name = 'derived_by'", []).unwrap();
        let db = Store::open(&world.dir.path().join("fumi.db")).unwrap().writer().unwrap();
        let verified = verify(&db).unwrap();
        assert!(verified.is_sound(), "{verified:?}");
        // Once made, nothing is made again: a fault of today is one that verify reports.
        db.execute_batch(damage).unwrap();
        Store::open(&world.dir.path().join("fumi.db")).unwrap();
        assert!(!verify(&db).unwrap().is_sound());
    }
}
