//! Adding, changing and deleting records: one journal each, one group to undo.

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension};

use super::columns::{Mapping, mapping, to_column};
use super::rows::Journal;
use super::{companies, links, people, records};
use crate::domain::crm::duplicate::Duplicate;
use crate::domain::crm::field::{Field, FieldType, specs};
use crate::domain::crm::kind::{RecordKind, RecordName, RecordRef, Subject};
use crate::domain::crm::record::{Changes, NewRecord, Record, Values, check, may_have_deal, name_of};
use crate::domain::crm::rules::CrmRules;
use crate::domain::crm::value::{Value, Wrong};
use crate::domain::ids::Id;
use crate::store::{Context, Refusal, Result, StoreError};
use crate::text::{CleanText, KeptText};

/// What became of a wish to add.
#[derive(Debug)]
pub(super) enum Added {
    /// It is there.
    New(RecordRef),
    /// Nothing was written: these persons have the same address.
    Known(Vec<Duplicate>),
}

/// Adds a record with everything that hangs on it.
///
/// # Errors
/// `deal_requires_contact` (S33), `invalid_field` for what is missing or names no record.
pub(super) fn add(db: &Connection, new: NewRecord, rules: &CrmRules, journal: &mut Journal, context: &mut Context) -> Result<Added> {
    add_as(db, new, None, rules, journal, context)
}

/// The same with the id that it has elsewhere already, so that what names it finds it.
pub(super) fn add_as(
    db: &Connection,
    new: NewRecord,
    id: Option<Id>,
    rules: &CrmRules,
    journal: &mut Journal,
    context: &mut Context,
) -> Result<Added> {
    let kind = new.kind;
    let mut values = new.values;
    if kind.is_person() && !new.allow_duplicate {
        let same = people::with_addresses(db, &people::addresses_in(&values), None)?;
        if !same.is_empty() {
            return Ok(Added::Known(same));
        }
    }
    if let Some(message) = new.made_from {
        relate_to_sender(db, kind, &mut values, message)?;
    }
    resolve(db, kind, &mut values, journal, context)?;
    if kind == RecordKind::Deal {
        complete_deal(db, &mut values)?;
    }
    if let Some(error) = check(kind, &values).first() {
        return Err(StoreError::Field(error.clone()));
    }
    let reference = insert(db, kind, id, &values, rules, journal, context)?;
    if let Some(message) = new.made_from {
        links::made_from(db, journal, message, reference, context.now)?;
    }
    Ok(Added::New(reference))
}

/// A record made from a mail without saying for whom is for the person who wrote it, or to whom we wrote.
fn relate_to_sender(db: &Connection, kind: RecordKind, values: &mut Values, message: crate::domain::ids::MessageKey) -> Result<()> {
    let field = match kind {
        RecordKind::Deal => Field::Contact,
        RecordKind::Task | RecordKind::Event | RecordKind::Call | RecordKind::Note => Field::RelatedTo,
        RecordKind::Lead | RecordKind::Contact | RecordKind::Temp | RecordKind::Company => return Ok(()),
    };
    if !values.contains_key(&field)
        && let Some(person) = people::of_message(db, message)?
    {
        values.insert(field, Value::Record(person));
    }
    Ok(())
}

/// Turns names and ids that were typed into records; a company of an unknown name is made.
fn resolve(db: &Connection, kind: RecordKind, values: &mut Values, journal: &mut Journal, context: &mut Context) -> Result<()> {
    for spec in specs(kind) {
        let FieldType::Record(subjects) = spec.holds else { continue };
        let name = match values.get(&spec.field) {
            Some(Value::Named(text)) => {
                let text = text.clone();
                resolved(db, spec.field, subjects, &text, journal, context)?
            }
            Some(Value::Record(name)) => {
                let name = records::name(db, name.reference)?.ok_or_else(|| StoreError::Field(Wrong::NoRecord.at(spec.field)))?;
                if !subjects.contains(&name.reference.subject) {
                    return Err(StoreError::Field(Wrong::OtherKind.at(spec.field)));
                }
                name
            }
            _ => continue,
        };
        values.insert(spec.field, Value::Record(name));
    }
    Ok(())
}

fn resolved(
    db: &Connection,
    field: Field,
    subjects: &[Subject],
    text: &KeptText,
    journal: &mut Journal,
    context: &mut Context,
) -> Result<RecordName> {
    match records::find(db, text.as_str(), None) {
        Ok(name) if subjects.contains(&name.reference.subject) => return Ok(name),
        Err(StoreError::Ambiguous) => return Err(StoreError::Field(Wrong::SeveralRecords.at(field))),
        _ => {}
    }
    if subjects == [Subject::Company] {
        let key = companies::find_or_make(db, text, journal, context)?;
        return records::name(db, Subject::Company.at(key))?.ok_or(StoreError::NotFound);
    }
    let mut called = records::called(db, subjects, text.as_str())?;
    match called.len() {
        0 => Err(StoreError::Field(Wrong::NoRecord.at(field))),
        1 => Ok(called.remove(0)),
        _ => Err(StoreError::Field(Wrong::SeveralRecords.at(field))),
    }
}

/// A deal is a contact's (S33), and its company is the contact's where nobody says another (S30).
fn complete_deal(db: &Connection, values: &mut Values) -> Result<()> {
    let about = values.get(&Field::Contact).and_then(Value::as_record).cloned();
    let contact = about.ok_or(Refusal::DealRequiresContact(None))?;
    may_have_deal(contact.kind).map_err(|_| Refusal::DealRequiresContact(Some(contact.id)))?;
    let of_contact = "SELECT company FROM person WHERE key = ?1";
    let company: Option<i64> = db.prepare_cached(of_contact)?.query_row([contact.reference.key], |row| row.get(0)).optional()?.flatten();
    let company = company.map_or(Ok(None), |key| records::name(db, Subject::Company.at(key)))?;
    if let Some(name) = company {
        values.entry(Field::Company).or_insert(Value::Record(name));
    }
    Ok(())
}

fn insert(
    db: &Connection,
    kind: RecordKind,
    id: Option<Id>,
    values: &Values,
    rules: &CrmRules,
    journal: &mut Journal,
    context: &mut Context,
) -> Result<RecordRef> {
    let table = kind.subject().word();
    let now = Sql::Integer(context.now.0);
    let id = id.unwrap_or_else(|| context.new_id());
    let mut row: Vec<(&str, Sql)> = vec![("id", Sql::Blob(id.as_bytes().to_vec())), ("created_at", now.clone()), ("modified_at", now)];
    if kind.is_person() || kind.is_activity() {
        row.push(("kind", Sql::Text(kind.word().to_owned())));
    }
    if kind == RecordKind::Company {
        row.push(("normalized", companies::normalized(values)));
    }
    for spec in specs(kind) {
        let Some(value) = values.get(&spec.field) else { continue };
        match mapping(kind, spec.field) {
            Mapping::Column(column) => row.push((column, to_column(kind, spec.field, Some(value)))),
            Mapping::Key(column, _) => row.push((column, key_of(Some(value)))),
            Mapping::RelatedTo => row.extend(related_columns(Some(value)).into_iter().filter(|(_, key)| *key != Sql::Null)),
            Mapping::PrimaryAddress | Mapping::MoreAddresses | Mapping::Phone(_) | Mapping::Domains | Mapping::Computed => {}
        }
    }
    let key = journal.insert(db, table, &row)?;
    let reference = kind.subject().at(key);
    for spec in specs(kind) {
        if values.contains_key(&spec.field) {
            set_beside(db, reference, kind, spec.field, values, rules, journal)?;
        }
    }
    if kind == RecordKind::Deal {
        note_stage(db, key, values, journal, context)?;
    }
    Ok(reference)
}

fn key_of(value: Option<&Value>) -> Sql {
    value.and_then(Value::as_record).map_or(Sql::Null, |name| Sql::Integer(name.reference.key))
}

fn related_columns(value: Option<&Value>) -> [(&'static str, Sql); 3] {
    let subject = value.and_then(Value::as_record).map(|name| name.reference.subject);
    let column = |one: Subject| (one.word(), if subject == Some(one) { key_of(value) } else { Sql::Null });
    [column(Subject::Person), column(Subject::Company), column(Subject::Deal)]
}

fn note_stage(db: &Connection, deal: i64, values: &Values, journal: &mut Journal, context: &Context) -> Result<()> {
    let stage = values.get(&Field::Stage).and_then(Value::as_text).unwrap_or_default().to_owned();
    journal.insert(
        db,
        "deal_stage_history",
        &[("deal", Sql::Integer(deal)), ("stage", Sql::Text(stage)), ("at", Sql::Integer(context.now.0))],
    )?;
    Ok(())
}

/// Sets what is kept in tables beside the record's own row, as `values` have it. Addresses are set as a whole: without a primary one the next takes its place.
fn set_beside(
    db: &Connection,
    reference: RecordRef,
    kind: RecordKind,
    field: Field,
    values: &Values,
    rules: &CrmRules,
    journal: &mut Journal,
) -> Result<()> {
    let value = values.get(&field);
    match mapping(kind, field) {
        Mapping::PrimaryAddress | Mapping::MoreAddresses => {
            let first = values.get(&Field::Email).and_then(Value::as_text).map(str::to_owned);
            let all = first.into_iter().chain(listed(values.get(&Field::SecondaryEmail))).collect();
            people::set_addresses(db, reference.key, all, journal)
        }
        Mapping::Phone(phone) => people::set_phone(db, reference.key, phone, value.and_then(Value::as_text), &rules.region, journal),
        Mapping::Domains => companies::set_domains(db, reference.key, listed(value), journal),
        Mapping::Column(_) | Mapping::Key(..) | Mapping::RelatedTo | Mapping::Computed => Ok(()),
    }
}

fn listed(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::List(list)) => list.iter().map(|one| one.as_str().to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// Changes fields of a record; answers whether anything changed.
///
/// # Errors
/// `invalid_field`, `deal_requires_contact`, and `duplicate` when an address is another person's.
pub(super) fn edit(
    db: &Connection,
    reference: RecordRef,
    changes: &Changes,
    rules: &CrmRules,
    journal: &mut Journal,
    context: &mut Context,
) -> Result<bool> {
    let record = records::read(db, reference, rules)?;
    let kind = record.kind;
    let mut after = changes.applied(&record.values);
    resolve(db, kind, &mut after, journal, context)?;
    if kind == RecordKind::Deal {
        follow_stage(&record, changes, &mut after);
        complete_deal(db, &mut after)?;
    }
    if let Some(error) = check(kind, &after).first() {
        return Err(StoreError::Field(error.clone()));
    }
    if kind.is_person() && (changes.0.contains_key(&Field::Email) || changes.0.contains_key(&Field::SecondaryEmail)) {
        refuse_known_address(db, reference, &record, &after)?;
    }
    let before = journal.steps().len();
    for spec in specs(kind) {
        if record.values.get(&spec.field) != after.get(&spec.field) {
            set(db, reference, kind, spec.field, &after, rules, journal)?;
        }
    }
    if kind == RecordKind::Company {
        journal.update(db, "company", reference.key, "normalized", companies::normalized(&after))?;
    }
    if kind == RecordKind::Deal && record.values.get(&Field::Stage) != after.get(&Field::Stage) {
        note_stage(db, reference.key, &after, journal, context)?;
    }
    let changed = journal.steps().len() > before;
    if changed {
        touch(db, reference, journal, context)?;
    }
    Ok(changed)
}

/// A deal's own probability goes when the stage changes and nobody says another one; otherwise a shown probability is the stage's, not the deal's own.
fn follow_stage(record: &Record, changes: &Changes, after: &mut Values) {
    let stage_changed = record.values.get(&Field::Stage) != after.get(&Field::Stage);
    if !changes.0.contains_key(&Field::Probability) && stage_changed {
        after.remove(&Field::Probability);
    }
}

fn refuse_known_address(db: &Connection, reference: RecordRef, record: &Record, after: &Values) -> Result<()> {
    let had = people::addresses_in(&record.values);
    let new: Vec<String> = people::addresses_in(after).into_iter().filter(|address| !had.contains(address)).collect();
    match people::with_addresses(db, &new, Some(reference.key))?.first() {
        None => Ok(()),
        Some(other) => Err(Refusal::Duplicate(other.person.id).into()),
    }
}

fn set(
    db: &Connection,
    reference: RecordRef,
    kind: RecordKind,
    field: Field,
    values: &Values,
    rules: &CrmRules,
    journal: &mut Journal,
) -> Result<()> {
    let (table, value) = (reference.subject.word(), values.get(&field));
    match mapping(kind, field) {
        Mapping::Column(column) => journal.update(db, table, reference.key, column, to_column(kind, field, value)).map(|_| ()),
        Mapping::Key(column, _) => journal.update(db, table, reference.key, column, key_of(value)).map(|_| ()),
        Mapping::RelatedTo => {
            for (column, key) in related_columns(value) {
                journal.update(db, table, reference.key, column, key)?;
            }
            Ok(())
        }
        Mapping::Computed => Ok(()),
        Mapping::PrimaryAddress | Mapping::MoreAddresses | Mapping::Phone(_) | Mapping::Domains => {
            set_beside(db, reference, kind, field, values, rules, journal)
        }
    }
}

/// Notes that a record changed now.
pub(super) fn touch(db: &Connection, reference: RecordRef, journal: &mut Journal, context: &Context) -> Result<()> {
    journal.update(db, reference.subject.word(), reference.key, "modified_at", Sql::Integer(context.now.0)).map(|_| ())
}

/// Deletes a record with the activities, notes and deals that hang on it. People of a deleted company keep its name as text.
pub(super) fn delete(db: &Connection, reference: RecordRef, journal: &mut Journal, context: &Context) -> Result<()> {
    let name = records::name(db, reference)?.ok_or(StoreError::NotFound)?;
    for (table, column) in hanging(reference.subject) {
        let sql = format!("SELECT key FROM {table} WHERE {column} = ?1 AND deleted_at = 0");
        let keys = db.prepare_cached(&sql)?.query_map([reference.key], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        for key in keys {
            let subject = Subject::from_word(table).ok_or(StoreError::Damaged("subject"))?;
            match (reference.subject, subject) {
                (Subject::Company, Subject::Person | Subject::Deal) => leave_company(db, subject.at(key), &name, journal)?,
                (Subject::Company, Subject::Company) => journal.update(db, "company", key, "parent", Sql::Null).map(|_| ())?,
                _ => delete(db, subject.at(key), journal, context)?,
            }
        }
    }
    journal.update(db, reference.subject.word(), reference.key, "deleted_at", Sql::Integer(context.now.0.max(1)))?;
    Ok(())
}

fn hanging(subject: Subject) -> &'static [(&'static str, &'static str)] {
    match subject {
        Subject::Person => &[("deal", "contact"), ("activity", "person"), ("note", "person")],
        Subject::Company => {
            &[("person", "company"), ("deal", "company"), ("company", "parent"), ("activity", "company"), ("note", "company")]
        }
        Subject::Deal => &[("activity", "deal"), ("note", "deal")],
        Subject::Activity | Subject::Note => &[],
    }
}

fn leave_company(db: &Connection, reference: RecordRef, company: &RecordName, journal: &mut Journal) -> Result<()> {
    let table = reference.subject.word();
    journal.update(db, table, reference.key, "company", Sql::Null)?;
    if reference.subject == Subject::Person {
        journal.update(db, table, reference.key, "company_name", Sql::Text(company.name.as_str().to_owned()))?;
    }
    Ok(())
}

/// How a record is called in the undo list.
pub(super) fn about(db: &Connection, reference: RecordRef) -> Result<CleanText> {
    Ok(records::name(db, reference)?.map(|name| name.name).unwrap_or_default())
}

/// How a record to be added is called, before it has a row.
pub(super) fn about_new(new: &NewRecord) -> CleanText {
    name_of(new.kind, &new.values)
}
