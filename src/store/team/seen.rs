//! What the workspace had last: its records, their fields, and how far its changes were read.

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::crm::kind::Subject;
use crate::domain::ids::Id;
use crate::domain::team::change::{Seen, SeenValue};
use crate::store::members::LOCAL_MEMBER;
use crate::store::{Context, Result};
use crate::text::CleanText;

/// The workspace that this store shares with, and as whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Which workspace.
    pub workspace: Id,
    /// The login name of the local member there.
    pub login: String,
    /// The number up to which its changes were read.
    pub read_to: i64,
}

/// How this store stands to its workspace; none where it shares with nobody.
///
/// # Errors
/// When the database fails.
pub fn standing(db: &Connection) -> Result<Option<Standing>> {
    let sql = "SELECT w.id, m.login, w.read_to FROM team_workspace w, member m WHERE m.key = ?1";
    let read = |row: &rusqlite::Row<'_>| Ok(Standing { workspace: Id::from_bytes(row.get(0)?), login: row.get(1)?, read_to: row.get(2)? });
    Ok(db.prepare_cached(sql)?.query_row([LOCAL_MEMBER], read).optional()?)
}

/// Shares with a workspace from now on, as this member. With another one than before nothing is known of what it has.
pub(super) fn begin(db: &Connection, workspace: Id, login: &str) -> Result<()> {
    if standing(db)?.is_none_or(|standing| standing.workspace != workspace) {
        end(db)?;
        db.execute("INSERT INTO team_workspace (key, id) VALUES (1, ?1)", [workspace.as_bytes()])?;
    }
    let other: Option<i64> =
        db.query_row("SELECT key FROM member WHERE login = ?1 AND key <> ?2", params![login, LOCAL_MEMBER], |row| row.get(0)).optional()?;
    if let Some(other) = other {
        // Who was known as somebody else there and logs in with that name is that member: the records are the local member's.
        for subject in Subject::ALL {
            db.execute(&format!("UPDATE {} SET owner = ?1 WHERE owner = ?2", subject.word()), [LOCAL_MEMBER, other])?;
        }
        db.execute("UPDATE member SET login = '' WHERE key = ?1", [other])?;
    }
    db.execute("UPDATE member SET login = ?1 WHERE key = ?2 AND login <> ?1", params![login, LOCAL_MEMBER])?;
    Ok(())
}

/// Shares with nobody any more. The records stay, those of others too.
pub(super) fn end(db: &Connection) -> Result<()> {
    db.execute_batch("DELETE FROM team_seen; DELETE FROM team_record; DELETE FROM team_workspace;")?;
    Ok(())
}

/// Whether nobody knows what the workspace had last, until all of it was read.
pub(super) fn is_anew(db: &Connection) -> Result<bool> {
    Ok(db.prepare_cached("SELECT 1 FROM team_workspace WHERE anew = 1")?.exists([])?)
}

/// Notes up to where the changes were read, and whether that is all of them.
pub(super) fn read_to(db: &Connection, number: i64, is_last: bool) -> Result<()> {
    // Nothing is written where nothing is new: who looks whether the store changed would see a change.
    let sql = "UPDATE team_workspace SET read_to = max(read_to, ?1), anew = CASE WHEN ?2 THEN 0 ELSE anew END WHERE read_to < ?1 OR (?2 AND anew = 1)";
    db.prepare_cached(sql)?.execute(params![number, is_last])?;
    Ok(())
}

/// Forgets what the workspace had last, after damage: all of it is read once more.
pub(in crate::store) fn forget(db: &Connection) -> Result<()> {
    db.execute_batch("DELETE FROM team_seen; DELETE FROM team_record; UPDATE team_workspace SET read_to = 0, anew = 1;")?;
    Ok(())
}

/// How a member of this login is called. The local member is called as the settings say.
pub(super) fn call_member(db: &Connection, login: &str, name: &CleanText, context: &mut Context) -> Result<()> {
    let key = member(db, login, context)?;
    if key != LOCAL_MEMBER {
        let sql = "UPDATE member SET name = ?2 WHERE key = ?1 AND name <> ?2";
        db.prepare_cached(sql)?.execute(params![key, name.as_str()])?;
    }
    Ok(())
}

/// The key of the member with a login, who is called by it until more is known.
pub(super) fn member(db: &Connection, login: &str, context: &mut Context) -> Result<i64> {
    let known: Option<i64> =
        db.prepare_cached("SELECT key FROM member WHERE login = ?1")?.query_row([login], |row| row.get(0)).optional()?;
    if let Some(key) = known {
        return Ok(key);
    }
    let sql = "INSERT INTO member (id, name, login) VALUES (?1, ?2, ?3)";
    Ok(db.prepare_cached(sql)?.insert(params![context.new_id().as_bytes(), CleanText::line(login).as_str(), login])?)
}

/// A record's fields as the workspace had them last.
pub(super) fn of_record(db: &Connection, record: Id) -> Result<Seen> {
    let mut statement = db.prepare_cached("SELECT field, value, number, taken FROM team_seen WHERE record = ?1")?;
    let rows = statement.query_map([record.as_bytes()], |row| {
        Ok((row.get(0)?, SeenValue { value: row.get(1)?, number: row.get(2)?, taken: row.get(3)? }))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Notes what the workspace has in a field.
pub(super) fn note(db: &Connection, record: Id, field: &str, seen: &SeenValue) -> Result<()> {
    let sql = "INSERT INTO team_seen (record, field, value, number, taken) VALUES (?1, ?2, ?3, ?4, ?5)
               ON CONFLICT (record, field) DO UPDATE SET value = excluded.value, number = excluded.number, taken = excluded.taken
               WHERE excluded.number >= number";
    db.prepare_cached(sql)?.execute(params![record.as_bytes(), field, seen.value, seen.number, seen.taken])?;
    Ok(())
}

/// Notes that the workspace knows a record, and whether it has a row here; one that had stays so.
pub(super) fn note_record(db: &Connection, record: Id, subject: Option<Subject>, here: bool) -> Result<()> {
    let sql = "INSERT INTO team_record (record, subject, here) VALUES (?1, ?2, ?3)
               ON CONFLICT (record) DO UPDATE SET subject = excluded.subject, here = max(here, excluded.here)
               WHERE subject <> excluded.subject OR here < excluded.here";
    db.prepare_cached(sql)?.execute(params![record.as_bytes(), subject.map_or("", Subject::word), here])?;
    Ok(())
}

/// What is known of a record that the workspace has: its table, and whether it had a row here.
pub(super) fn known(db: &Connection, record: Id) -> Result<Option<(Option<Subject>, bool)>> {
    let sql = "SELECT subject, here FROM team_record WHERE record = ?1";
    let read = |row: &rusqlite::Row<'_>| Ok((Subject::from_word(row.get_ref(0)?.as_str()?), row.get(1)?));
    Ok(db.prepare_cached(sql)?.query_row([record.as_bytes()], read).optional()?)
}

/// The records of which something could not be taken yet.
pub(super) fn waiting(db: &Connection) -> Result<Vec<Id>> {
    let sql = "SELECT record FROM team_seen WHERE taken = 0 UNION SELECT record FROM team_record WHERE here = 0";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| Ok(Id::from_bytes(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
