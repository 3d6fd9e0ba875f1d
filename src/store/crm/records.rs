//! Records of any kind: read, found, listed.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension};

use super::filter::Filter;
use super::kept::{Form, Kept, Look, each};
pub use super::names::name;
pub(super) use super::names::{called, directory, squeezed};
use super::reading;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordName, RecordRef, Subject};
use crate::domain::crm::record::Record;
use crate::domain::crm::rules::CrmRules;
use crate::domain::query::Query;
use crate::domain::typed::TimeReader;
use crate::jobs::crm::{RecordQuery, RecordWindow};
use crate::store::ending::by_ending;
use crate::store::{Result, StoreError};

type Row = BTreeMap<String, Sql>;

/// The own row of a record that is not deleted.
pub(super) fn row(db: &Connection, reference: RecordRef) -> Result<Option<Row>> {
    let mut statement = db.prepare_cached(&format!("SELECT * FROM {} WHERE key = ?1 AND deleted_at = 0", reference.subject.word()))?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let read = |row: &rusqlite::Row<'_>| names.iter().enumerate().map(|(n, name)| Ok((name.clone(), row.get::<_, Sql>(n)?))).collect();
    Ok(statement.query_row([reference.key], read).optional()?)
}

/// One record with all that details show.
///
/// # Errors
/// `NotFound` when there is none, or it is deleted.
pub fn read(db: &Connection, reference: RecordRef, rules: &CrmRules) -> Result<Record> {
    reading::all(db, reference.subject, &[reference.key], rules)?.pop().ok_or(StoreError::NotFound)
}

/// The addresses of a person as written, the primary one first.
pub(super) fn addresses(db: &Connection, person: i64) -> Result<Vec<String>> {
    let mut statement = db.prepare_cached("SELECT address FROM person_address WHERE person = ?1 ORDER BY position, key")?;
    Ok(statement.query_map([person], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// The record that somebody means by an id or an ending of one.
///
/// # Errors
/// `NotFound`, or `Ambiguous` when an ending fits several records.
pub fn find(db: &Connection, text: &str, kind: Option<RecordKind>) -> Result<RecordName> {
    if text.trim().is_empty() {
        return Err(StoreError::Blank("id"));
    }
    let mut found = Vec::new();
    for subject in Subject::ALL.into_iter().filter(|subject| kind.is_none_or(|kind| kind.subject() == *subject)) {
        if let Some(key) = by_ending(db, subject.word(), text)?
            && let Some(name) = name(db, subject.at(key))?
        {
            found.push(name);
        }
    }
    found.retain(|name| kind.is_none_or(|kind| name.kind == kind));
    match found.len() {
        0 => Err(StoreError::NotFound),
        1 => Ok(found.remove(0)),
        _ => Err(StoreError::Ambiguous),
    }
}

/// The keys of a kind's records, newest first; only those of a record where one is named.
pub(crate) fn keys(db: &Connection, kind: RecordKind, of: Option<RecordRef>) -> Result<Vec<i64>> {
    let subject = kind.subject();
    let of_kind = match subject {
        Subject::Person | Subject::Activity => format!(" AND kind = '{}'", kind.word()),
        Subject::Company | Subject::Deal | Subject::Note => String::new(),
    };
    let of_record = match (subject, of.map(|of| of.subject)) {
        (_, None) => "?1 IS NULL",
        (Subject::Deal, Some(Subject::Person)) => "contact = ?1",
        (Subject::Deal | Subject::Person, Some(Subject::Company)) => "company = ?1",
        (Subject::Activity | Subject::Note, Some(Subject::Person)) => {
            "(person = ?1 OR deal IN (SELECT key FROM deal WHERE contact = ?1 AND deleted_at = 0))"
        }
        (Subject::Activity | Subject::Note, Some(Subject::Company)) => {
            "(company = ?1 OR person IN (SELECT key FROM person WHERE company = ?1) OR deal IN (SELECT key FROM deal WHERE company = ?1 AND deleted_at = 0))"
        }
        (Subject::Activity | Subject::Note, Some(Subject::Deal)) => "deal = ?1",
        (Subject::Person, Some(Subject::Deal)) => "key = (SELECT contact FROM deal WHERE key = ?1)",
        // What nothing of the kind can belong to has none of it.
        (Subject::Company, Some(_))
        | (Subject::Person, Some(Subject::Person | Subject::Activity | Subject::Note))
        | (Subject::Deal | Subject::Activity | Subject::Note, Some(Subject::Activity | Subject::Note))
        | (Subject::Deal, Some(Subject::Deal)) => "?1 IS NULL",
    };
    let sql =
        format!("SELECT key FROM {} WHERE deleted_at = 0{of_kind} AND {of_record} ORDER BY created_at DESC, key DESC", subject.word());
    Ok(db.prepare_cached(&sql)?.query_map([of.map(|of| of.key)], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// A window of a list: only its own rows are read, and of the others no more than the text that decides.
///
/// # Errors
/// `StoreError::Query` for a query that cannot be understood, or asks for a field that the kind lacks.
pub fn list_of(db: &Connection, query: &RecordQuery, rules: &CrmRules, times: &TimeReader<'_>) -> Result<RecordWindow> {
    let asked = Query::for_records(&query.filter, query.kind, times)?;
    let wanted = Filter::of(db, query.kind, &asked, rules, times.zone)?;
    let mut keys = if wanted.is_empty() && query.sort.is_none() {
        keys(db, query.kind, query.of)?
    } else {
        let among = if query.of.is_some() { Some(keys(db, query.kind, query.of)?) } else { None };
        sorted(db, &Look { kind: query.kind, among, traces: wanted.traces() }, &wanted, query.sort, rules)?
    };
    if query.descending {
        keys.reverse();
    }
    let total = keys.len();
    let from = (query.offset as usize).min(total);
    let until = if query.limit == 0 { total } else { from.saturating_add(query.limit as usize).min(total) };
    Ok(RecordWindow { of: query.clone(), rows: reading::all(db, query.kind.subject(), &keys[from..until], rules)?, total: total as u64 })
}

/// The keys of the records that fit, by a field; what sorts alike, and all without a field, newest first.
fn sorted(db: &Connection, look: &Look<'_>, wanted: &Filter<'_>, by: Option<Field>, rules: &CrmRules) -> Result<Vec<i64>> {
    let mut found = Vec::new();
    each(db, look, usize::MAX, |record| {
        let fits = wanted.fits(record);
        if fits {
            let newest = Reverse((record.created, record.key));
            found.push((by.map(|field| sort_key(record, field, rules)), newest));
        }
        fits
    })?;
    found.sort_unstable();
    Ok(found.into_iter().map(|(_, Reverse((_, key)))| key).collect())
}

/// The newest records that a query finds, so many of them: no more are read than are needed for that.
///
/// # Errors
/// As for [`list_of`].
pub(super) fn newest(
    db: &Connection,
    kind: RecordKind,
    typed: &str,
    most: usize,
    rules: &CrmRules,
    times: &TimeReader<'_>,
) -> Result<Vec<Record>> {
    let asked = Query::for_records(typed, kind, times)?;
    let wanted = Filter::of(db, kind, &asked, rules, times.zone)?;
    let mut found = Vec::new();
    each(db, &Look { kind, among: None, traces: wanted.traces() }, most, |record| {
        let fits = wanted.fits(record);
        if fits {
            found.push(Reverse((record.created, record.key)));
        }
        fits
    })?;
    found.sort_unstable();
    let keys: Vec<i64> = found.into_iter().take(most).map(|Reverse((_, key))| key).collect();
    reading::all(db, kind.subject(), &keys, rules)
}

/// Empty fields stand last; numbers, amounts and times by size, everything else by its folded text, names by their reading where it is known: 50音 order.
fn sort_key(record: &Form<'_>, field: Field, rules: &CrmRules) -> (bool, i64, String) {
    let reading = match field {
        Field::LastName => Some([Field::LastNameKana, Field::FirstNameKana]),
        Field::FirstName => Some([Field::FirstNameKana, Field::LastNameKana]),
        _ => None,
    };
    if let Some([first, second]) = reading.map(|kana| kana.map(|field| record.words(field))).filter(|[first, _]| !first.is_empty()) {
        return (false, 0, format!("{first} {second}"));
    }
    if let Some(number) = record.number(field, rules) {
        return (false, number, String::new());
    }
    match record.value(field) {
        None => (true, 0, String::new()),
        Some(Kept::Choice(_, words) | Kept::Words(words) | Kept::Number(_, words) | Kept::Day(_, words)) => (false, 0, words.to_owned()),
    }
}
