//! Rows of the list: nothing is cut while blanks stand behind it, and labels that do not fit leave a mark.

use fumi::config::settings::Theme;
use fumi::i18n::Language;

use crate::screens::{Books, Mail, ScreenWorld, sample};

const NAMES: [&str; 4] =
    ["Jo", "株式会社サンプル商事　営業第二部　田中 太郎左衛門", "Bartholomew Featherstonehaugh-Cholmondeley III", "勅使河原 小次郎"];
const SUBJECTS: [&str; 4] = [
    "Hi",
    "お見積り",
    "【重要】打ち合わせの日程変更のお知らせとご確認のお願いにつきまして",
    "Re: a rather long subject that no list has ever shown whole on any screen of this width",
];
const LABELS: [&[&str]; 4] =
    [&[], &["Hot"], &["Hot", "大口のお客様", "Q1"], &["a label longer than most of them are", "another one that is long", "third"]];

/// The lines of the only row of the list.
fn row(world: &ScreenWorld) -> Vec<String> {
    let screen = world.screen();
    let lines: Vec<String> = screen.lines().skip(2).take(2).filter_map(|line| line.split('│').nth(3)).map(str::to_owned).collect();
    // Beside a conversation a row has two lines.
    let two = lines.iter().filter(|line| !line.trim().is_empty()).count() == 2;
    lines.into_iter().take(if two { 2 } else { 1 }).collect()
}

fn world(name: &'static str, subject: &str, labels: &[&'static str], language: Language, (columns, rows): (u16, u16)) -> ScreenWorld {
    let mail = Mail { body: Vec::new(), labels: labels.to_vec(), ..Mail::new(1, (name, "who@nordwind.example"), subject, 900_000) };
    ScreenWorld::with(Books { mails: vec![mail], records: Vec::new() }, language, columns, rows, Theme::Plain)
}

#[test]
fn nothing_is_cut_while_blanks_stand_behind_it_and_labels_leave_a_mark() {
    const SIZES: [(u16, u16); 4] = [(80, 24), (100, 30), (120, 40), (200, 50)];
    for language in [Language::English, Language::Japanese] {
        for name in NAMES {
            for subject in SUBJECTS {
                for labels in LABELS {
                    let mut world = world(name, subject, labels, language, SIZES[0]);
                    for size in SIZES {
                        world.resize(size.0, size.1);
                        let row = row(&world);
                        let what = format!("{name}, {subject}, {labels:?} at {size:?}:\n{}", world.screen());
                        for line in &row {
                            for (at, _) in line.match_indices("… ") {
                                assert!(!line[at..].starts_with("…    "), "{what}");
                            }
                        }
                        let shown = row.join("\n");
                        let all = labels.iter().all(|label| shown.contains(&format!("[{label}]")));
                        assert!(all || shown.contains('…'), "a label is gone without a mark: {what}");
                    }
                }
            }
        }
    }
}

#[test]
fn names_of_mailboxes_are_whole_at_every_width() {
    for (language, names) in
        [(Language::Japanese, ["セールスインボックス", "今月完了予定"]), (Language::English, ["Sales inbox", "Closing this month"])]
    {
        for (columns, rows) in [(80, 24), (100, 30), (120, 40), (160, 45)] {
            let world = ScreenWorld::with(sample(), language, columns, rows, Theme::Plain);
            let screen = world.screen();
            assert!(names.iter().all(|name| screen.contains(name)), "{language:?} {columns}: {screen}");
        }
    }
}

#[test]
fn every_key_of_the_composer_is_told_at_80_columns() {
    for language in [Language::Japanese, Language::English] {
        let mut world = ScreenWorld::with(sample(), language, 80, 24, Theme::Plain);
        world.keys("c");
        let screen = world.screen();
        let foot: Vec<&str> = screen.lines().rev().take(3).collect();
        for key in ["Tab", "Ctrl-s", "Ctrl-o", "Ctrl-n", "Ctrl-t", "Ctrl-g", "Esc"] {
            assert!(foot.iter().any(|line| line.contains(key)), "{language:?} {key}: {foot:?}");
        }
    }
}
