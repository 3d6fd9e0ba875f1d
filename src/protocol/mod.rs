//! Wire protocols as machines without sockets.

pub mod pop3;
