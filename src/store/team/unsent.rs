//! What the workspace does not have yet.

use rusqlite::{Connection, params};

use super::fields::ORDER;
use super::{ours, seen};
use crate::domain::crm::kind::Subject;
use crate::domain::ids::Id;
use crate::domain::team::change::{DELETED, KIND, SeenValue};
use crate::domain::team::difference::differences;
use crate::domain::time::Instant;
use crate::store::Result;

/// The longest field that a workspace takes, in characters: longer than any address.
const LONGEST_FIELD: usize = 400;

/// Fields of a record that the workspace does not have yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsent {
    /// The record.
    pub record: Id,
    /// The word of its kind.
    pub kind: String,
    /// When it was changed here last.
    pub at: Instant,
    /// The fields with what they became; the kind is the first.
    pub fields: Vec<(String, Option<String>)>,
}

/// A field that the workspace took, with the number that it gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The record.
    pub record: Id,
    /// The field.
    pub field: String,
    /// What it was sent as.
    pub value: Option<String>,
    /// Its number.
    pub number: i64,
}

/// What differs from what the workspace had last: all of it of records that the workspace knows, since what goes from one to another has to be sent in one go, and about
/// `most` fields of new ones, records before those that name them. What was deleted before the workspace knew it stays unknown there. `now` is when a record counts as
/// deleted whose adding was undone.
///
/// # Errors
/// When the database fails.
pub fn unsent(db: &Connection, now: Instant, most: usize) -> Result<Vec<Unsent>> {
    let mut found: Vec<Unsent> = Vec::new();
    let mut new_fields = 0;
    for subject in ORDER {
        let sql = format!(
            "SELECT t.key, t.id, max(t.modified_at, t.deleted_at), EXISTS (SELECT 1 FROM team_record r WHERE r.record = t.id) AS known
             FROM {} t WHERE t.deleted_at = 0 OR known ORDER BY t.key",
            subject.word()
        );
        let mut statement = db.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (key, record, at, known): (_, _, _, bool) = (row.get(0)?, Id::from_bytes(row.get(1)?), Instant(row.get(2)?), row.get(3)?);
            if !known && new_fields >= most {
                continue;
            }
            let Some(ours) = ours::fields(db, subject.at(key))? else { continue };
            let mut differing = differences(&ours, &seen::of_record(db, record)?);
            differing.retain(|(field, _)| field.chars().count() <= LONGEST_FIELD);
            if differing.is_empty() {
                continue;
            }
            differing.sort_by_key(|(field, _)| field != KIND);
            let kind = ours.get(KIND).cloned().unwrap_or_default();
            if !known {
                new_fields += differing.len();
            }
            found.push(Unsent { record, kind, at, fields: differing });
        }
    }
    for record in taken_back(db)? {
        let kind = seen::of_record(db, record)?.remove(KIND).and_then(|seen| seen.value).unwrap_or_default();
        found.push(Unsent { record, kind, at: now, fields: vec![(DELETED.to_owned(), Some(now.0.max(1).to_string()))] });
    }
    Ok(found)
}

/// Records that the workspace has, not as deleted, and whose adding was undone here.
fn taken_back(db: &Connection) -> Result<Vec<Id>> {
    let mut found = Vec::new();
    for subject in Subject::ALL {
        let sql = format!(
            "SELECT r.record FROM team_record r WHERE r.here = 1 AND r.subject = ?1 AND NOT EXISTS (SELECT 1 FROM {} t WHERE t.id = r.record)
               AND NOT EXISTS (SELECT 1 FROM team_seen s WHERE s.record = r.record AND s.field = ?2 AND s.value IS NOT NULL)",
            subject.word()
        );
        let mut statement = db.prepare_cached(&sql)?;
        let rows = statement.query_map(params![subject.word(), DELETED], |row| Ok(Id::from_bytes(row.get(0)?)))?;
        found.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    Ok(found)
}

/// Notes what the workspace took. A crash before that is harmless: its changes come back with the next reading and are no difference.
pub(super) fn sent(db: &Connection, sent: &[Sent]) -> Result<()> {
    for one in sent {
        let value = SeenValue { value: one.value.clone(), number: one.number, taken: true };
        seen::note(db, one.record, &one.field, &value)?;
        if seen::known(db, one.record)?.is_none() {
            let subject = super::fields::place(db, one.record)?;
            seen::note_record(db, one.record, subject.map(|of| of.subject), true)?;
        }
    }
    Ok(())
}
