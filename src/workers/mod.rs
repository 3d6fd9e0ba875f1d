//! Tokio tasks: take jobs, give reports.

pub mod accounts;
pub mod attachment_save;
pub mod database;
pub mod desk;
pub mod house;
pub mod net;
pub mod notices;
pub mod problems;
