//! The Sales inbox and the smart mailboxes (S141): what a correspondent is to us decides where mail stands, at once and back again by undo.

use jiff::tz::TimeZone;

use super::*;
use crate::domain::crm::standing::Standing;
use crate::jobs::crm::{Conversion, DeleteRecords, MergePersons};
use crate::jobs::health::Area;
use crate::jobs::mail::{Anchor, GroupCount, ListView, Smart, ThreadWindow, WindowOf};
use crate::store::accounts;
use crate::store::health::verify;
use crate::store::ranked::{AsOf, sales, smart};

/// The rows of lists are what `verify` makes of the mails and records.
fn are_lists_sound(world: &World, when: &str) {
    let verified = verify(&world.db).unwrap();
    let lists = verified.checks.iter().find(|check| check.area == Area::Lists).unwrap();
    assert_eq!(lists.faults, 0, "{when}: {lists:?}");
}

fn sales_of(world: &World, folded: &[Standing], anchor: Anchor, limit: u32) -> ThreadWindow {
    let of = WindowOf { view: ListView::Sales { folded: folded.to_vec() }, anchor, limit };
    sales(&world.db, &of, folded).unwrap()
}

fn told(window: &ThreadWindow) -> Vec<(&'static str, String)> {
    window.rows.iter().map(|row| (row.place.rank.standing().unwrap().word(), row.subject.as_str().to_owned())).collect()
}

fn inbox(world: &World) -> Vec<(&'static str, String)> {
    told(&sales_of(world, &[], Anchor::Newest, 0))
}

fn smart_of(world: &World, which: Smart, anchor: Anchor, limit: u32) -> Vec<String> {
    let of = WindowOf { view: ListView::Smart(which), anchor, limit };
    let as_of = AsOf { now: world.context.now, zone: &TimeZone::UTC, no_reply_days: 3 };
    smart(&world.db, &of, which, as_of).unwrap().rows.iter().map(|row| row.subject.as_str().to_owned()).collect()
}

/// An inbox with mail of everybody, oldest first: a newsletter, a colleague, a lead, two of a contact, one with a deal.
fn peopled() -> World {
    let mut world = world();
    for (id, from, minutes) in [
        ("deal", "Dora@deal.test", -9_000),
        ("lead", "l@lead.test", 2),
        ("colleague", "boss@sample.example", 3),
        ("contact", "c@contact.test", 4),
        ("news", "news@list.test", 5),
    ] {
        world.arrive(id, from, "me@sample.example", id, minutes);
    }
    world.lead("Lead", "l@lead.test");
    world.contact("Contact", "c@contact.test");
    world.contact("Dora", "dora@deal.test");
    world.add(RecordKind::Deal, &[(Field::DealName, "Pilot"), (Field::Contact, "Dora"), (Field::ClosingDate, "2026-11-30")]);
    world
}

const ORDER: [(&str, &str); 5] =
    [("open_deal", "deal"), ("contact", "contact"), ("lead", "lead"), ("colleague", "colleague"), ("other", "news")];

fn as_told(rows: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    rows.iter().map(|(group, subject)| (*group, (*subject).to_owned())).collect()
}

#[test]
fn s141_mail_stands_by_what_its_sender_is_to_us_however_late_it_came() {
    let world = peopled();
    assert_eq!(inbox(&world), as_told(&ORDER));
    are_lists_sound(&world, "at first");
}

#[test]
fn s141_what_was_answered_stands_below_what_waits_in_its_group() {
    let mut world = peopled();
    world.arrive("newer", "c@contact.test", "me@sample.example", "newer", 60);
    world.arrive("newest", "c@contact.test", "me@sample.example", "newest", 90);
    let of_contact =
        |world: &World| inbox(world).into_iter().filter(|(group, _)| *group == "contact").map(|(_, subject)| subject).collect::<Vec<_>>();
    assert_eq!(of_contact(&world), ["newest", "newer", "contact"]);
    world.answer("newest", "c@contact.test", "Re: newest", 100);
    assert_eq!(of_contact(&world), ["newer", "contact", "newest"]);
    let counts = sales_of(&world, &[], Anchor::Newest, 0).groups;
    let contacts = counts.iter().find(|count| count.standing == Standing::Contact).unwrap();
    assert_eq!(*contacts, GroupCount { standing: Standing::Contact, waiting: 2, threads: 3, more: false });
}

#[test]
fn s141_every_window_is_a_piece_of_the_whole_and_folded_groups_are_left_out() {
    let mut world = peopled();
    for n in 0..7 {
        world.arrive(&format!("n{n}"), &format!("n{n}@list.test"), "me@sample.example", &format!("n{n}"), 200 + n);
    }
    for folded in [vec![], vec![Standing::Contact], vec![Standing::OpenDeal, Standing::Other], Standing::ALL.to_vec()] {
        let whole = sales_of(&world, &folded, Anchor::Newest, 0).rows;
        assert!(whole.iter().all(|row| !folded.contains(&row.place.rank.standing().unwrap())), "{folded:?}");
        let (mut down, mut anchor) = (Vec::new(), Anchor::Newest);
        loop {
            let window = sales_of(&world, &folded, anchor, 2);
            let Some(last) = window.rows.last() else { break };
            assert_eq!(window.newer, anchor != Anchor::Newest);
            anchor = Anchor::OlderThan(last.place);
            down.extend(window.rows.clone());
            assert_eq!(window.older, down.len() < whole.len());
        }
        assert_eq!(down, whole, "{folded:?}");
        let (mut up, mut anchor) = (Vec::new(), Anchor::Oldest);
        loop {
            let window = sales_of(&world, &folded, anchor, 3);
            let Some(first) = window.rows.first() else { break };
            anchor = Anchor::NewerThan(first.place);
            up.splice(0..0, window.rows.clone());
            assert_eq!(window.newer, up.len() < whole.len());
        }
        assert_eq!(up, whole, "{folded:?}");
        for (at, row) in whole.iter().enumerate() {
            let window = sales_of(&world, &folded, Anchor::From(row.place), 0);
            assert_eq!((window.rows.as_slice(), window.newer), (&whole[at..], at > 0), "{folded:?} {at}");
        }
    }
    assert_eq!(sales_of(&world, Standing::ALL, Anchor::Newest, 0).groups.len(), 5, "a folded group still says how many it has");
}

#[test]
fn s141_whatever_changes_who_somebody_is_moves_their_mail_and_undo_moves_it_back() {
    let mut world = peopled();
    let group = |world: &World, subject: &str| inbox(world).into_iter().find(|(_, one)| one == subject).unwrap().0;
    let find = |world: &World, kind: RecordKind, name: &str| {
        let keys = super::super::records::keys(&world.db, kind, None).unwrap();
        let all = keys.into_iter().map(|key| super::super::records::read(&world.db, kind.subject().at(key), &world.rules).unwrap());
        all.into_iter().find(|record| record.name().as_str() == name).unwrap()
    };
    let deal = find(&world, RecordKind::Deal, "Pilot");
    let lead = find(&world, RecordKind::Lead, "Lead");
    let contact = find(&world, RecordKind::Contact, "Contact");
    let won = world.edit(&deal, &[(Field::Stage, "Closed Won")]);
    let to_other = world.edit(&contact, &[(Field::Email, "news@list.test")]);
    let steps: Vec<(CrmJob, &str, &str, &str)> = vec![
        (won, "deal", "open_deal", "contact"),
        (CrmJob::Delete(DeleteRecords(vec![deal.reference])), "deal", "open_deal", "contact"),
        (CrmJob::Convert(Conversion { lead: lead.reference, company: None, deal: None }), "lead", "lead", "contact"),
        (to_other, "news", "other", "contact"),
        (CrmJob::Delete(DeleteRecords(vec![contact.reference])), "contact", "contact", "other"),
        (CrmJob::Merge(MergePersons::into(contact.reference, lead.reference)), "lead", "lead", "contact"),
    ];
    for (job, subject, before, after) in steps {
        assert_eq!(group(&world, subject), before, "{job:?}");
        let said = format!("{job:?}");
        world.job(job).unwrap();
        assert_eq!(group(&world, subject), after, "{said}");
        are_lists_sound(&world, &said);
        world.changes(UndoRedo::Undo).unwrap();
        assert_eq!(inbox(&world), as_told(&ORDER), "undone: {said}");
        are_lists_sound(&world, &format!("undone: {said}"));
    }
}

#[test]
fn s141_a_domain_is_of_colleagues_from_when_it_is_ours_and_a_mail_providers_never_is() {
    let mut world = world();
    for (id, from) in [("works", "kollege@later.example"), ("gmail", "friend@gmail.com")] {
        world.arrive(id, from, "me@sample.example", id, 1);
    }
    let groups = |world: &World| inbox(world).into_iter().map(|(group, _)| group).collect::<Vec<_>>();
    assert_eq!(groups(&world), ["other", "other"]);
    for (n, address) in [(2, "me@later.example"), (3, "me@gmail.com")] {
        let account =
            Write::Account { id: crate::domain::ids::Id::from_bytes([n; 16]), name: format!("a{n}"), address: address.parse().unwrap() };
        account.apply(&mut world.db, &mut world.context).unwrap();
    }
    assert_eq!(groups(&world), ["colleague", "other"]);
    are_lists_sound(&world, "with new accounts");
    assert!(accounts::is_mine(&world.db, "me@gmail.com").unwrap());
}

#[test]
fn smart_mailboxes_hold_the_mail_of_their_people_newest_first() {
    let mut world = peopled();
    assert_eq!(smart_of(&world, Smart::Customers, Anchor::Newest, 0), ["contact", "lead", "deal"]);
    assert_eq!(smart_of(&world, Smart::Leads, Anchor::Newest, 0), ["lead"]);
    assert_eq!(smart_of(&world, Smart::OpenDeals, Anchor::Newest, 0), ["deal"]);
    assert_eq!(smart_of(&world, Smart::ClosingThisMonth, Anchor::Newest, 0), ["deal"]);
    assert_eq!(smart_of(&world, Smart::NoAnswer, Anchor::Newest, 0), ["deal"], "the others wrote within three days");
    assert_eq!(smart_of(&world, Smart::Customers, Anchor::Oldest, 2), ["lead", "deal"]);
    let keys = super::super::records::keys(&world.db, RecordKind::Deal, None).unwrap();
    let deal = super::super::records::read(&world.db, RecordKind::Deal.subject().at(keys[0]), &world.rules).unwrap();
    let later = world.edit(&deal, &[(Field::ClosingDate, "2026-12-01")]);
    world.save(later);
    assert_eq!(smart_of(&world, Smart::ClosingThisMonth, Anchor::Newest, 0), Vec::<String>::new());
    world.answer("deal", "dora@deal.test", "Re: deal", 10);
    assert_eq!(smart_of(&world, Smart::NoAnswer, Anchor::Newest, 0), Vec::<String>::new(), "we answered");
}
