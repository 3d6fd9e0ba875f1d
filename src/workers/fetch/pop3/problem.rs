//! Says what went wrong in a POP3 session, about which field, and what to do next.

use super::error::SessionError;
use crate::i18n::Text;
use crate::problem::{Code, Problem};
use crate::protocol::pop3::{LoginRefusal, Refusal, RespCode, Unsendable, read_refusal};
use crate::workers::net::{Endpoint, Side, auth_failed, no_mailbox, said_by, says_no_mailbox};

impl SessionError {
    /// The problem to show for a failure at this server.
    pub fn problem(&self, endpoint: &Endpoint) -> Problem {
        let side = Side::Incoming;
        let text = |id| Text::of(id).with("host", endpoint.host.as_str());
        let away = |id| Problem::temporary(Code::ServerUnavailable, text(id));
        match self {
            Self::Net(error) => error.problem(endpoint, side),
            Self::NoLogin => Problem::failed(Code::LoginUnsupported, text("net-no-login")).hint(Text::of("net-hint-no-login")),
            Self::Unsendable(Unsendable::Injection) => {
                Problem::failed(Code::InvalidField, Text::of("net-unsendable")).field(side.password())
            }
            Self::Unsendable(Unsendable::Unprotected) => {
                Problem::failed(Code::TlsRequired, text("net-plaintext-unconfirmed")).hint(Text::of("net-hint-tls")).field(side.security())
            }
            Self::Unsendable(other) => Problem::failed(Code::ProtocolError, text("net-protocol")).detail(&other.to_string()),
            Self::Protocol(error) => away("net-protocol").hint(Text::of("net-hint-protocol")).detail(&error.to_string()),
            Self::Refused(refusal) => refusal_problem(refusal, endpoint),
            Self::TimedOut(_) => away("net-timed-out").hint(Text::of("net-hint-later")),
            Self::Broken(error) => away("net-broken").hint(Text::of("net-hint-later")).detail(&error.to_string()),
        }
    }
}

/// What a `-ERR` means for the whole session.
fn refusal_problem(refusal: &Refusal, endpoint: &Endpoint) -> Problem {
    let text = |id| Text::of(id).with("host", endpoint.host.as_str());
    let problem = match &refusal.code {
        Some(RespCode::InUse) => Problem::temporary(Code::MailboxInUse, text("net-in-use")).hint(Text::of("net-hint-in-use")),
        Some(RespCode::LoginDelay) => Problem::temporary(Code::LoginDelay, text("net-login-delay")).hint(Text::of("net-hint-login-delay")),
        Some(RespCode::SysTemp) => Problem::temporary(Code::ServerUnavailable, text("net-refused")).hint(Text::of("net-hint-later")),
        Some(RespCode::Other(_) | RespCode::Auth | RespCode::SysPerm) | None
            if refusal.verb.is_login() && says_no_mailbox(&refusal.text) =>
        {
            return no_mailbox(endpoint, &refusal.text);
        }
        Some(RespCode::Auth) => return auth_failed(endpoint, Side::Incoming, &refusal.text),
        Some(RespCode::SysPerm) => Problem::failed(Code::ServerRefused, text("net-refused")).hint(Text::of("net-hint-sys-perm")),
        Some(RespCode::Other(_)) | None if refusal.verb.is_login() && read_refusal(&refusal.text) == LoginRefusal::ForGood => {
            return auth_failed(endpoint, Side::Incoming, &refusal.text);
        }
        Some(RespCode::Other(_)) | None => {
            Problem::temporary(Code::ServerUnavailable, text("net-refused")).hint(Text::of("net-hint-later"))
        }
    };
    said_by(problem, &refusal.text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::account::Security;
    use crate::i18n::{Catalogue, Language};
    use crate::protocol::pop3::{Pop3Error, Verb};
    use crate::workers::net::NetError;
    use std::io;

    fn endpoint(host: &str) -> Endpoint {
        Endpoint { host: host.to_owned(), port: 995, security: Security::Tls, plaintext_confirmed: false }
    }

    #[test]
    fn s57_a_provider_that_wants_an_app_password_is_named() {
        let refusal = Refusal { verb: Verb::Pass, code: Some(RespCode::Auth), text: "Application-specific password required".into() };
        let problem = SessionError::Refused(refusal).problem(&endpoint("pop.gmail.com"));
        assert_eq!((problem.code.word(), problem.field), ("auth_failed", Some("password")));
        let said = Catalogue::open(Language::English).say(problem.hint.as_deref().unwrap());
        assert!(said.contains("app password") && said.contains("Gmail"), "{said}");
    }

    #[test]
    fn s112_a_mailbox_that_is_not_there_is_told_apart_from_a_wrong_password() {
        for code in [None, Some(RespCode::Auth), Some(RespCode::SysPerm)] {
            let refusal = Refusal { verb: Verb::Pass, code, text: "Mailbox does not exist".into() };
            let problem = SessionError::Refused(refusal).problem(&endpoint("x"));
            assert_eq!((problem.code.word(), problem.field, problem.exit_code()), ("mailbox_unreachable", Some("username"), 1));
        }
        let refusal = Refusal { verb: Verb::Retr(1), code: None, text: "no such mailbox".into() };
        assert_ne!(SessionError::Refused(refusal).problem(&endpoint("x")).code.word(), "mailbox_unreachable");
    }

    #[test]
    fn only_a_refused_login_is_auth_failed() {
        let problem = |verb, code| SessionError::Refused(Refusal { verb, code, text: String::new() }).problem(&endpoint("x"));
        assert_eq!(problem(Verb::Pass, None).code.word(), "auth_failed", "servers without response codes");
        for code in [RespCode::InUse, RespCode::SysTemp, RespCode::LoginDelay] {
            let problem = problem(Verb::Pass, Some(code));
            assert_ne!(problem.code.word(), "auth_failed");
            assert_eq!(problem.exit_code(), 75);
        }
        assert_eq!(problem(Verb::Uidl, None).exit_code(), 75);
        let locked = Refusal { verb: Verb::Pass, code: None, text: "maildrop already locked".into() };
        let problem = SessionError::Refused(locked).problem(&endpoint("x"));
        assert_eq!((problem.code.word(), problem.exit_code()), ("server_unavailable", 75));
    }

    #[test]
    fn every_failure_has_words_in_both_languages() {
        let mut errors = vec![
            SessionError::Net(NetError::NoRoots),
            SessionError::NoLogin,
            SessionError::Protocol(Pop3Error::NotAnAnswer),
            SessionError::Unsendable(Unsendable::Injection),
            SessionError::Unsendable(Unsendable::Unprotected),
            SessionError::Unsendable(Unsendable::Busy),
            SessionError::TimedOut(Verb::Capa),
            SessionError::Broken(io::ErrorKind::ConnectionReset.into()),
        ];
        for code in [RespCode::Auth, RespCode::InUse, RespCode::LoginDelay, RespCode::SysPerm, RespCode::SysTemp] {
            errors.push(SessionError::Refused(Refusal { verb: Verb::Uidl, code: Some(code), text: String::new() }));
        }
        for language in [Language::English, Language::Japanese] {
            let catalogue = Catalogue::open(language);
            for error in &errors {
                let problem = error.problem(&endpoint("pop.example"));
                for text in std::iter::once(&problem.message).chain(&problem.hint) {
                    let said = catalogue.say(text);
                    assert!(!said.starts_with("net-") && !said.contains('{'), "{error:?}: {said}");
                }
            }
        }
    }
}
