//! Whom fumi believes: good and bad certificates and tricks on the way to TLS, for fetching and for sending, under implicit TLS and after STARTTLS. Before a refusal
//! no name and no password is said (promises.md B1, B2).

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fumi::domain::account::{AccountSettings, OnServer, Secret, Security};
use fumi::problem::Problem;
use fumi::workers::account_check::{check_incoming, check_outgoing};

use crate::certificates::{KINDS, Kind, Made, made};
use crate::home::{Home, account};
use crate::program::ProgramHome;
use crate::tls_front::{Front, Heard, Spoken, TRICKS, Trick};

const NAME: &str = "nobody-may-hear-this-name";
const PASSWORD: &str = "correct-horse-battery-staple";

/// An account whose servers are both this one.
fn to(port: u16, starttls: bool, certificate: &Made, folder: &Path) -> AccountSettings {
    let ca_file = folder.join("ca.pem");
    fs::write(&ca_file, &certificate.named).unwrap();
    let mut account = account(port, OnServer::Leave);
    account.incoming.host = certificate.host.to_owned();
    account.incoming.security = if starttls { Security::Starttls } else { Security::Tls };
    account.incoming.username = NAME.to_owned();
    account.incoming.certificate = certificate.exception;
    account.outgoing = Some(account.incoming.clone());
    account.plaintext_confirmed = false;
    account.ca_file = Some(ca_file);
    account
}

/// The first thing that went wrong in the test of the server, and whether a login was heard.
async fn tried(spoken: Spoken, account: &AccountSettings, heard: &Heard) -> (Option<Problem>, bool) {
    let secret = Secret::new(PASSWORD.to_owned());
    let steps = match spoken {
        Spoken::Pop3 => check_incoming(account, secret).await,
        Spoken::Smtp => check_outgoing(account, Some(secret)).await,
    };
    let said = heard.text();
    // At whichever of the three alignments of base64.
    let core = |word: &str, shift: usize| STANDARD.encode([&b"xxx"[..shift], word.as_bytes()].concat())[4..20].to_owned();
    let cores: Vec<String> = [NAME, PASSWORD].iter().flat_map(|word| (0..3).map(|shift| core(word, shift))).collect();
    let told = [NAME, PASSWORD].iter().any(|word| said.contains(word)) || cores.iter().any(|core| said.contains(core.as_str()));
    (steps.into_iter().find_map(|step| step.problem), told)
}

#[tokio::test]
async fn only_good_certificates_are_believed_and_bad_ones_hear_no_name() {
    let mut cells = 0;
    for (kind, refused) in KINDS {
        let certificate = made(kind);
        for spoken in [Spoken::Pop3, Spoken::Smtp] {
            for starttls in [false, true] {
                let front = Front { spoken, starttls, config: certificate.config.clone(), trick: None };
                let (port, heard) = front.serve().await;
                let folder = tempfile::tempdir().unwrap();
                let (problem, told) = tried(spoken, &to(port, starttls, &certificate, folder.path()), &heard).await;
                let cell = format!("{kind:?} {spoken:?} starttls {starttls}: {problem:?}");
                match refused {
                    None => assert!(problem.is_none() && told, "{cell}"),
                    Some(id) => {
                        let problem = problem.unwrap_or_else(|| panic!("{kind:?} was believed, {spoken:?}, starttls {starttls}"));
                        assert_eq!((problem.code.word(), problem.message.id()), ("tls_untrusted", id), "{cell}");
                        assert!(!told, "{cell}: {}", heard.text());
                        let shown = format!("SHA-256 {}", certificate.shown);
                        assert_eq!(problem.detail.as_ref().map(|said| said.as_str()), Some(shown.as_str()), "{cell}");
                        let field = if spoken == Spoken::Pop3 { "certificate" } else { "smtp-certificate" };
                        assert_eq!(problem.field, Some(field), "the exception is offered: {cell}");
                    }
                }
                cells += 1;
            }
        }
    }
    assert_eq!(cells, 120);
}

#[tokio::test]
async fn no_trick_on_the_way_to_tls_is_told_a_name() {
    let certificate = made(Kind::SignedByOurs);
    let mut cells = 0;
    for trick in TRICKS {
        for spoken in [Spoken::Pop3, Spoken::Smtp] {
            for starttls in [false, true] {
                let front = Front { spoken, starttls, config: certificate.config.clone(), trick: Some(trick) };
                let (port, heard) = front.serve().await;
                let folder = tempfile::tempdir().unwrap();
                let (problem, told) = tried(spoken, &to(port, starttls, &certificate, folder.path()), &heard).await;
                let problem = problem.unwrap_or_else(|| panic!("{trick:?} was believed, {spoken:?}, starttls {starttls}"));
                assert!(!told, "{trick:?} {spoken:?} starttls {starttls}: {problem:?} {}", heard.text());
                cells += 1;
            }
        }
    }
    assert_eq!(cells, 40);
}

#[tokio::test]
async fn a_file_without_certificates_is_a_wrong_field() {
    let certificate = made(Kind::SignedByOurs);
    let front = Front { spoken: Spoken::Pop3, starttls: false, config: certificate.config.clone(), trick: None };
    let (port, heard) = front.serve().await;
    let home = Home::new();
    let account = to(port, false, &certificate, home.dir.path());
    let ca_file = account.ca_file.clone().unwrap();
    for content in [Some("no certificate in here"), None] {
        match content {
            Some(content) => fs::write(&ca_file, content).unwrap(),
            None => fs::remove_file(&ca_file).unwrap(),
        }
        let problem = home.fetch(&account).await.error.unwrap();
        assert_eq!((problem.code.word(), problem.field), ("invalid_field", Some("ca-file")));
    }
    assert_eq!(heard.text(), "");
}

/// What `account test` finds wrong with the incoming server.
fn wrong(said: &[u8]) -> serde_json::Value {
    let said: serde_json::Value = serde_json::from_slice(said).unwrap();
    said["incoming"].as_array().unwrap().iter().find_map(|step| step.get("error")).cloned().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exception_is_typed_out_once_it_was_seen_and_belongs_to_one_host() {
    let certificate = made(Kind::SelfSignedUnknown);
    let front = Front { spoken: Spoken::Pop3, starttls: false, config: certificate.config.clone(), trick: None };
    let (port, heard) = front.serve().await;
    let folder = tempfile::tempdir().unwrap();
    let ca_file = folder.path().join("ca.pem");
    fs::write(&ca_file, &certificate.named).unwrap();
    let home = ProgramHome::with_account(port, "leave", Some(&ca_file));
    let error = wrong(&home.run(&["account", "test", "sales"]).stdout);
    assert_eq!((error["code"].as_str(), error["field"].as_str()), (Some("tls_untrusted"), Some("certificate")));
    let message = error["message"].as_str().unwrap();
    let seen = message.split_once("SHA-256 ").unwrap().1.trim_end_matches(')').to_owned();
    assert_eq!(seen, certificate.shown.to_string());
    assert!(!heard.text().contains("USER"));
    let half = home.run(&["account", "edit", "sales", "--certificate", &seen[..40]]);
    let half: serde_json::Value = serde_json::from_slice(&half.stdout).unwrap();
    assert_eq!((half["error"]["code"].as_str(), half["error"]["field"].as_str()), (Some("invalid_field"), Some("certificate")));
    home.run(&["account", "edit", "sales", "--certificate", &seen.to_lowercase()]);
    let shown: serde_json::Value = serde_json::from_slice(&home.run(&["account", "show", "sales"]).stdout).unwrap();
    assert_eq!(shown["certificate"].as_str(), Some(seen.as_str()));
    assert_eq!(wrong(&home.run(&["account", "test", "sales"]).stdout), serde_json::Value::Null);
    home.run(&["account", "edit", "sales", "--host", "127.0.0.1"]);
    let shown: serde_json::Value = serde_json::from_slice(&home.run(&["account", "show", "sales"]).stdout).unwrap();
    assert_eq!(shown["certificate"], serde_json::Value::Null, "another host is another matter");
    assert_eq!(wrong(&home.run(&["account", "test", "sales"]).stdout)["code"].as_str(), Some("tls_untrusted"));
}

#[tokio::test(flavor = "multi_thread")]
async fn roots_of_the_environment_stand_in_for_those_of_the_system() {
    let certificate = made(Kind::SignedByOurs);
    let front = Front { spoken: Spoken::Pop3, starttls: false, config: certificate.config.clone(), trick: None };
    let (port, _) = front.serve().await;
    let folder = tempfile::tempdir().unwrap();
    let (ours, other) = (folder.path().join("ours.pem"), folder.path().join("other.pem"));
    fs::write(&ours, &certificate.named).unwrap();
    fs::write(&other, &made(Kind::SignedByOurs).named).unwrap();
    let home = ProgramHome::with_account(port, "leave", Some(&other));
    let mut test = home.command(&["account", "test", "sales"]);
    assert_eq!(wrong(&test.output().unwrap().stdout)["code"].as_str(), Some("tls_untrusted"));
    assert_eq!(wrong(&test.env("SSL_CERT_FILE", &ours).output().unwrap().stdout), serde_json::Value::Null);
}

#[tokio::test]
async fn a_server_that_lists_auth_plain_and_does_not_know_it_is_logged_in_to_by_user_and_pass() {
    let certificate = made(Kind::SignedByOurs);
    let front = Front { spoken: Spoken::Pop3, starttls: false, config: certificate.config.clone(), trick: Some(Trick::UnknownAuth) };
    let (port, heard) = front.serve().await;
    let folder = tempfile::tempdir().unwrap();
    let (problem, _) = tried(Spoken::Pop3, &to(port, false, &certificate, folder.path()), &heard).await;
    assert!(problem.is_none(), "{problem:?}");
    assert!(heard.text().contains("AUTH PLAIN") && heard.text().contains(&format!("PASS {PASSWORD}")), "{}", heard.text());
}
