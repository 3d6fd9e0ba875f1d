//! What the app says and goes on with when an account is in trouble: its store is missing, or a password that worked is refused.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::scripted_pop3::{ScriptedPop3, small_mail};
use crate::takeover::fumi;
use crate::terminal::Terminal;

const F5: &str = "\x1b[15~";

/// A home whose accounts are on these servers of this machine.
fn home_of(accounts: &[(&str, &ScriptedPop3)]) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    let mut config = "[fetch]\ninterval = \"off\"\n".to_owned();
    for ((name, server), n) in accounts.iter().zip(1..) {
        config += &format!(
            "\n[[account]]\nid = \"018f0000-0000-7000-8000-00000000000{n}\"\nname = \"{name}\"\nemail = \"{name}@sample.example\"\nprotocol = \"pop3\"\n\
             host = \"localhost\"\nport = {}\nsecurity = \"none\"\nplaintext_confirmed = true\nusername = \"me\"\npassword_command = \"printf pw\"\non_server = \"on-fetch\"\n",
            server.port
        );
    }
    std::fs::write(home.path().join("config.toml"), config).unwrap();
    home
}

fn run(home: &Path, arguments: &[&str]) -> Option<i32> {
    fumi(home, arguments).status().unwrap().code()
}

fn lose_the_store(home: &Path) {
    for file in ["fumi.db", "fumi.db-wal", "fumi.db-shm"] {
        let _ = std::fs::remove_file(home.join(file));
    }
}

#[test]
fn a_store_that_is_missing_is_said_with_both_ways_on_and_each_works() {
    let server = ScriptedPop3::with_mails((1..=3).map(small_mail).collect());
    let home = home_of(&[("sales", &server)]);
    let backup = home.path().join("kept.backup");
    let leave = std::fs::read_to_string(home.path().join("config.toml")).unwrap().replace("on-fetch", "leave");
    std::fs::write(home.path().join("config.toml"), &leave).unwrap();
    assert_eq!(run(home.path(), &["sync"]), Some(0));
    assert_eq!(run(home.path(), &["backup", backup.to_str().unwrap()]), Some(0));
    std::fs::write(home.path().join("config.toml"), leave.replace("leave", "on-fetch")).unwrap();

    // Away, empty, and another home's: each time nothing is fetched and nothing deleted.
    let other = home_of(&[]);
    std::fs::write(other.path().join("one.eml"), small_mail(77)).unwrap();
    assert_eq!(run(other.path(), &["import", "eml", other.path().join("one.eml").to_str().unwrap()]), Some(0));
    for store in [None, Some(Vec::new()), Some(std::fs::read(other.path().join("fumi.db")).unwrap())] {
        lose_the_store(home.path());
        let about = store.as_ref().map(Vec::len);
        if let Some(bytes) = &store {
            std::fs::write(home.path().join("fumi.db"), bytes).unwrap();
        }
        assert_eq!(run(home.path(), &["sync"]), Some(1), "{about:?}");
        assert_eq!((server.heard("RETR"), server.heard("DELE"), server.names().len()), (3, 0, 3), "{about:?}");
    }

    lose_the_store(home.path());
    std::os::unix::fs::symlink(home.path().join("not-mounted.db"), home.path().join("fumi.db")).unwrap();
    assert_eq!(run(home.path(), &["sync"]), Some(1), "a link to nothing");
    assert_eq!((server.heard("RETR"), server.heard("DELE"), server.names().len()), (3, 0, 3));
    lose_the_store(home.path());

    // The app says so by itself and gives both ways.
    let mut app = Terminal::start(home.path(), &[], 30, 120);
    app.keys(F5);
    app.wait_for("sales: the store has none of its mail");
    app.wait_for("Bring back a backup");
    app.wait_for("Fetch everything anew");
    app.keys("\r");
    app.wait_for("run fumi restore");
    app.leave();
    assert_eq!(run(home.path(), &["restore", backup.to_str().unwrap()]), Some(0));
    assert_eq!(run(home.path(), &["sync"]), Some(0), "what was brought back has the history");
    assert_eq!((server.heard("RETR"), server.names().len()), (3, 3), "and knows the mails that it has");

    lose_the_store(home.path());
    let mut app = Terminal::start(home.path(), &[], 30, 120);
    app.keys(F5);
    app.wait_for("Fetch everything anew");
    app.keys("j\r");
    app.wait_for("mail number 3");
    assert_eq!((server.heard("RETR"), server.heard("DELE"), server.names().len()), (6, 0, 3));
    app.leave();
}

#[test]
fn a_key_that_fetches_is_answered_at_once_while_a_refused_password_waits_for_its_second_login() {
    let (refused, good) = (ScriptedPop3::with_mails(vec![small_mail(1)]), ScriptedPop3::with_mails(vec![small_mail(2)]));
    let home = home_of(&[("sales", &refused), ("works", &good)]);
    assert_eq!(run(home.path(), &["sync"]), Some(0));
    refused.state().password = "changed".to_owned();
    let mut app = Terminal::start(home.path(), &[], 30, 120);
    app.keys(F5);
    app.wait_for("sales: The server refused a password that worked before");
    let logins = refused.heard("PASS");
    for n in 3..6 {
        let name = format!("u{n}").into_bytes();
        good.state().mails.push(crate::scripted_pop3::ServerMail { uidl: name, bytes: small_mail(n), listed_size: None });
        app.keys(F5);
        let said = app.wait_for(&format!("mail number {n}"));
        assert!(!said.contains("That did not work"), "a notice, and nothing in the way:\n{said}");
        app.wait_for("sales: The server refused a password that worked before");
    }
    assert_eq!(refused.heard("PASS"), logins, "no key hastens the second login");
    app.leave();
}
