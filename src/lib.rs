//! fumi (文: letter): a terminal mail client that knows your customers.
//!
//! # The floors of this house
//!
//! A file imports only from lower floors and from its own room, and never in a circle; `tests/layers` guards it.
//!
//! | floor | rooms | what lives there |
//! |---|---|---|
//! | 0 | [`text`] | clean text, widths, wrapping, folding, single-line editing |
//! | 1 | [`domain`], [`i18n`] | mail, customers, signatures, queries as plain values; the words of both languages |
//! | 2 | [`protocol`], [`config`], [`problem`] | POP3 without sockets; settings and secrets; what went wrong and what to do |
//! | 3 | [`jobs`], [`mime`], [`exchange`] | what can be asked and answered; bytes to domain and back |
//! | 4 | [`store`] | SQLite by subject |
//! | 5 | [`workers`], [`present`] | tokio tasks that carry out jobs; what both front ends say |
//! | 6 | [`tui`], [`cli`], [`demo`] | the two front ends and the demonstration house |
//! | 7 | `main` | reads arguments, opens the house, hands over |

pub mod cli;
pub mod config;
pub mod demo;
pub mod domain;
pub mod exchange;
pub mod i18n;
pub mod jobs;
pub mod mime;
pub mod present;
pub mod problem;
pub mod protocol;
pub mod store;
pub mod text;
pub mod tui;
pub mod workers;
