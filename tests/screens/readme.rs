//! The picture of the README: a real screen of the demonstration, whose mail is really fetched, at a fixed moment. `FUMI_WRITE_DOCS=1 cargo test --test screens readme` takes
//! it anew.

use std::collections::VecDeque;
use std::sync::Arc;

use fumi::config;
use fumi::config::look::Look;
use fumi::config::secrets::{PassphraseSource, SecretStore};
use fumi::config::settings::Theme;
use fumi::demo::{DemoHome, records};
use fumi::domain::time::Instant;
use fumi::i18n::{Catalogue, Language};
use fumi::present::commands::Keymap;
use fumi::present::key::parse_keys;
use fumi::tui::app::{App, Effect, Event, Size, Start, update};
use fumi::tui::views;
use fumi::workers::accounts::Accounts;
use fumi::workers::house::{House, HouseFiles};

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::screens::NOW;

const BEGIN: &str = "<!-- picture: made by tests/screens/readme.rs -->\n```\n";
const END: &str = "```\n<!-- end of picture -->";
/// Set in the process that takes the picture, whose time zone is that of the world.
const CHILD: &str = "FUMI_PICTURE";

/// The demonstration after these keys.
async fn screen(size: Size, keys: &str) -> String {
    let now = Instant(NOW);
    let home = DemoHome::open(Language::English, now).await.unwrap();
    let paths = home.paths().unwrap();
    let settings = config::load::read(&paths.config_file()).unwrap();
    let secrets = SecretStore::new(&paths, &settings, PassphraseSource { file: None, command: None, ask: None });
    let files = HouseFiles { database: paths.database(), lock: paths.lock_file() };
    let house = House::open(files, Accounts::new(paths, settings, secrets)).unwrap();
    records::furnish(&house, now).await.unwrap();
    let (mut app, effects) = App::new(Start {
        words: Arc::new(Catalogue::open(Language::English)),
        keymap: Keymap::default(),
        theme: Theme::Plain,
        colourless: false,
        look: Look::default(),
        now,
        zone: jiff::tz::TimeZone::fixed(jiff::tz::offset(9)),
        size,
        rules: None,
        tutorial: false,
        link: None,
        duty: fumi::jobs::fetch::Duty::Here,
        lines: fumi::tui::app::TypedLines::default(),
    });
    let mut events: VecDeque<Event> = keys.split(' ').flat_map(|keys| parse_keys(keys).unwrap()).map(Event::Key).collect();
    let mut effects: VecDeque<Effect> = effects.into();
    loop {
        match effects.pop_front() {
            Some(Effect::Ask(ticket, job)) => {
                let answered = house.carry_out(job).await.into();
                effects.extend(update(&mut app, Event::Answer(ticket, answered)));
            }
            Some(_) => {}
            None => match events.pop_front() {
                Some(event) => effects.extend(update(&mut app, event)),
                None => return drawn(&app, size),
            },
        }
    }
}

/// The screen as text; the second cell of a wide character is left out.
fn drawn(app: &App, size: Size) -> String {
    let mut terminal = Terminal::new(TestBackend::new(size.columns, size.rows)).unwrap();
    let frame = terminal.draw(|frame| views::draw(frame, app)).unwrap();
    let mut out = String::new();
    for y in 0..size.rows {
        let mut x = 0;
        let mut row = String::new();
        while x < size.columns {
            let symbol = frame.buffer[(x, y)].symbol();
            row.push_str(symbol);
            x += u16::try_from(fumi::text::width(symbol).max(1)).unwrap();
        }
        out.push_str(row.trim_end());
        out.push('\n');
    }
    out
}

#[test]
fn a_child_takes_the_picture() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let picture = runtime.block_on(screen(Size { columns: 128, rows: 30 }, "j Enter"));
    println!("PICTURE\n{picture}PICTURE");
}

#[test]
fn the_picture_of_the_readme_is_a_screen_of_the_demonstration() {
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "readme::a_child_takes_the_picture", "--nocapture"])
        .env(CHILD, "1")
        .env("TZ", "JST-9")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout).into_owned();
    let wanted = said.split("PICTURE\n").nth(1).unwrap_or_else(|| panic!("{said}\n{}", String::from_utf8_lossy(&child.stderr)));
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("README.md has the beginning marker of the picture");
    let (inside, after) = rest.split_once(END).expect("README.md has the end marker of the picture");
    if inside != wanted && std::env::var_os("FUMI_WRITE_DOCS").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{wanted}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(inside, wanted, "`FUMI_WRITE_DOCS=1 cargo test --test screens readme` takes the picture anew");
}
