//! The real binary in a real terminal, with real servers: the main job from the first start to the next morning.
#![allow(clippy::unwrap_used)]

#[path = "../support/domain.rs"]
mod domain;
#[path = "../support/dovecot.rs"]
#[allow(dead_code)]
mod dovecot;
#[path = "../support/scripted_pop3.rs"]
#[allow(dead_code)]
mod scripted_pop3;
#[path = "../support/scripted_smtp.rs"]
mod scripted_smtp;
#[path = "../support/terminal.rs"]
mod terminal;

mod ends;
mod hostile_output;
mod leaving_lists;
mod main_job;
mod main_job_ja;
mod pictures;
mod pop3_trouble;
mod restart;
mod snooze;
mod takeover;
mod together;
