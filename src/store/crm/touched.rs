//! Whose mail a change of records concerns: the addresses whose owner may be something else to us after it.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};
use serde_json::Value as Json;

use super::rows::{Step, What};
use crate::store::Result;

/// The normalised addresses that one of these steps concerns, as the tables stand after them.
pub(in crate::store) fn addresses(db: &Connection, steps: &[Step]) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for step in steps {
        match step.table.as_str() {
            "person" => of_person(db, step.key, &mut found)?,
            "person_address" => {
                found.extend(texts(step, "normalized"));
                let sql = "SELECT normalized FROM person_address WHERE key = ?1";
                found.extend(db.prepare_cached(sql)?.query_row([step.key], |row| row.get::<_, String>(0)).optional()?);
            }
            "deal" if matters(step) => {
                for contact in values(step, "contact").into_iter().filter_map(Json::as_i64) {
                    of_person(db, contact, &mut found)?;
                }
                let sql = "SELECT contact FROM deal WHERE key = ?1";
                if let Some(contact) = db.prepare_cached(sql)?.query_row([step.key], |row| row.get(0)).optional()? {
                    of_person(db, contact, &mut found)?;
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

/// Whether a change of a deal says something of its contact: not its amount or its next step.
fn matters(step: &Step) -> bool {
    match &step.what {
        What::Made(_) | What::Removed(_) => true,
        What::Column { name, .. } => matches!(name.as_str(), "contact" | "stage" | "deleted_at"),
    }
}

fn of_person(db: &Connection, person: i64, found: &mut BTreeSet<String>) -> Result<()> {
    let mut statement = db.prepare_cached("SELECT normalized FROM person_address WHERE person = ?1")?;
    for address in statement.query_map([person], |row| row.get(0))? {
        found.insert(address?);
    }
    Ok(())
}

/// What a column of the row was and is, as far as the step says it.
fn values<'a>(step: &'a Step, column: &str) -> Vec<&'a Json> {
    match &step.what {
        What::Made(image) | What::Removed(image) => image.get(column).into_iter().collect(),
        What::Column { name, before, after } if name == column => vec![before, after],
        What::Column { .. } => Vec::new(),
    }
}

fn texts(step: &Step, column: &str) -> Vec<String> {
    values(step, column).into_iter().filter_map(Json::as_str).map(str::to_owned).collect()
}
