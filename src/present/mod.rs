//! What both front ends say: the one table of commands, and dates, money and sizes as people read them.

pub(crate) mod account;
pub(crate) mod changes;
pub mod commands;
pub(crate) mod compose;
pub(crate) mod discovery;
pub(crate) mod explain;
pub(crate) mod fields;
pub(crate) mod history;
pub mod key;
pub(crate) mod mailboxes;
pub(crate) mod money;
pub(crate) mod outbox;
mod paragraph;
pub(crate) mod postpone;
pub(crate) mod reading;
pub(crate) mod reasons;
pub(crate) mod sizes;
pub(crate) mod snooze;
pub(crate) mod when;
