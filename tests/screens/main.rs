//! What a person sees: golden screens and stories told in keys.
#![allow(clippy::unwrap_used)]

#[path = "../support/screens.rs"]
mod screens;

mod acting;
mod golden;
mod hostile;
mod language;
mod lists;
mod reading;
mod readme;
mod rows;
mod stories;
mod writing;
