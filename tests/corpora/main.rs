//! What fumi makes of public mail (`../shared/corpora`, described in its README): read where it is present, never copied into the repository.
#![allow(clippy::unwrap_used)]

mod bombs;
mod composed;
mod composed_forms;
mod corpus;
mod municipalities;
#[path = "../../src/text/numbers.rs"]
mod numbers;
mod reading;
mod signature_bands;
mod signature_score;
mod signatures;
mod threads;
