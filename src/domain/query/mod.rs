//! The search language of interface.md, for mail and for customers: text to a [`Query`], or an error that points at the place. Nothing is silently ignored.

mod characters;
mod compare;
mod error;
mod field;
mod highlight;
mod meaning;
mod narrowing;
mod numbers;
mod parse;
mod phrase;
mod record;
mod terms;
mod tree;
mod typed;
mod value;

use jiff::tz::TimeZone;

use super::crm::kind::RecordKind;
use super::time::Instant;
use super::typed::{DayOrder, TimeReader, Toward};

pub use compare::Compare;
pub use error::{QueryError, Trouble};
pub use field::SearchField;
pub use highlight::{highlights, places_of};
pub use narrowing::{Narrowing, kept_form};
pub use phrase::Phrase;
pub use record::{RecordField, RecordTest, Test};
pub use terms::{Trace, each_trace, index_text};
pub use tree::{Customer, Part, Query, Span, State, Term, Thing, What};

impl Query {
    /// Reads a query for mail where nobody says which number of `12/1` is the month; `now` and the person's `zone` give dates and spans their meaning.
    ///
    /// # Errors
    /// The first thing that cannot be understood, with its place.
    pub fn parse(typed: &str, now: Instant, zone: &TimeZone) -> Result<Self, QueryError> {
        parse::parse(typed, None, &TimeReader { now, zone, order: DayOrder::Unsaid, toward: Toward::Coming })
    }

    /// Reads a query for mail as a person at a place and a moment means it. A day without a year is the last one: mail looks back.
    ///
    /// # Errors
    /// The first thing that cannot be understood, with its place.
    pub fn for_mail(typed: &str, times: &TimeReader<'_>) -> Result<Self, QueryError> {
        parse::parse(typed, None, times)
    }

    /// Reads a query for records of a kind: its own fields, and those of mail, which ask for records with such a mail.
    ///
    /// # Errors
    /// The first thing that cannot be understood, and the first field that the kind lacks, with its place.
    pub fn for_records(typed: &str, kind: RecordKind, times: &TimeReader<'_>) -> Result<Self, QueryError> {
        parse::parse(typed, Some(kind), times)
    }
}

#[cfg(test)]
mod tests;
