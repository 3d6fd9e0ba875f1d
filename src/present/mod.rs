//! What both front ends say: the one table of commands, and dates, money and sizes as people read them.

pub mod changes;
pub mod commands;
pub mod compose;
pub mod fields;
pub mod key;
pub mod money;
pub mod outbox;
pub mod reading;
pub mod sizes;
pub mod when;
