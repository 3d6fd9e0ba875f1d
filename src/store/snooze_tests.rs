//! Mail that sleeps, and how it comes back.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::domain::ids::{AccountKey, Id};
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::mail::pop3::uidl::Uidl;
use crate::jobs::changes::{Changed, UndoRedo};
use crate::jobs::mail::{Anchor, ListView, ThreadRow, WindowOf};
use crate::jobs::triage::{EmptyTrash, MoveTarget, Targets, Triage, TriageAction, Within};
use crate::mime;
use crate::store::arrival::{Arrival, Arrivals, Outcome, ServerName};
use crate::store::frozen::{NOW, World, world};
use crate::store::health::verify;
use crate::store::search::{Scope, SearchRequest, Window, find};
use crate::store::{Refusal, StoreError, Write, Written, accounts, pop3_seen, threads, windows};
use crate::text::CleanText;

const HOUR: i64 = 3_600_000;

fn hours(hours: i64) -> Instant {
    NOW.plus_ms(hours * HOUR)
}

/// A mail of that many minutes past ten.
fn bytes(id: &str, parent: &str, from: &str, minute: u32) -> Vec<u8> {
    let references = if parent.is_empty() { String::new() } else { format!("References: <{parent}@x>\r\n") };
    let subject = if parent.is_empty() { id.to_owned() } else { format!("Re: {parent}") };
    format!(
        "From: {from}\r\nTo: me@sample.example\r\nSubject: {subject}\r\nMessage-ID: <{id}@x>\r\n{references}Date: Mon, 21 Sep 2026 10:{minute:02}:00 +0000\r\n\r\nText.\r\n"
    )
    .into_bytes()
}

impl World {
    fn comes_to(&mut self, account: AccountKey, id: &str, parent: &str, from: &str, minute: u32) -> MessageKey {
        let raw = bytes(id, parent, from, minute);
        let uidl = Uidl(id.as_bytes().to_vec());
        let listed: Arc<HashSet<Uidl>> = Arc::new([uidl.clone()].into());
        let server = pop3_seen::Name { uidl, copy: 0, rule: "leave".to_owned(), alone: true, size: None, listed };
        let mailbox = accounts::mailbox_of_role(&self.db, account, MailboxRole::Inbox).unwrap();
        let arrival = Arrival { server: Some(ServerName::Pop3(server)), mailbox, ..self.arrival(mime::parse(&raw), &raw) };
        match Write::Arrivals(Arrivals { account, mails: vec![arrival] }).apply(&mut self.db, &mut self.context).unwrap() {
            Written::Arrived(arrived) => match arrived.outcomes[0] {
                Outcome::Stored(key) => key,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    fn comes(&mut self, id: &str, minute: u32) -> MessageKey {
        self.comes_to(self.account, id, "", "anna@berg.example", minute)
    }

    fn tries(&mut self, targets: Targets, action: TriageAction) -> Result<Changed> {
        match Write::Triage(Triage { targets, action, confirmed: true }).apply(&mut self.db, &mut self.context)? {
            Written::Changed(changed) => Ok(changed),
            other => panic!("{other:?}"),
        }
    }

    fn on(&mut self, messages: &[MessageKey], action: TriageAction) -> u64 {
        self.tries(Targets::Messages(messages.to_vec()), action).unwrap().changed
    }

    fn sleeps(&mut self, messages: &[MessageKey], until: Instant) -> u64 {
        self.on(messages, TriageAction::Snooze(Some(until)))
    }

    fn turns(&mut self, turn: UndoRedo) -> Result<()> {
        Write::Changes(turn).apply(&mut self.db, &mut self.context).map(drop)
    }

    /// What becomes of the sleeping mail when the clock says this.
    fn at(&mut self, now: Instant) -> u64 {
        self.context.now = now;
        wake(&mut self.db, now).unwrap()
    }

    fn window(&self, view: ListView) -> Vec<ThreadRow> {
        windows::read(&self.db, &WindowOf { view, anchor: Anchor::Newest, limit: 50 }).unwrap().rows
    }

    /// The subjects of the inbox, from above.
    fn listed(&self) -> Vec<String> {
        self.window(ListView::Role(MailboxRole::Inbox)).iter().map(|row| row.subject.as_str().to_owned()).collect()
    }

    /// What the inbox counts: mails, unread ones, conversations.
    fn counted(&self) -> (i64, i64, i64) {
        let sql = "SELECT total, unread, threads FROM mailbox WHERE key = ?1";
        self.db.query_row(sql, [self.inbox.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap()
    }

    fn asleep(&self) -> usize {
        let query = crate::domain::query::Query::parse("is:snoozed", NOW, &jiff::tz::TimeZone::UTC).unwrap();
        find(&self.db, &SearchRequest::query(&self.db, &query).unwrap(), &Scope::Usual, &Window::newest(0)).unwrap().len()
    }

    fn whole(&self, after: &str) {
        let verified = verify(&self.db).unwrap();
        assert!(verified.is_sound(), "{after}: {:?}", verified.checks.iter().filter(|check| check.faults > 0).collect::<Vec<_>>());
    }

    /// What a person's changes and the clock make of mail, but for which row was written first.
    fn state(&self) -> String {
        let sql = "SELECT group_concat(line, '\n') FROM (
            SELECT 'message ' || key || ' ' || flags || ' ' || labels AS line FROM message UNION ALL SELECT 'placement ' || mailbox || ' ' || message FROM placement
            UNION ALL SELECT 'snooze ' || message || ' ' || since || ' ' || until || ' ' || coalesce(place, '-') FROM snooze
            UNION ALL SELECT 'mailbox ' || key || ' ' || total || ' ' || unread || ' ' || threads FROM mailbox
            UNION ALL SELECT 'row ' || mailbox || ' ' || place || ' ' || thread || ' ' || count || ' ' || flags FROM mailbox_thread ORDER BY 1)";
        self.db.query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

#[test]
fn a_mail_leaves_its_mailbox_sleeps_in_all_mail_and_comes_back_on_top() {
    let mut world = world();
    let (one, _two, _three) = (world.comes("one", 1), world.comes("two", 2), world.comes("three", 3));
    assert_eq!(world.sleeps(&[one], hours(15)), 1);
    assert_eq!((world.listed(), world.counted(), world.asleep()), (vec!["three".to_owned(), "two".to_owned()], (2, 2, 2), 1));
    let all = world.window(ListView::AllMail);
    assert_eq!(all.iter().map(|row| row.snoozed).collect::<Vec<_>>(), [None, None, Some(hours(15))]);
    let tree = threads::view(&world.db, all[2].thread).unwrap();
    assert_eq!(tree.nodes[0].message.as_ref().unwrap().snoozed, Some(hours(15)));
    world.whole("asleep");
    assert_eq!((world.at(hours(14)), world.at(hours(15)), world.at(hours(15))), (0, 1, 0), "once, at its time");
    assert_eq!((world.listed()[0].as_str(), world.counted(), world.asleep()), ("one", (3, 3, 3), 0));
    assert!(world.window(ListView::AllMail)[0].flags.has(Flags::WOKEN));
    world.whole("awake");
    // Opened, it is like any other, but stays where it is; what comes later stands above it.
    world.tries(Targets::Messages(vec![one]), TriageAction::Seen).unwrap();
    let first = &world.window(ListView::Role(MailboxRole::Inbox))[0];
    assert_eq!((first.subject.as_str(), first.flags.has(Flags::WOKEN)), ("one", false));
    world.comes("four", 9);
    assert_eq!(world.listed(), ["four", "one", "three", "two"]);
    world.whole("opened");
}

#[test]
fn windows_meet_where_several_mails_came_back_at_once() {
    let mut world = world();
    let keys: Vec<MessageKey> = (0..9).map(|n| world.comes(&format!("m{n}"), n)).collect();
    world.sleeps(&keys[..6], hours(1));
    assert_eq!(world.at(hours(2)), 6);
    let read = |anchor, limit| windows::read(&world.db, &WindowOf { view: ListView::Mailbox(world.inbox), anchor, limit }).unwrap();
    let all: Vec<ThreadRow> = read(Anchor::Newest, 50).rows;
    assert_eq!(all.iter().map(|row| row.subject.as_str()).collect::<Vec<_>>(), ["m5", "m4", "m3", "m2", "m1", "m0", "m8", "m7", "m6"]);
    let (mut paged, mut anchor) = (Vec::new(), Anchor::Newest);
    loop {
        let window = read(anchor, 2);
        paged.extend(window.rows.clone());
        let Some(last) = window.rows.last().filter(|_| window.older) else { break };
        anchor = Anchor::OlderThan(last.place);
    }
    assert_eq!(paged, all);
    let back = read(Anchor::NewerThan(all[4].place), 2);
    assert_eq!(back.rows, all[2..4]);
}

#[test]
fn no_list_sorts_and_no_look_at_the_sleeping_reads_all_mail() {
    let world = world();
    for sql in [
        "SELECT place FROM mailbox_thread w JOIN thread t ON t.key = w.thread WHERE w.mailbox = ?1 AND w.place <= ?2 ORDER BY w.place DESC LIMIT ?3",
        "SELECT place FROM mailbox_thread w JOIN thread t ON t.key = w.thread WHERE w.mailbox = ?1 AND w.place <= ?2 AND w.flags & 2 ORDER BY w.place DESC LIMIT ?3",
        "SELECT until, message FROM snooze WHERE place IS NULL AND until <= ?1",
        "SELECT until, message FROM snooze WHERE place IS NULL AND since > ?1",
        "SELECT until, message FROM snooze WHERE place IS NOT NULL AND until > ?1",
        "SELECT max(place) FROM mailbox_thread WHERE mailbox = ?1",
    ] {
        let mut statement = world.db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let count = statement.parameter_count();
        let plan = statement.query_map(rusqlite::params_from_iter(vec![7; count]), |row| row.get::<_, String>(3)).unwrap();
        let plan = plan.map(|line| line.unwrap()).collect::<Vec<_>>().join("; ");
        assert!(!plan.contains("TEMP B-TREE") && !plan.contains("SCAN"), "{sql}: {plan}");
    }
}

#[test]
fn snooze_and_waking_are_undone_and_redone_like_all_triage() {
    let mut world = world();
    let one = world.comes("one", 1);
    world.comes("two", 2);
    let awake = world.state();
    world.sleeps(&[one], hours(15));
    let asleep = world.state();
    world.turns(UndoRedo::Undo).unwrap();
    assert_eq!(world.state(), awake);
    world.turns(UndoRedo::Redo).unwrap();
    assert_eq!(world.state(), asleep);
    // That it woke is nobody's change, and no undo stops at it.
    world.at(hours(15));
    let woken = world.state();
    assert_eq!(world.on(&[one], TriageAction::Archive), 1);
    world.turns(UndoRedo::Undo).unwrap();
    assert_eq!(world.state(), woken, "back where it came back");
    world.turns(UndoRedo::Undo).unwrap();
    assert_eq!(world.state(), awake);
    world.turns(UndoRedo::Redo).unwrap();
    assert_eq!(world.at(hours(16)), 1, "its time has come already");
    // Another time, and none.
    world.sleeps(&[one], hours(40));
    world.sleeps(&[one], hours(50));
    let until = |world: &World| world.window(ListView::AllMail).iter().find_map(|row| row.snoozed);
    assert_eq!(until(&world), Some(hours(50)));
    assert_eq!(world.sleeps(&[one], hours(50)), 0, "nothing changes");
    world.turns(UndoRedo::Undo).unwrap();
    assert_eq!(until(&world), Some(hours(40)));
    assert_eq!(world.on(&[one], TriageAction::Snooze(None)), 1);
    assert_eq!(world.listed(), ["two", "one"]);
    world.turns(UndoRedo::Undo).unwrap();
    assert_eq!(world.listed(), ["two"]);
    world.whole("undone");
}

#[test]
fn whoever_has_dealt_with_a_mail_does_not_want_it_back() {
    for action in [
        TriageAction::Archive,
        TriageAction::Delete,
        TriageAction::Spam,
        TriageAction::Move(MoveTarget::Named { name: CleanText::line("Later"), create: true }),
    ] {
        let mut world = world();
        let one = world.comes("one", 1);
        world.sleeps(&[one], hours(15));
        let asleep = world.state();
        world.on(&[one], action.clone());
        assert_eq!((held(&world.db, one).unwrap(), world.asleep()), (None, 0), "{action:?}");
        world.whole("put away");
        world.turns(UndoRedo::Undo).unwrap();
        assert_eq!(world.state().replace("mailbox 2", ""), asleep.replace("mailbox 2", ""), "{action:?}");
        assert_eq!(world.at(hours(15)), 1, "{action:?}");
    }
}

#[test]
fn a_list_means_what_it_shows_and_a_search_what_sleeps() {
    let mut world = world();
    let (one, two) = (world.comes("one", 1), world.comes_to(world.account, "two", "one", "anna@berg.example", 2));
    world.sleeps(&[one], hours(15));
    let row = &world.window(ListView::Mailbox(world.inbox))[0];
    assert_eq!((row.count, row.newest, row.flags.has(Flags::SNOOZED)), (1, two, false));
    let (thread, inbox) = (row.thread, Within::Mailboxes(vec![world.inbox]));
    let shown = Targets::Threads { threads: vec![thread], within: inbox.clone() };
    assert_eq!(world.tries(shown, TriageAction::Archive).unwrap().changed, 1);
    assert!(held(&world.db, one).unwrap().is_some(), "it was not in the list");
    assert_eq!(world.tries(Targets::All(inbox), TriageAction::Read(true)).unwrap().changed, 0);
    let query = Targets::Query { query: "is:snoozed".to_owned(), within: Within::Everywhere };
    assert_eq!(world.tries(query, TriageAction::Snooze(Some(hours(20)))).unwrap().changed, 1);
    let sleeping = Targets::Threads { threads: vec![thread], within: Within::Everywhere };
    assert_eq!(world.tries(sleeping, TriageAction::Snooze(None)).unwrap().changed, 1);
    assert_eq!(world.asleep(), 0);
    world.whole("woken by hand");
}

#[test]
fn copies_that_are_shown_as_one_sleep_and_wake_as_one() {
    let mut world = world();
    let other = accounts::ensure(&world.db, Id::from_bytes([2; 16]), "home", &["me@home.example".parse().unwrap()]).unwrap();
    let one = world.comes("one", 1);
    let twin = world.comes_to(other, "one", "", "anna@berg.example", 1);
    assert_eq!(world.sleeps(&[one], hours(15)), 1, "one mail for a person");
    assert!(held(&world.db, twin).unwrap().is_some() && world.listed().is_empty());
    assert_eq!(world.at(hours(15)), 1);
    assert_eq!(world.listed(), ["one"]);
    world.whole("copies");
}

#[test]
fn an_answer_of_somebody_else_wakes_the_conversation_and_our_own_does_not() {
    let mut world = world();
    let one = world.comes("one", 1);
    world.sleeps(&[one], hours(15));
    world.comes_to(world.account, "mine", "one", "me@sample.example", 2);
    assert!(world.asleep() == 1 && world.listed() == ["one"], "what we wrote is there alone");
    world.comes("else", 3);
    assert_eq!(world.asleep(), 1);
    world.comes_to(world.account, "answer", "one", "anna@berg.example", 4);
    assert_eq!((world.asleep(), world.listed()), (0, vec!["one".to_owned(), "else".to_owned()]));
    assert_eq!(world.at(hours(100)), 0);
    world.whole("answered");
    world.turns(UndoRedo::Undo).unwrap();
    world.whole("undone");
}

#[test]
fn a_wrong_clock_wakes_nothing_for_good() {
    let mut world = world();
    let keys: Vec<MessageKey> = (0..4).map(|n| world.comes(&format!("m{n}"), n)).collect();
    world.sleeps(&keys, hours(500));
    let asleep = world.state();
    assert_eq!(world.at(hours(2_400)), 4, "a hundred days ahead");
    assert_eq!((world.at(hours(1)), world.asleep()), (0, 4));
    assert_eq!(world.state(), asleep, "as if nothing had been");
    world.at(hours(2_400));
    world.tries(Targets::Messages(vec![keys[0]]), TriageAction::Seen).unwrap();
    world.on(&[keys[1]], TriageAction::Archive);
    world.at(hours(2));
    assert_eq!((world.asleep(), world.listed()), (2, vec!["m0".to_owned()]), "what somebody has dealt with stays so");
    assert_eq!(world.at(hours(500)), 2);
    world.whole("the clock is right");
}

#[test]
fn two_processes_at_once_wake_once() {
    let mut world = world();
    let one = world.comes("one", 1);
    world.sleeps(&[one], hours(1));
    let path = world.dir.path().join("fumi.db");
    let wakes = || {
        let path = path.clone();
        std::thread::spawn(move || wake(&mut crate::store::Store::open(&path).unwrap().writer().unwrap(), hours(2)).unwrap())
    };
    let both: Vec<_> = (0..4).map(|_| wakes()).collect();
    assert_eq!(both.into_iter().map(|one| one.join().unwrap()).sum::<u64>(), 1);
    world.whole("once");
}

#[test]
fn mail_in_trash_and_spam_does_not_sleep_and_a_purge_takes_the_place_of_one_along() {
    let mut world = world();
    let (one, two) = (world.comes("one", 1), world.comes("two", 2));
    world.on(&[one], TriageAction::Delete);
    let refused = world.tries(Targets::Messages(vec![one]), TriageAction::Snooze(Some(hours(1))));
    assert!(matches!(refused, Err(StoreError::Refused(Refusal::CannotSleep))));
    assert_eq!(world.sleeps(&[one, two], hours(1)), 1, "the other one sleeps");
    world.at(hours(1));
    world.on(&[two], TriageAction::Delete);
    Write::EmptyTrash(EmptyTrash { mailboxes: Vec::new(), agreed: Some(2) }).apply(&mut world.db, &mut world.context).unwrap();
    world.whole("purged");
    assert!(world.turns(UndoRedo::Undo).is_err());
}

#[derive(Debug, Clone)]
enum Step {
    Does(BTreeSet<usize>, TriageAction),
    Whole(MailboxRole, TriageAction),
    Undo,
    Redo,
    Later(i64),
    Answer(usize),
}

fn action() -> impl Strategy<Value = TriageAction> {
    prop_oneof![
        4 => (1_i64..200).prop_map(|after| TriageAction::Snooze(Some(hours(after)))),
        1 => Just(TriageAction::Snooze(None)),
        1 => Just(TriageAction::Archive),
        1 => Just(TriageAction::Delete),
        1 => Just(TriageAction::Spam),
        1 => Just(TriageAction::Move(MoveTarget::Role(MailboxRole::Inbox))),
        1 => Just(TriageAction::Star(true)),
        1 => prop::bool::ANY.prop_map(TriageAction::Read),
        1 => Just(TriageAction::Seen),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let role = prop_oneof![Just(MailboxRole::Inbox), Just(MailboxRole::Archive), Just(MailboxRole::Trash)];
    prop_oneof![
        6 => (prop::collection::btree_set(0_usize..6, 1..4), action()).prop_map(|(on, action)| Step::Does(on, action)),
        2 => (role, action()).prop_map(|(role, action)| Step::Whole(role, action)),
        2 => Just(Step::Undo),
        1 => Just(Step::Redo),
        3 => (-30_i64..120).prop_map(Step::Later),
        1 => (0_usize..6).prop_map(Step::Answer),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_and_undone_lists_counters_and_sleep_agree(steps in prop::collection::vec(step(), 1..30)) {
        let mut world = world();
        let keys: Vec<MessageKey> = (0..6).map(|n| world.comes_to(world.account, &format!("m{n}"), if n % 3 == 2 { "m0" } else { "" }, "anna@berg.example", n)).collect();
        let (mut now, mut answers) = (0, 0);
        for step in steps {
            match step.clone() {
                Step::Does(on, action) => {
                    let on: Vec<MessageKey> = on.into_iter().map(|at| keys[at]).collect();
                    let before = world.state();
                    let changed = world.tries(Targets::Messages(on), action.clone());
                    if let Ok(changed) = changed && changed.group.is_some() {
                        let after = world.state();
                        world.turns(UndoRedo::Undo).unwrap();
                        prop_assert_eq!(world.state(), before, "{:?}", action);
                        world.turns(UndoRedo::Redo).unwrap();
                        prop_assert_eq!(world.state(), after, "{:?}", action);
                    }
                }
                Step::Whole(role, action) => _ = world.tries(Targets::All(Within::Role(role)), action),
                Step::Undo => _ = world.turns(UndoRedo::Undo),
                Step::Redo => _ = world.turns(UndoRedo::Redo),
                Step::Later(by) => {
                    now += by;
                    world.at(hours(now));
                    prop_assert_eq!(world.at(hours(now)), 0, "once");
                    let sql = "SELECT count(*) FROM snooze WHERE place IS NULL AND until <= ?1";
                    prop_assert_eq!(world.db.query_row(sql, [hours(now).0], |row| row.get::<_, i64>(0)).unwrap(), 0);
                }
                Step::Answer(at) => {
                    answers += 1;
                    world.comes_to(world.account, &format!("a{answers}"), &format!("m{at}"), "anna@berg.example", 30 + answers % 30);
                }
            }
            let verified = verify(&world.db).unwrap();
            prop_assert!(verified.is_sound(), "{:?}: {:?}", step, verified.checks.iter().filter(|check| check.faults > 0).collect::<Vec<_>>());
            let shown: i64 = world.db.query_row("SELECT coalesce(sum(count), 0) FROM mailbox_thread WHERE mailbox <> 0", [], |row| row.get(0)).unwrap();
            let total: i64 = world.db.query_row("SELECT sum(total) FROM mailbox", [], |row| row.get(0)).unwrap();
            prop_assert_eq!(shown, total);
        }
    }
}
