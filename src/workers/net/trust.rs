//! Whom to believe: the system's roots, `SSL_CERT_FILE`, the certificates of an account's own PEM file, and one certificate by its fingerprint.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, SignatureScheme};
use rustls_platform_verifier::Verifier;
use sha2::{Digest, Sha256};

use super::error::{NetError, Refused};
use crate::domain::account::{AccountSettings, Fingerprint, ServerSettings};

/// Trusted certificates beyond the system's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roots {
    /// The account's PEM file (`ca_file`).
    pub ca_file: Option<PathBuf>,
    /// The one certificate of this server that the person typed out (`certificate`, `smtp_certificate`).
    pub exception: Option<Fingerprint>,
}

impl Roots {
    /// Whom to believe at one of an account's servers.
    pub fn of(account: &AccountSettings, server: &ServerSettings) -> Self {
        Self { ca_file: account.ca_file.clone(), exception: server.certificate }
    }
}

/// The TLS settings of a connection: TLS 1.2 or 1.3, certificates checked. Reads files; call it where that may take a moment.
///
/// `SSL_CERT_FILE` stands in for the system's roots; both files may also hold the server's own certificate, which is then accepted as it is, for its
/// names and its time only.
pub fn tls_config(roots: &Roots) -> Result<Arc<ClientConfig>, NetError> {
    let own = match &roots.ca_file {
        Some(path) => read_pem(path).filter(|found| !found.is_empty()).ok_or_else(|| NetError::CaFile(path.clone()))?,
        None => Vec::new(),
    };
    let mut named = own.clone();
    if let Some(path) = std::env::var_os("SSL_CERT_FILE") {
        named.extend(read_pem(Path::new(&path)).unwrap_or_default());
    }
    let provider = Arc::new(ring::default_provider());
    let platform = Verifier::new_with_extra_roots(own, provider.clone()).map_err(|error| match (error, &roots.ca_file) {
        (Error::InvalidCertificate(_), Some(path)) => NetError::CaFile(path.clone()),
        _ => NetError::NoRoots,
    })?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| NetError::NoRoots)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Trust { platform, named, exception: roots.exception }))
        .with_no_client_auth();
    Ok(Arc::new(config))
}

fn read_pem(path: &Path) -> Option<Vec<CertificateDer<'static>>> {
    CertificateDer::pem_file_iter(path).ok()?.collect::<Result<_, _>>().ok()
}

/// The platform's judgement, and a second one for a server whose very certificate the person named: a self-signed one is often marked as an authority,
/// which the platform refuses for a server.
#[derive(Debug)]
struct Trust {
    platform: Verifier,
    named: Vec<CertificateDer<'static>>,
    exception: Option<Fingerprint>,
}

fn fingerprint(certificate: &CertificateDer<'_>) -> Fingerprint {
    Fingerprint::of_bytes(Sha256::digest(certificate).into())
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let mut refused = match self.platform.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            Ok(verified) => return Ok(verified),
            Err(refused) => refused,
        };
        // The library checks the validity time before it looks at these two, so the time is good here.
        let only_not_an_authority_question =
            matches!(refused, Error::InvalidCertificate(CertificateError::UnknownIssuer | CertificateError::Other(_)));
        if only_not_an_authority_question && self.named.iter().any(|named| named == end_entity) {
            let named = ParsedCertificate::try_from(end_entity).and_then(|certificate| verify_server_name(&certificate, server_name));
            match named {
                Ok(()) => return Ok(ServerCertVerified::assertion()),
                Err(wrong) => refused = wrong,
            }
        }
        let Error::InvalidCertificate(why) = refused else { return Err(refused) };
        let shown = fingerprint(end_entity);
        // What its issuer took back or what cannot be read is not to be had by an exception either.
        let final_word = matches!(why, CertificateError::Revoked | CertificateError::BadEncoding);
        if self.exception == Some(shown) && !final_word {
            return Ok(ServerCertVerified::assertion());
        }
        Err(Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(Refused { why, shown })))))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.platform.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.platform.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.platform.supported_verify_schemes()
    }
}
