//! Takes changes back and does them again: each subject turns its own rows.

use rusqlite::{Connection, OptionalExtension, params};

use super::changes::{Change, of_group};
use super::{Result, StoreError, crm, mailboxes, outbox, triage};
use crate::domain::change::Verb;
use crate::domain::ids::{GroupKey, Id};
use crate::jobs::changes::Changed;
use crate::text::CleanText;

/// Takes the newest done group of the local member back; what others did is not ours to undo.
///
/// # Errors
/// [`StoreError::NothingToUndo`], or [`StoreError::ChangedSince`] when something later touched the same field.
pub fn undo(db: &Connection) -> Result<Changed> {
    let newest = "SELECT key, id, verb, about, changed FROM change_group WHERE state = 'done' AND member = 1
                    AND key > (SELECT coalesce(max(CAST(value AS INTEGER)), 0) FROM meta WHERE name = 'undo_floor')
                  ORDER BY key DESC LIMIT 1";
    turn(db, newest, "undone")
}

/// Does the oldest undone group again.
///
/// # Errors
/// As [`undo`].
pub fn redo(db: &Connection) -> Result<Changed> {
    turn(db, "SELECT key, id, verb, about, changed FROM change_group WHERE state = 'undone' ORDER BY key LIMIT 1", "done")
}

/// What was done so far is given: undo begins after it. Its changes stay for timeline and audit.
pub fn settle(db: &Connection) -> Result<()> {
    let sql = "INSERT INTO meta (name, value) SELECT 'undo_floor', coalesce(max(key), 0) FROM change_group WHERE true
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    db.execute(sql, [])?;
    Ok(())
}

fn turn(db: &Connection, which: &str, state: &str) -> Result<Changed> {
    type Found = (i64, [u8; 16], String, String, u64);
    let found: Option<Found> =
        db.query_row(which, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))).optional()?;
    let (group, id, verb, about, changed) = found.ok_or(StoreError::NothingToUndo)?;
    let mut changes = of_group(db, GroupKey(group))?;
    if state == "undone" {
        changes.reverse();
        for change in &mut changes {
            std::mem::swap(&mut change.before, &mut change.after);
        }
    }
    let (mail, others): (Vec<Change>, Vec<Change>) = changes.into_iter().partition(|change| change.subject == "message");
    let (made, records): (Vec<Change>, Vec<Change>) = others.into_iter().partition(|change| change.subject == "mailbox");
    // A mailbox that comes back has to be there before mail goes into it, and empty before it goes away.
    let (back, away): (Vec<Change>, Vec<Change>) = made.into_iter().partition(|change| !change.after.is_empty());
    back.iter().try_for_each(|change| mailboxes::make_again(db, change))?;
    triage::revert(db, &mail)?;
    away.iter().try_for_each(|change| mailboxes::take_away(db, change))?;
    for change in &records {
        if change.subject == "outbox" { outbox::revert(db, change)? } else { crm::revert(db, change)? }
    }
    db.execute("UPDATE change_group SET state = ?2 WHERE key = ?1", params![group, state])?;
    Ok(Changed {
        group: Some(GroupKey(group)),
        group_id: Some(Id::from_bytes(id)),
        verb: Verb::of_word(&verb),
        changed,
        about: CleanText::line(&about),
        stayed: 0,
    })
}
