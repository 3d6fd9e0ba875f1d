//! Mail and customers as plain values: no I/O and no clock.

pub mod account;
pub mod change;
pub mod crm;
pub mod ids;
pub mod mail;
pub mod provider;
pub mod query;
pub mod signature;
pub mod time;
pub mod typed;
pub mod when;
