//! Says what went wrong on the way to a server, about which field, and what to do next.

use super::connect::Endpoint;
use super::error::{NetError, TlsTrouble};
use crate::domain::account::Security;
use crate::domain::provider;
use crate::i18n::Text;
use crate::problem::{Code, Problem};

/// Which of an account's two servers a problem is about; it decides the name of the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Where mail comes from.
    Incoming,
    /// Where mail goes.
    Outgoing,
}

impl Side {
    fn field(self, incoming: &'static str, outgoing: &'static str) -> &'static str {
        match self {
            Self::Incoming => incoming,
            Self::Outgoing => outgoing,
        }
    }

    /// The field of the host.
    pub fn host(self) -> &'static str {
        self.field("host", "smtp-host")
    }

    /// The field of the port.
    pub fn port(self) -> &'static str {
        self.field("port", "smtp-port")
    }

    /// The field of the security.
    pub fn security(self) -> &'static str {
        self.field("security", "smtp-security")
    }

    /// The field of the exception for a certificate.
    pub fn certificate(self) -> &'static str {
        self.field("certificate", "smtp-certificate")
    }

    /// The field of the password.
    pub fn password(self) -> &'static str {
        self.field("password", "smtp-password")
    }
}

/// The server refused user name or password (S57, S70).
pub fn auth_failed(endpoint: &Endpoint, side: Side, said: &str) -> Problem {
    let known = provider::by_host(&endpoint.host).filter(|provider| provider.wants_app_password());
    let hint = match known {
        Some(provider) => Text::of("net-hint-app-password").with("provider", provider.name.as_str()),
        None => Text::of("net-hint-password"),
    };
    let problem = Problem::failed(Code::AuthFailed, Text::of("net-auth-failed").with("host", endpoint.host.as_str()));
    said_by(problem.hint(hint).field(side.password()), said)
}

/// The mailbox that was named is not there (S112): gone, renamed, or never made. Another login changes nothing; a person picks another.
pub fn no_mailbox(endpoint: &Endpoint, said: &str) -> Problem {
    let problem = Problem::failed(Code::MailboxUnreachable, Text::of("net-no-mailbox").with("host", endpoint.host.as_str()));
    said_by(problem.hint(Text::of("net-hint-no-mailbox")).field("username"), said)
}

/// Whether a server that refuses a login says that the mailbox itself is not there (S112).
pub fn says_no_mailbox(said: &str) -> bool {
    const WORDS: [&str; 10] = [
        "no such mailbox",
        "no such user",
        "mailbox does not exist",
        "mailbox doesn't exist",
        "mailbox not found",
        "mailbox unavailable",
        "unknown mailbox",
        "user does not exist",
        "account does not exist",
        "no mailbox here",
    ];
    let said = said.to_lowercase();
    WORDS.iter().any(|word| said.contains(word))
}

/// Adds what a server said, if it said anything.
pub fn said_by(problem: Problem, said: &str) -> Problem {
    if said.is_empty() { problem } else { problem.detail(said) }
}

impl NetError {
    /// The problem to show for a failure at this server.
    pub fn problem(&self, endpoint: &Endpoint, side: Side) -> Problem {
        let host = endpoint.host.as_str();
        let text = |id| Text::of(id).with("host", host);
        let away = |id| Problem::temporary(Code::ServerUnavailable, text(id));
        match self {
            Self::BadHost => Problem::failed(Code::InvalidField, text("net-bad-host")).field(side.host()),
            Self::NotResolved(error) => {
                away("net-not-resolved").hint(Text::of("net-hint-host")).field(side.host()).detail(&error.to_string())
            }
            Self::NotConnected(error) => away("net-not-connected")
                .hint(Text::of("net-hint-port").with("port", endpoint.port.to_string()))
                .field(side.port())
                .detail(&error.to_string()),
            Self::ConnectTimedOut => {
                away("net-connect-timed-out").hint(Text::of("net-hint-port").with("port", endpoint.port.to_string())).field(side.port())
            }
            Self::PlaintextUnconfirmed => {
                Problem::failed(Code::TlsRequired, text("net-plaintext-unconfirmed")).hint(Text::of("net-hint-tls")).field(side.security())
            }
            Self::CaFile(path) => {
                Problem::failed(Code::InvalidField, Text::of("net-ca-file").with("path", path.display().to_string())).field("ca-file")
            }
            Self::NoRoots => Problem::failed(Code::TlsUntrusted, Text::of("net-no-roots")).hint(Text::of("net-hint-roots")),
            Self::Tls(trouble) => tls_problem(trouble, endpoint, side),
            Self::Certificate { why, shown } => {
                let problem = tls_problem(why, endpoint, side).detail(&format!("SHA-256 {shown}"));
                match (why, problem.hint.as_deref().cloned()) {
                    // What the issuer took back is not to be had by an exception.
                    (TlsTrouble::Revoked, _) | (_, None) => problem,
                    (_, Some(first)) => problem.hint(Text::of("net-hint-exception").text("first", first)).field(side.certificate()),
                }
            }
            Self::NoStarttls => {
                Problem::failed(Code::TlsRequired, text("net-no-stls")).hint(Text::of("net-hint-implicit-tls")).field(side.security())
            }
        }
    }
}

fn tls_problem(trouble: &TlsTrouble, endpoint: &Endpoint, side: Side) -> Problem {
    let text = |id| Text::of(id).with("host", endpoint.host.as_str());
    let untrusted = |id| Problem::failed(Code::TlsUntrusted, text(id));
    match trouble {
        TlsTrouble::Untrusted => untrusted("net-tls-untrusted").hint(Text::of("net-hint-ca-file")).field(side.host()),
        TlsTrouble::WrongHost => untrusted("net-tls-wrong-host").hint(Text::of("net-hint-wrong-host")).field(side.host()),
        TlsTrouble::Expired => untrusted("net-tls-expired").hint(Text::of("net-hint-certificate")).field(side.host()),
        TlsTrouble::NotYetValid => untrusted("net-tls-not-yet-valid").hint(Text::of("net-hint-clock")).field(side.host()),
        TlsTrouble::Revoked => untrusted("net-tls-revoked").hint(Text::of("net-hint-certificate")).field(side.host()),
        TlsTrouble::BadCertificate => untrusted("net-tls-bad-certificate").hint(Text::of("net-hint-certificate")).field(side.host()),
        TlsTrouble::NotTls | TlsTrouble::Closed => {
            let hint = if endpoint.security == Security::Tls { "net-hint-not-tls" } else { "net-hint-implicit-tls" };
            Problem::failed(Code::TlsRequired, text("net-tls-none")).hint(Text::of(hint)).field(side.security())
        }
        TlsTrouble::Handshake(said) => Problem::failed(Code::TlsFailed, text("net-tls-failed"))
            .hint(Text::of("net-hint-certificate"))
            .detail(said)
            .field(side.security()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::account::Fingerprint;
    use crate::i18n::{Catalogue, Language};
    use std::io;

    #[test]
    fn every_trouble_has_words_in_both_languages() {
        let troubles = [
            TlsTrouble::Untrusted,
            TlsTrouble::WrongHost,
            TlsTrouble::Expired,
            TlsTrouble::NotYetValid,
            TlsTrouble::Revoked,
            TlsTrouble::BadCertificate,
            TlsTrouble::NotTls,
            TlsTrouble::Closed,
            TlsTrouble::Handshake("x".into()),
        ];
        let shown = Fingerprint::of_bytes([7; 32]);
        let mut errors: Vec<NetError> = troubles.iter().map(|why| NetError::Certificate { why: why.clone(), shown }).collect();
        errors.extend(troubles.into_iter().map(NetError::Tls));
        errors.extend([
            NetError::BadHost,
            NetError::NotResolved(io::ErrorKind::NotFound.into()),
            NetError::NotConnected(io::ErrorKind::ConnectionRefused.into()),
            NetError::ConnectTimedOut,
            NetError::PlaintextUnconfirmed,
            NetError::CaFile("x.pem".into()),
            NetError::NoRoots,
            NetError::NoStarttls,
        ]);
        let endpoint = Endpoint { host: "pop.example".to_owned(), port: 995, security: Security::Tls, plaintext_confirmed: false };
        for language in [Language::English, Language::Japanese] {
            let catalogue = Catalogue::open(language);
            for error in &errors {
                let problem = error.problem(&endpoint, Side::Incoming);
                for text in std::iter::once(&problem.message).chain(&problem.hint) {
                    let said = catalogue.say(text);
                    assert!(!said.starts_with("net-") && !said.contains('{'), "{error:?}: {said}");
                }
            }
        }
    }
}
