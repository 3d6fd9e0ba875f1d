//! The commands that write and send, as a script uses them, and kill -9 between the steps.
#![allow(clippy::unwrap_used)]

#[path = "support/scripted_smtp.rs"]
mod scripted_smtp;

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use scripted_smtp::{At, Channel, PASSWORD, ScriptedSmtp, Trouble, USER};
use serde_json::Value;

struct World {
    server: ScriptedSmtp,
    home: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let server = ScriptedSmtp::start(Channel::Tls);
        let home = tempfile::tempdir().unwrap();
        let private = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(home.path(), private).unwrap();
        std::fs::write(home.path().join("ca.pem"), &server.certificate).unwrap();
        let world = Self { server, home };
        // A first run makes the folders; the config is written where it looks for it.
        world.run(&["mailboxes"], "");
        let config = fumi::config::Paths::of(Some(world.home.path())).unwrap().config_file();
        let text = format!(
            "[outbox]\nhold = 600\n\n[[account]]\nid = \"018f0000-0000-7000-8000-000000000001\"\nname = \"sales\"\nemail = \"{USER}\"\ndisplay_name = \"Sales\"\n\
             protocol = \"pop3\"\nhost = \"localhost\"\nport = 1\nsecurity = \"tls\"\nusername = \"{USER}\"\npassword_command = \"printf '%s\\\\n' '{PASSWORD}'\"\n\
             smtp_host = \"localhost\"\nsmtp_port = {}\nsmtp_security = \"tls\"\nsmtp_same_credentials = true\nca_file = \"{}\"\n",
            world.server.port,
            world.home.path().join("ca.pem").display()
        );
        std::fs::write(config, text).unwrap();
        world
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fumi"));
        command.args(["--home", self.home.path().to_str().unwrap(), "--lang", "en", "--json"]).args(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn start(&self, arguments: &[&str], input: &str) -> Child {
        let mut child = self.command(arguments).spawn().unwrap();
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child
    }

    fn run(&self, arguments: &[&str], input: &str) -> Output {
        self.start(arguments, input).wait_with_output().unwrap()
    }

    /// The JSON of a command, and its exit code.
    fn json(&self, arguments: &[&str], input: &str) -> (Value, i32) {
        let output = self.run(arguments, input);
        let text = String::from_utf8(output.stdout).unwrap();
        let value =
            serde_json::from_str(&text).unwrap_or_else(|_| panic!("{arguments:?}: {text} {}", String::from_utf8_lossy(&output.stderr)));
        (value, output.status.code().unwrap())
    }

    fn states(&self) -> Vec<String> {
        let (rows, _) = self.json(&["outbox"], "");
        rows.as_array().unwrap().iter().map(|row| row["state"].as_str().unwrap().to_owned()).collect()
    }
}

const LETTER: [&str; 7] = ["compose", "--to", "Anna <anna@b.example>", "--subject", "お見積り", "--body-file", "-"];

fn letter<'a>(more: &[&'a str]) -> Vec<&'a str> {
    LETTER.iter().copied().chain(more.iter().copied()).collect()
}

#[test]
fn compose_queues_and_the_mail_can_be_taken_back_or_sent() {
    let world = World::new();
    let (row, code) = world.json(&letter(&[]), "Hello\n");
    assert_eq!((row["state"].as_str(), code), (Some("held"), 0), "{row}");
    assert_eq!((row["attempts"].as_u64(), &row["last_error"]), (Some(0), &Value::Null));
    assert!(row["until"].is_string() && row["message_id"].as_str().unwrap().starts_with('<'));
    let id = row["id"].as_str().unwrap();
    let (flushed, code) = world.json(&["outbox", "flush"], "");
    assert_eq!((flushed, code), (serde_json::json!([]), 0), "the hold time is respected");
    let (back, _) = world.json(&["outbox", "cancel", &id[id.len() - 8..]], "");
    assert!(back["draft"].is_string(), "{back}");
    assert!(world.states().is_empty());
    let (row, code) = world.json(&letter(&["--at", "now"]), "Hello\n");
    assert_eq!((row["state"].as_str(), code), (Some("sent"), 0), "{row}");
    assert_eq!(world.server.taken().len(), 1);
    let (error, code) = world.json(&["outbox", "cancel", row["id"].as_str().unwrap()], "");
    assert_eq!((error["error"]["code"].as_str(), code), (Some("already_sent"), 1));
    let (held, _) = world.json(&letter(&[]), "Later\n");
    let (sent, code) = world.json(&["outbox", "retry", held["id"].as_str().unwrap()], "");
    assert_eq!((sent["state"].as_str(), code), (Some("sent"), 0), "retry does not wait");
    assert_eq!(world.server.taken().len(), 2);
    let (draft, code) = world.json(&["compose", "--to", "half", "--draft"], "");
    assert_eq!((draft["state"].as_str(), code), (Some("draft"), 0));
}

#[test]
fn an_answer_from_the_command_line_threads() {
    let world = World::new();
    let (row, _) = world.json(&letter(&["--at", "now"]), "First\n");
    let parent = row["message_id"].as_str().unwrap().to_owned();
    let (row, code) = world.json(&["compose", "--reply", &parent, "--body-file", "-", "--at", "now"], "Second\n");
    assert_eq!((row["state"].as_str(), code), (Some("sent"), 0), "{row}");
    let data = String::from_utf8(world.server.taken()[1].data.clone()).unwrap();
    assert!(data.contains(&format!("In-Reply-To: {parent}\r\nReferences: {parent}\r\n")), "{data}");
    assert!(
        data.contains("To: Anna <anna@b.example>\r\n") && data.contains("\r\n\r\nSecond\r\n"),
        "our own mail is answered to its recipient: {data}"
    );
    assert!(data.contains("\r\n> First\r\n"), "{data}");
    let (thread, _) = world.json(&["thread", &parent], "");
    assert_eq!(thread["messages"].as_array().unwrap().len(), 2, "{thread}");
}

#[test]
fn a_finished_message_goes_out_like_sendmail_t() {
    let world = World::new();
    let given = "To: anna@b.example\nBcc: boss@sales.example\nSubject: ready\n\nbody\n.\n";
    let (row, code) = world.json(&["send", "--at", "now"], given);
    assert_eq!((row["state"].as_str(), code), (Some("sent"), 0), "{row}");
    let taken = world.server.taken();
    assert_eq!(taken[0].to, ["anna@b.example", "boss@sales.example"]);
    assert!(!String::from_utf8_lossy(&taken[0].data).contains("Bcc"));
    assert_eq!(world.server.faults(), Vec::<String>::new());
    for bad in ["Subject: nobody\n\nx\n", "To: a@b.example\n\na\rb\n", ""] {
        let (error, code) = world.json(&["send", "--at", "now"], bad);
        assert!(error["error"]["code"].is_string() && code == 1, "{bad:?}: {error}");
    }
    assert_eq!(world.server.taken().len(), 1);
}

#[test]
fn wrong_arguments_name_their_field_and_queue_nothing() {
    let world = World::new();
    for (arguments, field) in
        [(vec!["compose"], "to"), (vec!["compose", "--to", "anna"], "to"), (vec!["compose", "--to", "a@b.example", "--from", "x"], "from")]
    {
        let (error, code) = world.json(&arguments, "");
        assert_eq!(code, 1, "{arguments:?}: {error}");
        assert_eq!(error["error"]["field"].as_str().unwrap_or(field), field, "{error}");
    }
    assert_eq!(world.run(&["compose", "--at", "tomorrow", "--to", "a@b.example"], "").status.code(), Some(2));
    assert!(world.states().is_empty());
}

#[test]
fn the_exit_code_says_whether_another_try_is_worth_it() {
    let world = World::new();
    world.server.next(At::Mail, Trouble::Say("451 later"));
    let (row, code) = world.json(&letter(&["--at", "now"]), "x\n");
    assert_eq!((row["state"].as_str(), code), (Some("queued"), 75), "{row}");
    assert!(row["last_error"].as_str().unwrap().contains("451 later"));
    world.server.next(At::Mail, Trouble::Say("550 never"));
    let (row, code) = world.json(&letter(&["--at", "now"]), "x\n");
    assert_eq!((row["state"].as_str(), code), (Some("failed"), 1), "{row}");
}

#[test]
fn killed_at_any_step_a_mail_is_sent_once_or_waits_for_the_person() {
    let before_the_dot = [At::Greeting, At::Ehlo, At::Auth, At::Mail, At::Rcpt, At::Data];
    for (step, known) in before_the_dot.into_iter().map(|step| (step, true)).chain([(At::DotRefused, false), (At::DotTaken, false)]) {
        let world = World::new();
        world.server.next(step, Trouble::Stall);
        let mut child = world.start(&letter(&["--at", "now"]), "Hello\n");
        wait(&world.server, step);
        child.kill().unwrap();
        child.wait().unwrap();
        let (rows, code) = world.json(&["outbox", "flush"], "");
        let taken = world.server.taken().len();
        if known {
            assert_eq!((world.states(), taken, code), (vec!["sent".to_owned()], 1, 0), "{step:?}: {rows}");
        } else {
            assert_eq!(world.states(), ["unknown"], "{step:?}");
            assert_eq!(taken, usize::from(step == At::DotTaken), "{step:?}");
            world.json(&["outbox", "flush"], "");
            assert_eq!(world.server.taken().len(), taken, "nothing is sent again by itself");
            let (row, _) = world.json(&["outbox"], "");
            let (sent, _) = world.json(&["outbox", "retry", row[0]["id"].as_str().unwrap()], "");
            assert_eq!(sent["state"].as_str(), Some("sent"));
            let ids: Vec<_> = world.server.taken().iter().map(scripted_smtp::Taken::message_id).collect();
            assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        }
    }
}

#[test]
fn killed_in_the_middle_of_a_big_mail_it_is_sent_once() {
    let world = World::new();
    let big = format!("To: anna@b.example\nSubject: big\n\n{}", "0123456789abcdef0123456789abcdef0123456789abcdef\n".repeat(340_000));
    world.server.next(At::Body(100_000), Trouble::Stall);
    let mut child = world.start(&["send", "--at", "now"], &big);
    wait(&world.server, At::Body(100_000));
    child.kill().unwrap();
    child.wait().unwrap();
    let (rows, code) = world.json(&["outbox", "flush"], "");
    assert_eq!((world.states(), world.server.taken().len(), code), (vec!["sent".to_owned()], 1, 0), "{rows}");
    assert!(world.server.taken()[0].data.len() > 16_000_000);
}

#[test]
fn two_programs_at_once_send_a_mail_once() {
    let world = World::new();
    for n in 0..6 {
        world.json(&letter(&[]), &format!("Mail {n}\n"));
    }
    let (rows, _) = world.json(&["outbox"], "");
    let ids: Vec<String> = rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    let children: Vec<Child> = ids.iter().chain(&ids).map(|id| world.start(&["outbox", "retry", id], "")).collect();
    for child in children {
        child.wait_with_output().unwrap();
    }
    let until = Instant::now() + Duration::from_secs(60);
    while world.states().iter().any(|state| state != "sent") {
        assert!(Instant::now() < until, "{:?}", world.states());
        world.json(&["outbox", "flush"], "");
    }
    let mut taken: Vec<_> = world.server.taken().iter().map(scripted_smtp::Taken::message_id).collect();
    taken.sort();
    taken.dedup();
    assert_eq!((taken.len(), world.server.taken().len()), (6, 6));
}

fn wait(server: &ScriptedSmtp, step: At) {
    let until = Instant::now() + Duration::from_secs(30);
    while server.stalled() == 0 {
        assert!(Instant::now() < until, "{step:?} was never reached: {:?}", server.commands());
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_home_is_no_other_s_to_read() {
    let world = World::new();
    world.json(&letter(&[]), "x\n");
    let database = fumi::config::Paths::of(Some(world.home.path())).unwrap().database();
    assert_eq!(std::fs::metadata(Path::new(&database)).unwrap().permissions().mode() & 0o077, 0);
}
