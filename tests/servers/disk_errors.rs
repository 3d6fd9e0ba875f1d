//! A disk that fails at any moment of a fetch: whatever call on whatever file of the home is refused, nothing is lost, nothing goes on the server that is not stored here, and the next
//! fetch goes on (promises.md A7). Calls are refused by strace; where there is none, or it may not trace, the test says so and ends. `FUMI_DISK_ERRORS` sets how many calls are refused,
//! `FUMI_SEED` which.

use std::collections::HashSet;
use std::fs;
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};

use crate::home::stored;
use crate::numbers::Numbers;
use crate::program::ProgramHome;
use crate::scripted_pop3::{ScriptedPop3, ServerMail, small_mail};

type Hash = [u8; 32];

/// What may fail on a file, and about how often a fetch does it on one thread.
const CALLS: [(&str, usize); 7] =
    [("pwrite64", 50), ("pread64", 120), ("fdatasync", 8), ("ftruncate", 4), ("write", 3), ("openat", 12), ("unlink", 2)];
const ERRORS: [&str; 4] = ["ENOSPC", "EIO", "EDQUOT", "EROFS"];
/// The files of a home that a fetch touches. Only their calls are refused: a runtime's own pipes are on no disk.
const FILES: [&str; 8] = ["fumi.db", "fumi.db-wal", "fumi.db-shm", "fumi.reserve", "clock", "fetched", "lock", "log/fumi.log"];

fn can_trace() -> bool {
    let mut strace = Command::new("strace");
    let works = strace
        .args(["-qq", "-o", "/dev/null", "true"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !works {
        println!("skipped: nobody here may trace a program");
    }
    works
}

struct Ground {
    server: ScriptedPop3,
    home: ProgramHome,
    /// Every mail that was ever on the server.
    ever: Vec<Vec<u8>>,
}

impl Ground {
    fn new() -> Self {
        let server = ScriptedPop3::with_mails(Vec::new());
        let home = ProgramHome::with_account(server.port, "on-fetch", None);
        Self { server, home, ever: Vec::new() }
    }

    /// The mailbox gets new mail; one in ten is larger than what is held in memory.
    fn fill_up(&mut self) {
        while self.server.state().mails.len() < 6 {
            let n = self.ever.len();
            let lines = if n % 10 == 3 { 20_000 } else { 3 };
            let bytes =
                [small_mail(n), b"0123456789012345678901234567890123456789012345678901234567890123456789\r\n".repeat(lines)].concat();
            self.server.state().mails.push(ServerMail { uidl: format!("n{n}").into_bytes(), bytes: bytes.clone(), listed_size: None });
            self.ever.push(bytes);
        }
    }

    /// A fetch in which one call is refused; whether it was.
    fn refused(&self, call: &str, error: &str, at: usize) -> bool {
        let (said, trace) = (self.home.dir.path().join("said"), self.home.dir.path().join("trace"));
        let fetch = self.home.command(&["sync"]);
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq", "-o"]).arg(&trace);
        for file in FILES {
            strace.arg("-P").arg(self.home.dir.path().join(file));
        }
        strace.args(["-e", &format!("trace={call}"), "-e", &format!("inject={call}:error={error}:when={at}")]);
        let out = fs::File::create(&said).unwrap();
        strace.arg(fetch.get_program()).args(fetch.get_args()).stdin(Stdio::null()).stdout(out.try_clone().unwrap()).stderr(out);
        let status = strace.status().unwrap();
        let (said, about) = (self.home.said(), format!("{call} {error} {at}"));
        assert!(matches!(status.code(), Some(0 | 1 | 75)) && !said.contains("stopped at"), "{about}: {status} {said}");
        fs::read_to_string(trace).unwrap_or_default().contains("INJECTED")
    }

    fn check(&self, about: &str) {
        let here = self.hashes();
        let there: HashSet<Hash> = self.server.state().mails.iter().map(|mail| Sha256::digest(&mail.bytes).into()).collect();
        for (n, mail) in self.ever.iter().enumerate() {
            let hash: Hash = Sha256::digest(mail).into();
            assert!(here.contains(&hash) || there.contains(&hash), "mail {n} lost after {about}");
        }
    }

    /// What the store lists; that the bytes are there is looked at in the end.
    fn hashes(&self) -> HashSet<Hash> {
        if !self.home.database().exists() {
            return HashSet::new();
        }
        let db = fumi::store::Store::open(&self.home.database()).unwrap().reader().unwrap();
        let mut statement = db.prepare("SELECT hash FROM message").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }
}

#[test]
fn a_disk_that_fails_at_any_moment_loses_nothing_and_stops_only_the_work() {
    if !can_trace() {
        return;
    }
    let number = |name: &str, usual: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (wanted, seed) = (number("FUMI_DISK_ERRORS", 10), number("FUMI_SEED", 20_261_127));
    println!("{wanted} refused calls, FUMI_SEED={seed}");
    let mut dice = Numbers::of(seed);
    let mut ground = Ground::new();
    let (mut refused, mut tries) = (0, 0);
    while refused < wanted {
        tries += 1;
        assert!(tries < wanted * 3 + 20, "too few calls were refused: {refused}");
        ground.fill_up();
        let (call, often) = CALLS[dice.below(CALLS.len())];
        let (error, at) = (ERRORS[dice.below(ERRORS.len())], 1 + dice.below(often));
        refused += u64::from(ground.refused(call, error, at));
        ground.check(&format!("{call} {error} {at}"));
    }
    let status = ground.home.start(&["sync"]).wait().unwrap();
    assert!(status.success(), "{}", ground.home.said());
    ground.check("the end");
    assert_eq!(ground.server.names(), [""; 0], "in the end all is here");
    let here = stored(&ground.home.database());
    assert!(here.iter().all(|mail| ground.ever.contains(mail)), "byte for byte");
    assert_eq!((here.len(), here.into_iter().collect::<HashSet<_>>().len()), (ground.ever.len(), ground.ever.len()), "each once");
    let verified = ground.home.run(&["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    println!("{{\"test\":\"disk_errors\",\"refused\":{refused},\"fetches\":{tries},\"mails\":{}}}", ground.ever.len());
}
