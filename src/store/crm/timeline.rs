//! Everything about a record in time order (S5).

use rusqlite::{Connection, params};

use super::{links, reading, records};
use crate::domain::change::Verb;
use crate::domain::crm::all_day;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordRef, Subject};
use crate::domain::crm::record::Record;
use crate::domain::crm::rules::CrmRules;
use crate::domain::crm::value::Value;
use crate::domain::time::Instant;
use crate::domain::when::When;
use crate::jobs::crm::{EmailState, TimelineEntry};
use crate::store::Result;
use crate::text::CleanText;

/// The timeline, newest first; 0 is all.
pub(super) fn timeline(db: &Connection, reference: RecordRef, limit: u32, rules: &CrmRules) -> Result<Vec<TimelineEntry>> {
    let record = records::read(db, reference, rules)?;
    let mut entries = vec![of_record(&record, "added", When::At(record.created_at))];
    if let Some(at) = record.converted_at {
        entries.push(of_record(&record, "converted", When::At(at)));
    }
    let most = if limit == 0 { usize::MAX } else { limit as usize };
    for key in links::messages_of(db, &links::addresses_of(db, reference)?, Some(reference), most)?.0 {
        if let Some(mail) = links::brief(db, key)? {
            let what = if mail.state == EmailState::Sent { "mail_out" } else { "mail_in" };
            entries.push(TimelineEntry { at: When::At(mail.date), what, message: Some((key, mail.id)), record: None, title: mail.subject });
        }
    }
    for kind in [RecordKind::Task, RecordKind::Event, RecordKind::Call, RecordKind::Note, RecordKind::Deal] {
        if reference.subject == Subject::Deal && kind == RecordKind::Deal {
            stages(db, &record, &mut entries)?;
            continue;
        }
        for part in reading::all(db, kind.subject(), &records::keys(db, kind, Some(reference))?, rules)? {
            entries.push(of_record(&part, kind.word(), happened(&part)));
            if kind == RecordKind::Deal {
                stages(db, &part, &mut entries)?;
            }
        }
    }
    edits(db, &record, &mut entries)?;
    entries.sort_by_key(|entry| std::cmp::Reverse(moment(entry.at)));
    if limit > 0 {
        entries.truncate(limit as usize);
    }
    Ok(entries)
}

fn of_record(record: &Record, what: &'static str, at: When) -> TimelineEntry {
    let message = record.made_from.map(|from| (from.message, from.id));
    TimelineEntry { at, what, message, record: Some(record.as_name()), title: record.name() }
}

fn happened(record: &Record) -> When {
    match record.value(Field::From).or_else(|| record.value(Field::CallStartTime)) {
        Some(Value::Date(day)) => When::Day(*day),
        Some(Value::Instant(at)) => When::At(*at),
        _ => When::At(record.created_at),
    }
}

/// Where an entry stands among the others.
fn moment(at: When) -> Instant {
    match at {
        When::Day(day) => all_day::stored(day),
        When::At(at) => at,
    }
}

fn stages(db: &Connection, deal: &Record, entries: &mut Vec<TimelineEntry>) -> Result<()> {
    let mut statement = db.prepare_cached("SELECT at, stage FROM deal_stage_history WHERE deal = ?1 ORDER BY key")?;
    let rows = statement
        .query_map([deal.reference.key], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(i64, String)>>>()?;
    for (at, stage) in rows.into_iter().skip(1) {
        entries.push(TimelineEntry {
            at: When::At(Instant(at)),
            what: "stage",
            message: None,
            record: Some(deal.as_name()),
            title: CleanText::line(&stage),
        });
    }
    Ok(())
}

/// One entry for each time that fields of the record were edited.
fn edits(db: &Connection, record: &Record, entries: &mut Vec<TimelineEntry>) -> Result<()> {
    let sql = "SELECT DISTINCT g.key, g.at FROM change c JOIN change_group g ON g.key = c.change_group
               WHERE c.subject = ?1 AND c.keys = ?2 AND c.field NOT IN ('*', 'modified_at') AND g.state = 'done' AND g.verb IN (?3, ?4, ?5)";
    let mut statement = db.prepare_cached(sql)?;
    let keys = crate::store::changes::pack(&[record.reference.key]);
    let [edit, complete, merge] = [Verb::Edit, Verb::Complete, Verb::Merge].map(Verb::word);
    let rows = statement.query_map(params![record.reference.subject.word(), keys, edit, complete, merge], |row| row.get(1))?;
    let rows = rows.collect::<rusqlite::Result<Vec<i64>>>()?;
    entries.extend(rows.into_iter().map(|at| of_record(record, "changed", When::At(Instant(at)))));
    Ok(())
}
