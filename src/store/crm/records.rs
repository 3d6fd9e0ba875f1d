//! Records of any kind: read, found, listed.

use std::collections::{BTreeMap, HashMap};

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params};

use super::columns::{Mapping, from_column, mapping};
use super::filter::Filter;
use crate::domain::crm::all_day;
use crate::domain::crm::field::{Field, specs};
use crate::domain::crm::kind::{RecordKind, RecordName, RecordRef, Subject};
use crate::domain::crm::money::{Currency, Money};
use crate::domain::crm::person::person_name;
use crate::domain::crm::record::{MadeFrom, Record, Values};
use crate::domain::crm::rules::CrmRules;
use crate::domain::crm::value::Value;
use crate::domain::ids::{Id, MessageKey};
use crate::domain::query::Query;
use crate::domain::time::Instant;
use crate::domain::typed::TimeReader;
use crate::jobs::crm::{RecordQuery, RecordWindow};
use crate::store::ending::by_ending;
use crate::store::{Result, StoreError};
use crate::text::{CleanText, KeptText, fold, search_form};

type Row = BTreeMap<String, Sql>;

/// The own row of a record that is not deleted.
pub(super) fn row(db: &Connection, reference: RecordRef) -> Result<Option<Row>> {
    let mut statement = db.prepare_cached(&format!("SELECT * FROM {} WHERE key = ?1 AND deleted_at = 0", reference.subject.word()))?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let read = |row: &rusqlite::Row<'_>| names.iter().enumerate().map(|(n, name)| Ok((name.clone(), row.get::<_, Sql>(n)?))).collect();
    Ok(statement.query_row([reference.key], read).optional()?)
}

fn text<'a>(row: &'a Row, column: &str) -> &'a str {
    if let Some(Sql::Text(text)) = row.get(column) { text } else { "" }
}

fn number(row: &Row, column: &str) -> Option<i64> {
    if let Some(Sql::Integer(number)) = row.get(column) { Some(*number) } else { None }
}

fn id(row: &Row) -> Result<Id> {
    match row.get("id") {
        Some(Sql::Blob(bytes)) => Ok(Id::from_bytes(bytes.as_slice().try_into().map_err(|_| StoreError::Damaged("id"))?)),
        _ => Err(StoreError::Damaged("id")),
    }
}

fn kind(reference: RecordRef, row: &Row) -> Result<RecordKind> {
    match reference.subject {
        Subject::Person | Subject::Activity => RecordKind::from_word(text(row, "kind")).ok_or(StoreError::Damaged("kind")),
        Subject::Company => Ok(RecordKind::Company),
        Subject::Deal => Ok(RecordKind::Deal),
        Subject::Note => Ok(RecordKind::Note),
    }
}

/// One record with all that details show.
///
/// # Errors
/// `NotFound` when there is none, or it is deleted.
pub fn read(db: &Connection, reference: RecordRef, rules: &CrmRules) -> Result<Record> {
    let row = row(db, reference)?.ok_or(StoreError::NotFound)?;
    let kind = kind(reference, &row)?;
    let currency = text(&row, "currency").parse().unwrap_or(rules.currency);
    let mut values = Values::new();
    for spec in specs(kind) {
        if let Some(value) = value(db, reference, kind, spec.field, &row, currency)? {
            values.insert(spec.field, value);
        }
    }
    if kind == RecordKind::Deal {
        complete_deal(&mut values, rules);
    }
    if all_day::is_all_day(kind, &values) {
        for field in all_day::BOUNDS {
            if let Some(Value::Instant(at)) = values.get(&field) {
                let day = all_day::day_of(*at);
                values.insert(field, Value::Date(day));
            }
        }
    }
    let owner = number(&row, "owner").unwrap_or(1);
    let owner: Option<String> =
        db.prepare_cached("SELECT name FROM member WHERE key = ?1")?.query_row([owner], |row| row.get(0)).optional()?;
    let person = match kind {
        RecordKind::Deal => values.get(&Field::Contact).and_then(Value::as_record).cloned(),
        RecordKind::Task | RecordKind::Event | RecordKind::Call | RecordKind::Note => person_concerned(db, &row)?,
        RecordKind::Lead | RecordKind::Contact | RecordKind::Temp | RecordKind::Company => None,
    };
    Ok(Record {
        reference,
        id: id(&row)?,
        kind,
        values,
        owner: CleanText::line(owner.as_deref().unwrap_or_default()),
        created_at: Instant(number(&row, "created_at").unwrap_or(0)),
        modified_at: Instant(number(&row, "modified_at").unwrap_or(0)),
        made_from: made_from(db, reference)?,
        person,
        converted_at: number(&row, "converted_at").filter(|at| *at != 0).map(Instant),
    })
}

fn value(db: &Connection, reference: RecordRef, kind: RecordKind, field: Field, row: &Row, currency: Currency) -> Result<Option<Value>> {
    let one = |text: String| Value::Text(KeptText::line(&text));
    Ok(match mapping(kind, field) {
        Mapping::Column(column) => row.get(column).and_then(|stored| from_column(kind, field, stored, currency)),
        Mapping::Key(column, subject) => match number(row, column) {
            Some(key) => name(db, subject.at(key))?.map(Value::Record),
            // A contact whose company was deleted, or who was merged from a lead, still has its name.
            None if kind == RecordKind::Contact => {
                Some(text(row, "company_name")).filter(|text| !text.is_empty()).map(|text| one(text.to_owned()))
            }
            None => None,
        },
        Mapping::PrimaryAddress => addresses(db, reference.key)?.into_iter().next().map(one),
        Mapping::MoreAddresses => list(addresses(db, reference.key)?.into_iter().skip(1)),
        Mapping::Phone(kind) => {
            let sql = "SELECT original FROM person_phone WHERE person = ?1 AND kind = ?2 ORDER BY position, key LIMIT 1";
            db.prepare_cached(sql)?.query_row(params![reference.key, kind], |row| row.get(0)).optional()?.map(one)
        }
        Mapping::Domains => {
            let mut statement = db.prepare_cached("SELECT domain FROM company_domain WHERE company = ?1 ORDER BY key")?;
            list(statement.query_map([reference.key], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?.into_iter())
        }
        Mapping::RelatedTo => match related(row) {
            Some(reference) => name(db, reference)?.map(Value::Record),
            None => None,
        },
        Mapping::Computed => None,
    })
}

fn list(texts: impl Iterator<Item = String>) -> Option<Value> {
    let all: Vec<CleanText> = texts.map(|text| CleanText::line(&text)).collect();
    (!all.is_empty()).then_some(Value::List(all))
}

/// The addresses of a person as written, the primary one first.
pub(super) fn addresses(db: &Connection, person: i64) -> Result<Vec<String>> {
    let mut statement = db.prepare_cached("SELECT address FROM person_address WHERE person = ?1 ORDER BY position, key")?;
    Ok(statement.query_map([person], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

fn related(row: &Row) -> Option<RecordRef> {
    [Subject::Deal, Subject::Person, Subject::Company]
        .into_iter()
        .find_map(|subject| number(row, subject.word()).map(|key| subject.at(key)))
}

fn person_concerned(db: &Connection, row: &Row) -> Result<Option<RecordName>> {
    let key = match (number(row, "person"), number(row, "deal")) {
        (Some(person), _) => Some(person),
        (None, Some(deal)) => {
            db.prepare_cached("SELECT contact FROM deal WHERE key = ?1")?.query_row([deal], |row| row.get(0)).optional()?
        }
        (None, None) => None,
    };
    key.map_or(Ok(None), |key| name(db, Subject::Person.at(key)))
}

/// A deal without a probability of its own has its stage's; the expected revenue follows.
fn complete_deal(values: &mut Values, rules: &CrmRules) {
    let stage = values.get(&Field::Stage).and_then(Value::as_text).and_then(|id| rules.picklists.stage(id));
    if let Some(stage) = stage {
        values.entry(Field::Probability).or_insert(Value::Integer(stage.probability));
    }
    let amount = values.get(&Field::Amount).and_then(Value::as_money);
    let probability = values.get(&Field::Probability).and_then(Value::as_integer);
    if let (Some(amount), Some(probability)) = (amount, probability) {
        values.insert(Field::ExpectedRevenue, Value::Money(amount.percent(probability)));
    }
}

fn made_from(db: &Connection, reference: RecordRef) -> Result<Option<MadeFrom>> {
    let sql = "SELECT m.key, m.id FROM link l JOIN message m ON m.key = l.message WHERE l.subject = ?1 AND l.record = ?2 AND l.reason = 'made_from' ORDER BY l.key LIMIT 1";
    let read = |row: &rusqlite::Row<'_>| Ok(MadeFrom { message: MessageKey(row.get(0)?), id: Id::from_bytes(row.get(1)?) });
    Ok(db.prepare_cached(sql)?.query_row(params![reference.subject.word(), reference.key], read).optional()?)
}

/// How a record is named by others; deleted ones have no name.
pub fn name(db: &Connection, reference: RecordRef) -> Result<Option<RecordName>> {
    let sql = match reference.subject {
        Subject::Person => "SELECT id, kind, last_name, first_name FROM person WHERE key = ?1 AND deleted_at = 0",
        Subject::Company => "SELECT id, 'company', name, '' FROM company WHERE key = ?1 AND deleted_at = 0",
        Subject::Deal => "SELECT id, 'deal', deal_name, '' FROM deal WHERE key = ?1 AND deleted_at = 0",
        Subject::Activity => "SELECT id, kind, subject, '' FROM activity WHERE key = ?1 AND deleted_at = 0",
        Subject::Note => "SELECT id, 'note', title, content FROM note WHERE key = ?1 AND deleted_at = 0",
    };
    let read = |row: &rusqlite::Row<'_>| {
        Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?, row.get::<_, String>(3)?))
    };
    let Some((id, kind, one, two)) = db.prepare_cached(sql)?.query_row([reference.key], read).optional()? else { return Ok(None) };
    let kind = RecordKind::from_word(&kind).ok_or(StoreError::Damaged("kind"))?;
    let name = match reference.subject {
        Subject::Person => person_name(&one, &two),
        Subject::Note if one.is_empty() => two.lines().find(|line| !line.trim().is_empty()).unwrap_or("").chars().take(80).collect(),
        Subject::Company | Subject::Deal | Subject::Activity | Subject::Note => one,
    };
    Ok(Some(RecordName { reference, id: Id::from_bytes(id), kind, name: CleanText::line(&name) }))
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

/// The records of these subjects that are called exactly so, in any case and width.
pub(super) fn called(db: &Connection, subjects: &[Subject], text: &str) -> Result<Vec<RecordName>> {
    let wanted = squeezed(text);
    let mut found = Vec::new();
    for subject in subjects {
        let sql = format!("SELECT key FROM {} WHERE deleted_at = 0", subject.word());
        let keys = db.prepare_cached(&sql)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        for key in keys {
            if let Some(name) = name(db, subject.at(key))?
                && squeezed(name.name.as_str()) == wanted
            {
                found.push(name);
            }
        }
    }
    Ok(found)
}

/// All records of these subjects by their ids and names, as [`called`] compares them.
pub(super) fn directory(db: &Connection, subjects: &[Subject]) -> Result<HashMap<String, Vec<RecordName>>> {
    let mut names: HashMap<String, Vec<RecordName>> = HashMap::new();
    for subject in subjects {
        let sql = format!("SELECT key FROM {} WHERE deleted_at = 0", subject.word());
        let keys = db.prepare_cached(&sql)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        for key in keys {
            if let Some(name) = name(db, subject.at(key))? {
                names.entry(squeezed(&name.id.to_string())).or_default().push(name.clone());
                names.entry(squeezed(name.name.as_str())).or_default().push(name);
            }
        }
    }
    Ok(names)
}

/// A name as it is compared.
pub(super) fn squeezed(text: &str) -> String {
    fold(text).chars().filter(|c| !c.is_whitespace()).collect()
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

/// A window of a list: without filter and sort only its own rows are read.
///
/// # Errors
/// `StoreError::Query` for a query that cannot be understood, or asks for a field that the kind lacks.
pub fn list_of(db: &Connection, query: &RecordQuery, rules: &CrmRules, times: &TimeReader<'_>) -> Result<RecordWindow> {
    let asked = Query::for_records(&query.filter, query.kind, times)?;
    let wanted = Filter::of(db, query.kind, &asked, &rules.picklists, times.zone)?;
    let keys = keys(db, query.kind, query.of)?;
    let read = |key: &i64| read(db, query.kind.subject().at(*key), rules);
    let (skip, take) = (query.offset as usize, if query.limit == 0 { usize::MAX } else { query.limit as usize });
    if wanted.is_empty() && query.sort.is_none() {
        let order: Vec<i64> = if query.descending { keys.iter().rev().copied().collect() } else { keys };
        let rows = order.iter().skip(skip).take(take).map(read).collect::<Result<_>>()?;
        return Ok(RecordWindow { of: query.clone(), rows, total: order.len() as u64 });
    }
    let mut all = keys.iter().map(read).collect::<Result<Vec<Record>>>()?;
    all.retain(|record| wanted.fits(record));
    if let Some(field) = query.sort {
        all.sort_by_cached_key(|record| sort_key(record, field));
    }
    if query.descending {
        all.reverse();
    }
    let total = all.len() as u64;
    Ok(RecordWindow { of: query.clone(), rows: all.into_iter().skip(skip).take(take).collect(), total })
}

/// Empty fields stand last; numbers, amounts and times by size, everything else by its folded text, names by their reading where it is known: 50音 order.
fn sort_key(record: &Record, field: Field) -> (bool, i64, String) {
    let reading = match field {
        Field::LastName => Some([Field::LastNameKana, Field::FirstNameKana]),
        Field::FirstName => Some([Field::FirstNameKana, Field::LastNameKana]),
        _ => None,
    };
    if let Some(kana) = reading.filter(|[first, _]| !record.text(*first).is_empty()) {
        return (false, 0, search_form(&kana.map(|field| record.text(field)).join(" ")).into_owned());
    }
    match record.value(field) {
        None => (true, 0, String::new()),
        Some(Value::Integer(number)) => (false, *number, String::new()),
        Some(Value::Money(Money { minor, .. })) => (false, *minor, String::new()),
        Some(Value::Instant(at)) => (false, at.0, String::new()),
        Some(Value::Date(day)) => (false, all_day::stored(*day).0, String::new()),
        Some(Value::Flag(flag)) => (false, i64::from(*flag), String::new()),
        Some(value) => (false, 0, search_form(&value.typed(&jiff::tz::TimeZone::UTC)).into_owned()),
    }
}
