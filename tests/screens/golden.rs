//! Golden screens: every pane and overlay, in both languages, at the three sizes, dark and plain.

use fumi::config::settings::Theme;
use fumi::i18n::Language;
use fumi::jobs::Notice;
use fumi::jobs::fetch::FetchProgress;

use crate::screens::{ScreenWorld, id, line};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 50)];

/// Compares a screen with its golden file, in both languages and at the three sizes.
fn golden(name: &str, act: impl Fn(&mut ScreenWorld)) {
    for language in [Language::English, Language::Japanese] {
        for (columns, rows) in SIZES {
            let mut world = ScreenWorld::open(language, columns, rows, Theme::Dark);
            act(&mut world);
            let screen = world.screen();
            insta::assert_snapshot!(format!("{name}-{}-{columns}x{rows}", language.word()), screen);
        }
    }
}

#[test]
fn the_list_and_the_conversation_beside_it() {
    golden("list", |_| {});
}

#[test]
fn a_conversation_that_is_read() {
    golden("conversation", |world| {
        world.keys("Enter");
    });
}

#[test]
fn attachments_and_links() {
    golden("attachments", |world| {
        world.keys("j Enter A");
    });
}

#[test]
fn the_menu_of_a_sender() {
    golden("sender-menu", |world| {
        world.keys("Enter Enter");
    });
}

#[test]
fn help_and_tutorial() {
    golden("help", |world| {
        world.keys("?");
    });
    golden("tutorial", |world| {
        world.keys(":").types("help").keys("Enter");
    });
}

#[test]
fn the_palette() {
    golden("palette", |world| {
        world.keys("Ctrl-p");
    });
}

#[test]
fn a_search_and_a_find() {
    golden("search", |world| {
        world.keys("/").types("の");
    });
    golden("find", |world| {
        world.keys("Enter /").types("見積").keys("Enter");
    });
}

#[test]
fn a_selection_moved_elsewhere() {
    golden("move", |world| {
        world.keys("x x v");
    });
}

#[test]
fn a_fetch_under_way() {
    golden("fetching", |world| {
        let progress =
            FetchProgress { account: id(1), name: line("sales"), done: 1_240, total: 3_000, bytes: 9, rate: 1, seconds_left: Some(12) };
        world.notice(Notice::Progress(progress));
    });
}

#[test]
fn appearance() {
    golden("appearance", |world| {
        world.keys("gS");
    });
}

#[test]
fn below_eighty_columns_one_pane_at_a_time() {
    let mut world = ScreenWorld::open(Language::Japanese, 60, 20, Theme::Dark);
    insta::assert_snapshot!("narrow-list", world.screen());
    world.keys("Enter");
    insta::assert_snapshot!("narrow-conversation", world.screen());
    world.keys("h h");
    insta::assert_snapshot!("narrow-mailboxes", world.screen());
    world.resize(39, 12);
    insta::assert_snapshot!("too-small", world.screen());
}

#[test]
fn themes_differ_in_style_only_and_plain_has_no_colour() {
    let dark = ScreenWorld::open(Language::English, 120, 40, Theme::Dark);
    for theme in [Theme::Light, Theme::Plain] {
        assert_eq!(ScreenWorld::open(Language::English, 120, 40, theme).screen(), dark.screen());
    }
    let (plain, _) = ScreenWorld::open(Language::English, 120, 40, Theme::Plain).buffer();
    for cell in plain.content() {
        assert_eq!((cell.fg, cell.bg), (ratatui::style::Color::Reset, ratatui::style::Color::Reset), "{}", cell.symbol());
    }
    let (coloured, _) = dark.buffer();
    assert!(coloured.content().iter().any(|cell| cell.fg != ratatui::style::Color::Reset));
}
