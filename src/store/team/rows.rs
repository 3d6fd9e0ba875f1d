//! A record's rows as its fields say, with what history and undo need of it.

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params};

use super::fields::{ADDRESS, DOMAIN, Holds, OWNER, STAGE, columns, has_kind, phone_of, to_column};
use super::held::Held;
use super::seen;
use crate::domain::change::Verb;
use crate::domain::crm::company_name::normalized_company;
use crate::domain::crm::kind::{RecordKind, RecordRef, Subject};
use crate::domain::team::change::{DELETED, KIND};
use crate::domain::team::merges::{MERGED_INTO, placed};
use crate::domain::time::Instant;
use crate::store::changes::begin_of;
use crate::store::crm::records;
use crate::store::crm::rows::{Step, What, json_of};
use crate::store::crm::touched;
use crate::store::members::LOCAL_MEMBER;
use crate::store::{Context, Result, standing};

/// Makes the row of a record that has none; answers whether it did. None is made of a record whose adding was undone here, unless another names it, nor of a deal before
/// its contact has come.
pub(super) fn make(db: &Connection, held: &mut Held, context: &mut Context) -> Result<bool> {
    let Some(subject) = held.subject.filter(|_| held.key.is_none()) else { return Ok(false) };
    if held.is_taken_back && held.ours.contains_key(DELETED) && !held.is_named {
        return Ok(false);
    }
    let created = held.ours.get("created_at").and_then(|at| at.parse().ok()).unwrap_or(context.now.0);
    let mut row = vec![("id", Sql::Blob(held.id.as_bytes().to_vec())), ("modified_at", Sql::Integer(created))];
    row.push(("owner", Sql::Integer(owner(db, held, context)?)));
    if has_kind(subject) {
        let Some(kind) = held.ours.get(KIND) else { return Ok(false) };
        row.push(("kind", Sql::Text(kind.clone())));
    }
    if subject == Subject::Company {
        row.push(("normalized", normalized(held)));
    }
    for (name, holds) in columns(subject) {
        match to_column(db, *holds, held.ours.get(*name))? {
            Some(Sql::Null) | None if *name == "contact" => return Ok(false),
            Some(value) if *name == "created_at" => row.push((name, if value == Sql::Integer(0) { Sql::Integer(created) } else { value })),
            Some(Sql::Null) | None => {}
            Some(value) => row.push((name, value)),
        }
    }
    row.push(("deleted_at", deleted(held, None, context)));
    held.key = Some(held.journal.insert(db, subject.word(), &row)?);
    Ok(true)
}

/// Brings the rows in line with the fields.
pub(super) fn bring_in_line(db: &Connection, held: &mut Held, context: &mut Context) -> Result<()> {
    let Some(of) = held.key.and_then(|key| Some(held.subject?.at(key))) else { return Ok(()) };
    let table = of.subject.word();
    for (name, holds) in columns(of.subject) {
        match to_column(db, *holds, held.ours.get(*name))? {
            // A deal has a contact, and a record that has not come leaves its place empty.
            Some(Sql::Null) if *name == "contact" => {}
            None if matches!(holds, Holds::Record(_)) => {}
            Some(value) if *name != "created_at" || value != Sql::Integer(0) => {
                held.journal.update(db, table, of.key, name, value)?;
            }
            _ => {}
        }
    }
    if has_kind(of.subject)
        && let Some(kind) = held.ours.get(KIND).cloned()
    {
        held.journal.update(db, table, of.key, "kind", Sql::Text(kind))?;
    }
    if of.subject == Subject::Company {
        let normalized = normalized(held);
        held.journal.update(db, table, of.key, "normalized", normalized)?;
    }
    let owner = owner(db, held, context)?;
    held.journal.update(db, table, of.key, "owner", Sql::Integer(owner))?;
    let sql = format!("SELECT deleted_at FROM {table} WHERE key = ?1");
    let was: i64 = db.prepare_cached(&sql)?.query_row([of.key], |row| row.get(0))?;
    let deleted = deleted(held, Some(was), context);
    held.journal.update(db, table, of.key, "deleted_at", deleted)?;
    beside(db, of, held)
}

fn normalized(held: &Held) -> Sql {
    Sql::Text(normalized_company(held.ours.get("name").map_or("", String::as_str)))
}

/// The member whose record it is; a record of nobody is the local member's.
fn owner(db: &Connection, held: &Held, context: &mut Context) -> Result<i64> {
    held.ours.get(OWNER).map_or(Ok(LOCAL_MEMBER), |login| seen::member(db, login, context))
}

/// When it was deleted; who went into another is gone since it went.
fn deleted(held: &Held, was: Option<i64>, context: &Context) -> Sql {
    let by_itself = held.ours.get(DELETED).and_then(|at| at.parse::<i64>().ok());
    let merged = || held.ours.contains_key(MERGED_INTO).then(|| was.filter(|at| *at != 0).unwrap_or(context.now.0.max(1)));
    Sql::Integer(by_itself.or_else(merged).unwrap_or(0))
}

/// Brings the rows in other tables in line.
fn beside(db: &Connection, of: RecordRef, held: &mut Held) -> Result<()> {
    let table = match of.subject {
        Subject::Person => {
            rows_of(db, of, held, "person_address")?;
            "person_phone"
        }
        Subject::Company => "company_domain",
        Subject::Deal => "deal_stage_history",
        Subject::Activity | Subject::Note => return Ok(()),
    };
    rows_of(db, of, held, table)
}

fn rows_of(db: &Connection, of: RecordRef, held: &mut Held, table: &'static str) -> Result<()> {
    let wanted: Vec<(String, Vec<(&'static str, Sql)>)> =
        held.ours.iter().filter_map(|(field, value)| Some((field.clone(), row_for(table, field, value)?))).collect();
    let name = match table {
        "person_address" => "'address:' || normalized",
        "person_phone" => "'phone:' || kind || ':' || original",
        "company_domain" => "'domain:' || domain",
        _ => "'stage:' || at",
    };
    // The time without a stage is nothing that is shared.
    let shared = if table == "deal_stage_history" { " AND stage <> ''" } else { "" };
    let sql = format!("SELECT key, {name} FROM {table} WHERE {} = ?1{shared} ORDER BY key", of.subject.word());
    let mut statement = db.prepare_cached(&sql)?;
    let there = statement.query_map([of.key], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<Vec<(i64, String)>>>()?;
    for (key, _) in there.iter().filter(|(_, field)| !wanted.iter().any(|(one, _)| one == field)) {
        held.journal.remove(db, table, *key)?;
    }
    for (field, columns) in wanted {
        match there.iter().find(|(_, one)| *one == field) {
            Some((key, _)) => {
                for (column, value) in columns {
                    held.journal.update(db, table, *key, column, value)?;
                }
            }
            None => {
                let mut row = vec![(of.subject.word(), Sql::Integer(of.key))];
                row.extend(columns);
                held.journal.insert(db, table, &row)?;
            }
        }
    }
    Ok(())
}

/// The columns of the row that a field means in a table beside; none for a field of another table.
fn row_for(table: &str, field: &str, value: &str) -> Option<Vec<(&'static str, Sql)>> {
    let text = |text: &str| Sql::Text(text.to_owned());
    let (place, rest) = placed(value);
    Some(match table {
        "person_address" => {
            let address = field.strip_prefix(ADDRESS)?;
            vec![("position", Sql::Integer(place)), ("address", text(rest)), ("normalized", text(address))]
        }
        "person_phone" => {
            let (kind, number) = phone_of(field)?;
            vec![("kind", text(kind)), ("position", Sql::Integer(place)), ("original", text(number)), ("e164", text(rest))]
        }
        "company_domain" => vec![("domain", text(field.strip_prefix(DOMAIN)?))],
        _ => vec![("at", Sql::Integer(field.strip_prefix(STAGE)?.parse().ok()?)), ("stage", text(value))],
    })
}

/// Writes what was done to a record as one group of its member; answers whether anything was. Without a member it is no entry of the history.
pub(super) fn close(db: &Connection, held: &Held, by: Option<(&str, Instant)>, context: &mut Context) -> Result<bool> {
    let steps = held.journal.steps();
    let Some(of) = held.key.and_then(|key| Some(held.subject?.at(key))) else { return Ok(false) };
    standing::settle(db, &touched::addresses(db, steps)?)?;
    let outlived = outlived(of, held);
    let (Some((login, at)), false) = (by, steps.is_empty() && outlived.is_empty()) else { return Ok(!steps.is_empty()) };
    let at = held.at.unwrap_or(at);
    let member = seen::member(db, login, context)?;
    let mut recorder = begin_of(db, context, verb(held), member, at)?;
    for step in steps.iter().chain(&outlived) {
        let (subject, field, before, after) = step.as_change();
        recorder.note(subject, field, &[step.key], &before, &after)?;
    }
    let about = records::name(db, of)?.map(|name| name.name).unwrap_or_default();
    recorder.end(&about, 1)?;
    touch(db, of, at)?;
    Ok(!steps.is_empty())
}

/// What others wrote into fields of the own row where ours is the later: it stands in the history before ours goes there.
fn outlived(of: RecordRef, held: &Held) -> Vec<Step> {
    let plain = |field: &str| columns(of.subject).iter().find(|(name, holds)| *name == field && !matches!(holds, Holds::Record(_)));
    let value = |holds: Holds, value: Option<&String>| match (holds, value) {
        (Holds::Line | Holds::Block, value) => Sql::Text(value.cloned().unwrap_or_default()),
        (Holds::Count, None) => Sql::Integer(0),
        (_, value) => value.and_then(|value| value.parse().ok()).map_or(Sql::Null, Sql::Integer),
    };
    let steps = held.outlived.iter().filter_map(|(field, before, after)| {
        let (name, holds) = plain(field)?;
        let (before, after) = (json_of(&value(*holds, before.as_ref())), json_of(&value(*holds, after.as_ref())));
        Some(Step { table: of.subject.word().to_owned(), key: of.key, what: What::Column { name: (*name).to_owned(), before, after } })
    });
    steps.collect()
}

/// What somebody did, by what it did to the record.
fn verb(held: &Held) -> Verb {
    let changed = |column: &str| {
        held.journal.steps().iter().find_map(|step| match &step.what {
            What::Column { name, after, .. } if name == column => Some(after.clone()),
            _ => None,
        })
    };
    let own = held.subject.map(Subject::word);
    let is_new = held.journal.steps().iter().any(|step| matches!(step.what, What::Made(_)) && Some(step.table.as_str()) == own);
    if is_new {
        return match held.ours.get(KIND).and_then(|kind| RecordKind::from_word(kind)) {
            Some(RecordKind::Contact) => Verb::AddContact,
            Some(RecordKind::Temp) => Verb::AddTemp,
            Some(RecordKind::Company) => Verb::AddCompany,
            Some(RecordKind::Deal) => Verb::AddDeal,
            Some(RecordKind::Task) => Verb::AddTask,
            Some(RecordKind::Event) => Verb::AddEvent,
            Some(RecordKind::Call) => Verb::AddCall,
            Some(RecordKind::Note) => Verb::AddNote,
            Some(RecordKind::Lead) | None => Verb::AddLead,
        };
    }
    if changed("merged_into").is_some_and(|into| !into.is_null()) {
        Verb::Merge
    } else if changed("deleted_at").is_some_and(|at| at.as_i64() != Some(0)) {
        Verb::DeleteRecord
    } else if changed("kind").is_some() {
        Verb::Convert
    } else {
        Verb::Edit
    }
}

/// Notes that a record changed no earlier than this; it follows the other columns and is no change of its own.
fn touch(db: &Connection, of: RecordRef, at: Instant) -> Result<()> {
    let sql = format!("UPDATE {} SET modified_at = max(modified_at, ?2) WHERE key = ?1", of.subject.word());
    db.prepare_cached(&sql)?.execute(params![of.key, at.0])?;
    Ok(())
}
