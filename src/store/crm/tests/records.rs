//! Adding, listing and relating records of every kind.

use super::*;
use crate::domain::crm::value::Value;
use crate::jobs::changes::UndoRedo;
use crate::jobs::crm::{
    AgendaGroup, AgendaOf, DeleteRecords, ExplainMail, LinkMail, LinkReason, RecordQuery, ShowPipeline, TimelineOf, UnlinkMail,
};
use crate::store::{Refusal, StoreError};

#[test]
fn s33_deal_requires_contact() {
    let mut world = world();
    let lead = world.lead("田中", "t@sample.test");
    let deal =
        |who: &str| [(Field::DealName, "Pilot"), (Field::ClosingDate, "2027-01-31"), (Field::Contact, who)].map(|(f, t)| (f, t.to_owned()));
    for who in [Some(lead.id), None] {
        let typed = deal(&who.map(|id| id.to_string()).unwrap_or_default());
        let typed: Vec<(Field, &str)> = typed.iter().map(|(field, text)| (*field, text.as_str())).collect();
        let new = world.draft(RecordKind::Deal, &typed);
        assert_eq!(refusal(world.job(CrmJob::Add(new))), Refusal::DealRequiresContact(who));
    }
    let contact = world.contact("Berg", "anna@berg.test");
    let typed = deal(&contact.id.to_string());
    let typed: Vec<(Field, &str)> = typed.iter().map(|(field, text)| (*field, text.as_str())).collect();
    let made = world.add(RecordKind::Deal, &typed);
    let job = world.edit(&made, &[(Field::Contact, &lead.id.to_string())]);
    assert_eq!(refusal(world.job(job)), Refusal::DealRequiresContact(Some(lead.id)));
}

#[test]
fn s30_a_deal_takes_the_company_of_its_contact() {
    let mut world = world();
    let contact = world.contact("Berg", "anna@berg.test");
    let fields = [(Field::DealName, "Pilot"), (Field::Contact, "Berg"), (Field::Amount, "1000"), (Field::ClosingDate, "2027-01-31")];
    let deal = world.add(RecordKind::Deal, &fields);
    assert_eq!(deal.person.as_ref().unwrap().id, contact.id);
    assert_eq!(deal.text(Field::Company), "株式会社サンプル");
    assert_eq!(deal.value(Field::ExpectedRevenue).unwrap().as_money().unwrap().minor, 100, "10 % of 1000");
}

#[test]
fn s29_all_four_kinds_can_be_added_to_a_lead_and_a_contact_and_name_the_mail_they_came_from() {
    for contact in [false, true] {
        let mut world = world();
        let mail = world.arrive("a", "t@sample.test", "me@sample.example", "お見積り", 1);
        let person = if contact { world.contact("田中", "t@sample.test") } else { world.lead("田中", "t@sample.test") };
        for (kind, typed) in [
            (RecordKind::Task, vec![(Field::Subject, "x"), (Field::DueDate, "tomorrow")]),
            (RecordKind::Event, vec![(Field::Title, "x"), (Field::From, "2026-12-01 10:00")]),
            (RecordKind::Call, vec![(Field::Subject, "x")]),
            (RecordKind::Note, vec![(Field::Content, "x")]),
        ] {
            let mut new = world.draft(kind, &typed);
            new.made_from = Some(mail);
            let record = world.save(CrmJob::Add(new));
            assert_eq!(record.person.as_ref().map(|person| person.id), Some(person.id), "{kind:?}");
            assert_eq!(record.made_from.unwrap().message, mail);
        }
        let sidebar = world.sidebar("t@sample.test");
        assert_eq!((sidebar.activities.len(), sidebar.notes.len()), (3, 1));
        let CrmReport::Explanation(why) = world.ask(&CrmJob::Explain(ExplainMail(mail))) else { panic!() };
        assert_eq!(why.links.iter().filter(|link| link.reason == LinkReason::MadeFrom).count(), 4, "both ways");
        assert_eq!((why.shares, why.others), (vec![false], vec!["sample.test".to_owned()]), "our own address is nobody else");
    }
}

#[test]
fn every_field_of_every_kind_is_kept_and_can_be_emptied() {
    let mut world = world();
    let contact = world.contact("Berg", "anna@berg.test");
    for kind in RecordKind::ALL {
        let typed: Vec<(Field, String)> = crate::domain::crm::field::form_order(kind, true)
            .into_iter()
            .map(|spec| (spec.field, sample(&world, spec.holds, &contact)))
            .map(|(field, text)| if field == Field::To { (field, "2027-02-01 12:00".to_owned()) } else { (field, text) })
            .collect();
        let borrowed: Vec<(Field, &str)> = typed.iter().map(|(field, text)| (*field, text.as_str())).collect();
        let mut new = world.draft(kind, &borrowed);
        new.allow_duplicate = true;
        let record = world.save(CrmJob::Add(new));
        for (field, text) in &typed {
            let value = record.value(*field).unwrap_or_else(|| panic!("{kind:?} lost {field:?}"));
            if !matches!(value, Value::Record(_)) {
                // An event with every field takes the whole day, so its bounds are days.
                let kept = if kind == RecordKind::Event && matches!(field, Field::From | Field::To) { &text[..10] } else { text };
                assert_eq!(value.typed(&zone()), kept, "{kind:?} {field:?}");
            }
        }
        let optional: Vec<(Field, &str)> = typed
            .iter()
            .filter(|(field, _)| !crate::domain::crm::field::spec(kind, *field).unwrap().mandatory)
            .filter(|(field, _)| !matches!(field, Field::Currency | Field::Company | Field::Probability))
            .map(|(field, _)| (*field, ""))
            .collect();
        let job = world.edit(&record, &optional);
        let emptied = world.save(job);
        for (field, _) in optional {
            assert_eq!(emptied.value(field), None, "{kind:?} {field:?}");
        }
    }
}

fn sample(world: &World, holds: crate::domain::crm::field::FieldType, contact: &Record) -> String {
    use crate::domain::crm::field::FieldType as T;
    match holds {
        T::Line(_) | T::Block(_) => "あ text".to_owned(),
        T::PostalCode => "150-0001".to_owned(),
        T::Phone => "03-1234-5678".to_owned(),
        T::Email => "one@x.example".to_owned(),
        T::Emails => "two@x.example, three@x.example".to_owned(),
        T::Domains => "x.example, y.example".to_owned(),
        T::Url => "https://x.example".to_owned(),
        T::Money => "1200".to_owned(),
        T::Currency => "JPY".to_owned(),
        T::Integer(..) | T::Minutes => "30".to_owned(),
        T::Date => "2027-01-31".to_owned(),
        T::Instant => "2027-02-01 10:00".to_owned(),
        T::Choice(list) => (*world.rules.picklists.values(list).last().unwrap()).to_owned(),
        T::Flag => "yes".to_owned(),
        T::Repeat => "FREQ=WEEKLY".to_owned(),
        T::Record(subjects) if subjects == [crate::domain::crm::kind::Subject::Company] => "株式会社サンプル".to_owned(),
        T::Record(_) => contact.id.to_string(),
    }
}

#[test]
fn lists_are_newest_first_and_can_be_filtered_sorted_and_read_in_windows() {
    let mut world = world();
    for (name, company) in [("Adler", "Cobalt"), ("Berg", "Basalt"), ("Cohen", "Agate")] {
        world.add(RecordKind::Lead, &[(Field::LastName, name), (Field::Company, company)]);
    }
    let names = |world: &World, query: RecordQuery| match world.ask(&CrmJob::List(query)) {
        CrmReport::Records(window) => {
            (window.rows.iter().map(|row| row.text(Field::LastName).to_owned()).collect::<Vec<_>>(), window.total)
        }
        other => panic!("{other:?}"),
    };
    let all = RecordQuery::all(RecordKind::Lead);
    assert_eq!(names(&world, all.clone()), (vec!["Cohen".into(), "Berg".into(), "Adler".into()], 3));
    assert_eq!(names(&world, RecordQuery { offset: 1, limit: 1, ..all.clone() }), (vec!["Berg".into()], 3));
    assert_eq!(names(&world, RecordQuery { filter: "ＢＡＳＡＬＴ".into(), ..all.clone() }), (vec!["Berg".into()], 1));
    let sorted = RecordQuery { sort: Some(Field::Company), ..all };
    assert_eq!(names(&world, sorted).0, ["Cohen", "Berg", "Adler"]);
}

#[test]
fn a_record_is_found_by_the_ending_of_its_id() {
    let mut world = world();
    let lead = world.lead("田中", "t@sample.test");
    let found = super::super::records::find(&world.db, &lead.id.short(), Some(RecordKind::Lead)).unwrap();
    assert_eq!(found.reference, lead.reference);
    assert!(matches!(super::super::records::find(&world.db, &lead.id.short(), Some(RecordKind::Deal)), Err(StoreError::NotFound)));
    world.job(CrmJob::Delete(DeleteRecords(vec![lead.reference]))).unwrap();
    assert!(matches!(super::super::records::find(&world.db, &lead.id.to_string(), None), Err(StoreError::NotFound)));
}

#[test]
fn the_agenda_groups_what_is_open() {
    let mut world = world();
    for (subject, due) in [("late", "yesterday"), ("now", "today"), ("soon", "2026-11-27"), ("far", "2027-03-01")] {
        world.add(RecordKind::Task, &[(Field::Subject, subject), (Field::DueDate, due)]);
    }
    world.add(RecordKind::Task, &[(Field::Subject, "someday")]);
    let done = world.add(RecordKind::Task, &[(Field::Subject, "done"), (Field::DueDate, "today")]);
    let job = world.edit(&done, &[(Field::Status, "completed")]);
    world.save(job);
    world.add(RecordKind::Event, &[(Field::Title, "meeting"), (Field::From, "2026-11-24 10:00")]);
    world.add(RecordKind::Event, &[(Field::Title, "over"), (Field::From, "2026-11-20 10:00")]);
    world.add(RecordKind::Call, &[(Field::Subject, "planned"), (Field::CallStartTime, "2026-11-23 15:00")]);
    let agenda = |world: &World, days| match world.ask(&CrmJob::Agenda(AgendaOf { days })) {
        CrmReport::Agenda(agenda) => agenda.rows.into_iter().map(|row| (row.group, row.record.name.into_string())).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let expected = [
        (AgendaGroup::Overdue, "late"),
        (AgendaGroup::Today, "now"),
        (AgendaGroup::Today, "planned"),
        (AgendaGroup::ThisWeek, "meeting"),
        (AgendaGroup::ThisWeek, "soon"),
        (AgendaGroup::Later, "far"),
        (AgendaGroup::NoDate, "someday"),
    ];
    assert_eq!(agenda(&world, 0), expected.map(|(group, name)| (group, name.to_owned())));
    assert_eq!(agenda(&world, 2).iter().filter(|(_, name)| name == "soon" || name == "far").count(), 0);
    world.context.now = world.context.now.plus_ms(8 * 3_600_000);
    assert_eq!(agenda(&world, 1)[1], (AgendaGroup::Overdue, "planned".to_owned()), "a planned call that nobody made");
}

#[test]
fn the_pipeline_sums_each_currency_apart_and_weighs_by_probability() {
    let mut world = world();
    world.contact("Berg", "anna@berg.test");
    for (amount, currency, probability) in [("1000", "EUR", ""), ("500.50", "EUR", "50"), ("120000", "JPY", "")] {
        let fields = [
            (Field::DealName, "Deal"),
            (Field::Contact, "Berg"),
            (Field::Amount, amount),
            (Field::Currency, currency),
            (Field::Probability, probability),
            (Field::ClosingDate, "2027-01-31"),
            (Field::Stage, "needs analysis"),
        ];
        world.add(RecordKind::Deal, &fields);
    }
    let CrmReport::Pipeline(rows) = world.ask(&CrmJob::Pipeline(ShowPipeline)) else { panic!() };
    let rows: Vec<_> = rows.iter().filter(|row| !row.deals.is_empty()).collect();
    let sums: Vec<_> = rows.iter().map(|row| (row.stage.as_str(), row.amount.decimal(), row.weighted.decimal(), row.deals.len())).collect();
    assert_eq!(
        sums,
        [("Needs Analysis", "1500.50".to_owned(), "450.25".to_owned(), 2), ("Needs Analysis", "120000".to_owned(), "24000".to_owned(), 1)]
    );
}

#[test]
fn a_stage_takes_its_own_probability_with_it_and_leaves_a_trace() {
    let mut world = world();
    world.contact("Berg", "anna@berg.test");
    let fields = [(Field::DealName, "Deal"), (Field::Contact, "Berg"), (Field::ClosingDate, "2027-01-31"), (Field::Probability, "33")];
    let deal = world.add(RecordKind::Deal, &fields);
    let job = world.edit(&deal, &[(Field::Stage, "Closed Won")]);
    let won = world.save(job);
    assert_eq!(won.value(Field::Probability), Some(&Value::Integer(100)));
    let CrmReport::Timeline(entries) = world.ask(&CrmJob::Timeline(TimelineOf { reference: deal.reference, limit: 0 })) else { panic!() };
    assert!(entries.iter().any(|entry| entry.what == "stage" && entry.title.as_str() == "Closed Won"));
}

#[test]
fn a_link_by_hand_and_an_unlink_outrank_the_address() {
    let mut world = world();
    let mail = world.arrive("a", "list@news.test", "me@sample.example", "Agate", 1);
    let lead = world.lead("田中", "t@sample.test");
    let count = |world: &World| match world.ask(&CrmJob::Sidebar(SidebarOf::Record(lead.reference))) {
        CrmReport::Sidebar(sidebar) => sidebar.emails.count,
        other => panic!("{other:?}"),
    };
    assert_eq!(count(&world), 0);
    world.job(CrmJob::Link(LinkMail { message: mail, record: lead.reference })).unwrap();
    assert_eq!(count(&world), 1);
    world.job(CrmJob::Unlink(UnlinkMail { message: mail, record: Some(lead.reference) })).unwrap();
    assert_eq!(count(&world), 0);
    let own = world.arrive("b", "t@sample.test", "me@sample.example", "hello", 2);
    assert_eq!(count(&world), 1);
    world.job(CrmJob::Unlink(UnlinkMail { message: own, record: None })).unwrap();
    assert_eq!(count(&world), 0);
    let CrmReport::Explanation(why) = world.ask(&CrmJob::Explain(ExplainMail(own))) else { panic!() };
    let reasons: Vec<_> = why.not_linked.iter().map(|one| one.reason.word()).collect();
    assert_eq!((why.links.len(), reasons), (0, vec!["unlinked_by_hand", "own_address"]));
}

#[test]
fn deleting_a_person_takes_what_hangs_on_it_and_a_company_leaves_its_people() {
    let mut world = world();
    let contact = world.contact("Berg", "anna@berg.test");
    let deal = world.add(RecordKind::Deal, &[(Field::DealName, "Deal"), (Field::Contact, "Berg"), (Field::ClosingDate, "2027-01-31")]);
    let task = world.add(RecordKind::Task, &[(Field::Subject, "x"), (Field::RelatedTo, &deal.id.to_string())]);
    let company = contact.value(Field::Company).unwrap().as_record().unwrap().clone();
    world.job(CrmJob::Delete(DeleteRecords(vec![company.reference]))).unwrap();
    let left = super::super::records::read(&world.db, contact.reference, &world.rules).unwrap();
    assert_eq!(left.text(Field::Company), "株式会社サンプル");
    world.job(CrmJob::Delete(DeleteRecords(vec![contact.reference]))).unwrap();
    assert!(!world.exists(contact.reference) && !world.exists(deal.reference) && !world.exists(task.reference));
    world.changes(UndoRedo::Undo).unwrap();
    assert!(world.exists(contact.reference) && world.exists(deal.reference) && world.exists(task.reference));
}

#[test]
fn an_all_day_event_is_its_day_in_every_zone() {
    let mut world = world();
    let fair = world
        .add(RecordKind::Event, &[(Field::Title, "fair"), (Field::From, "2026-12-01"), (Field::To, "2026-12-02"), (Field::AllDay, "yes")]);
    let day = |text: &str| Some(Value::Date(text.parse().unwrap()));
    assert_eq!([Field::From, Field::To].map(|field| fair.value(field).cloned()), [day("2026-12-01"), day("2026-12-02")]);
    for zone in ["America/Los_Angeles", "Pacific/Auckland", "Asia/Tokyo"] {
        let zone = jiff::tz::TimeZone::get(zone).unwrap();
        let read = super::super::read(&world.db, &CrmJob::Agenda(AgendaOf { days: 0 }), &world.rules, world.context.now, &zone);
        let CrmReport::Agenda(agenda) = read.unwrap() else { panic!("an agenda") };
        assert_eq!(agenda.rows[0].when, Some(crate::domain::when::When::Day("2026-12-01".parse().unwrap())), "{zone:?}");
    }
}

#[test]
fn one_field_of_several_records_is_one_group_to_undo_and_what_one_refuses_changes_none() {
    let mut world = world();
    let leads: Vec<Record> = ["Aoki", "Berg", "Cole"].map(|last| world.add(RecordKind::Lead, &[(Field::LastName, last)])).into();
    let references: Vec<RecordRef> = leads.iter().map(|lead| lead.reference).collect();
    let several = |field, typed: &str| {
        CrmJob::EditSeveral(crate::jobs::crm::EditSeveral {
            references: references.clone(),
            field,
            typed: crate::text::KeptText::line(typed),
        })
    };
    let before = world.dump();
    let Written::Changed(changed) = world.job(several(Field::City, "Kyoto")).unwrap() else { panic!() };
    assert_eq!((changed.changed, changed.verb), (3, crate::domain::change::Verb::Edit));
    let cities = |world: &World| {
        references
            .iter()
            .map(|one| super::super::records::read(&world.db, *one, &world.rules).unwrap().text(Field::City).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(cities(&world), ["Kyoto"; 3]);
    assert!(matches!(world.job(several(Field::LeadStatus, "sold")), Err(crate::store::StoreError::Field(_))));
    assert!(matches!(world.job(several(Field::LastName, "")), Err(crate::store::StoreError::Field(_))));
    world.changes(UndoRedo::Undo).unwrap();
    assert_eq!(cities(&world), [""; 3]);
    assert_eq!(world.dump().len(), before.len());
}
