//! What a key acts on, what is said of it, and where the cursor stands then.

use fumi::config::settings::Theme;
use fumi::domain::mail::mailbox::MailboxRole;
use fumi::i18n::Language;

use crate::screens::{ScreenWorld, many};

fn world(mails: i64) -> ScreenWorld {
    ScreenWorld::with(many(mails), Language::English, 120, 40, Theme::Plain)
}

/// The mails of the list that are shown, by their numbers.
fn shown(world: &ScreenWorld) -> Vec<u32> {
    let screen = world.screen();
    let list = screen.lines().take(16);
    list.filter_map(|line| line.split("Anna Berg Mail number ").nth(1)?.split_whitespace().next()?.parse().ok()).collect()
}

#[track_caller]
fn says(world: &ScreenWorld, words: &[&str]) {
    let screen = world.screen();
    assert!(screen.lines().any(|line| words.iter().all(|word| line.contains(word))), "{words:?}\n{screen}");
}

#[test]
fn after_several_rows_left_the_cursor_stands_on_the_next_that_stays_and_after_undo_on_the_first_that_came_back() {
    let mut world = world(8);
    world.keys("j x x d");
    assert_eq!(shown(&world)[..3], [1, 4, 5], "{}", world.screen());
    world.keys("d");
    assert_eq!(shown(&world)[..3], [1, 5, 6], "the next key meets the row that was next\n{}", world.screen());
    world.keys("z z");
    assert_eq!(shown(&world)[..4], [1, 2, 3, 4], "{}", world.screen());
    world.keys("d");
    assert_eq!(shown(&world)[..3], [1, 3, 4], "and after undo the first that came back\n{}", world.screen());
}

#[test]
fn all_that_match_are_counted_and_above_a_hundred_asked_about() {
    let mut few = world(8);
    few.keys("* d");
    says(&few, &["8", "to Trash", "z"]);
    assert_eq!(few.house.count(MailboxRole::Trash).0, 8);
    let mut many = world(120);
    many.keys("* d");
    says(&many, &["120"]);
    assert_eq!(many.house.count(MailboxRole::Trash).0, 0, "first it is asked");
    many.keys("n");
    assert_eq!(many.house.count(MailboxRole::Trash).0, 0);
    many.keys("* d y");
    assert_eq!(many.house.count(MailboxRole::Trash).0, 120);
    says(&many, &["120", "to Trash", "z"]);
}

#[test]
fn every_triage_says_what_it_did_with_the_way_back_and_no_old_word_stays_over_a_new_act() {
    let mut world = world(8);
    for (key, said) in [("d", "to Trash"), ("e", "Archived"), ("!", "spam"), ("s", "tar"), ("u", "nread")] {
        world.keys(key);
        let screen = world.screen();
        let told: Vec<&str> = screen.lines().rev().take(3).collect();
        assert!(told.iter().any(|line| line.to_lowercase().contains(&said.to_lowercase()) && line.contains('z')), "{key}\n{screen}");
        if key != "d" {
            assert!(!told.iter().any(|line| line.contains("to Trash")), "{key}\n{screen}");
        }
    }
}

#[test]
fn esc_clears_a_selection_or_a_search_and_else_does_nothing_and_h_goes_to_the_mailboxes() {
    let mut world = world(8);
    let before = world.screen();
    world.keys("Esc");
    assert_eq!(world.screen(), before);
    world.keys("x x Esc d");
    assert_eq!(world.house.count(MailboxRole::Trash).0, 1, "one row, since nothing was selected any more");
    world.keys("z / n u m b e r Enter");
    says(&world, &["number"]);
    world.keys("Esc");
    assert_eq!(shown(&world).len(), 8, "{}", world.screen());
    let groups = world.house.groups().len();
    world.keys("h");
    let focused = world.screen();
    assert_ne!(focused, before);
    for key in ["d", "e", "x", "s", "u"] {
        world.keys(key);
    }
    assert_eq!(world.house.groups().len(), groups, "letters among the mailboxes act on no mail\n{}", world.screen());
}

#[test]
fn a_mail_is_begun_in_every_place() {
    for place in ["", "Enter", "h", "i", "2", "3", "4", "5", "6", "go", "gt", "/ a Enter"] {
        let mut world = world(3);
        world.keys(place).keys("c");
        assert!(world.screen().contains("┌ New mail") || world.screen().contains("Subject"), "{place}\n{}", world.screen());
    }
}
