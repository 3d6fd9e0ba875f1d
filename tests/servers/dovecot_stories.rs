//! Stories of fetching from a real Dovecot.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use fumi::domain::account::{AccountSettings, OnServer, Secret, Security};
use fumi::jobs::account::{StepResult, TestStep};
use fumi::workers::account_check::check_incoming;

use crate::dovecot::{Dovecot, is_installed};
use crate::home::{Home, account};
use crate::relay::Relay;
use crate::scripted_pop3::small_mail;

fn set(mails: &[Vec<u8>]) -> HashSet<Vec<u8>> {
    mails.iter().cloned().collect()
}

fn filled(count: usize) -> Dovecot {
    let mut server = Dovecot::start();
    for n in 1..=count {
        server.deliver(&small_mail(n));
    }
    server
}

fn over_tls(server: &Dovecot, on_server: OnServer) -> AccountSettings {
    let mut account = account(server.tls_port, on_server);
    account.incoming.security = Security::Tls;
    account.incoming.host = "localhost".to_owned();
    account.ca_file = Some(server.ca_file.clone());
    account.plaintext_confirmed = false;
    account
}

#[tokio::test]
async fn leave_fetches_once_over_tls_and_over_starttls() {
    if !is_installed() {
        return;
    }
    let server = filled(50);
    let home = Home::new();
    let tls = over_tls(&server, OnServer::Leave);
    let first = home.fetch(&tls).await;
    assert_eq!((first.error, first.fetched), (None, 50), "{}", server.log());
    assert_eq!(set(&home.stored()), set(&server.mails()));
    let mut starttls = tls.clone();
    starttls.incoming.security = Security::Starttls;
    starttls.incoming.port = server.port;
    let home = home.restarted();
    let second = home.fetch(&starttls).await;
    assert_eq!((second.error, second.fetched, server.mails().len()), (None, 0, 50));
}

#[tokio::test]
async fn on_fetch_empties_the_server_and_keeps_every_byte() {
    if !is_installed() {
        return;
    }
    let server = filled(120);
    let all = server.mails();
    let home = Home::new();
    let summary = home.fetch(&over_tls(&server, OnServer::OnFetch)).await;
    assert_eq!((summary.error, summary.fetched, summary.deleted_on_server), (None, 120, 120), "{}", server.log());
    assert_eq!((set(&home.stored()), server.mails().len()), (set(&all), 0));
}

#[tokio::test]
async fn after_days_waits_for_the_day_and_changing_to_on_fetch_is_for_new_mail() {
    if !is_installed() {
        return;
    }
    let mut server = filled(3);
    let home = Home::new();
    assert_eq!(home.fetch(&over_tls(&server, OnServer::AfterDays(2))).await.deleted_on_server, 0);
    assert_eq!(home.fetch(&over_tls(&server, OnServer::OnFetch)).await.deleted_on_server, 0, "stored before the rule");
    server.deliver(&small_mail(4));
    assert_eq!(home.fetch(&over_tls(&server, OnServer::OnFetch)).await.deleted_on_server, 1);
    let two_days = "UPDATE pop3_seen SET stored_at = stored_at - 2 * 86400000 WHERE state = 'stored' AND n = 0";
    home.database.store().writer().unwrap().execute(two_days, []).unwrap();
    let due = home.fetch(&over_tls(&server, OnServer::AfterDays(2))).await;
    assert_eq!((due.error, due.deleted_on_server, server.mails().len()), (None, 3, 0));
    assert_eq!(home.stored().len(), 4);
}

#[tokio::test]
async fn on_local_delete_follows_the_trash() {
    if !is_installed() {
        return;
    }
    let server = filled(5);
    let home = Home::new();
    let account = over_tls(&server, OnServer::OnLocalDelete);
    assert_eq!(home.fetch(&account).await.fetched, 5);
    let trash = "UPDATE placement SET mailbox = (SELECT key FROM mailbox WHERE role = 'trash') WHERE message IN (SELECT key FROM message ORDER BY key LIMIT 2)";
    home.database.store().writer().unwrap().execute(trash, []).unwrap();
    let home = home.restarted();
    let summary = home.fetch(&account).await;
    assert_eq!((summary.error, summary.deleted_on_server, server.mails().len()), (None, 2, 3));
    assert_eq!(home.fetch(&account).await.fetched, 0);
}

#[tokio::test]
async fn a_server_that_forgot_all_names_brings_no_duplicates() {
    if !is_installed() {
        return;
    }
    let server = filled(30);
    let home = Home::new();
    home.fetch(&over_tls(&server, OnServer::Leave)).await;
    let before = home.states();
    server.forget_names();
    let summary = home.fetch(&over_tls(&server, OnServer::OnFetch)).await;
    assert_eq!((summary.error, summary.fetched, summary.deleted_on_server), (None, 0, 0));
    assert_eq!((home.stored().len(), server.mails().len()), (30, 30));
    assert!(home.states().len() == 60 && before.keys().all(|name| home.states()[name] == "vanished"), "every name is new");
}

#[tokio::test]
async fn a_mail_that_another_session_deletes_meanwhile_is_skipped_and_the_next_fetch_is_clean() {
    if !is_installed() {
        return;
    }
    let server = filled(10);
    let relay = Relay::to(server.port);
    let port = server.port;
    relay.watch().before = Some(("RETR", Box::new(move || delete_in_another_session(port, 3))));
    let home = Home::new();
    let account = account(relay.port, OnServer::Leave);
    let summary = home.fetch(&account).await;
    assert_eq!((summary.error, summary.fetched), (None, 9), "{}", server.log());
    assert_eq!(summary.skipped.iter().map(|one| one.reason.code.word()).collect::<Vec<_>>(), ["message_unavailable"]);
    let next = home.fetch(&account).await;
    assert_eq!((next.error, next.fetched, next.skipped.len()), (None, 0, 0));
}

fn delete_in_another_session(port: u16, number: u32) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let mut answer = || assert!(lines.next().unwrap().unwrap().starts_with("+OK"));
    answer();
    for command in ["USER me".to_owned(), "PASS pw".to_owned(), format!("DELE {number}"), "QUIT".to_owned()] {
        stream.write_all(format!("{command}\r\n").as_bytes()).unwrap();
        answer();
    }
}

#[tokio::test]
async fn the_test_of_an_account_tells_how_far_it_came_and_which_field_is_wrong() {
    if !is_installed() {
        return;
    }
    let server = filled(1);
    let good = over_tls(&server, OnServer::Leave);
    let secret = || Secret::new("pw".to_owned());
    let all = [TestStep::Resolve, TestStep::Connect, TestStep::Tls, TestStep::Login, TestStep::List];
    let steps = |results: &[StepResult]| results.iter().map(|result| result.step).collect::<Vec<_>>();
    let fault = |results: &[StepResult]| {
        let problem = results.last().and_then(|result| result.problem.clone());
        problem.map(|problem| (problem.code.word(), problem.field))
    };

    let results = check_incoming(&good, secret()).await;
    assert_eq!((steps(&results), fault(&results)), (all.to_vec(), None));

    let results = check_incoming(&good, Secret::new("wrong".to_owned())).await;
    assert_eq!((steps(&results), fault(&results)), (all[..4].to_vec(), Some(("auth_failed", Some("password")))));

    let mut untrusted = good.clone();
    untrusted.ca_file = None;
    let results = check_incoming(&untrusted, secret()).await;
    assert_eq!((steps(&results), fault(&results)), (all[..3].to_vec(), Some(("tls_untrusted", Some("certificate")))));

    let mut wrong_name = good.clone();
    wrong_name.incoming.host = "127.0.0.2".to_owned();
    let results = check_incoming(&wrong_name, secret()).await;
    assert_ne!(fault(&results), None);

    let mut wrong_port = good.clone();
    wrong_port.incoming.port = 1;
    let results = check_incoming(&wrong_port, secret()).await;
    assert_eq!((steps(&results), fault(&results)), (all[..2].to_vec(), Some(("server_unavailable", Some("port")))));

    let mut no_host = good.clone();
    no_host.incoming.host = "no-such-host.invalid".to_owned();
    let results = check_incoming(&no_host, secret()).await;
    assert_eq!((steps(&results), fault(&results)), (all[..1].to_vec(), Some(("server_unavailable", Some("host")))));

    let mut not_tls = good;
    not_tls.incoming.port = server.port;
    let results = check_incoming(&not_tls, secret()).await;
    assert_eq!((steps(&results), fault(&results)), (all[..3].to_vec(), Some(("tls_required", Some("security")))));
}
