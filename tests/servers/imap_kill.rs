//! The promise of the house over IMAP (G2): whatever moment a sync is killed at, nothing is lost on either side, nothing is there twice, and what nobody removed is removed nowhere.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::thread::sleep;
use std::time::Duration;

use fumi::domain::ids::MessageKey;
use fumi::domain::time::Instant;
use fumi::jobs::triage::{Targets, Triage, TriageAction};
use fumi::store::{Context, Store, Write};

use crate::dovecot::{Dovecot, is_installed};
use crate::imap_stories::{Phone, sees_in};
use crate::numbers::Numbers;
use crate::program::ProgramHome;
use crate::relay::Relay;
use crate::scripted_pop3::{kill_now, small_mail};

struct Ground {
    server: Dovecot,
    phone: Phone,
    relay: Relay,
    home: ProgramHome,
    delivered: usize,
}

impl Ground {
    fn new() -> Self {
        let server = Dovecot::start();
        let relay = Relay::to(server.imap_port);
        let home = ProgramHome::with_account_over("imap", relay.port, "leave", None);
        let phone = Phone::at(&server);
        Self { server, phone, relay, home, delivered: 0 }
    }

    /// Mail comes, one in twenty beyond what one command brings; a person does something here, and something on the phone.
    fn goes_on(&mut self, dice: &mut Numbers) {
        for _ in 0..3 {
            self.delivered += 1;
            let mut mail = small_mail(self.delivered);
            mail.extend(
                b"0123456789012345678901234567890123456789012345678901234567890123456789\r\n"
                    .repeat(if self.delivered.is_multiple_of(20) { 18_000 } else { 10 }),
            );
            self.server.deliver(&mail);
        }
        let mut db = Store::open(&self.home.database()).unwrap().writer().unwrap();
        let keys: Vec<i64> = db
            .prepare("SELECT key FROM message ORDER BY key DESC LIMIT 30")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for _ in 0..4.min(keys.len()) {
            let action = match dice.below(5) {
                0 => TriageAction::Archive,
                1 => TriageAction::Delete,
                2 => TriageAction::Star(dice.below(2) == 0),
                3 => TriageAction::Spam,
                _ => TriageAction::Read(dice.below(2) == 0),
            };
            let triage = Triage::new(Targets::Messages(vec![MessageKey(keys[dice.below(keys.len())])]), action);
            let mut context = Context::new(Instant(1_795_399_200_000 + self.delivered as i64), dice.next());
            Write::Triage(triage).apply(&mut db, &mut context).unwrap();
        }
    }

    /// No mail is gone from the server or there twice, and none is here twice.
    fn check(&mut self, after: &str) {
        let there = self.phone.sees();
        let places: BTreeMap<&String, usize> = there.iter().map(|(subject, places)| (subject, places.len())).collect();
        assert_eq!(places.len(), self.delivered, "a mail went from the server after {after}");
        assert!(places.values().all(|count| *count == 1), "a mail lies twice on the server after {after}: {places:?}");
        let db = Store::open(&self.home.database()).unwrap().reader().unwrap();
        let (all, once): (i64, i64) = db
            .query_row("SELECT count(*), count(DISTINCT subject) FROM message WHERE state = 'parsed'", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        assert_eq!(all, once, "a mail twice here after {after}");
        // What was in hand at two ends in a row is kept whole and unread until it is asked for.
        let empty: i64 =
            db.query_row("SELECT count(*) FROM message WHERE size = 0 OR subject = '' AND state = 'parsed'", [], |row| row.get(0)).unwrap();
        assert_eq!(empty, 0, "a mail without its bytes after {after}");
    }

    fn sync_to_the_end(&self) {
        let status = self.home.start(&["sync"]).wait().unwrap();
        assert!(status.success(), "{}", self.home.said());
    }
}

#[test]
fn a_kill_at_any_moment_of_a_sync_loses_moves_and_removes_nothing() {
    if !is_installed() {
        return;
    }
    let points: usize = std::env::var("FUMI_KILL_POINTS").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
    let seed = std::env::var("FUMI_KILL_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(20_261_127);
    println!("{points} kill points, FUMI_KILL_SEED={seed}");
    let mut dice = Numbers::of(seed);
    let mut ground = Ground::new();
    ground.home.run(&["mailboxes"]);
    ground.goes_on(&mut dice);
    ground.sync_to_the_end();
    let (mut kills, mut hits, mut tries, mut usual) = (0, 0, 0, 8_000);
    while kills < points {
        tries += 1;
        assert!(tries < points * 4 + 20, "too few kills hit: {kills}");
        ground.goes_on(&mut dice);
        let sent_before = ground.relay.watch().sent;
        let mut child = ground.home.start(&["sync"]);
        let process = child.id();
        let point = match tries % 4 {
            0 | 1 => {
                let at = dice.below(usual) as u64 + 1;
                ground.relay.watch().at_byte = Some((sent_before + at, Box::new(move || kill_now(process))));
                format!("byte {at}")
            }
            2 => {
                let word = ["UID FETCH", "UID STORE", "UID MOVE", "SELECT", "STATUS", "LIST", "LOGOUT"][dice.below(7)];
                ground.relay.watch().before = Some((word, Box::new(move || kill_now(process))));
                format!("the first {word}")
            }
            _ => {
                let after = dice.below(400);
                sleep(Duration::from_millis(after as u64));
                kill_now(process);
                format!("{after} ms")
            }
        };
        let status = child.wait().unwrap();
        ground.relay.watch().at_byte = None;
        ground.relay.watch().before = None;
        let sent = ground.relay.watch().sent - sent_before;
        if status.signal() == Some(9) {
            kills += 1;
            hits += usize::from(sent > 0);
        } else {
            assert!(status.success(), "after {point}: {}", ground.home.said());
            usual = usize::try_from(sent).unwrap().clamp(4_000, 20_000);
        }
        ground.check(&point);
    }
    for _ in 0..2 {
        ground.sync_to_the_end();
    }
    let repaired = ground.home.run(&["verify", "--repair"]);
    assert!(repaired.status.success(), "{}", String::from_utf8_lossy(&repaired.stdout));
    ground.check("the end");
    let db = Store::open(&ground.home.database()).unwrap().reader().unwrap();
    let (there, here) = (ground.phone.sees(), sees_in(&db));
    let other: Vec<_> = there.iter().filter(|(subject, places)| here.get(*subject) != Some(places)).collect();
    assert!(other.is_empty() && there.len() == here.len(), "both sides are the same: {other:?}");
    println!("{kills} kills in {tries} syncs; {hits} hit a running one");
    assert!(hits * 3 >= kills, "at least a third in a running sync");
    let verified = ground.home.run(&["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}
