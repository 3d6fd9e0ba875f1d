//! The promise of the house: whatever moment the program is killed at, server and store together hold everything, and in the end the store has all of it once.

use std::collections::{HashMap, HashSet};
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::thread::sleep;
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::dovecot::{Dovecot, is_installed};
use crate::home::stored;
use crate::program::ProgramHome;
use crate::relay::Relay;
use crate::scripted_pop3::{kill_now, small_mail};

type Hash = [u8; 32];

/// SplitMix64: the points follow from a seed that is printed.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end.max(1)
    }
}

/// How many mails the server holds before a fetch that is to be killed.
const MAILBOX: usize = 24;

struct Ground {
    server: Dovecot,
    relay: Relay,
    home: ProgramHome,
    delivered: HashMap<Hash, usize>,
}

impl Ground {
    fn new() -> Self {
        let server = Dovecot::start();
        let relay = Relay::to(server.port);
        let home = ProgramHome::with_account(relay.port, "on-fetch", None);
        Self { server, relay, home, delivered: HashMap::new() }
    }

    /// Fills the mailbox up; one mail in eight is large, one in sixty beyond what is held in memory.
    fn fill_up(&mut self) {
        for _ in self.server.mails().len()..MAILBOX {
            let n = self.delivered.len();
            let mut mail = small_mail(n);
            let lines = if n % 60 == 30 { 18_000 } else { 300 * usize::from(n.is_multiple_of(8)) };
            mail.extend(b"0123456789012345678901234567890123456789012345678901234567890123456789\r\n".repeat(lines));
            self.server.deliver(&mail);
            self.delivered.insert(Sha256::digest(&mail).into(), n);
        }
    }

    fn in_store(&self) -> Vec<Hash> {
        if !self.home.database().exists() {
            return Vec::new();
        }
        let db = fumi::store::Store::open(&self.home.database()).unwrap().reader().unwrap();
        let mut statement = db.prepare("SELECT hash FROM message").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    /// Nothing is lost, and nothing is there twice.
    fn check(&self, after: &str) {
        let in_store = self.in_store();
        let once: HashSet<Hash> = in_store.iter().copied().collect();
        assert_eq!(once.len(), in_store.len(), "a mail twice after {after}");
        let on_server: HashSet<Hash> = self.server.mails().iter().map(|mail| Sha256::digest(mail).into()).collect();
        for (hash, n) in &self.delivered {
            assert!(once.contains(hash) || on_server.contains(hash), "mail {n} lost after {after}");
        }
        assert!(once.iter().all(|hash| self.delivered.contains_key(hash)), "a mail that nobody sent after {after}");
    }

    fn sync_to_the_end(&self) {
        let status = self.home.start(&["sync"]).wait().unwrap();
        assert!(status.success(), "{}", self.home.said());
    }
}

fn was_killed(status: ExitStatus) -> bool {
    status.signal() == Some(9)
}

#[test]
fn a_kill_at_any_moment_of_a_fetch_loses_nothing_and_doubles_nothing() {
    if !is_installed() {
        return;
    }
    let points: usize = std::env::var("FUMI_KILL_POINTS").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
    let seed = std::env::var("FUMI_KILL_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(20_261_123);
    println!("{points} kill points, FUMI_KILL_SEED={seed}");
    let mut random = Random(seed);
    let mut ground = Ground::new();
    ground.fill_up();
    ground.sync_to_the_end();
    ground.check("the first whole fetch");
    let whole_stream = ground.relay.watch().sent;
    let (mut at_bytes, mut at_commands, mut at_times, mut hits, mut tries) = (0, 0, 0, 0, 0);
    while at_bytes + at_commands + at_times < points {
        tries += 1;
        assert!(tries < points * 4 + 20, "too few kills hit: {at_bytes} {at_commands} {at_times}");
        ground.fill_up();
        let kind = if at_bytes <= at_commands + at_times { 0 } else { 2 + tries % 2 };
        let sent_before = ground.relay.watch().sent;
        let mut child = ground.home.start(&["sync"]);
        let process = child.id();
        let point = match kind {
            0 => {
                // Of each three, one near the end of the stream, where deletes and the good-bye are.
                let near_end = whole_stream - whole_stream.min(600);
                let at = if tries % 3 == 0 { near_end + random.below(whole_stream - near_end) } else { random.below(whole_stream) };
                ground.relay.watch().at_byte = Some((sent_before + at.max(1), Box::new(move || kill_now(process))));
                format!("byte {at}")
            }
            2 => {
                let word = ["RETR", "DELE", "QUIT", "UIDL"][usize::try_from(random.below(4)).unwrap()];
                ground.relay.watch().before = Some((word, Box::new(move || kill_now(process))));
                format!("the first {word}")
            }
            _ => {
                let after = random.below(400);
                sleep(Duration::from_millis(after));
                kill_now(process);
                format!("{after} ms")
            }
        };
        let status = child.wait().unwrap();
        ground.relay.watch().at_byte = None;
        ground.relay.watch().before = None;
        let began = ground.relay.watch().sent > sent_before;
        if was_killed(status) {
            match kind {
                0 => at_bytes += 1,
                2 => at_commands += 1,
                _ => at_times += 1,
            }
            hits += usize::from(began);
        } else {
            assert!(status.success(), "after {point}: {}", ground.home.said());
        }
        ground.check(&point);
    }
    ground.sync_to_the_end();
    ground.check("the end");
    let kills = at_bytes + at_commands + at_times;
    println!(
        "{kills} kills: {at_bytes} at bytes of the server's stream, {at_commands} at commands, {at_times} at times; {hits} hit a running fetch"
    );
    assert!(at_bytes * 2 >= kills, "at least half at chosen bytes");
    assert!(hits * 3 >= kills, "at least a third in a running fetch");
    assert_eq!(ground.server.mails().len(), 0, "the server has nothing left");
    let raw: HashSet<Hash> = stored(&ground.home.database()).iter().map(|mail| Sha256::digest(mail).into()).collect();
    assert_eq!(raw, ground.delivered.keys().copied().collect(), "the store has every byte of every mail");
    let db = fumi::store::Store::open(&ground.home.database()).unwrap().reader().unwrap();
    let integrity: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(integrity, "ok");
    let unlisted = "SELECT count(*) FROM raw_chunk WHERE n = 0 AND NOT EXISTS (SELECT 1 FROM message WHERE message.key = raw_chunk.key)";
    assert_eq!(db.query_row(unlisted, [], |row| row.get::<_, i64>(0)).unwrap(), 0, "chunks of half mails are swept away");
    if String::from_utf8_lossy(&ground.home.run(&["--help"]).stdout).contains("verify") {
        let verified = ground.home.run(&["verify"]);
        assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    }
}
