//! What of the screen is kept, and what goes back when its form is thrown away.

use super::world::World;
use crate::config::look::{LookChange, Sort};
use crate::config::settings::Theme;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::RecordKind;
use crate::jobs::look::KeepLook;
use crate::jobs::{Job, Notice};
use crate::tui::app::Event;

fn kept(world: &World) -> Vec<KeepLook> {
    world.asked.iter().filter_map(|job| if let Job::Look(keep) = job { Some(keep.clone()) } else { None }).collect()
}

#[test]
fn the_sidebar_is_kept_when_the_person_says_so_and_not_when_it_only_made_room() {
    let mut world = World::open(120, 30);
    world.keys("I");
    assert_eq!(kept(&world), [KeepLook::Screen(LookChange::Sidebar(false))]);
    world.keys("i");
    assert_eq!(kept(&world).last(), Some(&KeepLook::Screen(LookChange::Sidebar(true))));
    let mut narrow = World::open(80, 24);
    narrow.keys("i i");
    assert!(kept(&narrow).is_empty(), "a look at it over the list is no choice");
}

#[test]
fn each_list_keeps_its_own_order() {
    let mut world = World::open(120, 30);
    let by = |kind, field, descending| KeepLook::Screen(LookChange::Sort(kind, Some(Sort { field, descending })));
    world.keys("2 S j j Enter S j j Enter");
    assert_eq!(kept(&world), [by(RecordKind::Lead, Field::Company, false), by(RecordKind::Lead, Field::Company, true)]);
    world.keys("3");
    assert_eq!(world.app.board.sort, None);
    world.keys("2");
    assert_eq!((world.app.board.sort, world.app.board.descending), (Some(Field::Company), true));
    world.keys("S Enter");
    assert_eq!(kept(&world).last(), Some(&KeepLook::Screen(LookChange::Sort(RecordKind::Lead, None))));
}

#[test]
fn colours_are_kept_when_the_form_is_saved_and_go_back_when_it_is_thrown_away() {
    let mut world = World::open(120, 30);
    world.app.theme = Theme::Dark;
    world.app.next.push_back(crate::tui::app::Then::Appearance);
    world.keys("Right");
    assert_eq!(world.app.theme, Theme::Dark, "the key was the list's");
    world.keys("Right");
    assert_eq!(world.app.theme, Theme::Light, "shown while it is chosen");
    world.keys("Esc y");
    assert_eq!(world.app.theme, Theme::Dark);
    assert!(kept(&world).is_empty());
    world.app.next.push_back(crate::tui::app::Then::Appearance);
    world.keys("F1 Right Ctrl-s");
    assert_eq!((world.app.theme, kept(&world)), (Theme::Light, vec![KeepLook::Theme(Theme::Light)]));
}

#[test]
fn a_theme_that_another_app_chose_is_taken_unless_this_one_has_its_own() {
    let mut world = World::open(120, 30);
    world.app.theme = Theme::Dark;
    let theme = |before, now| Event::Notice(Notice::Theme { before, now });
    world.event(theme(Theme::Dark, Theme::Light));
    assert_eq!(world.app.theme, Theme::Light);
    // One that was chosen here stays.
    world.app.theme = Theme::Plain;
    world.event(theme(Theme::Light, Theme::Dark));
    assert_eq!(world.app.theme, Theme::Plain);
    assert!(kept(&world).is_empty(), "nobody chose here");
}

#[test]
fn no_color_means_none_whatever_is_chosen_here_or_elsewhere_and_the_choice_is_kept() {
    use ratatui::style::Color;
    let coloured = |world: &World| world.has_cell(|cell| cell.fg != Color::Reset || cell.bg != Color::Reset);
    let mut world = World::open_with(120, 30, |start| start.colourless = true);
    world.event(Event::Notice(Notice::Theme { before: Theme::Plain, now: Theme::Dark }));
    assert!(!coloured(&world), "another app's choice");
    world.app.next.push_back(crate::tui::app::Then::Appearance);
    world.keys("F1 Right");
    assert!(world.screen_words().contains("NO_COLOR"), "{}", world.screen_words());
    assert!(!coloured(&world), "shown while it is chosen");
    world.keys("Ctrl-s");
    assert_eq!((coloured(&world), kept(&world)), (false, vec![KeepLook::Theme(Theme::Light)]));
    let mut other = World::open(120, 30);
    other.event(Event::Notice(Notice::Theme { before: Theme::Plain, now: Theme::Dark }));
    assert!(coloured(&other));
}
