//! A team over a real PostgreSQL: its workspace, its members, and what nobody but the owner ever sees.
#![cfg(feature = "team")]
#![allow(clippy::unwrap_used)]

mod commands;
mod hostile;
mod matrix;
mod model;
#[path = "../support/postgres.rs"]
mod postgres;
mod sync;
mod team;
mod trust;
