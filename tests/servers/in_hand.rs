//! A crash costs no innocent mail: killed while mails are in hand, a fetch and an import read them all in the end; only what is in hand at two ends in a row is
//! stored unread, and read again later.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::Child;

use fumi::store::Store;

use crate::program::ProgramHome;
use crate::scripted_pop3::{ScriptedPop3, kill_now};

/// A record of an in-hand file: at how many ends in a row the mail would have been in hand if the process ended now, and its mark.
type Record = (u8, Vec<u8>);

/// A mail that takes long to read: much HTML, for which a killed process is easily met with it in hand.
fn slow_mail(n: usize) -> Vec<u8> {
    let mut mail = format!(
        "From: Sender {n} <sender{n}@example.org>\r\nTo: me@sample.example\r\nSubject: slow mail {n}\r\nMessage-ID: <slow{n}@example.org>\r\n\
         Date: Mon, 1 Sep 2025 08:{:02}:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<table>",
        n % 60
    );
    for row in 0..6_000 {
        mail.push_str(&format!("<tr><td><b>word{n} {row}</b></td><td><i>a &amp; b</i></td></tr>\r\n"));
    }
    mail.push_str("</table>\r\n");
    mail.into_bytes()
}

fn slow_mails(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(slow_mail).collect()
}

/// What stands in the in-hand files of a home.
fn in_hand(home: &Path) -> Vec<Record> {
    let files = fs::read_dir(home).unwrap().flatten().filter(|file| file.file_name().to_string_lossy().starts_with("in-hand."));
    let bytes: Vec<Vec<u8>> = files.filter_map(|file| fs::read(file.path()).ok()).collect();
    let records = bytes.iter().flat_map(|bytes| bytes.chunks_exact(33));
    records.filter(|record| record[0] > 0).map(|record| (record[0], record[1..].to_vec())).collect()
}

/// Kills a process as soon as something in its home is as wanted; false when it ended before.
fn kill_when(mut process: Child, wanted: impl Fn() -> bool) -> bool {
    loop {
        if wanted() {
            kill_now(process.id());
            return !process.wait().unwrap().success();
        }
        if process.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::yield_now();
    }
}

fn run_to_the_end(home: &ProgramHome, arguments: &[&str]) {
    let status = home.start(arguments).wait().unwrap();
    assert!(status.success(), "{}", home.said());
}

fn ask<T: rusqlite::types::FromSql>(home: &ProgramHome, sql: &str) -> T {
    let db = Store::open(&home.database()).unwrap().reader().unwrap();
    db.query_row(sql, [], |row| row.get(0)).unwrap()
}

fn unread(home: &ProgramHome) -> i64 {
    ask(home, "SELECT count(*) FROM message WHERE state = 'unparsed'")
}

fn subjects(home: &ProgramHome) -> i64 {
    ask(home, "SELECT count(DISTINCT subject) FROM message WHERE subject LIKE 'slow mail %'")
}

/// Kills runs of a verb with mails in hand, each followed by a whole one, and demands that every mail was read.
fn kills_cost_nothing(home: &ProgramHome, arguments: &[&str], rounds: usize, more_mail: impl Fn(usize) -> usize) {
    let mut hits = 0;
    for round in 0..rounds {
        let total = more_mail(round);
        let before: HashSet<Record> = in_hand(home.dir.path()).into_iter().collect();
        hits += usize::from(kill_when(home.start(arguments), || in_hand(home.dir.path()).iter().any(|record| !before.contains(record))));
        run_to_the_end(home, arguments);
        assert_eq!(unread(home), 0, "after kill {round}");
        assert_eq!(subjects(home), i64::try_from(total).unwrap(), "after kill {round}");
    }
    assert!(hits * 2 > rounds, "{hits} of {rounds} kills met a mail in hand");
}

#[test]
fn a_fetch_that_is_killed_with_mails_in_hand_reads_them_all_in_the_end() {
    let server = ScriptedPop3::with_mails(slow_mails(4));
    let home = ProgramHome::with_account(server.port, "leave", None);
    let more = |round: usize| {
        let mut state = server.state();
        for n in state.mails.len()..4 * (round + 1) {
            state.mails.push(crate::scripted_pop3::ServerMail {
                uidl: format!("s{n}").into_bytes(),
                bytes: slow_mail(n),
                listed_size: None,
            });
        }
        state.mails.len()
    };
    kills_cost_nothing(&home, &["sync"], 5, more);
}

#[test]
fn signals_that_end_a_fetch_again_and_again_blame_no_mail() {
    use rustix::process::{Pid, Signal, kill_process};
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let server = ScriptedPop3::with_mails(slow_mails(4));
        let home = ProgramHome::with_account(server.port, "leave", None);
        for _ in 0..3 {
            let mut fetch = home.start(&["sync"]);
            while in_hand(home.dir.path()).is_empty() && fetch.try_wait().unwrap().is_none() {
                std::thread::yield_now();
            }
            let _ = kill_process(Pid::from_raw(fetch.id().try_into().unwrap()).unwrap(), signal);
            fetch.wait().unwrap();
            assert_eq!(in_hand(home.dir.path()), [], "{signal:?}");
        }
        run_to_the_end(&home, &["sync"]);
        assert_eq!((unread(&home), subjects(&home)), (0, 4), "{signal:?}");
    }
}

#[test]
fn an_import_that_is_killed_with_mails_in_hand_reads_them_all_in_the_end() {
    let home = ProgramHome::with_account(1, "leave", None);
    let folder = home.dir.path().join("to import");
    fs::create_dir(&folder).unwrap();
    let more = |round: usize| {
        let total = 4 * (round + 1);
        for n in 4 * round..total {
            fs::write(folder.join(format!("{n:03}.eml")), slow_mail(n)).unwrap();
        }
        total
    };
    let path = folder.to_str().unwrap().to_owned();
    kills_cost_nothing(&home, &["import", "eml", &path], 5, more);
}

/// Leaves a home in which one mail was in hand at two ends in a row; false when a run ended too early to be killed.
fn killed_twice_at_one_mail(home: &ProgramHome) -> bool {
    let at = home.dir.path();
    kill_when(home.start(&["sync"]), || !in_hand(at).is_empty())
        && kill_when(home.start(&["sync"]), || in_hand(at).iter().any(|(ends, _)| *ends == 2))
}

#[test]
fn a_mail_in_hand_at_two_ends_in_a_row_is_kept_unread_and_read_again_when_somebody_asks_or_after_an_upgrade() {
    for by_hand in [true, false] {
        let server = ScriptedPop3::with_mails(slow_mails(4));
        let home = ProgramHome::with_account(server.port, "leave", None);
        assert!(killed_twice_at_one_mail(&home), "{}", home.said());
        run_to_the_end(&home, &["sync"]);
        assert_eq!((ask::<i64>(&home, "SELECT count(*) FROM message"), unread(&home)), (4, 1), "the others are innocent");
        run_to_the_end(&home, &["sync"]);
        assert_eq!(unread(&home), 1, "the same version does not try again by itself");
        if by_hand {
            let said = home.run(&["verify", "--repair"]).stdout;
            let said: serde_json::Value = serde_json::from_slice(&said).unwrap();
            assert!(said["ok"] == true && said["repaired"] == 1 && said["lost"] == 0 && said["moved_aside"].is_null(), "{said}");
        } else {
            let older = "UPDATE meta SET value = '0.0.1' WHERE name = 'unread_read_by'";
            Store::open(&home.database()).unwrap().writer().unwrap().execute(older, []).unwrap();
            run_to_the_end(&home, &["sync"]);
        }
        assert_eq!((unread(&home), subjects(&home)), (0, 4));
        let verified = home.run(&["verify"]);
        assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
        for question in [
            &["search", "subject:slow"][..],
            &["threads", "--mailbox", "Inbox"],
            &["search", "from:sender3@example.org OR from:sender2@example.org OR from:sender1@example.org OR from:sender0@example.org"],
        ] {
            let found: serde_json::Value = serde_json::from_slice(&home.run(question).stdout).unwrap();
            assert_eq!(found.as_array().unwrap().len(), 4, "{question:?}: {found}");
        }
    }
}

#[test]
fn chunks_of_a_big_mail_go_with_the_process_that_wrote_them_and_no_sooner() {
    let server = ScriptedPop3::with_mails(vec![crate::scripted_pop3::small_mail(1)]);
    let home = ProgramHome::with_account(server.port, "leave", None);
    run_to_the_end(&home, &["mailboxes"]);
    let mut mail = b"From: big@example.org\r\nSubject: big\r\n\r\n".to_vec();
    let mut n: u32 = 0;
    while mail.len() < 12 << 20 {
        n = n.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        mail.extend_from_slice(format!("{n:08x} {:08x}\r\n", n ^ 0x5a5a_5a5a).as_bytes());
    }
    let file = home.dir.path().join("big.eml");
    fs::write(&file, &mail).unwrap();
    let path = file.to_str().unwrap();
    let on_the_way = || ask::<i64>(&home, "SELECT count(*) FROM arriving");
    let chunks = || ask::<i64>(&home, "SELECT count(*) FROM raw_chunk WHERE message NOT IN (SELECT key FROM message)");
    let killed = (0..20).any(|_| kill_when(home.start(&["import", "eml", path]), || on_the_way() > 0));
    assert!(killed, "{}", home.said());
    assert!(chunks() > 0);
    run_to_the_end(&home, &["sync"]);
    assert_eq!((on_the_way(), chunks()), (0, 0), "nobody writes them any more");

    let mut import = home.start(&["import", "eml", path]);
    while on_the_way() == 0 {
        assert_eq!(import.try_wait().unwrap(), None, "{}", home.said());
    }
    let fetched = home.run(&["sync"]);
    assert!(fetched.status.success(), "{}", String::from_utf8_lossy(&fetched.stdout));
    assert!(import.wait().unwrap().success(), "{}", home.said());
    assert!(crate::home::stored(&home.database()).contains(&mail), "every byte is there");
    assert_eq!((on_the_way(), chunks()), (0, 0));
}
