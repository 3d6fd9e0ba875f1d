//! A form in the app and a command beside it, over the same account.

use crate::scripted_smtp::{Channel, ScriptedSmtp};
use crate::takeover::{fumi, home_of};
use crate::terminal::Terminal;

#[test]
fn a_form_and_a_command_that_edit_one_account_at_once_lose_nothing_of_each_other() {
    let server = ScriptedSmtp::start(Channel::Tls);
    let home = home_of(&server);
    let mut app = Terminal::start(home.path(), &[], 45, 100);
    app.wait_for("sales");
    app.keys("gS");
    app.wait("the account to be listed", |text| text.contains("Add a mail account") && text.contains("6 sales"));
    app.keys("6");
    app.wait_for("Edit");
    app.keys("1");
    app.wait_for("Mail account “sales”");
    assert!(fumi(home.path(), &["account", "edit", "sales", "--on-server", "after-days=14"]).status().unwrap().success());
    app.fill("Display name", "\u{15}From the form");
    app.keys("\u{13}");
    let asked = app.wait("the form to ask or to close", |text| text.contains("all the same") || !text.contains("Mail account “sales”"));
    if asked.contains("all the same") {
        app.keys("y");
    }
    let config = || std::fs::read_to_string(home.path().join("config.toml")).unwrap();
    app.wait("both changes to stand in the config", |_| config().contains("From the form"));
    let kept = config();
    assert!(kept.contains("display_name = \"From the form\"") && kept.contains("after-days=14"), "{kept}");
    assert!(kept.contains("password_command"), "and nothing else went: {kept}");
    app.leave();
}
