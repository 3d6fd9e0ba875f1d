//! Customers in the store: one mechanism for records of every kind, their journal, and what is asked about them.

mod agenda;
mod columns;
mod companies;
mod convert;
mod edits;
mod filter;
mod history;
pub(super) mod import;
pub(crate) mod kept;
pub(crate) mod links;
mod matching;
mod merge;
mod names;
pub(crate) mod people;
mod pipeline;
mod reading;
pub(crate) mod records;
pub(crate) mod reminders;
mod repeats;
mod reschedule;
pub(crate) mod rows;
mod sidebar;
#[cfg(test)]
mod tests;
mod timeline;
pub(super) mod touched;

use jiff::tz::TimeZone;
use rusqlite::Connection;
use rusqlite::types::Value as Sql;

use super::changes::{Change, GroupKind, begin};
use super::{Context, Result, StoreError, Written, standing};
use crate::domain::change::Verb;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordRef, Subject};
use crate::domain::crm::picklist::COMPLETED;
use crate::domain::crm::record::{Changes, NewRecord};
use crate::domain::crm::rules::CrmRules;
use crate::domain::crm::value::{FieldError, Reading, Value};
use crate::domain::time::Instant;
use crate::domain::typed::{TimeReader, Toward};
use crate::jobs::changes::Changed;
use crate::jobs::crm::{
    Added, Agenda, AgendaOf, Converted, CountDue, CrmJob, CrmReport, DeleteRecords, EditRecord, EditSeveral, ExplainMail, FindRecord,
    HistoryOf, LinkMail, ListDuplicates, RecordSaved, Reschedule, ShareMail, ShowFirst, ShowPipeline, ShowRecord, SidebarOf, TimelineOf,
    UnlinkMail,
};
use crate::text::CleanText;
use rows::{Journal, Step};

/// Answers a question. `now` and `zone` say what today is.
///
/// # Errors
/// `NotFound` and `Ambiguous` for what is asked about; a writing job is refused.
pub fn read(db: &Connection, job: &CrmJob, rules: &CrmRules, now: Instant, zone: &TimeZone) -> Result<CrmReport> {
    Ok(match job {
        CrmJob::Sidebar(SidebarOf::Addresses(addresses)) => CrmReport::Sidebar(Box::new(sidebar::of_addresses(db, addresses, rules)?)),
        CrmJob::Sidebar(SidebarOf::Record(reference)) => CrmReport::Sidebar(Box::new(sidebar::of_record(db, *reference, rules)?)),
        CrmJob::List(query) => CrmReport::Records(records::list_of(
            db,
            query,
            rules,
            &TimeReader { now, zone, order: rules.day_order, toward: Toward::Coming },
        )?),
        CrmJob::Matching(asked) => {
            let times = TimeReader { now, zone, order: rules.day_order, toward: Toward::Coming };
            CrmReport::Matching(matching::matching(db, asked, rules, &times)?)
        }
        CrmJob::History(HistoryOf(reference)) => CrmReport::History(history::history(db, *reference, rules)?),
        CrmJob::Show(ShowRecord(reference)) => CrmReport::Record(Box::new(records::read(db, *reference, rules)?)),
        CrmJob::Find(FindRecord { text, kind }) => CrmReport::Found(records::find(db, text, *kind)?),
        CrmJob::Duplicates(ListDuplicates) => CrmReport::Duplicates(people::duplicates(db)?),
        CrmJob::Timeline(TimelineOf { reference, limit }) => CrmReport::Timeline(timeline::timeline(db, *reference, *limit, rules)?),
        CrmJob::Explain(ExplainMail(message)) => CrmReport::Explanation(links::explain(db, *message)?),
        CrmJob::Agenda(AgendaOf { days }) => CrmReport::Agenda(Agenda {
            rows: agenda::agenda(db, *days, now, zone, rules)?,
            waiting: agenda::waiting(db, now, zone, rules)?,
        }),
        CrmJob::Due(CountDue) => CrmReport::Due(agenda::due(db, now, zone, rules)?),
        CrmJob::Pipeline(ShowPipeline) => CrmReport::Pipeline(pipeline::pipeline(db, rules)?),
        CrmJob::Add(_)
        | CrmJob::Edit(_)
        | CrmJob::EditSeveral(_)
        | CrmJob::Delete(_)
        | CrmJob::Reschedule(_)
        | CrmJob::Convert(_)
        | CrmJob::Merge(_)
        | CrmJob::ShowFirst(_)
        | CrmJob::ShareMail(_)
        | CrmJob::Link(_)
        | CrmJob::Unlink(_) => return Err(StoreError::Damaged("a reader was asked to write")),
    })
}

/// Carries a change out inside the writer's transaction; everything it writes is one group to undo.
///
/// # Errors
/// What the rules refuse; the transaction is then dropped with everything in it.
pub fn write(db: &Connection, job: CrmJob, rules: &CrmRules, context: &mut Context) -> Result<Written> {
    let mut journal = Journal::default();
    match job {
        CrmJob::Add(new) => add(db, new, rules, journal, context),
        CrmJob::Edit(EditRecord { reference, changes }) => {
            let verb = if completes(&changes) { Verb::Complete } else { Verb::Edit };
            let completed = completes(&changes);
            let changed = u64::from(edits::edit(db, reference, &changes, rules, &mut journal, context)?);
            if completed {
                repeats::go_on(db, reference, &mut journal, context)?;
            }
            let changed = close(db, verb, journal, &edits::about(db, reference)?, changed, context)?;
            saved(db, reference, rules, changed)
        }
        CrmJob::EditSeveral(EditSeveral { references, field, typed }) => {
            let about = if let [one] = references.as_slice() { edits::about(db, *one)? } else { CleanText::default() };
            let reading = Reading::of(rules, context.now, context.zone.clone());
            let (mut changed, mut done) = (0, false);
            for reference in references {
                let record = records::read(db, reference, rules)?;
                let changes = Changes::read(&record, &[(field, typed.as_str().to_owned())], &reading).map_err(first_wrong)?;
                changed += u64::from(edits::edit(db, reference, &changes, rules, &mut journal, context)?);
                if completes(&changes) {
                    done = true;
                    repeats::go_on(db, reference, &mut journal, context)?;
                }
            }
            let verb = if done { Verb::Complete } else { Verb::Edit };
            Ok(Written::Changed(close(db, verb, journal, &about, changed, context)?))
        }
        CrmJob::Reschedule(Reschedule { activities, to }) => {
            let about = if let [one] = activities.as_slice() { edits::about(db, *one)? } else { CleanText::default() };
            let mut changed = 0;
            for activity in activities {
                changed += u64::from(reschedule::reschedule(db, activity, to, &mut journal, context)?);
            }
            Ok(Written::Changed(close(db, Verb::Postpone, journal, &about, changed, context)?))
        }
        CrmJob::Delete(DeleteRecords(references)) => {
            let about = if let [one] = references.as_slice() { edits::about(db, *one)? } else { CleanText::default() };
            let count = references.len() as u64;
            for reference in references {
                edits::delete(db, reference, &mut journal, context)?;
            }
            Ok(Written::Changed(close(db, Verb::DeleteRecord, journal, &about, count, context)?))
        }
        CrmJob::Convert(conversion) => {
            let lead = conversion.lead;
            let deal = convert::convert(db, conversion, rules, &mut journal, context)?;
            let changed = close(db, Verb::Convert, journal, &edits::about(db, lead)?, 1, context)?;
            let person = Box::new(records::read(db, lead, rules)?);
            let deal = deal.map(|deal| records::read(db, deal, rules).map(Box::new)).transpose()?;
            Ok(Written::Crm(Box::new(CrmReport::Converted(Converted { person, deal, changed }))))
        }
        CrmJob::Merge(order) => {
            merge::merge(db, &order, rules, &mut journal, context)?;
            let changed = close(db, Verb::Merge, journal, &edits::about(db, order.keep)?, 2, context)?;
            saved(db, order.keep, rules, changed)
        }
        CrmJob::ShowFirst(ShowFirst { address, person }) => {
            people::show_first(db, &address, person)?;
            Ok(Written::Crm(Box::new(CrmReport::Sidebar(Box::new(sidebar::of_addresses(db, &[address], rules)?)))))
        }
        CrmJob::ShareMail(ShareMail { person, on }) => {
            if person.subject != Subject::Person {
                return Err(StoreError::NotFound);
            }
            let changed = journal.update(db, "person", person.key, "share_emails", Sql::Integer(i64::from(on)))?;
            if changed {
                edits::touch(db, person, &mut journal, context)?;
            }
            let changed = close(db, Verb::ShareMail, journal, &edits::about(db, person)?, u64::from(changed), context)?;
            saved(db, person, rules, changed)
        }
        CrmJob::Link(LinkMail { message, record }) => {
            let about = records::name(db, record)?.ok_or(StoreError::NotFound)?.name;
            links::link(db, &mut journal, message, record, context.now)?;
            Ok(Written::Changed(close(db, Verb::Link, journal, &about, 1, context)?))
        }
        CrmJob::Unlink(UnlinkMail { message, record }) => {
            let about = record.map_or(Ok(CleanText::default()), |record| edits::about(db, record))?;
            links::unlink(db, &mut journal, message, record, context.now)?;
            Ok(Written::Changed(close(db, Verb::Unlink, journal, &about, 1, context)?))
        }
        reading => Ok(Written::Crm(Box::new(read(db, &reading, rules, context.now, &TimeZone::UTC)?))),
    }
}

fn add(db: &Connection, new: NewRecord, rules: &CrmRules, mut journal: Journal, context: &mut Context) -> Result<Written> {
    let (kind, about) = (new.kind, edits::about_new(&new));
    match edits::add(db, new, rules, &mut journal, context)? {
        edits::Added::Known(known) => Ok(Written::Crm(Box::new(CrmReport::Added(Added::Known(known))))),
        edits::Added::New(reference) => {
            let changed = close(db, verb_of_adding(kind), journal, &about, 1, context)?;
            let record = Box::new(records::read(db, reference, rules)?);
            Ok(Written::Crm(Box::new(CrmReport::Added(Added::Saved(RecordSaved { record, changed })))))
        }
    }
}

fn verb_of_adding(kind: RecordKind) -> Verb {
    match kind {
        RecordKind::Lead => Verb::AddLead,
        RecordKind::Contact => Verb::AddContact,
        RecordKind::Temp => Verb::AddTemp,
        RecordKind::Company => Verb::AddCompany,
        RecordKind::Deal => Verb::AddDeal,
        RecordKind::Task => Verb::AddTask,
        RecordKind::Event => Verb::AddEvent,
        RecordKind::Call => Verb::AddCall,
        RecordKind::Note => Verb::AddNote,
    }
}

/// The first of what is wrong with a change.
fn first_wrong(errors: Vec<FieldError>) -> StoreError {
    errors.into_iter().next().map_or(StoreError::NotFound, StoreError::Field)
}

fn completes(changes: &Changes) -> bool {
    matches!(changes.0.get(&Field::Status), Some(Some(Value::Text(status))) if status.as_str() == COMPLETED)
}

fn saved(db: &Connection, reference: RecordRef, rules: &CrmRules, changed: Changed) -> Result<Written> {
    let record = Box::new(records::read(db, reference, rules)?);
    Ok(Written::Crm(Box::new(CrmReport::Saved(RecordSaved { record, changed }))))
}

/// Writes a journal as one group of changes.
fn close(db: &Connection, verb: Verb, journal: Journal, about: &CleanText, changed: u64, context: &mut Context) -> Result<Changed> {
    let mut recorder = begin(db, context, verb, GroupKind::Crm)?;
    for step in journal.steps() {
        let (subject, field, before, after) = step.as_change();
        recorder.note(subject, field, &[step.key], &before, &after)?;
    }
    standing::settle(db, &touched::addresses(db, journal.steps())?)?;
    recorder.end(about, changed)
}

/// Takes a change back (its `before` and `after` already turned round), or does it again.
///
/// # Errors
/// `ChangedSince` when something later touched the same field or row.
pub fn revert(db: &Connection, change: &Change) -> Result<()> {
    let [key] = change.keys.as_slice() else { return Err(StoreError::Damaged("change keys")) };
    let step = Step::from_change(&change.subject, *key, &change.field, &change.before, &change.after)?;
    rows::apply(db, &step)?;
    standing::settle(db, &touched::addresses(db, &[step])?)
}
