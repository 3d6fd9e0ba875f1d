//! Records made by hand in the tabs beside mail, told in keys over a real store.

use fumi::config::settings::Theme;
use fumi::domain::crm::kind::RecordKind;
use fumi::i18n::Language;

use crate::screens::{Books, ScreenWorld, Typed, sample};

fn customers() -> Vec<Typed> {
    vec![
        (RecordKind::Lead, vec![("last-name", "Adler"), ("company", "Cobalt AG"), ("email", "a@cobalt.example")]),
        (RecordKind::Temp, vec![("last-name", "Ito"), ("email", "ito@works.example")]),
        (RecordKind::Contact, vec![("last-name", "Berg"), ("company", "Nordwind"), ("email", "anna@nordwind.example")]),
        (RecordKind::Deal, vec![("deal-name", "Pilot"), ("contact", "Berg"), ("amount", "40000"), ("closing-date", "2027-01-31")]),
        (RecordKind::Task, vec![("subject", "Send offer"), ("due-date", "2026-11-20"), ("related-to", "Pilot")]),
        (RecordKind::Task, vec![("subject", "Water the plants"), ("due-date", "2026-11-21")]),
    ]
}

fn world_of(records: Vec<Typed>, language: Language) -> ScreenWorld {
    ScreenWorld::with(Books { records, ..sample() }, language, 120, 34, Theme::Plain)
}

fn english() -> ScreenWorld {
    world_of(customers(), Language::English)
}

#[track_caller]
fn shows(world: &ScreenWorld, words: &[&str]) {
    let screen = world.screen();
    assert!(screen.lines().any(|line| words.iter().all(|word| line.contains(word))), "{words:?}\n{screen}");
}

#[test]
fn s8_six_tabs_are_reached_by_their_digits_in_both_languages() {
    for (language, tabs) in [
        (Language::English, ["[Leads]", "[Contacts]", "[Companies]", "[Deals]", "[Agenda]"]),
        (Language::Japanese, ["[見込み客]", "[連絡先]", "[取引先]", "[商談]", "[予定表]"]),
    ] {
        let mut world = world_of(customers(), language);
        for (digit, tab) in (2..).zip(tabs) {
            world.keys(&digit.to_string());
            shows(&world, &[tab]);
        }
        world.keys("4");
        shows(&world, &["Nordwind"]);
        world.keys("1").keys("gb");
        shows(&world, &[tabs[2]]);
    }
}

#[test]
fn a_record_of_every_kind_begins_empty_in_an_empty_house() {
    for (keys, title) in [
        ("2 +l", "New Lead"),
        ("3 +c", "New Contact"),
        ("gm +m", "New Temp"),
        ("4 +b", "New Company"),
        ("5 +d", "New Deal"),
        ("6 +t", "New Task"),
        ("6 +e", "New Event"),
        ("6 +p", "New Call"),
    ] {
        let mut world = world_of(Vec::new(), Language::English);
        world.keys(keys);
        shows(&world, &[title]);
        assert!(!world.screen().contains("Nobody is known"), "{keys}\n{}", world.screen());
    }
}

#[test]
fn a_company_is_added_by_hand_and_its_activities_and_notes_are_about_it() {
    let mut world = world_of(Vec::new(), Language::English);
    world.keys("4");
    shows(&world, &["No companies yet"]);
    world.keys("+b").types("Cobalt AG").keys("Ctrl-s");
    shows(&world, &["Companies · 1"]);
    for (keys, title) in [
        ("+t", "New Task for Cobalt AG"),
        ("+e", "New Event for Cobalt AG"),
        ("+p", "New Call for Cobalt AG"),
        ("+n", "New Note for Cobalt AG"),
    ] {
        world.keys(keys);
        shows(&world, &[title]);
        world.types("Visit").keys("Ctrl-s");
    }
    world.keys("gb");
    for sign in ["☐", "◷", "☎", "·"] {
        shows(&world, &[sign, "Visit"]);
    }
    world.keys("z");
    shows(&world, &["Undone: add note"]);
    assert!(!world.screen().contains(" · Visit"), "{}", world.screen());
}

#[test]
fn an_activity_begun_on_one_in_the_agenda_is_about_its_deal_and_one_of_nobody_about_nothing() {
    let mut world = english();
    world.keys("6 +t");
    shows(&world, &["New Task for Pilot"]);
    world.types("Call after the offer").keys("Ctrl-s 5 Enter");
    shows(&world, &["Call after the offer"]);
    world.keys("6 j +t");
    shows(&world, &["New Task"]);
    assert!(!world.screen().contains(" for "), "{}", world.screen());
    shows(&world, &["Related To"]);
}

#[test]
fn a_deal_begun_on_a_company_asks_for_whom_and_on_an_activity_is_for_its_person() {
    let mut world = english();
    world.keys("4 +d");
    shows(&world, &["New Deal"]);
    shows(&world, &["Contact"]);
    shows(&world, &["Company", "Nordwind"]);
    world.keys("Esc 6 +d");
    shows(&world, &["New Deal for Berg"]);
}

#[test]
fn s132_a_mail_begun_on_a_deal_or_a_task_goes_to_the_person_and_says_so_where_there_is_no_address() {
    let mut world = english();
    for keys in ["5 c", "6 c", "5 Enter c", "3 c"] {
        world.keys(keys);
        shows(&world, &["To", "Berg <anna@nordwind.example>"]);
        world.keys("Esc");
    }
    let mut world = world_of(vec![(RecordKind::Contact, vec![("last-name", "Silent")])], Language::English);
    world.keys("3 c");
    shows(&world, &["Silent has no mail address yet."]);
}

#[test]
fn s139_a_temp_is_converted_as_a_lead_is_and_has_a_deal_then() {
    let mut world = english();
    world.keys("gm +d");
    assert!(world.screen().contains("convert"), "{}", world.screen());
    world.keys("C");
    shows(&world, &["Make Ito a contact"]);
    world.keys("Ctrl-s");
    shows(&world, &["Temps · 0"]);
    world.keys("3");
    shows(&world, &["Contacts · 2"]);
    world.keys("j +d");
    shows(&world, &["New Deal for Ito"]);
    world.keys("Esc z gm");
    shows(&world, &["Temps · 1"]);
}

#[test]
fn the_company_of_a_mail_is_added_with_its_domain_and_what_the_signature_says() {
    let mut world = world_of(Vec::new(), Language::Japanese);
    world.keys("+b");
    shows(&world, &["取引先", "株式会社サンプル"]);
    shows(&world, &["03-1234-5678"]);
    shows(&world, &["sample.example"]);
    world.keys("Ctrl-s 4");
    shows(&world, &["取引先 · 1"]);
    shows(&world, &["株式会社サンプル"]);
}

#[test]
fn a_deal_moves_a_stage_on_and_back_under_the_cursor_and_stops_at_the_first() {
    let mut world = english();
    world.keys("5 >");
    shows(&world, &["Needs Analysis 20 %", "1 deal ·"]);
    world.keys("<");
    shows(&world, &["Qualification 10 %", "1 deal ·"]);
    world.keys("<");
    shows(&world, &["There is no stage beyond this one."]);
    world.keys("5 Enter >");
    shows(&world, &["Needs Analysis 20 %", "1 deal ·"]);
    world.keys("z");
    shows(&world, &["Qualification 10 %", "1 deal ·"]);
}
