//! The search language of interface.md, for mail and for customers: text to a [`Query`], or an error that points at the place. Nothing is silently ignored.

mod characters;
mod error;
mod field;
mod highlight;
mod narrowing;
mod numbers;
mod parse;
mod phrase;
mod terms;
mod tree;
mod typed;
mod value;

use jiff::tz::TimeZone;

use super::time::Instant;

pub use error::{QueryError, Trouble};
pub use field::SearchField;
pub use highlight::{highlights, places_of};
pub use narrowing::Narrowing;
pub use phrase::Phrase;
pub use terms::{Trace, each_trace, index_text};
pub use tree::{Compare, Customer, Part, Query, Span, State, Term, Thing, What};

impl Query {
    /// Reads a query; `now` and the person's `zone` give dates and spans their meaning.
    ///
    /// # Errors
    /// The first thing that cannot be understood, with its place.
    pub fn parse(typed: &str, now: Instant, zone: &TimeZone) -> Result<Self, QueryError> {
        parse::parse(typed, now, zone)
    }
}

#[cfg(test)]
mod tests;
