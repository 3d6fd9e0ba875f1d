//! The agenda in the app: what waits, what is put off by one key, and what comes while somebody works.

use fumi::config::settings::Theme;
use fumi::domain::crm::kind::RecordKind;
use fumi::domain::crm::kind::{RecordName, Subject};
use fumi::domain::ids::Id;
use fumi::i18n::Language;
use fumi::jobs::Notice;
use fumi::jobs::notice::CustomerMail;

use crate::screens::{Books, ScreenWorld, sample};

fn world(language: Language, columns: u16, rows: u16) -> ScreenWorld {
    let records = vec![
        (RecordKind::Contact, vec![("last-name", "鈴木"), ("first-name", "花子"), ("email", "hanako@suzuki.example")]),
        (RecordKind::Contact, vec![("last-name", "Müller"), ("first-name", "Max"), ("email", "max@mueller.example")]),
        (RecordKind::Task, vec![("subject", "Send offer"), ("due-date", "2026-11-20"), ("related-to", "Max Müller")]),
    ];
    ScreenWorld::with(Books { records, ..sample() }, language, columns, rows, Theme::Plain)
}

fn line(world: &ScreenWorld, word: &str) -> String {
    world.screen().lines().find(|line| line.contains(word)).unwrap_or_default().to_owned()
}

#[test]
fn a_customer_without_an_answer_stands_in_the_agenda_and_opens_as_mail() {
    let mut world = world(Language::English, 160, 40);
    world.keys("6");
    assert!(world.screen().contains("Waiting for an answer"), "{}", world.screen());
    assert!(line(&world, "Invoice 2025-118").contains("Max Müller"), "{}", world.screen());
    assert!(!world.screen().contains("打ち合わせ"), "one day is no waiting yet: {}", world.screen());
    world.keys("j Enter");
    assert!(world.screen().contains("One mail") || line(&world, "Invoice").contains("Invoice"), "{}", world.screen());
    world.keys("Esc");
    assert!(world.screen().contains("Waiting for an answer"), "Esc comes back: {}", world.screen());
}

#[test]
fn what_is_due_is_said_in_the_first_line_and_put_off_by_two_keys() {
    for (language, due, put_off) in [(Language::English, "1 due", "Put off"), (Language::Japanese, "期限1件", "延期しました")] {
        let mut world = world(language, 160, 40);
        assert!(world.screen().lines().next().unwrap().contains(due), "{}", world.screen());
        world.keys("6 b 1");
        assert!(world.screen().contains(put_off), "{}", world.screen());
        assert!(!world.screen().lines().next().unwrap().contains(due), "{}", world.screen());
        world.keys("z");
        assert!(world.screen().lines().next().unwrap().contains(due), "{}", world.screen());
        world.keys("b").types("9").keys("Esc b G Enter").types("no day");
        world.keys("Enter");
        assert!(world.screen().contains("no day"), "{}", world.screen());
    }
}

#[test]
fn s4_a_search_shows_the_matching_people_above_the_mails_and_comes_back_from_them() {
    let mut world = world(Language::English, 160, 40);
    world.keys("w /").types("müller");
    world.keys("Enter");
    let screen = world.screen();
    let at = |word: &str| screen.lines().position(|line| line.contains(word)).unwrap_or_else(|| panic!("{word}: {screen}"));
    assert!(at("◆") < at("Invoice 2025-118"), "{screen}");
    assert!(line(&world, "◆").contains("Max Müller") && line(&world, "◆").contains("Contact"), "{screen}");
    world.keys("k Enter");
    assert!(!line(&world, "Max Müller · Contact").is_empty(), "the record is open: {}", world.screen());
    world.keys("Esc");
    assert!(line(&world, "◆").contains("Max Müller"), "Esc goes back to the search: {}", world.screen());
}

#[test]
fn s5_a_record_tells_what_happened_and_what_changed() {
    let mut world = world(Language::English, 160, 40);
    world.keys("6 b 1 T");
    assert!(world.screen().contains("What happened with Max Müller"), "{}", world.screen());
    world.keys("Esc H");
    assert!(world.screen().contains("Changes of Send offer") && line(&world, "Due Date: ").contains("→"), "{}", world.screen());
}

#[test]
fn s12_that_a_customer_wrote_stays_beside_what_is_said_meanwhile_and_is_told_outside_once_each() {
    let mut world = world(Language::English, 160, 40);
    let mail = |n: i64, name: &str| CustomerMail {
        person: RecordName {
            reference: Subject::Person.at(n),
            id: Id::v7(n, [0; 10]),
            kind: RecordKind::Lead,
            name: crate::screens::line(name),
        },
        account: crate::screens::line("sales"),
        message: Id::v7(n, [1; 10]),
        subject: crate::screens::line(&format!("Question {n}")),
    };
    world.notice(Notice::CustomerMail(vec![mail(1, "Adler"), mail(2, "Berg")]));
    assert!(line(&world, "Mail from Berg: Question 2").contains("(and another)"), "{}", world.screen());
    let told: Vec<&fumi::tui::app::Effect> =
        world.effects.iter().filter(|effect| matches!(effect, fumi::tui::app::Effect::Tell(_))).collect();
    assert!(matches!(told.as_slice(), [fumi::tui::app::Effect::Tell(told)] if told.len() == 2), "{told:?}");
    world.notice(Notice::MailBack(1));
    assert!(world.screen().contains("Question 2"), "other news wait: {}", world.screen());
    world.passes(30_000).passes(30_000).passes(30_000);
    assert!(!world.screen().contains("Question 2"), "{}", world.screen());
}
