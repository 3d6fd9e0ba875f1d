//! What stands beside a mail: who this is to us.

use rusqlite::Connection;

use super::{links, people, reading, records};
use crate::domain::crm::all_day;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordRef, Subject};
use crate::domain::crm::picklist::{COMPLETED, StageCategory};
use crate::domain::crm::record::Record;
use crate::domain::crm::rules::CrmRules;
use crate::domain::crm::sender_match::Verdict;
use crate::domain::crm::value::Value;
use crate::domain::time::Instant;
use crate::jobs::crm::Sidebar;
use crate::store::Result;

/// How many mails the sidebar names.
const RECENT: usize = 5;

/// How many mails an opened record lists; a list of all mail goes on from there.
const LISTED: usize = 200;

/// The sidebar of a mail's addresses.
pub(super) fn of_addresses(db: &Connection, addresses: &[String], rules: &CrmRules) -> Result<Sidebar> {
    let normalized: Vec<String> = addresses.iter().map(|address| people::normalized(address)).collect();
    let verdict = people::who(db, &normalized)?;
    let person = match &verdict {
        Verdict::Person(person) => Some(person.reference),
        Verdict::Several(persons) => persons.first().map(|person| person.reference),
        Verdict::Mine | Verdict::Unknown { .. } => None,
    };
    match person {
        Some(reference) => Ok(Sidebar { verdict, addresses: normalized, ..all_of(db, reference, rules, RECENT)? }),
        None => {
            let theirs: Vec<String> = if let Verdict::Unknown { addresses } = &verdict { addresses.clone() } else { Vec::new() };
            let emails = links::emails(db, &theirs, None, RECENT)?;
            Ok(Sidebar {
                addresses: normalized,
                verdict,
                record: None,
                activities: Vec::new(),
                notes: Vec::new(),
                deals: Vec::new(),
                open_deals: 0,
                people: Vec::new(),
                emails,
            })
        }
    }
}

/// An opened record: its people, activities, notes, deals and mail.
pub(super) fn of_record(db: &Connection, reference: RecordRef, rules: &CrmRules) -> Result<Sidebar> {
    all_of(db, reference, rules, LISTED)
}

fn all_of(db: &Connection, reference: RecordRef, rules: &CrmRules, mails: usize) -> Result<Sidebar> {
    let record = records::read(db, reference, rules)?;
    let all = |kinds: &[RecordKind]| -> Result<Vec<Record>> {
        let mut found = Vec::new();
        for kind in kinds {
            found.extend(reading::all(db, kind.subject(), &records::keys(db, *kind, Some(reference))?, rules)?);
        }
        Ok(found)
    };
    let has_parts = matches!(reference.subject, Subject::Person | Subject::Company | Subject::Deal);
    let of = |kinds: &[RecordKind]| if has_parts { all(kinds) } else { Ok(Vec::new()) };
    let mut activities = of(&[RecordKind::Task, RecordKind::Event, RecordKind::Call])?;
    activities.sort_by_key(|activity| {
        let at = when(activity).0;
        if is_done(activity) { (true, at.saturating_neg()) } else { (false, at) }
    });
    let mut deals = if reference.subject == Subject::Deal { Vec::new() } else { of(&[RecordKind::Deal])? };
    let is_over = |deal: &Record| rules.picklists.stage(deal.text(Field::Stage)).is_none_or(|stage| stage.category != StageCategory::Open);
    deals.sort_by_key(is_over);
    let open_deals = deals.iter().filter(|deal| !is_over(deal)).count();
    let addresses = links::addresses_of(db, reference)?;
    let emails = links::emails(db, &addresses, Some(reference), mails)?;
    let verdict = match reference.subject {
        Subject::Person => Verdict::Person(record.as_name()),
        Subject::Company | Subject::Deal | Subject::Activity | Subject::Note => {
            record.person.clone().map_or(Verdict::Unknown { addresses: Vec::new() }, Verdict::Person)
        }
    };
    let people = match reference.subject {
        Subject::Company => all(&[RecordKind::Contact, RecordKind::Lead, RecordKind::Temp])?,
        Subject::Person | Subject::Deal | Subject::Activity | Subject::Note => Vec::new(),
    };
    Ok(Sidebar { addresses, verdict, activities, notes: of(&[RecordKind::Note])?, deals, open_deals, people, emails, record: Some(record) })
}

fn is_done(activity: &Record) -> bool {
    match activity.kind {
        RecordKind::Task => activity.text(Field::Status) == COMPLETED,
        RecordKind::Call => activity.value(Field::CallResult).is_some(),
        RecordKind::Lead
        | RecordKind::Contact
        | RecordKind::Temp
        | RecordKind::Company
        | RecordKind::Deal
        | RecordKind::Event
        | RecordKind::Note => false,
    }
}

/// When an activity is, for sorting: tasks without a date come last.
fn when(activity: &Record) -> Instant {
    let day = activity.value(Field::DueDate).and_then(Value::as_date);
    let due = day.and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC).ok()).map(|at| Instant::from(at.timestamp()));
    let start = [Field::From, Field::CallStartTime].into_iter().find_map(|field| all_day::moment(activity.value(field)));
    due.or(start).unwrap_or(Instant(i64::MAX))
}
