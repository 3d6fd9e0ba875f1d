//! The mouse: what a press is about is what stands there, and it does what the key for that does.

use super::walk::STATES;
use super::world::World;
use crate::domain::ids::AccountKey;
use crate::present::commands::{Command, Place};
use crate::present::key::{KeyPress, parse_keys};
use crate::tui::app::{App, Event, OnScreen, Pane, Tab};
use crate::tui::views::screen_map;

fn keys_of(text: &str) -> Vec<KeyPress> {
    text.split_whitespace().flat_map(|word| parse_keys(word).unwrap()).collect()
}

/// The keys that do what a press does; none where a press only moves the cursor to what was pressed.
fn same_by_key(world: &World, spot: &OnScreen) -> Option<Vec<KeyPress>> {
    let app = &world.app;
    let panes = app.overlays.is_empty();
    let mail = panes && app.tab == Tab::Mail;
    let again = match spot {
        OnScreen::Keys(_, keys) => return Some(keys.clone()),
        OnScreen::Button(_, Command::Yes) => return Some(keys_of("y")),
        OnScreen::Button(_, Command::No) => return Some(keys_of("n")),
        OnScreen::Button(..) => return Some(keys_of("Esc")),
        OnScreen::Tab(tab) => {
            let at = Tab::ALL.iter().position(|one| one == tab).unwrap();
            return Some(keys_of(&(at + 1).to_string()));
        }
        OnScreen::Thread(thread) => mail && app.focus == Pane::List && app.threads.current().is_some_and(|row| row.thread == *thread),
        OnScreen::Group(standing) => mail && app.focus == Pane::List && app.threads.heading() == Some(*standing),
        OnScreen::Mailbox(view) => mail && app.focus == Pane::Mailboxes && app.mailboxes.under_cursor() == Some(view),
        OnScreen::Account(key) => mail && app.focus == Pane::Mailboxes && account_marked(app) == Some(*key),
        OnScreen::Record(record) if mail => app.focus == Pane::List && app.threads.record().is_some_and(|one| one.reference == *record),
        OnScreen::Unsent(unsent) => mail && app.focus == Pane::List && app.threads.unsent().is_some_and(|one| one.key() == *unsent),
        OnScreen::Record(record) => panes && !app.board.detail.open && app.board.current().is_some_and(|name| name.reference == *record),
        OnScreen::Message(message) => {
            let here = mail && app.focus == Pane::Conversation && app.conversation.current().is_some_and(|row| row.key == *message);
            return here.then(|| keys_of("-"));
        }
        OnScreen::Side(row) => mail && app.focus == Pane::Sidebar && app.sidebar.under_cursor(app.any_account()).as_ref() == Some(&**row),
        OnScreen::Detail(row) => panes && app.board.detail.open && app.board.detail.under_cursor().as_ref() == Some(&**row),
        OnScreen::Pane(_)
        | OnScreen::Carried(..)
        | OnScreen::Choice(_)
        | OnScreen::Suggested(_)
        | OnScreen::Field(..)
        | OnScreen::Written(..) => false,
    };
    again.then(|| keys_of("Enter"))
}

fn account_marked(app: &App) -> Option<AccountKey> {
    app.mailboxes.account_under_cursor()?.key
}

/// What the cursor stands on is what was pressed.
fn is_marked(world: &World, spot: &OnScreen) -> bool {
    let app = &world.app;
    match spot {
        OnScreen::Thread(thread) => app.focus == Pane::List && app.threads.current().is_some_and(|row| row.thread == *thread),
        OnScreen::Group(standing) => app.focus == Pane::List && app.threads.heading() == Some(*standing),
        OnScreen::Mailbox(view) => app.focus == Pane::Mailboxes && app.mailboxes.under_cursor() == Some(view),
        OnScreen::Account(key) => app.focus == Pane::Mailboxes && account_marked(app) == Some(*key),
        OnScreen::Message(message) | OnScreen::Carried(message, _) => {
            app.focus == Pane::Conversation && app.conversation.current().is_some_and(|row| row.key == *message)
        }
        OnScreen::Record(record) if app.tab == Tab::Mail => {
            app.focus == Pane::List && app.threads.record().is_some_and(|one| one.reference == *record)
        }
        OnScreen::Unsent(unsent) => app.focus == Pane::List && app.threads.unsent().is_some_and(|one| one.key() == *unsent),
        OnScreen::Record(record) => app.board.current().is_some_and(|name| name.reference == *record),
        OnScreen::Side(row) => app.focus == Pane::Sidebar && app.sidebar.under_cursor(app.any_account()).as_ref() == Some(&**row),
        OnScreen::Detail(row) => app.board.detail.open && app.board.detail.under_cursor().as_ref() == Some(&**row),
        _ => true,
    }
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

#[test]
fn random_presses_on_random_screens_do_what_the_key_for_the_shown_thing_does() {
    let (mut by_key, mut marked) = (0, 0);
    for (at, (keys, size, _)) in STATES.iter().enumerate() {
        let (mut mouse, mut twin) = (World::open(size.0, size.1), World::open(size.0, size.1));
        mouse.keys(keys);
        twin.keys(keys);
        let mut dice = Dice(at as u64 + 1);
        for step in 0..12 {
            let shown = screen_map(&mouse.app);
            let all = shown.all();
            if all.is_empty() {
                break;
            }
            let (area, _) = &all[dice.roll(all.len())];
            let (column, row) =
                (area.x + (dice.roll(usize::from(area.width)) as u16), area.y + (dice.roll(usize::from(area.height)) as u16));
            let Some(pointed) = shown.press(column, row) else { continue };
            let (_, spot) = all.iter().rev().find(|(area, _)| area.holds(column, row)).unwrap().clone();
            let what = format!("{spot:?} at {column},{row}, step {step} after {keys:?} at {size:?}");
            match same_by_key(&mouse, &spot) {
                Some(presses) => {
                    presses.into_iter().for_each(|press| twin.event(Event::Key(press)));
                    mouse.event(Event::Pointed(pointed));
                    by_key += 1;
                }
                None => {
                    twin.event(Event::Pointed(pointed.clone()));
                    mouse.event(Event::Pointed(pointed));
                    mouse.settle();
                    assert!(is_marked(&mouse, &spot), "{what}");
                    marked += 1;
                }
            }
            mouse.settle();
            twin.settle();
            assert_eq!(mouse.asked, twin.asked, "{what}");
            assert_eq!(mouse.screen(), twin.screen(), "{what}");
        }
    }
    assert!(by_key > 60 && marked > 60, "{by_key} and {marked}");
}

#[test]
fn a_press_means_what_was_shown_however_much_changed_since() {
    let mut world = World::open(120, 40);
    let shown = screen_map(&world.app);
    let (area, _) = shown.all().iter().find(|(_, spot)| matches!(spot, OnScreen::Thread(thread) if thread.0 == 3)).unwrap().clone();
    let pointed = shown.press(area.x, area.y).unwrap();
    // The two rows above it go before the press arrives.
    world.presses("e e");
    assert!(world.app.threads.threads().take(1).any(|row| row.thread.0 == 3), "another row stands there now");
    world.event(Event::Pointed(pointed.clone()));
    assert_eq!(world.app.threads.current().map(|row| row.thread.0), Some(3));
    world.presses("e");
    let here = world.app.threads.current().map(|row| row.thread);
    world.event(Event::Pointed(pointed));
    assert_eq!(world.app.threads.current().map(|row| row.thread), here, "what is gone is not acted on, and nothing in its place");
    assert_eq!(world.app.focus, Pane::List);
}

#[test]
fn what_lies_over_the_panes_keeps_presses_from_them() {
    let mut world = World::open(120, 40);
    let panes = screen_map(&world.app);
    world.keys("?");
    let before = world.screen();
    for (area, spot) in panes.all().iter().filter(|(_, spot)| !matches!(spot, OnScreen::Keys(..))) {
        let pointed = panes.press(area.x, area.y).unwrap();
        world.event(Event::Pointed(pointed));
        assert_eq!(world.screen(), before, "{spot:?}");
        assert!(screen_map(&world.app).press(area.x, area.y).is_none(), "{spot:?} is covered");
    }
    assert_eq!(world.app.place(), Place::Reader);
}

/// Presses the cell at which a text stands, so many columns into it.
fn press_at(world: &mut World, text: &str, columns: u16) {
    let screen = world.screen_words();
    let width = usize::from(world.app.size.columns);
    let at = screen.find(text).map(|at| screen[..at].chars().count()).unwrap_or_else(|| panic!("{text} is not on the screen: {screen}"));
    let (column, row) = (u16::try_from(at % width).unwrap() + columns, u16::try_from(at / width).unwrap());
    let pointed = screen_map(&world.app).press(column, row).unwrap_or_else(|| panic!("nothing stands at {text}"));
    world.event(Event::Pointed(pointed));
}

fn types(world: &mut World, text: &str) {
    for c in text.chars() {
        world.event(Event::Key(KeyPress::plain(crate::present::key::Key::Char(c))));
    }
}

#[test]
fn a_press_in_a_form_puts_the_cursor_there_and_turns_what_is_chosen() {
    let mut world = World::open(120, 40);
    world.keys("gl");
    world.keys("+l");
    types(&mut world, "Berg");
    press_at(&mut world, "Berg", 1);
    types(&mut world, "x");
    assert!(world.screen_words().contains("Bxerg"), "{}", world.screen_words());
    press_at(&mut world, "Department", 2);
    types(&mut world, "Anna");
    press_at(&mut world, "Bxerg", 4);
    types(&mut world, "y");
    assert!(world.screen_words().contains("Bxeryg") && world.screen_words().contains("Anna"), "{}", world.screen_words());
    press_at(&mut world, "Not Contacted", 1);
    assert!(world.screen_words().contains("Not Contacted"), "the first press looks");
    press_at(&mut world, "Not Contacted", 1);
    assert!(!world.screen_words().contains("‹ Not Contacted ›"), "the second turns");
}

#[test]
fn a_press_in_the_composer_puts_the_cursor_there() {
    let mut world = World::open(120, 40);
    let mut composer = crate::tui::app::Composer::over(
        crate::domain::mail::compose::EnteredDraft {
            to: "anna@berg.example".to_owned(),
            subject: "visit".to_owned(),
            body: "first row\nsecond row".to_owned(),
            ..Default::default()
        },
        None,
        Vec::new(),
    );
    composer.body.keep_in_sight(116, 20);
    world.app.overlays.push(crate::tui::app::Overlay::Composer(Box::new(composer)));
    press_at(&mut world, "second row", 6);
    types(&mut world, "!");
    assert!(world.screen_words().contains("second! row"), "{}", world.screen_words());
    press_at(&mut world, "anna@berg.example", 4);
    types(&mut world, ".b");
    assert!(world.screen_words().contains("anna.b@berg.example"), "{}", world.screen_words());
    press_at(&mut world, "first row", 0);
    types(&mut world, "*");
    assert!(world.screen_words().contains("*first row"), "{}", world.screen_words());
}

#[test]
fn the_wheel_scrolls_what_lies_under_it_and_leaves_the_focus() {
    let mut world = World::open(120, 14);
    world.keys("Enter");
    let list = world.app.panes().unwrap().list.unwrap();
    let before = world.app.threads.top;
    let turned = screen_map(&world.app).wheel(list.x + 2, list.y + 1, true).unwrap();
    world.event(Event::Pointed(turned));
    assert!(world.app.threads.top > before, "the list");
    assert_eq!(world.app.focus, Pane::Conversation);
    let page = world.app.list_page();
    let cursor = world.app.threads.cursor;
    assert!((world.app.threads.top..world.app.threads.top + page).contains(&cursor), "the marked row is on the screen");
}

#[test]
fn keys_of_the_footer_stand_where_they_can_be_pressed() {
    for (keys, size, _) in STATES {
        let mut world = World::open(size.0, size.1);
        world.keys(keys);
        let words = world.screen_words();
        for (area, spot) in screen_map(&world.app).all() {
            assert!(area.x + area.width <= size.0 && area.y + area.height <= size.1, "{spot:?} after {keys:?}");
            if let OnScreen::Keys(_, presses) = spot {
                let from = usize::from(area.y) * usize::from(size.0) + usize::from(area.x);
                let shown: String = words.chars().skip(from).take(usize::from(area.width)).collect();
                let (key, _) = shown.split_once(' ').unwrap();
                assert_eq!(parse_keys(key).as_ref(), Ok(presses), "{shown:?} after {keys:?}");
            }
        }
    }
}
