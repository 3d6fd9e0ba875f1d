//! Records of a table into the store: all of them or none, in one transaction and one group to undo. A dry run does the same and takes it back.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};

use super::rows::Journal;
use super::{companies, edits, records};
use crate::domain::change::Verb;
use crate::domain::crm::field::{Field, FieldType, specs};
use crate::domain::crm::kind::{RecordKind, RecordName, Subject};
use crate::domain::crm::record::Values;
use crate::domain::crm::rules::CrmRules;
use crate::domain::crm::value::{FieldError, Reading, Value, Wrong};
use crate::domain::ids::Id;
use crate::exchange::record_rows::{FromRow, Row, WrongRow};
use crate::exchange::records_in::RecordsIn;
use crate::jobs::exchange::{ImportedRecords, KnownRow, RowError, RowTrouble};
use crate::store::changes::{GroupKind, begin};
use crate::store::{Context, Refusal, Result, StoreError};
use crate::text::CleanText;

/// At most so many known or wrong rows are listed; the rest are counted.
const MAX_LISTED: usize = 1_000;

/// A table that is to come in.
#[derive(Debug)]
pub struct Import {
    /// Its rows.
    pub rows: RecordsIn,
    /// What it is called in the list of changes.
    pub name: CleanText,
    /// Add persons although their address is known, and companies although their name is.
    pub allow_duplicate: bool,
    /// Only say what would become of it.
    pub dry_run: bool,
}

/// Imports a table.
///
/// # Errors
/// When the file or the store cannot be read or written on. What is wrong with rows is in the answer, and then nothing was added.
pub fn import(db: &Connection, import: Import, rules: &CrmRules, context: &mut Context) -> Result<ImportedRecords> {
    let Import { mut rows, name, allow_duplicate, dry_run } = import;
    let mut done = ImportedRecords { columns: rows.columns(), charset: rows.charset(), dry_run, ..ImportedRecords::default() };
    let reading = Reading::of(rules, context.now, context.zone.clone());
    let mut adding = Adding { db, rules, allow_duplicate, names: HashMap::new() };
    db.execute_batch("SAVEPOINT import")?;
    let mut recorder = begin(db, context, Verb::Import, GroupKind::Crm)?;
    while let Some(Row { line, record }) = rows.next(&reading)? {
        let wrong = match record {
            Err(WrongRow::TooManyCells) => vec![RowTrouble::TooManyCells],
            Err(WrongRow::Fields(errors)) => errors.into_iter().map(RowTrouble::Field).collect(),
            Ok(from) => {
                let mut journal = Journal::default();
                match adding.add(from, &mut journal, context)? {
                    Became::Added => {
                        for step in journal.steps() {
                            let (subject, field, before, after) = step.as_change();
                            recorder.note(subject, field, &[step.key], &before, &after)?;
                        }
                        done.imported += 1;
                        continue;
                    }
                    Became::Known(record) => {
                        done.known += 1;
                        if done.known_rows.len() < MAX_LISTED {
                            done.known_rows.push(KnownRow { line, record });
                        }
                        continue;
                    }
                    Became::Wrong(error) => vec![RowTrouble::Field(error)],
                }
            }
        };
        done.wrong += 1;
        done.errors.extend(wrong.into_iter().map(|trouble| RowError { line, trouble }).take(MAX_LISTED.saturating_sub(done.errors.len())));
    }
    if dry_run || done.wrong > 0 {
        db.execute_batch("ROLLBACK TO import; RELEASE import")?;
    } else {
        done.changed = Some(recorder.end(&name, done.imported)?);
        db.execute_batch("RELEASE import")?;
    }
    Ok(done)
}

/// What became of a row.
enum Became {
    Added,
    Known(RecordName),
    Wrong(FieldError),
}

struct Adding<'a> {
    db: &'a Connection,
    rules: &'a CrmRules,
    allow_duplicate: bool,
    /// The records that may be named, by how they are compared, for each field that names one; read once.
    names: HashMap<Field, HashMap<String, Vec<RecordName>>>,
}

impl Adding<'_> {
    fn add(&mut self, from: FromRow, journal: &mut Journal, context: &mut Context) -> Result<Became> {
        let FromRow { mut new, id, references } = from;
        let kind = new.kind;
        if let Some(known) = self.known(kind, id, &new.values)? {
            return Ok(Became::Known(known));
        }
        for (field, id) in references {
            if let Some(name) = self.by_id(subjects_of(kind, field), id)? {
                new.values.insert(field, Value::Record(name));
            }
        }
        if let Err(wrong) = self.resolve_names(kind, &mut new.values)? {
            return Ok(Became::Wrong(wrong));
        }
        new.allow_duplicate = self.allow_duplicate;
        match edits::add_as(self.db, new, id, self.rules, journal, context) {
            Ok(edits::Added::New(_)) => Ok(Became::Added),
            Ok(edits::Added::Known(same)) => match same.into_iter().next() {
                Some(one) => Ok(Became::Known(one.person)),
                None => Err(StoreError::NotFound),
            },
            Err(StoreError::Field(wrong)) => Ok(Became::Wrong(wrong)),
            Err(StoreError::Refused(Refusal::DealRequiresContact(contact))) => {
                let wrong = if contact.is_some() { Wrong::OtherKind } else { Wrong::Missing };
                Ok(Became::Wrong(wrong.at(Field::Contact)))
            }
            Err(error) => Err(error),
        }
    }

    /// The record that is here already: by its id, a company by its name too. Persons are told by their addresses when they are added.
    fn known(&self, kind: RecordKind, id: Option<Id>, values: &Values) -> Result<Option<RecordName>> {
        let subject = kind.subject();
        let by_id = id.map_or(Ok(None), |id| self.by_id(&[subject], id))?;
        if by_id.is_some() || kind != RecordKind::Company || self.allow_duplicate {
            return Ok(by_id);
        }
        companies::named(self.db, values)?.map_or(Ok(None), |key| records::name(self.db, Subject::Company.at(key)))
    }

    fn by_id(&self, subjects: &[Subject], id: Id) -> Result<Option<RecordName>> {
        for subject in subjects {
            let sql = format!("SELECT key FROM {} WHERE id = ?1 AND deleted_at = 0", subject.word());
            let key: Option<i64> = self.db.prepare_cached(&sql)?.query_row([id.as_bytes()], |row| row.get(0)).optional()?;
            if let Some(name) = key.map_or(Ok(None), |key| records::name(self.db, subject.at(key)))? {
                return Ok(Some(name));
            }
        }
        Ok(None)
    }

    /// Finds what fields name by a directory of all names: one by one each row would read all records. Companies that are named and not known are made.
    fn resolve_names(&mut self, kind: RecordKind, values: &mut Values) -> Result<std::result::Result<(), FieldError>> {
        for spec in specs(kind) {
            let FieldType::Record(subjects) = spec.holds else { continue };
            let Some(Value::Named(text)) = values.get(&spec.field) else { continue };
            if subjects == [Subject::Company] {
                continue;
            }
            let names = match self.names.entry(spec.field) {
                std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
                std::collections::hash_map::Entry::Vacant(new) => new.insert(records::directory(self.db, subjects)?),
            };
            match names.get(&records::squeezed(text.as_str())).map(Vec::as_slice) {
                Some([one]) => {
                    let one = one.clone();
                    values.insert(spec.field, Value::Record(one));
                }
                Some([_, ..]) => return Ok(Err(Wrong::SeveralRecords.at(spec.field))),
                Some([]) | None => return Ok(Err(Wrong::NoRecord.at(spec.field))),
            }
        }
        Ok(Ok(()))
    }
}

/// Which records a field may name.
fn subjects_of(kind: RecordKind, field: Field) -> &'static [Subject] {
    match crate::domain::crm::field::spec(kind, field).map(|spec| spec.holds) {
        Some(FieldType::Record(subjects)) => subjects,
        _ => &[],
    }
}
