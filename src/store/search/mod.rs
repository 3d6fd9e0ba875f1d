//! Full-text search and the search language over the tables.
//!
//! A mail that arrives is only appended to a tail in the same transaction ([`append`]); the writer moves the tail into the index between its other work
//! ([`index_some`]) and merges the index when idle ([`merge_some`]). [`find()`] asks both, so that what was stored is found at once.
//! Rows are message keys, so that hits come newest first without a sort.

mod complete;
mod condition;
mod document;
mod find;
mod front;
mod index;
mod names;
mod newest;
mod render;
mod renewal;
mod rows;
mod signature;
mod sum;
mod tail;
mod words;

pub(in crate::store) use complete::complete;
pub use document::TailEntry;
pub use find::{Scope, SearchRequest, Window, find};
pub use index::{Budget, append, forget, index_some, merge_some, tail_has, tail_len};
pub use renewal::{Stale, stale, stale_below};
pub(in crate::store) use renewal::{begin, renew};
pub use rows::{threads, threads_of};
pub(in crate::store) use sum::{faults, sum_up};

#[cfg(test)]
pub(in crate::store) mod tests;
