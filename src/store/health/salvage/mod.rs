//! Salvage: every whole mail and record of a damaged file comes into a new one, what can be made anew is, and the damaged file is kept (promises.md A8).
//!
//! The pages are read without SQLite, which gives up at the first fault: [`pages`] takes them from the file and its log, [`cells`] the rows from a page,
//! [`walk`] says which table a row is of, [`collect`] puts them into the new file, [`mend`] makes the rest from them.

mod cells;
mod collect;
mod mend;
mod pages;
mod put;
mod tally;
#[cfg(test)]
mod tests;
mod walk;

pub use put::{Salvaged, salvage};
