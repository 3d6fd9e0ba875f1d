//! Whatever happens at whichever step of sending, a mail is neither lost nor sent twice by itself (promises.md A6): every step with every trouble, several kinds of mail.
//!
//! `FUMI_ROUNDS` goes through all of it so many times (once without it), each time with the mail cut at other bytes.
#![allow(clippy::unwrap_used)]

#[path = "support/scripted_smtp.rs"]
mod scripted_smtp;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use fumi::config::secrets::{PassphraseSource, SecretStore};
use fumi::config::{self, Paths};
use fumi::domain::mail::compose::EnteredDraft;
use fumi::jobs::outbox::{ListOutbox, OutboxRow, OutboxState, SendAllDue, SendAt, SendMail};
use fumi::problem::Code;
use fumi::workers::accounts::Accounts;
use fumi::workers::house::{House, HouseFiles};
use fumi::workers::outbox::SmtpPatience;
use scripted_smtp::{At, Channel, PASSWORD, ScriptedSmtp, Trouble, USER};

/// A step, what goes wrong there, and with which mail.
#[derive(Debug, Clone, Copy)]
struct Cell {
    at: At,
    trouble: Trouble,
    mail: Mail,
}

/// The mails that differ in how they go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mail {
    ToOne,
    ToThree,
    Long,
}

const MAILS: [Mail; 3] = [Mail::ToOne, Mail::ToThree, Mail::Long];

impl Mail {
    fn entered(self) -> EnteredDraft {
        let mut entered = EnteredDraft {
            to: "Anna <anna@b.example>".to_owned(),
            subject: "お見積りの件".to_owned(),
            body: "Hello Anna,\n.\n..two\nFrom here\n\nyes".to_owned(),
            ..EnteredDraft::default()
        };
        match self {
            Self::ToOne => {}
            Self::ToThree => {
                entered.cc = "carl@b.example".to_owned();
                entered.bcc = "boss@sales.example".to_owned();
            }
            Self::Long => entered.body = "All of it, from the first word to the last.\n".repeat(2_000),
        }
        entered
    }

    /// Fewer bytes than it has on the wire, so that it is cut before its end.
    fn least_bytes(self) -> usize {
        if self == Self::Long { 80_000 } else { 300 }
    }
}

const SAID: [&str; 11] = [
    "421 4.3.2 going down",
    "459 4.0.0 not now",
    "450 4.2.0 greylisted",
    "451 4.3.0 not now",
    "452 4.3.1 no room",
    "454 4.7.0 later",
    "500 5.5.2 what?",
    "535 5.7.8 not you",
    "550 5.7.1 no",
    "552 5.3.4 too big",
    "554 5.7.1 never",
];

/// All cells; the round says at which bytes a mail is cut.
fn cells(round: usize) -> Vec<Cell> {
    let mut cells = Vec::new();
    for mail in MAILS {
        let bytes = |part: usize| At::Body((mail.least_bytes() * part / 100 + round * 37) % mail.least_bytes());
        let spoken = [At::Greeting, At::Ehlo, At::Auth, At::Mail, At::Rcpt, At::Data, At::DotRefused];
        let silent = [At::Body(0), At::Body(1), bytes(25), bytes(50), bytes(99), At::DotTaken];
        for at in spoken.into_iter().chain(silent) {
            cells.extend([Trouble::Cut, Trouble::Stall].map(|trouble| Cell { at, trouble, mail }));
        }
        cells.extend(spoken.into_iter().flat_map(|at| SAID.map(|said| Cell { at, trouble: Trouble::Say(said), mail })));
        cells.push(Cell { at: At::Quit, trouble: Trouble::Cut, mail });
    }
    cells
}

impl Cell {
    /// How the mail may stand after the trouble.
    fn states(self) -> &'static [OutboxState] {
        use OutboxState::{Failed, Queued, Sent, Unknown};
        match (self.at, self.trouble) {
            (At::Quit, _) => &[Sent],
            (At::DotRefused | At::DotTaken, Trouble::Cut | Trouble::Stall) => &[Unknown],
            // A short mail lies whole in the buffers of the line, its dot too, before the cut is seen.
            (At::Body(_), _) => &[Queued, Unknown],
            (_, Trouble::Say(said)) if said.starts_with('5') && !matches!(self.at, At::Greeting | At::Ehlo) => &[Failed],
            (At::Greeting | At::Ehlo, Trouble::Say(_)) => &[Queued, Failed],
            _ => &[Queued],
        }
    }

    /// Whether the server has the mail after the trouble.
    fn is_taken(self) -> bool {
        matches!(self.at, At::DotTaken | At::Quit)
    }
}

fn rounds() -> usize {
    std::env::var("FUMI_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

fn home(server: &ScriptedSmtp) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    std::fs::write(home.path().join("ca.pem"), &server.certificate).unwrap();
    let paths = Paths::of(Some(home.path())).unwrap();
    paths.prepare().unwrap();
    let text = format!(
        "schema = 2\n\n[[account]]\nid = \"018f0000-0000-7000-8000-000000000001\"\nname = \"sales\"\nemail = \"{USER}\"\n\
         protocol = \"pop3\"\nhost = \"localhost\"\nport = 1\nsecurity = \"tls\"\nusername = \"{USER}\"\npassword_command = \"printf '%s\\\\n' '{PASSWORD}'\"\n\
         smtp_host = \"localhost\"\nsmtp_port = {}\nsmtp_security = \"tls\"\nsmtp_same_credentials = true\nca_file = \"{}\"\n",
        server.port,
        home.path().join("ca.pem").display()
    );
    std::fs::write(paths.config_file(), text).unwrap();
    home
}

fn house(home: &Path) -> Arc<House> {
    let paths = Paths::of(Some(home)).unwrap();
    let settings = config::load::read(&paths.config_file()).unwrap();
    let secrets = SecretStore::new(&paths, &settings, PassphraseSource::default());
    let files = HouseFiles { database: paths.database(), lock: paths.lock_file() };
    House::open(files, Accounts::new(paths, settings, secrets)).unwrap()
}

/// Sends what is due. A program that is being started beside it has our lock too, for the moment before it is another program.
async fn flush(house: &House) -> Vec<OutboxRow> {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        match house.ask(SendAllDue).await {
            Err(problem) if problem.code == Code::Locked && Instant::now() < until => tokio::task::yield_now().await,
            done => return done.unwrap(),
        }
    }
}

async fn row(house: &House, send: SendMail) -> OutboxRow {
    *house.ask(send).await.unwrap()
}

/// The trouble, what is known after it, that nothing happens by itself, and a person who tries again.
async fn go_through(cell: Cell, house: &House, server: &ScriptedSmtp) {
    println!("{cell:?}");
    let before = server.taken().len();
    if matches!(cell.trouble, Trouble::Stall) {
        house.outbox().bound(SmtpPatience { reply: Duration::from_millis(400), end: Duration::from_millis(400) });
    }
    server.next(cell.at, cell.trouble);
    let queue = SendMail::Queue { entered: Box::new(cell.mail.entered()), draft: None, at: SendAt::Now };
    let tried = row(house, queue).await;
    house.outbox().bound(SmtpPatience::default());
    assert!(cell.states().contains(&tried.state), "{cell:?}: {tried:?}");
    let taken = server.taken().len() - before;
    assert_eq!(taken, usize::from(cell.is_taken()), "{cell:?}: {tried:?}");
    assert!(flush(house).await.is_empty(), "{cell:?}: it was tried again by itself at once");
    let kept = house.ask(ListOutbox).await.unwrap();
    assert!(kept.iter().any(|one| one.key == tried.key && one.state == tried.state), "{cell:?}: it is not in the outbox");
    if tried.state != OutboxState::Sent {
        let again = row(house, SendMail::Retry(tried.key)).await;
        assert_eq!(again.state, OutboxState::Sent, "{cell:?}: {again:?}");
        assert_eq!(server.taken().len() - before, taken + 1, "{cell:?}");
    }
    let all = &server.taken()[before..];
    assert!(all.iter().all(|one| one.message_id() == tried.message_id.as_str()), "{cell:?}: a Message-ID of its own");
    assert!(all.iter().all(|one| one.data == all[0].data), "{cell:?}: other bytes");
    assert!(flush(house).await.is_empty(), "{cell:?}: sent, and due again");
    assert_eq!(server.faults(), Vec::<String>::new(), "{cell:?}");
}

/// So many homes go through the cells side by side.
const HOMES: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn at_every_step_with_every_trouble_a_mail_is_neither_lost_nor_sent_twice() {
    let mut done = 0;
    for round in 0..rounds() {
        let cells = Arc::new(cells(round));
        let next = Arc::new(AtomicUsize::new(0));
        let mut homes = Vec::new();
        for _ in 0..HOMES {
            let (cells, next) = (Arc::clone(&cells), Arc::clone(&next));
            homes.push(tokio::spawn(async move {
                let server = ScriptedSmtp::start(Channel::Tls);
                let home = home(&server);
                let house = house(home.path());
                let mut done = 0;
                while let Some(cell) = cells.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let ended = tokio::time::timeout(Duration::from_secs(120), go_through(*cell, &house, &server)).await;
                    assert!(ended.is_ok(), "{cell:?} does not come to an end: {:?}", server.commands());
                    done += 1;
                }
                done
            }));
        }
        for home in homes {
            done += home.await.unwrap();
        }
    }
    assert!(done >= 300, "{done} cells");
}

fn command(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fumi"));
    command.args(["--home", home.to_str().unwrap(), "--lang", "en", "--json"]).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn states(home: &Path, arguments: &[&str]) -> Vec<String> {
    let output = command(home, arguments).output().unwrap();
    let rows: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    let rows = rows.as_array().cloned().unwrap_or_else(|| vec![rows.clone()]);
    rows.iter().map(|row| row["state"].as_str().unwrap_or_else(|| panic!("{row}")).to_owned()).collect()
}

fn start(home: &Path, mail: Mail) -> Child {
    let entered = mail.entered();
    let body = home.join("body.txt");
    std::fs::write(&body, &entered.body).unwrap();
    let mut arguments =
        vec!["compose", "--to", &entered.to, "--subject", &entered.subject, "--body-file", body.to_str().unwrap(), "--at", "now"];
    if mail == Mail::ToThree {
        arguments.extend(["--cc", &entered.cc, "--bcc", &entered.bcc]);
    }
    command(home, &arguments).spawn().unwrap()
}

#[test]
fn killed_at_every_step_a_mail_is_neither_lost_nor_sent_twice() {
    for round in 0..rounds() {
        std::thread::scope(|scope| {
            for mail in MAILS {
                scope.spawn(move || {
                    let server = ScriptedSmtp::start(Channel::Tls);
                    let home = home(&server);
                    for cell in cells(round).into_iter().filter(|cell| cell.mail == mail && cell.trouble == Trouble::Stall) {
                        killed(cell, home.path(), &server);
                    }
                });
            }
        });
    }
}

fn killed(cell: Cell, home: &Path, server: &ScriptedSmtp) {
    // Shown when the test fails, or with --nocapture: where it stood.
    println!("killed at {cell:?}");
    let (before, stalled) = (server.taken().len(), server.stalled());
    server.next(cell.at, Trouble::Stall);
    let mut child = start(home, cell.mail);
    let until = Instant::now() + Duration::from_secs(60);
    while server.stalled() == stalled {
        assert!(Instant::now() < until, "{cell:?} was never reached: {:?}", server.commands());
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let taken = server.taken().len() - before;
    assert_eq!(taken, usize::from(cell.is_taken()), "killed at {cell:?}");
    let left = states(home, &["outbox", "flush"]);
    let all = states(home, &["outbox", "list"]);
    let after = server.taken().len() - before;
    match all.first().map(String::as_str) {
        Some("sent") => assert_eq!((after, left.len()), (1, 1), "killed at {cell:?}: {all:?}"),
        Some("unknown") => {
            let in_window = matches!(cell.at, At::Body(_) | At::DotRefused | At::DotTaken);
            assert!(in_window && after == taken, "killed at {cell:?}: {all:?}, {after} taken");
            let rows = command(home, &["outbox", "list"]).output().unwrap();
            let rows: serde_json::Value = serde_json::from_slice(&rows.stdout).unwrap();
            assert_eq!(states(home, &["outbox", "retry", rows[0]["id"].as_str().unwrap()]), ["sent"], "killed at {cell:?}");
            assert_eq!(server.taken().len() - before, taken + 1, "killed at {cell:?}");
        }
        other => panic!("killed at {cell:?}: {other:?} of {all:?}"),
    }
    let ids: Vec<String> = server.taken()[before..].iter().map(scripted_smtp::Taken::message_id).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "killed at {cell:?}: {ids:?}");
}
