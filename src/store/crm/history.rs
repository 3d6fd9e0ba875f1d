//! Every change of a record, field by field, with what stood there before and after.

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value as Json;

use super::columns::{Mapping, from_column, mapping};
use super::records;
use super::rows::{Step, What};
use crate::domain::change::Verb;
use crate::domain::crm::all_day;
use crate::domain::crm::field::{Field, spec, specs};
use crate::domain::crm::kind::{RecordRef, Subject};
use crate::domain::crm::money::Currency;
use crate::domain::crm::record::Record;
use crate::domain::crm::rules::CrmRules;
use crate::domain::crm::value::Value;
use crate::domain::time::Instant;
use crate::jobs::crm::HistoryEntry;
use crate::store::Result;
use crate::store::changes::pack;
use crate::store::members::LOCAL_MEMBER;
use crate::text::{CleanText, KeptText};

/// The changes of a record that were not taken back, newest first. What added it is one entry without a field.
pub(super) fn history(db: &Connection, reference: RecordRef, rules: &CrmRules) -> Result<Vec<HistoryEntry>> {
    let record = records::read(db, reference, rules)?;
    let sql = format!(
        "SELECT g.at, g.verb, c.subject, c.keys, c.field, c.before, c.after, CASE WHEN m.key <> {LOCAL_MEMBER} THEN m.name END
               FROM change c JOIN change_group g ON g.key = c.change_group JOIN member m ON m.key = g.member
               WHERE g.kind = 'crm' AND g.state = 'done' AND (c.subject = ?1 AND c.keys = ?2
                 OR c.subject = 'person_phone' AND c.field = 'original' AND c.keys IN ({})
                 OR c.field = '*' AND c.subject IN ('person_address', 'person_phone', 'company_domain')
                    AND coalesce(json_extract(CASE c.after WHEN '' THEN c.before ELSE c.after END, ?3), 0) = ?4)
               ORDER BY g.key DESC, c.n",
        phones(db, reference)?
    );
    let owner = format!("$.{}", reference.subject.word());
    let mut statement = db.prepare(&sql)?;
    let keys = pack(&[reference.key]);
    let rows = statement.query_map(params![reference.subject.word(), keys, owner, reference.key], |row| {
        let keys: Vec<u8> = row.get(3)?;
        let change: [String; 5] = [row.get(1)?, row.get(2)?, row.get(4)?, row.get(5)?, row.get(6)?];
        let member: Option<String> = row.get(7)?;
        Ok((Instant(row.get(0)?), member.map(|name| CleanText::line(&name)), keys, change))
    })?;
    let mut found: Vec<HistoryEntry> = Vec::new();
    for row in rows {
        let (at, member, keys, [verb, subject, field, before, after]) = row?;
        let key = crate::store::changes::unpack(&keys).first().copied().unwrap_or_default();
        let step = Step::from_change(&subject, key, &field, &before, &after)?;
        let verb = Verb::of_word(&verb);
        for (field, before, after) in told(db, &record, &step)? {
            let entry = HistoryEntry { at, verb, member: member.clone(), field, before, after };
            // A telephone number that is changed is one that goes and one that comes.
            let same = found.last().is_some_and(|last| last.at == at && last.field == entry.field && last.member == entry.member);
            match found.last_mut().filter(|_| same) {
                Some(last) => {
                    last.before = last.before.take().or(entry.before);
                    last.after = last.after.take().or(entry.after);
                }
                None => found.push(entry),
            }
        }
    }
    Ok(found)
}

/// The keys of a person's telephone numbers as change rows have them, for SQL.
fn phones(db: &Connection, reference: RecordRef) -> Result<String> {
    if reference.subject != Subject::Person {
        return Ok(String::new());
    }
    let mut statement = db.prepare_cached("SELECT key FROM person_phone WHERE person = ?1")?;
    let keys = statement.query_map([reference.key], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    let hex = |key: i64| pack(&[key]).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    Ok(keys.into_iter().map(|key| format!("x'{}'", hex(key))).collect::<Vec<_>>().join(", "))
}

type Told = (Option<Field>, Option<Value>, Option<Value>);

/// What a step says of fields; nothing of a column that no field shows.
fn told(db: &Connection, record: &Record, step: &Step) -> Result<Vec<Told>> {
    let text =
        |json: Option<&Json>| json.and_then(Json::as_str).filter(|text| !text.is_empty()).map(|text| Value::Text(KeptText::line(text)));
    Ok(match (&step.what, step.table.as_str()) {
        (What::Made(image), "person_address") => vec![(Some(Field::Email), None, text(image.get("address")))],
        (What::Removed(image), "person_address") => vec![(Some(Field::Email), text(image.get("address")), None)],
        (What::Made(image), "person_phone") => vec![(of_phone(image.get("kind")), None, text(image.get("original")))],
        (What::Removed(image), "person_phone") => vec![(of_phone(image.get("kind")), text(image.get("original")), None)],
        (What::Made(image), "company_domain") => vec![(Some(Field::Domains), None, text(image.get("domain")))],
        (What::Removed(image), "company_domain") => vec![(Some(Field::Domains), text(image.get("domain")), None)],
        (What::Column { name, before, after }, "person_phone") if name == "original" => {
            let sql = "SELECT kind FROM person_phone WHERE key = ?1";
            let kind: Option<String> = db.prepare_cached(sql)?.query_row([step.key], |row| row.get(0)).optional()?;
            vec![(of_phone(kind.map(Json::from).as_ref()), text(Some(before)), text(Some(after)))]
        }
        (What::Column { .. }, "person_address" | "person_phone" | "company_domain") => Vec::new(),
        (What::Made(_) | What::Removed(_), _) => vec![(None, None, None)],
        (What::Column { name, before, after }, _) => match of_column(record, name) {
            Some((field, Some(subject))) => vec![(Some(field), named(db, subject, before)?, named(db, subject, after)?)],
            Some((field, None)) => vec![(Some(field), value(record, field, before), value(record, field, after))],
            None if name == "kind" || name == "deleted_at" => vec![(None, None, None)],
            None => Vec::new(),
        },
    })
}

fn of_phone(kind: Option<&Json>) -> Option<Field> {
    Some(match kind.and_then(Json::as_str) {
        Some("mobile") => Field::Mobile,
        Some("fax") => Field::Fax,
        _ => Field::Phone,
    })
}

/// The field that a column of the record's row holds, and of which subject where it names another record.
fn of_column(record: &Record, column: &str) -> Option<(Field, Option<Subject>)> {
    specs(record.kind).into_iter().find_map(|spec| match mapping(record.kind, spec.field) {
        Mapping::Column(name) if name == column => Some((spec.field, None)),
        Mapping::Key(name, subject) if name == column => Some((spec.field, Some(subject))),
        Mapping::RelatedTo => Subject::from_word(column).map(|subject| (spec.field, Some(subject))),
        _ => None,
    })
}

fn named(db: &Connection, subject: Subject, key: &Json) -> Result<Option<Value>> {
    let Some(key) = key.as_i64() else { return Ok(None) };
    let name = records::name(db, subject.at(key))?;
    Ok(name.map(Value::Record))
}

fn value(record: &Record, field: Field, json: &Json) -> Option<Value> {
    let column = match json {
        Json::Number(number) => Sql::Integer(number.as_i64()?),
        Json::String(text) => Sql::Text(text.clone()),
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => return None,
    };
    let currency = record.currency().unwrap_or(Currency::JPY);
    let value = from_column(record.kind, field, &column, currency)?;
    spec(record.kind, field)?;
    let whole = all_day::BOUNDS.contains(&field) && record.value(Field::AllDay) == Some(&Value::Flag(true));
    match value {
        Value::Instant(at) if whole => Some(Value::Date(all_day::day_of(at))),
        value => Some(value),
    }
}
