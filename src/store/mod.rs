//! The local SQLite store, by subject, in domain types. Nothing here is asynchronous, knows a clock or makes up ids: time and ids come with each call.

pub mod account_use;
pub mod accounts;
pub mod arrival;
mod arrived;
pub(crate) mod authentication;
pub mod changes;
mod context;
pub mod correspondents;
pub(crate) mod crm;
mod derived;
mod ending;
mod error;
pub mod fetch_ledger;
mod frame;
#[cfg(test)]
pub(crate) mod frozen;
pub(crate) mod full;
pub(crate) mod health;
pub(crate) mod imap;
pub mod mail_out;
pub mod mailboxes;
pub(crate) mod members;
pub(crate) mod messages;
mod migrate;
pub(crate) mod open;
pub mod outbox;
mod packed;
pub(crate) mod pop3_marks;
pub(crate) mod pop3_proof;
pub(crate) mod pop3_seen;
pub mod ranked;
pub mod raw;
pub(crate) mod reading_again;
pub mod records_out;
pub(crate) mod resolve;
mod seal;
pub mod search;
pub(crate) mod snooze;
pub(crate) mod space;
mod standing;
pub(crate) mod stored;
mod summary;
#[cfg(test)]
mod tests;
pub mod threads;
pub(crate) mod triage;
pub(crate) mod undo;
pub mod windows;
pub(crate) mod write;
mod written;

pub use context::Context;
pub use crm::import::Import;
pub use error::{Refusal, Result, StoreError};
pub use open::Store;
pub use write::Write;
pub use written::Written;
