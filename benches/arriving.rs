//! The whole way of mail, from bytes to commit and on to the search index, with all threads of the real workers: `cargo bench --bench arriving`.
//!
//! `FUMI_BENCH_ARRIVING` is the number of mails (10,000), `FUMI_BENCH_MBOX` an mbox file to take instead of invented mail.
#![allow(clippy::unwrap_used)]

#[path = "support/mail.rs"]
mod mail;

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fumi::config::Settings;
use fumi::jobs::exchange::{ImportMail, MailFormat};
use fumi::store::search;
use fumi::workers::arriving::{Entrance, Folders};
use fumi::workers::database::Database;
use fumi::workers::mail_import::import;
use fumi::workers::notices::Notices;

fn main() {
    let n: usize = std::env::var("FUMI_BENCH_ARRIVING").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000);
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = std::env::var_os("FUMI_BENCH_MBOX").map_or_else(|| invented(dir.path(), n), PathBuf::from);
    let bytes = std::fs::metadata(&path).unwrap().len();
    let notices = Notices::default();
    // Somebody watches, so the index is finished as an open app finishes it.
    notices.watch(true);
    let home = dir.path().join("fumi.db");
    let database = Database::open(&home, notices.clone(), 7).unwrap();
    let folders = Folders { state: dir.path().to_owned(), spool: dir.path().join("spool") };
    let entrance = Entrance::new(database.clone(), notices, folders);
    let job = ImportMail { format: MailFormat::Mbox, path, account: None, mailbox: None };
    let (began, before) = (Instant::now(), processor());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let imported = runtime.block_on(import(&entrance, &Settings::default(), job)).unwrap();
    let (committed, spent, peak) = (began.elapsed(), processor() - before, peak_memory());
    let reader = database.store().reader().unwrap();
    let tail = search::tail_len(&reader).unwrap();
    while search::tail_has(&reader, 32).unwrap() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let (indexed, spent_in_all) = (began.elapsed(), processor() - before);
    println!("{} mails, {:.1} MB from one file", imported.imported, megabytes(bytes));
    println!(
        "  last commit  {:>6.2} s   processor {:>6.2} s   peak memory {peak:.0} MB   {tail} mails not indexed yet",
        committed.as_secs_f64(),
        spent.as_secs_f64()
    );
    println!(
        "  empty tail   {:>6.2} s   processor {:>6.2} s   peak memory {:.0} MB   file {:.1} MB",
        indexed.as_secs_f64(),
        spent_in_all.as_secs_f64(),
        peak_memory(),
        megabytes(std::fs::metadata(&home).unwrap().len())
    );
}

fn invented(folder: &Path, n: usize) -> PathBuf {
    let path = folder.join("mails");
    let mut file = BufWriter::new(std::fs::File::create(&path).unwrap());
    for one in mail::Mails::new(n, 2).take(n) {
        file.write_all(b"From x@example Thu Jan  1 00:00:00 2026\n").unwrap();
        file.write_all(&one).unwrap();
        file.write_all(b"\n").unwrap();
    }
    file.flush().unwrap();
    path
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// What all threads of this process have used so far; Linux counts in hundredths of a second.
fn processor() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    Duration::from_millis(10 * fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum::<u64>())
}

fn peak_memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse::<f64>().ok()).unwrap_or_default() / 1024.0
}
