//! Records from their rows, many at a time: each table beside them is asked once for all of a piece, since a list, a sort and a search read thousands.

use std::collections::HashMap;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params};

use super::columns::{Mapping, from_column, mapping};
use super::names::name;
use crate::domain::crm::all_day;
use crate::domain::crm::field::{Field, specs};
use crate::domain::crm::kind::{RecordKind, RecordName, RecordRef, Subject};
use crate::domain::crm::money::Currency;
use crate::domain::crm::record::{MadeFrom, Record, Values};
use crate::domain::crm::rules::CrmRules;
use crate::domain::crm::value::Value;
use crate::domain::ids::{Id, MessageKey};
use crate::domain::time::Instant;
use crate::store::{Result, StoreError};
use crate::text::{CleanText, KeptText};

/// So many records are a piece.
pub(super) const PIECE: usize = 512;

/// These records with all that details show, in this order; those that are deleted are left out.
pub(super) fn all(db: &Connection, subject: Subject, keys: &[i64], rules: &CrmRules) -> Result<Vec<Record>> {
    Ok(read(db, subject, keys, Some(rules))?.into_iter().map(|stored| stored.record).collect())
}

/// A record with what stands in its row and in no rule: a deal's probability is there only where it is its own.
#[derive(Debug)]
pub(super) struct Stored {
    /// The record.
    pub(super) record: Record,
    /// The key of the member whose it is.
    pub(super) owner: i64,
}

/// These records as they are stored, in this order; those that are deleted are left out, and those whose rows are damaged, which `verify` names.
pub(super) fn stored(db: &Connection, subject: Subject, keys: &[i64]) -> Result<Vec<Stored>> {
    match read(db, subject, keys, None) {
        Err(error) if !error.is_full() && !error.is_of_the_disk() && !error.is_corrupt() && !error.is_busy() => match keys {
            [] => Err(error),
            [one] => {
                tracing::warn!(subject = subject.word(), key = one, %error, "a record cannot be read");
                Ok(Vec::new())
            }
            several => {
                let (some, others) = several.split_at(several.len() / 2);
                let mut read = stored(db, subject, some)?;
                read.extend(stored(db, subject, others)?);
                Ok(read)
            }
        },
        done => done,
    }
}

fn read(db: &Connection, subject: Subject, keys: &[i64], rules: Option<&CrmRules>) -> Result<Vec<Stored>> {
    let mut records = Vec::with_capacity(keys.len());
    for piece in keys.chunks(PIECE) {
        let listed = listed(piece);
        let mut reading = Reading { db, subject, rules, beside: Beside::of(db, subject, &listed)?, names: HashMap::new() };
        let mut read = reading.rows(&listed)?;
        records.extend(piece.iter().filter_map(|key| read.remove(key)));
    }
    Ok(records)
}

/// Keys as SQLite reads them out of one value, so that one kept statement serves any number of them.
fn listed(keys: &[i64]) -> String {
    let keys: Vec<String> = keys.iter().map(i64::to_string).collect();
    format!("[{}]", keys.join(","))
}

/// A row by the names of its columns.
struct Row<'a> {
    columns: &'a HashMap<String, usize>,
    values: Vec<Sql>,
}

impl Row<'_> {
    fn get(&self, column: &str) -> Option<&Sql> {
        self.columns.get(column).and_then(|at| self.values.get(*at))
    }

    fn text(&self, column: &str) -> &str {
        if let Some(Sql::Text(text)) = self.get(column) { text } else { "" }
    }

    fn number(&self, column: &str) -> Option<i64> {
        if let Some(Sql::Integer(number)) = self.get(column) { Some(*number) } else { None }
    }

    fn id(&self) -> Result<Id> {
        match self.get("id") {
            Some(Sql::Blob(bytes)) => Ok(Id::from_bytes(bytes.as_slice().try_into().map_err(|_| StoreError::Damaged("id"))?)),
            _ => Err(StoreError::Damaged("id")),
        }
    }

    fn related(&self) -> Option<RecordRef> {
        [Subject::Deal, Subject::Person, Subject::Company]
            .into_iter()
            .find_map(|subject| self.number(subject.word()).map(|key| subject.at(key)))
    }
}

/// What stands of the records of a piece in other tables.
#[derive(Default)]
struct Beside {
    /// As written, the primary one first.
    addresses: HashMap<i64, Vec<String>>,
    /// The first of each kind.
    phones: HashMap<i64, Vec<(String, String)>>,
    domains: HashMap<i64, Vec<String>>,
    made_from: HashMap<i64, MadeFrom>,
    owners: HashMap<i64, String>,
}

impl Beside {
    fn of(db: &Connection, subject: Subject, listed: &str) -> Result<Self> {
        let mut beside = Self::default();
        match subject {
            Subject::Person => {
                let sql =
                    "SELECT person, address FROM person_address WHERE person IN (SELECT value FROM json_each(?1)) ORDER BY position, key";
                beside.addresses = texts(db, sql, listed)?;
                let sql = "SELECT person, kind, original FROM person_phone WHERE person IN (SELECT value FROM json_each(?1)) ORDER BY position, key";
                let mut statement = db.prepare_cached(sql)?;
                let mut rows = statement.query([listed])?;
                while let Some(row) = rows.next()? {
                    let phones = beside.phones.entry(row.get(0)?).or_default();
                    let kind: String = row.get(1)?;
                    if !phones.iter().any(|(one, _)| *one == kind) {
                        phones.push((kind, row.get(2)?));
                    }
                }
            }
            Subject::Company => {
                let sql = "SELECT company, domain FROM company_domain WHERE company IN (SELECT value FROM json_each(?1)) ORDER BY key";
                beside.domains = texts(db, sql, listed)?;
            }
            Subject::Deal | Subject::Activity | Subject::Note => {}
        }
        let sql = "SELECT l.record, m.key, m.id FROM link l JOIN message m ON m.key = l.message
                   WHERE l.subject = ?1 AND l.record IN (SELECT value FROM json_each(?2)) AND l.reason = 'made_from' ORDER BY l.key";
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.query(params![subject.word(), listed])?;
        while let Some(row) = rows.next()? {
            let from = MadeFrom { message: MessageKey(row.get(1)?), id: Id::from_bytes(row.get(2)?) };
            beside.made_from.entry(row.get(0)?).or_insert(from);
        }
        let mut statement = db.prepare_cached("SELECT key, name FROM member")?;
        beside.owners = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        Ok(beside)
    }
}

fn texts(db: &Connection, sql: &str, listed: &str) -> Result<HashMap<i64, Vec<String>>> {
    let mut found: HashMap<i64, Vec<String>> = HashMap::new();
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([listed])?;
    while let Some(row) = rows.next()? {
        found.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    Ok(found)
}

/// The reading of one piece.
struct Reading<'a> {
    db: &'a Connection,
    subject: Subject,
    /// By which a record is completed; without them it is as it is stored.
    rules: Option<&'a CrmRules>,
    beside: Beside,
    /// The names of other records that these name.
    names: HashMap<RecordRef, Option<RecordName>>,
}

impl Reading<'_> {
    fn rows(&mut self, listed: &str) -> Result<HashMap<i64, Stored>> {
        let sql = format!("SELECT * FROM {} WHERE key IN (SELECT value FROM json_each(?1)) AND deleted_at = 0", self.subject.word());
        let mut statement = self.db.prepare_cached(&sql)?;
        let columns: HashMap<String, usize> = statement.column_names().enumerate().map(|(at, name)| (name.to_owned(), at)).collect();
        let mut found = HashMap::new();
        let mut rows = statement.query([listed])?;
        while let Some(row) = rows.next()? {
            let values = (0..columns.len()).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?;
            let row = Row { columns: &columns, values };
            let key = row.number("key").ok_or(StoreError::Damaged("key"))?;
            found.insert(key, self.record(self.subject.at(key), &row)?);
        }
        Ok(found)
    }

    fn record(&mut self, reference: RecordRef, row: &Row<'_>) -> Result<Stored> {
        let kind = kind(reference, row)?;
        let currency =
            row.text("currency").parse().unwrap_or_else(|_| self.rules.map_or(CrmRules::default().currency, |rules| rules.currency));
        let mut values = Values::new();
        for spec in specs(kind) {
            if let Some(value) = self.value(reference, kind, spec.field, row, currency)? {
                values.insert(spec.field, value);
            }
        }
        if let Some(rules) = self.rules.filter(|_| kind == RecordKind::Deal) {
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
        let person = match kind {
            RecordKind::Deal => values.get(&Field::Contact).and_then(Value::as_record).cloned(),
            RecordKind::Task | RecordKind::Event | RecordKind::Call | RecordKind::Note => self.person_concerned(row)?,
            RecordKind::Lead | RecordKind::Contact | RecordKind::Temp | RecordKind::Company => None,
        };
        let owner_key = row.number("owner").unwrap_or(1);
        let owner = self.beside.owners.get(&owner_key);
        let record = Record {
            reference,
            id: row.id()?,
            kind,
            values,
            owner: CleanText::line(owner.map_or("", String::as_str)),
            created_at: Instant(row.number("created_at").unwrap_or(0)),
            modified_at: Instant(row.number("modified_at").unwrap_or(0)),
            made_from: self.beside.made_from.get(&reference.key).copied(),
            person,
            converted_at: row.number("converted_at").filter(|at| *at != 0).map(Instant),
        };
        Ok(Stored { record, owner: owner_key })
    }

    fn value(&mut self, of: RecordRef, kind: RecordKind, field: Field, row: &Row<'_>, currency: Currency) -> Result<Option<Value>> {
        let one = |text: &String| Value::Text(KeptText::line(text));
        let addresses = || self.beside.addresses.get(&of.key).map_or(&[][..], Vec::as_slice);
        Ok(match mapping(kind, field) {
            Mapping::Column(column) => row.get(column).and_then(|stored| from_column(kind, field, stored, currency)),
            Mapping::Key(column, subject) => match row.number(column) {
                Some(key) => self.name(subject.at(key))?.map(Value::Record),
                // A contact whose company was deleted, or who was merged from a lead, still has its name.
                None if kind == RecordKind::Contact => {
                    Some(row.text("company_name")).filter(|text| !text.is_empty()).map(|text| one(&text.to_owned()))
                }
                None => None,
            },
            Mapping::PrimaryAddress => addresses().first().map(one),
            Mapping::MoreAddresses => list(addresses().get(1..).unwrap_or_default()),
            Mapping::Phone(kind) => {
                self.beside.phones.get(&of.key).and_then(|phones| phones.iter().find(|(one, _)| one == kind)).map(|(_, number)| one(number))
            }
            Mapping::Domains => list(self.beside.domains.get(&of.key).map_or(&[][..], Vec::as_slice)),
            Mapping::RelatedTo => match row.related() {
                Some(reference) => self.name(reference)?.map(Value::Record),
                None => None,
            },
            Mapping::Computed => None,
        })
    }

    fn name(&mut self, reference: RecordRef) -> Result<Option<RecordName>> {
        if let Some(known) = self.names.get(&reference) {
            return Ok(known.clone());
        }
        let found = name(self.db, reference)?;
        self.names.insert(reference, found.clone());
        Ok(found)
    }

    fn person_concerned(&mut self, row: &Row<'_>) -> Result<Option<RecordName>> {
        let key = match (row.number("person"), row.number("deal")) {
            (Some(person), _) => Some(person),
            (None, Some(deal)) => {
                self.db.prepare_cached("SELECT contact FROM deal WHERE key = ?1")?.query_row([deal], |row| row.get(0)).optional()?
            }
            (None, None) => None,
        };
        key.map_or(Ok(None), |key| self.name(Subject::Person.at(key)))
    }
}

fn kind(reference: RecordRef, row: &Row<'_>) -> Result<RecordKind> {
    match reference.subject {
        Subject::Person | Subject::Activity => RecordKind::from_word(row.text("kind")).ok_or(StoreError::Damaged("kind")),
        Subject::Company => Ok(RecordKind::Company),
        Subject::Deal => Ok(RecordKind::Deal),
        Subject::Note => Ok(RecordKind::Note),
    }
}

fn list(texts: &[String]) -> Option<Value> {
    let all: Vec<CleanText> = texts.iter().map(|text| CleanText::line(text)).collect();
    (!all.is_empty()).then_some(Value::List(all))
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
