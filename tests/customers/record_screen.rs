//! The open record: what hangs on it opens, and Esc comes back to where one was.

use fumi::config::settings::Theme;
use fumi::domain::crm::kind::RecordKind;
use fumi::i18n::Language;

use crate::screens::{Books, ScreenWorld, Typed, many};

fn customers() -> Vec<Typed> {
    vec![
        (RecordKind::Contact, vec![("last-name", "Berg"), ("company", "Nordwind"), ("email", "anna@nordwind.example")]),
        (RecordKind::Deal, vec![("deal-name", "Pilot"), ("contact", "Berg"), ("amount", "40000"), ("closing-date", "2027-01-31")]),
    ]
}

fn world(mails: i64, language: Language) -> ScreenWorld {
    ScreenWorld::with(Books { records: customers(), ..many(mails) }, language, 120, 40, Theme::Plain)
}

#[track_caller]
fn shows(world: &ScreenWorld, words: &[&str]) {
    let screen = world.screen();
    assert!(screen.lines().any(|line| words.iter().all(|word| line.contains(word))), "{words:?}\n{screen}");
}

#[test]
fn s117_every_mail_stands_with_its_state_and_opens_and_esc_comes_back() {
    let mut english = world(8, Language::English);
    english.keys("3");
    assert_eq!(english.screen().matches("received ").count(), 8, "{}", english.screen());
    english.keys("Enter j j");
    english.keys("Enter");
    shows(&english, &["[Mail]"]);
    shows(&english, &["Mail number 1"]);
    english.keys("Esc");
    shows(&english, &["[Contacts]"]);
    shows(&english, &["Berg · Contact"]);
    let mut japanese = world(8, Language::Japanese);
    japanese.keys("3");
    assert_eq!(japanese.screen().matches("受信 ").count(), 8, "{}", japanese.screen());
}

#[test]
fn beyond_two_hundred_mails_a_row_leads_to_all_of_them_and_back() {
    let mut world = world(230, Language::English);
    world.keys("3 Enter G");
    shows(&world, &["All mail (230)"]);
    world.keys("Enter");
    shows(&world, &["[Mail]"]);
    shows(&world, &["230"]);
    world.keys("Esc");
    shows(&world, &["Berg · Contact"]);
}

#[test]
fn s9_an_answer_begun_on_a_mail_of_a_deal_goes_to_its_writer_and_is_about_the_deal() {
    let mut world = world(2, Language::English);
    world.keys("5 Enter j j r");
    shows(&world, &["┌ Reply"]);
    shows(&world, &["Re: Mail number"]);
    world.types("Gladly.").keys("Esc");
    let deal = world.house.drafts()[0].entered.for_record.unwrap();
    world.keys("5 c Ctrl-s");
    let about: Vec<_> = world.house.drafts().iter().map(|draft| draft.entered.for_record).collect();
    assert!(about.contains(&Some(deal)), "{about:?}");
}

#[test]
fn records_open_one_from_another_and_esc_comes_back_step_by_step() {
    let mut world = world(1, Language::English);
    world.keys("4 Enter");
    shows(&world, &["Nordwind · Company"]);
    shows(&world, &["People", "+c"]);
    world.keys("Enter");
    shows(&world, &["Berg · Contact"]);
    world.keys("j Enter");
    shows(&world, &["Pilot · Deal"]);
    world.keys("+t");
    shows(&world, &["New Task for Pilot"]);
    world.keys("Esc Esc");
    shows(&world, &["Berg · Contact"]);
    world.keys("Enter");
    assert!(!world.screen().contains("Company · "), "{}", world.screen());
    shows(&world, &["Pilot · Deal"]);
    world.keys("h h");
    shows(&world, &["Nordwind · Company"]);
    world.keys("+c");
    shows(&world, &["Company", "Nordwind"]);
    world.keys("Esc h j");
    shows(&world, &["Nordwind · Company"]);
}
