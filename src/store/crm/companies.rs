//! Companies: found by their name without legal form, made when missing, known by domains.

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension};

use super::rows::Journal;
use crate::domain::crm::company_name::normalized_company;
use crate::domain::crm::field::Field;
use crate::domain::crm::record::Values;
use crate::domain::crm::value::Value;
use crate::store::{Context, Result};
use crate::text::KeptText;

/// The column by which a company's name is compared.
pub(super) fn normalized(values: &Values) -> Sql {
    Sql::Text(normalized_company(values.get(&Field::Name).and_then(Value::as_text).unwrap_or_default()))
}

/// The company of this name, however its legal form is written; made when there is none.
pub(super) fn find_or_make(db: &Connection, name: &KeptText, journal: &mut Journal, context: &mut Context) -> Result<i64> {
    let normal = normalized_company(name.as_str());
    let sql = "SELECT key FROM company WHERE normalized = ?1 AND deleted_at = 0 ORDER BY key LIMIT 1";
    if let Some(key) = db.prepare_cached(sql)?.query_row([&normal], |row| row.get(0)).optional()? {
        return Ok(key);
    }
    let row = [
        ("id", Sql::Blob(context.new_id().as_bytes().to_vec())),
        ("name", Sql::Text(name.as_str().to_owned())),
        ("normalized", Sql::Text(normal)),
        ("created_at", Sql::Integer(context.now.0)),
        ("modified_at", Sql::Integer(context.now.0)),
    ];
    journal.insert(db, "company", &row)
}

/// The company that is called as these values say.
pub(super) fn named(db: &Connection, values: &Values) -> Result<Option<i64>> {
    let sql = "SELECT key FROM company WHERE normalized = ?1 AND normalized <> '' AND deleted_at = 0 ORDER BY key LIMIT 1";
    Ok(db.prepare_cached(sql)?.query_row([normalized(values)], |row| row.get(0)).optional()?)
}

/// Makes these the company's domains.
pub(super) fn set_domains(db: &Connection, company: i64, wanted: Vec<String>, journal: &mut Journal) -> Result<()> {
    let mut statement = db.prepare_cached("SELECT key, domain FROM company_domain WHERE company = ?1 ORDER BY key")?;
    let held = statement.query_map([company], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<Vec<(i64, String)>>>()?;
    for (key, _) in held.iter().filter(|(_, domain)| !wanted.contains(domain)) {
        journal.remove(db, "company_domain", *key)?;
    }
    for domain in wanted.iter().filter(|domain| !held.iter().any(|(_, one)| one == *domain)) {
        journal.insert(db, "company_domain", &[("company", Sql::Integer(company)), ("domain", Sql::Text(domain.clone()))])?;
    }
    Ok(())
}
