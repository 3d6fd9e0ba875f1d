//! Tokio tasks: take jobs, give reports.
pub mod net;
