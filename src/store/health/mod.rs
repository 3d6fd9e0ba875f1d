//! The store's health: checking it, copying it to a backup, and taking a backup back (promises.md A8, E3).

pub(crate) mod backup;
mod findings;
mod rows;
pub(crate) mod salvage;
mod schema;
mod verify;

#[cfg(test)]
pub(in crate::store) use schema::strange;
pub use verify::verify;

#[cfg(test)]
mod flips;
#[cfg(test)]
mod tests;
