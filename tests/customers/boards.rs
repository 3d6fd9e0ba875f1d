//! The tabs beside mail, told in keys over a real store.

use fumi::config::settings::Theme;
use fumi::domain::crm::kind::RecordKind;
use fumi::i18n::Language;
use fumi::jobs::Notice;

use crate::screens::{Books, ScreenWorld, Typed, sample};

fn customers() -> Vec<Typed> {
    vec![
        (RecordKind::Lead, vec![("last-name", "Adler"), ("company", "Cobalt AG"), ("email", "a@cobalt.example")]),
        (RecordKind::Lead, vec![("last-name", "田中"), ("first-name", "太郎"), ("company", "株式会社サンプル"), ("phone", "03-1234-5678")]),
        (
            RecordKind::Contact,
            vec![("last-name", "Berg"), ("first-name", "Anna"), ("company", "Nordwind"), ("email", "anna@nordwind.example")],
        ),
        (
            RecordKind::Deal,
            vec![
                ("deal-name", "Pilot"),
                ("contact", "Anna Berg"),
                ("amount", "40000"),
                ("currency", "EUR"),
                ("closing-date", "2027-01-31"),
            ],
        ),
        (RecordKind::Task, vec![("subject", "Send offer"), ("due-date", "2026-11-20"), ("related-to", "Anna Berg")]),
        (RecordKind::Task, vec![("subject", "Call back"), ("due-date", "2026-11-23"), ("related-to", "田中 太郎")]),
        (RecordKind::Event, vec![("title", "打合せ"), ("from", "2026-11-24 10:00"), ("related-to", "Anna Berg")]),
    ]
}

fn world(language: Language, columns: u16, rows: u16) -> ScreenWorld {
    ScreenWorld::with(Books { records: customers(), ..sample() }, language, columns, rows, Theme::Plain)
}

fn english() -> ScreenWorld {
    world(Language::English, 120, 30)
}

/// Whether a line of the screen has all these words.
fn has_line(world: &ScreenWorld, words: &[&str]) -> bool {
    world.screen().lines().any(|line| words.iter().all(|word| line.contains(word)))
}

#[test]
fn leads_are_listed_newest_first_with_the_record_beside_them() {
    let mut world = english();
    world.keys("2");
    assert!(has_line(&world, &["Leads · 2"]) && has_line(&world, &["Name", "Company", "Lead Status", "Phone"]), "{}", world.screen());
    let rows: Vec<String> = world.screen().lines().skip(3).take(2).map(str::to_owned).collect();
    assert!(rows[0].contains("田中 太郎") && rows[1].contains("Adler"), "{}", world.screen());
    assert!(has_line(&world, &["田中 太郎 · Lead"]), "the record under the cursor stands beside the list");
    world.keys("j");
    assert!(has_line(&world, &["Adler · Lead"]), "{}", world.screen());
}

#[test]
fn a_filter_narrows_while_it_is_typed_and_goes_with_escape() {
    let mut world = english();
    world.keys("2 /").types("cobalt");
    assert!(has_line(&world, &["Leads · 1", "cobalt"]) && !has_line(&world, &["田中"]), "{}", world.screen());
    world.keys("Enter h");
    assert!(has_line(&world, &["Leads · 2"]), "{}", world.screen());
}

#[test]
fn nothing_is_cut_in_a_list_while_blanks_stand_beside_it() {
    let long = "株式会社ながいなまえのかいしゃホールディングス";
    let leads = [("田中", "Cobalt AG"), ("鈴木", long)];
    let records = leads.into_iter().map(|(name, company)| (RecordKind::Lead, vec![("last-name", name), ("company", company)])).collect();
    let mut world = ScreenWorld::with(Books { records, ..sample() }, Language::Japanese, 80, 24, Theme::Plain);
    world.keys("2");
    assert!(has_line(&world, &["鈴木", long, "未連絡"]), "{}", world.screen());
}

#[test]
fn a_tab_is_asked_by_the_search_language_and_a_wrong_query_is_said_beside_it() {
    let mut world = english();
    world.keys("2 /").types("company:cobalt");
    assert!(has_line(&world, &["Leads · 1", "cobalt"]) && !has_line(&world, &["田中"]), "{}", world.screen());
    world.types(" due:today");
    assert!(world.screen().contains("Leads have no field “due”"), "{}", world.screen());
    world.keys("Enter");
    assert!(world.screen().contains("due:today"), "a wrong query stays to be mended: {}", world.screen());
}

#[test]
fn a_list_is_sorted_by_a_chosen_column_and_turned_by_choosing_it_again() {
    let mut world = english();
    let first = |world: &ScreenWorld| world.screen().lines().nth(3).unwrap().to_owned();
    world.keys("2 S j Enter");
    assert!(first(&world).contains("Adler"), "{}", world.screen());
    world.keys("S j Enter");
    assert!(first(&world).contains("田中"), "{}", world.screen());
}

#[test]
fn deleting_asks_and_undo_brings_everything_back() {
    let mut world = english();
    world.keys("3 d");
    assert!(world.screen().contains("Delete “Anna Berg”?") && world.screen().contains("z brings everything back"), "{}", world.screen());
    world.keys("y");
    assert!(has_line(&world, &["Contacts · 0"]), "{}", world.screen());
    world.keys("6");
    assert!(!world.screen().contains("Send offer"), "what hung on her is gone as well\n{}", world.screen());
    world.keys("z");
    assert!(world.screen().contains("Send offer"), "{}", world.screen());
}

#[test]
fn the_agenda_shows_what_is_late_first_and_completes_a_task() {
    let mut world = english();
    world.keys("6");
    let screen = world.screen();
    let place = |text: &str| screen.find(text).unwrap_or_else(|| panic!("{text}\n{screen}"));
    assert!(place("Overdue") < place("☐ Send offer") && place("☐ Send offer") < place("Today"));
    assert!(place("Today") < place("Call back") && place("This week") < place("打合せ"));
    world.keys("Space");
    assert!(!has_line(&world, &["☐ Send offer"]), "{}", world.screen());
    assert!(has_line(&world, &["Call back"]));
    world.keys("z");
    assert!(has_line(&world, &["☐ Send offer"]), "{}", world.screen());
}

#[test]
fn the_pipeline_groups_deals_by_stage_with_their_sums() {
    let mut world = english();
    world.keys("5");
    assert!(has_line(&world, &["Qualification 10 %", "1 deal · amount €40,000 · expected €4,000"]), "{}", world.screen());
    assert!(has_line(&world, &["Pilot", "Anna Berg", "€40,000", "2027-01-31"]), "{}", world.screen());
}

#[test]
fn s33_a_deal_for_a_lead_is_refused_with_the_way_out_and_works_for_a_contact() {
    let mut world = english();
    world.keys("2 +d");
    assert!(world.screen().to_lowercase().contains("convert"), "{}", world.screen());
    world.keys("3 +d").types("Rollout").keys("Ctrl-s");
    assert!(!world.screen().contains("Deal Name"), "the form went away\n{}", world.screen());
    world.keys("5");
    assert!(has_line(&world, &["Rollout", "Anna Berg"]), "{}", world.screen());
}

#[test]
fn a_record_that_became_another_leaves_the_list_and_the_pane_and_its_neighbour_is_shown() {
    let mut world = english();
    world.keys("2 C Ctrl-s");
    assert!(!has_line(&world, &["田中 太郎 · Lead"]) && has_line(&world, &["Adler · Lead"]), "{}", world.screen());
    assert!(!world.screen().contains("✗"), "nothing is asked for that is gone\n{}", world.screen());
    assert!(has_line(&world, &["Leads · 1"]), "{}", world.screen());
    // The last one leaves nothing behind.
    world.keys("C Ctrl-s");
    assert!(has_line(&world, &["Leads · 0"]) && !has_line(&world, &["Adler · Lead"]), "{}", world.screen());
    assert!(!world.screen().contains("✗"), "{}", world.screen());
    world.keys("z");
    assert!(has_line(&world, &["Adler · Lead"]), "{}", world.screen());
}

/// Goes on to the field with this label.
fn go_to(world: &mut ScreenWorld, label: &str) {
    for _ in 0..40 {
        let row = world.buffer().1.map_or(0, |(_, row)| usize::from(row));
        if world.screen().lines().nth(row).is_some_and(|line| line.contains(label)) {
            return;
        }
        world.keys("Tab");
    }
    panic!("no field {label}\n{}", world.screen());
}

#[test]
fn a_person_who_turns_out_to_be_known_is_merged_by_the_menu_and_one_is_left() {
    let mut world = english();
    world.keys("2 +l");
    go_to(&mut world, "Last Name");
    world.types("Eagle");
    go_to(&mut world, "Email");
    world.types("a@cobalt.example");
    go_to(&mut world, "Mobile");
    world.types("0170 1234567").keys("Ctrl-s");
    assert!(world.screen().contains("Merge"), "{}", world.screen());
    world.keys("j Enter");
    assert!(
        has_line(&world, &["Who stays", "Adler"]) && has_line(&world, &["Last Name", "Adler", "instead of Eagle"]),
        "{}",
        world.screen()
    );
    world.keys("Ctrl-s");
    assert!(has_line(&world, &["Leads · 2"]) && !world.screen().contains("Eagle"), "{}", world.screen());
    assert!(!world.screen().contains("✗"), "{}", world.screen());
    world.keys("G");
    assert!(
        has_line(&world, &["Adler · Lead"]) && world.screen().contains("0170 1234567"),
        "the other's number came over\n{}",
        world.screen()
    );
    world.keys("z");
    assert!(has_line(&world, &["Leads · 3"]) && world.screen().contains("Eagle"), "{}", world.screen());
}

#[test]
fn the_record_that_is_shown_goes_when_another_process_merges_it_away() {
    for open in ["2", "2 Enter"] {
        let mut world = english();
        world.keys(open);
        assert!(has_line(&world, &["田中 太郎 · Lead"]), "{}", world.screen());
        world.house.merged_elsewhere("Adler", "田中");
        world.notice(Notice::StoreChanged);
        assert!(!has_line(&world, &["田中 太郎 · Lead"]) && !world.screen().contains("✗"), "{open}\n{}", world.screen());
        assert!(has_line(&world, &["Leads · 1"]) && has_line(&world, &["Adler"]), "{open}\n{}", world.screen());
        world.keys("e").types("x");
        assert!(!world.screen().contains("田中"), "{open}: no form of who is gone\n{}", world.screen());
    }
}

#[test]
fn a_record_opens_and_what_hangs_on_it_can_be_edited() {
    let mut world = english();
    world.keys("3 Enter");
    assert!(has_line(&world, &["Send offer"]), "{}", world.screen());
    world.keys("j Enter");
    assert!(world.screen().contains("Due Date"), "the first activity is in a form\n{}", world.screen());
    world.keys("Esc h");
    assert!(has_line(&world, &["Contacts · 1"]), "{}", world.screen());
}

#[test]
fn a_narrow_screen_shows_the_list_or_the_record() {
    let mut world = world(Language::English, 80, 24);
    world.keys("3");
    assert!(!world.screen().contains("Send offer"), "{}", world.screen());
    world.keys("Enter");
    assert!(world.screen().contains("Send offer") && !world.screen().contains("Contacts · 1"), "{}", world.screen());
    world.keys("Esc");
    assert!(world.screen().contains("Contacts · 1"), "{}", world.screen());
}

#[test]
fn every_tab_speaks_japanese() {
    let mut world = world(Language::Japanese, 120, 30);
    for (keys, words) in [
        ("2", ["見込み客 · 2", "未連絡"]),
        ("3", ["連絡先 · 1", "取引先名"]),
        ("5", ["見込みの確認 10 %", "完了予定日"]),
        ("6", ["期限超過", "今週"]),
    ] {
        world.keys(keys);
        for word in words {
            assert!(world.screen().contains(word), "{keys}: {word}\n{}", world.screen());
        }
    }
}
