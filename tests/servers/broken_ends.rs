//! Stories of mails whose end the server gets wrong: what came is kept and marked, what is on the server stays, and the others arrive.

use fumi::domain::account::{AccountSettings, OnServer};
use fumi::jobs::fetch::FetchSummary;

use crate::home::{Home, account};
use crate::scripted_pop3::{ScriptedPop3, Trick, retrieved, small_mail};

const RULES: [OnServer; 4] = [OnServer::Leave, OnServer::OnFetch, OnServer::AfterDays(0), OnServer::OnLocalDelete];

/// A mail with a lone dot in its text.
fn with_a_dot(rest: &str) -> Vec<u8> {
    [small_mail(50), b".\r\n".to_vec(), rest.as_bytes().to_vec()].concat()
}

/// RETR as a server answers it that stuffs no dots.
fn unstuffed(mail: &[u8]) -> Vec<u8> {
    let mut answer = b"+OK\r\n".to_vec();
    answer.extend_from_slice(mail);
    answer.extend_from_slice(b".\r\n");
    answer
}

fn cut_short(summary: &FetchSummary) -> Vec<&str> {
    summary.skipped.iter().filter(|one| one.reason.code.word() == "message_cut_short").map(|one| one.uid.as_str()).collect()
}

fn marked(home: &Home) -> Vec<String> {
    let db = home.database.store().reader().unwrap();
    let mut statement = db.prepare("SELECT CAST(uidl AS TEXT) FROM pop3_seen WHERE cut <> 0").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn throw_all_away(home: &Home) {
    let trash = "UPDATE placement SET mailbox = (SELECT key FROM mailbox WHERE role = 'trash' AND account = (SELECT account FROM message WHERE key = placement.message))";
    home.database.store().writer().unwrap().execute(trash, []).unwrap();
}

#[tokio::test]
async fn a_mail_cut_by_a_lone_dot_is_kept_on_the_server_told_marked_and_fetched_again() {
    for (at, pipelines) in [(0, true), (2, true), (4, true), (0, false), (2, false), (4, false)] {
        for rest in ["The rest of it.\r\nMore.\r\n", "one more line\r\n", "-- \r\n\r\n.\r\n+OK not an answer\r\n\r\nand more\r\n"] {
            let about = format!("mail {at}, pipelines {pipelines}, {rest:?}");
            let bad = with_a_dot(rest);
            let mut all: Vec<Vec<u8>> = (1..=5).map(small_mail).collect();
            all[at].clone_from(&bad);
            let server = ScriptedPop3::with_mails(all.clone());
            let name = format!("u{}", at + 1);
            if !pipelines {
                server.state().capabilities = Some(vec!["UIDL", "USER"]);
            }
            let wrong = unstuffed(&bad);
            server.state().tricks.insert(format!("RETR {}", at + 1), Trick::Say(wrong));
            let home = Home::new();
            let settings = account(server.port, OnServer::OnFetch);
            let summary = home.fetch(&settings).await;
            assert_eq!((&summary.error, cut_short(&summary)), (&None, vec![&name[..]]), "{about}");
            assert_eq!(server.names(), [&name[..]], "{about}: the others came and went, this one stays");
            for mail in all.iter().filter(|mail| **mail != bad) {
                assert!(home.stored().contains(mail), "{about}");
            }
            assert_eq!(marked(&home), [&name[..]], "{about}");
            throw_all_away(&home);
            for rule in RULES {
                let again = home.fetch(&AccountSettings { on_server: rule, ..settings.clone() }).await;
                assert_eq!((&again.error, cut_short(&again), again.deleted_on_server), (&None, vec![&name[..]], 0), "{about} {rule:?}");
            }
            // A day later it is asked for again, and this time it comes whole.
            home.database.store().writer().unwrap().execute("UPDATE pop3_seen SET refetched_at = refetched_at - 86400000", []).unwrap();
            server.state().tricks.clear();
            let whole = home.fetch(&settings).await;
            assert_eq!((&whole.error, whole.fetched), (&None, 1), "{about}");
            assert!(home.stored().contains(&bad), "{about}");
            assert_eq!(home.fetch(&settings).await.skipped, [], "{about}");
            assert_eq!(server.names(), [""; 0], "{about}: a whole mail goes by the rule");
        }
    }
}

#[tokio::test]
async fn a_mail_that_swallows_the_next_answer_is_kept_on_the_server_and_no_other_is_lost() {
    let bad = String::from_utf8(small_mail(50)).unwrap().replace("\r\n", "\n").into_bytes();
    for (at, end) in [(5, &b".\n"[..]), (2, b".\n"), (2, b".\r\n")] {
        let mut all: Vec<Vec<u8>> = (1..=6).map(small_mail).collect();
        all[at].clone_from(&bad);
        let server = ScriptedPop3::with_mails(all.clone());
        let name = format!("u{}", at + 1);
        server.state().tricks.insert(format!("RETR {}", at + 1), Trick::Say([b"+OK\r\n", &bad[..], end].concat()));
        let home = Home::new();
        let settings = account(server.port, OnServer::OnFetch);
        let mut summary = home.fetch(&settings).await;
        for _ in 0..2 {
            assert_eq!(summary.error, None, "mail {at}");
            let left = server.names();
            let here = home.stored();
            for (n, mail) in (1..).zip(&all).filter(|(_, mail)| **mail != bad) {
                assert!(here.contains(mail) || left.contains(&format!("u{n}")), "mail {at}: lost {n}");
            }
            assert!(left.contains(&name), "mail {at}");
            summary = home.fetch(&settings).await;
        }
        assert_eq!(cut_short(&summary), [&name[..]], "mail {at}");
        assert_eq!((marked(&home), server.names()), (vec![name.clone()], vec![name]), "mail {at}: the others came and went");
    }
}

#[tokio::test]
async fn a_last_mail_that_ends_between_bare_line_feeds_comes_whole_without_a_long_wait() {
    let bad = String::from_utf8(small_mail(50)).unwrap().replace("\r\n", "\n").into_bytes();
    for (end, counted, pipelines) in [(&b".\n"[..], false, true), (b".\r\n", false, false), (b".\n", true, true)] {
        let mut all: Vec<Vec<u8>> = (1..=3).map(small_mail).collect();
        // The newest mails are asked for first. A server may count the CRs which it does not send.
        all[0] = if counted { small_mail(50) } else { bad.clone() };
        let server = ScriptedPop3::with_mails(all.clone());
        if !pipelines {
            server.state().capabilities = Some(vec!["UIDL", "USER"]);
        }
        server.state().tricks.insert("RETR 1".to_owned(), Trick::Say([b"+OK\r\n", &bad[..], end].concat()));
        let home = Home::new();
        let settings = account(server.port, OnServer::OnFetch);
        let summary =
            tokio::time::timeout(std::time::Duration::from_secs(60), home.fetch(&settings)).await.expect("no time-out is waited for");
        assert_eq!((&summary.error, cut_short(&summary), summary.fetched), (&None, Vec::new(), 3));
        assert!(home.stored().contains(&bad), "without the line that ended it");
        assert_eq!(server.names(), [""; 0], "whole mails go by the rule");
    }
}

/// RETR and TOP as a server answers them that sends line feeds alone, its dot line too.
fn bare(server: &ScriptedPop3, number: usize, mail: &[u8]) {
    let head: Vec<u8> = mail.split_inclusive(|byte| *byte == b'\n').take_while(|line| *line != b"\n").collect::<Vec<_>>().concat();
    let mut state = server.state();
    state.tricks.insert(format!("RETR {number}"), Trick::Say([b"+OK\r\n", mail, b".\n"].concat()));
    state.tricks.insert(format!("TOP {number} 0"), Trick::Say([b"+OK\r\n", &head[..], b"\n.\n"].concat()));
    state.tricks.insert(format!("TOP {number} 40"), Trick::Say([b"+OK\r\n", mail, b".\n"].concat()));
}

/// Five mails of which the server ends some so, and lists those larger than they are.
async fn ends_between_bare_line_feeds(those: &[usize], larger: u64, pipelines: bool) {
    let about = format!("{those:?}, {larger} bytes larger, pipelines {pipelines}");
    let text = String::from_utf8(small_mail(50)).unwrap().replace("\r\n", "\n");
    let mut all: Vec<Vec<u8>> = (1..=5).map(small_mail).collect();
    for n in those {
        all[n - 1] = text.replace("number 50", &format!("number 5{n}")).into_bytes();
    }
    let server = ScriptedPop3::with_mails(all.clone());
    for n in those {
        bare(&server, *n, &all[n - 1]);
        server.state().mails[n - 1].listed_size = Some(all[n - 1].len() as u64 + larger);
    }
    if !pipelines {
        server.state().capabilities = Some(vec!["UIDL", "USER"]);
    }
    let home = Home::new();
    let settings = account(server.port, OnServer::OnFetch);
    for _ in 0..2 {
        let summary = tokio::time::timeout(std::time::Duration::from_secs(50), home.fetch(&settings)).await.expect(&about);
        assert_eq!(summary.error, None, "{about}");
        let (here, left) = (home.stored(), server.names());
        for (n, mail) in (1..).zip(&all) {
            assert!(here.contains(mail) || left.contains(&format!("u{n}")), "{about}: lost {n}");
        }
    }
    // Where answers were asked for ahead, the first of these mails has swallowed the others.
    let stay = larger > 0 || pipelines;
    assert!(server.names().iter().all(|name| stay && those.contains(&name[1..].parse().unwrap())), "{about}: {:?}", server.names());
}

#[tokio::test]
async fn mails_that_end_between_bare_line_feeds_and_are_not_of_their_size_cost_no_time_out() {
    // The newest come first.
    let cases: [(&[usize], u64); 6] =
        [(&[1], 40), (&[3], 400), (&[1, 2], 400), (&[2, 3, 4], 40), (&[1, 2, 3, 4, 5], 400), (&[1, 2, 3, 4, 5], 0)];
    let both =
        cases.into_iter().flat_map(|(those, larger)| [true, false].map(|pipelines| ends_between_bare_line_feeds(those, larger, pipelines)));
    futures_util::future::join_all(both).await;
}

#[tokio::test]
async fn junk_behind_a_mail_of_the_listed_size_blames_nobody_for_good() {
    let server = ScriptedPop3::with_mails((1..=4).map(small_mail).collect());
    let answer = [retrieved(&small_mail(2)), b"what is this?\r\n".to_vec()].concat();
    server.state().tricks.insert("RETR 2".to_owned(), Trick::Say(answer));
    let home = Home::new();
    let settings = account(server.port, OnServer::OnFetch);
    home.fetch(&settings).await;
    assert_eq!(marked(&home), [""; 0]);
    server.state().tricks.clear();
    let summary = home.fetch(&settings).await;
    assert_eq!((summary.error, summary.skipped), (None, Vec::new()));
    assert_eq!((server.names().len(), home.stored().len()), (0, 4));
}
