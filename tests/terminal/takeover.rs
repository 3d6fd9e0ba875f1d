//! Whoever is left does the work: an app that was opened beside another fumi of its home fetches and sends as soon as that one has ended, however it ended.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::scripted_smtp::{Channel, PASSWORD, ScriptedSmtp, USER};
use crate::terminal::Terminal;

/// A home with an account that can send, and whose mailbox server is away.
pub fn home_of(server: &ScriptedSmtp) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    std::fs::write(home.path().join("ca.pem"), &server.certificate).unwrap();
    let config = format!(
        "[outbox]\nhold = 1\n\n[[account]]\nid = \"018f0000-0000-7000-8000-000000000001\"\nname = \"sales\"\nemail = \"{USER}\"\ndisplay_name = \"Sales\"\n\
         protocol = \"pop3\"\nhost = \"localhost\"\nport = 1\nsecurity = \"tls\"\nusername = \"{USER}\"\npassword_command = \"printf '%s\\\\n' '{PASSWORD}'\"\n\
         smtp_host = \"localhost\"\nsmtp_port = {}\nsmtp_security = \"tls\"\nsmtp_same_credentials = true\nca_file = \"{}\"\n",
        server.port,
        home.path().join("ca.pem").display()
    );
    std::fs::write(home.path().join("config.toml"), config).unwrap();
    home
}

pub fn fumi(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fumi"));
    command.arg("--home").arg(home).args(["--lang", "en"]).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Starts to fetch again and again, and waits until the lock file names this process.
fn owner(home: &Path) -> Child {
    let child = fumi(home, &["sync", "--watch"]).spawn().unwrap();
    let lock = home.join("lock");
    wait("the lock to be taken", || std::fs::read_to_string(&lock).is_ok_and(|text| text.trim() == child.id().to_string()));
    child
}

fn wait(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(60), "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn compose(home: &Path) {
    let mut child = fumi(home, &["compose", "--to", "anna@b.example", "--subject", "Offer", "--body-file", "-"]).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"Hello\n").unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn an_app_takes_over_from_a_process_that_was_killed_and_sends_what_waited() {
    let server = ScriptedSmtp::start(Channel::Tls);
    let home = home_of(&server);
    let mut first = owner(home.path());
    let mut app = Terminal::start(home.path(), &[], 30, 120);
    app.wait_for(&format!("fumi {} fetches and sends", first.id()));
    // A fetch by hand does not keep what it could not get.
    app.keys("\x1b[15~");
    app.wait_for(&format!("(process {})", first.id()));
    first.kill().unwrap();
    first.wait().unwrap();
    app.keys("\x1b");
    app.wait_for("This fumi fetches and sends now.");
    app.wait_gone(&format!("fumi {} fetches", first.id()));
    compose(home.path());
    wait("the mail to be sent", || server.taken().len() == 1);
    let refused = fumi(home.path(), &["sync"]).status().unwrap();
    assert_eq!(refused.code(), Some(75), "the app has the lock now");
    app.leave();
    let mut third = owner(home.path());
    third.kill().unwrap();
    third.wait().unwrap();
}

#[test]
fn of_two_apps_the_second_works_when_the_first_has_left() {
    let server = ScriptedSmtp::start(Channel::Tls);
    let home = home_of(&server);
    let mut first = Terminal::start(home.path(), &[], 30, 120);
    first.wait_for("[Mail]");
    let mut second = Terminal::start(home.path(), &[], 30, 120);
    second.wait_for(&format!("fumi {} fetches and sends", first.process()));
    first.leave();
    second.wait_for("This fumi fetches and sends now.");
    compose(home.path());
    wait("the mail to be sent", || server.taken().len() == 1);
    second.leave();
}
