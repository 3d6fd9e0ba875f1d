//! Says what went wrong in an IMAP session, about which field, and what to do next.

use super::error::ImapError;
use crate::i18n::Text;
use crate::problem::{Code, Problem};
use crate::protocol::imap::State;
use crate::protocol::pop3::{LoginRefusal, read_refusal};
use crate::workers::net::{Endpoint, Side, auth_failed, no_mailbox, said_by, says_no_mailbox};

impl ImapError {
    /// The problem to show for a failure at this server.
    pub fn problem(&self, endpoint: &Endpoint) -> Problem {
        let side = Side::Incoming;
        let text = |id| Text::of(id).with("host", endpoint.host.as_str());
        let away = |id| Problem::temporary(Code::ServerUnavailable, text(id));
        match self {
            Self::Net(error) => error.problem(endpoint, side),
            Self::NoLogin => Problem::failed(Code::LoginUnsupported, text("net-no-login")).hint(Text::of("net-hint-no-login")),
            Self::Preauth => {
                Problem::failed(Code::ProtocolError, text("net-preauth")).hint(Text::of("net-hint-preauth")).field(side.host())
            }
            Self::TextBeforeTls | Self::Protocol(_) | Self::TooLong(_) => {
                away("net-protocol").hint(Text::of("net-hint-protocol")).detail(&self.to_string())
            }
            Self::Login(state) => refused_login(state, endpoint),
            Self::Refused(what, state) => {
                let said = if state.text.is_empty() { (*what).to_owned() } else { format!("{what}: {}", state.text) };
                away("net-refused").hint(Text::of("net-hint-later")).detail(&said)
            }
            Self::Bye(state) => said_by(away("net-broken").hint(Text::of("net-hint-later")), &state.text),
            Self::Unsendable => Problem::failed(Code::InvalidField, Text::of("net-unsendable")).field(side.password()),
            Self::TimedOut => away("net-timed-out").hint(Text::of("net-hint-later")),
            Self::Broken(error) => away("net-broken").hint(Text::of("net-hint-later")).detail(&error.to_string()),
        }
    }
}

/// What a refused login means: by its code (RFC 5530), else by its words, since many servers give none.
fn refused_login(state: &State, endpoint: &Endpoint) -> Problem {
    let text = |id| Text::of(id).with("host", endpoint.host.as_str());
    let later = || said_by(Problem::temporary(Code::ServerUnavailable, text("net-refused")).hint(Text::of("net-hint-later")), &state.text);
    match state.word.as_str() {
        "UNAVAILABLE" | "INUSE" | "LIMIT" | "SERVERBUG" => later(),
        "NONEXISTENT" => no_mailbox(endpoint, &state.text),
        _ if says_no_mailbox(&state.text) => no_mailbox(endpoint, &state.text),
        "AUTHENTICATIONFAILED" | "AUTHORIZATIONFAILED" | "EXPIRED" => auth_failed(endpoint, Side::Incoming, &state.text),
        "PRIVACYREQUIRED" => {
            let problem = Problem::failed(Code::LoginUnsupported, text("net-no-login"))
                .hint(Text::of("net-hint-tls"))
                .field(Side::Incoming.security());
            said_by(problem, &state.text)
        }
        _ if read_refusal(&state.text) == LoginRefusal::ForGood => auth_failed(endpoint, Side::Incoming, &state.text),
        _ => later(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::account::Security;
    use crate::i18n::{Catalogue, Language};
    use crate::protocol::imap::Kind;
    use crate::workers::net::NetError;

    fn endpoint() -> Endpoint {
        Endpoint { host: "imap.gmail.com".to_owned(), port: 993, security: Security::Tls, plaintext_confirmed: false }
    }

    fn no(word: &str, text: &str) -> State {
        State { kind: Kind::No, code: None, word: word.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_wrong_password_is_told_apart_from_trouble() {
        for (word, text, code) in [
            ("AUTHENTICATIONFAILED", "Invalid credentials (Failure)", "auth_failed"),
            ("", "Login failed", "auth_failed"),
            ("UNAVAILABLE", "Temporary authentication failure", "server_unavailable"),
            ("", "Server busy, try again later", "server_unavailable"),
            ("ALERT", "Application-specific password required", "auth_failed"),
            ("LIMIT", "Too many connections", "server_unavailable"),
            ("PRIVACYREQUIRED", "encryption first", "login_unsupported"),
        ] {
            let problem = ImapError::Login(Box::new(no(word, text))).problem(&endpoint());
            assert_eq!(problem.code.word(), code, "{word} {text}");
        }
        let problem = ImapError::Login(Box::new(no("AUTHENTICATIONFAILED", ""))).problem(&endpoint());
        let said = Catalogue::open(Language::English).say(problem.hint.as_deref().unwrap());
        assert!(said.contains("app password"), "{said}");
    }

    #[test]
    fn s112_a_mailbox_that_is_not_there_is_told_apart_from_a_wrong_password() {
        for (word, text) in [
            ("", "No such mailbox"),
            ("AUTHENTICATIONFAILED", "Mailbox does not exist"),
            ("NONEXISTENT", "gone"),
            ("ALERT", "Unknown mailbox"),
        ] {
            let problem = ImapError::Login(Box::new(no(word, text))).problem(&endpoint());
            assert_eq!(
                (problem.code.word(), problem.field, problem.exit_code()),
                ("mailbox_unreachable", Some("username"), 1),
                "{word} {text}"
            );
            assert!(problem.detail.is_some() && problem.hint.is_some());
        }
        let busy = ImapError::Login(Box::new(no("UNAVAILABLE", "mailbox unavailable"))).problem(&endpoint());
        assert_eq!(busy.code.word(), "server_unavailable", "its code says that it comes back");
        let other = ImapError::Refused("SELECT", Box::new(no("", "no such mailbox"))).problem(&endpoint());
        assert_eq!(other.code.word(), "server_unavailable");
    }

    #[test]
    fn every_failure_has_words_in_both_languages() {
        let errors = [
            ImapError::Net(NetError::NoRoots),
            ImapError::NoLogin,
            ImapError::Preauth,
            ImapError::TextBeforeTls,
            ImapError::Protocol("x"),
            ImapError::Refused("SELECT", Box::new(no("", "no such mailbox"))),
            ImapError::Bye(Box::new(no("", ""))),
            ImapError::Unsendable,
            ImapError::TimedOut,
            ImapError::Broken(std::io::ErrorKind::ConnectionReset.into()),
        ];
        for language in [Language::English, Language::Japanese] {
            let catalogue = Catalogue::open(language);
            for error in &errors {
                let problem = error.problem(&endpoint());
                for text in std::iter::once(&problem.message).chain(&problem.hint) {
                    let said = catalogue.say(text);
                    assert!(!said.starts_with("net-") && !said.contains('{'), "{error:?}: {said}");
                }
            }
        }
    }
}
