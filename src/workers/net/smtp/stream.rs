//! The stream that the SMTP library and our own body writer share; never at the same time.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::workers::net::Connection;

/// A connection with two handles. What is `said` beforehand is read first: after STARTTLS the server greets no more, but the library waits for a greeting.
#[derive(Debug)]
pub(super) struct SharedStream {
    connection: Arc<Mutex<Connection>>,
    said: Vec<u8>,
    peer: SocketAddr,
}

impl SharedStream {
    pub(super) fn new(connection: Connection, said: &[u8], peer: SocketAddr) -> Self {
        Self { connection: Arc::new(Mutex::new(connection)), said: said.to_vec(), peer }
    }

    /// The second handle, for which nothing was said beforehand.
    pub(super) fn second(&self) -> Self {
        Self { connection: Arc::clone(&self.connection), said: Vec::new(), peer: self.peer }
    }

    fn held(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsyncRead for SharedStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if !self.said.is_empty() {
            let take = self.said.len().min(buf.remaining());
            let first: Vec<u8> = self.said.drain(..take).collect();
            buf.put_slice(&first);
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut *self.held()).poll_read(cx, buf)
    }
}

impl AsyncWrite for SharedStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.held()).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.held()).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.held()).poll_shutdown(cx)
    }
}

impl AsyncTokioStream for SharedStream {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}
