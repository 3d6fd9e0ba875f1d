//! Mail accounts as a person manages them: added, edited and removed in `config.toml`, their passwords in the secret store.

pub mod problems;
