//! Whatever is done can be undone to the very same rows, and done again to the very same rows.

use proptest::prelude::*;

use super::*;
use crate::domain::change::Verb;
use crate::jobs::changes::UndoRedo;
use crate::jobs::crm::{Added, Conversion, Converted, DeleteRecords, LinkMail, MergePersons, RecordSaved, ShareMail, UnlinkMail};
use crate::jobs::health::Area;
use crate::jobs::triage::{MoveTarget, Targets, Triage, TriageAction};
use crate::store::StoreError;
use crate::store::health::verify;

/// What a person may do; numbers choose among what is there.
#[derive(Debug, Clone)]
enum Deed {
    AddPerson(usize, usize),
    AddCompany(usize),
    AddDeal(usize, u32),
    AddActivity(usize, usize),
    AddNote(usize, bool),
    EditPerson(usize, usize),
    EditDeal(usize, usize),
    Complete(usize),
    Delete(usize, usize),
    Convert(usize, bool),
    Merge(usize, usize, u16),
    Share(usize, bool),
    Link(usize, usize),
    Unlink(usize, Option<usize>),
    Triage(usize, usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => (0..3_usize, 0..6_usize).prop_map(|(kind, n)| Deed::AddPerson(kind, n)),
        1 => (0..4_usize).prop_map(Deed::AddCompany),
        2 => (0..8_usize, 0..100_000_u32).prop_map(|(who, amount)| Deed::AddDeal(who, amount)),
        2 => (0..3_usize, 0..8_usize).prop_map(|(kind, who)| Deed::AddActivity(kind, who)),
        2 => (0..8_usize, any::<bool>()).prop_map(|(who, mail)| Deed::AddNote(who, mail)),
        3 => (0..8_usize, 0..6_usize).prop_map(|(who, what)| Deed::EditPerson(who, what)),
        2 => (0..8_usize, 0..4_usize).prop_map(|(which, what)| Deed::EditDeal(which, what)),
        1 => (0..8_usize).prop_map(Deed::Complete),
        2 => (0..5_usize, 0..8_usize).prop_map(|(subject, which)| Deed::Delete(subject, which)),
        2 => (0..8_usize, any::<bool>()).prop_map(|(who, deal)| Deed::Convert(who, deal)),
        2 => (0..8_usize, 0..8_usize, any::<u16>()).prop_map(|(keep, other, take)| Deed::Merge(keep, other, take)),
        1 => (0..8_usize, any::<bool>()).prop_map(|(who, on)| Deed::Share(who, on)),
        1 => (0..3_usize, 0..8_usize).prop_map(|(mail, who)| Deed::Link(mail, who)),
        1 => (0..3_usize, proptest::option::of(0..8_usize)).prop_map(|(mail, who)| Deed::Unlink(mail, who)),
        2 => (0..3_usize, 0..7_usize).prop_map(|(mail, what)| Deed::Triage(mail, what)),
    ]
}

fn peopled() -> (World, Vec<MessageKey>) {
    let mut world = world();
    let mails = [("a", "t0@sample.test"), ("b", "t1@sample.test"), ("c", "news@list.test")]
        .iter()
        .enumerate()
        .map(|(n, (id, from))| world.arrive(id, from, "me@sample.example", "Subject", n as i64))
        .collect();
    world.lead("田中", "t0@sample.test");
    world.contact("Berg", "t1@sample.test");
    world.add(RecordKind::Deal, &[(Field::DealName, "Pilot"), (Field::Contact, "Berg"), (Field::ClosingDate, "2027-01-31")]);
    world.add(RecordKind::Task, &[(Field::Subject, "Call back"), (Field::RelatedTo, "田中")]);
    (world, mails)
}

fn pick(world: &World, kinds: &[RecordKind], n: usize) -> Option<Record> {
    let mut all = Vec::new();
    for kind in kinds {
        for key in super::super::records::keys(&world.db, *kind, None).unwrap() {
            all.push(kind.subject().at(key));
        }
    }
    (!all.is_empty()).then(|| super::super::records::read(&world.db, all[n % all.len()], &world.rules).unwrap())
}

const PEOPLE: [RecordKind; 3] = [RecordKind::Lead, RecordKind::Contact, RecordKind::Temp];
const ACTIVITIES: [RecordKind; 3] = [RecordKind::Task, RecordKind::Event, RecordKind::Call];

/// What a merge may take of the one who goes: columns, two columns at once, rows beside the person.
const TAKEN: [Field; 6] = [Field::LastName, Field::Company, Field::Title, Field::Email, Field::Phone, Field::AnnualRevenue];

/// The write of a deed in this world; `None` when there is nothing to do it to.
fn write_of(world: &World, mails: &[MessageKey], deed: &Deed) -> Option<Write> {
    let job = match deed {
        Deed::AddPerson(kind, n) => {
            let (email, last, company) = (format!("p{n}@new.test"), format!("Person{n}"), format!("Company {}", n % 2));
            let fields =
                [(Field::LastName, last.as_str()), (Field::Company, &company), (Field::Email, &email), (Field::Phone, "03-1234-5678")];
            CrmJob::Add(world.draft(PEOPLE[*kind], &fields))
        }
        Deed::AddCompany(n) => {
            CrmJob::Add(world.draft(RecordKind::Company, &[(Field::Name, &format!("Firm {n}")), (Field::Domains, "x.test, y.test")]))
        }
        Deed::AddDeal(who, amount) => {
            let who = pick(world, &[RecordKind::Contact], *who)?.id.to_string();
            let fields = [
                (Field::DealName, "Deal"),
                (Field::Contact, &who),
                (Field::Amount, &amount.to_string()),
                (Field::ClosingDate, "2027-01-31"),
            ];
            CrmJob::Add(world.draft(RecordKind::Deal, &fields))
        }
        Deed::AddActivity(kind, who) => {
            let who = pick(world, &PEOPLE, *who)?.id.to_string();
            let heading = if ACTIVITIES[*kind] == RecordKind::Event { Field::Title } else { Field::Subject };
            let mut fields = vec![(heading, "x"), (Field::RelatedTo, who.as_str())];
            if ACTIVITIES[*kind] == RecordKind::Event {
                fields.push((Field::From, "2026-12-01 10:00"));
            }
            CrmJob::Add(world.draft(ACTIVITIES[*kind], &fields))
        }
        Deed::AddNote(who, mail) => {
            let who = pick(world, &PEOPLE, *who)?.id.to_string();
            let mut new = world.draft(RecordKind::Note, &[(Field::Content, "x\ny"), (Field::RelatedTo, &who)]);
            new.made_from = mail.then(|| mails[0]);
            CrmJob::Add(new)
        }
        Deed::EditPerson(who, what) => {
            let person = pick(world, &PEOPLE, *who)?;
            let fields: &[(Field, &str)] = match what {
                0 => &[(Field::Phone, "06-6123-4567"), (Field::Title, "課長")],
                1 => &[(Field::Email, "moved@new.test"), (Field::SecondaryEmail, "second@new.test, third@new.test")],
                2 => &[(Field::Email, ""), (Field::Phone, "")],
                3 => &[(Field::Company, "Another Firm")],
                4 => &[(Field::Mobile, "090-1234-5678"), (Field::EmailOptOut, "yes")],
                _ => &[(Field::LastName, "Renamed"), (Field::Description, "one\ntwo")],
            };
            world.edit(&person, fields)
        }
        Deed::EditDeal(which, what) => {
            let deal = pick(world, &[RecordKind::Deal], *which)?;
            let fields: &[(Field, &str)] = match what {
                0 => &[(Field::Stage, "Closed Won")],
                1 => &[(Field::Amount, "777"), (Field::Probability, "5")],
                2 => &[(Field::Company, "")],
                _ => &[(Field::Currency, "EUR"), (Field::NextStep, "call")],
            };
            world.edit(&deal, fields)
        }
        Deed::Complete(which) => world.edit(&pick(world, &[RecordKind::Task], *which)?, &[(Field::Status, "Completed")]),
        Deed::Delete(subject, which) => {
            let kinds: &[RecordKind] = match subject {
                0 => &PEOPLE,
                1 => &[RecordKind::Company],
                2 => &[RecordKind::Deal],
                3 => &ACTIVITIES,
                _ => &[RecordKind::Note],
            };
            CrmJob::Delete(DeleteRecords(vec![pick(world, kinds, *which)?.reference]))
        }
        Deed::Convert(who, with_deal) => {
            let lead = pick(world, &[RecordKind::Lead], *who)?.reference;
            let deal = with_deal.then(|| world.draft(RecordKind::Deal, &[(Field::DealName, "Deal"), (Field::ClosingDate, "2027-01-31")]));
            CrmJob::Convert(Conversion { lead, company: None, deal })
        }
        Deed::Merge(keep, other, take) => {
            let take = TAKEN.iter().enumerate().filter(|(n, _)| take >> n & 1 == 1).map(|(_, field)| *field).collect();
            CrmJob::Merge(MergePersons {
                keep: pick(world, &PEOPLE, *keep)?.reference,
                other: pick(world, &PEOPLE, *other)?.reference,
                take,
            })
        }
        Deed::Share(who, on) => CrmJob::ShareMail(ShareMail { person: pick(world, &PEOPLE, *who)?.reference, on: *on }),
        Deed::Link(mail, who) => CrmJob::Link(LinkMail { message: mails[*mail], record: pick(world, &PEOPLE, *who)?.reference }),
        Deed::Unlink(mail, who) => {
            let record = who.and_then(|who| pick(world, &PEOPLE, who)).map(|person| person.reference);
            CrmJob::Unlink(UnlinkMail { message: mails[*mail], record })
        }
        Deed::Triage(mail, what) => {
            let action = match what {
                0 => TriageAction::Archive,
                1 => TriageAction::Delete,
                2 => TriageAction::Spam,
                3 => TriageAction::Star(true),
                4 => TriageAction::Read(true),
                5 => TriageAction::Move(MoveTarget::Named { name: CleanText::line("Projects"), create: true }),
                _ => TriageAction::Label { add: vec![CleanText::line("hot")], remove: Vec::new() },
            };
            return Some(Write::Triage(Triage::new(Targets::Messages(vec![mails[*mail]]), action)));
        }
    };
    Some(Write::Crm(Box::new(job), Box::new(world.rules.clone())))
}

fn undoable(written: &Written) -> bool {
    let changed = match written {
        Written::Changed(changed) => Some(changed),
        Written::Crm(report) => match report.as_ref() {
            CrmReport::Saved(RecordSaved { changed, .. })
            | CrmReport::Added(Added::Saved(RecordSaved { changed, .. }))
            | CrmReport::Converted(Converted { changed, .. }) => Some(changed),
            _ => None,
        },
        _ => None,
    };
    changed.is_some_and(|changed| changed.group.is_some())
}

/// The rows that only one of two states has. A mailbox that a move made stays: it is a place, not a change of a message.
fn difference(world: &World, expected: &[String]) -> Vec<String> {
    let now = world.dump();
    let lost = expected.iter().filter(|row| !now.contains(row)).map(|row| format!("lost {row}"));
    let found = now.iter().filter(|row| !expected.contains(row)).map(|row| format!("found {row}"));
    let named = format!("{:?}", rusqlite::types::ValueRef::Text(b"Projects"));
    lost.chain(found).filter(|row| !(row.contains(" mailbox: ") && row.contains(&named))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_write_can_be_undone_and_done_again_to_the_same_rows(deeds in proptest::collection::vec(deed(), 1..14)) {
        let (mut world, mails) = peopled();
        let mut states = vec![world.dump()];
        for deed in &deeds {
            let Some(write) = write_of(&world, &mails, deed) else { continue };
            world.context.now = world.context.now.plus_ms(1_000);
            match write.apply(&mut world.db, &mut world.context) {
                Ok(written) if undoable(&written) => states.push(world.dump()),
                Ok(_) => prop_assert!(difference(&world, states.last().unwrap()).is_empty(), "wrote without a group: {:?}", deed),
                Err(StoreError::Refused(_)) => prop_assert!(difference(&world, states.last().unwrap()).is_empty(), "refused and wrote: {:?}", deed),
                Err(error) => prop_assert!(false, "{deed:?}: {error}"),
            }
        }
        let verified = verify(&world.db).unwrap();
        prop_assert!(verified.checks.iter().all(|check| check.area != Area::Lists || check.faults == 0), "{:?}", verified);
        for expected in states.iter().rev().skip(1) {
            let undone = world.changes(UndoRedo::Undo);
            prop_assert!(undone.is_ok(), "{undone:?}");
            prop_assert_eq!(difference(&world, expected), Vec::<String>::new());
        }
        for expected in states.iter().skip(1) {
            let redone = world.changes(UndoRedo::Redo);
            prop_assert!(redone.is_ok(), "{redone:?}");
            prop_assert_eq!(difference(&world, expected), Vec::<String>::new());
        }
    }
}

#[test]
fn an_undo_that_would_overwrite_something_later_is_refused_and_changes_nothing() {
    let mut world = world();
    let lead = world.lead("田中", "t@sample.test");
    let job = world.edit(&lead, &[(Field::Title, "課長")]);
    world.save(job);
    world.db.execute("UPDATE person SET title = '部長' WHERE key = ?1", [lead.reference.key]).unwrap();
    let before = world.dump();
    assert!(matches!(world.changes(UndoRedo::Undo), Err(StoreError::ChangedSince)));
    assert_eq!(world.dump(), before);
}

#[test]
fn undo_names_what_was_done() {
    let mut world = world();
    world.lead("田中", "t@sample.test");
    let undone = world.changes(UndoRedo::Undo).unwrap();
    assert_eq!((undone.verb, undone.about.as_str()), (Verb::AddLead, "田中"));
    assert!(matches!(world.changes(UndoRedo::Undo), Err(StoreError::NothingToUndo)));
}

#[test]
fn a_change_row_that_names_a_foreign_table_or_column_is_refused() {
    let world = world();
    let change = |subject: &str, field: &str| crate::store::changes::Change {
        subject: subject.to_owned(),
        field: field.to_owned(),
        keys: vec![1],
        before: "1".to_owned(),
        after: "2".to_owned(),
    };
    for (subject, field) in [("sqlite_schema", "sql"), ("person", "title = '' --"), ("person", "*")] {
        assert!(matches!(super::super::revert(&world.db, &change(subject, field)), Err(StoreError::Damaged(_))), "{subject}.{field}");
    }
}
