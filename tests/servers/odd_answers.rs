//! Stories of servers whose logins, listings and lines are odd: what they cost, and what they must not cost.

use fumi::domain::account::OnServer;
use fumi::problem::ProblemKind;
use fumi::store::Store;
use fumi::workers::fetch::FetchOptions;

use crate::home::{Home, RULES, account};
use crate::scripted_pop3::{ScriptedPop3, Trick, small_mail};

fn server(count: usize) -> ScriptedPop3 {
    ScriptedPop3::with_mails((1..=count).map(small_mail).collect())
}

fn says(server: &ScriptedPop3, line: &str, answer: &[u8]) {
    server.state().tricks.insert(line.to_owned(), Trick::Say(answer.to_vec()));
}

fn speaks_again(server: &ScriptedPop3) {
    server.state().tricks.clear();
}

#[tokio::test]
async fn an_odd_line_of_a_listing_costs_at_most_its_own_mail() {
    let uidl: [&[u8]; 6] = [
        b"+OK\r\n1\tu1\r\n 2  u2\r\n3 u3 \r\n.\r\n",
        b"+OK\r\n1 u1\r\njunk\r\n\r\n2 u2\r\n-4 x\r\n3 u3\r\n.\r\n",
        b"+OK\n1 u1\n2 u2\n3 u3\n.\n",
        b"+OK\tlisting\r\n1 u1\r\n2 u2\r\n3 u3\r\n. \r\n",
        b"+OK\r\n1 u1\r\n3 u3\r\n.\r\n",
        b"+OK\r\n1 u1\r\n2 a\r\n2 b\r\n3 u3\r\n.\r\n",
    ];
    let list: [&[u8]; 6] = [
        b"+OK\r\n1 x\r\n2 -7\r\n3\r\n.\r\n",
        b"+OK\r\n1 200\r\n.\r\n",
        b"+OK\r\n.\r\n",
        b"+OK\r\n1\t200\r\n 2 200 octets\r\njunk\r\n3 99999999999999999999999\r\n.\r\n",
        b"+OK\n1 200\n2 200\n3 200\n.\n",
        b"+OK\r\n1 200\r\n1 300\r\n2 12kB\r\n0 5\r\n.\r\n",
    ];
    for (line, answer) in uidl.iter().map(|answer| ("UIDL", answer)).chain(list.iter().map(|answer| ("LIST", answer))) {
        let server = server(3);
        says(&server, line, answer);
        let home = Home::new();
        let first = home.fetch(&account(server.port, OnServer::Leave)).await;
        assert_eq!((first.error, first.fetched), (None, 3), "{:?}", String::from_utf8_lossy(answer));
        let again = home.fetch(&account(server.port, OnServer::Leave)).await;
        assert_eq!((again.error, again.fetched), (None, 0), "{:?}", String::from_utf8_lossy(answer));
        assert!(server.heard("RETR") <= 4, "{:?}: only the odd one comes again", String::from_utf8_lossy(answer));
    }
}

#[tokio::test]
async fn a_refused_listing_is_a_failed_fetch_and_never_fetches_the_mailbox_again() {
    let server = server(5);
    let home = Home::new();
    let leave = account(server.port, OnServer::Leave);
    for refused in [["UIDL", "LIST"], ["LIST", "NOOP"]] {
        for line in refused {
            says(&server, line, b"-ERR [SYS/TEMP] index is being rebuilt\r\n");
        }
        let summary = home.fetch(&leave).await;
        let error = summary.error.unwrap();
        assert_eq!((error.code.word(), error.exit_code(), summary.fetched), ("server_unavailable", 75, 0), "a new account, {refused:?}");
        speaks_again(&server);
    }
    assert_eq!(home.fetch(&leave).await.fetched, 5);
    for (line, answer) in [
        ("UIDL", &b"-ERR [SYS/TEMP] later\r\n"[..]),
        ("UIDL", b"-ERR unknown command\r\n"),
        ("UIDL", b"+OK\r\n.\r\n"),
        ("LIST", b"-ERR try later\r\n"),
    ] {
        says(&server, line, answer);
        let summary = home.fetch(&leave).await;
        assert_eq!(summary.error.map(|problem| problem.exit_code()), Some(75), "{line} {answer:?}");
        speaks_again(&server);
    }
    assert_eq!(home.fetch(&leave).await.error, None);
    assert_eq!(server.heard("RETR"), 5);
}

#[tokio::test]
async fn an_empty_mailbox_whose_listing_is_refused_is_empty() {
    let server = server(0);
    says(&server, "UIDL", b"-ERR no messages\r\n");
    says(&server, "LIST", b"-ERR no messages\r\n");
    says(&server, "STAT", b"+OK 0 0\r\n");
    let summary = Home::new().fetch(&account(server.port, OnServer::OnFetch)).await;
    assert_eq!((summary.error, summary.fetched), (None, 0));
}

#[tokio::test]
async fn a_login_refused_for_now_is_tried_again_and_one_refused_for_good_is_not() {
    let server = server(2);
    let home = Home::new();
    let leave = account(server.port, OnServer::Leave);
    for words in ["maildrop already locked", "Internal server error", "too many connections, try again later", "[X-BUSY] system busy"] {
        says(&server, "PASS pw", format!("-ERR {words}\r\n").as_bytes());
        let error = home.fetch(&leave).await.error.unwrap();
        assert_eq!((error.code.word(), error.kind), ("server_unavailable", ProblemKind::Temporary), "{words}");
    }
    speaks_again(&server);
    assert_eq!(home.fetch(&leave).await.fetched, 2, "no person was needed");
}

/// How the account stands, and what it waits for.
fn state(home: &Home) -> (String, String) {
    let db = home.database.store().reader().unwrap();
    db.query_row("SELECT health, code FROM account_state", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

#[tokio::test]
async fn a_password_that_worked_is_tried_once_more_after_five_minutes_and_not_sooner() {
    let server = server(1);
    let home = Home::new();
    let leave = account(server.port, OnServer::Leave);
    let key = FetchOptions { retry: true, ..FetchOptions::default() };
    assert_eq!(home.fetch(&leave).await.error, None);
    server.state().password = "changed".to_owned();
    let error = home.fetch(&leave).await.error.unwrap();
    assert_eq!((error.code.word(), error.exit_code()), ("server_unavailable", 75));
    assert_eq!(state(&home).0, "waiting");
    for _ in 0..3 {
        assert_eq!(home.fetch_asked(&leave, RULES, key).await.error.map(|problem| problem.exit_code()), Some(75));
    }
    assert_eq!(server.heard("PASS"), 2, "no key hastens it");
    let five_minutes_later = Store::open(&home.dir.path().join("fumi.db")).unwrap().writer().unwrap();
    five_minutes_later.execute("UPDATE account_state SET next_try = next_try - 300000", []).unwrap();
    drop(five_minutes_later);
    assert_eq!(home.fetch(&leave).await.error.map(|problem| problem.code.word()), Some("auth_failed"));
    assert_eq!(state(&home), ("auth_failed".to_owned(), "auth_failed".to_owned()));
    assert_eq!(home.fetch(&leave).await.error.map(|problem| problem.exit_code()), Some(1));
    assert_eq!(server.heard("PASS"), 3);
    home.password(&leave, "changed");
    assert_eq!(home.fetch(&leave).await.error, None, "a new password is tried at once");
}

#[tokio::test]
async fn a_password_that_never_worked_fails_at_once() {
    let server = server(1);
    let home = Home::new();
    let leave = account(server.port, OnServer::Leave);
    home.password(&leave, "typo");
    assert_eq!(home.fetch(&leave).await.error.map(|problem| problem.code.word()), Some("auth_failed"));
    home.password(&leave, "pw");
    assert_eq!(home.fetch(&leave).await.error, None);
    home.password(&leave, "other typo");
    assert_eq!(home.fetch(&leave).await.error.map(|problem| problem.code.word()), Some("auth_failed"), "another secret than the good one");
}

#[tokio::test]
async fn a_store_that_went_missing_fetches_and_deletes_nothing_until_a_person_says_so() {
    let server = server(3);
    let home = Home::new();
    let leave = account(server.port, OnServer::Leave);
    assert_eq!(home.fetch(&leave).await.fetched, 3);
    let (sessions, Home { dir, .. }) = (server.state().sessions, home);
    for empty in [false, true] {
        for file in ["fumi.db", "fumi.db-wal", "fumi.db-shm"] {
            let _ = std::fs::remove_file(dir.path().join(file));
        }
        if empty {
            std::fs::write(dir.path().join("fumi.db"), b"").unwrap();
        }
    }
    let home = Home::in_folder(dir);
    for rule in [OnServer::OnFetch, OnServer::AfterDays(0), OnServer::OnLocalDelete, OnServer::Leave] {
        let summary = home.fetch(&account(server.port, rule)).await;
        let error = summary.error.unwrap();
        assert_eq!((error.code.word(), error.exit_code(), summary.fetched), ("store_missing", 1, 0));
    }
    assert_eq!((state(&home).0.as_str(), server.state().sessions), ("paused", sessions));
    let on_fetch = account(server.port, OnServer::OnFetch);
    let filled = home.fetch_asked(&on_fetch, RULES, FetchOptions { new_store: true, ..FetchOptions::default() }).await;
    assert_eq!((filled.error, filled.fetched, filled.deleted_on_server), (None, 3, 0));
    assert_eq!((server.heard("DELE"), server.names().len()), (0, 3));
    assert_eq!(home.fetch(&account(server.port, OnServer::Leave)).await.error, None);
}

#[tokio::test]
async fn a_mail_that_the_server_will_not_delete_is_told() {
    let server = server(3);
    says(&server, "DELE 2", b"-ERR permission denied\r\n");
    let home = Home::new();
    let summary = home.fetch(&account(server.port, OnServer::OnFetch)).await;
    assert_eq!((summary.error, summary.fetched, summary.deleted_on_server), (None, 3, 2));
    assert_eq!((summary.skipped[0].uid.as_str(), summary.skipped[0].reason.code.word()), ("u2", "server_refused"));
    assert_eq!(server.names(), ["u2"]);
}
