//! The homes that benches look at.

pub mod mail;

use std::path::{Path, PathBuf};

use fumi::domain::ids::{AccountKey, Id, MailboxKey};
use fumi::domain::mail::flags::Flags;
use fumi::domain::mail::mailbox::MailboxRole;
use fumi::domain::time::Instant;
use fumi::mime;
use fumi::store::arrival::{Arrival, Arrivals, Bytes};
use fumi::store::search::{self, Budget, TailEntry};
use fumi::store::{Context, Store, Write, accounts, raw};
use rusqlite::Connection;

/// All benches happen at this moment.
pub const NOW: Instant = Instant(1_790_000_000_000);

/// How many mails one batch of a fetch holds at the most.
pub const BATCH: usize = 1_000;

/// An empty store that mail can be put into.
pub struct Home {
    pub db: Connection,
    pub account: AccountKey,
    pub inbox: MailboxKey,
    pub context: Context,
}

impl Home {
    /// A home in a file.
    pub fn at(path: &Path) -> Self {
        let db = Store::open(path).unwrap().writer().unwrap();
        let account = accounts::ensure(&db, Id::from_bytes([1; 16]), "sales", &["me@sample.example".parse().unwrap()]).unwrap();
        let inbox = accounts::mailbox_of_role(&db, account, MailboxRole::Inbox).unwrap();
        Self { db, account, inbox, context: Context::new(NOW, 7) }
    }

    /// Parses a mail as a fetch does.
    pub fn arrival(&self, raw_mail: &[u8], read: bool) -> Arrival {
        let mail = mime::parse(raw_mail);
        Arrival {
            search: TailEntry::of(&mail).unwrap(),
            mail,
            bytes: Bytes::Chunks(vec![raw::compress(raw_mail).unwrap()]),
            mailbox: self.inbox,
            flags: if read { Flags::READ } else { Flags::default() },
            server_time: None,
            server: None,
        }
    }

    /// Stores a batch in one transaction.
    pub fn store(&mut self, mails: Vec<Arrival>) {
        let arrivals = Arrivals { account: self.account, mails };
        Write::Arrivals(arrivals).apply(&mut self.db, &mut self.context).unwrap();
    }

    /// Indexes what waits, then merges the index.
    pub fn index(&mut self) {
        loop {
            let step = self.db.transaction().unwrap();
            let moved = search::index_some(&step, Budget::IDLE).unwrap();
            step.commit().unwrap();
            if moved == 0 {
                break;
            }
        }
        while search::merge_some(&self.db).unwrap() {}
    }
}

/// The large home; `FUMI_BENCH_MAILS` says how many mails it has.
pub fn large() -> (PathBuf, usize) {
    let n = std::env::var("FUMI_BENCH_MAILS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    made_once(n, true)
}

/// A home as a long fetch leaves it: nothing is indexed yet.
pub fn unindexed() -> PathBuf {
    made_once(20_000, false).0
}

/// A home with `n` mails, made once and kept below `target`.
fn made_once(n: usize, indexed: bool) -> (PathBuf, usize) {
    let tail = if indexed { "" } else { "-tail" };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{n}{tail}-v1"));
    let path = folder.join("fumi.db");
    if !folder.join("done").exists() {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        eprintln!("making a home of {n} mails once in {} ...", folder.display());
        let began = std::time::Instant::now();
        let mut home = Home::at(&path);
        let mut mails = mail::Mails::new(n, 1);
        let mut stored = 0;
        while stored < n {
            let size = BATCH.min(n - stored);
            let batch: Vec<Arrival> = mails.by_ref().take(size).enumerate().map(|(at, one)| home.arrival(&one, at % 10 < 7)).collect();
            home.store(batch);
            stored += size;
        }
        let stored_in = began.elapsed();
        if indexed {
            home.index();
        }
        eprintln!("stored in {:.1} s, indexed in {:.1} s", stored_in.as_secs_f64(), (began.elapsed() - stored_in).as_secs_f64());
        std::fs::write(folder.join("done"), b"").unwrap();
    }
    (path, n)
}
