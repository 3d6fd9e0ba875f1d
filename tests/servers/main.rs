//! Fetching from servers: a scripted one for what real ones will not do, and a real Dovecot.
#![allow(clippy::unwrap_used)]

mod big_mail;
mod broken_ends;
mod canaries;
mod certificates;
mod disk_errors;
#[path = "../support/dovecot.rs"]
mod dovecot;
mod dovecot_stories;
#[path = "../support/home.rs"]
mod home;
mod identity;
mod imap_kill;
mod imap_quirks;
mod imap_stories;
mod imap_tricks;
mod in_hand;
mod keyring;
mod kill;
mod ledger;
mod model;
mod names;
#[path = "../../src/text/numbers.rs"]
mod numbers;
mod odd_answers;
#[path = "../support/program.rs"]
mod program;
#[path = "../support/relay.rs"]
mod relay;
mod retention;
mod said_back;
mod scripted;
#[path = "../support/scripted_imap.rs"]
mod scripted_imap;
#[path = "../support/scripted_pop3.rs"]
mod scripted_pop3;
#[path = "../support/scripted_smtp.rs"]
mod scripted_smtp;
mod sign_in;
mod tls;
mod tls_front;
