//! Mail and customers as plain values: no I/O and no clock.

pub mod account;
pub(crate) mod change;
pub mod confirmed_time;
pub mod crm;
pub mod discovery;
pub mod ids;
pub mod mail;
#[cfg(test)]
mod mutations;
pub(crate) mod provider;
pub mod query;
pub(crate) mod sign_in;
pub mod signature;
pub mod team;
pub mod time;
pub(crate) mod typed;
pub(crate) mod when;
