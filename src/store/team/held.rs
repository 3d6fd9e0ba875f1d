//! One record while changes of it are taken: what we have, and what the workspace had last.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::fields::{Coming, Meant, key_of, meant, place};
use super::{ours, seen};
use crate::domain::crm::kind::Subject;
use crate::domain::ids::Id;
use crate::domain::team::change::{Arrival, DELETED, FieldChange, Fields, Seen, SeenValue, arrive};
use crate::domain::team::merges::MERGED_INTO;
use crate::domain::time::Instant;
use crate::store::Result;
use crate::store::crm::rows::Journal;

/// What holds for all that is taken in one go.
#[derive(Debug)]
pub(super) struct Scope {
    /// The records that come with it.
    pub(super) coming: Coming,
    /// Whether nobody knows what the workspace had last: what differs may be damage here or newer there, and is nothing that somebody did here.
    pub(super) is_anew: bool,
}

/// A record in hand.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) id: Id,
    /// Its table; none while nobody has said of which kind it is.
    pub(super) subject: Option<Subject>,
    /// The key of its row.
    pub(super) key: Option<i64>,
    /// What we have, and shall have.
    pub(super) ours: Fields,
    /// What the workspace had last.
    pub(super) seen: Seen,
    /// Whether it went into another before.
    pub(super) was_merged: bool,
    /// Whether another record names it, so that it needs a row.
    pub(super) is_named: bool,
    /// Whether it had a row and its adding was undone here.
    pub(super) is_taken_back: bool,
    /// When it was changed last by who sent this.
    pub(super) at: Option<Instant>,
    /// What was written of it.
    pub(super) journal: Journal,
    /// Changes of others that ours outlived: the field, what the workspace had there and what it has now.
    pub(super) outlived: Vec<(String, Option<String>, Option<String>)>,
    /// Fields of which the workspace has something new.
    noted: BTreeSet<String>,
}

impl Held {
    /// Reads it. Of a record without a row we have what the workspace had, as deleted where the row was taken back.
    pub(super) fn read(db: &Connection, id: Id) -> Result<Self> {
        let known = seen::known(db, id)?;
        let seen = seen::of_record(db, id)?;
        let subject = known.and_then(|(subject, _)| subject);
        let reference = match subject {
            Some(subject) => key_of(db, subject, id)?.map(|key| subject.at(key)),
            None => place(db, id)?,
        };
        let row = reference.map(|of| ours::fields(db, of)).transpose()?.flatten();
        let is_taken_back = row.is_none() && known.is_some_and(|(_, here)| here);
        let ours = row.unwrap_or_else(|| {
            let taken = seen.iter().filter(|(_, seen)| seen.taken);
            let mut fields: Fields = taken.filter_map(|(field, seen)| Some((field.clone(), seen.value.clone()?))).collect();
            if is_taken_back {
                fields.entry(DELETED.to_owned()).or_insert_with(|| "1".to_owned());
            }
            fields
        });
        Ok(Self {
            id,
            subject: reference.map(|of| of.subject).or(subject),
            key: reference.map(|of| of.key),
            was_merged: ours.contains_key(MERGED_INTO),
            ours,
            seen,
            is_named: false,
            is_taken_back,
            at: None,
            journal: Journal::default(),
            outlived: Vec::new(),
            noted: BTreeSet::new(),
        })
    }

    /// Takes a change as far as it means anything to us.
    pub(super) fn arrive(&mut self, db: &Connection, scope: &Scope, change: &FieldChange) -> Result<()> {
        let before = self.seen.get(&change.field).cloned();
        if before.as_ref().is_some_and(|before| before.number >= change.number) {
            return Ok(());
        }
        let meaning = match self.subject {
            Some(subject) => meant(db, &scope.coming, subject, &change.field, change.value.as_deref())?,
            None => Meant::Waits,
        };
        self.at = self.at.max(Some(change.at));
        self.noted.insert(change.field.clone());
        let had = before.as_ref().filter(|before| before.taken).and_then(|before| before.value.clone());
        if scope.is_anew {
            match &had {
                Some(value) => self.ours.insert(change.field.clone(), value.clone()),
                None => self.ours.remove(&change.field),
            };
        }
        // A deal has a contact as long as it has a row.
        let stays = change.field == "contact" && self.key.is_some();
        match meaning {
            Meant::Value(value) => {
                let change = FieldChange { value, ..change.clone() };
                if arrive(&mut self.ours, &mut self.seen, &change) == Arrival::OursStays
                    && self.ours.get(&change.field) != change.value.as_ref()
                {
                    self.outlived.push((change.field, had, change.value));
                }
            }
            Meant::Waits if !stays => {
                if self.ours.get(&change.field) == had.as_ref() {
                    self.ours.remove(&change.field);
                }
                let waiting = SeenValue { value: change.value.clone(), number: change.number, taken: false };
                self.seen.insert(change.field.clone(), waiting);
            }
            Meant::Waits | Meant::Wrong => {
                self.seen.insert(change.field.clone(), SeenValue { value: had, number: change.number, taken: true });
            }
        }
        Ok(())
    }

    /// Takes what waited, unless we filled the field meanwhile.
    pub(super) fn take_late(&mut self, field: &str, value: Option<String>) {
        let Some(seen) = self.seen.get_mut(field) else { return };
        (seen.value, seen.taken) = (value.clone(), true);
        self.noted.insert(field.to_owned());
        if let Some(value) = value {
            self.ours.entry(field.to_owned()).or_insert(value);
        }
    }

    /// Into whom it went, and with which number.
    pub(super) fn edge(&self) -> Option<(Id, Option<i64>)> {
        let kept = self.ours.get(MERGED_INTO)?;
        let number = self.seen.get(MERGED_INTO).filter(|seen| seen.value.as_ref() == Some(kept)).map(|seen| seen.number);
        Some((kept.parse().ok()?, number))
    }

    /// Writes what the workspace has now.
    pub(super) fn keep(&self, db: &Connection) -> Result<()> {
        for field in &self.noted {
            if let Some(value) = self.seen.get(field) {
                seen::note(db, self.id, field, value)?;
            }
        }
        if self.seen.is_empty() {
            return Ok(());
        }
        seen::note_record(db, self.id, self.subject, self.key.is_some())
    }
}
