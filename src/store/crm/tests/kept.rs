//! The texts that lists look through are those of the records, whatever was done to them.

use super::*;
use crate::domain::crm::field::spec;
use crate::jobs::changes::UndoRedo;
use crate::jobs::crm::{Conversion, DeleteRecords, MatchingRecords, MergePersons, RecordQuery};
use crate::store::crm::kept;
use crate::text::KeptText;

fn names(world: &World, kind: RecordKind, filter: &str, sort: Option<Field>) -> Vec<String> {
    let query = RecordQuery { filter: filter.to_owned(), sort, ..RecordQuery::all(kind) };
    match world.ask(&CrmJob::List(query)) {
        CrmReport::Records(window) => window.rows.iter().map(|row| row.name().into_string()).collect(),
        other => panic!("{other:?}"),
    }
}

impl World {
    fn changed(&mut self, record: &Record, typed: &[(Field, &str)]) {
        let job = self.edit(record, typed);
        self.job(job).unwrap();
    }
}

fn are_whole(world: &World, after: &str) {
    assert_eq!(kept::faults(&world.db).unwrap(), Vec::<String>::new(), "{after}");
    let waiting: i64 = world.db.query_row("SELECT count(*) FROM record_stale", [], |row| row.get(0)).unwrap();
    assert_eq!(waiting, 0, "{after}");
}

#[test]
fn the_texts_follow_every_change_and_its_undo() {
    let mut world = world();
    let anna = world.contact("Anna", "anna@basalt.test");
    let company = world.add(RecordKind::Company, &[(Field::Name, "Basalt GmbH")]);
    let id = company.id.to_string();
    world.changed(&anna, &[(Field::Company, &id)]);
    let contact = anna.id.to_string();
    let deal = world.add(
        RecordKind::Deal,
        &[
            (Field::DealName, "Pilot"),
            (Field::Contact, &contact),
            (Field::ClosingDate, "+30d"),
            (Field::Amount, "400"),
            (Field::Company, &id),
        ],
    );
    let about = deal.id.to_string();
    world.add(RecordKind::Task, &[(Field::Subject, "Call"), (Field::RelatedTo, &about)]);
    world.add(RecordKind::Note, &[(Field::Content, "Blue."), (Field::RelatedTo, &contact)]);
    are_whole(&world, "adding");
    assert_eq!(names(&world, RecordKind::Contact, "basalt", None), ["Anna"]);
    world.changed(&company, &[(Field::Name, "Granit AG")]);
    are_whole(&world, "another name of the company");
    assert_eq!(names(&world, RecordKind::Contact, "company:basalt", None), Vec::<String>::new());
    assert_eq!(names(&world, RecordKind::Deal, "company:granit", None), ["Pilot"]);
    world.changed(&anna, &[(Field::LastName, "Kiesel")]);
    are_whole(&world, "another name of the person");
    assert_eq!(names(&world, RecordKind::Task, "person:kiesel", None), ["Call"]);
    assert_eq!(names(&world, RecordKind::Note, "kiesel", None), ["Blue."]);
    let lead =
        world.add(RecordKind::Lead, &[(Field::LastName, "Mori"), (Field::Email, "mori@kaisha.test"), (Field::Phone, "03-1234-5678")]);
    world.job(CrmJob::Convert(Conversion { lead: lead.reference, company: Some(KeptText::line("会社")), deal: None })).unwrap();
    are_whole(&world, "converting");
    assert_eq!(names(&world, RecordKind::Lead, "mori", None), Vec::<String>::new());
    assert_eq!(names(&world, RecordKind::Contact, "03 1234 5678", None), ["Mori"]);
    world.job(CrmJob::Merge(MergePersons::into(anna.reference, lead.reference))).unwrap();
    are_whole(&world, "merging");
    assert_eq!(names(&world, RecordKind::Contact, "mori@kaisha.test", None), ["Kiesel"]);
    world.job(CrmJob::Delete(DeleteRecords(vec![deal.reference]))).unwrap();
    are_whole(&world, "deleting");
    for step in 0..6 {
        world.changes(UndoRedo::Undo).unwrap();
        are_whole(&world, &format!("undo {step}"));
    }
    assert_eq!(names(&world, RecordKind::Task, "person:anna", None), ["Call"]);
}

#[test]
fn records_whose_texts_wait_to_be_made_anew_are_listed_as_they_are() {
    let mut world = world();
    for n in 0..150 {
        let (last, phone) = (format!("Name{n:03}"), format!("03-1234-5{n:03}"));
        world.add(RecordKind::Lead, &[(Field::LastName, &last), (Field::Phone, &phone)]);
    }
    let asked = [
        ("name1", Some(Field::LastName)),
        ("", Some(Field::Phone)),
        ("-name1", None),
        ("status:\"not contacted\" name00", None),
        ("created:today 0312345012", None),
        ("name007 OR name120", Some(Field::LeadStatus)),
    ];
    let all = |world: &World| asked.map(|(filter, sort)| names(world, RecordKind::Lead, filter, sort));
    let matching = |world: &World| match world.ask(&CrmJob::Matching(MatchingRecords { query: "name".to_owned(), limit: 5 })) {
        CrmReport::Matching(rows) => rows.iter().map(|row| row.name().into_string()).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let (made, newest) = (all(&world), matching(&world));
    assert_eq!(made.iter().map(Vec::len).collect::<Vec<_>>(), [50, 150, 100, 10, 1, 2]);
    assert_eq!(newest, ["Name149", "Name148", "Name147", "Name146", "Name145"]);
    // As a change of very many leaves them.
    world.db.execute_batch("INSERT OR IGNORE INTO record_stale SELECT 'person', key FROM person WHERE key % 3 = 0").unwrap();
    world.db.execute_batch("UPDATE record_piece SET texts = replace(texts, 'name', 'nome')").unwrap();
    world.db.execute_batch("INSERT OR IGNORE INTO record_stale SELECT 'person', key FROM person").unwrap();
    assert_eq!((all(&world), matching(&world)), (made, newest));
}

#[test]
fn what_a_deal_has_from_its_stage_is_sorted_and_compared() {
    let mut world = world();
    let anna = world.contact("Anna", "anna@basalt.test").id.to_string();
    for (name, amount, stage) in [("Small", "100", "Negotiation/Review"), ("Large", "1000", "Qualification"), ("Won", "50", "Closed Won")] {
        let typed = [
            (Field::DealName, name),
            (Field::Contact, anna.as_str()),
            (Field::Amount, amount),
            (Field::ClosingDate, "+30d"),
            (Field::Stage, stage),
        ];
        world.add(RecordKind::Deal, &typed);
    }
    assert!(spec(RecordKind::Deal, Field::Probability).is_some());
    assert_eq!(names(&world, RecordKind::Deal, "", Some(Field::Probability)), ["Large", "Small", "Won"]);
    assert_eq!(names(&world, RecordKind::Deal, "", Some(Field::ExpectedRevenue)), ["Won", "Small", "Large"]);
    assert_eq!(names(&world, RecordKind::Deal, "probability>=90", Some(Field::Amount)), ["Won", "Small"]);
}
