//! Forty-four ways in which a password could leak (promises.md C1, G15), each with a canary that is looked for in everything that is said and kept: answers, log, database with its
//! log, config, spool, backup, exports, and what the system tells of the running process.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::program::ProgramHome;
use crate::scripted_pop3::{Meeting, ScriptedPop3, Trick, small_mail};

/// Quotes, a backslash, a percent sign, and letters beyond ASCII.
const CANARY: &str = "Kän\"ari\\en%vogel+42!xyz";

/// The ways in which it could be written. Base64 at its three alignments, less the ends that its neighbours share.
fn shapes() -> Vec<Vec<u8>> {
    let raw = CANARY.as_bytes();
    let hex: String = raw.iter().map(|byte| format!("{byte:02x}")).collect();
    let url: String =
        raw.iter().map(|byte| if byte.is_ascii_alphanumeric() { char::from(*byte).to_string() } else { format!("%{byte:02X}") }).collect();
    let wide: Vec<u8> = CANARY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let reversed: Vec<u8> = raw.iter().rev().copied().collect();
    let escaped = format!("{CANARY:?}").trim_matches('"').to_owned();
    let json = serde_json::to_string(CANARY).unwrap().trim_matches('"').to_owned();
    let aligned = (0..3).map(|shift| {
        let text = STANDARD.encode([&vec![b'x'; shift][..], raw, b"xx"].concat());
        text.as_bytes()[4..text.len() - 6].to_vec()
    });
    let mut all = vec![
        raw.to_vec(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
        url.into_bytes(),
        wide,
        reversed,
        escaped.into_bytes(),
        json.into_bytes(),
    ];
    all.extend(aligned);
    all
}

/// What a server may say of a password, beside the plain word.
fn echoes() -> Vec<String> {
    let hex: String = CANARY.bytes().map(|byte| format!("{byte:02x}")).collect();
    vec![CANARY.to_owned(), STANDARD.encode(CANARY), STANDARD.encode(format!("\0me\0{CANARY}")), hex]
}

/// A home whose account logs in with the canary, which lies outside of it, and a server that takes it.
struct Scene {
    name: String,
    server: ScriptedPop3,
    home: ProgramHome,
    /// Holds the canary; the program reads it by a command.
    outside: tempfile::NamedTempFile,
    said: Vec<u8>,
}

impl Scene {
    fn new(name: impl Into<String>) -> Self {
        let outside = tempfile::NamedTempFile::new().unwrap();
        fs::write(outside.path(), CANARY).unwrap();
        let server = ScriptedPop3::with_mails(vec![small_mail(1), small_mail(2)]);
        server.state().password = CANARY.to_owned();
        let home = ProgramHome::with_account(server.port, "leave", None);
        let config = home.dir.path().join("config.toml");
        let text = fs::read_to_string(&config).unwrap().replace("printf pw", &format!("cat {}", outside.path().display()));
        fs::write(&config, text).unwrap();
        Self { name: name.into(), server, home, outside, said: Vec::new() }
    }

    fn trick(self, line: &str, trick: Trick) -> Self {
        self.server.state().tricks.insert(line.to_owned(), trick);
        self
    }

    /// Runs a command with the loudest log.
    fn runs(mut self, line: &str) -> Self {
        let mut arguments: Vec<&str> = line.split_whitespace().collect();
        arguments.push("-vv");
        let Output { stdout, stderr, .. } = self.home.run(&arguments);
        self.said.extend(stdout);
        self.said.extend(stderr);
        self
    }

    /// Starts a fetch that the server keeps waiting, and looks at what the system tells of it before a signal ends it.
    fn killed_by(mut self, signal: rustix::process::Signal) -> Self {
        // The server waits before it greets: the password is read before the connection is made.
        self.server.state().meets = Some(Arc::new(Meeting::of(2)));
        let mut child = self.home.command(&["sync", "-vv"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let sessions = |server: &ScriptedPop3| server.state().sessions;
        let end = Instant::now() + Duration::from_secs(20);
        while sessions(&self.server) == 0 && Instant::now() < end {
            std::thread::yield_now();
        }
        self.said.extend(told_by_the_system(&child));
        rustix::process::kill_process(rustix::process::Pid::from_child(&child), signal).unwrap();
        let _ = child.wait();
        for mut pipe in [
            child.stdout.take().map(|pipe| Box::new(pipe) as Box<dyn std::io::Read>),
            child.stderr.take().map(|pipe| Box::new(pipe) as Box<dyn std::io::Read>),
        ]
        .into_iter()
        .flatten()
        {
            pipe.read_to_end(&mut self.said).unwrap();
        }
        self
    }

    /// Nothing holds the canary.
    fn holds_nothing(self) {
        let mut held = BTreeMap::from([("what was said".to_owned(), self.said)]);
        for path in files(self.home.dir.path()) {
            held.insert(path.display().to_string(), fs::read(&path).unwrap());
        }
        assert!(held.len() > 2, "{}", self.name);
        for (place, bytes) in held {
            for shape in shapes() {
                let found = bytes.windows(shape.len()).any(|window| window == shape);
                assert!(!found, "{}: {:?} stands in {place}", self.name, String::from_utf8_lossy(&shape));
            }
        }
        assert_eq!(fs::read_to_string(self.outside.path()).unwrap(), CANARY);
    }
}

/// Its arguments and environment, as any process of the person can read them.
fn told_by_the_system(child: &Child) -> Vec<u8> {
    let read = |name: &str| fs::read(format!("/proc/{}/{name}", child.id())).unwrap_or_default();
    [read("cmdline"), read("environ")].concat()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).filter(|path| path.is_file()).collect()
}

fn pass() -> String {
    format!("PASS {CANARY}")
}

/// Nothing of these scenes holds the canary; how many they are, so that none is lost.
fn hold_nothing(scenes: Vec<Scene>, count: usize) {
    assert_eq!(scenes.len(), count);
    scenes.into_iter().for_each(Scene::holds_nothing);
}

#[test]
fn g15_what_people_run_tells_no_password() {
    let lines = [
        "sync",
        "sync --retry",
        "account test sales",
        "account show sales",
        "account list",
        "account edit sales --display-name Sales",
        "account edit sales --username other",
        "doctor",
        "verify",
        "threads",
        "account set-password sales --incoming --password-command true",
        "account remove sales",
        "account edit sales --smtp-host localhost --smtp-port 1 --smtp-security none",
    ];
    hold_nothing(lines.map(|line| Scene::new(line).runs("sync").runs(line)).into(), 13);
}

#[test]
fn g15_a_server_that_says_a_password_back_at_any_step_in_any_form_is_not_quoted() {
    let (pass, mut scenes) = (pass(), Vec::new());
    for step in ["GREETING", "CAPA", "USER me", pass.as_str(), "UIDL", "LIST", "RETR 1", "QUIT"] {
        for (form, echo) in echoes().into_iter().enumerate().filter(|(form, _)| *form == 0 || step == pass) {
            let trick = Trick::Say(format!("-ERR [X-{echo}] no: {echo}\r\n").into_bytes());
            scenes.push(Scene::new(format!("{step} says form {form}")).trick(step, trick).runs("sync").runs("account list"));
        }
    }
    hold_nothing(scenes, 11);
}

#[test]
fn g15_no_way_to_log_in_and_no_end_of_one_tells_the_password() {
    let (pass, plain) = (pass(), format!("AUTH PLAIN {}", STANDARD.encode(format!("\0me\0{CANARY}"))));
    let ways = [
        ("PLAIN is refused for good", vec!["UIDL", "SASL PLAIN"], Some((&plain, "-ERR [AUTH] wrong\r\n"))),
        ("PLAIN is unknown", vec!["UIDL", "USER", "SASL PLAIN"], Some((&plain, "-ERR unknown command\r\n"))),
        ("PLAIN is taken", vec!["UIDL", "SASL PLAIN"], Some((&plain, "+OK in\r\n"))),
        ("PLAIN asks for more", vec!["UIDL", "SASL PLAIN"], Some((&plain, "+ more\r\n"))),
        ("PASS is refused", vec!["UIDL", "USER"], Some((&pass, "-ERR [AUTH] wrong\r\n"))),
        ("PASS breaks a rule", vec!["UIDL", "USER"], Some((&pass, "what?\r\n"))),
        ("PASS is put off", vec!["UIDL", "USER"], Some((&pass, "-ERR [LOGIN-DELAY] later\r\n"))),
        ("the mailbox is in use", vec!["UIDL", "USER"], Some((&pass, "-ERR [IN-USE] busy\r\n"))),
        ("the system is down", vec!["UIDL", "USER"], Some((&pass, "-ERR [SYS/TEMP] down\r\n"))),
        ("nothing is offered", vec![], None),
    ];
    let scenes = ways.into_iter().map(|(name, offers, trick)| {
        let mut scene = Scene::new(name);
        scene.server.state().capabilities = Some(offers);
        if let Some((line, said)) = trick {
            scene = scene.trick(line, Trick::Say(said.as_bytes().to_vec()));
        }
        scene.runs("sync").runs("account test sales").runs("account list")
    });
    hold_nothing(scenes.collect(), 10);
}

#[test]
fn g15_a_line_that_breaks_at_the_password_tells_nothing() {
    let tricks = [
        ("the server is gone at the password", Trick::SayAndClose(Vec::new())),
        ("half an answer to the password", Trick::SayAndClose(b"-ER".to_vec())),
        ("an answer without end", Trick::SayForEver(format!("-ERR {CANARY} ").into_bytes())),
    ];
    hold_nothing(tricks.map(|(name, trick)| Scene::new(name).trick(&pass(), trick).runs("sync").runs("account list")).into(), 3);
}

#[test]
fn g15_a_sudden_end_leaves_no_password_behind() {
    use rustix::process::Signal;
    let signals = [Signal::SEGV, Signal::ABORT, Signal::TERM, Signal::KILL];
    hold_nothing(signals.map(|signal| Scene::new(format!("{signal:?}")).killed_by(signal)).into(), 4);
}

#[test]
fn g15_what_is_carried_away_holds_no_password() {
    let away = tempfile::tempdir().unwrap();
    let scenes = ["backup", "export all", "export mbox"].into_iter().enumerate().map(|(n, line)| {
        let to = away.path().join(n.to_string());
        let mut scene = Scene::new(line).runs("sync").runs(&format!("{line} {}", to.display()));
        let carried = if to.is_dir() { files(&to) } else { vec![to] };
        carried.iter().for_each(|file| scene.said.extend(fs::read(file).unwrap()));
        scene
    });
    hold_nothing(scenes.collect(), 3);
}
