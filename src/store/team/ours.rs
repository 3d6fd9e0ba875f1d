//! Our records as the workspace would have them: field words to values.

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension};

use super::fields::{ADDRESS, DOMAIN, Holds, OWNER, PHONE, STAGE, columns, has_kind};
use crate::domain::crm::kind::{RecordRef, Subject};
use crate::domain::ids::Id;
use crate::domain::team::change::{DELETED, Fields, KIND};
use crate::domain::team::merges::{MERGED_INTO, place_value};
use crate::store::Result;

/// The fields of a record by its row; none without one.
pub(super) fn fields(db: &Connection, of: RecordRef) -> Result<Option<Fields>> {
    let subject = of.subject;
    let names: Vec<&str> = columns(subject).iter().map(|(name, _)| *name).collect();
    let kind = if has_kind(subject) { "t.kind".to_owned() } else { format!("'{}'", subject.word()) };
    let sql = format!(
        "SELECT t.deleted_at, {kind}, coalesce(m.login, ''), t.{} FROM {} t LEFT JOIN member m ON m.key = t.owner WHERE t.key = ?1",
        names.join(", t."),
        subject.word()
    );
    let read = |row: &rusqlite::Row<'_>| {
        let columns = (0..names.len()).map(|at| row.get::<_, Sql>(at + 3)).collect::<rusqlite::Result<Vec<_>>>()?;
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?, columns))
    };
    let found = db.prepare_cached(&sql)?.query_row([of.key], read).optional()?;
    let Some((deleted, kind, owner, values)) = found else { return Ok(None) };
    let mut fields = Fields::from([(KIND.to_owned(), kind)]);
    if !owner.is_empty() {
        fields.insert(OWNER.to_owned(), owner);
    }
    for ((name, holds), value) in columns(subject).iter().zip(values) {
        if let Some(value) = from_column(db, *holds, value)? {
            fields.insert((*name).to_owned(), value);
        }
    }
    // Who went into another is gone without being deleted.
    if deleted != 0 && !fields.contains_key(MERGED_INTO) {
        fields.insert(DELETED.to_owned(), deleted.to_string());
    }
    for (start, sql) in several(subject) {
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.query([of.key])?;
        while let Some(row) = rows.next()? {
            let (name, place, rest): (String, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let value = if [ADDRESS, PHONE].contains(start) { place_value(place, &rest) } else { rest };
            fields.entry(format!("{start}{name}")).or_insert(value);
        }
    }
    Ok(Some(fields))
}

fn several(subject: Subject) -> &'static [(&'static str, &'static str)] {
    match subject {
        Subject::Person => &[
            (ADDRESS, "SELECT normalized, position, address FROM person_address WHERE person = ?1 ORDER BY position, key"),
            (PHONE, "SELECT kind || ':' || original, position, e164 FROM person_phone WHERE person = ?1 ORDER BY position, key"),
        ],
        Subject::Company => &[(DOMAIN, "SELECT domain, 0, '1' FROM company_domain WHERE company = ?1 ORDER BY key")],
        Subject::Deal => {
            &[(STAGE, "SELECT CAST(at AS TEXT), 0, stage FROM deal_stage_history WHERE deal = ?1 AND stage <> '' ORDER BY key")]
        }
        Subject::Activity | Subject::Note => &[],
    }
}

fn from_column(db: &Connection, holds: Holds, value: Sql) -> Result<Option<String>> {
    Ok(match (holds, value) {
        (Holds::Record(subject), Sql::Integer(key)) => {
            // What was deleted before anybody shared it is nobody else's business.
            let sql = format!(
                "SELECT id FROM {} WHERE key = ?1 AND (deleted_at = 0 OR EXISTS (SELECT 1 FROM team_record r WHERE r.record = id))",
                subject.word()
            );
            let id: Option<[u8; 16]> = db.prepare_cached(&sql)?.query_row([key], |row| row.get(0)).optional()?;
            id.map(|id| Id::from_bytes(id).to_string())
        }
        (Holds::Count, Sql::Integer(0)) => None,
        (_, Sql::Integer(number)) => Some(number.to_string()),
        (_, Sql::Text(text)) if !text.is_empty() => Some(text),
        _ => None,
    })
}
