//! Two persons become one: everything of the other goes over, and all of it can be undone (customers.md 5).

use std::collections::BTreeMap;

use rusqlite::Connection;
use rusqlite::types::Value as Sql;

use super::columns::{Mapping, mapping};
use super::rows::Journal;
use super::{companies, edits, people, records};
use crate::domain::crm::company_name::normalized_company;
use crate::domain::crm::field::{Field, specs};
use crate::domain::crm::kind::{RecordKind, RecordRef, Subject};
use crate::domain::crm::merge::merged_kind;
use crate::domain::crm::rules::CrmRules;
use crate::jobs::crm::MergePersons;
use crate::store::{Context, Refusal, Result, StoreError};
use crate::text::KeptText;

/// Tables whose rows belong to a person, with the column that says so.
const OWNED: [(&str, &str); 4] = [("deal", "contact"), ("activity", "person"), ("note", "person"), ("link", "record")];

/// Where rows stand that come behind those of the one who stays.
const BEHIND: i64 = 100;

type Row = BTreeMap<String, Sql>;

/// Merges `other` into `keep`. An empty field is filled from the other person; a filled one stays, unless the other's was taken.
///
/// # Errors
/// `NotFound`, and `invalid_merge` for the same person twice or anything that is no person.
pub(super) fn merge(db: &Connection, order: &MergePersons, rules: &CrmRules, journal: &mut Journal, context: &mut Context) -> Result<()> {
    let MergePersons { keep, other, take } = order;
    if keep == other || keep.subject != Subject::Person || other.subject != Subject::Person {
        return Err(Refusal::InvalidMerge.into());
    }
    let (kept, gone) = (records::read(db, *keep, rules)?.kind, records::read(db, *other, rules)?.kind);
    let (ours, theirs) = (records::row(db, *keep)?.ok_or(StoreError::NotFound)?, records::row(db, *other)?.ok_or(StoreError::NotFound)?);
    // A lead has every field that a person of any kind can have.
    for spec in specs(RecordKind::Lead) {
        let columns: &[&str] = match (spec.field, mapping(RecordKind::Lead, spec.field)) {
            (Field::Company, _) => &["company", "company_name"],
            (Field::AnnualRevenue, _) => &["annual_revenue", "currency"],
            (Field::Currency | Field::EmailOptOut | Field::ShareEmails, _) => continue,
            (_, Mapping::Column(column)) => &[column],
            _ => continue,
        };
        // The last column of an amount is its currency, which alone says nothing.
        let says = |row: &Row| columns.iter().filter(|column| **column != "currency").any(|column| row.get(*column).is_some_and(is_filled));
        let record_for_text = spec.field == Field::Company && names_the_same(db, &ours, &theirs)?;
        if says(&theirs) && (!says(&ours) || take.contains(&spec.field) || record_for_text) {
            for column in columns {
                journal.update(db, "person", keep.key, column, theirs.get(*column).cloned().unwrap_or(Sql::Null))?;
            }
        }
    }
    settle_flags(db, *keep, &ours, &theirs, journal)?;
    let kind = merged_kind(kept, gone);
    if kind != kept {
        journal.update(db, "person", keep.key, "kind", Sql::Text(kind.word().to_owned()))?;
        find_company(db, *keep, journal, context)?;
    }
    move_addresses(db, *keep, *other, take.contains(&Field::Email), journal)?;
    for (field, phones) in [(Field::Phone, "phone"), (Field::Mobile, "mobile"), (Field::Fax, "fax")] {
        move_phones(db, *keep, *other, phones, take.contains(&field), journal)?;
    }
    for (table, column) in OWNED {
        let only_people = if table == "link" { " AND subject = 'person'" } else { "" };
        let sql = format!("SELECT key FROM {table} WHERE {column} = ?1{only_people} ORDER BY key");
        let keys = db.prepare_cached(&sql)?.query_map([other.key], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        for key in keys {
            journal.update(db, table, key, column, Sql::Integer(keep.key))?;
        }
    }
    journal.update(db, "person", other.key, "merged_into", Sql::Integer(keep.key))?;
    journal.update(db, "person", other.key, "deleted_at", Sql::Integer(context.now.0.max(1)))?;
    edits::touch(db, *keep, journal, context)
}

fn is_filled(value: &Sql) -> bool {
    !matches!(value, Sql::Null) && !matches!(value, Sql::Text(text) if text.is_empty())
}

/// Whether we have the name as text of the company that they have as a record.
fn names_the_same(db: &Connection, ours: &Row, theirs: &Row) -> Result<bool> {
    let text = match (ours.get("company"), ours.get("company_name"), theirs.get("company")) {
        (Some(Sql::Integer(_)), ..) => return Ok(false),
        (_, Some(Sql::Text(text)), Some(Sql::Integer(key))) if !text.is_empty() => (text, *key),
        _ => return Ok(false),
    };
    let name = records::name(db, Subject::Company.at(text.1))?;
    Ok(name.is_some_and(|name| normalized_company(name.name.as_str()) == normalized_company(text.0)))
}

/// Who wanted no mail under one name wants none under the other; mail is shared only where both shared it, since sharing shows the mail of both.
fn settle_flags(db: &Connection, keep: RecordRef, ours: &Row, theirs: &Row, journal: &mut Journal) -> Result<()> {
    let is_on = |row: &Row, column: &str| matches!(row.get(column), Some(Sql::Integer(flag)) if *flag != 0);
    let both = |column: &str| (is_on(ours, column), is_on(theirs, column));
    let ((out, other_out), (shares, other_shares)) = (both("email_opt_out"), both("share_emails"));
    if other_out && !out {
        journal.update(db, "person", keep.key, "email_opt_out", Sql::Integer(1))?;
    }
    if shares && !other_shares {
        journal.update(db, "person", keep.key, "share_emails", Sql::Integer(0))?;
    }
    Ok(())
}

/// A lead that becomes a contact by it has a company record, as one that is converted.
fn find_company(db: &Connection, keep: RecordRef, journal: &mut Journal, context: &mut Context) -> Result<()> {
    let row = records::row(db, keep)?.ok_or(StoreError::NotFound)?;
    if let (Some(Sql::Null), Some(Sql::Text(name))) = (row.get("company"), row.get("company_name"))
        && !name.trim().is_empty()
    {
        let company = companies::find_or_make(db, &KeptText::line(name), journal, context)?;
        journal.update(db, "person", keep.key, "company", Sql::Integer(company))?;
        journal.update(db, "person", keep.key, "company_name", Sql::Text(String::new()))?;
    }
    Ok(())
}

fn move_addresses(db: &Connection, keep: RecordRef, other: RecordRef, theirs_first: bool, journal: &mut Journal) -> Result<()> {
    let (ours, mut theirs) = (records::addresses(db, keep.key)?, records::addresses(db, other.key)?.into_iter());
    let first = if theirs_first { theirs.next() } else { None };
    let all = first.into_iter().chain(ours).chain(theirs).collect();
    people::set_addresses(db, keep.key, all, journal)?;
    people::set_addresses(db, other.key, Vec::new(), journal)
}

/// Their numbers of a kind go behind ours, or before them where theirs were taken.
fn move_phones(db: &Connection, keep: RecordRef, other: RecordRef, kind: &str, theirs_first: bool, journal: &mut Journal) -> Result<()> {
    let of = |person: i64| -> Result<Vec<i64>> {
        let sql = "SELECT key FROM person_phone WHERE person = ?1 AND kind = ?2 ORDER BY position, key";
        let mut statement = db.prepare_cached(sql)?;
        Ok(statement.query_map((person, kind), |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?)
    };
    let (ours, theirs) = (of(keep.key)?, of(other.key)?);
    let behind = if theirs_first && !theirs.is_empty() { &ours } else { &theirs };
    for key in &theirs {
        journal.update(db, "person_phone", *key, "person", Sql::Integer(keep.key))?;
    }
    for (n, key) in (1_i64..).zip(behind) {
        journal.update(db, "person_phone", *key, "position", Sql::Integer(BEHIND + n))?;
    }
    Ok(())
}
