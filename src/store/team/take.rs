//! Takes changes from the workspace: what one member sent in one go is one transaction here, with its rows in the history.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::fields::{Coming, Holds, Meant, ORDER, columns, key_of, meant, subject_of};
use super::held::{Held, Scope};
use super::{rows, seen};
use crate::domain::crm::kind::Subject;
use crate::domain::ids::Id;
use crate::domain::team::change::{FieldChange, KIND};
use crate::domain::team::merges::{MERGED_INTO, Merge, Merges, restore, take_over};
use crate::domain::time::Instant;
use crate::store::{Context, Result};

/// Changes that came from the workspace.
#[derive(Debug, Clone)]
pub struct Take {
    /// In the order of their numbers; what was sent in one go is whole.
    pub changes: Vec<FieldChange>,
    /// The number up to which the workspace was read with them.
    pub read_to: i64,
    /// Whether these are the last that the workspace has now.
    pub is_last: bool,
    /// Whether what could not be taken before is tried again: a new version may know more fields.
    pub again: bool,
}

/// What taking them did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// How many records of ours changed.
    pub records: u64,
}

/// The records that one go is about, while it is taken.
type Hand = BTreeMap<Id, Held>;

/// Takes changes into our records where we did not change the same fields ourselves.
pub(super) fn take(db: &Connection, take: &Take, context: &mut Context) -> Result<Taken> {
    let mut taken = Taken::default();
    let mut edges = edges(db)?;
    let mut made = take.again;
    let is_anew = seen::is_anew(db)?;
    for go in take.changes.chunk_by(|one, other| one.group == other.group) {
        let Some(first) = go.first() else { continue };
        let kinds = go.iter().filter(|change| change.field == KIND);
        let coming = kinds.filter_map(|change| Some((change.record, subject_of(change.value.as_deref())?))).collect();
        let scope = Scope { coming, is_anew };
        let mut hand = Hand::new();
        for change in go {
            let held = in_hand(db, &mut hand, change.record)?;
            if held.subject.is_none() {
                held.subject = scope.coming.get(&change.record).copied();
            }
            held.arrive(db, &scope, change)?;
        }
        settle(db, &mut hand, &mut edges)?;
        let (changed, new) = write(db, hand, Some((&first.member, first.at)), context)?;
        taken.records += changed;
        made |= new;
    }
    // What was made may be what others wait for.
    while made {
        let (changed, new) = take_waiting(db, &mut edges, context)?;
        taken.records += changed;
        made = new;
    }
    seen::read_to(db, take.read_to, take.is_last)?;
    Ok(taken)
}

/// Tries again what could not be taken before: a record may have come that was named, or a version that knows the field.
fn take_waiting(db: &Connection, edges: &mut Edges, context: &mut Context) -> Result<(u64, bool)> {
    let mut hand = Hand::new();
    for record in seen::waiting(db)? {
        let held = in_hand(db, &mut hand, record)?;
        held.subject = held.subject.or_else(|| held.seen.get(KIND).and_then(|kind| subject_of(kind.value.as_deref())));
        let Some(subject) = held.subject else { continue };
        let waiting: Vec<String> = held.seen.iter().filter(|(_, seen)| !seen.taken).map(|(field, _)| field.clone()).collect();
        for field in waiting {
            let value = held.seen.get(&field).and_then(|seen| seen.value.clone());
            if let Meant::Value(value) = meant(db, &Coming::new(), subject, &field, value.as_deref())? {
                held.take_late(&field, value);
            }
        }
    }
    settle(db, &mut hand, edges)?;
    write(db, hand, None, context)
}

fn in_hand<'a>(db: &Connection, hand: &'a mut Hand, record: Id) -> Result<&'a mut Held> {
    match hand.entry(record) {
        std::collections::btree_map::Entry::Occupied(known) => Ok(known.into_mut()),
        std::collections::btree_map::Entry::Vacant(new) => Ok(new.insert(Held::read(db, record)?)),
    }
}

/// Who went into whom, with the number that the workspace gave it.
type Edges = BTreeMap<Id, (Id, Option<i64>)>;

fn edges(db: &Connection) -> Result<Edges> {
    let sql = "SELECT p.id, k.id, s.value, s.number FROM person p JOIN person k ON k.key = p.merged_into
               LEFT JOIN team_seen s ON s.record = p.id AND s.field = ?1";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([MERGED_INTO], |row| {
        let (kept, said): (Id, Option<String>) = (Id::from_bytes(row.get(1)?), row.get(2)?);
        let number: Option<i64> = row.get(3)?;
        Ok((Id::from_bytes(row.get(0)?), (kept, number.filter(|_| said == Some(kept.to_string())))))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Brings the records in hand in line with all merges, and others that these merges concern.
fn settle(db: &Connection, hand: &mut Hand, edges: &mut Edges) -> Result<()> {
    let mut changed = false;
    for (record, held) in hand.iter() {
        let edge = held.edge();
        let before = if let Some(edge) = edge { edges.insert(*record, edge) } else { edges.remove(record) };
        changed |= before != edge;
    }
    let merges = Merges::of(edges.iter().map(|(gone, (kept, number))| Merge { gone: *gone, kept: *kept, number: *number }));
    if changed {
        for record in edges.keys().filter(|record| merges.is_passed_over(**record)) {
            in_hand(db, hand, *record)?;
        }
        for (gone, _) in merges.gone() {
            for record in naming(db, gone)? {
                in_hand(db, hand, record)?;
            }
        }
    }
    let mut left = Vec::new();
    for (record, held) in hand.iter_mut() {
        left.extend(merges.settle(*record, &mut held.ours));
        if held.was_merged && !held.ours.contains_key(MERGED_INTO) {
            restore(&mut held.ours, &held.seen);
        }
    }
    edges.retain(|record, _| !merges.is_passed_over(*record));
    for (winner, fields) in left {
        take_over(&mut in_hand(db, hand, winner)?.ours, fields);
    }
    Ok(())
}

/// The records that name a person who went.
fn naming(db: &Connection, gone: Id) -> Result<Vec<Id>> {
    let sql = "SELECT d.id FROM deal d JOIN person p ON p.key = d.contact WHERE p.id = ?1
               UNION SELECT a.id FROM activity a JOIN person p ON p.key = a.person WHERE p.id = ?1
               UNION SELECT n.id FROM note n JOIN person p ON p.key = n.person WHERE p.id = ?1";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([gone.as_bytes()], |row| Ok(Id::from_bytes(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Writes the records in hand; answers how many of ours changed, and whether there are new ones.
fn write(db: &Connection, mut hand: Hand, by: Option<(&str, Instant)>, context: &mut Context) -> Result<(u64, bool)> {
    let order = |subject: Option<Subject>| ORDER.iter().position(|one| Some(*one) == subject);
    let mut ids: Vec<Id> = hand.keys().copied().collect();
    ids.sort_by_key(|id| hand.get(id).and_then(|held| order(held.subject)));
    let mut named = BTreeSet::new();
    for held in hand.values() {
        named.extend(missing(db, held)?);
    }
    // Who was deleted long ago has no row, but somebody names it.
    for record in named {
        if !ids.contains(&record) {
            ids.insert(0, record);
        }
        in_hand(db, &mut hand, record)?.is_named = true;
    }
    let mut new = false;
    for id in &ids {
        let Some(held) = hand.get_mut(id) else { continue };
        new |= rows::make(db, held, context)?;
    }
    let mut changed = 0;
    for id in &ids {
        let Some(held) = hand.get_mut(id) else { continue };
        rows::bring_in_line(db, held, context)?;
        held.keep(db)?;
        changed += u64::from(rows::close(db, held, by, context)?);
    }
    Ok((changed, new))
}

/// The records that a record names and that have no row though the workspace knows them.
fn missing(db: &Connection, held: &Held) -> Result<Vec<Id>> {
    let mut found = Vec::new();
    let Some(subject) = held.subject else { return Ok(found) };
    for (name, holds) in columns(subject) {
        if let Holds::Record(of) = holds
            && let Some(named) = held.ours.get(*name).and_then(|value| value.parse::<Id>().ok())
            && key_of(db, *of, named)?.is_none()
            && seen::known(db, named)?.is_some()
        {
            found.push(named);
        }
    }
    Ok(found)
}
