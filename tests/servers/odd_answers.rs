//! Stories of servers whose logins, listings and lines are odd: what they cost, and what they must not cost.

use fumi::domain::account::OnServer;
use fumi::problem::ProblemKind;

use crate::home::{Home, account};
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
