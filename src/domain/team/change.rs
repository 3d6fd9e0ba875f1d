//! One field of one record as the workspace has it, and what is done with a change that comes from there.

use std::collections::BTreeMap;

use crate::domain::ids::Id;
use crate::domain::time::Instant;

/// The field that says of which kind a record is; conversion is a change of it.
pub const KIND: &str = "kind";

/// The field that holds when a record was deleted, in milliseconds since 1970; a record that is not deleted lacks it. Who edits a deleted record does not revive it.
pub const DELETED: &str = "deleted";

/// A record by its filled fields. What a member has, or would have.
pub type Fields = BTreeMap<String, String>;

/// A record as the workspace had it last, by field.
pub type Seen = BTreeMap<String, SeenValue>;

/// What the workspace had last in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenValue {
    /// The value; none is an empty field.
    pub value: Option<String>,
    /// The number of the change that wrote it.
    pub number: i64,
    /// Whether our record took it. A field of a later version, or a reference to a record that has not come yet, is kept here until it can be taken.
    pub taken: bool,
}

/// A change as the workspace hands it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Its place in the order of all changes, from 1.
    pub number: i64,
    /// The record it is about.
    pub record: Id,
    /// The word of the field.
    pub field: String,
    /// What the field became; none is empty.
    pub value: Option<String>,
    /// The login name of who made it.
    pub member: String,
    /// When, by that member's own clock: for people, never for the order.
    pub at: Instant,
    /// What was sent in one go has one group, and is taken in one go.
    pub group: Id,
}

/// What becomes of a change from the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// Ours takes its value.
    Taken,
    /// We changed the same field and the workspace does not know it yet: ours stays, and will be the later one.
    OursStays,
    /// A later change of the field is known already.
    Passed,
}

/// Takes a change from the workspace into what it had last, and into our record where we did not change the same field ourselves.
pub fn arrive(ours: &mut Fields, seen: &mut Seen, change: &FieldChange) -> Arrival {
    let before = seen.get(&change.field);
    if before.is_some_and(|before| before.number >= change.number) {
        return Arrival::Passed;
    }
    let changed = ours.get(&change.field) != before.and_then(taken);
    seen.insert(change.field.clone(), SeenValue { value: change.value.clone(), number: change.number, taken: true });
    if changed {
        return Arrival::OursStays;
    }
    match &change.value {
        Some(value) => ours.insert(change.field.clone(), value.clone()),
        None => ours.remove(&change.field),
    };
    Arrival::Taken
}

/// The value that our record took from the workspace.
pub(super) fn taken(seen: &SeenValue) -> Option<&String> {
    seen.value.as_ref().filter(|_| seen.taken)
}
