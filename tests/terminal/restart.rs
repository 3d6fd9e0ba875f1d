//! The next start: the screen is as it was left, and what the demonstration brought stays.

use crate::scripted_smtp::{Channel, ScriptedSmtp};
use crate::takeover::{fumi, home_of};
use crate::terminal::Terminal;

#[test]
fn colours_sidebar_and_order_are_as_they_were_left_and_two_apps_take_nothing_from_each_other() {
    let server = ScriptedSmtp::start(Channel::Tls);
    let home = home_of(&server);
    for (name, company) in [("Berg", "Zeta"), ("Tanaka", "Alpha")] {
        assert!(fumi(home.path(), &["lead", "add", "--last-name", name, "--company", company]).status().unwrap().success());
    }
    let mut first = Terminal::start(home.path(), &[], 30, 120);
    first.wait_for("[Mail]");
    first.wait_for("sales");
    let mut second = Terminal::start(home.path(), &[], 30, 120);
    second.wait_for("[Mail]");
    // One closes the sidebar, the other chooses the order of the leads and the colours.
    let opened = first.text();
    first.keys("I");
    first.wait("the sidebar to close", |text| text.lines().nth(1) != opened.lines().nth(1));
    let closed = first.text().lines().nth(1).unwrap().to_owned();
    second.keys("2");
    second.wait_for("Tanaka");
    second.keys("Sjj\r");
    second.wait_for("↑ Company");
    second.keys("gS");
    second.wait_for("Appearance");
    second.keys("2");
    second.wait_for("Theme");
    second.keys("\x1b[C");
    second.wait_for("light");
    second.keys("\x13");
    second.wait_gone("Theme");
    first.leave();
    second.leave();
    let config = std::fs::read_to_string(home.path().join("config.toml")).unwrap();
    assert!(config.contains("theme = \"light\"") && config.contains("[[account]]"), "{config}");
    let mut next = Terminal::start(home.path(), &[], 30, 120);
    next.wait_for("sales");
    assert_eq!(next.text().lines().nth(1).unwrap(), closed);
    next.keys("2");
    let leads = next.wait("the leads", |text| text.contains("Alpha") && text.contains("Zeta"));
    assert!(leads.contains("↑ Company") && leads.find("Alpha") < leads.find("Zeta"), "{leads}");
    next.leave();
}

#[test]
fn undo_in_the_demonstration_never_takes_its_sample_data_away() {
    let home = tempfile::tempdir().unwrap();
    let mut app = Terminal::start(home.path(), &["demo"], 30, 120);
    app.wait_for("fumi in five minutes");
    app.keys("\x1b");
    app.wait_gone("fumi in five minutes");
    app.keys("3");
    let before = app.wait("the sample contacts", |text| text.contains("Contacts · ") && !text.contains("Contacts · 0"));
    app.keys("z");
    app.wait_for("There is nothing to undo.");
    let title = |text: &str| text.lines().nth(1).unwrap().split("──").next().unwrap().to_owned();
    assert_eq!(title(&app.text()), title(&before));
    app.leave();
}
