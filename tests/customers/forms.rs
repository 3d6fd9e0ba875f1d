//! Forms of records, told in keys over a real store.

use fumi::config::settings::Theme;
use fumi::domain::crm::kind::RecordKind;
use fumi::i18n::Language;

use crate::screens::{Books, ScreenWorld, sample};

fn world(language: Language) -> ScreenWorld {
    let records = vec![(RecordKind::Contact, vec![("last-name", "Berg"), ("first-name", "Anna"), ("email", "anna@nordwind.example")])];
    ScreenWorld::with(Books { records, ..sample() }, language, 120, 40, Theme::Plain)
}

/// Whether a line of the screen has all these words.
fn has_line(world: &ScreenWorld, words: &[&str]) -> bool {
    world.screen().lines().any(|line| words.iter().all(|word| line.contains(word)))
}

#[test]
fn a_time_stands_as_it_was_understood_and_the_end_follows_the_start() {
    let mut world = world(Language::English);
    world.keys("3 +e").types("Visit").keys("Tab").types("tomorrow 2pm").keys("Tab");
    assert!(has_line(&world, &["From*", "2026-11-24 Tue 14:00"]), "{}", world.screen());
    assert!(has_line(&world, &["To*", "2026-11-24 Tue 15:00"]), "{}", world.screen());
    world.types("tomorrow 16:30").keys("Shift-Tab").types("dec 1 9:00").keys("Tab");
    assert!(has_line(&world, &["To*", "2026-12-01 Tue 11:30"]), "the event lasts as long as before: {}", world.screen());
    world.keys("Ctrl-s 6");
    assert!(has_line(&world, &["Visit", "9:00"]), "{}", world.screen());
}

#[test]
fn what_a_form_puts_in_is_replaced_by_typing_and_kept_by_moving() {
    let mut world = world(Language::Japanese);
    world.keys("3 +t").types("電話").keys("Tab");
    assert!(has_line(&world, &["期限", "2026-11-24 火曜"]), "{}", world.screen());
    world.types("来週月曜").keys("Tab");
    assert!(has_line(&world, &["期限", "2026-11-30 月曜"]), "{}", world.screen());
    world.keys("Shift-Tab Left").types("x");
    assert!(has_line(&world, &["期限", "2026-11-30x"]), "what was typed is not selected, and its weekday goes: {}", world.screen());
}

#[test]
fn kana_is_asked_for_in_japanese_forms_only_and_a_lead_needs_its_last_name_alone() {
    let mut english = world(Language::English);
    english.keys("2 +l");
    assert!(!english.screen().contains("Kana") && english.screen().contains("Last Name*"), "{}", english.screen());
    assert!(!english.screen().contains("Company*"), "{}", english.screen());
    let mut japanese = world(Language::Japanese);
    japanese.keys("2 +l");
    assert!(japanese.screen().contains("姓(カナ)"), "{}", japanese.screen());
}

#[test]
fn a_long_text_is_wrapped_and_its_field_grows() {
    let mut world = world(Language::English);
    world.keys("3 +n");
    let words: Vec<String> = (1..60).map(|number| format!("word{number}")).collect();
    world.types(&words.join(" "));
    for word in ["word1 ", "word30", "word59"] {
        assert!(world.screen().contains(word), "{word}: {}", world.screen());
    }
}
