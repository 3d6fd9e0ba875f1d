//! Wire protocols as machines without sockets.

pub(crate) mod pop3;
