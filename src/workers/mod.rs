//! Tokio tasks: take jobs, give reports.

pub mod account_check;
pub mod accounts;
pub mod arriving;
pub(crate) mod attachment_save;
pub mod clock;
pub mod database;
pub(crate) mod desk;
pub(crate) mod discovery;
pub mod ending;
pub(crate) mod exchange;
pub mod fetch;
pub(crate) mod health;
pub mod house;
mod identity;
mod lock;
mod mail_files;
pub mod mail_import;
pub mod net;
pub mod notices;
pub mod outbox;
pub(crate) mod outside;
pub(crate) mod presence;
pub(crate) mod problems;
pub(crate) mod query;
pub mod rolling_backups;
mod sign_in;
#[cfg(feature = "team")]
pub mod team;
