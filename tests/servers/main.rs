//! Fetching from servers: a scripted one for what real ones will not do, and a real Dovecot.
#![allow(clippy::unwrap_used)]

#[path = "../support/home.rs"]
mod home;
mod scripted;
#[path = "../support/scripted_pop3.rs"]
mod scripted_pop3;
