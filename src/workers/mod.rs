//! Tokio tasks: take jobs, give reports.

pub mod account_check;
pub mod accounts;
pub mod arriving;
pub mod attachment_save;
pub mod clock;
pub mod database;
pub mod desk;
pub mod fetch;
pub mod health;
pub mod house;
mod lock;
pub mod mail_import;
pub mod net;
pub mod notices;
pub mod outbox;
pub mod presence;
pub mod problems;
pub mod query;
