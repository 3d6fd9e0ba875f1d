//! From a host name to a stream that may be trusted.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::error::NetError;
use super::trust::{Roots, tls_config};
use crate::domain::account::{Security, ServerSettings};
use crate::jobs::account::TestStep;

/// How long a name, a connection or a handshake may take, each (promises.md B3).
const CONNECT_TIME: Duration = Duration::from_secs(20);
/// How long one address may keep the next one waiting (RFC 8305 section 5).
const NEXT_ADDRESS: Duration = Duration::from_millis(250);

/// A server, and whether an open connection to it was confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Whether the person confirmed a connection without protection (S54).
    pub plaintext_confirmed: bool,
}

impl Endpoint {
    /// The endpoint of an account's server.
    pub fn of(server: &ServerSettings, plaintext_confirmed: bool) -> Self {
        Self { host: server.host.clone(), port: server.port, security: server.security, plaintext_confirmed }
    }

    /// Refuses an open connection that nobody confirmed; to be asked before anything is sent.
    pub fn check(&self) -> Result<(), NetError> {
        if self.security == Security::None && !self.plaintext_confirmed { Err(NetError::PlaintextUnconfirmed) } else { Ok(()) }
    }

    /// The host without the brackets of a literal address, in IDNA ASCII.
    pub(in crate::workers) fn ascii_host(&self) -> Result<String, NetError> {
        let bare = self.host.trim().trim_start_matches('[').trim_end_matches(']').trim_end_matches('.');
        let ascii = if bare.is_ascii() { bare.to_owned() } else { idna::domain_to_ascii(bare).map_err(|_| NetError::BadHost)? };
        if ascii.is_empty() || ascii.contains(|c: char| c.is_ascii_control() || c == ' ') { Err(NetError::BadHost) } else { Ok(ascii) }
    }
}

/// Connects to a server whose endpoint may be spoken to. Every step that went well is added to `reached`, so that a test of an account can tell where it ended.
pub async fn connect(endpoint: &Endpoint, reached: &mut Vec<TestStep>) -> Result<TcpStream, NetError> {
    endpoint.check()?;
    let addresses = resolve(endpoint).await?;
    reached.push(TestStep::Resolve);
    let stream = dial(&addresses).await?;
    reached.push(TestStep::Connect);
    Ok(stream)
}

/// The addresses of a host; literal addresses need no name server.
async fn resolve(endpoint: &Endpoint) -> Result<Vec<SocketAddr>, NetError> {
    let host = endpoint.ascii_host()?;
    let found = timeout(CONNECT_TIME, tokio::net::lookup_host((host.as_str(), endpoint.port)))
        .await
        .map_err(|_| NetError::NotResolved(io::ErrorKind::TimedOut.into()))?
        .map_err(NetError::NotResolved)?;
    let addresses: Vec<SocketAddr> = found.collect();
    if addresses.is_empty() { Err(NetError::NotResolved(io::ErrorKind::NotFound.into())) } else { Ok(addresses) }
}

/// Connects to the first address that answers; each gets a short head start before the next.
async fn dial(addresses: &[SocketAddr]) -> Result<TcpStream, NetError> {
    let mut tries: FuturesUnordered<_> = (0u32..)
        .zip(addresses)
        .map(|(n, address)| async move {
            sleep(NEXT_ADDRESS * n).await;
            TcpStream::connect(address).await
        })
        .collect();
    let first_that_answers = async {
        let mut last = NetError::NotConnected(io::ErrorKind::NotFound.into());
        while let Some(tried) = tries.next().await {
            match tried {
                Ok(stream) => return Ok(stream),
                Err(error) => last = NetError::NotConnected(error),
            }
        }
        Err(last)
    };
    let stream = timeout(CONNECT_TIME, first_that_answers).await.map_err(|_| NetError::ConnectTimedOut)??;
    // Small commands must not wait for the answers to earlier ones; a refusal only costs speed.
    let _ = stream.set_nodelay(true);
    Ok(stream)
}

/// Begins TLS on a connection and checks who answers, by the certificates that are trusted here.
pub async fn encrypt(stream: TcpStream, endpoint: &Endpoint, roots: &Roots) -> Result<TlsStream<TcpStream>, NetError> {
    let roots = roots.clone();
    // The certificates are read from files.
    let config = spawn_blocking(move || tls_config(&roots)).await.map_err(|_| NetError::NoRoots)??;
    let name = ServerName::try_from(endpoint.ascii_host()?).map_err(|_| NetError::BadHost)?;
    let handshake = TlsConnector::from(config).connect(name, stream);
    match timeout(CONNECT_TIME, handshake).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(NetError::of_handshake(&error)),
        Err(_) => Err(NetError::ConnectTimedOut),
    }
}

/// A connection, protected or open.
#[derive(Debug)]
pub enum Connection {
    /// In the open.
    Open(TcpStream),
    /// Under TLS.
    Encrypted(Box<TlsStream<TcpStream>>),
}

impl AsyncRead for Connection {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Open(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Encrypted(stream) => Pin::new(stream.as_mut()).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Open(stream) => Pin::new(stream).poll_write(cx, bytes),
            Self::Encrypted(stream) => Pin::new(stream.as_mut()).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Open(stream) => Pin::new(stream).poll_flush(cx),
            Self::Encrypted(stream) => Pin::new(stream.as_mut()).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Open(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Encrypted(stream) => Pin::new(stream.as_mut()).poll_shutdown(cx),
        }
    }
}
