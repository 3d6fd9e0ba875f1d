//! IMAP servers, or who stands before them, that break the rules: none hears a name or a password, and none ends the program.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use fumi::domain::account::{AccountSettings, Incoming, OnServer, Secret, Security};
use fumi::workers::account_check::check_incoming;

use crate::home::{Home, account};

/// A server that greets and then answers each command by its first two words, in the order of the script; it keeps what it heard.
fn scripted(greeting: &'static [u8], script: &'static [(&'static str, &'static str)]) -> (u16, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(Mutex::new(String::new()));
    let hears = Arc::clone(&heard);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            if stream.write_all(greeting).is_err() {
                continue;
            }
            let mut lines = BufReader::new(stream.try_clone().unwrap());
            let mut line = Vec::new();
            while lines.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
                let said = String::from_utf8_lossy(&line).into_owned();
                line.clear();
                hears.lock().unwrap().push_str(&said);
                let (tag, command) = said.trim_end().split_once(' ').unwrap_or(("*", ""));
                let answer = script
                    .iter()
                    .find(|(word, _)| command.to_uppercase().starts_with(word))
                    .map_or("TAG BAD what?\r\n", |(_, answer)| answer);
                if answer.is_empty() || stream.write_all(answer.replace("TAG", tag).as_bytes()).is_err() {
                    break;
                }
            }
        }
    });
    (port, heard)
}

fn at(port: u16, security: Security) -> AccountSettings {
    let mut account = account(port, OnServer::Leave);
    account.protocol = Incoming::Imap;
    account.incoming.security = security;
    account.plaintext_confirmed = security == Security::None;
    account
}

const OFFERS: (&str, &str) = ("CAPABILITY", "* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\nTAG OK\r\n");

async fn ends_with(port: u16, security: Security) -> String {
    let steps = check_incoming(&at(port, security), Secret::new("geheim".to_owned())).await;
    steps.last().and_then(|one| one.problem.as_ref()).map(|problem| problem.code.word().to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn no_trick_before_encryption_hears_a_name_or_a_password() {
    const ENDLESS: &[u8] = &[b'x'; 70_000];
    for (greeting, script, code) in [
        (&b"* PREAUTH welcome\r\n"[..], &[OFFERS][..], "protocol_error"),
        (b"* OK hi\r\n", &[("CAPABILITY", "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nTAG OK\r\n")], "tls_required"),
        (b"* OK hi\r\n", &[OFFERS, ("STARTTLS", "TAG OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n")], "server_unavailable"),
        (b"* OK hi\r\n", &[OFFERS, ("STARTTLS", "TAG NO not today\r\n")], "tls_required"),
        (b"* OK hi\r\n", &[OFFERS, ("STARTTLS", "TAG OK go\r\n")], "tls_failed"),
        (b"* BYE too busy\r\n", &[], "server_unavailable"),
        (b"+OK POP3 here\r\n", &[], "server_unavailable"),
        (ENDLESS, &[], "server_unavailable"),
    ] {
        let (port, heard) = scripted(greeting, script);
        let ended = if code == "tls_failed" {
            // The line goes on unencrypted: what is said in TLS is no answer.
            let ended = ends_with(port, Security::Starttls);
            tokio::time::timeout(std::time::Duration::from_secs(30), ended).await.unwrap_or_else(|_| code.to_owned())
        } else {
            ends_with(port, Security::Starttls).await
        };
        let heard = heard.lock().unwrap().clone();
        assert!(
            !ended.is_empty() && !heard.contains("geheim") && !heard.contains("LOGIN") && !heard.contains("AUTHENTICATE"),
            "{code}: {ended} {heard}"
        );
        if code != "tls_failed" {
            assert_eq!(ended, code, "{heard}");
        }
    }
}

#[tokio::test]
async fn a_server_without_a_way_to_log_in_is_told_so_and_hears_nothing() {
    let script = &[("CAPABILITY", "* CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=GSSAPI\r\nTAG OK\r\n")];
    let (port, heard) = scripted(b"* OK hi\r\n", script);
    assert_eq!(ends_with(port, Security::None).await, "login_unsupported");
    assert!(!heard.lock().unwrap().contains("geheim"));
}

#[tokio::test]
async fn a_server_that_says_the_secret_back_is_not_shown() {
    let script = &[("CAPABILITY", "* CAPABILITY IMAP4rev1\r\nTAG OK\r\n"), ("LOGIN", "TAG NO [AUTHENTICATIONFAILED] geheim is wrong\r\n")];
    let (port, _) = scripted(b"* OK hi\r\n", script);
    let steps = check_incoming(&at(port, Security::None), Secret::new("geheim".to_owned())).await;
    let problem = steps.last().unwrap().problem.clone().unwrap();
    assert_eq!(problem.code.word(), "auth_failed");
    assert!(!format!("{problem:?}").contains("geheim"), "{problem:?}");
}

/// Answers that the parser cannot read, or that mean something else than they seem to, cost no mail and end no fetch.
#[tokio::test]
async fn odd_answers_are_passed_over() {
    let script = &[
        ("CAPABILITY", "* CAPABILITY IMAP4rev1 X-ODD\r\n* XVENDOR (((\r\nTAG OK\r\n"),
        ("LOGIN", "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\nTAG OK [ALERT]日本\r\n"),
        ("LIST", "* LIST (\\Odd) \"/\" INBOX\r\n* LIST () NIL {5}\r\na\r\nb \r\n* LIST () \"/\" \"a\u{1b}[31mb\"\r\nTAG OK\r\n"),
        ("STATUS", "TAG NO not for you\r\n"),
        ("SELECT INBOX", "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 9] x\r\nTAG OK [READ-ONLY]\r\n"),
        ("SELECT \"INBOX\"", "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 9] x\r\nTAG OK [READ-ONLY]\r\n"),
        ("SELECT", "TAG NO gone\r\n"),
        (
            "UID FETCH 1:*",
            "* 1 FETCH (UID 3 FLAGS (\\Seen OIB-Seen-[Gmail]/All) RFC822.SIZE 14 X-ODD (a b))\r\n* ESEARCH (TAG \"x\") ALL 1\r\n* 2 FETCH (UID 4 FLAGS () RFC822.SIZE 9999999)\r\nTAG OK\r\n",
        ),
        (
            "UID FETCH 3",
            "* 9 FETCH (FLAGS (\\Flagged))\r\n* 1 FETCH (UID 3 FLAGS (\\Seen) INTERNALDATE \"x\" BODY[] {14}\r\nSubject: a\r\n\r\n)\r\nTAG OK\r\n",
        ),
        ("UID FETCH 4", "TAG NO [SERVERBUG] cannot read it\r\n"),
        ("LOGOUT", "* BYE\r\n"),
    ];
    let (port, _) = scripted(b"* OK hi\r\n", script);
    let home = Home::new();
    let summary = home.fetch(&at(port, Security::None)).await;
    assert_eq!((summary.error, summary.fetched), (None, 1));
    assert_eq!(home.stored(), [b"Subject: a\r\n\r\n".to_vec()]);
    assert!(summary.skipped.iter().any(|one| one.uid.as_str() == "4"), "{:?}", summary.skipped);
    // What did not come is asked for again, what came is not.
    let again = home.fetch(&at(port, Security::None)).await;
    assert_eq!((again.error, again.fetched), (None, 0));
}
