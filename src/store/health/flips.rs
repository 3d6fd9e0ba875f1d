//! Single bits of the file change: each is found, or changes nothing that anybody could read.
#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::tests::lived_in;
use super::verify;
use crate::domain::ids::ThreadKey;
use crate::store::{Store, summary};

/// Rows of every kind that no mail brings.
const RECORDS: &str = "
  INSERT INTO company (id, name, normalized, city, created_at, modified_at) VALUES (x'c1', 'Berg GmbH', 'berg', 'Köln', 1, 1);
  INSERT INTO company_domain (company, domain) VALUES (1, 'berg.example');
  INSERT INTO person (id, kind, last_name, first_name, company, created_at, modified_at) VALUES (x'a1', 'contact', 'Berg', 'Anna', 1, 1, 1);
  INSERT INTO person_address (person, address, normalized) VALUES (1, 'Anna@berg.example', 'anna@berg.example');
  INSERT INTO person_phone (person, kind, original, e164) VALUES (1, 'mobile', '+49 170 1234567', '+491701234567');
  INSERT INTO deal (id, deal_name, contact, amount, currency, created_at, modified_at) VALUES (x'd1', 'Pilot', 1, 1200000, 'EUR', 1, 1);
  INSERT INTO deal_stage_history (deal, stage, at) VALUES (1, 'qualification', 5);
  INSERT INTO activity (id, kind, subject, due_date, person, created_at, modified_at) VALUES (x'e1', 'task', 'Call back', '2026-12-01', 1, 1, 1);
  INSERT INTO note (id, title, content, person, created_at, modified_at) VALUES (x'f1', 'Colours', 'Blue, and no other.', 1, 1, 1);
  INSERT INTO link (message, subject, record, reason, at) SELECT key, 'person', 1, 'manual', 7 FROM message ORDER BY key LIMIT 1;
  INSERT INTO draft (id, saved_at, subject, body) VALUES (x'b1', 3, 'Re: Pilot', 'Dear Anna, the pilot may begin.');
  INSERT INTO outbox (id, account, state, message_id, sender, bytes, queued_at, due_at) VALUES (x'b2', x'01', 'held', 'one@berg.example', 'me@x.example', x'', 1, 1);
  INSERT INTO outbox_mail (outbox, bytes) VALUES (1, x'46726f6d');
  INSERT INTO outbox_recipient (outbox, n, address) VALUES (1, 0, 'anna@berg.example');
  INSERT INTO ledger (at, what) VALUES (1, 'imported');
  INSERT INTO meta (name, value) VALUES ('anything', 'of value');
  INSERT INTO pop3_seen (account, uidl, message, state, stored_at) SELECT account, x'7531', key, 'stored', 9 FROM message ORDER BY key DESC LIMIT 1;
";

/// Puts those rows into a store, and lists as they are then.
pub(super) fn put_records(db: &Connection) {
    db.execute_batch(RECORDS).unwrap();
    let threads =
        db.prepare("SELECT key FROM thread").unwrap().query_map([], |row| row.get(0)).unwrap().collect::<Result<Vec<i64>, _>>().unwrap();
    threads.into_iter().for_each(|thread| summary::refresh(db, ThreadKey(thread)).unwrap());
}

/// Everything that the store says, read row by row.
fn told(db: &Connection) -> rusqlite::Result<String> {
    let mut told = String::new();
    let tables =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_index%' ORDER BY name";
    let tables = db.prepare(tables)?.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    db.execute_batch("CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab('main', 'search_index', 'instance')")?;
    let words = "SELECT * FROM temp.words ORDER BY term, doc, col, offset".to_owned();
    for sql in tables.into_iter().map(|table| format!("SELECT * FROM {table} NOT INDEXED")).chain([words]) {
        let mut statement = db.prepare(&sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for at in 0..columns {
                write!(told, "{:?} ", row.get_ref(at)?).unwrap();
            }
            told.push('\n');
        }
    }
    Ok(told)
}

/// What became of a file: found by the check, or what it tells.
fn look(path: &Path) -> Result<String, String> {
    let store = Store::open(path).map_err(|error| error.to_string())?;
    let db = store.writer().map_err(|error| error.to_string())?;
    let found = verify(&db).map_err(|error| error.to_string())?;
    if !found.is_sound() {
        return Err(format!("{:?}", found.checks.into_iter().find(|check| check.faults > 0)));
    }
    told(&db).map_err(|error| format!("unreadable, though sound: {error}"))
}

/// `FUMI_FLIPS` bits at places that follow from `FUMI_SEED`; 40 without.
#[test]
fn every_flipped_bit_is_found_or_harmless() {
    let number = |name: &str, usual: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (flips, mut seed) = (number("FUMI_FLIPS", 40), number("FUMI_SEED", 7));
    let world = lived_in();
    put_records(&world.db);
    world.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let whole = fs::read(world.dir.path().join("fumi.db")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("fumi.db");
    fs::write(&path, &whole).unwrap();
    let truth = look(&path).unwrap();
    let (mut found, mut harmless) = (0, 0);
    for flip in 0..flips {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let bit = usize::try_from((seed >> 16) % (whole.len() as u64 * 8)).unwrap();
        for left in ["fumi.db-wal", "fumi.db-shm"] {
            let _ = fs::remove_file(dir.path().join(left));
        }
        let mut bytes = whole.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, &bytes).unwrap();
        match look(&path) {
            Err(_) => found += 1,
            Ok(told) => {
                assert!(told == truth, "flip {flip}: bit {} of byte {} (page {}) goes unseen", bit % 8, bit / 8, bit / 8 / 4096 + 1);
                harmless += 1;
            }
        }
    }
    println!("{{\"test\":\"flips\",\"flips\":{flips},\"found\":{found},\"harmless\":{harmless},\"bytes\":{}}}", whole.len());
    assert!(found > 0 && found + harmless == flips);
}
