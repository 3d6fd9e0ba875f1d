//! Stories of fetching from a server that misbehaves.

use std::collections::HashSet;
use std::sync::Arc;

use fumi::domain::account::{OnServer, Security};
use fumi::workers::fetch::{FetchOptions, FetchRules};

use crate::home::{Home, RULES, account};
use crate::scripted_pop3::{Meeting, ScriptedPop3, ServerMail, Trick, small_mail};

fn mails(count: usize) -> Vec<Vec<u8>> {
    (1..=count).map(small_mail).collect()
}

fn set(mails: &[Vec<u8>]) -> HashSet<Vec<u8>> {
    mails.iter().cloned().collect()
}

#[tokio::test]
async fn mails_arrive_byte_for_byte_once_and_stay_on_the_server() {
    let server = ScriptedPop3::with_mails(mails(300));
    let home = Home::new();
    let account = account(server.port, OnServer::Leave);
    let first = home.fetch(&account).await;
    assert_eq!((first.error, first.fetched, first.deleted_on_server), (None, 300, 0));
    assert_eq!(set(&home.stored()), set(&mails(300)));
    let again = home.fetch(&account).await;
    assert_eq!((again.error, again.fetched), (None, 0));
    let home = home.restarted();
    assert_eq!(home.fetch(&account).await.fetched, 0);
    assert_eq!((server.names().len(), server.heard("DELE"), server.heard("RETR")), (300, 0, 300));
}

#[tokio::test]
async fn a_server_without_pipelining_is_asked_one_by_one() {
    let server = ScriptedPop3::with_mails(mails(20));
    server.state().capabilities = None;
    let home = Home::new();
    let summary = home.fetch(&account(server.port, OnServer::OnFetch)).await;
    assert_eq!((summary.error, summary.fetched, summary.deleted_on_server), (None, 20, 20));
    assert_eq!(server.names(), [""; 0]);
}

#[tokio::test]
async fn a_line_cut_after_any_byte_loses_nothing_and_stores_no_half_mail() {
    let all = mails(3);
    let server = ScriptedPop3::with_mails(all.clone());
    let home = Home::new();
    let account = account(server.port, OnServer::OnFetch);
    let mut sessions = 0;
    for cut in 0.. {
        server.state().cut_after = Some(cut);
        sessions += 1;
        let summary = home.fetch(&account).await;
        let stored = home.stored();
        assert!(stored.iter().all(|mail| all.contains(mail)), "a mail that was not sent like this, after a cut at {cut}");
        assert_eq!(stored.len(), set(&stored).len(), "a mail twice, after a cut at {cut}");
        let on_server = server.state().mails.iter().map(|mail| mail.bytes.clone()).collect::<Vec<_>>();
        let together: HashSet<Vec<u8>> = stored.iter().chain(&on_server).cloned().collect();
        assert_eq!(together, set(&all), "a mail lost, after a cut at {cut}");
        if summary.error.is_none() && server.names().is_empty() {
            break;
        }
        assert!(cut < 5_000, "it never came through");
    }
    assert!(sessions > 100, "{sessions}");
    assert_eq!(set(&home.stored()), set(&all));
    assert!(home.states().values().all(|state| state == "deleted"), "{:?}", home.states());
}

#[tokio::test]
async fn a_cut_before_the_answer_to_quit_is_cleared_up_by_the_next_listing() {
    let server = ScriptedPop3::with_mails(mails(5));
    server.state().cut_at_quit = true;
    let home = Home::new();
    let account = account(server.port, OnServer::OnFetch);
    let summary = home.fetch(&account).await;
    assert!(summary.error.is_some());
    assert!(home.states().values().all(|state| state == "delete_sent"), "{:?}", home.states());
    server.state().cut_at_quit = false;
    assert_eq!(home.fetch(&account).await.error, None);
    assert!(home.states().values().all(|state| state == "deleted"), "{:?}", home.states());
    assert_eq!(home.stored().len(), 5);
}

#[tokio::test]
async fn garbage_is_an_error_with_a_code_and_nothing_hangs() {
    let endless = |bytes: &[u8]| Trick::SayForEver(bytes.to_vec());
    let say = |bytes: &[u8]| Trick::SayAndClose(bytes.to_vec());
    let tricks = [
        ("GREETING", say(b"220 smtp.example ESMTP\r\n")),
        ("GREETING", say(b"* PREAUTH IMAP4rev1 ready\r\n")),
        ("GREETING", say(b"HTTP/1.1 400 Bad Request\r\n\r\n")),
        ("GREETING", say(b"")),
        ("GREETING", say(b"+OK hi\n")),
        ("GREETING", say(b"+OK \0\r\n")),
        ("GREETING", endless(b"A")),
        ("GREETING", endless(b"+OK hi\r\n")),
        ("GREETING", say(b"-ERR [SYS/TEMP] try later\r\n")),
        ("CAPA", endless(b"X\r\n")),
        ("CAPA", Trick::Say(b"+OK\r\nUIDL\r\n.\r\n+OK\r\n".to_vec())),
        ("USER me", say(b"+ go on\r\n")),
        ("UIDL", say(b"+OK\r\nx y\r\n.\r\n")),
        ("UIDL", say(b"+OK\r\n1 a\r\n1 b\r\n.\r\n")),
        ("UIDL", say(b"+OK\r\n1 a\r\n")),
        ("UIDL", Trick::Say([b"+OK\r\n1 ".to_vec(), vec![b'u'; 70_000], b"\r\n.\r\n".to_vec()].concat())),
        ("LIST", say(b"+OK\r\n1 -5\r\n.\r\n")),
        ("RETR 1", say(b"+OK\r\nFrom: half")),
        ("RETR 1", say(b"GARBAGE\r\n")),
    ];
    for (line, trick) in tricks {
        let server = ScriptedPop3::with_mails(mails(1));
        server.state().tricks.insert(line.to_owned(), trick.clone());
        let home = Home::new();
        let summary = home.fetch(&account(server.port, OnServer::OnFetch)).await;
        let told = summary.error.is_some() || !summary.skipped.is_empty();
        assert!(told, "{line} {trick:?}");
        assert_eq!((home.stored().len(), server.names().len(), server.heard("DELE")), (0, 1, 0), "{line} {trick:?}");
    }
}

#[tokio::test]
async fn one_mail_that_breaks_the_connection_does_not_stop_the_others() {
    let server = ScriptedPop3::with_mails(mails(30));
    server.state().tricks.insert("RETR 17".to_owned(), Trick::SayAndClose(b"+OK\r\nFrom: half a mail".to_vec()));
    let home = Home::new();
    let account = account(server.port, OnServer::OnFetch);
    let summary = home.fetch(&account).await;
    assert_eq!(summary.error, None);
    assert_eq!((summary.fetched, summary.deleted_on_server), (29, 29));
    assert_eq!(summary.skipped.len(), 1);
    assert_eq!((summary.skipped[0].uid.as_str(), summary.skipped[0].reason.code.word()), ("u17", "message_breaks_connection"));
    assert_eq!(server.names(), ["u17"]);
}

#[tokio::test]
async fn a_mail_that_another_program_deleted_is_skipped_with_a_reason() {
    let server = ScriptedPop3::with_mails(mails(10));
    server.state().tricks.insert("RETR 3".to_owned(), Trick::Say(b"-ERR Message is expunged\r\n".to_vec()));
    let home = Home::new();
    let account = account(server.port, OnServer::Leave);
    let summary = home.fetch(&account).await;
    assert_eq!((summary.error, summary.fetched), (None, 9));
    assert_eq!((summary.skipped[0].uid.as_str(), summary.skipped[0].reason.code.word()), ("u3", "message_unavailable"));
    server.state().tricks.clear();
    let next = home.fetch(&account).await;
    assert_eq!((next.error, next.fetched, next.skipped), (None, 1, Vec::new()));
}

#[tokio::test]
async fn strange_names_are_opaque() {
    let server = ScriptedPop3::with_mails(mails(8));
    let names: [&[u8]; 8] =
        [b"a", &[b'x'; 70], &[b'y'; 71], &[b'z'; 10_000], b"../../../etc/passwd", b"nul\0inside", b"'\";--", "\u{202e}\u{ff}".as_bytes()];
    for (mail, name) in server.state().mails.iter_mut().zip(names) {
        mail.uidl = name.to_vec();
    }
    let home = Home::new();
    let account = account(server.port, OnServer::OnFetch);
    assert_eq!(home.fetch(&account).await.error, None);
    assert_eq!((home.stored().len(), server.names().len()), (8, 0));
}

#[tokio::test]
async fn equal_names_for_different_mails_lose_neither() {
    let server = ScriptedPop3::with_mails(mails(3));
    for mail in &mut server.state().mails {
        mail.uidl = b"same".to_vec();
    }
    let home = Home::new();
    let account = account(server.port, OnServer::Leave);
    assert_eq!(home.fetch(&account).await.fetched, 3);
    assert_eq!(home.fetch(&account).await.fetched, 0);
    assert_eq!(set(&home.stored()), set(&mails(3)));
    let asked = server.heard("RETR");
    home.fetch(&account).await;
    assert_eq!(server.heard("RETR"), asked, "known mails are not fetched again");
}

#[tokio::test]
async fn new_names_for_all_mails_bring_no_duplicates_and_delete_nothing() {
    let server = ScriptedPop3::with_mails(mails(20));
    let home = Home::new();
    let account_left = account(server.port, OnServer::Leave);
    home.fetch(&account_left).await;
    for (n, mail) in server.state().mails.iter_mut().enumerate() {
        mail.uidl = format!("new{n}").into_bytes();
    }
    for rule in [OnServer::OnFetch, OnServer::AfterDays(30), OnServer::OnLocalDelete] {
        let summary = home.fetch(&account(server.port, rule)).await;
        assert_eq!((summary.error, summary.fetched, summary.deleted_on_server), (None, 0, 0));
    }
    assert_eq!((home.stored().len(), server.names().len(), server.heard("DELE")), (20, 20, 0));
}

#[tokio::test]
async fn two_equal_mails_listed_at_once_are_two() {
    let server = ScriptedPop3::with_mails(vec![small_mail(1), small_mail(1), small_mail(2)]);
    let home = Home::new();
    assert_eq!(home.fetch(&account(server.port, OnServer::Leave)).await.fetched, 3);
    assert_eq!(home.stored().len(), 3);
}

#[tokio::test]
async fn a_window_that_slides_over_the_mailbox_is_followed() {
    let all: Vec<ServerMail> =
        (0..100).map(|n| ServerMail { uidl: format!("w{n}").into_bytes(), bytes: small_mail(n), listed_size: None }).collect();
    let server = ScriptedPop3::with_mails(Vec::new());
    let home = Home::new();
    let account = account(server.port, OnServer::Leave);
    for start in [0, 25, 50, 75, 40, 0] {
        server.state().mails = all[start..start + 25].to_vec();
        assert_eq!(home.fetch(&account).await.error, None);
    }
    assert_eq!(set(&home.stored()).len(), home.stored().len());
    assert_eq!((home.stored().len(), server.heard("RETR")), (100, 100));
}

#[tokio::test]
async fn a_server_without_names_is_fetched_but_never_deleted_from() {
    let server = ScriptedPop3::with_mails(mails(5));
    server.state().tricks.insert("UIDL".to_owned(), Trick::Say(b"-ERR no UIDL here\r\n".to_vec()));
    let home = Home::new();
    let summary = home.fetch(&account(server.port, OnServer::OnFetch)).await;
    assert_eq!(summary.error.map(|problem| problem.code.word()), Some("no_uidl"));
    assert_eq!((summary.fetched, server.heard("DELE")), (5, 0));
    let again = home.fetch(&account(server.port, OnServer::Leave)).await;
    assert_eq!((again.error, again.fetched, home.stored().len()), (None, 0, 5));
}

#[tokio::test]
async fn a_mail_over_the_limit_stays_on_the_server_even_when_its_listed_size_lies() {
    let mut all = mails(3);
    all[0].extend(vec![b'x'; 5_000]);
    all[1].extend(vec![b'y'; 5_000]);
    let server = ScriptedPop3::with_mails(all);
    server.state().mails[1].listed_size = Some(10);
    let home = Home::new();
    let rules = FetchRules { max_size: Some(1_000), ..RULES };
    let summary = home.fetch_asked(&account(server.port, OnServer::OnFetch), rules, FetchOptions::default()).await;
    assert_eq!((summary.error, summary.fetched), (None, 1));
    let mut skipped: Vec<_> = summary.skipped.iter().map(|one| (one.uid.as_str(), one.reason.code.word())).collect();
    skipped.sort_unstable();
    assert_eq!(skipped, [("u1", "too_large"), ("u2", "too_large")]);
    assert_eq!(server.names(), ["u1", "u2"]);
}

#[tokio::test]
async fn after_a_refused_login_no_other_is_tried_until_the_password_changes_or_somebody_asks() {
    let server = ScriptedPop3::with_mails(mails(1));
    server.state().password = "other".to_owned();
    let home = Home::new();
    let account = account(server.port, OnServer::Leave);
    for _ in 0..3 {
        assert_eq!(home.fetch(&account).await.error.map(|problem| problem.code.word()), Some("auth_failed"));
    }
    assert_eq!(server.heard("PASS"), 1);
    let retried = home.fetch_asked(&account, RULES, FetchOptions { retry: true, ..FetchOptions::default() }).await;
    assert_eq!(retried.error.map(|problem| problem.code.word()), Some("auth_failed"));
    assert_eq!(server.heard("PASS"), 2);
    home.password(&account, "other");
    assert_eq!(home.fetch(&account).await.error, None);
    assert_eq!(home.stored().len(), 1);
}

#[tokio::test]
async fn starttls_that_is_not_offered_or_has_text_in_it_sends_no_name_and_no_password() {
    let injected = Trick::Say(b"+OK begin\r\n+OK injected\r\n".to_vec());
    for (offers, trick) in
        [(vec!["USER", "UIDL"], None), (vec!["STLS", "USER"], Some(injected)), (vec!["STLS"], Some(Trick::Say(b"-ERR\r\n".to_vec())))]
    {
        let server = ScriptedPop3::with_mails(mails(1));
        server.state().capabilities = Some(offers);
        server.state().tricks.extend(trick.map(|trick| ("STLS".to_owned(), trick)));
        let home = Home::new();
        let mut account = account(server.port, OnServer::Leave);
        account.incoming.security = Security::Starttls;
        let problem = home.fetch(&account).await.error.unwrap();
        assert!(["tls_required", "server_unavailable"].contains(&problem.code.word()), "{problem:?}");
        assert_eq!((server.heard("USER"), server.heard("PASS"), server.heard("AUTH")), (0, 0, 0));
    }
}

#[tokio::test]
async fn an_open_connection_needs_a_confirmation_and_a_plain_server_is_no_tls_server() {
    let server = ScriptedPop3::with_mails(mails(1));
    let home = Home::new();
    let mut unconfirmed = account(server.port, OnServer::Leave);
    unconfirmed.plaintext_confirmed = false;
    assert_eq!(home.fetch(&unconfirmed).await.error.map(|problem| problem.code.word()), Some("tls_required"));
    assert_eq!(server.state().sessions, 0);
    let mut tls = account(server.port, OnServer::Leave);
    tls.incoming.security = Security::Tls;
    assert_eq!(home.fetch(&tls).await.error.map(|problem| problem.code.word()), Some("tls_required"));
}

#[tokio::test]
async fn several_accounts_fetch_at_the_same_time() {
    let servers: Vec<ScriptedPop3> = (0..3).map(|_| ScriptedPop3::with_mails(mails(20))).collect();
    let home = Home::new();
    let meeting = Arc::new(Meeting::of(3));
    let mut accounts = Vec::new();
    for (n, server) in (1u8..).zip(&servers) {
        server.state().meets = Some(Arc::clone(&meeting));
        let mut account = account(server.port, OnServer::Leave);
        account.id = fumi::domain::ids::Id::from_bytes([n; 16]);
        home.password(&account, if n == 2 { "wrong" } else { "pw" });
        accounts.push(account);
    }
    let summaries = home.fetcher.fetch_all(accounts, RULES, FetchOptions::default()).await;
    assert_eq!(summaries.iter().map(|one| one.fetched).collect::<Vec<_>>(), [20, 0, 20]);
    assert!(summaries[1].error.is_some(), "one failure does not stop the others");
    assert!(meeting.all_met(), "all three were logging in at one moment");
}

#[tokio::test]
async fn a_hundred_deletes_by_hand_wait_for_a_confirmation() {
    let server = ScriptedPop3::with_mails(mails(150));
    let home = Home::new();
    let account = account(server.port, OnServer::OnLocalDelete);
    home.fetch(&account).await;
    let trash = "UPDATE placement SET mailbox = (SELECT key FROM mailbox WHERE role = 'trash')";
    home.database.store().writer().unwrap().execute(trash, []).unwrap();
    let held = home.fetch(&account).await;
    assert_eq!(held.error.map(|problem| problem.code.word()), Some("mass_delete_held"));
    assert_eq!((server.names().len(), server.heard("DELE")), (150, 0));
    let confirmed = home.fetch_asked(&account, RULES, FetchOptions { confirm_deletes: true, ..FetchOptions::default() }).await;
    assert_eq!((confirmed.error, confirmed.deleted_on_server), (None, 150));
    assert_eq!(server.names().len(), 0);
}

/// Two stored mails that shall go on the server, the second of which is damaged here.
async fn damaged(server: &ScriptedPop3) -> Home {
    let home = Home::new();
    home.fetch(&account(server.port, OnServer::Leave)).await;
    let db = home.database.store().writer().unwrap();
    db.execute("UPDATE pop3_seen SET state = 'to_delete', rule = 'on-fetch'", []).unwrap();
    let damaged: i64 = db.query_row("SELECT message FROM pop3_seen WHERE uidl = CAST('u2' AS BLOB)", [], |row| row.get(0)).unwrap();
    let other = fumi::store::raw::compress(b"something else").unwrap();
    db.execute("UPDATE raw_chunk SET data = ?1 WHERE message = ?2", (other, damaged)).unwrap();
    drop(db);
    assert!(!home.stored().contains(&small_mail(2)));
    home
}

#[tokio::test]
async fn a_damaged_copy_is_made_whole_from_the_servers_before_that_may_go() {
    let server = ScriptedPop3::with_mails(mails(2));
    let home = damaged(&server).await;
    let summary = home.fetch(&account(server.port, OnServer::OnFetch)).await;
    assert_eq!((summary.error, summary.fetched, summary.deleted_on_server), (None, 0, 2));
    assert!(server.names().is_empty() && home.stored().contains(&small_mail(2)), "it came again, and went there only then");
}

#[tokio::test]
async fn a_damaged_copy_keeps_the_servers_where_that_does_not_come_again() {
    let server = ScriptedPop3::with_mails(mails(2));
    let home = damaged(&server).await;
    server.state().tricks.insert("RETR 2".to_owned(), Trick::Say(b"-ERR not now\r\n".to_vec()));
    let summary = home.fetch(&account(server.port, OnServer::OnFetch)).await;
    assert_eq!(summary.deleted_on_server, 1, "{:?}", summary.error);
    assert_eq!(server.names(), ["u2"]);
}
