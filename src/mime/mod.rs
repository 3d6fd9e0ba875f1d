//! Mail bytes to domain values and back.

pub mod write;
