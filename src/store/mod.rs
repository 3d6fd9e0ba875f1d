//! The local SQLite store, by subject, in domain types. Nothing here is asynchronous, knows a clock or makes up ids: time and ids come with each call.

pub mod accounts;
pub mod arrival;
mod arrived;
pub mod changes;
mod context;
pub mod crm;
mod ending;
mod error;
mod frame;
pub mod health;
pub mod mailboxes;
pub mod messages;
mod migrate;
pub mod open;
pub mod outbox;
mod packed;
pub mod pop3_seen;
pub mod raw;
pub mod reading_again;
pub mod resolve;
pub mod search;
mod summary;
#[cfg(test)]
mod tests;
pub mod threads;
pub mod triage;
pub mod undo;
pub mod windows;
pub mod write;
mod written;

pub use context::Context;
pub use error::{Refusal, Result, StoreError};
pub use open::Store;
pub use write::Write;
pub use written::Written;
