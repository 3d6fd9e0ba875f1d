//! How records are named by others, and which records a name means.

use std::collections::HashMap;

use rusqlite::Connection;

use crate::domain::crm::kind::{RecordKind, RecordName, RecordRef, Subject};
use crate::domain::crm::person::person_name;
use crate::domain::ids::Id;
use crate::store::{Result, StoreError};
use crate::text::{CleanText, fold};

/// The columns of a record's name.
fn name_columns(subject: Subject) -> &'static str {
    match subject {
        Subject::Person => "key, id, kind, last_name, first_name FROM person",
        Subject::Company => "key, id, 'company', name, '' FROM company",
        Subject::Deal => "key, id, 'deal', deal_name, '' FROM deal",
        Subject::Activity => "key, id, kind, subject, '' FROM activity",
        Subject::Note => "key, id, 'note', title, content FROM note",
    }
}

/// The name in a row of these columns.
fn name_in(subject: Subject, row: &rusqlite::Row<'_>) -> Result<RecordName> {
    let (key, id, kind) = (row.get(0)?, Id::from_bytes(row.get(1)?), row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?);
    let kind = RecordKind::from_word(kind).ok_or(StoreError::Damaged("kind"))?;
    let (one, two): (String, String) = (row.get(3)?, row.get(4)?);
    let name = match subject {
        Subject::Person => person_name(&one, &two),
        Subject::Note if one.is_empty() => two.lines().find(|line| !line.trim().is_empty()).unwrap_or("").chars().take(80).collect(),
        Subject::Company | Subject::Deal | Subject::Activity | Subject::Note => one,
    };
    Ok(RecordName { reference: subject.at(key), id, kind, name: CleanText::line(&name) })
}

/// How a record is named by others; deleted ones have no name.
pub fn name(db: &Connection, reference: RecordRef) -> Result<Option<RecordName>> {
    let sql = format!("SELECT {} WHERE key = ?1 AND deleted_at = 0", name_columns(reference.subject));
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query([reference.key])?;
    rows.next()?.map(|row| name_in(reference.subject, row)).transpose()
}

/// The names of all records of a subject, in one statement.
fn each_name(db: &Connection, subject: Subject, mut with: impl FnMut(RecordName)) -> Result<()> {
    let mut statement = db.prepare_cached(&format!("SELECT {} WHERE deleted_at = 0", name_columns(subject)))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        with(name_in(subject, row)?);
    }
    Ok(())
}

/// The records of these subjects that are called exactly so, in any case and width.
pub(super) fn called(db: &Connection, subjects: &[Subject], text: &str) -> Result<Vec<RecordName>> {
    let wanted = squeezed(text);
    let mut found = Vec::new();
    for subject in subjects {
        each_name(db, *subject, |name| {
            if squeezed(name.name.as_str()) == wanted {
                found.push(name);
            }
        })?;
    }
    Ok(found)
}

/// All records of these subjects by their ids and names, as [`called`] compares them.
pub(super) fn directory(db: &Connection, subjects: &[Subject]) -> Result<HashMap<String, Vec<RecordName>>> {
    let mut names: HashMap<String, Vec<RecordName>> = HashMap::new();
    for subject in subjects {
        each_name(db, *subject, |name| {
            names.entry(squeezed(&name.id.to_string())).or_default().push(name.clone());
            names.entry(squeezed(name.name.as_str())).or_default().push(name);
        })?;
    }
    Ok(names)
}

/// A name as it is compared.
pub(super) fn squeezed(text: &str) -> String {
    fold(text).chars().filter(|c| !c.is_whitespace()).collect()
}
