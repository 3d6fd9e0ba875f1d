//! A sound store is called sound, each kind of damage is found, and a backup brings everything back.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::backup::{backup, check, restore};
use super::*;
use crate::domain::mail::flags::Flags;
use crate::jobs::health::Area;
use crate::jobs::triage::TriageAction;
use crate::store::frozen::{NOW, World, world};
use crate::store::{Store, StoreError};
use crate::text::CleanText;

pub(super) fn lived_in() -> World {
    let mut world = world();
    let keys: Vec<_> = (0..12).map(|n| world.note(&format!("Offer {n}"), "お見積りの件")).collect();
    world.act(&keys[..3], TriageAction::Archive);
    world.act(&keys[3..5], TriageAction::Star(true));
    world.act(&keys[5..6], TriageAction::Label { add: vec![CleanText::line("Presse")], remove: vec![] });
    world.index(7);
    world
}

fn areas_at_fault(db: &Connection) -> Vec<Area> {
    verify(db).unwrap().checks.into_iter().filter(|check| check.faults > 0).map(|check| check.area).collect()
}

#[test]
fn a_store_that_was_worked_with_is_sound() {
    let world = lived_in();
    let verified = verify(&world.db).unwrap();
    assert!(verified.is_sound(), "{verified:?}");
    let mails = verified.checks.iter().find(|check| check.area == Area::Mails).unwrap();
    assert_eq!(mails.checked, 12);
}

#[test]
fn every_kind_of_damage_is_found_where_it_is() {
    for (damage, area) in [
        ("UPDATE raw_chunk SET data = (SELECT data FROM raw_chunk ORDER BY key LIMIT 1)", Area::Mails),
        ("UPDATE raw_chunk SET data = x'00' WHERE key = (SELECT max(key) FROM raw_chunk)", Area::Mails),
        ("DELETE FROM raw_chunk WHERE key = (SELECT max(key) FROM raw_chunk)", Area::Mails),
        ("DELETE FROM search_tail WHERE message = (SELECT max(message) FROM search_tail)", Area::Search),
        ("DELETE FROM search_index WHERE rowid = (SELECT min(key) FROM message)", Area::Search),
        ("UPDATE mailbox SET unread = unread + 1 WHERE role = 'inbox'", Area::Counters),
        ("UPDATE mailbox SET total = 0 WHERE role = 'archive'", Area::Counters),
        ("DELETE FROM label", Area::Labels),
        ("UPDATE reference SET thread = thread + 1", Area::Threads),
        ("UPDATE mailbox_thread SET unread = 9 WHERE mailbox = 0", Area::Lists),
        ("DELETE FROM mailbox_thread WHERE mailbox = 0 AND newest = (SELECT max(key) FROM message)", Area::Lists),
        ("INSERT INTO pop3_seen (account, uidl, message, state, stored_at) VALUES (1, x'01', 77, 'to_delete', 0)", Area::Server),
        ("CREATE TABLE more (x)", Area::Database),
        ("CREATE TRIGGER evil AFTER INSERT ON message BEGIN DELETE FROM message; END", Area::Database),
    ] {
        let world = lived_in();
        world.db.execute_batch(damage).unwrap();
        assert_eq!(areas_at_fault(&world.db), [area], "{damage}");
    }
}

#[test]
fn a_row_without_its_other_half_is_found() {
    let world = lived_in();
    world.db.execute_batch("PRAGMA foreign_keys = OFF; INSERT INTO placement (mailbox, message) VALUES (1, 77)").unwrap();
    assert!(areas_at_fault(&world.db).contains(&Area::References));
}

#[test]
fn a_backup_brings_everything_back_and_keeps_what_it_replaces() {
    let mut world = lived_in();
    let file = world.dir.path().join("copy.fumi");
    let held = backup(&world.db, &file).unwrap();
    assert_eq!(held.messages, 12);
    assert!(matches!(backup(&world.db, &file), Err(StoreError::Io(error)) if error.kind() == std::io::ErrorKind::AlreadyExists));

    let later = world.note("After the backup", "");
    let store = world.dir.path().join("fumi.db");
    let restored = restore(&store, &file, NOW).unwrap();
    assert_eq!(restored.held.messages, 12);
    // The connection that was open all the time sees the restored state, and goes on working.
    assert_eq!(world.find("after the backup"), []);
    assert_eq!(world.find("offer").len(), 12);
    assert!(verify(&world.db).unwrap().is_sound());
    assert!(world.note("Again", "") > later);
    let kept = Connection::open(restored.kept.unwrap()).unwrap();
    assert_eq!(kept.query_row("SELECT count(*) FROM message", [], |row| row.get::<_, i64>(0)), Ok(13));
    let leftovers =
        fs::read_dir(world.dir.path()).unwrap().filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains("part"));
    assert_eq!(leftovers.count(), 0);
}

#[test]
fn mail_that_waited_in_a_backup_is_sent_by_nobody_after_a_restore() {
    let world = lived_in();
    for (key, state) in (1..).zip(["held", "queued", "sending", "failed", "sent"]) {
        let sql = "INSERT INTO outbox (key, id, account, state, message_id, sender, bytes, queued_at, due_at) VALUES (?1, ?2, x'', ?3, '', '', x'', 0, 0)";
        world.db.execute(sql, rusqlite::params![key, [key as u8; 16], state]).unwrap();
    }
    let file = world.dir.path().join("copy.fumi");
    backup(&world.db, &file).unwrap();
    for there in [true, false] {
        let store = world.dir.path().join(if there { "fumi.db" } else { "gone.db" });
        assert_eq!(restore(&store, &file, NOW).unwrap().doubtful, 3);
        let db = Store::open(&store).unwrap().reader().unwrap();
        let mut statement = db.prepare("SELECT state FROM outbox ORDER BY key").unwrap();
        let states: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(states, ["unknown", "unknown", "unknown", "failed", "sent"]);
    }
}

#[test]
fn a_hostile_or_foreign_backup_is_refused_and_changes_nothing() {
    let world = lived_in();
    let store = world.dir.path().join("fumi.db");
    let file = world.dir.path().join("copy.fumi");
    backup(&world.db, &file).unwrap();
    let damaged = |name: &str, damage: &dyn Fn(&Path)| {
        let path = world.dir.path().join(name);
        fs::copy(&file, &path).unwrap();
        damage(&path);
        path
    };
    let sql = |sql: &'static str| move |path: &Path| Connection::open(path).unwrap().execute_batch(sql).unwrap();
    for path in [
        damaged("trigger", &sql("CREATE TRIGGER t AFTER INSERT ON message BEGIN DELETE FROM message; END")),
        damaged("view", &sql("CREATE VIEW v AS SELECT * FROM message")),
        damaged("table", &sql("CREATE TABLE t (x)")),
        damaged("missing", &sql("DROP INDEX message_by_hash")),
        damaged("mark", &sql("PRAGMA application_id = 7")),
        damaged("newer", &sql("PRAGMA user_version = 9999")),
        damaged("empty", &|path| fs::write(path, b"").unwrap()),
        damaged("text", &|path| fs::write(path, "not a database at all, but long enough to look like one".repeat(100)).unwrap()),
        damaged("cut", &|path| fs::OpenOptions::new().write(true).open(path).unwrap().set_len(20_000).unwrap()),
    ] {
        assert!(check(&path).is_err(), "{} was taken", path.display());
        assert!(restore(&store, &path, NOW).is_err());
    }
    assert!(check(&file).is_ok());
    assert!(restore(&store, &world.dir.path().join("nowhere"), NOW).is_err());
    assert_eq!(world.find("offer").len(), 12);
    assert!(verify(&world.db).unwrap().is_sound());
}

#[test]
fn a_store_that_cannot_be_opened_is_moved_aside_whole() {
    let world = lived_in();
    let store = world.dir.path().join("fumi.db");
    let file = world.dir.path().join("copy.fumi");
    backup(&world.db, &file).unwrap();
    let dir = world.dir;
    drop(world.db);
    let mut bytes = fs::read(&store).unwrap();
    bytes[..4096].fill(0);
    fs::write(&store, &bytes).unwrap();
    assert!(Store::open(&store).is_err());
    let restored = restore(&store, &file, NOW).unwrap();
    assert_eq!(fs::read(restored.kept.unwrap()).unwrap(), bytes);
    let db = Store::open(&store).unwrap().writer().unwrap();
    assert!(verify(&db).unwrap().is_sound());
    let starred: i64 = db.query_row("SELECT count(*) FROM message WHERE flags & ?1", [Flags::STARRED.0], |row| row.get(0)).unwrap();
    assert_eq!(starred, 2);
    drop(dir);
}
