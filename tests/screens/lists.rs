//! Lists of records: one field of several, the columns, the groups.

use fumi::config::settings::Theme;
use fumi::domain::crm::kind::RecordKind;
use fumi::i18n::Language;

use crate::screens::{Books, ScreenWorld};

fn leads(language: Language, columns: u16, rows: u16) -> ScreenWorld {
    let lead =
        |last, company, title| (RecordKind::Lead, vec![("last-name", last), ("company", company), ("title", title), ("city", "Kyoto")]);
    let records = vec![
        lead("Aoki", "Basalt GmbH", "Buyer"),
        lead("Berg", "Granit AG", "Manager"),
        lead("Cole", "Basalt GmbH", "Engineer"),
        (RecordKind::Task, vec![("subject", "Call"), ("due-date", "2026-11-30")]),
    ];
    let mut world = ScreenWorld::with(Books { mails: Vec::new(), records }, language, columns, rows, Theme::Plain);
    world.keys("gl");
    world
}

#[track_caller]
fn says(world: &ScreenWorld, words: &[&str]) {
    let screen = world.screen();
    assert!(screen.lines().any(|line| words.iter().all(|word| line.contains(word))), "{words:?}\n{screen}");
}

#[test]
fn a_field_of_all_selected_records_is_changed_at_once_and_taken_back_at_once() {
    let mut world = leads(Language::English, 160, 40);
    world.keys("*").keys("e");
    says(&world, &["Change of 3 records"]);
    world.types("lead status").keys("Enter");
    world.types("contacted").keys("Down");
    world.keys("Enter");
    says(&world, &["Changed 3 records"]);
    world.keys("S").keys("Esc");
    for name in ["Aoki", "Berg", "Cole"] {
        let screen = world.screen();
        let row = screen.lines().find(|line| line.contains(name)).unwrap_or_default();
        assert!(!row.contains("Not Contacted"), "{screen}");
    }
    world.keys("z");
    for name in ["Aoki", "Berg", "Cole"] {
        says(&world, &[name, "Not Contacted"]);
    }
}

#[test]
fn what_is_typed_for_several_is_checked_before_and_what_is_not_selected_stays() {
    let mut world = leads(Language::Japanese, 120, 40);
    world.keys("x").keys("x").keys("e");
    says(&world, &["2件のデータの変更"]);
    world.types("メール").keys("Enter");
    world.types("nobody").keys("Enter");
    says(&world, &["! "]);
    world.keys("Esc");
    world.keys("e").types("会社").keys("Enter").types("Marmor KG").keys("Enter");
    says(&world, &["Cole", "Marmor KG"]);
    says(&world, &["Berg", "Marmor KG"]);
    says(&world, &["Aoki", "Basalt GmbH"]);
    // Without a selection the key opens the form of the row under the cursor.
    world.keys("e");
    let screen = world.screen();
    assert!(screen.contains("Ctrl-s") && !screen.contains("件のデータの変更"), "{screen}");
}
