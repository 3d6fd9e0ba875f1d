//! What came out of a damaged file otherwise than it lay there.

use crate::text::CleanText;

/// How much of what is gone is named; all of it is counted.
const NAMED: usize = 100;

/// What was brought over otherwise than it lay there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Mails whose row was made anew from their bytes.
    pub reread: u64,
    /// Mails and records that are gone.
    pub lost: u64,
    /// Records that were kept although something in them changed.
    pub changed: u64,
    /// What is gone, in technical words.
    pub lost_named: Vec<CleanText>,
    /// What was kept changed, in technical words.
    pub changed_named: Vec<CleanText>,
}

impl Tally {
    pub(super) fn lost(&mut self, what: &str) {
        self.lost += 1;
        if self.lost_named.len() < NAMED {
            self.lost_named.push(CleanText::line(what));
        }
    }

    pub(super) fn changed(&mut self, what: &str) {
        self.changed += 1;
        if self.changed_named.len() < NAMED {
            self.changed_named.push(CleanText::line(what));
        }
    }
}
