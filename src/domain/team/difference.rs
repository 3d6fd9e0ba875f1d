//! What a member has and the workspace does not.

use std::collections::BTreeSet;

use super::change::{Fields, Seen, taken};
use super::merges::{MERGED_INTO, is_one_of_several};

/// What the workspace does not have yet of our record: each field that differs with what it became. Nothing is kept of how it came about, so that an undo is a
/// difference as any other, and what was done and undone is none.
///
/// Who went into another keeps there the addresses and numbers that it had, though they are with the other here: two members who merge the same two the other way round
/// would take them from both.
pub fn differences(ours: &Fields, seen: &Seen) -> Vec<(String, Option<String>)> {
    let fields: BTreeSet<&String> = ours.keys().chain(seen.keys()).collect();
    let differing = fields.into_iter().filter(|field| ours.get(*field) != seen.get(*field).and_then(taken));
    let differing = differing.filter(|field| !(ours.contains_key(MERGED_INTO) && is_one_of_several(field)));
    differing.map(|field| (field.clone(), ours.get(field).cloned())).collect()
}
