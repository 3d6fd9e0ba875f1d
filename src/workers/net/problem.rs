//! Says what went wrong on the way to a server, about which field, and what to do next.

use super::connect::Endpoint;
use super::error::{NetError, TlsTrouble};
use crate::domain::account::Security;
use crate::domain::provider;
use crate::i18n::Text;
use crate::problem::Problem;
use crate::protocol::pop3::{Refusal, RespCode, Unsendable};

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
    let problem = Problem::failed("auth_failed", Text::of("net-auth-failed").with("host", endpoint.host.as_str()));
    said_by(problem.hint(hint).field(side.password()), said)
}

fn said_by(problem: Problem, said: &str) -> Problem {
    if said.is_empty() { problem } else { problem.detail(said) }
}

impl NetError {
    /// The problem to show for a failure at this server.
    pub fn problem(&self, endpoint: &Endpoint, side: Side) -> Problem {
        let host = endpoint.host.as_str();
        let text = |id| Text::of(id).with("host", host);
        let away = |id| Problem::temporary("server_unavailable", text(id));
        match self {
            Self::BadHost => Problem::failed("invalid_field", text("net-bad-host")).field(side.host()),
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
                Problem::failed("tls_required", text("net-plaintext-unconfirmed")).hint(Text::of("net-hint-tls")).field(side.security())
            }
            Self::CaFile(path) => {
                Problem::failed("invalid_field", Text::of("net-ca-file").with("path", path.display().to_string())).field("ca-file")
            }
            Self::NoRoots => Problem::failed("tls_untrusted", Text::of("net-no-roots")).hint(Text::of("net-hint-roots")),
            Self::Tls(trouble) => tls_problem(trouble, endpoint, side),
            Self::NoStls => {
                Problem::failed("tls_required", text("net-no-stls")).hint(Text::of("net-hint-implicit-tls")).field(side.security())
            }
            Self::NoLogin => Problem::failed("login_unsupported", text("net-no-login")).hint(Text::of("net-hint-no-login")),
            Self::Unsendable(Unsendable::Injection) => Problem::failed("invalid_field", Text::of("net-unsendable")).field(side.password()),
            Self::Unsendable(Unsendable::Unprotected) => {
                Problem::failed("tls_required", text("net-plaintext-unconfirmed")).hint(Text::of("net-hint-tls")).field(side.security())
            }
            Self::Unsendable(other) => Problem::failed("protocol_error", text("net-protocol")).detail(&other.to_string()),
            Self::Protocol(error) => away("net-protocol").hint(Text::of("net-hint-protocol")).detail(&error.to_string()),
            Self::Refused(refusal) => refusal_problem(refusal, endpoint, side),
            Self::TimedOut(_) => away("net-timed-out").hint(Text::of("net-hint-later")),
            Self::Broken(error) => away("net-broken").hint(Text::of("net-hint-later")).detail(&error.to_string()),
        }
    }
}

fn tls_problem(trouble: &TlsTrouble, endpoint: &Endpoint, side: Side) -> Problem {
    let text = |id| Text::of(id).with("host", endpoint.host.as_str());
    let untrusted = |id| Problem::failed("tls_untrusted", text(id));
    match trouble {
        TlsTrouble::Untrusted => untrusted("net-tls-untrusted").hint(Text::of("net-hint-ca-file")).field(side.host()),
        TlsTrouble::WrongHost => untrusted("net-tls-wrong-host").hint(Text::of("net-hint-wrong-host")).field(side.host()),
        TlsTrouble::Expired => untrusted("net-tls-expired").hint(Text::of("net-hint-certificate")).field(side.host()),
        TlsTrouble::NotYetValid => untrusted("net-tls-not-yet-valid").hint(Text::of("net-hint-clock")).field(side.host()),
        TlsTrouble::Revoked => untrusted("net-tls-revoked").hint(Text::of("net-hint-certificate")).field(side.host()),
        TlsTrouble::BadCertificate => untrusted("net-tls-bad-certificate").hint(Text::of("net-hint-certificate")).field(side.host()),
        TlsTrouble::NotTls | TlsTrouble::Closed => {
            let hint = if endpoint.security == Security::Tls { "net-hint-not-tls" } else { "net-hint-implicit-tls" };
            Problem::failed("tls_required", text("net-tls-none")).hint(Text::of(hint)).field(side.security())
        }
        TlsTrouble::Handshake(said) => {
            Problem::failed("tls_failed", text("net-tls-failed")).hint(Text::of("net-hint-certificate")).detail(said).field(side.security())
        }
    }
}

/// What a `-ERR` means for the whole session.
fn refusal_problem(refusal: &Refusal, endpoint: &Endpoint, side: Side) -> Problem {
    let text = |id| Text::of(id).with("host", endpoint.host.as_str());
    let problem = match &refusal.code {
        Some(RespCode::Auth) => return auth_failed(endpoint, side, &refusal.text),
        Some(RespCode::InUse) => Problem::temporary("mailbox_in_use", text("net-in-use")).hint(Text::of("net-hint-in-use")),
        Some(RespCode::LoginDelay) => Problem::temporary("login_delay", text("net-login-delay")).hint(Text::of("net-hint-login-delay")),
        Some(RespCode::SysPerm) => Problem::failed("server_refused", text("net-refused")).hint(Text::of("net-hint-sys-perm")),
        Some(RespCode::SysTemp) => Problem::temporary("server_unavailable", text("net-refused")).hint(Text::of("net-hint-later")),
        Some(RespCode::Other(_)) | None if refusal.verb.is_login() => return auth_failed(endpoint, side, &refusal.text),
        Some(RespCode::Other(_)) | None => Problem::temporary("server_unavailable", text("net-refused")).hint(Text::of("net-hint-later")),
    };
    said_by(problem, &refusal.text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::i18n::{Catalogue, Language};
    use crate::protocol::pop3::{Pop3Error, Verb};
    use std::io;

    fn endpoint(host: &str) -> Endpoint {
        Endpoint { host: host.to_owned(), port: 995, security: Security::Tls, plaintext_confirmed: false }
    }

    #[test]
    fn s57_a_provider_that_wants_an_app_password_is_named() {
        let refusal = Refusal { verb: Verb::Pass, code: Some(RespCode::Auth), text: "Application-specific password required".into() };
        let problem = NetError::Refused(refusal).problem(&endpoint("pop.gmail.com"), Side::Incoming);
        assert_eq!((problem.code.0, problem.field), ("auth_failed", Some("password")));
        let said = Catalogue::open(Language::English).say(problem.hint.as_deref().unwrap());
        assert!(said.contains("app password") && said.contains("Gmail"), "{said}");
    }

    #[test]
    fn only_a_refused_login_is_auth_failed() {
        let problem = |verb, code| NetError::Refused(Refusal { verb, code, text: String::new() }).problem(&endpoint("x"), Side::Incoming);
        assert_eq!(problem(Verb::Pass, None).code.0, "auth_failed", "servers without response codes");
        for code in [RespCode::InUse, RespCode::SysTemp, RespCode::LoginDelay] {
            let problem = problem(Verb::Pass, Some(code));
            assert_ne!(problem.code.0, "auth_failed");
            assert_eq!(problem.exit_code(), 75);
        }
        assert_eq!(problem(Verb::Uidl, None).exit_code(), 75);
    }

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
        let mut errors: Vec<NetError> = troubles.into_iter().map(NetError::Tls).collect();
        errors.extend([
            NetError::BadHost,
            NetError::NotResolved(io::ErrorKind::NotFound.into()),
            NetError::NotConnected(io::ErrorKind::ConnectionRefused.into()),
            NetError::ConnectTimedOut,
            NetError::PlaintextUnconfirmed,
            NetError::CaFile("x.pem".into()),
            NetError::NoRoots,
            NetError::NoStls,
            NetError::NoLogin,
            NetError::Protocol(Pop3Error::NotAnAnswer),
            NetError::Unsendable(Unsendable::Injection),
            NetError::Unsendable(Unsendable::Unprotected),
            NetError::Unsendable(Unsendable::Busy),
            NetError::TimedOut(Verb::Capa),
            NetError::Broken(io::ErrorKind::ConnectionReset.into()),
        ]);
        for code in [RespCode::Auth, RespCode::InUse, RespCode::LoginDelay, RespCode::SysPerm, RespCode::SysTemp] {
            errors.push(NetError::Refused(Refusal { verb: Verb::Uidl, code: Some(code), text: String::new() }));
        }
        for language in [Language::English, Language::Japanese] {
            let catalogue = Catalogue::open(language);
            for error in &errors {
                let problem = error.problem(&endpoint("pop.example"), Side::Incoming);
                for text in std::iter::once(&problem.message).chain(&problem.hint) {
                    let said = catalogue.say(text);
                    assert!(!said.starts_with("net-") && !said.contains('{'), "{error:?}: {said}");
                }
            }
        }
    }
}
