//! Whatever the order of keys and answers, what is added is for the person of what was under the cursor when the key was pressed.

use proptest::prelude::*;

use super::world::{GUEST, STRANGER, TALK, World, name, person};
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordName, Subject};
use crate::domain::crm::value::Value;
use crate::jobs::crm::CrmJob;
use crate::jobs::{Job, Notice};
use crate::present::commands::Place;
use crate::tui::app::forms::FormKind;
use crate::tui::app::{BoardRow, Event, Overlay, Pane, Tab};

/// Something that happens before or after the key.
#[derive(Debug, Clone)]
enum Act {
    Keys(&'static str),
    Answer(usize),
    Resize(u16),
    Settle,
}

fn acts() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => prop::sample::select(vec!["j", "k", "j", "j", "I", "i", "Enter", "h", "Tab", "G", "gi", "x"]).prop_map(Act::Keys),
        1 => prop::sample::select(vec!["1", "2", "3", "4", "5", "6", "gm"]).prop_map(Act::Keys),
        4 => (0..20_usize).prop_map(Act::Answer),
        1 => prop::sample::select(vec![60_u16, 80, 120, 200]).prop_map(Act::Resize),
        1 => Just(Act::Settle),
    ]
}

fn act(world: &mut World, act: &Act) {
    match act {
        Act::Keys(keys) if world.app.overlays.is_empty() => world.presses(keys),
        Act::Keys(_) => {}
        Act::Answer(at) if !world.waiting.is_empty() => world.answer(at % world.waiting.len()),
        Act::Answer(_) => {}
        Act::Resize(columns) => world.event(Event::Resize { columns: *columns, rows: 30 }),
        Act::Settle => world.settle(),
    }
}

/// Who is under the cursor, read off the world and not off what the app made of it; `None` for nobody and for strangers.
fn under_cursor(world: &World) -> Option<RecordName> {
    let app = &world.app;
    if app.tab != Tab::Mail {
        return match app.board.rows.get(app.board.cursor)? {
            BoardRow::Record(record) if matches!(record.reference.subject, Subject::Person | Subject::Company | Subject::Deal) => {
                Some(record.as_name())
            }
            BoardRow::Due(due) => due.person.clone(),
            BoardRow::Waiting(row) => row.person.clone(),
            _ => None,
        };
    }
    let row = app.threads.current().map(|row| row.thread.0);
    let number = match app.focus {
        Pane::List => row?,
        Pane::Conversation => match &app.conversation.thread {
            Some(thread) if Some(thread.thread) == app.conversation.wanted => {
                let message = thread.nodes[app.conversation.cursor].message.as_ref()?;
                match (thread.thread.0, message.mine, message.key == thread.nodes[1].message.as_ref()?.key) {
                    (TALK, _, true) => GUEST,
                    (thread, ..) => thread,
                }
            }
            _ => row?,
        },
        Pane::Sidebar => {
            let spec = app.sidebar.met.as_ref()?.address.address.as_str().to_owned();
            spec.trim_start_matches('p').split('@').next()?.parse().ok()?
        }
        Pane::Mailboxes => return None,
    };
    (number != STRANGER).then(|| person(number))
}

/// For whom an overlay is, when it is a form for somebody.
fn is_for(overlay: &Overlay) -> Option<RecordName> {
    match overlay {
        Overlay::Form(form) => match &form.kind {
            FormKind::Record(about) => about.person.clone(),
            _ => None,
        },
        _ => None,
    }
}

/// For whom the open form is.
fn form_for(world: &World) -> Option<RecordName> {
    world.app.overlays.iter().find_map(is_for)
}

/// For whom the saved record is.
fn saved_for(world: &World) -> Option<RecordName> {
    world.asked.iter().rev().find_map(|job| match job {
        Job::Crm(job) => match &**job {
            CrmJob::Add(new) => [Field::RelatedTo, Field::Contact].iter().find_map(|field| match new.values.get(field) {
                Some(Value::Record(name)) => Some(name.clone()),
                _ => None,
            }),
            _ => None,
        },
        _ => None,
    })
}

fn opened(world: &mut World, keys: &str) -> Option<RecordName> {
    world.keys(keys);
    form_for(world)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn every_form_names_the_person_of_what_is_under_the_cursor(
        marks in any::<bool>(),
        columns in prop::sample::select(vec![60_u16, 80, 120, 200]),
        before in prop::collection::vec(acts(), 0..25),
        key in prop::sample::select(vec!["+t", "+e", "+p", "+n"]),
        after in prop::collection::vec(acts(), 0..10),
    ) {
        let mut world = World::new(columns, 30);
        world.marks = marks;
        if before.len() % 2 == 0 {
            world.settle();
        }
        for one in &before {
            act(&mut world, one);
        }
        while !world.app.overlays.is_empty() {
            world.presses("Esc");
        }
        let expected = under_cursor(&world);
        let offered = world.app.place() != Place::Mailboxes;
        world.presses(key);
        for one in &after {
            act(&mut world, one);
        }
        world.settle();
        let found = form_for(&world);
        prop_assert_eq!(&found, &expected.clone().filter(|_| offered));
        // What was opened since lies above a form that had to wait.
        if let (Some(person), Some(Overlay::Form(form))) = (found, world.app.overlays.last().filter(|top| is_for(top).is_some())) {
            let title = form.title.say(&world.app.words);
            prop_assert!(title.contains(person.name.as_str()), "{} is not named in {title:?}", person.name);
            world.event(Event::Paste("x".to_owned()));
            world.presses("Ctrl-s");
            if let Some(saved) = saved_for(&world) {
                prop_assert_eq!(saved.reference, person.reference);
            }
        }
    }
}

#[test]
fn at_eighty_columns_a_note_is_for_the_row_and_not_for_whom_the_sidebar_showed() {
    let mut world = World::open(80, 24);
    world.keys("i h");
    assert_eq!(opened(&mut world, "j j +n"), Some(person(3)));
    world.event(Event::Paste("a note".to_owned()));
    world.presses("Ctrl-s");
    assert_eq!(saved_for(&world), Some(person(3)));
}

#[test]
fn with_the_sidebar_hidden_a_note_is_for_the_row() {
    let mut world = World::open(120, 40);
    world.keys("I");
    assert_eq!(opened(&mut world, "j +n"), Some(person(2)));
}

#[test]
fn a_person_whom_the_list_does_not_know_yet_is_asked_for_and_the_cursor_may_move_on() {
    let mut world = World::open(80, 24);
    world.marks = false;
    world.keys("gs");
    world.presses("j +t");
    assert_eq!(form_for(&world), None, "nobody has said who that is");
    world.presses("j j");
    world.settle();
    assert_eq!(form_for(&world), Some(person(2)));
}

#[test]
fn a_form_that_had_to_wait_comes_beneath_what_was_opened_since() {
    let mut world = World::open(80, 24);
    world.marks = false;
    world.keys("gs");
    world.presses("j +t :");
    world.settle();
    assert!(matches!(world.app.overlays.last(), Some(Overlay::Prompt(_))), "letters still go to the line");
    world.keys("Esc");
    assert_eq!(form_for(&world), Some(person(2)));
}

#[test]
fn in_a_talk_of_two_the_conversation_means_who_wrote_the_message() {
    let mut world = World::open(120, 40);
    world.keys("j Enter");
    assert_eq!(opened(&mut world, "k +n"), Some(person(GUEST)));
}

#[test]
fn a_deal_is_for_the_contact_of_the_row_with_their_own_company() {
    let mut world = World::open(120, 40);
    world.keys("I j +d");
    assert_eq!(form_for(&world), Some(person(2)));
    world.presses("Ctrl-s");
    assert_eq!(saved_for(&world), Some(person(2)));
    assert!(world.screen_words().contains("Company2"));
    let mut world = World::open(120, 40);
    world.keys("I +d");
    assert_eq!(form_for(&world), None, "{} is a lead", name(1));
}

#[test]
fn what_is_added_in_a_tab_is_for_its_row_and_a_new_person_begins_empty() {
    let mut world = World::open(80, 24);
    assert_eq!(opened(&mut world, "6 j +n"), Some(person(2)));
    let mut world = World::open(120, 40);
    world.keys("2 +l");
    assert!(matches!(world.app.overlays.last(), Some(Overlay::Form(_))));
    assert_eq!(form_for(&world), None);
}

#[test]
fn a_new_person_whose_mail_is_still_to_come_is_filled_from_it_when_it_is_here() {
    let extracts = |world: &World| world.asked.iter().filter(|job| matches!(job, Job::Extract(_))).count();
    let mut world = World::open(80, 24);
    world.answered = true;
    world.keys("gs");
    world.presses("j j j +l");
    assert!(matches!(world.app.overlays.last(), Some(Overlay::Form(_))), "the form opens at once");
    assert_eq!(extracts(&world), 0, "the newest mail of the row is ours and says nothing of them");
    world.settle();
    assert_eq!(extracts(&world), 1);
}

#[test]
fn nobody_is_refused_for_what_the_screen_said_before_it_is_read_again() {
    let mut world = World::open(120, 40);
    world.keys("j j j +t");
    assert_eq!(form_for(&world), None, "a stranger");
    world.added = true;
    world.event(Event::Notice(Notice::StoreChanged));
    world.presses("+t");
    world.settle();
    assert_eq!(form_for(&world), Some(person(STRANGER)));
}

#[test]
fn what_cannot_be_done_here_is_said_of_here_only() {
    let mut world = World::open(120, 40);
    world.keys("j j j +t");
    assert!(world.app.notices.shown().is_some(), "a stranger has no tasks");
    world.keys("3");
    assert_eq!(world.app.notices.shown(), None, "the contacts are known, all of them");
}
