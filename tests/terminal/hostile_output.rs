//! Commands over hostile mail, on a terminal: nothing of a mail is obeyed (promises.md D1).

use std::io::Read;
use std::path::Path;
use std::process::Command;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use serde_json::Value;

const EVIL: &str = "\u{1b}]0;title\u{7}\u{1b}[2J\u{9b}31m\u{8}\u{7f}\u{202e}\u{200b}\u{85}";

fn mail() -> Vec<u8> {
    let encoded = base64_of(EVIL);
    format!(
        "From: \"{EVIL} Anna =?utf-8?B?{encoded}?=\" <anna@b.example>\r\nTo: {EVIL} <me@sales.example>\r\nSubject: offer {EVIL} =?utf-8?B?{encoded}?=\r\n\
         Message-ID: <{EVIL}1@b.example>\r\nX-Evil: {EVIL}\r\nDate: Mon, 1 Sep 2025 08:00:00 +0000\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p title=\"{EVIL}\">Hello {EVIL} &#27;[31m &#155;2J</p>\r\n\
         -- <br>Anna {EVIL}<br>Tel. 03-1234-5678 {EVIL}\r\n--b\r\nContent-Type: application/pdf; name=\"{EVIL}.pdf\"\r\n\
         Content-Disposition: attachment; filename=\"=?utf-8?B?{encoded}?=.pdf\"\r\n\r\nx\r\n--b--\r\n"
    )
    .into_bytes()
}

fn base64_of(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(text)
}

/// What a command writes to a terminal.
fn on_a_terminal(home: &Path, arguments: &[&str]) -> Vec<u8> {
    let pair = native_pty_system().openpty(PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 }).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_fumi"));
    command.args(["--home", home.to_str().unwrap(), "--lang", "en"]);
    command.args(arguments);
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut output = Vec::new();
    // The last read of a terminal that is gone is an error.
    let _ = pair.master.try_clone_reader().unwrap().read_to_end(&mut output);
    child.wait().unwrap();
    output
}

fn json(home: &Path, arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_fumi")).arg("--home").arg(home).arg("--json").args(arguments).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn no_command_passes_a_control_sequence_of_a_mail_to_a_terminal() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    std::fs::set_permissions(home, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let file = home.join(format!("{EVIL}.eml"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(file.file_name().unwrap());
    std::fs::write(&file, mail()).unwrap();
    let imported = json(home, &["import", "eml", file.to_str().unwrap()]);
    assert_eq!(imported["imported"], 1, "{imported}");
    let threads = json(home, &["threads"]);
    let thread = threads[0]["id"].as_str().unwrap().to_owned();
    let message = json(home, &["thread", &thread])["messages"][0]["id"].as_str().unwrap().to_owned();
    let (thread, message) = (thread.as_str(), message.as_str());
    let raw = Command::new(env!("CARGO_BIN_EXE_fumi")).arg("--home").arg(home).args(["message", message, "--raw"]).output().unwrap();
    assert_eq!(raw.stdout, mail(), "piped, they are bytes");
    let commands: &[&[&str]] = &[
        &["threads"],
        &["threads", "--json"],
        &["thread", thread],
        &["thread", thread, "--json"],
        &["message", message],
        &["message", message, "--text"],
        &["message", message, "--html"],
        &["message", message, "--raw"],
        &["message", message, "--headers"],
        &["message", message, "--json"],
        &["search", "offer"],
        &["search", "offer", "--json"],
        &["search", EVIL],
        &["search", &format!("from:\"{EVIL}")],
        &["attachment", "list", message],
        &["attachment", "save", message, "1", "--to", folder.path().to_str().unwrap()],
        &["extract", message],
        &["extract", message, "--json"],
        &["explain", message],
        &["lead", "add", "--from-message", message, "--last-name", EVIL],
        &["lead", "add", "--last-name", &format!("Anna {EVIL}"), "--title", EVIL],
        &["lead", "list"],
        &["lead", "list", "--json"],
        &["person", "timeline", message],
        &["archive", message],
        &["move", message, "--to", EVIL],
        &["label", message, "--add", &format!("x{EVIL}")],
        &["undo", "--list"],
        &["mailboxes"],
        &["import", "eml", file.to_str().unwrap()],
        &["import", "eml", &format!("/nowhere/{EVIL}")],
        &["message", EVIL],
        &["account", "show", EVIL],
        &[EVIL],
        &["verify"],
    ];
    let mut spoke = 0;
    for arguments in commands {
        let bytes = on_a_terminal(home, arguments);
        let text = String::from_utf8(bytes).unwrap_or_else(|error| panic!("{arguments:?}: {error}"));
        let obeyed = text.chars().find(|c| (c.is_control() && !matches!(c, '\r' | '\n' | '\t')) || matches!(c, '\u{202e}' | '\u{200b}'));
        assert_eq!(obeyed, None, "{arguments:?}: {text:?}");
        spoke += usize::from(!text.trim().is_empty());
    }
    assert!(spoke > commands.len() * 3 / 4, "{spoke} commands said something");
}
