//! The local SQLite store, by subject, in domain types.
