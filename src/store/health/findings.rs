//! What a check gathers.

use crate::jobs::health::{Area, Check};
use crate::store::{Result, StoreError};
use crate::text::CleanText;

/// How many faults of one kind are named; all are counted.
const NAMED: usize = 20;

/// The faults of an area so far.
pub(super) struct Findings {
    area: Area,
    pub(super) checked: u64,
    faults: u64,
    named: Vec<CleanText>,
}

impl Findings {
    pub(super) fn of(area: Area) -> Self {
        Self { area, checked: 0, faults: 0, named: Vec::new() }
    }

    pub(super) fn fault(&mut self, what: &str) {
        self.faults += 1;
        if self.named.len() < NAMED {
            self.named.push(CleanText::line(what));
        }
    }

    pub(super) fn check(self) -> Check {
        Check { area: self.area, checked: self.checked, faults: self.faults, named: self.named }
    }
}

/// What cannot be read is a fault, not the end of the check.
pub(super) fn readable(area: Area, checked: Result<Check>) -> Result<Check> {
    match checked {
        Err(error) if says_nothing(&error) => Err(error),
        Err(error) => {
            let mut found = Findings::of(area);
            found.fault(&error.to_string());
            Ok(found.check())
        }
        checked => checked,
    }
}

/// Whether a failure says nothing about the file.
fn says_nothing(error: &StoreError) -> bool {
    error.is_full()
        || error.is_busy()
        || matches!(error, StoreError::Sqlite(rusqlite::Error::SqliteFailure(failure, _))
            if matches!(failure.code, rusqlite::ErrorCode::OutOfMemory | rusqlite::ErrorCode::OperationInterrupted | rusqlite::ErrorCode::CannotOpen))
}
