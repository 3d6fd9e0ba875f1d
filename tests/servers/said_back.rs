//! A password that a server says back, in whatever form and at whatever step, is nowhere (promises.md C1).

use std::fs;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::program::ProgramHome;
use crate::scripted_pop3::{ScriptedPop3, Trick, small_mail};

const PASSWORD: &str = "hunter2+Word%!";

fn forms() -> Vec<String> {
    let hex: String = PASSWORD.bytes().map(|byte| format!("{byte:02x}")).collect();
    let url = PASSWORD.replace('%', "%25").replace('+', "%2B").replace('!', "%21");
    let token = STANDARD.encode(format!("\0me\0{PASSWORD}"));
    vec![PASSWORD.to_owned(), STANDARD.encode(PASSWORD), hex.to_uppercase(), hex, url, token]
}

fn files(folder: PathBuf) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(path) } else { vec![path] }).collect()
}

#[test]
fn a_password_that_a_server_says_back_is_nowhere() {
    let outside = tempfile::NamedTempFile::new().unwrap();
    fs::write(outside.path(), PASSWORD).unwrap();
    let pass = format!("PASS {PASSWORD}");
    let steps = ["GREETING", "CAPA", "USER me", pass.as_str(), "UIDL", "LIST", "RETR 1", "DELE 1", "QUIT"];
    let forms = forms();
    let rounds = steps.iter().zip(forms.iter().cycle()).chain(forms.iter().map(|form| (&steps[3], form)));
    for (step, form) in rounds {
        let server = ScriptedPop3::with_mails(vec![small_mail(1), small_mail(2)]);
        server.state().password = PASSWORD.to_owned();
        server.state().tricks.insert((*step).to_owned(), Trick::Say(format!("-ERR [X-{form}] no: {form}\r\n").into_bytes()));
        let home = ProgramHome::with_account(server.port, "on-fetch", None);
        let config = home.dir.path().join("config.toml");
        let text = fs::read_to_string(&config).unwrap().replace("printf pw", &format!("cat {}", outside.path().display()));
        fs::write(&config, text).unwrap();
        nothing_holds_it(&home, step);
    }
}

#[test]
fn a_password_in_the_name_of_a_mail_is_nowhere_and_the_mail_is_fetched_once() {
    let outside = tempfile::NamedTempFile::new().unwrap();
    fs::write(outside.path(), PASSWORD).unwrap();
    for rule in ["leave", "on-fetch"] {
        let mut names = forms();
        names.push(format!("<{PASSWORD}>.1"));
        let count = names.len();
        let server = ScriptedPop3::with_mails((0..count).map(small_mail).collect());
        for (mail, name) in server.state().mails.iter_mut().zip(names) {
            mail.uidl = name.into_bytes();
        }
        server.state().password = PASSWORD.to_owned();
        let home = ProgramHome::with_account(server.port, rule, None);
        let config = home.dir.path().join("config.toml");
        let text = fs::read_to_string(&config).unwrap().replace("printf pw", &format!("cat {}", outside.path().display()));
        fs::write(&config, text).unwrap();
        nothing_holds_it(&home, rule);
        let stored = home.run(&["threads", "--json"]);
        let rows: serde_json::Value = serde_json::from_slice(&stored.stdout).unwrap();
        assert_eq!(rows.as_array().unwrap().len(), count, "each is fetched, and once");
        assert_eq!(server.state().mails.len(), if rule == "leave" { count } else { 0 });
    }
}

/// Runs what a person may run, and looks at everything that is said and kept.
fn nothing_holds_it(home: &ProgramHome, step: &str) {
    let forms = forms();
    let mut said = Vec::new();
    for arguments in [&["sync", "-vv"][..], &["account", "test", "sales", "-vv"], &["account", "list"], &["sync"]] {
        let output = home.run(arguments);
        said.extend(output.stdout);
        said.extend(output.stderr);
    }
    let backup = home.dir.path().join("backup.db");
    home.run(&["backup", backup.to_str().unwrap()]);
    let mut held = vec![("the answers".to_owned(), said)];
    held.extend(files(home.dir.path().to_owned()).into_iter().map(|path| (path.display().to_string(), fs::read(&path).unwrap())));
    assert!(held.len() > 3);
    for (what, bytes) in held {
        let text = String::from_utf8_lossy(&bytes);
        let found = forms.iter().find(|form| text.to_lowercase().contains(&form.to_lowercase()));
        assert_eq!(found, None, "{step}: it stands in {what}");
    }
}
