//! The pages under `docs/` and the README are true of the program, and whoever cites them finds what is cited.
#![allow(clippy::unwrap_used)]

mod citations;
mod commands;
mod files;
mod licences;
mod promises;
mod search;
mod toolchain;
