//! What keys and a fetch cost in the store: `cargo bench --bench store`. The home of 100,000 mails is made once (some minutes) and kept below `target`.
#![allow(clippy::unwrap_used)]

mod support;

use std::sync::LazyLock;

use divan::{Bencher, black_box, counter::ItemsCount};
use fumi::domain::ids::{MailboxKey, ThreadKey};
use fumi::domain::query::Query;
use fumi::jobs::mail::{Anchor, ListView, WindowOf};
use fumi::store::search::{self, Scope, SearchRequest, Window};
use fumi::store::{Store, threads, windows};
use jiff::tz::TimeZone;
use rusqlite::Connection;
use support::{BATCH, Home, NOW, large, mail::Mails, unindexed};

static LARGE: LazyLock<(std::path::PathBuf, usize)> = LazyLock::new(large);
static UNINDEXED: LazyLock<std::path::PathBuf> = LazyLock::new(unindexed);

fn main() {
    divan::main();
}

fn reader() -> Connection {
    Store::open(&LARGE.0).unwrap().reader().unwrap()
}

fn inbox(db: &Connection) -> MailboxKey {
    MailboxKey(db.query_row("SELECT key FROM mailbox WHERE role = 'inbox'", [], |row| row.get(0)).unwrap())
}

/// The first page of the inbox.
#[divan::bench]
fn list_window_newest(bencher: Bencher) {
    let db = reader();
    let of = WindowOf { view: ListView::Mailbox(inbox(&db)), anchor: Anchor::Newest, limit: 100 };
    bencher.bench_local(|| windows::read(&db, black_box(&of)).unwrap());
}

/// A page in the middle of the inbox: by key, so depth costs nothing.
#[divan::bench]
fn list_window_middle(bencher: Bencher) {
    let db = reader();
    let view = ListView::Mailbox(inbox(&db));
    let sql = "SELECT place FROM mailbox_thread WHERE mailbox = ?1 ORDER BY place LIMIT 1 OFFSET (SELECT threads / 2 FROM mailbox WHERE key = ?1)";
    let middle = db.query_row(sql, [inbox(&db).0], |row| row.get(0).map(fumi::domain::ids::MessageKey)).unwrap();
    let of = WindowOf { view, anchor: Anchor::OlderThan(fumi::jobs::mail::Place::in_time(middle)), limit: 100 };
    bencher.bench_local(|| windows::read(&db, black_box(&of)).unwrap());
}

/// The longest conversation as a tree.
#[divan::bench]
fn open_thread(bencher: Bencher) {
    let db = reader();
    let sql = "SELECT thread FROM mailbox_thread WHERE mailbox = 0 ORDER BY count DESC LIMIT 1";
    let thread = ThreadKey(db.query_row(sql, [], |row| row.get(0)).unwrap());
    bencher.bench_local(|| threads::view(&db, black_box(thread)).unwrap());
}

/// The first fifty messages that a query finds.
#[divan::bench(args = [
    "meeting",
    "zorblaxian",
    "\"project order\"",
    "from:person.number7",
    "subject:meeting",
    "after:2023-01-01 before:2024-01-01",
    "meeting after:2021-01-01 before:2021-02-01",
    "is:unread meeting",
    "-the is:starred",
    "会議",
    "契約更新",
    "の",
    "会",
    "meeting project budget",
    "zorb*",
])]
fn search_first_50(bencher: Bencher, typed: &str) {
    let db = reader();
    let query = Query::parse(typed, NOW, &TimeZone::UTC).unwrap();
    bencher.bench_local(|| {
        let asked = SearchRequest::query(&db, black_box(&query)).unwrap();
        search::find(&db, &asked, &Scope::Usual, &Window::newest(50)).unwrap()
    });
}

/// The first fifty messages that a query finds while 20,000 mails wait to be indexed.
#[divan::bench(args = [
    "meeting",
    "zorblaxian",
    "\"project order\"",
    "from:person.number7",
    "subject:meeting",
    "-the is:starred",
    "会議",
    "契約更新",
    "の",
    "meeting project budget",
    "zorb*",
    "absent",
])]
fn search_the_tail_first_50(bencher: Bencher, typed: &str) {
    let db = Store::open(&UNINDEXED).unwrap().reader().unwrap();
    let query = Query::parse(typed, NOW, &TimeZone::UTC).unwrap();
    bencher.bench_local(|| {
        let asked = SearchRequest::query(&db, black_box(&query)).unwrap();
        search::find(&db, &asked, &Scope::Usual, &Window::newest(50)).unwrap()
    });
}

/// The first page of threads that a query finds, as the list shows it.
#[divan::bench]
fn search_threads_page(bencher: Bencher) {
    let db = reader();
    let query = Query::parse("meeting", NOW, &TimeZone::UTC).unwrap();
    let of = WindowOf { view: ListView::Search { query: "meeting".to_owned(), within: None }, anchor: Anchor::Newest, limit: 50 };
    bencher.bench_local(|| search::threads(&db, &of, &SearchRequest::query(&db, &query).unwrap(), &Scope::Usual).unwrap());
}

/// Ten thousand mails parsed, compressed and stored in batches as a fetch stores them, on one thread; the index trails.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn parse_and_store_10_000(bencher: Bencher) {
    let raw: Vec<Vec<u8>> = Mails::new(10_000, 2).take(10_000).collect();
    bencher.counter(ItemsCount::new(raw.len())).with_inputs(|| tempfile::tempdir().unwrap()).bench_local_values(|dir| {
        let mut home = Home::at(&dir.path().join("fumi.db"));
        for batch in raw.chunks(BATCH) {
            let batch = batch.iter().map(|one| home.arrival(one, false)).collect();
            home.store(batch);
        }
        dir
    });
}

/// The same mails, already parsed: the writer's part alone.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn store_10_000(bencher: Bencher) {
    let raw: Vec<Vec<u8>> = Mails::new(10_000, 2).take(10_000).collect();
    let ready = || {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(&dir.path().join("fumi.db"));
        let batches: Vec<Vec<_>> = raw.chunks(BATCH).map(|batch| batch.iter().map(|one| home.arrival(one, false)).collect()).collect();
        (dir, home, batches)
    };
    bencher.counter(ItemsCount::new(raw.len())).with_inputs(ready).bench_local_values(|(dir, mut home, batches)| {
        batches.into_iter().for_each(|batch| home.store(batch));
        dir
    });
}

/// Moving ten thousand mails from the tail into the index.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn index_10_000(bencher: Bencher) {
    let raw: Vec<Vec<u8>> = Mails::new(10_000, 2).take(10_000).collect();
    let ready = || {
        let dir = tempfile::tempdir().unwrap();
        let mut home = Home::at(&dir.path().join("fumi.db"));
        for batch in raw.chunks(BATCH) {
            let batch = batch.iter().map(|one| home.arrival(one, false)).collect();
            home.store(batch);
        }
        (dir, home)
    };
    bencher.counter(ItemsCount::new(raw.len())).with_inputs(ready).bench_local_values(|(dir, mut home)| {
        home.index();
        dir
    });
}
