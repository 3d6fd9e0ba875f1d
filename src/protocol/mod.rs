//! Wire protocols as machines without sockets.
