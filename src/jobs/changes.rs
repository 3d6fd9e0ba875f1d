//! Undo, redo and what can be undone.

use crate::domain::change::Verb;
use crate::domain::ids::{GroupKey, Id};
use crate::domain::time::Instant;
use crate::text::CleanText;

/// Every question about what was done before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangesJob {
    /// Take a group back or do it again.
    Turn(UndoRedo),
    /// What could be undone.
    List(ListGroups),
}

/// Takes a group of changes back, or does it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UndoRedo {
    /// Take the newest done group back; refuses with `changed_since` when something later touched the same field.
    Undo,
    /// Do the newest undone group again.
    Redo,
}

/// What could be undone, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListGroups {
    /// How many groups; 0 is all.
    pub limit: u32,
}

/// What a change, an undo or a redo did.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// The group to undo; `None` when nothing had to change.
    pub group: Option<GroupKey>,
    /// The group's outside id.
    pub group_id: Option<Id>,
    /// What the person did.
    pub verb: Verb,
    /// How many messages or records changed; copies shown as one count once.
    pub changed: u64,
    /// A name for what was changed when it is one thing.
    pub about: CleanText,
    /// Copies that stayed where they are, since their account lacks the mailbox the others went to.
    pub stayed: u64,
}

/// A group of changes in the undo list.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupRow {
    /// Its key; a higher one is newer.
    pub key: GroupKey,
    /// Its outside id.
    pub id: Id,
    /// When it was done.
    pub at: Instant,
    /// What the person did.
    pub verb: Verb,
    /// How many messages or records it changed.
    pub changed: u64,
    /// A name for what was changed when it is one thing.
    pub about: CleanText,
    /// Whether it is undone now.
    pub undone: bool,
}
