//! Ends: whatever ends the app, what was typed is kept, and nothing holds it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fumi::config::Paths;
use fumi::store::Store;
use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, kill_process};

use crate::scripted_smtp::{At, Channel, ScriptedSmtp, Trouble};
use crate::takeover::{fumi, home_of};
use crate::terminal::Terminal;

fn signal(process: u32, signal: Signal) {
    kill_process(Pid::from_raw(process.try_into().unwrap()).unwrap(), signal).unwrap();
}

/// Whether the programs that this one starts hear a signal: a background job of a shell ignores those of keys, and so does what it starts.
fn is_heard(signal: Signal) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap();
    u64::from_str_radix(mask.trim(), 16).unwrap() >> (signal.as_raw() - 1) & 1 == 0
}

fn wait<T>(what: &str, found: impl Fn() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The texts of the drafts, without the line end that our side of a terminal says when it is closed.
fn drafts(home: &Path) -> Vec<String> {
    ask(home, "SELECT rtrim(body, char(10)) FROM draft ORDER BY key")
}

fn ask(home: &Path, sql: &str) -> Vec<String> {
    let db = Store::open(&Paths::of(Some(home)).unwrap().database()).unwrap().reader().unwrap();
    let mut statement = db.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Opens the app and types a text into a new mail.
fn writing(home: &Path, text: &str) -> Terminal {
    let mut app = Terminal::start(home, &[], 30, 100);
    type_into(&mut app, text);
    app
}

fn type_into(app: &mut Terminal, text: &str) {
    app.wait_for("[Mail]");
    // The accounts have to be known before a mail can be written.
    app.wait_for("sales");
    app.keys("c");
    app.wait_for("Subject");
    app.keys("\t\t\t\t");
    app.keys(text);
    app.wait_for(text);
}

fn editor(home: &Path, script: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = home.join("my editor.sh");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
    path
}

fn with_editor(home: &Path, words: &str) -> Terminal {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_fumi"));
    command.env("EDITOR", words);
    command.env_remove("VISUAL");
    Terminal::run(command, home, 30, 100)
}

#[test]
fn a_signal_or_a_closed_terminal_keeps_what_was_typed_a_moment_ago() {
    let server = ScriptedSmtp::start(Channel::Tls);
    for number in [Signal::TERM, Signal::HUP, Signal::QUIT, Signal::INT] {
        let home = home_of(&server);
        let mut app = writing(home.path(), "typed just now");
        signal(app.process(), number);
        assert_eq!(app.ended(), u32::try_from(128 + number.as_raw()).unwrap());
        assert_eq!(drafts(home.path()), ["typed just now"]);
    }
    let home = home_of(&server);
    let mut app = writing(home.path(), "typed just now");
    app.hang_up();
    app.ended();
    assert_eq!(drafts(home.path()), ["typed just now"]);
}

#[test]
fn an_app_whose_terminal_is_gone_ends_even_when_nobody_tells_it() {
    let server = ScriptedSmtp::start(Channel::Tls);
    let home = home_of(&server);
    let mut command = CommandBuilder::new("/bin/sh");
    command.args(["-c", &format!("trap '' HUP; exec {}", env!("CARGO_BIN_EXE_fumi"))]);
    let mut app = Terminal::run(command, home.path(), 30, 100);
    type_into(&mut app, "typed just now");
    app.hang_up();
    app.ended();
    assert_eq!(drafts(home.path()), ["typed just now"]);
}

#[test]
fn ctrl_z_does_nothing_where_nobody_could_resume_the_app() {
    let server = ScriptedSmtp::start(Channel::Tls);
    let home = home_of(&server);
    let mut app = Terminal::start(home.path(), &[], 30, 100);
    app.wait_for("[Mail]");
    app.keys("\x1a");
    signal(app.process(), Signal::TSTP);
    app.keys("?");
    app.wait_for("Esc close");
    app.keys("\x1b");
    app.leave();
}

#[test]
fn the_editor_is_run_as_git_does_and_its_text_is_kept_at_once() {
    let server = ScriptedSmtp::start(Channel::Tls);
    let home = home_of(&server);
    let script = editor(home.path(), "printf '%s\\n' \"$1\" >> \"$2\"");
    let mut app = with_editor(home.path(), &format!("'{}' 'two words'", script.display()));
    type_into(&mut app, "first");
    app.keys("\x0f");
    app.wait_for("two words");
    wait("the text to be kept", || drafts(home.path()).first().filter(|text| text.contains("two words")).cloned());
    wait("the file to go", || edit_files(home.path()).is_empty().then_some(()));
    signal(app.process(), Signal::KILL);
}

fn edit_files(home: &Path) -> Vec<PathBuf> {
    let folder = Paths::of(Some(home)).unwrap().state_folder().to_owned();
    let all = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    all.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("edit-"))).collect()
}

#[test]
fn what_an_editor_wrote_is_found_after_a_kill_and_offered() {
    let server = ScriptedSmtp::start(Channel::Tls);
    let home = home_of(&server);
    let script = editor(home.path(), "echo 'written in the editor' > \"$1\"; echo $$ > \"$1.pid\"; exec sleep 1000");
    let mut app = with_editor(home.path(), &format!("'{}'", script.display()));
    type_into(&mut app, "before");
    app.keys("\x0f");
    let pid = wait("the editor to run", || {
        edit_files(home.path()).into_iter().find(|path| path.extension().is_some_and(|end| end == "pid")).and_then(|path| {
            let pid = std::fs::read_to_string(&path).ok()?.trim().parse::<u32>().ok()?;
            std::fs::remove_file(path).ok()?;
            Some(pid)
        })
    });
    assert_eq!(drafts(home.path()), ["before"], "kept before it was lent");
    signal(app.process(), Signal::KILL);
    signal(pid, Signal::KILL);
    app.ended();
    let mut app = Terminal::start(home.path(), &[], 30, 100);
    app.wait_for("An editor that was cut off left a text");
    app.wait_for("sales");
    app.keys("y");
    wait("the text to be kept", || (drafts(home.path()) == ["written in the editor"]).then_some(()));
    wait("the file to go", || edit_files(home.path()).is_empty().then_some(()));
    signal(app.process(), Signal::TERM);
    app.ended();
}

#[test]
fn an_end_while_the_editor_runs_keeps_what_it_wrote() {
    let server = ScriptedSmtp::start(Channel::Tls);
    for number in [Signal::TERM, Signal::HUP] {
        let home = home_of(&server);
        let script = editor(home.path(), "echo 'written in the editor' > \"$1\"; trap '' INT; echo > ready; sleep 1000; true");
        let mut app = with_editor(home.path(), &format!("cd '{}' && '{}'", home.path().display(), script.display()));
        type_into(&mut app, "before");
        app.keys("\x0f");
        wait("the editor to run", || home.path().join("ready").exists().then_some(()));
        signal(app.process(), Signal::INT);
        signal(app.process(), Signal::QUIT);
        signal(app.process(), number);
        assert_eq!(app.ended(), u32::try_from(128 + number.as_raw()).unwrap());
        assert_eq!(drafts(home.path()), ["written in the editor"]);
    }
}

/// Starts to send a mail whose final dot meets this trouble, and waits until the mail is there.
fn at_the_last_dot(server: &ScriptedSmtp, home: &Path, trouble: Trouble) -> Child {
    server.next(At::DotTaken, trouble);
    let mut child =
        fumi(home, &["compose", "--to", "anna@b.example", "--subject", "Offer", "--body-file", "-", "--at", "now"]).spawn().unwrap();
    drop(child.stdin.take());
    wait("the last dot", || (ask(home, "SELECT phase FROM outbox") == ["end"]).then_some(()));
    wait("the mail to be taken", || (!server.taken().is_empty()).then_some(()));
    child
}

#[test]
fn an_answer_to_the_last_dot_is_waited_for_and_a_second_signal_ends_at_once() {
    for number in [Signal::TERM, Signal::HUP, Signal::INT] {
        let server = ScriptedSmtp::start(Channel::Tls);
        let home = home_of(&server);
        fumi(home.path(), &["mailboxes"]).status().unwrap();
        let mut child = at_the_last_dot(&server, home.path(), Trouble::Wait(1_500));
        signal(child.id(), number);
        child.wait().unwrap();
        assert_eq!(ask(home.path(), "SELECT state FROM outbox"), ["sent"], "{number:?}");
    }
    let server = ScriptedSmtp::start(Channel::Tls);
    let home = home_of(&server);
    fumi(home.path(), &["mailboxes"]).status().unwrap();
    let mut child = at_the_last_dot(&server, home.path(), Trouble::Stall);
    signal(child.id(), Signal::TERM);
    std::thread::sleep(Duration::from_millis(100));
    signal(child.id(), Signal::TERM);
    assert_eq!(child.wait().unwrap().code(), Some(143));
    assert_eq!(ask(home.path(), "SELECT state FROM outbox"), ["unknown"]);
}

#[test]
fn a_password_command_that_takes_its_time_holds_nobody() {
    let server = ScriptedSmtp::start(Channel::Tls);
    for number in [Signal::TERM, Signal::HUP, Signal::INT].into_iter().filter(|number| is_heard(*number)) {
        let home = home_of(&server);
        let asked = home.path().join("asked");
        slow_password(home.path(), &asked);
        let mut sync = fumi(home.path(), &["sync"]).stdout(Stdio::null()).spawn().unwrap();
        let pid: u32 = wait("the command to run", || std::fs::read_to_string(&asked).ok()?.trim().parse().ok());
        signal(sync.id(), number);
        assert_eq!(sync.wait().unwrap().code(), Some(128 + number.as_raw()));
        wait("the command to end", || (!Path::new(&format!("/proc/{pid}")).exists()).then_some(()));
    }
    let home = home_of(&server);
    let asked = home.path().join("asked");
    slow_password(home.path(), &asked);
    let mut app = Terminal::start(home.path(), &[], 30, 100);
    app.wait_for("[Mail]");
    wait("the command to run", || asked.exists().then_some(()));
    app.leave();
}

/// Has the password command of a home write its process and then take for ever.
fn slow_password(home: &Path, asked: &Path) {
    let config = Paths::of(Some(home)).unwrap().config_file();
    let text = std::fs::read_to_string(&config).unwrap();
    let begin = text.find("password_command").unwrap();
    let end = begin + text[begin..].find('\n').unwrap();
    let slow = format!("password_command = \"echo $$ > '{}'; sleep 10000; true\"", asked.display());
    std::fs::write(&config, format!("{}{slow}{}", &text[..begin], &text[end..])).unwrap();
}

#[test]
fn a_helper_that_keeps_the_output_of_a_password_command_holds_nobody() {
    let server = ScriptedSmtp::start(Channel::Tls);
    let home = home_of(&server);
    let config = Paths::of(Some(home.path())).unwrap().config_file();
    let text = std::fs::read_to_string(&config).unwrap().replace("printf '", "sleep 300 & printf '");
    std::fs::write(&config, text).unwrap();
    let status =
        Command::new(env!("CARGO_BIN_EXE_fumi")).arg("--home").arg(home.path()).args(["sync"]).stdout(Stdio::null()).status().unwrap();
    assert_eq!(status.code(), Some(75), "the password was had, and the server is away");
}

#[test]
fn a_half_filled_form_survives_signals_and_a_closed_terminal_and_is_offered_again() {
    let server = ScriptedSmtp::start(Channel::Tls);
    for number in [Some(Signal::TERM), Some(Signal::HUP), Some(Signal::INT), None] {
        let home = home_of(&server);
        let mut app = Terminal::start(home.path(), &[], 30, 100);
        app.wait_for("[Mail]");
        app.wait_for("sales");
        app.keys("2+l");
        app.wait_for("New Lead");
        app.fill("Last Name", "Halfway");
        app.fill("Company", "Somewhere Ltd");
        match number {
            Some(number) => signal(app.process(), number),
            None => app.hang_up(),
        }
        app.ended();
        let mut next = Terminal::start(home.path(), &[], 30, 100);
        next.wait_for("A half-filled form was left");
        next.keys("1");
        let form = next.wait("the form as it was", |text| text.contains("Halfway") && text.contains("Somewhere Ltd"));
        assert!(form.contains("New Lead"), "{form}");
        // It is kept once more by the next end.
        signal(next.process(), Signal::TERM);
        next.ended();
        let mut third = Terminal::start(home.path(), &[], 30, 100);
        third.wait_for("A half-filled form was left");
        third.keys("1");
        third.wait_for("Somewhere Ltd");
        third.keys("\x13");
        // The form closes once the lead is stored; what is said of it may go at once, when the fetch of this home fails.
        third.wait_gone("New Lead");
        assert_eq!(ask(home.path(), "SELECT company_name FROM person"), ["Somewhere Ltd"]);
        third.leave();
        let left = std::fs::read_dir(home.path()).unwrap().flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("form-"));
        assert!(!left, "nothing is offered twice");
    }
}

#[test]
fn a_password_in_a_half_filled_account_form_is_kept_nowhere() {
    let server = ScriptedSmtp::start(Channel::Tls);
    let home = home_of(&server);
    let mut app = Terminal::start(home.path(), &[], 40, 100);
    app.wait_for("sales");
    app.keys("gS");
    app.wait_for("Add a mail account");
    app.keys("1");
    app.wait_for("New mail account");
    app.fill("Email", "half@way.example");
    app.fill("Password", "c4n4ry-of-a-form");
    signal(app.process(), Signal::TERM);
    app.ended();
    for entry in std::fs::read_dir(home.path()).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        let bytes = std::fs::read(entry.path()).unwrap();
        assert!(!bytes.windows(6).any(|window| window == b"c4n4ry"), "{:?}", entry.path());
    }
    let mut next = Terminal::start(home.path(), &[], 40, 100);
    next.wait_for("A half-filled form was left");
    next.keys("1");
    next.wait_for("half@way.example");
    drop(next);
}

/// A listener that takes connections and never says a word: what connects waits in the handshake.
fn silent_home(server: &ScriptedSmtp) -> (tempfile::TempDir, std::net::TcpListener) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let home = home_of(server);
    let config = home.path().join("config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::fs::write(&config, text.replace("host = \"localhost\"\nport = 1\n", &format!("host = \"127.0.0.1\"\nport = {port}\n"))).unwrap();
    (home, listener)
}

#[test]
fn a_server_that_never_says_a_word_holds_nobody() {
    let server = ScriptedSmtp::start(Channel::Tls);
    for number in [Signal::INT, Signal::TERM, Signal::HUP].into_iter().filter(|number| is_heard(*number)) {
        let (home, listener) = silent_home(&server);
        let mut sync = fumi(home.path(), &["sync"]).spawn().unwrap();
        let _held = listener.accept().unwrap();
        signal(sync.id(), number);
        assert_eq!(wait_for(&mut sync), Some(128 + number.as_raw()));
    }
    let (home, listener) = silent_home(&server);
    let mut app = Terminal::start(home.path(), &[], 30, 100);
    app.wait_for("[Mail]");
    let _held = listener.accept().unwrap();
    app.keys("q");
    assert_eq!(app.ended(), 0, "it would have waited for the server's patience, which is longer than that of this test");
}

/// Waits for a process to end; a server's patience is longer than this.
fn wait_for(child: &mut Child) -> Option<i32> {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(15) {
        if let Some(status) = child.try_wait().unwrap() {
            use std::os::unix::process::ExitStatusExt;
            return status.code().or(status.signal().map(|number| 128 + number));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    None
}
