//! The terminal app: a pure state with an update function, views that draw it, and the loop that joins them to terminal and workers.

pub mod app;
pub mod run;
pub(crate) mod terminal;
pub mod views;

#[cfg(test)]
mod tests;
