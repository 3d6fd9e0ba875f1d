//! The history of a record by field, and the records beside the mails of a search.

use super::*;
use crate::domain::change::Verb;
use crate::jobs::crm::{Conversion, HistoryOf, MatchingRecords};

fn history(world: &World, record: &Record) -> Vec<(Verb, Option<Field>, String, String)> {
    let CrmReport::History(entries) = world.ask(&CrmJob::History(HistoryOf(record.reference))) else { panic!() };
    let typed = |value: Option<crate::domain::crm::value::Value>| value.map(|value| value.typed(&zone())).unwrap_or_default();
    entries.into_iter().map(|entry| (entry.verb, entry.field, typed(entry.before), typed(entry.after))).collect()
}

#[test]
fn the_history_of_a_record_names_each_field_with_what_stood_there_before_and_after() {
    let mut world = world();
    let lead = world.lead("田中", "t@sample.test");
    for fields in
        [vec![(Field::Title, "課長"), (Field::Phone, "03-1234-5678")], vec![(Field::Phone, "03-9999-9999")], vec![(Field::Title, "")]]
    {
        let job = world.edit(&lead, &fields);
        world.save(job);
    }
    let edit = |field, before: &str, after: &str| (Verb::Edit, Some(field), before.to_owned(), after.to_owned());
    let found = history(&world, &lead);
    for wanted in [
        edit(Field::Title, "課長", ""),
        edit(Field::Phone, "03-1234-5678", "03-9999-9999"),
        edit(Field::Title, "", "課長"),
        edit(Field::Phone, "", "03-1234-5678"),
    ] {
        assert!(found.contains(&wanted), "{wanted:?} in {found:?}");
    }
    assert_eq!(found.iter().filter(|(verb, field, ..)| *verb == Verb::AddLead && field.is_none()).count(), 1, "{found:?}");
    assert_eq!(found.first().map(|(_, field, ..)| *field), Some(Some(Field::Title)), "newest first: {found:?}");
    world.changes(UndoRedo::Undo).unwrap();
    assert!(!history(&world, &lead).contains(&edit(Field::Title, "課長", "")), "what was taken back did not happen");
    world.job(CrmJob::Convert(Conversion { lead: lead.reference, company: None, deal: None })).unwrap();
    assert!(history(&world, &lead).iter().any(|(verb, ..)| *verb == Verb::Convert));
}

#[test]
fn a_deal_tells_its_stages_and_amounts_in_its_history() {
    let mut world = world();
    world.contact("Berg", "anna@berg.test");
    let deal = world.add(
        RecordKind::Deal,
        &[(Field::DealName, "Pilot"), (Field::Contact, "Berg"), (Field::Amount, "1000"), (Field::ClosingDate, "2027-01-31")],
    );
    let job = world.edit(&deal, &[(Field::Amount, "1200"), (Field::Stage, "Needs Analysis"), (Field::ClosingDate, "2027-02-28")]);
    world.save(job);
    let found = history(&world, &deal);
    for (field, before, after) in [
        (Field::Amount, "1000", "1200"),
        (Field::Stage, "Qualification", "Needs Analysis"),
        (Field::ClosingDate, "2027-01-31", "2027-02-28"),
    ] {
        assert!(found.contains(&(Verb::Edit, Some(field), before.to_owned(), after.to_owned())), "{field:?} in {found:?}");
    }
}

#[test]
fn s4_one_query_finds_people_companies_and_deals_so_many_of_each_kind() {
    let mut world = world();
    for n in 0..5 {
        world.lead(&format!("Berg{n}"), &format!("l{n}@x.test"));
    }
    world.contact("Bergmann", "b@y.test");
    world.add(RecordKind::Deal, &[(Field::DealName, "Berg pilot"), (Field::Contact, "Bergmann"), (Field::ClosingDate, "2027-01-31")]);
    let found = |world: &World, query: &str, limit| match world.ask(&CrmJob::Matching(MatchingRecords { query: query.to_owned(), limit })) {
        CrmReport::Matching(records) => records.into_iter().map(|record| record.kind).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(found(&world, "berg", 2), [RecordKind::Lead, RecordKind::Lead, RecordKind::Contact, RecordKind::Deal]);
    assert_eq!(found(&world, "subject:berg", 2), Vec::new(), "a field of mails asks for those with such a mail");
    assert_eq!(found(&world, "(", 2), Vec::new(), "a wrong query is said by the mails");
    assert_eq!(found(&world, " ", 2), Vec::new());
}
