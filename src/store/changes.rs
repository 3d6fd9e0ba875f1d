//! Every change of a person, written in the same transaction as what it changes: undo, timeline and audit read it.

use rusqlite::{Connection, OptionalExtension, params};

use super::members::LOCAL_MEMBER;
use super::{Context, Result};
use crate::domain::change::Verb;
use crate::domain::ids::{GroupKey, Id};
use crate::domain::time::Instant;
use crate::jobs::changes::{Changed, GroupRow};
use crate::text::CleanText;

/// How many groups of mail changes are kept, and for how long; changes of customer records are kept for ever.
const KEPT_GROUPS: i64 = 1_000;
const KEPT_MS: i64 = 90 * 24 * 60 * 60 * 1_000;

/// On how many days changes were made that believe in a time.
const CONFIRMING_DAYS: i64 = 3;

/// Which store of subjects a group belongs to; it decides how long the group is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupKind {
    /// Flags, labels and moves.
    Mail,
    /// Customer records.
    Crm,
}

/// One row of a group: a subject kind, a field, the keys it is about and what the field was and became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// `message`, or a table of the customer side.
    pub subject: String,
    /// The column, flag or `placement` that changed.
    pub field: String,
    /// The keys it is about.
    pub keys: Vec<i64>,
    /// What it was.
    pub before: String,
    /// What it became.
    pub after: String,
}

/// Writes the rows of one group.
pub struct Recorder<'a> {
    db: &'a Connection,
    group: GroupKey,
    id: Id,
    verb: Verb,
    rows: i64,
    /// Whether the person at the keyboard did it, who then has nothing to redo any more.
    is_ours: bool,
}

/// Starts a group; whatever was undone before can no longer be redone.
pub fn begin<'a>(db: &'a Connection, context: &mut Context, verb: Verb, kind: GroupKind) -> Result<Recorder<'a>> {
    let kind = if kind == GroupKind::Mail { "mail" } else { "crm" };
    start(db, context.new_id(), context.now, verb, kind, LOCAL_MEMBER)
}

/// Starts a group of what a member did to customer records elsewhere, at that time. Undo passes it over.
pub fn begin_of<'a>(db: &'a Connection, context: &mut Context, verb: Verb, member: i64, at: Instant) -> Result<Recorder<'a>> {
    let recorder = start(db, context.new_id(), at, verb, "crm", member)?;
    Ok(Recorder { is_ours: false, ..recorder })
}

fn start<'a>(db: &'a Connection, id: Id, at: Instant, verb: Verb, kind: &str, member: i64) -> Result<Recorder<'a>> {
    let sql = "INSERT INTO change_group (id, at, verb, kind, member) VALUES (?1, ?2, ?3, ?4, ?5)";
    let group = db.prepare_cached(sql)?.insert(params![id.as_bytes(), at.0, verb.word(), kind, member])?;
    Ok(Recorder { db, group: GroupKey(group), id, verb, rows: 0, is_ours: true })
}

impl Recorder<'_> {
    /// Notes a change; nothing is noted for no keys.
    pub fn note(&mut self, subject: &str, field: &str, keys: &[i64], before: &str, after: &str) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        let sql = "INSERT INTO change (change_group, n, subject, field, keys, before, after) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        self.db.prepare_cached(sql)?.execute(params![self.group.0, self.rows, subject, field, pack(keys), before, after])?;
        self.rows += 1;
        Ok(())
    }

    /// Ends the group. A group without rows is taken away again and cannot be undone.
    pub fn end(self, about: &CleanText, changed: u64) -> Result<Changed> {
        if self.rows == 0 {
            self.db.execute("DELETE FROM change_group WHERE key = ?1", [self.group.0])?;
            return Ok(Changed { group: None, group_id: None, verb: self.verb, changed: 0, about: about.clone(), stayed: 0 });
        }
        let sql = "UPDATE change_group SET about = ?2, changed = ?3 WHERE key = ?1";
        self.db.prepare_cached(sql)?.execute(params![self.group.0, about.as_str(), changed])?;
        if self.is_ours {
            self.db.prepare_cached("UPDATE change_group SET state = 'dropped' WHERE state = 'undone'")?.execute([])?;
        }
        Ok(Changed { group: Some(self.group), group_id: Some(self.id), verb: self.verb, changed, about: about.clone(), stayed: 0 })
    }
}

/// The rows of a group, in the order they were done.
pub fn of_group(db: &Connection, group: GroupKey) -> Result<Vec<Change>> {
    let mut statement = db.prepare_cached("SELECT subject, field, keys, before, after FROM change WHERE change_group = ?1 ORDER BY n")?;
    let rows = statement.query_map([group.0], |row| {
        Ok(Change {
            subject: row.get(0)?,
            field: row.get(1)?,
            keys: unpack(row.get_ref(2)?.as_blob()?),
            before: row.get(3)?,
            after: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What could be undone and redone, newest first; 0 is all.
pub fn list(db: &Connection, limit: u32) -> Result<Vec<GroupRow>> {
    let limit = if limit == 0 { -1 } else { i64::from(limit) };
    let mut statement = db.prepare_cached(
        "SELECT key, id, at, verb, changed, about, state FROM change_group WHERE state <> 'dropped' AND member = 1
           AND key > (SELECT coalesce(max(CAST(value AS INTEGER)), 0) FROM meta WHERE name = 'undo_floor') ORDER BY key DESC LIMIT ?1",
    )?;
    let rows = statement.query_map([limit], |row| {
        Ok(GroupRow {
            key: GroupKey(row.get(0)?),
            id: Id::from_bytes(row.get(1)?),
            at: Instant(row.get(2)?),
            verb: Verb::of_word(row.get_ref(3)?.as_str()?),
            changed: row.get(4)?,
            about: CleanText::line(row.get_ref(5)?.as_str()?),
            undone: row.get_ref(6)?.as_str()? == "undone",
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Forgets old groups of mail changes. How late it is the changes themselves must confirm, on so many different days: a clock that is wrong for one session makes
/// nothing old (promises.md A11).
pub fn prune(db: &Connection, now: Instant) -> Result<usize> {
    let sql = "SELECT max(at) FROM change_group GROUP BY at / 86400000 ORDER BY 1 DESC LIMIT 1 OFFSET ?1";
    let confirmed: Option<i64> = db.query_row(sql, [CONFIRMING_DAYS - 1], |row| row.get(0)).optional()?;
    // Nothing is older than the beginning.
    let old = confirmed.map_or(i64::MIN, |at| at.min(now.0) - KEPT_MS);
    let sql = "DELETE FROM change_group WHERE kind = 'mail' AND (at < ?1 OR key <= (SELECT coalesce(max(key), 0) FROM change_group) - ?2)";
    Ok(db.execute(sql, [old, KEPT_GROUPS])?)
}

/// A sorted set of keys as differences in variable-length bytes: a thousand messages cost a few kilobytes.
pub fn pack(keys: &[i64]) -> Vec<u8> {
    let mut sorted = keys.to_vec();
    sorted.sort_unstable();
    let mut out = Vec::with_capacity(sorted.len() * 6);
    let mut last = 0_i64;
    for key in sorted {
        let mut rest = zigzag(key.wrapping_sub(last));
        last = key;
        while rest >= 0x80 {
            out.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        out.push(rest as u8);
    }
    out
}

/// The keys of [`pack`].
pub fn unpack(packed: &[u8]) -> Vec<i64> {
    let mut keys = Vec::new();
    let (mut last, mut value, mut shift) = (0_i64, 0_u64, 0_u32);
    for byte in packed {
        value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte & 0x80 != 0 {
            shift += 7;
            continue;
        }
        last = last.wrapping_add((value >> 1) as i64 ^ -((value & 1) as i64));
        keys.push(last);
        (value, shift) = (0, 0);
    }
    keys
}

fn zigzag(difference: i64) -> u64 {
    ((difference << 1) ^ (difference >> 63)) as u64
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn keys_survive_packing() {
        let keys = vec![i64::MIN, -5, 0, 7, 1_700_000_000_000 << 20, i64::MAX];
        assert_eq!(unpack(&pack(&keys)), keys);
    }

    #[test]
    fn a_clock_that_is_wrong_for_a_day_makes_no_change_old() {
        let dir = tempfile::tempdir().unwrap();
        let db = crate::store::Store::open(&dir.path().join("fumi.db")).unwrap().writer().unwrap();
        let day = 86_400_000;
        let now = Instant(1_790_000_000_000);
        let mut context = Context::new(now, 7);
        let mut change = |days: i64| {
            context.now = now.plus_ms(days * day);
            let mut recorder = begin(&db, &mut context, Verb::Star, GroupKind::Mail).unwrap();
            recorder.note("message", "starred", &[1], "0", "1").unwrap();
            recorder.end(&CleanText::line("a"), 1).unwrap();
        };
        let kept = |days: i64| {
            prune(&db, now.plus_ms(days * day)).unwrap();
            list(&db, 0).unwrap().len()
        };
        (-3..=0).for_each(&mut change);
        assert_eq!(kept(100), 4, "started once with the clock ahead");
        change(100);
        change(100);
        assert_eq!((kept(100), kept(0)), (6, 6), "what was done then confirms it on one day alone");
        (93..=95).for_each(&mut change);
        assert_eq!(kept(0), 9, "later is not now");
        assert_eq!(kept(95), 5, "three days say so: what is older than 90 days before them goes");
    }
}
