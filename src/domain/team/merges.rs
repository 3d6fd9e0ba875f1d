//! Records that became one, and what that means for all others.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{DELETED, Fields, Seen};
use crate::domain::ids::Id;

/// The field that names the record which another went into. Who was merged is gone without being deleted.
pub const MERGED_INTO: &str = "merged_into";

/// Fields that name another record by its id.
pub const REFERENCES: [&str; 5] = ["company", "contact", "deal", "parent", "person"];

/// Beginnings of fields that are one of several: an address, a telephone number. What follows names it, and the value begins with its place among them.
pub const SEVERAL: [&str; 2] = ["address:", "phone:"];

/// Where what comes from a merged record stands among what was there.
const BEHIND: i64 = 100;

/// That a record went into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// The one that went.
    pub gone: Id,
    /// The one that stays.
    pub kept: Id,
    /// The number of the change that says so; none while the workspace does not know it, which makes it the last.
    pub number: Option<i64>,
}

/// All merges, without those that would lead in a circle.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merges {
    into: BTreeMap<Id, Id>,
    passed_over: BTreeSet<Id>,
}

impl Merges {
    /// Takes merges in the order of their numbers and passes over each that would make a circle: everybody does the same with the same, whatever came first.
    pub fn of(merges: impl IntoIterator<Item = Merge>) -> Self {
        let mut sorted: Vec<Merge> = merges.into_iter().collect();
        sorted.sort_by_key(|merge| (merge.number.unwrap_or(i64::MAX), merge.gone));
        let mut all = Self::default();
        for merge in sorted {
            if all.winner(merge.kept) == merge.gone {
                all.passed_over.insert(merge.gone);
            } else {
                all.into.insert(merge.gone, merge.kept);
            }
        }
        all
    }

    /// The record that a record is now: itself, or the one that it went into in the end.
    pub fn winner(&self, record: Id) -> Id {
        let mut at = record;
        while let Some(into) = self.into.get(&at) {
            at = *into;
        }
        at
    }

    /// The merges that count: who went, and who they are now.
    pub fn gone(&self) -> impl Iterator<Item = (Id, Id)> + '_ {
        self.into.keys().map(|gone| (*gone, self.winner(*gone)))
    }

    /// Whether the merge that takes this record away would make a circle.
    pub fn is_passed_over(&self, record: Id) -> bool {
        self.passed_over.contains(&record)
    }

    /// Brings a record in line: a merge in a circle goes, a reference to who went means who stayed, and who went into another is not
    /// deleted. Answers what belongs to who stayed now, and to whom.
    pub fn settle(&self, record: Id, fields: &mut Fields) -> Option<(Id, Vec<(String, String)>)> {
        if self.is_passed_over(record) {
            fields.remove(MERGED_INTO);
        }
        for field in REFERENCES {
            if let Some(value) = fields.get_mut(field)
                && let Ok(named) = value.parse::<Id>()
            {
                *value = self.winner(named).to_string();
            }
        }
        let winner = self.winner(record);
        if winner == record {
            return None;
        }
        fields.remove(DELETED);
        let left: Vec<(String, String)> =
            fields.iter().filter(|(field, _)| is_one_of_several(field)).map(|(field, value)| (field.clone(), value.clone())).collect();
        fields.retain(|field, _| !is_one_of_several(field));
        (!left.is_empty()).then_some((winner, left))
    }
}

/// Gives a record that is merged no longer what the workspace kept of it: its addresses and numbers went to another with the merge.
pub fn restore(fields: &mut Fields, seen: &Seen) {
    for (field, seen) in seen.iter().filter(|(field, seen)| seen.taken && is_one_of_several(field)) {
        if let Some(value) = &seen.value {
            fields.entry(field.clone()).or_insert_with(|| value.clone());
        }
    }
}

/// Takes over what a merged record still had, behind what is there; what is there already stays as it is.
pub fn take_over(fields: &mut Fields, left: Vec<(String, String)>) {
    for (field, value) in left {
        let (place, rest) = placed(&value);
        fields.entry(field).or_insert_with(|| place_value(place.saturating_add(BEHIND), rest));
    }
}

/// The value of a field that is one of several.
pub fn place_value(place: i64, rest: &str) -> String {
    format!("{place} {rest}")
}

/// The place and the rest of such a value.
pub fn placed(value: &str) -> (i64, &str) {
    value.split_once(' ').and_then(|(place, rest)| Some((place.parse().ok()?, rest))).unwrap_or((0, value))
}

/// Whether a field is an address or a telephone number.
pub fn is_one_of_several(field: &str) -> bool {
    SEVERAL.iter().any(|start| field.starts_with(start))
}
