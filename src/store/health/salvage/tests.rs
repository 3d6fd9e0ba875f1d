//! Damage of every kind, and what comes out of it.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{Salvaged, salvage};
use crate::domain::ids::AccountKey;
use crate::store::frozen::{NOW, World};
use crate::store::health::flips::put_records;
use crate::store::health::tests::lived_in;
use crate::store::health::verify;
use crate::store::imap::{Pending, pending};
use crate::store::{Context, Store};

/// A store of some pages in every table that grows.
fn full() -> World {
    let mut world = lived_in();
    for n in 0..70_u64 {
        let words: Vec<String> = (0..60 + n % 40).map(|at| format!("{:x}", (n * 31 + at).wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
        world.note(&format!("Re: Offer {}", n % 7), &words.join(" "));
    }
    world.index(30);
    put_records(&world.db);
    world
}

/// The server of every account has all that lies here as it lies here; one mail was removed here for good, and it does not know that yet.
fn on_a_server(world: &World) {
    world
        .db
        .execute_batch(
            "INSERT INTO imap_mailbox (mailbox, account, name, uid_validity, uid_next, highest_modseq) SELECT key, account, name, 7, 100000, 5 FROM mailbox;
             INSERT INTO imap_seen (mailbox, uid, message, flags) SELECT p.mailbox, row_number() OVER (ORDER BY p.message), p.message, m.flags & 15 FROM placement p JOIN message m ON m.key = p.message;
             INSERT INTO imap_seen (mailbox, uid, state) SELECT min(key), 99999, 'purged' FROM mailbox;
             INSERT INTO imap_draft (draft, saved_at, mailbox, uid) SELECT id, saved_at, (SELECT min(key) FROM mailbox), 99000 + key FROM draft;
             INSERT INTO imap_seen (mailbox, uid) SELECT mailbox, uid FROM imap_draft;",
        )
        .unwrap();
}

/// What is to go up to the servers of all accounts.
fn goes_up(db: &Connection) -> Vec<Pending> {
    let accounts: Vec<i64> =
        db.prepare("SELECT key FROM account").unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    accounts.into_iter().map(|account| pending(db, AccountKey(account)).unwrap()).filter(|one| *one != Pending::default()).collect()
}

fn whole_file(world: &World) -> Vec<u8> {
    world.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    fs::read(world.dir.path().join("fumi.db")).unwrap()
}

fn hashes(db: &Connection) -> BTreeSet<Vec<u8>> {
    db.prepare("SELECT hash FROM message").unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn salvaged(path: &Path) -> (Salvaged, Connection) {
    let done = salvage(path, &mut Context::new(NOW, 4_711)).unwrap().unwrap();
    let db = Store::open(path).unwrap().writer().unwrap();
    let found = verify(&db).unwrap();
    assert!(found.is_sound(), "{done:?}: {:?}", found.checks.iter().filter(|check| check.faults > 0).collect::<Vec<_>>());
    (done, db)
}

fn write(dir: &Path, bytes: &[u8]) -> PathBuf {
    for left in fs::read_dir(dir).unwrap() {
        fs::remove_file(left.unwrap().path()).unwrap();
    }
    let path = dir.join("fumi.db");
    fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn a_sound_store_comes_out_as_it_went_in() {
    let world = full();
    on_a_server(&world);
    world.db.execute("UPDATE message SET flags = flags | 2 WHERE key = (SELECT max(message) FROM imap_seen)", []).unwrap();
    let (dir, bytes) = (tempfile::tempdir().unwrap(), whole_file(&world));
    let path = write(dir.path(), &bytes);
    let (done, db) = salvaged(&path);
    assert_eq!((done.tally.lost, done.tally.changed, done.tally.reread), (0, 0, 0), "{done:?}");
    assert!(fs::read(&done.moved_aside).unwrap() == bytes, "the damaged file is kept as it was");
    let count = |sql: &str, db: &Connection| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    for table in [
        "message",
        "placement",
        "label",
        "thread",
        "mailbox",
        "mailbox_thread",
        "message_address",
        "reference",
        "subject_clue",
        "attachment",
        "person",
        "note",
        "change",
        "pop3_seen",
        "imap_mailbox",
        "imap_seen",
        "imap_draft",
        "raw_chunk",
    ] {
        let sql = format!("SELECT count(*) FROM {table}");
        assert_eq!(count(&sql, &db), count(&sql, &world.db), "{table}");
    }
    assert_eq!(count("SELECT count(*) FROM outbox WHERE state = 'unknown'", &db), 1);
    assert_eq!(world.find("offer").len(), 82);
    let up = goes_up(&db);
    assert_eq!(up, goes_up(&world.db), "what the server does not know yet");
    assert!(up.iter().any(|one| !one.flags.is_empty()) && up.iter().any(|one| one.purged.len() == 1), "{up:?}");
}

/// Damage is nothing that a person did: no mail moves, goes or changes on a server for it.
#[test]
fn whatever_page_is_gone_a_server_is_asked_for_nothing_but_what_a_person_did() {
    let stride = std::env::var("FUMI_PAGES").ok().and_then(|text| text.parse().ok()).unwrap_or(11);
    let world = full();
    on_a_server(&world);
    let bytes = whole_file(&world);
    let dir = tempfile::tempdir().unwrap();
    let (purged, mut kept) = (goes_up(&world.db), 0);
    for page in (1..bytes.len() / 4096).filter(|page| page % stride == 0) {
        let mut damaged = bytes.clone();
        damaged[page * 4096..(page + 1) * 4096].fill(0);
        let (_, db) = salvaged(&write(dir.path(), &damaged));
        let up = goes_up(&db);
        assert!(up.is_empty() || up == purged, "page {}: {up:?}", page + 1);
        kept += usize::from(!up.is_empty());
        let orphans = "SELECT count(*) FROM imap_draft WHERE draft NOT IN (SELECT id FROM draft)";
        assert_eq!(
            db.query_row(orphans, [], |row| row.get::<_, i64>(0)).unwrap(),
            0,
            "page {}: the last copy of a draft goes nowhere",
            page + 1
        );
    }
    assert!(kept > 0, "most damage lies elsewhere");
    // A row whose letter changed is made anew from the mail; its marks may have been others.
    let key: i64 = world.db.query_row("SELECT max(message) FROM imap_seen", [], |row| row.get(0)).unwrap();
    world.db.execute("UPDATE message SET flags = flags | 2, seal = 1 WHERE key = ?1", [key]).unwrap();
    world.db.execute("UPDATE message SET seal = 1 WHERE key = ?1", [key]).unwrap();
    let (done, db) = salvaged(&write(dir.path(), &whole_file(&world)));
    assert_eq!((done.tally.reread, goes_up(&db)), (1, purged));
}

#[test]
fn whatever_page_is_gone_every_mail_and_record_of_the_others_is_there() {
    let stride = std::env::var("FUMI_PAGES").ok().and_then(|text| text.parse().ok()).unwrap_or(7);
    let world = full();
    let bytes = whole_file(&world);
    let mails = hashes(&world.db);
    let records = |db: &Connection| {
        db.query_row("SELECT (SELECT count(*) FROM person) + (SELECT count(*) FROM deal) + (SELECT count(*) FROM note) + (SELECT count(*) FROM activity)", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let dir = tempfile::tempdir().unwrap();
    for page in (0..bytes.len() / 4096).filter(|page| page % stride == 0) {
        let of: Vec<(String, i64, String)> = world
            .db
            .prepare("SELECT name, ncell, pagetype FROM dbstat WHERE pageno = ?1")
            .unwrap()
            .query_map([page as i64 + 1], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let mut damaged = bytes.clone();
        damaged[page * 4096..(page + 1) * 4096].fill(0);
        let path = write(dir.path(), &damaged);
        let (done, db) = salvaged(&path);
        let held = hashes(&db);
        assert!(held.is_subset(&mails), "page {}", page + 1);
        let (table, cells, kind) = of.first().cloned().unwrap_or_default();
        let gone = if table == "raw_chunk" { if kind == "leaf" { cells } else { i64::from(kind == "overflow") } } else { 0 };
        assert!(
            held.len() as i64 >= mails.len() as i64 - gone,
            "page {} of {table} {kind}: {} of {} mails, {done:?}",
            page + 1,
            held.len(),
            mails.len()
        );
        let lost = ["person", "deal", "note", "activity"].contains(&table.as_str());
        assert!(records(&db) >= 4 - i64::from(lost), "page {} of {table}: {done:?}", page + 1);
        assert!(fs::read(&done.moved_aside).unwrap() == damaged);
    }
}

/// `FUMI_FLIPS` bits, 12 without.
#[test]
fn a_flipped_bit_costs_at_most_the_row_it_is_in() {
    let flips: u64 = std::env::var("FUMI_FLIPS").ok().and_then(|text| text.parse().ok()).unwrap_or(12);
    let world = full();
    let bytes = whole_file(&world);
    let mails = hashes(&world.db);
    let dir = tempfile::tempdir().unwrap();
    let mut seed: u64 = 11;
    for _ in 0..flips {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let bit = usize::try_from((seed >> 16) % (bytes.len() as u64 * 8)).unwrap();
        let mut damaged = bytes.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        let path = write(dir.path(), &damaged);
        let (done, db) = salvaged(&path);
        let held = hashes(&db);
        // The header of a page is the way to all its rows.
        let header = bit / 8 % 4096 < 8 || bit / 8 < 108;
        assert!(held.is_subset(&mails) && (header || held.len() + 1 >= mails.len()), "bit {bit}: {} mails, {done:?}", held.len());
    }
}

#[test]
fn a_file_that_was_cut_or_whose_newest_pages_lie_in_the_log_gives_what_it_has() {
    let mut world = full();
    let bytes = whole_file(&world);
    let dir = tempfile::tempdir().unwrap();
    let path = write(dir.path(), &bytes[..bytes.len() / 2]);
    let (_, db) = salvaged(&path);
    assert!(hashes(&db).is_subset(&hashes(&world.db)));
    drop(db);

    world.note("Only in the log", "so far");
    let path = write(dir.path(), &fs::read(world.dir.path().join("fumi.db")).unwrap());
    fs::copy(world.dir.path().join("fumi.db-wal"), dir.path().join("fumi.db-wal")).unwrap();
    let (done, db) = salvaged(&path);
    assert_eq!(hashes(&db), hashes(&world.db));
    assert!(PathBuf::from(format!("{}-wal", done.moved_aside.display())).exists());
}

#[test]
fn a_file_that_is_not_ours_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("fumi.db");
    fs::write(&path, "these are my notes ".repeat(1_000)).unwrap();
    assert_eq!(salvage(&path, &mut Context::new(NOW, 4_711)).unwrap(), None);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    assert!(fs::read_to_string(&path).unwrap().starts_with("these are my notes"));
}

#[test]
fn mail_on_its_way_keeps_its_bytes_or_gives_its_draft_back() {
    let world = full();
    let bytes =
        |db: &Connection| db.query_row("SELECT hex(bytes) FROM outbox_mail WHERE outbox = 1", [], |row| row.get::<_, String>(0)).unwrap();
    // As a store of an older version has it.
    world
        .db
        .execute_batch("UPDATE draft SET queued = 1; UPDATE outbox SET draft = 1, bytes = x'46726f6d'; DELETE FROM outbox_mail")
        .unwrap();
    let dir = tempfile::tempdir().unwrap();
    let (done, db) = salvaged(&write(dir.path(), &whole_file(&world)));
    assert_eq!((done.tally.lost, bytes(&db).as_str()), (0, "46726F6D"));
    drop(db);

    world.db.execute_batch("UPDATE outbox SET bytes = x''").unwrap();
    assert!(!verify(&world.db).unwrap().is_sound(), "nothing is left to send");
    let (done, db) = salvaged(&write(dir.path(), &whole_file(&world)));
    assert_eq!(done.tally.lost, 1);
    let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!((count("SELECT count(*) FROM outbox"), count("SELECT count(*) FROM draft WHERE queued = 0")), (0, 1));
}
