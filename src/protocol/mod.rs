//! Wire protocols as machines without sockets.

pub(crate) mod autoconfig;
pub(crate) mod bearer;
pub(crate) mod imap;
pub(crate) mod pop3;
pub(crate) mod smtp;
