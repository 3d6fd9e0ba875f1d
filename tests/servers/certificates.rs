//! Kinds of certificates that a server may show, good and bad, and what the account names as trusted.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use fumi::domain::account::Fingerprint;
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyPair,
    NameConstraints, SanType, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use sha2::{Digest, Sha256};

/// A kind of certificate. Unless it says otherwise, it is for `localhost` and signed by an authority that the account's file names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    SignedByOurs,
    /// Signed by an intermediate authority that the server shows as well.
    Chain,
    /// For the address 127.0.0.1, which is how the account names the host.
    Address,
    /// Its own authority, marked as one, and named in the account's file.
    SelfSignedNamed,
    /// Its own authority, not marked, and named.
    SelfSignedPlainNamed,
    /// Signed by nobody we know, and excepted by its fingerprint.
    SelfSignedExcepted,
    ExpiredExcepted,
    WrongHostExcepted,
    SignedByAnother,
    SelfSignedUnknown,
    /// Unknown, while another certificate is excepted.
    AnotherExcepted,
    WrongHost,
    Expired,
    NotYetValid,
    SelfSignedNamedExpired,
    SelfSignedNamedWrongHost,
    MissingIntermediate,
    ExpiredIntermediate,
    /// Signed by a certificate that is no authority.
    NoAuthority,
    /// Its authority may sign for another domain only.
    OutsideConstraints,
    /// The host stands in the common name alone.
    CommonName,
    /// `*`.
    WildcardForAll,
    /// `*.localhost`, which is not `localhost`.
    WildcardBelow,
    /// `local*`.
    WildcardInside,
    /// The host is an address; the certificate names it as common name only.
    AddressAsCommonName,
    /// The host is an address; the certificate names it as DNS name only.
    AddressAsName,
    /// Another address.
    WrongAddress,
    ForClientsOnly,
    Sha1,
    Rsa1024Authority,
}

use Kind::*;

/// Every kind, and the words with which a bad one is refused.
pub const KINDS: [(Kind, Option<&str>); 30] = [
    (SignedByOurs, None),
    (Chain, None),
    (Address, None),
    (SelfSignedNamed, None),
    (SelfSignedPlainNamed, None),
    (SelfSignedExcepted, None),
    (ExpiredExcepted, None),
    (WrongHostExcepted, None),
    (SignedByAnother, Some("net-tls-untrusted")),
    (SelfSignedUnknown, Some("net-tls-untrusted")),
    (AnotherExcepted, Some("net-tls-untrusted")),
    (WrongHost, Some("net-tls-wrong-host")),
    (Expired, Some("net-tls-expired")),
    (NotYetValid, Some("net-tls-not-yet-valid")),
    (SelfSignedNamedExpired, Some("net-tls-expired")),
    (SelfSignedNamedWrongHost, Some("net-tls-wrong-host")),
    (MissingIntermediate, Some("net-tls-untrusted")),
    (ExpiredIntermediate, Some("net-tls-expired")),
    (NoAuthority, Some("net-tls-bad-certificate")),
    (OutsideConstraints, Some("net-tls-bad-certificate")),
    (CommonName, Some("net-tls-wrong-host")),
    (WildcardForAll, Some("net-tls-wrong-host")),
    (WildcardBelow, Some("net-tls-wrong-host")),
    (WildcardInside, Some("net-tls-wrong-host")),
    (AddressAsCommonName, Some("net-tls-wrong-host")),
    (AddressAsName, Some("net-tls-wrong-host")),
    (WrongAddress, Some("net-tls-wrong-host")),
    (ForClientsOnly, Some("net-tls-bad-certificate")),
    (Sha1, Some("net-tls-bad-certificate")),
    (Rsa1024Authority, Some("net-tls-untrusted")),
];

/// A server's side, and what the account believes.
pub struct Made {
    /// What the server shows.
    pub config: Arc<ServerConfig>,
    /// The PEM file that the account names.
    pub named: String,
    /// The certificate that it excepts.
    pub exception: Option<Fingerprint>,
    /// Which certificate the server shows.
    pub shown: Fingerprint,
    /// How the account names the host.
    pub host: &'static str,
}

struct Authority {
    cert: Certificate,
    issuer: Issuer<'static, KeyPair>,
}

fn authority(change: impl FnOnce(&mut CertificateParams)) -> Authority {
    let mut params = authority_params();
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    let cert = params.self_signed(&key).unwrap();
    Authority { cert, issuer: Issuer::new(params, key) }
}

fn authority_params() -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

/// An authority that another one signed.
fn below(above: &Authority, change: impl FnOnce(&mut CertificateParams)) -> Authority {
    let mut params = authority_params();
    params.distinguished_name.push(DnType::CommonName, "in between");
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    let cert = params.signed_by(&key, &above.issuer).unwrap();
    Authority { cert, issuer: Issuer::new(params, key) }
}

/// Makes a certificate of a kind.
pub fn made(kind: Kind) -> Made {
    if let Sha1 | Rsa1024Authority = kind {
        return kept(if kind == Sha1 { "sha1" } else { "rsa1024" });
    }
    let ours = authority(|params| {
        if kind == OutsideConstraints {
            let only = GeneralSubtree::DnsName("other.example".to_owned());
            params.name_constraints = Some(NameConstraints { permitted_subtrees: vec![only], excluded_subtrees: Vec::new() });
        }
    });
    let mut params = CertificateParams::new(names(kind)).unwrap();
    match kind {
        Expired | SelfSignedNamedExpired | ExpiredExcepted => over(&mut params),
        NotYetValid => params.not_before = date_time_ymd(3001, 1, 1),
        SelfSignedNamed => params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained),
        ForClientsOnly => params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth],
        CommonName => params.distinguished_name.push(DnType::CommonName, "localhost"),
        AddressAsCommonName => params.distinguished_name.push(DnType::CommonName, "127.0.0.1"),
        Address => params.subject_alt_names = vec![SanType::IpAddress([127, 0, 0, 1].into())],
        WrongAddress => params.subject_alt_names = vec![SanType::IpAddress([127, 0, 0, 2].into())],
        AddressAsName => params.subject_alt_names = vec![SanType::DnsName("127.0.0.1".try_into().unwrap())],
        _ => {}
    }
    let key = KeyPair::generate().unwrap();
    let mut chain = Vec::new();
    let cert = match kind {
        SelfSignedNamed
        | SelfSignedPlainNamed
        | SelfSignedUnknown
        | SelfSignedExcepted
        | AnotherExcepted
        | SelfSignedNamedExpired
        | SelfSignedNamedWrongHost => params.self_signed(&key).unwrap(),
        SignedByAnother => params.signed_by(&key, &authority(|_| {}).issuer).unwrap(),
        Chain | MissingIntermediate | ExpiredIntermediate | NoAuthority => {
            let between = below(&ours, |params| match kind {
                ExpiredIntermediate => over(params),
                NoAuthority => params.is_ca = IsCa::ExplicitNoCa,
                _ => {}
            });
            if kind != MissingIntermediate {
                chain.push(between.cert.der().clone());
            }
            params.signed_by(&key, &between.issuer).unwrap()
        }
        _ => params.signed_by(&key, &ours.issuer).unwrap(),
    };
    let named = match kind {
        SelfSignedNamed | SelfSignedPlainNamed | SelfSignedNamedExpired | SelfSignedNamedWrongHost => cert.pem(),
        _ => ours.cert.pem(),
    };
    let shown = fingerprint(cert.der());
    let exception = match kind {
        SelfSignedExcepted | ExpiredExcepted | WrongHostExcepted => Some(shown),
        AnotherExcepted => Some(fingerprint(ours.cert.der())),
        _ => None,
    };
    chain.insert(0, cert.der().clone());
    let host = if matches!(kind, Address | WrongAddress | AddressAsName | AddressAsCommonName) { "127.0.0.1" } else { "localhost" };
    Made { config: config(chain, PrivatePkcs8KeyDer::from(key.serialize_der()).into()), named, exception, shown, host }
}

fn names(kind: Kind) -> Vec<String> {
    let one = match kind {
        WrongHost | SelfSignedNamedWrongHost | WrongHostExcepted => "mail.other.example",
        WildcardForAll => "*",
        WildcardBelow => "*.localhost",
        WildcardInside => "local*",
        CommonName | AddressAsCommonName => return Vec::new(),
        _ => "localhost",
    };
    vec![one.to_owned()]
}

fn over(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(2001, 1, 1);
    params.not_after = date_time_ymd(2002, 1, 1);
}

/// A certificate that lies among the fixtures.
fn kept(name: &str) -> Made {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tls");
    let cert = CertificateDer::from_pem_file(folder.join(format!("{name}-server.pem"))).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join(format!("{name}-server.key"))).unwrap();
    let shown = fingerprint(&cert);
    let named = fs::read_to_string(folder.join(format!("{name}-authority.pem"))).unwrap();
    Made { config: config(vec![cert], key), named, exception: None, shown, host: "localhost" }
}

fn fingerprint(certificate: &CertificateDer<'_>) -> Fingerprint {
    Fingerprint::of_bytes(Sha256::digest(certificate).into())
}

fn config(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = provider.key_provider.load_private_key(key).unwrap();
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    // Whatever the names in it: the server shows what it is given.
    let shown = rustls::sign::SingleCertAndKey::from(rustls::sign::CertifiedKey::new(chain, key));
    Arc::new(builder.with_no_client_auth().with_cert_resolver(Arc::new(shown)))
}
