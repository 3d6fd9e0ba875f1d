//! The commands that write and send, as a script uses them, and kill -9 between the steps.
#![allow(clippy::unwrap_used)]

#[path = "support/scripted_smtp.rs"]
mod scripted_smtp;
#[path = "support/small_disk.rs"]
mod small_disk;

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use scripted_smtp::{At, Channel, PASSWORD, ScriptedSmtp, Trouble, USER};
use serde_json::Value;
use small_disk::SmallDisk;

struct World {
    server: ScriptedSmtp,
    home: PathBuf,
    _folder: Option<tempfile::TempDir>,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().to_owned();
        Self { _folder: Some(folder), ..Self::at(home) }
    }

    fn at(home: PathBuf) -> Self {
        let server = ScriptedSmtp::start(Channel::Tls);
        let private = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(&home, private).unwrap();
        std::fs::write(home.join("ca.pem"), &server.certificate).unwrap();
        let world = Self { server, home, _folder: None };
        // A first run makes the folders; the config is written where it looks for it.
        world.run(&["mailboxes"], "");
        let config = fumi::config::Paths::of(Some(&world.home)).unwrap().config_file();
        let text = format!(
            "[outbox]\nhold = 600\n\n[[account]]\nid = \"018f0000-0000-7000-8000-000000000001\"\nname = \"sales\"\nemail = \"{USER}\"\ndisplay_name = \"Sales\"\n\
             protocol = \"pop3\"\nhost = \"localhost\"\nport = 1\nsecurity = \"tls\"\nusername = \"{USER}\"\npassword_command = \"printf '%s\\\\n' '{PASSWORD}'\"\n\
             smtp_host = \"localhost\"\nsmtp_port = {}\nsmtp_security = \"tls\"\nsmtp_same_credentials = true\nca_file = \"{}\"\n",
            world.server.port,
            world.home.join("ca.pem").display()
        );
        std::fs::write(config, text).unwrap();
        world
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fumi"));
        command.args(["--home", self.home.to_str().unwrap(), "--lang", "en", "--json"]).args(arguments);
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
fn a_signature_stands_below_the_text_where_a_command_asks_for_it() {
    let world = World::new();
    let (error, code) = world.json(&letter(&["--signature", "--at", "now"]), "Hello\n");
    assert_eq!(
        (error["error"]["code"].as_str(), error["error"]["field"].as_str(), code),
        (Some("invalid_field"), Some("signature"), 1),
        "{error}"
    );
    assert!(world.states().is_empty(), "nothing was queued");
    let config = fumi::config::Paths::of(Some(&world.home)).unwrap().config_file();
    let text = std::fs::read_to_string(&config).unwrap();
    let signed = "display_name = \"Sales\"\nsignature = \"花子\\n営業部\"\n";
    std::fs::write(&config, text.replace("display_name = \"Sales\"\n", signed)).unwrap();
    let (row, code) = world.json(&letter(&["--signature", "--at", "now"]), "Hello\n");
    assert_eq!((row["state"].as_str(), code), (Some("sent"), 0), "{row}");
    let parent = row["message_id"].as_str().unwrap();
    world.json(&["compose", "--reply", parent, "--body-file", "-", "--signature", "--at", "now"], "Second\n");
    world.json(&["compose", "--forward", parent, "--to", "bob@c.example", "--body-file", "-", "--signature", "--at", "now"], "Third\n");
    world.json(&letter(&["--at", "now"]), "Fourth\n");
    let bodies: Vec<String> = world
        .server
        .taken()
        .iter()
        .map(|taken| mail_parser::MessageParser::default().parse(&taken.data).unwrap().body_text(0).unwrap().replace("\r\n", "\n"))
        .collect();
    assert_eq!(bodies[0], "Hello\n\n-- \n花子\n営業部\n");
    assert!(bodies[1].starts_with("Second\n\n") && bodies[1].ends_with("> Hello\n\n-- \n花子\n営業部\n"), "{}", bodies[1]);
    assert!(!bodies[1].contains("> 花子"), "the signature of what is answered is not quoted: {}", bodies[1]);
    assert!(bodies[2].starts_with("Third\n\n-- \n花子\n営業部\n\n-----"), "{}", bodies[2]);
    assert_eq!(bodies[3], "Fourth\n", "nobody asked for it");
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
fn my_own_copy_knows_whom_it_went_to_in_secret_and_tells_nobody_else() {
    let world = World::new();
    let given = "To: anna@b.example\nBcc: boss@sales.example\nSubject: ready\n\nbody\n";
    let (row, _) = world.json(&["send", "--at", "now"], given);
    let id = row["message_id"].as_str().unwrap().to_owned();
    let only = ["compose", "--bcc", "Spy <spy@b.example>", "--subject", "secret", "--body-file", "-", "--at", "now"];
    world.json(&only, "x\n");
    let (found, _) = world.json(&["search", "bcc:boss"], "");
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    let (shown, _) = world.json(&["message", &id], "");
    assert_eq!(shown["bcc"][0]["address"], "boss@sales.example", "{shown}");
    let told = |arguments: &[&str]| String::from_utf8(world.run(arguments, "").stdout).unwrap();
    assert!(told(&["message", &id, "--text"]).contains("Bcc: boss@sales.example"));
    assert!(!told(&["message", &id, "--raw"]).contains("boss@"));
    let (spied, _) = world.json(&["search", "bcc:spy"], "");
    assert_eq!(spied[0]["subject"], "secret", "{spied}");
    world.json(&["compose", "--reply", &id, "--all", "--body-file", "-", "--at", "now"], "more\n");
    let answer = world.server.taken().pop().unwrap();
    assert_eq!(answer.to, ["anna@b.example"]);
    assert!(!String::from_utf8_lossy(&answer.data).contains("boss@"));
}

#[test]
fn passing_a_mail_on_takes_the_files_of_any_mail_along() {
    let world = World::new();
    let given = "To: anna@b.example\nSubject: files\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nsee\n--b\n\
                 Content-Type: application/pdf; name=offer.pdf\nContent-Disposition: attachment; filename=offer.pdf\n\nx\n--b--\n";
    let (row, _) = world.json(&["send", "--at", "now"], given);
    let id = row["message_id"].as_str().unwrap().to_owned();
    let forward = ["compose", "--forward", &id, "--to", "carl@b.example", "--at", "now"];
    world.json(&forward, "");
    let data = world.server.taken().pop().unwrap().data;
    let parsed = mailparse::parse_mail(&data).unwrap();
    let offer = &parsed.subparts[1];
    assert_eq!((offer.ctype.mimetype.as_str(), offer.get_body_raw().unwrap().as_slice()), ("application/pdf", &b"x"[..]));
    assert_eq!(offer.get_content_disposition().params["filename"], "offer.pdf");
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
fn a_password_that_a_submission_server_says_back_is_nowhere() {
    use base64::Engine;
    let base64 = |text: String| base64::engine::general_purpose::STANDARD.encode(text);
    let hex: String = PASSWORD.bytes().map(|byte| format!("{byte:02x}")).collect();
    let url: String = PASSWORD.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let token = base64(format!("\0{USER}\0{PASSWORD}"));
    let forms = [PASSWORD.to_owned(), base64(PASSWORD.to_owned()), hex, url, token];
    let steps = [At::Greeting, At::Auth, At::Mail, At::Rcpt, At::Data, At::DotRefused, At::DotTaken];
    let world = World::new();
    for (step, form) in steps.iter().zip(forms.iter().cycle()).chain(forms.iter().map(|form| (&At::Auth, form))) {
        for code in ["554", "451", "250"] {
            world.server.next(*step, Trouble::Say(format!("{code} 5.7.8 no: {form}").leak()));
            let mut said =
                world.run(&["-vv", "compose", "--to", "a@b.example", "--subject", "x", "--body-file", "-", "--at", "now"], "x\n");
            said.stdout.extend(said.stderr);
            said.stdout.extend(world.run(&["outbox"], "").stdout);
            // The command that says the password stands in the config, and in what an older config was kept as.
            let config = ["config.toml", "config.toml.schema-1"].map(|name| Some(std::ffi::OsStr::new(name)));
            let files = std::fs::read_dir(&world.home).unwrap().flatten().map(|entry| entry.path());
            let files = files.filter(|path| path.is_file() && !config.contains(&path.file_name()));
            let mut held: Vec<(String, Vec<u8>)> =
                files.map(|path| (path.display().to_string(), std::fs::read(&path).unwrap_or_default())).collect();
            held.push(("the answers".to_owned(), said.stdout));
            for (what, bytes) in held {
                let text = String::from_utf8_lossy(&bytes);
                assert!(!forms.iter().any(|form| text.contains(form.as_str())), "{step:?} {code} {form}: it stands in {what}");
            }
        }
    }
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
    let (error, code) = world.json(&["compose", "--at", "soon", "--to", "a@b.example"], "");
    assert_eq!((error["error"]["field"].as_str(), code), (Some("at"), 1), "{error}");
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

/// `FUMI_PROCESSES` at once, 12 without it, `FUMI_ROUNDS` times, once without; two of them want each mail.
#[test]
fn two_programs_at_once_send_a_mail_once() {
    let number = |name: &str, usual: usize| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (mails, rounds) = (number("FUMI_PROCESSES", 12).div_ceil(2), number("FUMI_ROUNDS", 1));
    let world = World::new();
    for round in 1..=rounds {
        let ids: Vec<String> =
            (0..mails).map(|n| world.json(&letter(&[]), &format!("Mail {n}\n")).0["id"].as_str().unwrap().to_owned()).collect();
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
        assert_eq!((taken.len(), world.server.taken().len()), (mails * round, mails * round));
    }
}

#[test]
fn a_search_finds_drafts_and_scheduled_mail_by_their_words_and_by_their_state() {
    let world = World::new();
    for typed in ["in:drafts", "in:下書き", "is:draft", "is:scheduled", "送信予約"] {
        assert_eq!(world.json(&["search", typed], ""), (serde_json::json!([]), 0), "{typed}");
    }
    let (draft, _) = world.json(&["compose", "--to", "half", "--subject", "京都の件", "--body-file", "-", "--draft"], "Blue or green?\n");
    let (later, _) = world.json(&letter(&["--at", "2099-01-05 09:00"]), "Green at last.\n");
    let (soon, _) = world.json(&letter(&[]), "Green too.\n");
    let found = |query: &[&str]| -> Vec<Value> {
        let (rows, code) = world.json(&[&["search"], query].concat(), "");
        assert_eq!(code, 0, "{rows}");
        rows.as_array().unwrap().iter().map(|row| row["id"].clone()).collect()
    };
    for query in ["is:draft", "in:drafts", "in:下書き", "京都", "blue"] {
        assert_eq!(found(&[query]), [draft["id"].clone()], "{query}");
    }
    assert_eq!(found(&["is:scheduled"]), [later["id"].clone()]);
    assert_eq!(found(&["green"]), [soon["id"].clone(), later["id"].clone(), draft["id"].clone()], "the newest first");
    assert_eq!(found(&["--limit", "1", "green"]), [soon["id"].clone()]);
    assert!(found(&["is:unread"]).is_empty());
    let (rows, _) = world.json(&["search", "green"], "");
    let states: Vec<&str> = rows.as_array().unwrap().iter().map(|row| row["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["held", "held", "draft"], "{rows}");
    assert_eq!((&rows[2]["subject"], &rows[2]["mailbox"], &rows[2]["thread"]), (&"京都の件".into(), &"Drafts".into(), &Value::Null));
    let (both, _) = world.json(&["search", "--records", "is:scheduled"], "");
    assert_eq!(both["messages"][0]["id"], later["id"], "{both}");
    world.json(&["outbox", "retry", soon["id"].as_str().unwrap()], "");
    let (rows, _) = world.json(&["search", "green", "is:sent"], "");
    assert_eq!((rows.as_array().unwrap().len(), &rows[0]["state"]), (1, &Value::Null), "what was sent is a mail as any other: {rows}");
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
    let database = fumi::config::Paths::of(Some(&world.home)).unwrap().database();
    assert_eq!(std::fs::metadata(Path::new(&database)).unwrap().permissions().mode() & 0o077, 0);
}

#[test]
fn on_a_full_disk_reading_and_searching_go_on_and_writing_says_why_it_does_not() {
    let Some(disk) = SmallDisk::of(32) else { return };
    let world = World::at(disk.home());
    let mail = disk.path().join("one.eml");
    std::fs::write(&mail, "From: anna@berg.example\r\nSubject: Offer\r\n\r\nBlue or green.\r\n").unwrap();
    assert_eq!(world.json(&["import", "eml", mail.to_str().unwrap()], "").1, 0);
    // What a process that ended well takes away with it, and the next has to make again.
    for beside in ["fumi.db-shm", "fumi.db-wal"] {
        let store = world.home.join("fumi.db");
        rusqlite::Connection::open(&store).unwrap().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        let _ = std::fs::remove_file(world.home.join(beside));
    }
    disk.fill();
    for _ in 0..2 {
        assert_eq!(world.json(&["search", "green"], "").0.as_array().unwrap().len(), 1);
        assert_eq!(world.json(&["threads"], "").0.as_array().unwrap().len(), 1);
        assert_eq!(world.json(&["verify"], "").1, 0);
    }
    let body = "word ".repeat(400_000);
    let (error, code) = world.json(&letter(&["--draft"]), &body);
    assert_eq!((error["error"]["code"].as_str(), code), (Some("disk_full"), 1), "{error}");
    let output = world.run(&letter(&["--at", "now"]), &body);
    assert!(!String::from_utf8_lossy(&output.stderr).contains("Unable to write"), "the log speaks to nobody");
    assert_eq!(world.server.taken().len(), 0);
    disk.clear();
    assert_eq!(world.json(&letter(&["--at", "now"]), &body).0["state"], "sent");
}

#[test]
fn a_mail_that_was_taken_while_the_disk_filled_up_is_sent_and_its_copy_comes_when_there_is_room() {
    let Some(disk) = SmallDisk::of(48) else { return };
    let world = World::at(disk.home());
    let fill = || {
        let disk = disk.clone();
        world.server.when_taken(move || disk.fill());
    };
    fill();
    assert_eq!(world.json(&letter(&["--at", "now"]), "There is room for a word.\n").0["state"], "sent");
    disk.clear();
    let in_sent = |world: &World| {
        let (found, _) = world.json(&["search", "in:Sent"], "");
        found.as_array().unwrap_or_else(|| panic!("{found}")).len()
    };
    world.json(&["outbox", "flush"], "");
    assert_eq!(in_sent(&world), 1, "its copy came when there was room");
    // Random letters, since the copy in Sent is kept compressed.
    let mut state = 7_u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + u8::try_from(state >> 60).unwrap())
    };
    let body: String = (0..1_500_000).map(|at| if at % 70 == 69 { '\n' } else { random() }).collect();
    fill();
    let (row, code) = world.json(&letter(&["--at", "now"]), &body);
    assert_eq!((row["state"].as_str(), code), (Some("sent"), 0), "that it is sent needs hardly any room: {row}");
    world.json(&["outbox", "flush"], "");
    assert_eq!((world.states(), in_sent(&world)), (vec!["sent".to_owned(), "sent".to_owned()], 1), "the copy of the second has no room");
    assert_eq!(world.json(&["verify"], "").1, 0);
    disk.clear();
    world.json(&["outbox", "flush"], "");
    assert_eq!((world.states(), in_sent(&world)), (vec!["sent".to_owned(), "sent".to_owned()], 2), "now it has");
    assert_eq!(world.server.taken().len(), 2);
}

#[test]
fn a_draft_is_listed_shown_changed_sent_and_thrown_away_by_its_id() {
    let world = World::new();
    let (kept, _) =
        world.json(&["compose", "--to", "half", "--subject", "見積ｶﾞ\u{3000}👩‍💻", "--body-file", "-", "--draft"], "e\u{301} one\n");
    let id = kept["id"].as_str().unwrap().to_owned();
    let ending = &id[id.len() - 8..];
    let (shown, _) = world.json(&["draft", "show", ending], "");
    assert_eq!((shown["subject"].as_str(), shown["body"].as_str()), (Some("見積ｶﾞ\u{3000}👩‍💻"), Some("e\u{301} one")), "as it was typed");
    assert_eq!(shown["to"], "half", "also what is no address yet");
    let (error, code) = world.json(&["draft", "send", ending], "");
    assert_eq!((error["error"]["code"].as_str(), code), (Some("invalid_field"), 1), "{error}");
    assert_eq!(world.json(&["draft", "list"], "").0.as_array().unwrap().len(), 1, "what cannot be sent is still a draft");
    let (changed, _) = world.json(&["draft", "edit", ending, "--to", "anna@b.example", "--cc", "ben@b.example"], "");
    assert_eq!((changed["id"].as_str(), changed["to"].as_str()), (Some(id.as_str()), Some("anna@b.example")), "{changed}");
    assert_eq!(
        (changed["body"].as_str(), changed["cc"].as_str()),
        (Some("e\u{301} one"), Some("ben@b.example")),
        "what is not named stays"
    );
    let (row, code) = world.json(&["draft", "send", ending, "--at", "now"], "");
    assert_eq!((row["state"].as_str(), code), (Some("sent"), 0), "{row}");
    assert_eq!(world.json(&["draft"], "").0, serde_json::json!([]), "it is sent and no draft any more");
    let (error, code) = world.json(&["draft", "send", ending], "");
    assert_eq!((error["error"]["code"].as_str(), code), (Some("not_found"), 1), "and cannot be sent once more");
    let (other, _) = world.json(&["compose", "--to", "half", "--draft"], "");
    let (gone, _) = world.json(&["draft", "discard", other["id"].as_str().unwrap()], "");
    assert_eq!((gone["discarded"].as_bool(), world.json(&["draft"], "").0), (Some(true), serde_json::json!([])));
    assert_eq!(world.run(&["draft", "edit", ending], "").status.code(), Some(2), "an edit that changes nothing is a mistake");
    assert_eq!(world.server.taken().len(), 1);
}

#[test]
fn a_mail_that_is_passed_on_takes_its_attachments_along() {
    let world = World::new();
    let file = world.home.join("見積書.pdf");
    std::fs::write(&file, b"%PDF-1.7 \x00\xff").unwrap();
    let (row, code) = world.json(&letter(&["--attach", file.to_str().unwrap(), "--at", "now"]), "See attached\n");
    assert_eq!((row["state"].as_str(), code), (Some("sent"), 0), "{row}");
    let first = row["message_id"].as_str().unwrap().to_owned();
    let (row, _) = world.json(&["compose", "--forward", &first, "--to", "ben@b.example", "--at", "now"], "");
    assert_eq!(row["state"], "sent", "{row}");
    let (row, _) = world.json(&["compose", "--forward", &first, "--as-attachment", "--to", "ben@b.example", "--at", "now"], "");
    assert_eq!(row["state"], "sent", "{row}");
    let taken = world.server.taken();
    for mail in &taken[..2] {
        let parsed = mailparse::parse_mail(&mail.data).unwrap();
        let part = &parsed.subparts[1];
        assert_eq!(part.get_body_raw().unwrap(), b"%PDF-1.7 \x00\xff");
        assert_eq!(part.get_content_disposition().params["filename"], "見積書.pdf");
    }
    let whole = mailparse::parse_mail(&taken[2].data).unwrap();
    assert_eq!(whole.subparts[1].ctype.mimetype, "message/rfc822");
    assert!(whole.subparts[1].get_body_raw().unwrap().starts_with(&taken[0].data[..200]), "as it came");
    let (error, code) = world.json(&letter(&["--attach", "/none/such"]), "x");
    assert_eq!((error["error"]["code"].as_str(), code), (Some("not_found"), 1), "{error}");
}

#[test]
fn a_mail_that_shall_go_later_waits_for_its_time() {
    let world = World::new();
    let (row, code) = world.json(&letter(&["--at", "+3d"]), "Later\n");
    assert_eq!((row["state"].as_str(), code), (Some("held"), 0), "{row}");
    assert_eq!(world.json(&["outbox", "flush"], "").0, serde_json::json!([]), "its time has not come");
    for (typed, code) in [("yesterday", "invalid_field"), ("soon", "invalid_field")] {
        let (error, _) = world.json(&letter(&["--at", typed]), "x\n");
        assert_eq!(error["error"]["code"], code, "{typed}: {error}");
    }
    let (sent, _) = world.json(&["outbox", "retry", row["id"].as_str().unwrap()], "");
    assert_eq!((sent["state"].as_str(), world.server.taken().len()), (Some("sent"), 1), "unless somebody wants it now");
}

#[test]
fn a_template_goes_to_each_person_once_and_to_nobody_who_wants_none() {
    let world = World::new();
    for (last, email, more) in
        [("Tanaka", "t@a.example", ""), ("Berg", "b@b.example", "Director"), ("Quiet", "q@q.example", ""), ("Bare", "", "")]
    {
        let mut add = vec!["lead", "add", "--last-name", last, "--company", "Sample"];
        if !email.is_empty() {
            add.extend(["--email", email]);
        }
        if !more.is_empty() {
            add.extend(["--title", more]);
        }
        if last == "Quiet" {
            add.extend(["--email-opt-out", "yes"]);
        }
        let (row, code) = world.json(&add, "");
        assert_eq!(code, 0, "{row}");
    }
    let body = "{{ last_name }} 様{% if title %} ({{ title }}){% endif %}\n";
    let (error, code) = world.json(&["template", "add", "offer", "--subject", "For {{ nick }}"], "");
    assert_eq!((error["error"]["code"].as_str(), code), (Some("invalid_field"), 1), "{error}");
    let (_, code) = world.json(&["template", "add", "offer", "--subject", "For {{ company }}", "--body-file", "-"], body);
    assert_eq!(code, 0);
    assert_eq!(world.json(&["template", "list"], "").0[0]["name"], "offer");
    let merge = ["merge", "--template", "offer", "--query", "Sample"];
    let states = |value: &Value| {
        let mut found: Vec<String> = value
            .as_array()
            .unwrap()
            .iter()
            .map(|row| format!("{} {}", row["name"].as_str().unwrap(), row["state"].as_str().unwrap()))
            .collect();
        found.sort();
        found
    };
    let (dry, _) = world.json(&[&merge[..], &["--dry-run"]].concat(), "");
    assert_eq!(states(&dry), ["Bare skipped", "Berg dry_run", "Quiet skipped", "Tanaka dry_run"], "{dry}");
    assert!(world.states().is_empty(), "nothing is queued by a look");
    let (run, _) = world.json(&[&merge[..], &["--cap", "1"]].concat(), "");
    assert_eq!(states(&run).iter().filter(|row| row.ends_with("queued")).count(), 1, "{run}");
    let (again, _) = world.json(&merge, "");
    assert_eq!(states(&again).iter().filter(|row| row.ends_with("queued")).count(), 1, "who has it is left out: {again}");
    let (rows, _) = world.json(&["outbox"], "");
    let mut bodies = Vec::new();
    for row in rows.as_array().unwrap() {
        world.json(&["outbox", "retry", row["id"].as_str().unwrap()], "");
    }
    for mail in world.server.taken() {
        let parsed = mailparse::parse_mail(&mail.data).unwrap();
        bodies.push(parsed.get_body().unwrap().trim().to_owned());
    }
    bodies.sort();
    assert_eq!(bodies, ["Berg 様 (Director)", "Tanaka 様"]);
    for blank in ["", " ", "\u{3000}"] {
        let (error, code) = world.json(&["merge", "--template", "offer", "--query", blank, "--dry-run"], "");
        assert_eq!((error["error"]["code"].as_str(), code), (Some("usage"), 2), "everybody is never meant by nothing: {error}");
    }
    let (error, _) = world.json(&[&merge[..], &["--cap", "501"]].concat(), "");
    assert_eq!(error["error"]["code"], "invalid_field", "{error}");
}

#[test]
fn s115_nothing_goes_out_in_a_name_that_was_not_confirmed() {
    let world = World::new();
    let other = "From: Me <me@alias.example>\nTo: anna@b.example\nSubject: hello\n\nbody\n";
    let (error, code) = world.json(&["send", "--at", "now"], other);
    assert_eq!(
        (error["error"]["code"].as_str(), error["error"]["field"].as_str(), code),
        (Some("address_not_verified"), Some("from"), 1),
        "{error}"
    );
    assert!(error["error"]["hint"].as_str().unwrap().contains("alias add"));
    assert_eq!(world.server.taken().len(), 0);
    let alias = |verb: &str, more: &[&str]| world.json(&[&["account", "alias", verb, "sales", "me@alias.example"], more].concat(), "");
    assert_eq!(alias("confirm", &["--code", "12345678"]).0["error"]["code"], "address_not_verified");
    assert_eq!(alias("resend", &[]).0["error"]["code"], "address_not_verified", "none was asked for");
    // The code goes to the address alone, from the account's own.
    let code_of = |at: usize| {
        let mail = world.server.taken()[at].clone();
        let text = String::from_utf8(mail.data).unwrap();
        assert!(text.contains("To: me@alias.example") && text.contains(USER), "{text}");
        text.lines().map(str::trim).find(|line| line.len() == 8 && line.bytes().all(|byte| byte.is_ascii_digit())).unwrap().to_owned()
    };
    let (asked, code) = alias("add", &[]);
    assert_eq!((asked["verified"].as_bool(), asked["mail"]["state"].as_str(), code), (Some(false), Some("sent"), 0), "{asked}");
    let first = code_of(0);
    alias("resend", &[]);
    let second = code_of(1);
    assert_ne!(first, second);
    assert_eq!(alias("confirm", &["--code", &first]).0["error"]["code"], "address_not_verified", "another code took its place");
    assert_eq!(world.json(&["send", "--at", "now"], other).0["error"]["code"], "address_not_verified");
    let (confirmed, code) = alias("confirm", &["--code", &second]);
    assert_eq!((confirmed["aliases"][0].as_str(), code), (Some("me@alias.example"), 0), "{confirmed}");
    let (sent, code) = world.json(&["send", "--at", "now"], other);
    assert_eq!((sent["state"].as_str(), code), (Some("sent"), 0), "{sent}");
    assert!(String::from_utf8(world.server.taken()[2].data.clone()).unwrap().contains("From: Me <me@alias.example>"));
    assert_eq!(alias("confirm", &["--code", &second]).0["error"]["code"], "address_not_verified", "a code is good once");
    assert_eq!(alias("add", &[]).0["error"]["code"], "duplicate");
    // Five wrong guesses end a code.
    let strange = |verb: &str, more: &[&str]| world.json(&[&["account", "alias", verb, "sales", "you@else.example"], more].concat(), "").0;
    strange("add", &[]);
    let right = world.server.taken().len() - 1;
    let mail = String::from_utf8(world.server.taken()[right].data.clone()).unwrap();
    let right =
        mail.lines().map(str::trim).find(|line| line.len() == 8 && line.bytes().all(|byte| byte.is_ascii_digit())).unwrap().to_owned();
    for _ in 0..5 {
        assert_eq!(strange("confirm", &["--code", "0"])["error"]["code"], "address_not_verified");
    }
    assert_eq!(strange("confirm", &["--code", &right])["error"]["code"], "address_not_verified", "guessing ended it");
}
