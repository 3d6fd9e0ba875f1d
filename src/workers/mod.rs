//! Tokio tasks: take jobs, give reports.
