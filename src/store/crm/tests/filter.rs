//! Lists of records by the search language.

use super::*;
use crate::domain::query::Trouble;
use crate::jobs::crm::RecordQuery;
use crate::store::{StoreError, members};

fn listed(world: &World, kind: RecordKind, filter: &str) -> Result<Vec<String>> {
    let query = RecordQuery { filter: filter.to_owned(), ..RecordQuery::all(kind) };
    match super::super::read(&world.db, &CrmJob::List(query), &world.rules, world.context.now, &zone())? {
        CrmReport::Records(window) => Ok(window.rows.iter().map(|row| row.name().into_string()).collect()),
        other => panic!("{other:?}"),
    }
}

fn town() -> World {
    let mut world = world();
    let lead = |last, company, status, phone| {
        [(Field::LastName, last), (Field::Company, company), (Field::LeadStatus, status), (Field::Phone, phone)]
    };
    world.add(RecordKind::Lead, &lead("田中", "株式会社サンプル", "Contacted", "03-1234-5678"));
    world.add(RecordKind::Lead, &lead("Berg", "Basalt GmbH", "Not Contacted", "030 123456"));
    world.add(RecordKind::Lead, &[(Field::LastName, "Solo"), (Field::Email, "solo@example.test")]);
    let anna = world.contact("Anna", "anna@kunde.test");
    let id = anna.id.to_string();
    for (name, amount, closing, stage) in
        [("Pilot", "40000", "2026-12-01", "Negotiation/Review"), ("Rollout", "1200000", "2027-03-31", "Qualification")]
    {
        world.add(
            RecordKind::Deal,
            &[
                (Field::DealName, name),
                (Field::Contact, &id),
                (Field::Amount, amount),
                (Field::ClosingDate, closing),
                (Field::Stage, stage),
            ],
        );
    }
    world.add(RecordKind::Task, &[(Field::Subject, "電話する"), (Field::DueDate, "today"), (Field::RelatedTo, &id)]);
    world.add(RecordKind::Task, &[(Field::Subject, "送る"), (Field::DueDate, "+10d"), (Field::Status, "In Progress")]);
    world.add(RecordKind::Event, &[(Field::Title, "打合せ"), (Field::From, "tomorrow 14:00")]);
    world
}

#[test]
fn a_list_is_asked_by_fields_of_its_kind_in_both_languages() {
    let world = town();
    for (kind, filter, found) in [
        (RecordKind::Lead, "", "Solo Berg 田中"),
        (RecordKind::Lead, "サンプル", "田中"),
        (RecordKind::Lead, "bas", "Berg"),
        (RecordKind::Lead, "company:basalt", "Berg"),
        (RecordKind::Lead, "status:contacted", "田中"),
        (RecordKind::Lead, "status:未連絡", "Solo Berg"),
        (RecordKind::Lead, "status:連絡", "Solo Berg 田中"),
        (RecordKind::Lead, "status:\"not contacted\"", "Solo Berg"),
        (RecordKind::Lead, "phone:0312345678", "田中"),
        (RecordKind::Lead, "email:example.test", "Solo"),
        (RecordKind::Lead, "-company:basalt", "Solo 田中"),
        (RecordKind::Lead, "name:(berg OR solo)", "Solo Berg"),
        (RecordKind::Lead, "created:today kind:lead", "Solo Berg 田中"),
        (RecordKind::Lead, "created<today", ""),
        (RecordKind::Deal, "amount>100000", "Rollout"),
        (RecordKind::Deal, "deal.amount<=4万", "Pilot"),
        (RecordKind::Deal, "deal.closing<2026-12-31", "Pilot"),
        (RecordKind::Deal, "stage:negotiation", "Pilot"),
        (RecordKind::Deal, "probability>=90", "Pilot"),
        (RecordKind::Deal, "person:anna", "Rollout Pilot"),
        (RecordKind::Task, "due:today", "電話する"),
        (RecordKind::Task, "due>today", "送る"),
        (RecordKind::Task, "期限:今日", "電話する"),
        (RecordKind::Task, "status:\"in progress\"", "送る"),
        (RecordKind::Event, "start:tomorrow", "打合せ"),
        (RecordKind::Event, "start>\"tomorrow 15:00\"", ""),
    ] {
        assert_eq!(listed(&world, kind, filter).unwrap().join(" "), found, "{filter}");
    }
}

#[test]
fn what_is_chosen_from_a_list_is_found_by_its_word_in_every_language() {
    let world = town();
    for word in crate::problem::value_in_every_language("Contacted") {
        assert!(listed(&world, RecordKind::Lead, &format!("status:\"{word}\"")).unwrap().contains(&"田中".to_owned()), "{word}");
    }
}

#[test]
fn a_field_that_the_kind_lacks_and_a_wrong_query_are_errors_at_their_place() {
    let world = town();
    let trouble = |kind, filter: &str| match listed(&world, kind, filter) {
        Err(StoreError::Query(error)) => (error.at.column, error.trouble),
        other => panic!("{filter}: {other:?}"),
    };
    for (kind, filter, column) in [
        (RecordKind::Lead, "x due:today", 3),
        (RecordKind::Lead, "stage:won", 1),
        (RecordKind::Deal, "phone:03", 1),
        (RecordKind::Note, "priority:high", 1),
        (RecordKind::Task, "amount>5", 1),
    ] {
        let (at, trouble) = trouble(kind, filter);
        assert!(matches!(trouble, Trouble::LacksField { .. }), "{filter}: {trouble:?}");
        assert_eq!(at, column, "{filter}");
    }
    assert!(matches!(trouble(RecordKind::Lead, "nmae:x").1, Trouble::UnknownField { .. }));
    assert!(matches!(trouble(RecordKind::Task, "due:soon").1, Trouble::UnknownValue { .. }));
    assert!(matches!(trouble(RecordKind::Lead, "company>b").1, Trouble::WrongSign { .. }));
    assert!(matches!(trouble(RecordKind::Lead, "(berg").1, Trouble::OpenBracket));
}

#[test]
fn a_field_of_mail_asks_for_those_who_have_such_a_mail() {
    let mut world = town();
    world.arrive("offer@kunde.test", "anna@kunde.test", "sales@shop.test", "Offer", 0);
    for (kind, filter, found) in [
        (RecordKind::Contact, "subject:offer", "Anna"),
        (RecordKind::Contact, "from:anna", "Anna"),
        (RecordKind::Contact, "subject:invoice", ""),
        (RecordKind::Lead, "subject:offer", ""),
        (RecordKind::Deal, "subject:offer amount>100000", "Rollout"),
        (RecordKind::Company, "subject:offer", "株式会社サンプル"),
    ] {
        assert_eq!(listed(&world, kind, filter).unwrap().join(" "), found, "{filter}");
    }
}

#[test]
fn the_owner_is_the_one_who_uses_this_home() {
    let world = town();
    members::call(&world.db, "佐藤 花子").unwrap();
    for filter in ["owner:me", "owner:自分", "owner:佐藤", "担当者:花子"] {
        assert_eq!(listed(&world, RecordKind::Lead, filter).unwrap().len(), 3, "{filter}");
    }
    assert!(listed(&world, RecordKind::Lead, "owner:tanaka").unwrap().is_empty());
}

#[test]
fn names_are_sorted_by_their_reading() {
    let mut world = world();
    for (last, kana) in [("渡辺", "ワタナベ"), ("阿部", "あべ"), ("佐藤", "サトウ"), ("加藤", "カトウ")] {
        world.add(RecordKind::Lead, &[(Field::LastName, last), (Field::LastNameKana, kana)]);
    }
    let query = RecordQuery { sort: Some(Field::LastName), ..RecordQuery::all(RecordKind::Lead) };
    let CrmReport::Records(window) = world.ask(&CrmJob::List(query)) else { panic!() };
    assert_eq!(window.rows.iter().map(|row| row.text(Field::LastName)).collect::<Vec<_>>(), ["阿部", "加藤", "佐藤", "渡辺"]);
}
