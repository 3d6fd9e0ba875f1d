//! People who become contacts and people who become one, told in keys over a real store.

use fumi::config::settings::Theme;
use fumi::domain::crm::kind::RecordKind;
use fumi::i18n::Language;

use crate::screens::{Books, ScreenWorld, Typed, sample};

fn people() -> Vec<Typed> {
    vec![
        (
            RecordKind::Lead,
            vec![
                ("last-name", "Berg"),
                ("first-name", "Anna"),
                ("company", "Nordwind"),
                ("email", "anna@nordwind.example"),
                ("phone", "030 1111111"),
            ],
        ),
        (
            RecordKind::Lead,
            vec![
                ("last-name", "Berg"),
                ("first-name", "A."),
                ("company", "Nordwind GmbH"),
                ("email", "berg@nordwind.example"),
                ("phone", "030 2222222"),
                ("title", "Head of Buying"),
            ],
        ),
        (RecordKind::Note, vec![("content", "met at the fair"), ("related-to", "Anna Berg")]),
    ]
}

fn world(records: Vec<Typed>, language: Language) -> ScreenWorld {
    ScreenWorld::with(Books { records, ..sample() }, language, 120, 40, Theme::Plain)
}

fn shows(world: &ScreenWorld, words: &[&str]) {
    let found = world.screen().lines().any(|line| words.iter().all(|word| line.contains(word)));
    assert!(found, "{words:?}\n{}", world.screen());
}

#[test]
fn s33_a_lead_becomes_a_contact_with_company_and_deal_in_one_form_and_z_takes_all_of_it_back() {
    let mut world = world(people(), Language::English);
    world.keys("2 G +d");
    shows(&world, &["convert the lead first (C)"]);
    world.keys("C");
    shows(&world, &["Make Anna Berg a contact"]);
    shows(&world, &["Company", "Nordwind", "found by its name, or made"]);
    assert!(!world.screen().contains("Closing Date"), "no deal is asked for\n{}", world.screen());
    world.keys("Tab Space");
    shows(&world, &["Deal Name*", "Nordwind"]);
    world.keys("Tab").types("Pilot").keys("Tab").types("12k").keys("Ctrl-s");
    shows(&world, &["Leads · 1"]);
    world.keys("3");
    shows(&world, &["Contacts · 1"]);
    world.keys("4");
    shows(&world, &["Companies · 1"]);
    world.keys("5");
    shows(&world, &["Pilot", "Anna Berg", "12,000"]);
    world.keys("z");
    assert!(!world.screen().contains("Pilot"), "{}", world.screen());
    world.keys("4");
    shows(&world, &["Companies · 0"]);
    world.keys("2");
    shows(&world, &["Leads · 2"]);
}

#[test]
fn what_is_wrong_with_the_deal_of_a_conversion_is_said_at_its_field_and_nothing_is_converted() {
    let mut world = world(people(), Language::Japanese);
    world.keys("2 G C Tab Space Tab").types("試作").keys("Tab").types("高い").keys("Ctrl-s");
    assert!(world.screen().contains('✗'), "{}", world.screen());
    world.keys("Ctrl-u").types("100万円").keys("Ctrl-s");
    assert!(!world.screen().contains('✗'), "{}", world.screen());
    world.keys("5");
    shows(&world, &["試作", "1,000,000"]);
}

#[test]
fn two_selected_people_become_one_and_every_winner_was_seen_beside_the_other() {
    let mut world = world(people(), Language::English);
    world.keys("2 x j x M");
    shows(&world, &["Who stays", "Anna Berg", "Lead"]);
    shows(&world, &["First Name", "Anna", "instead of A."]);
    shows(&world, &["Phone", "030 1111111", "instead of 030 2222222"]);
    assert!(!world.screen().contains("instead of Nordwind"), "the same company is no question\n{}", world.screen());
    // The first name stays Anna; of address and number the other's come first.
    world.keys("Tab Tab Right");
    shows(&world, &["Email", "berg@nordwind.example", "instead of anna@nordwind.example"]);
    world.keys("Tab Right Ctrl-s");
    shows(&world, &["Leads · 1"]);
    for kept in ["Anna Berg", "030 2222222", "berg@nordwind.example", "anna@nordwind.example", "Head of Buying", "met at the fair"] {
        assert!(world.screen().contains(kept), "{kept}\n{}", world.screen());
    }
    world.keys("z");
    shows(&world, &["Leads · 2"]);
    shows(&world, &["030 1111111"]);
}

#[test]
fn whoever_stays_wins_where_nobody_chose_otherwise() {
    let mut world = world(people(), Language::English);
    world.keys("2 x j x M Right");
    shows(&world, &["First Name", "A.", "instead of Anna"]);
    shows(&world, &["Phone", "030 2222222"]);
    world.keys("Esc y");
    shows(&world, &["Leads · 2"]);
}

#[test]
fn one_person_is_offered_those_who_look_like_them_and_a_company_is_no_person() {
    let mut twins = people();
    twins[1].1[1] = ("first-name", "Anna");
    twins.pop();
    let mut world = world(twins, Language::English);
    world.keys("2 M");
    shows(&world, &["Make Anna Berg one with"]);
    world.keys("Enter");
    shows(&world, &["Who stays"]);
    world.keys("Esc +l Tab").types("Solo").keys("Ctrl-s gg M");
    shows(&world, &["Nobody looks like Solo."]);
    world.keys("4 +b").types("Nordwind").keys("Ctrl-s M");
    shows(&world, &["Select two people with x"]);
}

#[test]
fn the_sidebar_says_who_had_the_last_word_and_what_comes_next_and_shows_whom_one_chose() {
    let records = vec![
        (RecordKind::Contact, vec![("last-name", "Berg"), ("company", "Nordwind"), ("email", "anna@nordwind.example")]),
        (
            RecordKind::Deal,
            vec![("deal-name", "Pilot"), ("contact", "Berg"), ("closing-date", "2027-01-31"), ("next-step", "Send the offer")],
        ),
    ];
    let mut world = world(records, Language::English);
    world.keys("j");
    assert!(world.screen().contains("Last word"), "{}", world.screen());
    assert!(world.screen().contains("answer due"), "{}", world.screen());
    shows(&world, &["Next Step", "Send the offer"]);
    // Somebody else with the same address: added in spite of the hint.
    world.keys("3 +c Tab").types("Assistant").keys("Tab Tab Tab Tab").types("anna@nordwind.example").keys("Ctrl-s");
    shows(&world, &["has this address already"]);
    world.keys("j j Enter 1");
    shows(&world, &["Berg · Contact"]);
    shows(&world, &["Also", "Assistant · Contact"]);
    world.keys("i Enter");
    shows(&world, &["Assistant · Contact"]);
    shows(&world, &["Also", "Berg · Contact"]);
    // It is remembered when one comes back to the mail.
    world.keys("i k j");
    shows(&world, &["Also", "Berg · Contact"]);
}

#[test]
fn a_mail_is_linked_by_hand_and_says_why_it_is_and_who_may_see_it() {
    let mut world = world(people(), Language::English);
    world.keys("j j X");
    shows(&world, &["nobody has newsletter@shop.example"]);
    shows(&world, &["Only you may see it: the account is private."]);
    world.keys("Esc +k").types("Nordwind").keys("Enter");
    shows(&world, &["Link to"]);
    world.keys("Enter X");
    shows(&world, &["Berg", "by hand"]);
    world.keys("Esc z X");
    assert!(!world.screen().contains("by hand"), "{}", world.screen());
}
