//! Signing in at an identity provider and living on its tokens (OAuth2): what people, providers and clocks do to it (promises.md B6).

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Output, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::identity::{Identity, visit};
use crate::program::ProgramHome;
use crate::scripted_pop3::{ScriptedPop3, small_mail};
use crate::scripted_smtp::{Channel, ScriptedSmtp};

/// A home with an account on this POP3 server that signs in at this provider.
fn home(server: &ScriptedPop3, provider: &Identity, client_id: bool) -> ProgramHome {
    server.state().capabilities = Some(vec!["UIDL", "SASL XOAUTH2", "RESP-CODES"]);
    let home = ProgramHome::with_account(server.port, "leave", None);
    let config = home.dir.path().join("config.toml");
    let account = fs::read_to_string(&config).unwrap().replace("password_command = \"printf pw\"", "auth = \"oauth2\"");
    assert!(account.contains("oauth2"));
    let head = "passphrase_command = \"printf four-words-of-a-passphrase\"\n\n[secrets]\nstore = \"file\"\n\n";
    let account = account.replace("schema = 2\n", "");
    fs::write(&config, format!("schema = 2\n{head}{}\n{account}", provider.config(client_id))).unwrap();
    home
}

/// A sign-in that is under way.
struct SigningIn {
    child: Child,
    said: BufReader<std::process::ChildStdout>,
    address: String,
}

impl SigningIn {
    fn begin(home: &ProgramHome, how: &[&str]) -> Self {
        let mut command = home.command(&[&["account", "sign-in", "sales"], how].concat());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        said.read_line(&mut first).unwrap();
        let value: Value = serde_json::from_str(&first).unwrap_or_default();
        let address = value["address"].as_str().unwrap_or_else(|| panic!("{first}")).to_owned();
        Self { child, said, address }
    }

    /// The person agrees, or not: where the browser is sent.
    fn decided(&self) -> String {
        visit(&self.address).1.unwrap()
    }

    /// How it ended, and what it said at the end.
    fn ended(mut self) -> (Output, String) {
        let mut rest = String::new();
        drop(self.child.stdin.take());
        self.said.read_to_string(&mut rest).unwrap();
        let mut output = self.child.wait_with_output().unwrap();
        output.stdout = rest.clone().into_bytes();
        (output, rest)
    }
}

fn signed_in(home: &ProgramHome) {
    let signing = SigningIn::begin(home, &[]);
    assert!(visit(&signing.decided()).0.contains("200"));
    let (ended, said) = signing.ended();
    assert!(ended.status.success(), "{ended:?} {said}");
}

fn code_of(output: &Output) -> String {
    let said: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let error = if said.is_array() { &said[0]["error"] } else { &said["error"] };
    error["code"].as_str().unwrap_or_default().to_owned()
}

/// A fetch; the code of what went wrong, or nothing.
fn fetched(home: &ProgramHome) -> String {
    code_of(&home.run(&["sync", "sales"]))
}

/// The POP3 server takes the tokens that were given so far.
fn take_all(server: &ScriptedPop3, provider: &Identity) {
    server.state().tokens = provider.state().given.clone();
}

#[test]
fn a_browser_signs_in_and_the_mail_comes_and_no_token_lies_about() {
    let (server, provider) = (ScriptedPop3::with_mails(vec![small_mail(1)]), Identity::new());
    let home = home(&server, &provider, true);
    assert_eq!(fetched(&home), "sign_in_needed");
    let signing = SigningIn::begin(&home, &[]);
    let back = signing.decided();
    // Any page and any program can send a request to that port: it ends nothing.
    let (port, _) = back.split_once("/?").unwrap();
    for foreign in
        [format!("{port}/favicon.ico"), format!("{port}/?code=stolen&state=guessed"), format!("{port}/?error=access_denied&state=guessed")]
    {
        assert!(visit(&foreign).0.contains("404"), "{foreign}");
    }
    assert!(visit(&back).0.contains("200"));
    let (ended, said) = signing.ended();
    assert!(ended.status.success(), "{ended:?} {said}");
    take_all(&server, &provider);
    assert_eq!(fetched(&home), "");
    assert_eq!(server.heard("AUTH XOAUTH2"), 1);
    assert_eq!(server.heard("USER"), 0, "a token is no password");
    let secrets = ["access-token-of-the-test", "refresh-token-of-the-test"];
    let told = String::from_utf8_lossy(&ended.stderr).into_owned() + &said;
    assert!(secrets.iter().all(|secret| !told.contains(secret)));
    for path in files(home.dir.path()) {
        let bytes = fs::read(&path).unwrap_or_default();
        assert!(!secrets.iter().any(|secret| bytes.windows(secret.len()).any(|window| window == secret.as_bytes())), "{}", path.display());
    }
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn a_no_is_told_and_a_code_that_is_replayed_or_of_another_sign_in_grants_nothing() {
    let (server, provider) = (ScriptedPop3::with_mails(Vec::new()), Identity::new());
    let home = home(&server, &provider, true);
    provider.state().refuses = true;
    let signing = SigningIn::begin(&home, &[]);
    visit(&signing.decided());
    assert_eq!(code_of(&signing.ended().0), "sign_in_failed");
    provider.state().refuses = false;
    // Pasted: first the address of another sign-in, then the right one, then one whose code was used already.
    let code = |address: &str| address.split_once("code=").unwrap().1.split('&').next().unwrap().to_owned();
    let mut used = String::new();
    for (round, wanted) in [(0, "sign_in_failed"), (1, ""), (2, "sign_in_failed")] {
        let mut signing = SigningIn::begin(&home, &["--paste"]);
        let back = signing.decided();
        let pasted = match round {
            0 => back.replace("state=", "state=x"),
            1 => back.clone(),
            _ => back.replace(&code(&back), &used),
        };
        used = code(&back);
        if round == 2 {
            assert_ne!(pasted, back);
        }
        writeln!(signing.child.stdin.as_mut().unwrap(), "{pasted}").unwrap();
        assert_eq!(code_of(&signing.ended().0), wanted, "round {round}");
    }
    assert_eq!(provider.state().given.len(), 1);
}

#[test]
fn a_device_waits_for_its_code() {
    let (server, provider) = (ScriptedPop3::with_mails(vec![small_mail(1)]), Identity::new());
    let home = home(&server, &provider, true);
    provider.state().waits = 1;
    let ended = home.run(&["account", "sign-in", "sales", "--device"]);
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(ended.status.success() && said.contains("https://id.example/device") && said.contains("WXYZ-1234"), "{said}");
    take_all(&server, &provider);
    assert_eq!(fetched(&home), "");
}

#[test]
fn tokens_renew_themselves_and_the_new_one_is_kept_before_it_is_used() {
    let (server, provider) = (ScriptedPop3::with_mails(vec![small_mail(1)]), Identity::new());
    let home = home(&server, &provider, true);
    // Over as soon as it is given: each fetch needs the next.
    provider.state().lasts = 1;
    signed_in(&home);
    for round in 1..=3 {
        server.state().tokens = vec![format!("access-token-of-the-test-{}", round + 1)];
        assert_eq!(fetched(&home), "", "round {round}");
        assert_eq!(provider.asked("refresh_token"), round);
    }
    // Two at once: the old refresh token is good once, so that one asks and the other takes what it brought.
    provider.state().lasts = 3600;
    let both: Vec<Child> = (0..2).map(|_| home.command(&["account", "test", "sales"]).stdout(Stdio::piped()).spawn().unwrap()).collect();
    server.state().tokens = vec!["access-token-of-the-test-5".to_owned()];
    for child in both {
        let ended = child.wait_with_output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
    }
    assert_eq!(provider.asked("refresh_token"), 4);
}

#[test]
fn what_was_taken_back_is_asked_for_once_and_a_provider_that_is_away_again() {
    let (server, provider) = (ScriptedPop3::with_mails(vec![small_mail(1)]), Identity::new());
    let home = home(&server, &provider, true);
    provider.state().lasts = 1;
    signed_in(&home);
    provider.state().down = true;
    let away = home.run(&["sync", "sales"]);
    assert_eq!((code_of(&away).as_str(), away.status.code()), ("server_unavailable", Some(75)));
    provider.state().down = false;
    server.state().tokens = vec!["access-token-of-the-test-2".to_owned()];
    assert_eq!(fetched(&home), "", "what was granted is still there");
    provider.state().revoked = true;
    let asked = provider.asked("refresh_token");
    for _ in 0..3 {
        assert_eq!(fetched(&home), "sign_in_needed");
    }
    assert_eq!(provider.asked("refresh_token"), asked + 1, "no loop");
    let list: Value = serde_json::from_slice(&home.run(&["account", "list"]).stdout).unwrap();
    assert_eq!(list[0]["state"], "auth_failed");
    provider.state().revoked = false;
    provider.state().lasts = 3600;
    signed_in(&home);
    take_all(&server, &provider);
    assert_eq!(fetched(&home), "");
}

#[test]
fn a_refused_token_is_renewed_once_and_no_more() {
    let (server, provider) = (ScriptedPop3::with_mails(vec![small_mail(1)]), Identity::new());
    let home = home(&server, &provider, true);
    signed_in(&home);
    // The server's clock is ahead of ours: to it the first token is over.
    server.state().tokens = vec!["access-token-of-the-test-2".to_owned()];
    assert_eq!(fetched(&home), "");
    assert_eq!((provider.asked("refresh_token"), server.heard("AUTH XOAUTH2")), (1, 2));
    // Tokens of another audience are refused whatever is done.
    server.state().tokens = Vec::new();
    server.state().heard.clear();
    let refused = fetched(&home);
    assert!(matches!(refused.as_str(), "auth_failed" | "server_unavailable"), "{refused}");
    assert_eq!((provider.asked("refresh_token"), server.heard("AUTH XOAUTH2")), (2, 2));
    fetched(&home);
    assert_eq!(server.heard("AUTH XOAUTH2"), 2, "it waits for a person or its time");
}

#[test]
fn without_a_client_id_it_is_said_where_to_get_one() {
    let (server, provider) = (ScriptedPop3::with_mails(Vec::new()), Identity::new());
    let home = home(&server, &provider, false);
    let ended = home.run(&["account", "sign-in", "sales"]);
    assert_eq!(code_of(&ended), "no_client_id");
    let config = home.dir.path().join("config.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("host = \"localhost\"", "host = \"pop.gmail.com\"")).unwrap();
    let ended = home.run(&["account", "sign-in", "sales"]);
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(said.contains("developers.google.com") && said.contains("oauth2.google"), "{said}");
    for (wrong, right) in [("auth_url = \"http://id.example/\"", "https"), ("auth_address = \"https://id.example/\"", "auth_address")] {
        let broken =
            text.replacen("[oauth2]\n", &format!("[oauth2]\n{wrong}\n"), 1).replacen("auth_url = \"http://127", "# \"http://127", 1);
        fs::write(&config, broken).unwrap();
        let ended = home.run(&["account", "list"]);
        assert_eq!(code_of(&ended), "config_invalid");
        assert!(String::from_utf8_lossy(&ended.stdout).contains(right));
    }
}

/// What a login said in its XOAUTH2 response.
fn said_in(line: &str) -> String {
    let response = line.rsplit(' ').next().unwrap_or_default();
    String::from_utf8_lossy(&STANDARD.decode(response).unwrap_or_default()).into_owned()
}

#[test]
fn mail_goes_out_with_the_token_that_fetches_and_one_that_is_refused_keeps_it_here() {
    let (server, provider) = (ScriptedPop3::with_mails(vec![small_mail(1)]), Identity::new());
    let smtp = ScriptedSmtp::start(Channel::Open);
    smtp.offer(b"250-localhost\r\n250 AUTH XOAUTH2\r\n");
    let home = home(&server, &provider, true);
    let config = home.dir.path().join("config.toml");
    let outgoing =
        format!("smtp_host = \"localhost\"\nsmtp_port = {}\nsmtp_security = \"none\"\nsmtp_same_credentials = true\n", smtp.port);
    fs::write(&config, fs::read_to_string(&config).unwrap() + &outgoing).unwrap();
    let letter = home.dir.path().join("letter");
    fs::write(&letter, "Dear Anna\n").unwrap();
    let sends =
        || home.run(&["compose", "--to", "anna@x.example", "--subject", "Hi", "--body-file", letter.to_str().unwrap(), "--at", "now"]);
    signed_in(&home);
    smtp.answer_logins(&[b"235 in\r\n"]);
    let sent = sends();
    assert!(sent.status.success(), "{sent:?}");
    assert_eq!(smtp.taken().len(), 1);
    let token = provider.state().given[0].clone();
    assert!(said_in(&smtp.auth_lines()[0]).contains(&format!("auth=Bearer {token}")), "{:?}", smtp.auth_lines());
    smtp.answer_logins(&[b"535 5.7.8 no\r\n", b"535 5.7.8 no\r\n", b"535 5.7.8 no\r\n", b"535 5.7.8 no\r\n"]);
    let refused = sends();
    let said = String::from_utf8_lossy(&refused.stdout).into_owned() + &String::from_utf8_lossy(&refused.stderr);
    assert_eq!(smtp.taken().len(), 1, "{said}");
    assert!(!said.contains(&token), "{said}");
    let rows: Value = serde_json::from_slice(&home.run(&["outbox", "list"]).stdout).unwrap();
    let waiting = rows.as_array().unwrap().iter().filter(|row| row["state"] == "queued" || row["state"] == "failed").count();
    assert_eq!(waiting, 1, "it is not lost: {rows}");
}
