//! Texts made anew: of records that changed, at the end of the write, and of all where another version of the program made them.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension};

use super::form::{Form, each_text, form_of, made_by};
use super::pieces::{neighbours, piece_of, read, stale, write};
use crate::domain::crm::kind::{RecordKind, Subject};
use crate::domain::time::Instant;
use crate::store::Result;
use crate::store::crm::reading;

/// Whether this version made the texts.
///
/// # Errors
/// When the store cannot be read.
pub(in crate::store) fn is_of_today(db: &Connection) -> Result<bool> {
    let by: Option<String> =
        db.prepare_cached("SELECT value FROM meta WHERE name = 'records_by'")?.query_row([], |row| row.get(0)).optional()?;
    Ok(by == Some(made_by()))
}

/// Marks every record of a store whose texts were made by another version, and answers whether it did.
///
/// # Errors
/// When the store cannot be read or written.
pub(in crate::store) fn begin(db: &Connection) -> Result<bool> {
    // Another process may have been quicker.
    if is_of_today(db)? {
        return Ok(false);
    }
    db.execute("DELETE FROM record_piece", [])?;
    for subject in Subject::ALL {
        let sql = format!("INSERT OR IGNORE INTO record_stale (subject, key) SELECT '{0}', key FROM {0}", subject.word());
        db.execute(&sql, [])?;
    }
    let sql = "INSERT INTO meta (name, value) VALUES ('records_by', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    db.execute(sql, [made_by()])?;
    Ok(true)
}

/// Makes the texts of so many changed records anew, and answers of how many it did; to be called in the transaction of what changed them.
///
/// # Errors
/// When the store cannot be read or written.
pub(crate) fn renew(db: &Connection, most: usize) -> Result<usize> {
    let mut left = most;
    if !db.prepare_cached("SELECT 1 FROM record_stale LIMIT 1")?.exists([])? {
        return Ok(0);
    }
    for subject in Subject::ALL {
        let keys = stale(db, subject, left)?;
        left -= keys.len();
        for together in keys.chunk_by(|one, other| neighbours(*one) == neighbours(*other)) {
            let mut texts: BTreeMap<(RecordKind, i64), (Instant, String)> = BTreeMap::new();
            for stored in reading::stored(db, subject, together)? {
                let place = (stored.record.kind, stored.record.reference.key);
                texts.insert(place, (stored.record.created_at, form_of(&stored)));
            }
            for kind in RecordKind::ALL.into_iter().filter(|kind| kind.subject() == subject) {
                let piece = piece_of(kind, together[0]);
                let before = read(db, piece)?;
                let kept = each_text(&before).filter_map(|text| Some((Form::read(text)?, text)));
                let kept = kept.filter(|(form, _)| together.binary_search(&form.key).is_err());
                let kept = kept.map(|(form, text)| (form.key, (form.created, format!("{text}\u{1e}"))));
                let new = texts.range((kind, i64::MIN)..=(kind, i64::MAX)).map(|((_, key), text)| (*key, text.clone()));
                let all: BTreeMap<i64, (Instant, String)> = kept.chain(new).collect();
                let newest = all.values().map(|(at, _)| *at).max().unwrap_or(Instant(0));
                let after: String = all.into_values().map(|(_, text)| text).collect();
                if after != before {
                    write(db, piece, newest, &after)?;
                }
            }
        }
        let mut done = db.prepare_cached("DELETE FROM record_stale WHERE subject = ?1 AND key = ?2")?;
        for key in keys {
            done.execute(rusqlite::params![subject.word(), key])?;
        }
    }
    Ok(most - left)
}

/// The pieces that are not what making them anew gives; of those with a record that waits for it nothing is said.
///
/// # Errors
/// When the store cannot be read.
pub(in crate::store) fn faults(db: &Connection) -> Result<Vec<String>> {
    let mut wanted: BTreeMap<i64, BTreeMap<i64, (Instant, String)>> = BTreeMap::new();
    let mut waiting: BTreeSet<i64> = BTreeSet::new();
    for subject in Subject::ALL {
        let kinds = || RecordKind::ALL.into_iter().filter(move |kind| kind.subject() == subject);
        for key in stale(db, subject, usize::MAX)? {
            waiting.extend(kinds().map(|kind| piece_of(kind, key)));
        }
        let sql = format!("SELECT key FROM {} WHERE deleted_at = 0 ORDER BY key", subject.word());
        let keys = db.prepare(&sql)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        for stored in reading::stored(db, subject, &keys)? {
            let piece = wanted.entry(piece_of(stored.record.kind, stored.record.reference.key)).or_default();
            piece.insert(stored.record.reference.key, (stored.record.created_at, form_of(&stored)));
        }
    }
    wanted.retain(|piece, _| !waiting.contains(piece));
    let mut found = Vec::new();
    let mut statement = db.prepare("SELECT piece, newest, texts FROM record_piece ORDER BY piece")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let piece: i64 = row.get(0)?;
        if waiting.contains(&piece) {
            continue;
        }
        let all = wanted.remove(&piece).unwrap_or_default();
        let newest = all.values().map(|(at, _)| at.0).max().unwrap_or_default();
        let texts: String = all.into_values().map(|(_, text)| text).collect();
        if row.get::<_, i64>(1)? != newest || row.get_ref(2)?.as_bytes().map_err(rusqlite::Error::from)? != texts.as_bytes() {
            found.push(format!("texts of records {piece}"));
        }
    }
    found.extend(wanted.keys().map(|piece| format!("no texts of records {piece}")));
    Ok(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::store::Store;
    use crate::store::frozen::world;
    use crate::store::health::verify;

    #[test]
    fn texts_of_another_version_are_made_anew_at_the_next_start_and_a_wrong_one_is_seen() {
        let world = world();
        let sql = "INSERT INTO company (id, name, created_at, modified_at) VALUES (x'01010101010101010101010101010101', 'Basalt', 0, 0)";
        world.db.execute_batch(sql).unwrap();
        assert_eq!(renew(&world.db, usize::MAX).unwrap(), 1);
        assert!(verify(&world.db).unwrap().is_sound());
        world.db.execute_batch("UPDATE record_piece SET texts = replace(texts, 'basalt', 'basalz')").unwrap();
        assert!(!verify(&world.db).unwrap().is_sound());
        world.db.execute_batch("UPDATE meta SET value = 'another' WHERE name = 'records_by'").unwrap();
        let db = Store::open(&world.dir.path().join("fumi.db")).unwrap().writer().unwrap();
        let verified = verify(&db).unwrap();
        assert!(verified.is_sound(), "{verified:?}");
        assert_eq!(faults(&db).unwrap(), Vec::<String>::new());
        db.execute_batch("DELETE FROM record_piece").unwrap();
        assert!(!verify(&db).unwrap().is_sound());
    }
}
