//! Whom fumi believes: good and bad certificates, under implicit TLS and after STLS. Before a refusal no name and no password is sent (promises.md B1, B2).

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use fumi::domain::account::{AccountSettings, OnServer, Security};
use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::home::{Home, account};

/// A kind of certificate.
#[derive(Debug, Clone, Copy)]
enum Kind {
    SignedByOurs,
    SignedByAnother,
    WrongHost,
    Expired,
    NotYetValid,
    /// Its own authority, marked as one, and named in the account's file.
    SelfSignedNamed,
    /// Its own authority, not marked, and named.
    SelfSignedPlainNamed,
    SelfSignedUnknown,
    SelfSignedNamedExpired,
    SelfSignedNamedWrongHost,
}

struct Authority {
    cert: Certificate,
    issuer: Issuer<'static, KeyPair>,
}

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let cert = params.self_signed(&key).unwrap();
    Authority { cert, issuer: Issuer::new(params, key) }
}

/// The server's side of a kind, and the PEM file that the account names.
fn made(kind: Kind) -> (Arc<ServerConfig>, String) {
    let ours = authority();
    let host = if matches!(kind, Kind::WrongHost | Kind::SelfSignedNamedWrongHost) { "mail.other.example" } else { "localhost" };
    let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
    match kind {
        Kind::Expired | Kind::SelfSignedNamedExpired => {
            params.not_before = date_time_ymd(2001, 1, 1);
            params.not_after = date_time_ymd(2002, 1, 1);
        }
        Kind::NotYetValid => params.not_before = date_time_ymd(3001, 1, 1),
        Kind::SelfSignedNamed => params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained),
        _ => {}
    }
    let key = KeyPair::generate().unwrap();
    let cert = match kind {
        Kind::SignedByOurs | Kind::WrongHost | Kind::Expired | Kind::NotYetValid => params.signed_by(&key, &ours.issuer).unwrap(),
        Kind::SignedByAnother => params.signed_by(&key, &authority().issuer).unwrap(),
        _ => params.self_signed(&key).unwrap(),
    };
    let named = match kind {
        Kind::SelfSignedNamed | Kind::SelfSignedPlainNamed | Kind::SelfSignedNamedExpired | Kind::SelfSignedNamedWrongHost => cert.pem(),
        _ => ours.cert.pem(),
    };
    let secret = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = builder.with_no_client_auth().with_single_cert(vec![cert.der().clone()], secret).unwrap();
    (Arc::new(config), named)
}

/// Every line that any client said, before and under TLS.
type Heard = Arc<Mutex<Vec<String>>>;

async fn serve(config: Arc<ServerConfig>, starttls: bool) -> (u16, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Heard::default();
    let told = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = session(stream, Arc::clone(&config), starttls, Arc::clone(&told)).await;
        }
    });
    (port, heard)
}

async fn session(stream: TcpStream, config: Arc<ServerConfig>, starttls: bool, heard: Heard) -> std::io::Result<()> {
    let mut stream = stream;
    if starttls {
        talk(&mut stream, true, true, &heard).await?;
    }
    let mut stream = TlsAcceptor::from(config).accept(stream).await?;
    talk(&mut stream, !starttls, false, &heard).await?;
    stream.shutdown().await
}

/// Speaks just enough POP3 for an empty mailbox; ends after STLS or QUIT.
async fn talk(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), greet: bool, offer_tls: bool, heard: &Heard) -> std::io::Result<()> {
    if greet {
        stream.write_all(b"+OK ready\r\n").await?;
    }
    let mut lines = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        heard.lock().unwrap().push(line.to_owned());
        let capabilities = if offer_tls { "+OK\r\nSTLS\r\n.\r\n" } else { "+OK\r\nUSER\r\nUIDL\r\n.\r\n" };
        let answer = match line {
            "CAPA" => capabilities,
            "UIDL" | "LIST" => "+OK\r\n.\r\n",
            _ => "+OK\r\n",
        };
        lines.write_all(answer.as_bytes()).await?;
        lines.flush().await?;
        if matches!(line, "STLS" | "QUIT") {
            return Ok(());
        }
    }
}

fn to(port: u16, starttls: bool, ca_file: PathBuf) -> AccountSettings {
    let mut account = account(port, OnServer::Leave);
    account.incoming.host = "localhost".to_owned();
    account.incoming.security = if starttls { Security::Starttls } else { Security::Tls };
    account.plaintext_confirmed = false;
    account.ca_file = Some(ca_file);
    account
}

#[tokio::test]
async fn only_good_certificates_are_believed_and_bad_ones_hear_no_name() {
    let kinds = [
        (Kind::SignedByOurs, None),
        (Kind::SelfSignedNamed, None),
        (Kind::SelfSignedPlainNamed, None),
        (Kind::SignedByAnother, Some("net-tls-untrusted")),
        (Kind::SelfSignedUnknown, Some("net-tls-untrusted")),
        (Kind::WrongHost, Some("net-tls-wrong-host")),
        (Kind::SelfSignedNamedWrongHost, Some("net-tls-wrong-host")),
        (Kind::Expired, Some("net-tls-expired")),
        (Kind::SelfSignedNamedExpired, Some("net-tls-expired")),
        (Kind::NotYetValid, Some("net-tls-not-yet-valid")),
    ];
    for (kind, refused) in kinds {
        for starttls in [false, true] {
            let (config, named) = made(kind);
            let (port, heard) = serve(config, starttls).await;
            let home = Home::new();
            let ca_file = home.dir.path().join("ca.pem");
            fs::write(&ca_file, named).unwrap();
            let error = home.fetch(&to(port, starttls, ca_file)).await.error;
            let heard = heard.lock().unwrap().clone();
            let named_us = heard.iter().any(|line| line.starts_with("USER") || line.starts_with("PASS") || line.starts_with("AUTH"));
            match refused {
                None => {
                    assert_eq!(error, None, "{kind:?} starttls {starttls}");
                    assert!(named_us);
                }
                Some(id) => {
                    let problem = error.unwrap_or_else(|| panic!("{kind:?} was believed, starttls {starttls}"));
                    assert_eq!((problem.code.word(), problem.message.id()), ("tls_untrusted", id), "{kind:?} starttls {starttls}");
                    assert!(!named_us, "{kind:?} starttls {starttls}: {heard:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_file_without_certificates_is_a_wrong_field() {
    let (config, _) = made(Kind::SignedByOurs);
    let (port, heard) = serve(config, false).await;
    let home = Home::new();
    let ca_file = home.dir.path().join("ca.pem");
    for content in [Some("no certificate in here"), None] {
        match content {
            Some(content) => fs::write(&ca_file, content).unwrap(),
            None => fs::remove_file(&ca_file).unwrap(),
        }
        let problem = home.fetch(&to(port, false, ca_file.clone())).await.error.unwrap();
        assert_eq!((problem.code.word(), problem.field), ("invalid_field", Some("ca-file")));
    }
    assert_eq!(heard.lock().unwrap().len(), 0);
}
