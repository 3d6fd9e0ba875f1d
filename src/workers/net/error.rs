//! Why there is no connection to a server that may be trusted.

use std::io;
use std::path::PathBuf;

use crate::domain::account::Fingerprint;

/// Why a server could not be reached or not be trusted. What it said afterwards is for its protocol to tell.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// The host name is none.
    #[error("not a host name")]
    BadHost,
    /// The host name has no address, or nobody could be asked.
    #[error("the host name has no address")]
    NotResolved(#[source] io::Error),
    /// No address of the host accepts a connection on this port.
    #[error("no connection")]
    NotConnected(#[source] io::Error),
    /// The server did not answer in time while connecting.
    #[error("no connection in time")]
    ConnectTimedOut,
    /// The security is `none`, and the person never confirmed it.
    #[error("an open connection that nobody confirmed")]
    PlaintextUnconfirmed,
    /// The account's PEM file of trusted certificates cannot be read or holds none.
    #[error("no certificates in {0}")]
    CaFile(PathBuf),
    /// The system has no trusted roots.
    #[error("no trusted roots on this system")]
    NoRoots,
    /// TLS failed.
    #[error("no TLS: {0}")]
    Tls(TlsTrouble),
    /// The server showed a certificate that is not believed; a person may make an exception of it.
    #[error("{why}: {shown}")]
    Certificate {
        /// What is wrong with it.
        why: TlsTrouble,
        /// Which one it is.
        shown: Fingerprint,
    },
    /// STARTTLS is chosen, and the server does not offer it.
    #[error("the server does not offer STARTTLS")]
    NoStarttls,
}

/// A refused certificate on its way through the TLS library: why, and which one it was.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub(super) struct Refused {
    pub(super) why: rustls::CertificateError,
    pub(super) shown: Fingerprint,
}

/// Why TLS failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsTrouble {
    /// Nobody we trust signed the certificate.
    #[error("untrusted certificate")]
    Untrusted,
    /// The certificate is for another host.
    #[error("certificate for another host")]
    WrongHost,
    /// The certificate's time is over.
    #[error("expired certificate")]
    Expired,
    /// The certificate's time has not begun; often this machine's clock is wrong.
    #[error("certificate not valid yet")]
    NotYetValid,
    /// The certificate was withdrawn.
    #[error("revoked certificate")]
    Revoked,
    /// The certificate is broken or of a kind that is no longer safe.
    #[error("unusable certificate")]
    BadCertificate,
    /// What answers does not speak TLS: often the port of another security.
    #[error("the server does not speak TLS here")]
    NotTls,
    /// The server ended the connection during the handshake.
    #[error("closed during the handshake")]
    Closed,
    /// The two sides found no common ground, or the handshake went wrong.
    #[error("handshake: {0}")]
    Handshake(String),
}

impl NetError {
    /// Reads what the TLS library says of a handshake that failed.
    pub(in crate::workers) fn of_handshake(error: &io::Error) -> Self {
        let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        if let Some(rustls::Error::InvalidCertificate(rustls::CertificateError::Other(other))) = tls
            && let Some(refused) = other.0.downcast_ref::<Refused>()
        {
            return Self::Certificate { why: TlsTrouble::of_certificate(&refused.why), shown: refused.shown };
        }
        Self::Tls(tls.map_or(TlsTrouble::Closed, TlsTrouble::of))
    }
}

impl TlsTrouble {
    fn of(tls: &rustls::Error) -> Self {
        use rustls::Error as Tls;
        match tls {
            Tls::InvalidCertificate(why) => Self::of_certificate(why),
            Tls::InvalidMessage(_) => Self::NotTls,
            _ => Self::Handshake(tls.to_string()),
        }
    }

    fn of_certificate(why: &rustls::CertificateError) -> Self {
        use rustls::CertificateError as Certificate;
        match why {
            Certificate::Expired | Certificate::ExpiredContext { .. } => Self::Expired,
            Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => Self::NotYetValid,
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => Self::WrongHost,
            Certificate::Revoked => Self::Revoked,
            Certificate::UnknownIssuer | Certificate::BadSignature => Self::Untrusted,
            _ => Self::BadCertificate,
        }
    }
}
