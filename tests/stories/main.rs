//! Stories of the command line: the real binary on throw-away homes.
#![allow(clippy::unwrap_used)]

mod accounts;
mod calendars;
mod damage;
mod discovery;
#[path = "../support/domain.rs"]
mod domain;
mod exchange;
mod import;
mod mail;
mod manners;
mod policy;
mod secrets;
mod snooze;
mod triage;
mod world;
