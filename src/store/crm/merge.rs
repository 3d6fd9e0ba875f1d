//! Two persons become one: everything of the other goes over, and all of it can be undone (customers.md 5).

use rusqlite::Connection;
use rusqlite::types::Value as Sql;

use super::rows::Journal;
use super::{edits, people, records};
use crate::domain::crm::kind::{RecordKind, RecordRef, Subject};
use crate::domain::crm::rules::CrmRules;
use crate::store::{Context, Refusal, Result, StoreError};

/// Columns of a person that describe it: an empty one is filled from the other person, a filled one outranks.
const FILLED: [&str; 22] = [
    "last_name",
    "first_name",
    "last_name_kana",
    "first_name_kana",
    "salutation",
    "company_name",
    "company",
    "title",
    "department",
    "website",
    "lead_status",
    "lead_source",
    "rating",
    "industry",
    "annual_revenue",
    "employees",
    "country",
    "postal_code",
    "state",
    "city",
    "street",
    "description",
];

/// Tables whose rows belong to a person, with the column that says so.
const OWNED: [(&str, &str); 5] =
    [("deal", "contact"), ("activity", "person"), ("note", "person"), ("person_phone", "person"), ("link", "record")];

/// Merges `other` into `keep`.
///
/// # Errors
/// `NotFound`, and `invalid_merge` for the same person twice or anything that is no person.
pub(super) fn merge(
    db: &Connection,
    keep: RecordRef,
    other: RecordRef,
    rules: &CrmRules,
    journal: &mut Journal,
    context: &Context,
) -> Result<()> {
    if keep == other || keep.subject != Subject::Person || other.subject != Subject::Person {
        return Err(Refusal::InvalidMerge.into());
    }
    let (kept, gone) = (records::read(db, keep, rules)?, records::read(db, other, rules)?);
    let (ours, theirs) = (records::row(db, keep)?.ok_or(StoreError::NotFound)?, records::row(db, other)?.ok_or(StoreError::NotFound)?);
    let empty = |value: &Sql| matches!(value, Sql::Null) || matches!(value, Sql::Text(text) if text.is_empty());
    for column in FILLED {
        if let (Some(mine), Some(their)) = (ours.get(column), theirs.get(column))
            && empty(mine)
            && !empty(their)
        {
            journal.update(db, "person", keep.key, column, their.clone())?;
        }
    }
    if kept.kind != RecordKind::Contact && gone.kind == RecordKind::Contact {
        journal.update(db, "person", keep.key, "kind", Sql::Text(RecordKind::Contact.word().to_owned()))?;
    }
    let all = records::addresses(db, keep.key)?.into_iter().chain(records::addresses(db, other.key)?).collect();
    people::set_addresses(db, keep.key, all, journal)?;
    people::set_addresses(db, other.key, Vec::new(), journal)?;
    for (table, column) in OWNED {
        let only_people = if table == "link" { " AND subject = 'person'" } else { "" };
        let sql = format!("SELECT key FROM {table} WHERE {column} = ?1{only_people} ORDER BY key");
        let keys = db.prepare_cached(&sql)?.query_map([other.key], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        for (n, key) in (1_i64..).zip(keys) {
            journal.update(db, table, key, column, Sql::Integer(keep.key))?;
            if table == "person_phone" {
                journal.update(db, table, key, "position", Sql::Integer(100 + n))?;
            }
        }
    }
    journal.update(db, "person", other.key, "merged_into", Sql::Integer(keep.key))?;
    journal.update(db, "person", other.key, "deleted_at", Sql::Integer(context.now.0.max(1)))?;
    edits::touch(db, keep, journal, context)
}
