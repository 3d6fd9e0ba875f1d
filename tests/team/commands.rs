//! The commands of a team, with the real program: two people, a home each.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::postgres::{PASSWORD, Postgres, is_installed};

/// Somebody's home.
struct Home {
    dir: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("config")).unwrap();
        std::fs::write(dir.path().join("phrase"), "correct horse battery staple\n").unwrap();
        Self { dir }
    }

    fn config(&self) -> String {
        let paths = fumi::config::Paths::of(Some(&self.dir.path().join("home"))).unwrap();
        std::fs::read_to_string(paths.config_file()).unwrap_or_default()
    }

    /// Runs a command and gives its exit code and its value.
    fn run(&self, arguments: &[&str], typed: &str) -> (i32, Value) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fumi"))
            .arg("--home")
            .arg(self.dir.path().join("home"))
            .args(["--json", "--passphrase-file"])
            .arg(self.dir.path().join("phrase"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that asks for nothing may have ended before it was told anything.
        let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
        let done = child.wait_with_output().unwrap();
        let said = String::from_utf8(done.stdout).unwrap();
        assert!(!said.contains(PASSWORD), "{arguments:?} says the password");
        let value =
            serde_json::from_str(said.trim()).unwrap_or_else(|_| panic!("{arguments:?}: {said} {}", String::from_utf8_lossy(&done.stderr)));
        (done.status.code().unwrap(), value)
    }

    fn works(&self, arguments: &[&str], typed: &str) -> Value {
        let (code, value) = self.run(arguments, typed);
        assert_eq!(code, 0, "{arguments:?}: {value}");
        value
    }

    fn refused(&self, arguments: &[&str], typed: &str) -> String {
        let (code, value) = self.run(arguments, typed);
        assert_ne!(code, 0, "{arguments:?}: {value}");
        value["error"]["code"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_team_is_founded_joined_administered_and_left() {
    if !is_installed() {
        return;
    }
    let server = Postgres::start();
    server.database("team").await;
    let (anna, bert) = (Home::new(), Home::new());
    let at = |login: &str| format!("postgres://{login}@127.0.0.1:{}/team", server.port);
    let ca = server.ca_file.display().to_string();
    let one = format!("{PASSWORD}\n");
    let two = format!("{PASSWORD}\nmuch longer than twelve\n");

    assert_eq!(anna.refused(&["team", "status"], ""), "no_team");
    assert_eq!(anna.refused(&["team", "join", "postgres://anna:secret@db/team", "--password-stdin"], &one), "invalid_field");
    assert_eq!(anna.refused(&["team", "join", &at("postgres"), "--ca-file", &ca, "--password-stdin"], &one), "not_found");
    // Where the new password can be kept nowhere, nothing is founded.
    let (phrase, away) = (anna.dir.path().join("phrase"), anna.dir.path().join("away"));
    std::fs::rename(&phrase, &away).unwrap();
    anna.refused(&["team", "init", &at("postgres"), "--login", "anna", "--ca-file", &ca, "--password-stdin"], &two);
    std::fs::rename(&away, &phrase).unwrap();
    let founded =
        anna.works(&["team", "init", &at("postgres"), "--login", "anna", "--name", "Anna", "--ca-file", &ca, "--password-stdin"], &two);
    assert_eq!(
        (&founded["member"]["login"], &founded["member"]["role"], &founded["sharing"]),
        (&"anna".into(), &"admin".into(), &"users_choice".into())
    );
    assert!(anna.config().contains(&format!("url = \"{}\"", at("anna"))) && !anna.config().contains(PASSWORD), "{}", anna.config());
    assert_eq!(anna.works(&["team", "status"], "")["workspace"], founded["workspace"]);
    assert_eq!(anna.refused(&["team", "join", &at("anna"), "--ca-file", &ca, "--password-stdin"], &two), "duplicate");

    anna.works(&["team", "member", "add", "bert", "--name", "Bert B.", "--password-stdin"], &one);
    assert_eq!(anna.refused(&["team", "member", "add", "bert", "--password-stdin"], &one), "duplicate");
    assert_eq!(anna.refused(&["team", "member", "add", "Bert B.", "--password-stdin"], &one), "invalid_field");
    assert_eq!(anna.refused(&["team", "member", "add", "carl", "--password-stdin"], "short\n"), "invalid_field");
    assert_eq!(bert.refused(&["team", "join", &at("bert"), "--password-stdin"], &one), "tls_untrusted");
    assert_eq!(bert.refused(&["team", "join", &at("bert"), "--ca-file", &ca, "--password-stdin"], "wrong password\n"), "auth_failed");
    assert_eq!(bert.refused(&["team", "status"], ""), "no_team");
    bert.works(&["team", "join", &at("bert"), "--ca-file", &ca, "--password-stdin"], &one);
    assert_eq!(bert.refused(&["team", "member", "lock", "anna"], ""), "not_permitted");
    assert_eq!(bert.refused(&["team", "policy", "--sharing", "public"], ""), "not_permitted");
    assert_eq!(bert.refused(&["team", "group", "add", "Sales"], ""), "not_permitted");

    assert_eq!(anna.works(&["team", "member", "lock", "bert"], "")["locked"], true);
    assert_eq!(anna.works(&["team", "member", "unlock", "bert"], "")["locked"], false);
    let edited = anna.works(&["team", "member", "bert", "--mail", "off", "--ends-on", "2027-03-31", "--trial"], "");
    assert_eq!(
        (&edited["mail_integration"], &edited["ends_on"], &edited["ends_as"]),
        (&false.into(), &"2027-03-31".into(), &"trial".into())
    );
    assert_eq!(anna.refused(&["team", "member", "bert"], ""), "usage");
    assert_eq!(anna.refused(&["team", "member", "bert", "--ends-on", "tomorrow"], ""), "invalid_field");
    assert_eq!(anna.refused(&["team", "member", "anna", "--role", "member"], ""), "not_permitted");
    assert_eq!(anna.refused(&["team", "member", "nobody", "--role", "admin"], ""), "not_found");
    assert_eq!(anna.works(&["team", "policy", "--sharing", "custom"], "")["sharing"], "custom");
    assert_eq!(bert.works(&["team", "policy"], "")["sharing"], "custom");
    let group = anna.works(&["team", "group", "add", "Sales", "--member", "bert", "--member", "anna"], "");
    assert_eq!(group[0]["members"], serde_json::json!(["anna", "bert"]));
    assert_eq!(anna.refused(&["team", "group", "add", "Sales"], ""), "duplicate");
    assert_eq!(anna.works(&["team", "group", "remove", "Sales", "--member", "anna"], "")[0]["members"], serde_json::json!(["bert"]));
    assert_eq!(anna.works(&["team", "group", "remove", "Sales"], ""), serde_json::json!([]));

    anna.works(&["team", "member", "bert", "--role", "admin"], "");
    bert.works(&["team", "member", "add", "carla", "--password-stdin"], &one);
    anna.works(&["team", "member", "bert", "--role", "member"], "");
    assert_eq!(bert.refused(&["team", "member", "add", "dora", "--password-stdin"], &one), "not_permitted");
    anna.works(&["team", "member", "deactivate", "bert"], "");
    assert_eq!(bert.refused(&["team", "status"], ""), "auth_failed");
    anna.works(&["team", "member", "activate", "bert"], "");
    assert_eq!(bert.works(&["team", "status"], "")["members"], 3);
    // Who added bert knows his first password; the next one is his own.
    assert_eq!(bert.refused(&["team", "set-password", "--password-stdin"], "short\n"), "invalid_field");
    assert_eq!(bert.works(&["team", "set-password", "--password-stdin"], "known to bert alone\n")["kept"], true);
    assert_eq!(bert.works(&["team", "status"], "")["members"], 3);
    assert_eq!(Home::new().refused(&["team", "join", &at("bert"), "--ca-file", &ca, "--password-stdin"], &one), "auth_failed");
    assert!(!server.log().contains("known to bert alone"), "a password stands in the server's log");
    assert_eq!(bert.works(&["team", "leave"], "")["joined"], false);
    assert!(!bert.config().contains("[team]"), "{}", bert.config());
    assert_eq!(bert.refused(&["team", "status"], ""), "no_team");
    assert!(!server.log().contains(PASSWORD) && !server.log().contains("much longer than twelve"), "a password stands in the server's log");
}
