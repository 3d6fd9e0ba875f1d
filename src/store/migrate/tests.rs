//! Every schema that ever landed opens and is whole, and a migration that is killed at any statement goes on at the next start.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rusqlite::Connection;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use super::{NEWEST, build, migrate};
use crate::domain::change::Verb;
use crate::domain::ids::MessageKey;
use crate::domain::query::Query;
use crate::domain::time::Instant;
use crate::jobs::changes::UndoRedo;
use crate::jobs::mail::{Anchor, ListView, WindowOf};
use crate::mime;
use crate::store::health::{strange, verify};
use crate::store::search::{Scope, SearchRequest, Window, find};
use crate::store::{Context, Store, Write, Written, raw, seal, windows};

/// A small store of every landed schema, and how many mails it holds. `tests/fixtures/stores/README.md` says how they were made.
const LANDED: [(&str, usize); 18] = [
    ("1-mail-ownerless", 0),
    ("1-mail", 6),
    ("2-customers", 6),
    ("3-outbox", 6),
    ("4-search-unicode", 6),
    ("4-search-subject", 6),
    ("4-search-body", 6),
    ("6-arriving", 6),
    ("8-sums", 6),
    ("9-account-server", 6),
    ("12-purged", 6),
    ("14-snooze", 6),
    ("15-enclosures", 6),
    ("16-retention", 6),
    ("17-ranks", 6),
    ("18-imap", 6),
    ("19-record-texts", 6),
    ("20-team", 6),
];

/// Names the store that a process of its own migrates, and the statement at which it is killed.
const VICTIM: (&str, &str) = ("FUMI_TEST_MIGRATE", "FUMI_TEST_KILL_AT");

fn fixture(name: &str, dir: &Path) -> PathBuf {
    let packed = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/stores").join(format!("{name}.db.zst"));
    let path = dir.join("fumi.db");
    for left in ["fumi.db-wal", "fumi.db-shm"] {
        let _ = fs::remove_file(dir.join(left));
    }
    fs::write(&path, zstd::decode_all(fs::File::open(packed).unwrap()).unwrap()).unwrap();
    path
}

/// The store is whole: today's tables and nothing else, sound by every check, and with all its mails, which are read and found.
fn is_whole(path: &Path, mails: usize, after: &str) {
    let db = Store::open(path).unwrap_or_else(|error| panic!("{after}: {error}")).writer().unwrap();
    assert_eq!(db.pragma_query_value(None, "user_version", |row| row.get(0)), Ok(NEWEST), "{after}");
    assert_eq!(strange(&db).unwrap(), Vec::<String>::new(), "{after}");
    let verified = verify(&db).unwrap();
    assert!(verified.is_sound(), "{after}: {verified:?}");
    let members: i64 = db.query_row("SELECT count(*) FROM member", [], |row| row.get(0)).unwrap();
    assert_eq!(members, 1, "{after}");
    let keys: Vec<i64> =
        db.prepare("SELECT key FROM message ORDER BY key").unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(keys.len(), mails, "{after}");
    if mails == 0 {
        return;
    }
    let subjects: Vec<String> =
        keys.iter().map(|key| mime::parse(&raw::whole(&db, MessageKey(*key)).unwrap()).subject.into_string()).collect();
    assert_eq!(subjects.iter().map(String::as_str).collect::<Vec<_>>(), SUBJECTS, "{after}");
    let window = windows::read(&db, &WindowOf { view: ListView::AllMail, anchor: Anchor::Newest, limit: 50 }).unwrap();
    assert_eq!(window.rows.len(), 4, "{after}: three mails are one conversation");
    for (typed, hits) in [("見積", 1), ("subject:pilot", 1), ("quote", 2), ("candles", 1), ("chunk", 1), ("filename:order", 1)] {
        let query = Query::parse(typed, Instant(1_795_399_200_000), &jiff::tz::TimeZone::UTC).unwrap();
        let asked = SearchRequest::query(&db, &query).unwrap();
        assert_eq!(find(&db, &asked, &Scope::Usual, &Window::newest(50)).unwrap().len(), hits, "{typed} {after}");
    }
}

const SUBJECTS: [&str; 6] = ["お見積りのご依頼", "Re: quote for lamps", "Re: quote for lamps", "Pilot in Q1", "This week", "Drawings"];

#[test]
fn every_landed_schema_opens_and_is_whole() {
    for (name, mails) in LANDED {
        let dir = tempfile::tempdir().unwrap();
        let path = fixture(name, dir.path());
        is_whole(&path, mails, name);
        is_whole(&path, mails, &format!("{name}, opened again"));
    }
}

#[test]
fn what_was_done_before_a_table_got_a_new_column_can_be_undone_after_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut db = Store::open(&fixture("16-retention", dir.path())).unwrap().writer().unwrap();
    let tasks = |db: &Connection| db.query_row("SELECT count(*) FROM activity", [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(tasks(&db), 1);
    // What came after the task is let go, as its own undo is no matter here.
    db.execute("UPDATE change_group SET state = 'undone' WHERE key > (SELECT max(key) FROM change_group WHERE verb = 'add_task')", [])
        .unwrap();
    let undone = Write::Changes(UndoRedo::Undo).apply(&mut db, &mut Context::new(Instant(1_795_399_200_000), 7)).unwrap();
    assert!(matches!(&undone, Written::Changed(changed) if changed.verb == Verb::AddTask), "{undone:?}");
    assert_eq!(tasks(&db), 0);
    assert!(verify(&db).unwrap().is_sound());
}

/// Not a story of its own: the process that [`a_migration_killed_at_any_statement_is_whole_at_the_next_start`] kills.
#[test]
fn the_victim() {
    let (Some(path), Ok(at)) = (std::env::var_os(VICTIM.0), std::env::var(VICTIM.1)) else { return };
    let at: usize = at.parse().unwrap();
    let mut db = Connection::open(&path).unwrap();
    seal::register(&db).unwrap();
    let statements = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&statements);
    let kill = move |event: TraceEvent<'_>| {
        if let TraceEvent::Stmt(..) = event
            && counted.fetch_add(1, Ordering::Relaxed) + 1 == at
        {
            let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
        }
    };
    db.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(kill)).unwrap();
    migrate(&mut db).unwrap();
    fs::write(counts_beside(Path::new(&path)), statements.load(Ordering::Relaxed).to_string()).unwrap();
}

/// Where a victim that came to its end writes how many statements it made.
fn counts_beside(store: &Path) -> PathBuf {
    store.with_extension("statements")
}

/// Migrates in a process that is killed as it begins this statement; whether it was.
fn killed_at(path: &Path, statement: usize) -> bool {
    let victim = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store::migrate::tests::the_victim"])
        .env(VICTIM.0, path)
        .env(VICTIM.1, statement.to_string())
        .output()
        .unwrap();
    let killed = std::os::unix::process::ExitStatusExt::signal(&victim.status) == Some(9);
    assert!(killed || victim.status.success(), "{}", String::from_utf8_lossy(&victim.stdout));
    killed
}

/// What a store must be after any start; [`is_whole`] looks deeper and takes longer.
fn is_todays(path: &Path, mails: i64, after: &str) {
    let db = Store::open(path).unwrap_or_else(|error| panic!("{after}: {error}")).writer().unwrap();
    assert_eq!(db.pragma_query_value(None, "user_version", |row| row.get(0)), Ok(NEWEST), "{after}");
    assert_eq!(strange(&db).unwrap(), Vec::<String>::new(), "{after}");
    let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM message"), mails, "{after}");
    assert_eq!(count("SELECT count(*) FROM member"), 1, "{after}");
    let found = "SELECT (SELECT count(*) FROM search_tail) + (SELECT count(*) FROM search_index_docsize)";
    assert_eq!(count(found), mails, "{after}: every mail can be found, once");
}

/// Every `FUMI_KILL_STATEMENTS`th statement, of which a store has thousands; else 24 of each, spread over all of them and others in each store, since each kill is a
/// process and two starts of a store.
#[test]
fn a_migration_killed_at_any_statement_is_whole_at_the_next_start() {
    let asked: Option<usize> = std::env::var("FUMI_KILL_STATEMENTS").ok().and_then(|text| text.parse().ok());
    for (first, (name, mails)) in [("2-customers", 6), ("4-search-subject", 6), ("1-mail", 6)].into_iter().enumerate() {
        let dir = tempfile::tempdir().unwrap();
        let path = fixture(name, dir.path());
        assert!(!killed_at(&path, usize::MAX));
        let all: usize = fs::read_to_string(counts_beside(&path)).unwrap().parse().unwrap();
        assert!(all > 48, "{name}: only {all} statements");
        let stride = asked.unwrap_or(all / 24);
        for statement in (first % stride + 1..=all).step_by(stride) {
            fixture(name, dir.path());
            assert!(killed_at(&path, statement), "{name} has {all} statements, but was not killed at {statement}");
            is_todays(&path, mails, &format!("{name} killed at statement {statement}"));
        }
        is_whole(&path, LANDED[1].1, &format!("{name}, killed at every {stride}. of {all} statements"));
    }
}

#[test]
fn the_bytes_of_mail_on_its_way_come_along_and_are_sealed() {
    let mut db = Connection::open_in_memory().unwrap();
    seal::register(&db).unwrap();
    build(&db, 12).unwrap();
    db.pragma_update(None, "user_version", 12).unwrap();
    for (key, state, bytes) in [(1, "held", "x'61'"), (2, "sent", "x''"), (3, "failed", "x'626300'")] {
        let sql = format!(
            "INSERT INTO outbox (key, id, account, state, message_id, sender, bytes, queued_at, due_at) VALUES ({key}, x'0{key}', x'01', '{state}', 'm', 's', {bytes}, 7, 8)"
        );
        db.execute_batch(&sql).unwrap();
    }
    migrate(&mut db).unwrap();
    let held: Vec<(i64, Vec<u8>)> = db
        .prepare("SELECT outbox, bytes FROM outbox_mail ORDER BY outbox")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(held, [(1, b"a".to_vec()), (3, b"bc\0".to_vec())]);
    assert_eq!(db.query_row("SELECT sum(length(bytes)) FROM outbox", [], |row| row.get::<_, i64>(0)), Ok(0));
    let verified = verify(&db).unwrap();
    assert!(verified.is_sound(), "{verified:?}");
    db.execute_batch("DROP TRIGGER seal_outbox_mail_changed; UPDATE outbox_mail SET bytes = x'62' WHERE outbox = 1").unwrap();
    assert!(!verify(&db).unwrap().is_sound(), "a change behind the back of the seals is seen");
}
