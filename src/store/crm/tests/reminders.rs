//! What is to be done: reminders that fire once, days that are put off, and what comes back.

use jiff::civil::date;

use super::*;
use crate::jobs::crm::{AgendaOf, CountDue, Reschedule};
use crate::store::Store;
use crate::store::crm::reminders::take_due;

const HOUR: i64 = 3_600_000;

fn fired(world: &mut World) -> Vec<String> {
    let now = world.context.now;
    take_due(&mut world.db, now).unwrap().into_iter().map(|one| one.record.name.into_string()).collect()
}

#[test]
fn a_reminder_fires_once_at_its_time_whoever_looks_and_after_a_start_for_what_was_missed() {
    let mut world = world();
    world.context.zone = zone();
    let contact = world.contact("Berg", "anna@berg.test");
    let at =
        |subject: &'static str, when: &'static str| vec![(Field::Subject, subject), (Field::Reminder, when), (Field::RelatedTo, "Berg")];
    for (subject, when) in [("first", "2026-11-23 12:00"), ("second", "2026-11-23 13:00"), ("far", "2026-12-24 12:00")] {
        world.add(RecordKind::Task, &at(subject, when));
    }
    let done = world.add(RecordKind::Task, &at("done", "2026-11-23 12:30"));
    let job = world.edit(&done, &[(Field::Status, "completed")]);
    world.save(job);
    assert_eq!(fired(&mut world), Vec::<String>::new(), "it is not yet time");
    world.context.now = NOW.plus_ms(HOUR);
    let mut other = Store::open(&world.dir.path().join("fumi.db")).unwrap().writer().unwrap();
    let first = take_due(&mut world.db, NOW.plus_ms(HOUR)).unwrap();
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].person.as_ref().map(|person| person.reference), Some(contact.reference));
    assert_eq!(take_due(&mut other, NOW.plus_ms(HOUR)).unwrap(), Vec::new(), "another process says nothing again");
    world.context.now = NOW.plus_ms(72 * HOUR);
    assert_eq!(fired(&mut world), ["second"], "what came due while nobody looked; nothing of what is done");
    assert_eq!(fired(&mut world), Vec::<String>::new());
}

#[test]
fn what_is_put_off_keeps_its_hour_its_length_and_its_reminder_and_undo_brings_all_back() {
    let mut world = world();
    world.context.zone = zone();
    let task =
        world.add(RecordKind::Task, &[(Field::Subject, "offer"), (Field::DueDate, "2026-11-23"), (Field::Reminder, "2026-11-23 9:00")]);
    let event =
        world.add(RecordKind::Event, &[(Field::Title, "visit"), (Field::From, "2026-11-24 10:00"), (Field::To, "2026-11-24 11:30")]);
    let whole = world
        .add(RecordKind::Event, &[(Field::Title, "fair"), (Field::From, "2026-11-24"), (Field::To, "2026-11-25"), (Field::AllDay, "yes")]);
    let before = world.dump();
    let activities = vec![task.reference, event.reference, whole.reference];
    let Written::Changed(changed) = world.job(CrmJob::Reschedule(Reschedule { activities, to: date(2026, 11, 30) })).unwrap() else {
        panic!()
    };
    assert_eq!(changed.changed, 3);
    let typed = |world: &World, record: &Record, field: Field| {
        let record = super::super::records::read(&world.db, record.reference, &world.rules).unwrap();
        record.value(field).map(|value| value.typed(&zone())).unwrap_or_default()
    };
    assert_eq!(
        (typed(&world, &task, Field::DueDate), typed(&world, &task, Field::Reminder)),
        ("2026-11-30".into(), "2026-11-30 09:00".into())
    );
    assert_eq!(
        (typed(&world, &event, Field::From), typed(&world, &event, Field::To)),
        ("2026-11-30 10:00".into(), "2026-11-30 11:30".into())
    );
    assert_eq!((typed(&world, &whole, Field::From), typed(&world, &whole, Field::To)), ("2026-11-30".into(), "2026-12-01".into()));
    world.changes(UndoRedo::Undo).unwrap();
    let now = world.dump();
    assert_eq!(before.iter().filter(|row| !now.contains(row)).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn a_task_that_comes_back_makes_the_next_one_when_it_is_done_and_undo_takes_both_back() {
    let mut world = world();
    world.context.zone = zone();
    let fields =
        [(Field::Subject, "report"), (Field::DueDate, "2026-11-09"), (Field::Repeat, "毎週"), (Field::Reminder, "2026-11-09 8:00")];
    let task = world.add(RecordKind::Task, &fields);
    let open = |world: &World| {
        let keys = super::super::records::keys(&world.db, RecordKind::Task, None).unwrap();
        let all =
            keys.into_iter().map(|key| super::super::records::read(&world.db, RecordKind::Task.subject().at(key), &world.rules).unwrap());
        let open = all.filter(|record| record.text(Field::Status) != "Completed");
        let typed = |record: &Record, field| {
            record.value(field).map(|value: &crate::domain::crm::value::Value| value.typed(&zone())).unwrap_or_default()
        };
        open.map(|record| (typed(&record, Field::DueDate), typed(&record, Field::Reminder), typed(&record, Field::Repeat)))
            .collect::<Vec<_>>()
    };
    let job = world.edit(&task, &[(Field::Status, "completed")]);
    world.save(job);
    assert_eq!(
        open(&world),
        [("2026-11-23".to_owned(), "2026-11-23 08:00".to_owned(), "FREQ=WEEKLY".to_owned())],
        "two weeks late: today is the next one"
    );
    let again = world.edit(&task, &[(Field::Status, "not-started")]);
    world.save(again);
    let job = world.edit(&task, &[(Field::Status, "completed")]);
    world.save(job);
    assert_eq!(open(&world).len(), 1, "the rule went on with the next one");
    for _ in 0..3 {
        world.changes(UndoRedo::Undo).unwrap();
    }
    assert_eq!(open(&world), [("2026-11-09".to_owned(), "2026-11-09 08:00".to_owned(), "FREQ=WEEKLY".to_owned())]);
}

#[test]
fn an_event_that_comes_back_stands_in_the_agenda_on_its_next_day() {
    let mut world = world();
    world.context.zone = zone();
    for (title, from, rule) in [
        ("standup", "2026-11-18 10:00", "workdays"),
        ("review", "2026-11-06 15:00", "隔週"),
        ("over", "2026-11-06 15:00", "FREQ=DAILY;UNTIL=20261110T000000Z"),
    ] {
        world.add(RecordKind::Event, &[(Field::Title, title), (Field::From, from), (Field::Repeat, rule)]);
    }
    let CrmReport::Agenda(agenda) = world.ask(&CrmJob::Agenda(AgendaOf { days: 0 })) else { panic!() };
    let rows: Vec<(String, String)> =
        agenda.rows.iter().map(|row| (row.record.name.as_str().to_owned(), row.when.unwrap().date(&zone()).to_string())).collect();
    assert_eq!(rows, [("standup".to_owned(), "2026-11-23".to_owned()), ("review".to_owned(), "2026-12-04".to_owned())]);
    assert!(matches!(world.ask(&CrmJob::Due(CountDue)), CrmReport::Due(1)));
}

#[test]
fn customers_without_an_answer_stand_in_the_agenda_until_one_is_sent() {
    let mut world = world();
    world.arrive("old", "anna@berg.test", "me@sample.example", "When?", -5 * 24 * 60);
    world.arrive("new", "anna@berg.test", "me@sample.example", "And?", 0);
    world.arrive("stranger", "who@else.test", "me@sample.example", "Offer", -5 * 24 * 60);
    world.contact("Berg", "anna@berg.test");
    let waiting = |world: &World| match world.ask(&CrmJob::Agenda(AgendaOf { days: 1 })) {
        CrmReport::Agenda(agenda) => agenda
            .waiting
            .into_iter()
            .map(|row| (row.subject.into_string(), row.person.unwrap().name.into_string(), row.due.to_string()))
            .collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(waiting(&world), [("When?".to_owned(), "Berg".to_owned(), "2026-11-20".to_owned())]);
    world.answer("old", "anna@berg.test", "Re: When?", 1);
    assert_eq!(waiting(&world), Vec::new());
}
