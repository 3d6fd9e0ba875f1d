//! Stories of the store in a frozen world.
#![allow(clippy::unwrap_used)]

use std::collections::HashSet;
use std::sync::Arc;

use super::arrival::{Arrival, Outcome, ServerName};
use super::frozen::{NOW, World, world};
use super::*;
use crate::domain::mail::address::{Address, AddressRole};
use crate::domain::mail::message::ParsedMail;
use crate::domain::mail::pop3::uidl::Uidl;
use crate::jobs::changes::UndoRedo;
use crate::jobs::health::Area;
use crate::jobs::mail::{Anchor, ListView, WindowOf};
use crate::jobs::triage::{Targets, Triage, TriageAction, Within};
use crate::text::CleanText;

fn mail(id: &str, references: &[&str], subject: &str, from: &str, to: &str, minutes: i64) -> ParsedMail {
    let address = |text: &str| Address { name: CleanText::default(), address: text.parse().unwrap() };
    let mut hash = [0; 32];
    hash[..id.len().min(32)].copy_from_slice(&id.as_bytes()[..id.len().min(32)]);
    let mut mail = ParsedMail::unread(100, hash);
    mail.unparsed = false;
    mail.message_id = Some(id.to_owned());
    mail.references = references.iter().map(|one| (*one).to_owned()).collect();
    mail.subject = CleanText::line(subject);
    mail.addresses = vec![(AddressRole::From, address(from)), (AddressRole::To, address(to))];
    mail.date = Some(NOW.plus_ms(minutes * 60_000 - 86_400_000));
    mail
}

impl World {
    fn fetched(&mut self, mails: &[(ParsedMail, &str)], listed: &[&str]) -> Vec<Outcome> {
        let name = |uidl: &str| Uidl(uidl.as_bytes().to_vec());
        let listed: Arc<HashSet<Uidl>> = Arc::new(listed.iter().map(|one| name(one)).collect());
        let server = |uidl: &str| pop3_seen::Name {
            uidl: name(uidl),
            copy: 0,
            rule: "leave".to_owned(),
            alone: true,
            size: None,
            listed: Arc::clone(&listed),
        };
        let mails = mails
            .iter()
            .map(|(mail, uidl)| Arrival { server: Some(ServerName::Pop3(server(uidl))), ..self.arrival(mail.clone(), b"raw") })
            .collect();
        self.outcomes(mails)
    }

    fn inbox(&self) -> Vec<crate::jobs::mail::ThreadRow> {
        let of = WindowOf { view: ListView::Mailbox(self.inbox), anchor: Anchor::Newest, limit: 50 };
        windows::read(&self.db, &of).unwrap().rows
    }

    fn triage(&mut self, action: TriageAction, within: bool) -> crate::jobs::changes::Changed {
        let threads = self.inbox().iter().map(|row| row.thread).collect();
        let targets = Targets::Threads { threads, within: if within { Within::Mailboxes(vec![self.inbox]) } else { Within::Everywhere } };
        match Write::Triage(Triage::new(targets, action)).apply(&mut self.db, &mut self.context).unwrap() {
            Written::Changed(changed) => changed,
            other => panic!("{other:?}"),
        }
    }

    /// Every row of every table that a person's change can touch.
    fn rows(&self) -> Vec<String> {
        let mut rows = Vec::new();
        for table in ["message", "placement", "label", "mailbox", "mailbox_thread"] {
            let mut statement = self.db.prepare(&format!("SELECT * FROM {table}")).unwrap();
            let columns = statement.column_count();
            let found = statement
                .query_map([], |row| Ok((0..columns).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect::<Vec<_>>().join("|")));
            rows.extend(found.unwrap().map(|row| format!("{table}: {}", row.unwrap())));
        }
        rows.sort();
        rows
    }
}

#[test]
fn a_conversation_becomes_one_row_whatever_the_order_of_arrival() {
    let first = mail("a", &[], "Pilot", "anna@berg.example", "me@sample.example", 1);
    let answer = mail("b", &["a"], "Re: Pilot", "me@sample.example", "anna@berg.example", 2);
    let third = mail("c", &["a", "b"], "Re: Pilot", "anna@berg.example", "me@sample.example", 3);
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
        let mut world = world();
        let all = [&first, &answer, &third];
        for index in order {
            world.fetched(&[(all[index].clone(), &index.to_string())], &["0", "1", "2"]);
        }
        let rows = world.inbox();
        assert_eq!(rows.len(), 1, "{order:?}");
        assert_eq!((rows[0].count, rows[0].unread, rows[0].subject.as_str()), (3, 3, "Pilot"));
        assert_eq!(rows[0].correspondent.as_ref().unwrap().address.as_str(), "anna@berg.example");
        let tree = threads::view(&world.db, rows[0].thread).unwrap();
        assert_eq!(tree.nodes.iter().map(|node| node.depth).collect::<Vec<_>>(), [0, 1, 2]);
    }
}

#[test]
fn a_late_parent_joins_two_threads_into_one() {
    let mut world = world();
    world.fetched(&[(mail("x", &["p"], "One", "a@b.example", "me@sample.example", 1), "1")], &["1"]);
    world.fetched(&[(mail("y", &["q"], "Two", "a@b.example", "me@sample.example", 2), "2")], &["1", "2"]);
    assert_eq!(world.inbox().len(), 2);
    world.fetched(&[(mail("p", &["q"], "Root", "a@b.example", "me@sample.example", 0), "3")], &["1", "2", "3"]);
    let rows = world.inbox();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].count, 3);
    let threads: i64 = world.db.query_row("SELECT threads FROM mailbox WHERE key = ?1", [world.inbox.0], |row| row.get(0)).unwrap();
    assert_eq!(threads, 1);
}

#[test]
fn a_reply_without_references_joins_by_its_subject_in_either_order() {
    let question = mail("q1", &[], "お見積り", "t@sample.test", "me@sample.example", 1);
    let answer = mail("r1", &[], "Re: お見積り", "me@sample.example", "t@sample.test", 2);
    for turned in [false, true] {
        let mut world = world();
        let (one, two) = if turned { (&answer, &question) } else { (&question, &answer) };
        world.fetched(&[(one.clone(), "1"), (two.clone(), "2")], &["1", "2"]);
        assert_eq!(world.inbox().len(), 1, "turned {turned}");
    }
}

#[test]
fn an_answer_that_names_a_mail_nobody_has_joins_by_its_subject_until_that_mail_comes() {
    // The relay gave the first mail the id `relay`; the other conversation of that name is the one that is really named.
    let mine = mail("mine@x", &[], "Pilot", "me@sample.example", "anna@berg.example", 1);
    let answer = mail("answer@x", &["relay@x"], "Re: Pilot", "anna@berg.example", "me@sample.example", 2);
    let further = mail("further@x", &["relay@x", "answer@x"], "Re: Pilot", "me@sample.example", "anna@berg.example", 3);
    let stranger = mail("other@x", &["gone@x"], "Re: Pilot", "carl@dorn.example", "me@sample.example", 4);
    let late = mail("relay@x", &[], "Pilot", "me@sample.example", "anna@berg.example", 0);
    let groups = |world: &World| {
        let mut statement =
            world.db.prepare("SELECT group_concat(message_id, ' ') FROM (SELECT * FROM message ORDER BY key) GROUP BY thread").unwrap();
        let found = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let mut found = found.collect::<rusqlite::Result<Vec<_>>>().unwrap();
        found.sort();
        found
    };
    let all = [&mine, &answer, &further, &stranger, &late];
    for turn in (0..120_usize).step_by(7) {
        let (mut left, mut order, mut code) = (all.to_vec(), Vec::new(), turn);
        for count in (1..=all.len()).rev() {
            order.push(left.remove(code % count));
            code /= count;
        }
        let names: Vec<String> = order.iter().map(|one| one.message_id.clone().unwrap()).collect();
        let mut world = world();
        for (at, one) in order.iter().enumerate() {
            world.fetched(&[((*one).clone(), names[at].as_str())], &names.iter().map(String::as_str).collect::<Vec<_>>());
            let rows = world.inbox();
            assert_eq!(rows.iter().map(|row| row.count).sum::<u32>(), u32::try_from(at).unwrap() + 1, "{names:?}");
            let verified = health::verify(&world.db).unwrap();
            // The bytes of this world are none of these mails.
            assert!(verified.checks.iter().all(|check| check.faults == 0 || check.area == Area::Mails), "{names:?} {verified:?}");
        }
        assert_eq!(groups(&world), ["mine@x", "other@x", "relay@x answer@x further@x"], "{names:?}");
    }
    let mut world = world();
    for one in [&stranger, &further, &answer, &mine] {
        let name = one.message_id.clone().unwrap();
        world.fetched(&[((*one).clone(), name.as_str())], &[name.as_str()]);
    }
    assert_eq!(groups(&world), ["mine@x answer@x further@x", "other@x"]);
}

#[test]
fn new_names_for_the_same_mails_bring_no_duplicates_but_two_listed_copies_are_two() {
    let mut world = world();
    let one = mail("a", &[], "Hello", "a@b.example", "me@sample.example", 1);
    let outcomes = world.fetched(&[(one.clone(), "old")], &["old"]);
    assert!(matches!(outcomes[0], Outcome::Stored(_)));
    assert!(matches!(world.fetched(&[(one.clone(), "new")], &["new"])[0], Outcome::Known(_)));
    assert!(matches!(world.fetched(&[(one, "copy")], &["new", "copy"])[0], Outcome::Stored(_)));
}

#[test]
fn however_many_labels_one_call_puts_on_a_row_is_written_once() {
    let mut world = world();
    world.fetched(&[(mail("a", &[], "One", "a@b.example", "me@sample.example", 1), "1")], &["1"]);
    let count = "CREATE TEMP TABLE wrote (n); CREATE TEMP TRIGGER count_wrote AFTER UPDATE OF labels ON message BEGIN INSERT INTO wrote VALUES (1); END;";
    world.db.execute_batch(count).unwrap();
    let add: Vec<CleanText> = (0..500).map(|at| CleanText::line(&format!("label {at:03}"))).collect();
    world.triage(TriageAction::Label { add, remove: vec![] }, true);
    let wrote: i64 = world.db.query_row("SELECT count(*) FROM wrote", [], |row| row.get(0)).unwrap();
    let labels: String = world.db.query_row("SELECT labels FROM message", [], |row| row.get(0)).unwrap();
    assert_eq!((wrote, labels.lines().count(), labels.lines().last()), (1, 500, Some("label 499")));
}

#[test]
fn every_triage_is_undone_and_redone_to_the_same_rows() {
    let actions = [
        TriageAction::Read(true),
        TriageAction::Star(true),
        TriageAction::Archive,
        TriageAction::Delete,
        TriageAction::Spam,
        TriageAction::Label { add: vec![CleanText::line("重要")], remove: vec![] },
    ];
    for action in actions {
        let mut world = world();
        world.fetched(
            &[
                (mail("a", &[], "One", "a@b.example", "me@sample.example", 1), "1"),
                (mail("b", &[], "Two", "c@d.example", "me@sample.example", 2), "2"),
            ],
            &["1", "2"],
        );
        let before = world.rows();
        let changed = world.triage(action.clone(), true);
        assert_eq!(changed.changed, 2, "{action:?}");
        let after = world.rows();
        assert_ne!(before, after);
        Write::Changes(UndoRedo::Undo).apply(&mut world.db, &mut world.context).unwrap();
        assert_eq!(world.rows(), before, "{action:?}");
        Write::Changes(UndoRedo::Redo).apply(&mut world.db, &mut world.context).unwrap();
        assert_eq!(world.rows(), after, "{action:?}");
    }
}

#[test]
fn undo_refuses_what_something_later_touched() {
    let mut world = world();
    world.fetched(&[(mail("a", &[], "One", "a@b.example", "me@sample.example", 1), "1")], &["1"]);
    world.triage(TriageAction::Star(true), true);
    world.db.execute("UPDATE message SET flags = 0", []).unwrap();
    let refused = Write::Changes(UndoRedo::Undo).apply(&mut world.db, &mut world.context);
    assert!(matches!(refused, Err(StoreError::ChangedSince)));
}

#[test]
fn windows_are_read_by_key_in_both_directions() {
    let mut world = world();
    let mails: Vec<_> = (0..25)
        .map(|n| (mail(&format!("m{n}"), &[], &format!("Subject {n}"), "a@b.example", "me@sample.example", n), format!("u{n}")))
        .collect();
    let listed: Vec<String> = mails.iter().map(|(_, uidl)| uidl.clone()).collect();
    let batch: Vec<_> = mails.iter().map(|(mail, uidl)| (mail.clone(), uidl.as_str())).collect();
    world.fetched(&batch, &listed.iter().map(String::as_str).collect::<Vec<_>>());
    let read = |anchor| windows::read(&world.db, &WindowOf { view: ListView::AllMail, anchor, limit: 10 }).unwrap();
    let first = read(Anchor::Newest);
    assert_eq!((first.rows.len(), first.older, first.newer), (10, true, false));
    assert_eq!(first.rows[0].subject.as_str(), "Subject 24");
    let second = read(Anchor::OlderThan(first.rows[9].place));
    assert_eq!((second.rows[0].subject.as_str(), second.older, second.newer), ("Subject 14", true, true));
    let last = read(Anchor::Oldest);
    assert_eq!((last.rows[9].subject.as_str(), last.older, last.newer), ("Subject 0", false, true));
    let back = read(Anchor::NewerThan(second.rows[0].place));
    assert_eq!(back.rows, first.rows);
}
