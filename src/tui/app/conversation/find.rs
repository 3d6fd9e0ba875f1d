//! Finding a text in what the conversation shows.

use std::ops::Range;

use super::rows::Row;
use crate::domain::query::places_of;

/// A find: what is looked for and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Find {
    /// What is looked for, as typed.
    pub(crate) wanted: String,
    /// Row and byte range of each hit.
    pub(crate) hits: Vec<(usize, Range<usize>)>,
    /// Which hit the person is at.
    pub(crate) at: usize,
}

impl Find {
    /// A find for a text; its hits come from [`Find::look`].
    pub(crate) fn new(wanted: &str) -> Self {
        Self { wanted: wanted.to_owned(), hits: Vec::new(), at: 0 }
    }

    /// Looks through all rows.
    pub(crate) fn look(&mut self, rows: &[Row]) {
        self.hits.clear();
        for (at, row) in rows.iter().enumerate() {
            if let Row::Text { text, .. } = row {
                self.hits.extend(places_of(&self.wanted, text).into_iter().map(|range| (at, range)));
            }
        }
        self.at = self.at.min(self.hits.len().saturating_sub(1));
    }
}
