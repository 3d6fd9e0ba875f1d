//! A step in the list shows the next conversation in the same drawing, since it was read ahead.

use super::world::World;
use crate::domain::ids::ThreadKey;
use crate::jobs::crm::{CrmJob, SidebarOf};
use crate::jobs::mail::MailJob;
use crate::jobs::{Job, Notice};
use crate::tui::app::Event;

impl World {
    fn shown(&self) -> Option<(i64, bool)> {
        let thread = self.app.conversation.thread.as_ref()?.thread;
        Some((thread.0, self.app.conversation.current_view().is_some()))
    }

    /// The threads that were asked for since then, in order.
    fn opened_since(&self, asked: usize) -> Vec<i64> {
        let thread = |job: &Job| if let Job::Mail(MailJob::Open(of)) = job { Some(of.thread.0) } else { None };
        self.asked[asked..].iter().filter_map(thread).collect()
    }
}

#[test]
fn the_next_conversation_is_on_the_screen_before_anything_is_answered() {
    let mut world = World::open(120, 40);
    assert_eq!(world.shown(), Some((1, true)));
    let asked = world.asked.len();
    world.presses("j");
    assert_eq!(world.shown(), Some((2, true)), "its text, too");
    assert_eq!(world.opened_since(asked), [3], "the store is asked for the one after it");
    world.settle();
    world.presses("k");
    assert_eq!(world.shown(), Some((1, true)), "back as well");
    world.settle();
    let asked = world.asked.len();
    world.keys("j j j");
    assert_eq!(world.shown(), Some((4, true)));
    let opened = world.opened_since(asked);
    assert!(opened.iter().all(|thread| *thread != 4 || opened.iter().filter(|one| *one == thread).count() == 1), "once each: {opened:?}");
}

#[test]
fn what_was_read_before_a_change_is_read_again() {
    let mut world = World::open(120, 40);
    world.event(Event::Notice(Notice::StoreChanged));
    let asked = world.asked.len();
    world.presses("j");
    assert_eq!(world.shown(), Some((1, false)), "what is still on the screen is not what the keys mean");
    assert_eq!(world.opened_since(asked), [2]);
    world.settle();
    assert_eq!(world.shown(), Some((2, true)));
}

#[test]
fn what_came_after_a_change_but_was_asked_before_it_is_not_kept() {
    let mut world = World::new(120, 40);
    // Everything but what is read ahead.
    while let Some(at) = world.waiting.iter().position(|(_, job)| !matches!(job, Job::Mail(MailJob::Open(of)) if of.thread != ThreadKey(1)))
    {
        world.answer(at);
    }
    assert_eq!(world.shown(), Some((1, true)));
    let late: Vec<_> = std::mem::take(&mut world.waiting);
    world.event(Event::Notice(Notice::StoreChanged));
    world.settle();
    world.waiting = late;
    world.settle();
    world.presses("j");
    assert_eq!(world.shown(), Some((2, true)), "of the second reading");
}

#[test]
fn nothing_is_read_ahead_where_no_conversation_stands_beside_the_list() {
    let mut world = World::open(60, 24);
    assert_eq!(world.opened_since(0), [1]);
    world.keys("j j");
    assert_eq!(world.opened_since(0), [1, 2, 3]);
}

/// Whom the sidebar knows now, by the first word of their name.
fn beside(world: &World) -> Option<String> {
    world.app.sidebar.person().filter(|_| world.app.sidebar.is_current()).map(|person| person.name.as_str().to_owned())
}

/// The addresses whose persons were asked for since then, in order.
fn persons_since(world: &World, asked: usize) -> Vec<String> {
    let addresses = |job: &Job| match job {
        Job::Crm(job) => match &**job {
            CrmJob::Sidebar(SidebarOf::Addresses(addresses)) => addresses.clone(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    world.asked[asked..].iter().flat_map(addresses).collect()
}

#[test]
fn the_person_of_the_next_row_stands_beside_it_before_anything_is_answered() {
    let mut world = World::open(120, 40);
    let first = beside(&world);
    let asked = world.asked.len();
    world.presses("j");
    let second = beside(&world);
    assert!(first.is_some() && second.is_some() && first != second, "{first:?} {second:?}");
    assert_eq!(persons_since(&world, asked).len(), 1, "only the one after them is asked for");
    world.settle();
    world.presses("k");
    assert_eq!(beside(&world), first, "back as well");
}

#[test]
fn a_person_who_was_read_before_a_change_is_read_again() {
    let mut world = World::open(120, 40);
    world.event(Event::Notice(Notice::StoreChanged));
    world.presses("j");
    assert_eq!(beside(&world), None, "what was read ahead is not true any more");
    world.settle();
    assert!(beside(&world).is_some());
}

#[test]
fn an_answer_about_somebody_else_does_not_take_the_place_of_whom_the_keys_mean() {
    let mut world = World::open(120, 40);
    world.event(Event::Notice(Notice::StoreChanged));
    // The person of the first row is read again, and answered last of all.
    let late =
        |job: &Job| matches!(job, Job::Crm(job) if matches!(&**job, CrmJob::Sidebar(SidebarOf::Addresses(of)) if of == &["p1@x.example"]));
    while let Some(at) = world.waiting.iter().position(|(_, job)| !late(job)) {
        world.answer(at);
    }
    world.presses("j");
    let second = beside(&world);
    assert!(second.is_some(), "read ahead meanwhile");
    world.settle();
    assert_eq!(beside(&world), second);
}

#[test]
fn nobody_is_read_ahead_where_no_sidebar_stands() {
    let mut world = World::open(98, 40);
    world.keys("j j");
    assert_eq!(persons_since(&world, 0), Vec::<String>::new());
}
