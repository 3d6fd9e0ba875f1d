//! The state alone, over a few plain answers that come when a test lets them.
#![allow(clippy::unwrap_used)]

mod accounts;
mod ahead;
mod discovery;
mod look;
mod mouse;
mod persons;
mod preferences;
mod settings;
mod told;
mod typed;
mod walk;
mod world;
