//! Mail bytes to domain values and back.
