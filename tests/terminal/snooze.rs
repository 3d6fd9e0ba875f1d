//! Mail that sleeps in the app, and a process that does not live to see it wake.

use crate::scripted_smtp::{Channel, ScriptedSmtp};
use crate::takeover::{fumi, home_of};
use crate::terminal::Terminal;

#[test]
fn a_process_killed_while_mail_sleeps_costs_nothing_and_it_comes_back_in_the_next_one() {
    let server = ScriptedSmtp::start(Channel::Tls);
    let home = home_of(&server);
    let file = home.path().join("one.eml");
    for (number, subject) in [(1, "Garden plan"), (2, "Newer offer")] {
        let mail = format!(
            "From: Anna <anna@nordwind.example>\r\nTo: sales@example.com\r\nSubject: {subject}\r\nMessage-ID: <{number}@nordwind.example>\r\nDate: Mon, 09 Nov 2026 10:{number:02}:00 +0900\r\n\r\nText.\r\n"
        );
        std::fs::write(&file, mail).unwrap();
        let import = ["import", "eml", file.to_str().unwrap(), "--account", "sales", "--mailbox", "Inbox"];
        assert!(fumi(home.path(), &import).status().unwrap().success());
    }
    let mut first = Terminal::start(home.path(), &[], 24, 80);
    first.wait_for("Garden plan");
    first.keys("G");
    first.keys("b");
    let menu = first.wait_for("Another time");
    let number = menu.split_once(" Another time").and_then(|(before, _)| before.chars().next_back()).unwrap();
    assert!(menu.contains("Snooze “Garden plan” until"), "{menu}");
    first.keys(&number.to_string());
    first.wait_for("Until (");
    let until = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(12);
    first.keys(&format!("{until:.0}\r"));
    first.wait_for("Snoozed “Garden plan” until");
    let inbox = |text: &str| text.lines().take(13).collect::<Vec<_>>().join("\n");
    first.wait("the mail to leave the list", |text| !inbox(text).contains("Garden plan"));
    rustix::process::kill_process(rustix::process::Pid::from_raw(first.process().cast_signed()).unwrap(), rustix::process::Signal::KILL)
        .unwrap();
    first.ended();
    let mut next = Terminal::start(home.path(), &[], 24, 80);
    let back = next.wait_for("(back) Garden plan");
    let place = |words: &str| back.find(words).unwrap();
    assert!(place("Garden plan") < place("Newer offer"), "on top\n{back}");
    assert!(jiff::Timestamp::now() >= until.round(jiff::Unit::Second).unwrap() - jiff::SignedDuration::from_secs(1));
    next.keys("gg\r");
    next.wait_gone("(back)");
    next.leave();
}
