//! A real Secret Service: gnome-keyring on a bus of the test's own, in a home of the test's own (promises.md C2).

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::scripted_pop3::{ScriptedPop3, small_mail};

const PASSWORD: &str = "pässwörd\"in the ring";

/// Whether this machine has what the story needs; else it says what is missing.
fn is_installed() -> bool {
    let there =
        |program: &str| std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).any(|folder| folder.join(program).exists());
    let all = there("dbus-run-session") && there("gnome-keyring-daemon");
    if !all {
        eprintln!(
            "skipped: the stories of the Secret Service need dbus-run-session and gnome-keyring-daemon (Debian: dbus, gnome-keyring)"
        );
    }
    all
}

/// Runs a script on a bus of its own, with the password on its input; what it said.
fn on_a_bus(folder: &Path, script: &str) -> String {
    for name in ["home", "run"] {
        std::fs::create_dir(folder.join(name)).unwrap();
        std::fs::set_permissions(folder.join(name), std::fs::Permissions::from_mode(0o700)).unwrap();
    }
    let mut child = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", script])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder.join("home"))
        .env("XDG_DATA_HOME", folder.join("home/data"))
        .env("XDG_RUNTIME_DIR", folder.join("run"))
        .env("FUMI", env!("CARGO_BIN_EXE_fumi"))
        .env("FUMI_HOME", folder.join("fumi"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("{PASSWORD}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn text_of(folder: &Path) -> Vec<u8> {
    let entries = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { text_of(&path) } else { std::fs::read(&path).unwrap_or_default() }).collect()
}

fn holds(bytes: &[u8]) -> bool {
    bytes.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes())
}

#[test]
fn a_password_lives_in_the_secret_service_and_goes_with_its_account() {
    if !is_installed() {
        return;
    }
    let server = ScriptedPop3::with_mails(vec![small_mail(1)]);
    server.state().password = PASSWORD.to_owned();
    let folder = tempfile::tempdir().unwrap();
    let said = on_a_bus(
        folder.path(),
        &format!(
            "set -e
             printf ring | gnome-keyring-daemon --unlock --components=secrets --control-directory=$XDG_RUNTIME_DIR/ring >/dev/null
             \"$FUMI\" --lang en account add sales --email me@sample.example --host 127.0.0.1 --port {} --security none --username me --password-stdin
             \"$FUMI\" --lang en sync
             \"$FUMI\" --lang en doctor
             \"$FUMI\" --lang en account remove sales
             \"$FUMI\" --lang en account add sales --email me@sample.example --host 127.0.0.1 --port {} --security none --auth oauth2 --no-test
             \"$FUMI\" --lang en account edit sales --auth password --no-recent-mode
             \"$FUMI\" --lang en sync || echo nothing is kept",
            server.port, server.port
        ),
    );
    assert_eq!(server.heard("RETR"), 1, "it logged in with the password of the ring: {said}");
    assert!(said.contains("Passwords go to the keyring (Secret Service)."), "{said}");
    assert!(said.contains("nothing is kept"), "the password went with its account: {said}");
    assert!(!holds(said.as_bytes()) && !holds(&text_of(&folder.path().join("fumi"))));
    assert!(!folder.path().join("fumi/secrets.age").exists(), "there was no need of a file");
}

#[test]
fn a_locked_secret_service_is_told_within_its_time_and_nothing_is_written_in_its_place() {
    if !is_installed() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let said = on_a_bus(
        folder.path(),
        "gnome-keyring-daemon --start --components=secrets --control-directory=$XDG_RUNTIME_DIR/ring >/dev/null
         \"$FUMI\" --lang en --json account add sales --email me@sample.example --host 127.0.0.1 --port 1 --security none --password-stdin --no-test
         echo exit $?",
    );
    assert!(said.contains("no_secret_store") && said.contains("exit 1"), "{said}");
    assert!(!holds(&text_of(&folder.path().join("fumi"))));
}
