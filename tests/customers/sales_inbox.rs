//! The Sales inbox and the smart mailboxes in the app (S141): groups in the order of the sale, which fold and stay folded.

use fumi::config::settings::Theme;
use fumi::domain::crm::kind::RecordKind;
use fumi::i18n::Language;

use crate::screens::{Books, ScreenWorld, sample};

fn world(language: Language, columns: u16, rows: u16) -> ScreenWorld {
    let records = vec![
        (RecordKind::Lead, vec![("last-name", "田中"), ("first-name", "太郎"), ("email", "T.Tanaka@sample.example")]),
        (RecordKind::Contact, vec![("last-name", "Müller"), ("first-name", "Max"), ("email", "max@mueller.example")]),
        (RecordKind::Contact, vec![("last-name", "Berg"), ("first-name", "Anna"), ("email", "anna@nordwind.example")]),
        (RecordKind::Deal, vec![("deal-name", "Pilot"), ("contact", "Anna Berg"), ("closing-date", "2027-01-31")]),
    ];
    ScreenWorld::with(Books { records, ..sample() }, language, columns, rows, Theme::Plain)
}

/// The lines of the screen that hold one of these words, by the first word that they hold.
fn order(world: &ScreenWorld, words: &[&'static str]) -> Vec<&'static str> {
    let screen = world.screen();
    // The last lines say what was just done.
    let lines = screen.lines().count().saturating_sub(3);
    screen.lines().take(lines).skip(1).filter_map(|line| words.iter().find(|word| line.contains(**word)).copied()).collect()
}

const EVERYTHING: [&str; 9] =
    ["Contacts with open deals", "Pilot in Q1", "Contacts", "Invoice 2025", "Leads", "お見積りのご依頼", "Others", "This week", "【重要】"];

#[test]
fn s141_the_sales_inbox_groups_the_inbox_by_who_wrote() {
    let mut world = world(Language::English, 160, 40);
    world.keys("w g n");
    assert_eq!(order(&world, &EVERYTHING), EVERYTHING);
    assert!(world.screen().contains("Contacts  1 unanswered of 1"), "{}", world.screen());
    world.keys("G");
    assert!(world.screen().contains("【重要】"), "{}", world.screen());
}

#[test]
fn s141_headings_take_one_line_where_rows_take_two_and_the_mouse_finds_both() {
    let mut world = world(Language::English, 160, 40);
    world.keys("g n");
    let list: Vec<String> = world.screen().lines().skip(2).take(12).map(|line| line.chars().skip(27).take(40).collect()).collect();
    let heads: Vec<&String> = list.iter().filter(|line| line.contains('▾')).collect();
    assert!(heads.len() >= 3 && heads[0].contains("1/1"), "what does not fit in words is said in numbers: {list:#?}");
    assert!(list.iter().all(|line| !line.trim_matches(['│', ' ']).is_empty()), "no line is blank: {list:#?}");
}

#[test]
fn s141_a_group_folds_under_its_heading_and_stays_folded_on_the_way_back() {
    let mut world = world(Language::English, 160, 40);
    world.keys("w g n j -");
    let folded: Vec<&str> = EVERYTHING.iter().copied().filter(|word| *word != "Invoice 2025").collect();
    assert_eq!(order(&world, &EVERYTHING), folded, "the cursor was on the heading of the contacts");
    assert!(world.screen().contains("▸ Contacts  1 unanswered of 1"), "{}", world.screen());
    world.keys("g i g n");
    assert_eq!(order(&world, &EVERYTHING), folded);
    world.keys("g g j j Enter");
    assert_eq!(order(&world, &EVERYTHING), EVERYTHING, "Enter on a heading unfolds");
    world.keys("j - g g -");
    assert_eq!(
        order(&world, &EVERYTHING),
        EVERYTHING.iter().copied().filter(|word| !["Invoice 2025", "Pilot in Q1"].contains(word)).collect::<Vec<_>>()
    );
    world.keys("g i -");
    assert!(world.screen().contains("There are no groups in this list"), "{}", world.screen());
}

#[test]
fn s141_mail_is_put_away_from_the_sales_inbox_and_undo_brings_it_back_to_its_group() {
    let mut world = world(Language::English, 160, 40);
    world.keys("w g n e");
    let rest: Vec<&str> = EVERYTHING.iter().copied().filter(|word| !["Contacts with open deals", "Pilot in Q1"].contains(word)).collect();
    assert_eq!(order(&world, &EVERYTHING), rest, "an empty group has no heading");
    world.keys("z");
    assert_eq!(order(&world, &EVERYTHING), EVERYTHING);
}

#[test]
fn smart_mailboxes_open_from_the_pane_in_both_languages() {
    for (language, names) in [
        (Language::English, ["All customers", "Open deals", "Waiting for us"]),
        (Language::Japanese, ["すべての顧客", "進行中の商談", "返信が必要"]),
    ] {
        let mut world = world(language, 200, 50);
        for name in names {
            assert!(world.screen().contains(name), "{}", world.screen());
        }
        world.keys("h G k k Enter");
        assert!(world.screen().contains("Pilot in Q1") && !world.screen().contains("【重要】"), "{}", world.screen());
    }
}
