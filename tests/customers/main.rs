//! Customers as a person meets them: the tabs beside mail over a real store, and the commands of the real program.
#![allow(clippy::unwrap_used)]

#[path = "../support/screens.rs"]
mod screens;

mod agenda;
mod boards;
mod by_hand;
mod commands;
mod forms;
mod persons;
mod record_screen;
mod sales_inbox;
