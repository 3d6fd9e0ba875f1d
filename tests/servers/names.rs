//! Stories of names that stand for other mails than before: what is deleted on the server was stored from there, and nothing is missed.

use std::collections::HashSet;

use fumi::domain::account::{AccountSettings, OnServer};

use crate::home::{Home, account};
use crate::scripted_pop3::{ScriptedPop3, ServerMail, Trick, retrieved, small_mail};

const RULES: [OnServer; 4] = [OnServer::Leave, OnServer::OnFetch, OnServer::AfterDays(0), OnServer::OnLocalDelete];

fn listed(uidl: &str, bytes: Vec<u8>, size: u64) -> ServerMail {
    ServerMail { uidl: uidl.as_bytes().to_vec(), bytes, listed_size: Some(size) }
}

fn has(home: &Home, mail: &[u8]) -> bool {
    home.stored().iter().any(|stored| stored == mail)
}

fn nothing_was_lost(home: &Home, server: &ScriptedPop3, ever: &[Vec<u8>], about: &str) {
    let here: HashSet<Vec<u8>> = home.stored().into_iter().collect();
    for mail in ever {
        let there = server.state().mails.iter().any(|left| left.bytes == *mail);
        assert!(there || here.contains(mail), "{about}: lost {:?}", String::from_utf8_lossy(&mail[..60]));
    }
}

/// All mail lies in the trash: what on-local-delete takes for a wish.
fn throw_all_away(home: &Home) {
    let trash = "UPDATE placement SET mailbox = (SELECT key FROM mailbox WHERE role = 'trash' AND account = (SELECT account FROM message WHERE key = placement.message))";
    home.database.store().writer().unwrap().execute(trash, []).unwrap();
}

fn under(account: &AccountSettings, on_server: OnServer) -> AccountSettings {
    AccountSettings { on_server, ..account.clone() }
}

#[tokio::test]
async fn a_name_given_to_another_mail_is_fetched_before_anything_is_deleted() {
    for (no_top, rule, first) in [false, true]
        .into_iter()
        .flat_map(|no_top| RULES.map(|rule| (no_top, rule)))
        .flat_map(|(top, rule)| [OnServer::Leave, OnServer::OnFetch].map(|first| (top, rule, first)))
    {
        for same_size in [true, false] {
            let about = format!("no TOP {no_top}, first {first:?}, then {rule:?}, same size {same_size}");
            let (old, new) = (small_mail(1), small_mail(2));
            let server = ScriptedPop3::with_mails(Vec::new());
            server.state().no_top = no_top;
            server.state().mails = vec![listed("1", old.clone(), 300)];
            let home = Home::new();
            let settings = account(server.port, rule);
            assert_eq!(home.fetch(&under(&settings, first)).await.error, None);
            throw_all_away(&home);
            server.state().mails = vec![listed("1", new.clone(), if same_size { 300 } else { 301 })];
            let doubted = !same_size || first == OnServer::OnFetch;
            let deletes = matches!(rule, OnServer::AfterDays(_) | OnServer::OnLocalDelete);
            assert_eq!(home.fetch(&settings).await.error, None, "{about}");
            nothing_was_lost(&home, &server, &[old.clone(), new.clone()], &about);
            if doubted || deletes {
                assert!(has(&home, &new), "{about}: the new mail was not fetched");
            }
            assert_eq!(home.fetch(&settings).await.error, None, "{about}");
            nothing_was_lost(&home, &server, &[old, new], &about);
        }
    }
}

#[tokio::test]
async fn a_lost_answer_to_quit_and_a_name_given_away_lose_nothing() {
    let server = ScriptedPop3::with_mails(Vec::new());
    server.state().mails = vec![listed("1", small_mail(1), 300)];
    let home = Home::new();
    let settings = account(server.port, OnServer::OnFetch);
    server.state().cut_at_quit = true;
    assert!(home.fetch(&settings).await.error.is_some());
    server.state().cut_at_quit = false;
    server.state().mails = vec![listed("1", small_mail(2), 300)];
    let summary = home.fetch(&settings).await;
    assert_eq!((summary.error, summary.fetched, summary.deleted_on_server), (None, 1, 1));
    assert!(has(&home, &small_mail(1)) && has(&home, &small_mail(2)));
}

#[tokio::test]
async fn sizes_that_are_estimated_anew_cost_no_download_where_top_answers() {
    let server = ScriptedPop3::with_mails((1..=50).map(small_mail).collect());
    let home = Home::new();
    let settings = account(server.port, OnServer::Leave);
    for round in 0..5 {
        for mail in &mut server.state().mails {
            mail.listed_size = Some(1_000 + round);
        }
        assert_eq!(home.fetch(&settings).await.error, None);
    }
    assert_eq!((server.heard("RETR"), server.heard("TOP"), home.stored().len()), (50, 200, 50));
    server.state().no_top = true;
    for round in 0..5 {
        for mail in &mut server.state().mails {
            mail.listed_size = Some(2_000 + round);
        }
        assert_eq!(home.fetch(&settings).await.error, None);
    }
    assert_eq!((server.heard("RETR"), home.stored().len()), (100, 50), "without TOP once a day at most");
    assert!(server.heard("TOP") <= 215, "and a server without TOP is not asked for each mail");
}

#[tokio::test]
async fn numbers_that_shift_are_known_without_a_download() {
    let server = ScriptedPop3::with_mails(Vec::new());
    let all: Vec<Vec<u8>> = (1..=20).map(|n| [small_mail(n), vec![b'x'; n], b"\r\n".to_vec()].concat()).collect();
    let number = |mails: &[Vec<u8>]| (1..).zip(mails).map(|(n, mail)| listed(&format!("{n}"), mail.clone(), mail.len() as u64)).collect();
    server.state().mails = number(&all);
    let home = Home::new();
    let settings = account(server.port, OnServer::Leave);
    assert_eq!(home.fetch(&settings).await.fetched, 20);
    server.state().mails = number(&all[1..]);
    let shifted = home.fetch(&settings).await;
    assert_eq!((shifted.error, shifted.fetched, server.heard("RETR")), (None, 0, 20));
    throw_all_away(&home);
    let after = home.fetch(&under(&settings, OnServer::OnLocalDelete)).await;
    assert_eq!((after.error, after.deleted_on_server), (None, 19), "and what they stand for now can go");
    nothing_was_lost(&home, &server, &all, "shifted");
}

#[tokio::test]
async fn another_server_under_the_same_account_deletes_nothing_unseen_and_forgets_nothing() {
    for no_top in [false, true] {
        for rule in RULES {
            let about = format!("no TOP {no_top}, {rule:?}");
            let (old, new) = (ScriptedPop3::with_mails(Vec::new()), ScriptedPop3::with_mails(Vec::new()));
            old.state().mails = (1..=4).map(|n| listed(&n.to_string(), small_mail(n), 300)).collect();
            // The new server has two of the mails of the old one, and two of its own under names that were known.
            new.state().mails =
                [1, 2, 13, 14].into_iter().zip(1..).map(|(n, name)| listed(&format!("{name}"), small_mail(n), 300)).collect();
            new.state().no_top = no_top;
            let home = Home::new();
            home.fetch(&account(old.port, OnServer::Leave)).await;
            throw_all_away(&home);
            let moved = account(new.port, rule);
            let summary = home.fetch(&moved).await;
            assert_eq!((summary.error, summary.fetched), (None, 2), "{about}");
            for n in [1, 2, 3, 4, 13, 14] {
                assert!(has(&home, &small_mail(n)), "{about}: {n}");
            }
            assert_eq!(home.stored().len(), 6, "{about}: nothing twice");
            assert_eq!(home.fetch(&moved).await.fetched, 0, "{about}");
            let asked = new.heard("RETR");
            // What is old enough only in the second session is proved anew by it, since the first one brought it.
            let again = if rule == OnServer::AfterDays(0) { 2 } else { 0 };
            assert!(if no_top { (4..=4 + again).contains(&asked) } else { asked == 2 }, "{about}: {asked}");
            home.fetch(&account(old.port, OnServer::Leave)).await;
            assert_eq!(old.heard("RETR"), 4, "{about}: the way back is known as well");
        }
    }
}

#[tokio::test]
async fn what_an_earlier_session_stored_is_proved_once_in_the_session_that_deletes_it() {
    let server = ScriptedPop3::with_mails((1..=30).map(small_mail).collect());
    let home = Home::new();
    assert_eq!(home.fetch(&account(server.port, OnServer::Leave)).await.fetched, 30);
    assert_eq!(server.heard("TOP"), 0, "nothing is to be doubted");
    let summary = home.fetch(&account(server.port, OnServer::AfterDays(0))).await;
    assert_eq!((summary.error, summary.deleted_on_server), (None, 30));
    assert_eq!((server.heard("TOP"), server.heard("RETR")), (30, 30));
    let server = ScriptedPop3::with_mails((101..=130).map(small_mail).collect());
    let home = Home::new();
    assert_eq!(home.fetch(&account(server.port, OnServer::OnFetch)).await.deleted_on_server, 30);
    assert_eq!(server.heard("TOP"), 0, "what came in this session needs no proof");
}

#[tokio::test]
async fn mails_that_no_header_tells_apart_are_told_by_their_bytes() {
    let weak = |body: &str| format!("From: cron@sample.example\r\nSubject: report\r\n\r\n{body}\r\n").into_bytes();
    let server = ScriptedPop3::with_mails(Vec::new());
    server.state().mails = vec![listed("1", weak("one"), 60)];
    let home = Home::new();
    let settings = account(server.port, OnServer::AfterDays(0));
    home.fetch(&under(&settings, OnServer::Leave)).await;
    server.state().mails = vec![listed("1", weak("two"), 60)];
    assert_eq!(home.fetch(&settings).await.error, None);
    assert!(has(&home, &weak("one")) && has(&home, &weak("two")));
}

#[tokio::test]
async fn a_mail_with_the_name_size_and_header_of_ours_is_no_copy_of_it_where_it_would_be_deleted() {
    let twin = |head: &str, text: &str| format!("From: cron@sample.example\r\nSubject: report\r\n{head}\r\n\r\n{text}\r\n").into_bytes();
    let date = "Date: Mon, 2 Nov 2026 10:00:00 +0000";
    let with_id = format!("{date}\r\nMessage-ID: <report@sample.example>");
    let long: String = (0..60).map(|n| format!("line {n}\r\n")).collect();
    // What the header says, the text that we have, the other of the same length, and whether TOP gives the lines that were asked for.
    for (head, ours, other, gives_lines) in [
        (&with_id[..], "disk 1 is full".to_owned(), "disk 2 is full".to_owned(), true),
        (&with_id, "disk 1 is full".to_owned(), "disk 2 is full".to_owned(), false),
        (&with_id, long.clone(), long.replace("line 30", "LINE 30"), true),
        (date, format!("{long}one"), format!("{long}two"), true),
    ] {
        for rule in RULES {
            let about = format!("{head:?} {rule:?} {gives_lines}");
            let (ours, other) = (twin(head, &ours), twin(head, &other));
            let server = ScriptedPop3::with_mails(Vec::new());
            let size = ours.len() as u64;
            server.state().mails = vec![listed("1", ours.clone(), size)];
            let home = Home::new();
            let settings = account(server.port, rule);
            assert_eq!(home.fetch(&under(&settings, OnServer::Leave)).await.error, None);
            throw_all_away(&home);
            server.state().mails = vec![listed("1", other.clone(), size)];
            if !gives_lines {
                let head = other.split_inclusive(|byte| *byte == b'\n').take_while(|line| *line != b"\r\n").collect::<Vec<_>>().concat();
                server.state().tricks.insert("TOP 1 40".to_owned(), Trick::Say(retrieved(&[&head[..], b"\r\n"].concat())));
            }
            for _ in 0..2 {
                assert_eq!(home.fetch(&settings).await.error, None, "{about}");
                nothing_was_lost(&home, &server, &[ours.clone(), other.clone()], &about);
            }
            let deletes = matches!(rule, OnServer::AfterDays(_) | OnServer::OnLocalDelete);
            assert_eq!(has(&home, &other), deletes, "{about}: it is noticed where it would go");
        }
    }
}

#[tokio::test]
async fn a_server_whose_top_breaks_the_conversation_is_proved_by_whole_mails() {
    let server = ScriptedPop3::with_mails((1..=5).map(small_mail).collect());
    let home = Home::new();
    home.fetch(&account(server.port, OnServer::Leave)).await;
    for n in 1..=5 {
        server.state().tricks.insert(format!("TOP {n} 40"), Trick::SayAndClose(b"what?\r\n".to_vec()));
    }
    let summary = home.fetch(&account(server.port, OnServer::AfterDays(0))).await;
    assert_eq!((summary.error, summary.deleted_on_server, server.names().len()), (None, 5, 0));
    assert_eq!(home.stored().len(), 5);
}
