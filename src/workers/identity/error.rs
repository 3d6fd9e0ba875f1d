//! Why an identity provider gave no tokens, and what to do about it.

use oauth2::basic::{BasicErrorResponse, BasicErrorResponseType};
use oauth2::{DeviceCodeErrorResponse, DeviceCodeErrorResponseType, RequestTokenError};

use crate::domain::sign_in::Service;
use crate::i18n::Text;
use crate::problem::{Code, Problem};
use crate::text::CleanText;

/// Why an identity provider gave no tokens.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Nobody registered this program there, or the config does not say under which id.
    #[error("no client id")]
    NoClientId,
    /// It is not known where to sign in.
    #[error("no address for {0}")]
    NoAddress(&'static str),
    /// The provider cannot be reached or is in trouble.
    #[error("not reached: {0}")]
    Away(String),
    /// The person or the provider said no.
    #[error("refused: {0}")]
    Refused(String),
    /// The sign-in took too long, or was begun anew.
    #[error("over")]
    Over,
    /// What was granted before is over or was taken back.
    #[error("taken back: {0}")]
    TakenBack(String),
    /// The provider does not know the program, or does not let it do this.
    #[error("client refused: {0}")]
    Client(String),
    /// Its answer makes no sense.
    #[error("no answer: {0}")]
    Odd(String),
    /// What was pasted, or what came back, does not belong to this sign-in.
    #[error("of another sign-in")]
    Foreign,
}

impl IdentityError {
    /// What a token request ended in.
    pub(super) fn of<E: std::error::Error + 'static>(error: RequestTokenError<E, BasicErrorResponse>) -> Self {
        match error {
            RequestTokenError::ServerResponse(said) => Self::said(said.error(), said.error_description()),
            RequestTokenError::Request(error) => Self::Away(error.to_string()),
            RequestTokenError::Parse(error, _) => Self::Odd(error.path().to_string()),
            RequestTokenError::Other(why) => Self::Odd(why),
        }
    }

    /// What waiting for a device ended in.
    pub(super) fn of_device<E: std::error::Error + 'static>(error: RequestTokenError<E, DeviceCodeErrorResponse>) -> Self {
        match error {
            RequestTokenError::ServerResponse(said) => match said.error() {
                DeviceCodeErrorResponseType::AccessDenied => Self::Refused("access_denied".to_owned()),
                DeviceCodeErrorResponseType::ExpiredToken => Self::Over,
                DeviceCodeErrorResponseType::Basic(basic) => Self::said(basic, said.error_description()),
                DeviceCodeErrorResponseType::AuthorizationPending | DeviceCodeErrorResponseType::SlowDown => Self::Over,
            },
            RequestTokenError::Request(error) => Self::Away(error.to_string()),
            RequestTokenError::Parse(error, _) => Self::Odd(error.path().to_string()),
            RequestTokenError::Other(why) => Self::Odd(why),
        }
    }

    /// What an error word of RFC 6749 5.2 means.
    pub(super) fn said(error: &BasicErrorResponseType, description: Option<&String>) -> Self {
        let words = description.map_or_else(|| error.as_ref().to_owned(), |more| format!("{}: {more}", error.as_ref()));
        match error {
            BasicErrorResponseType::InvalidGrant => Self::TakenBack(words),
            BasicErrorResponseType::InvalidClient | BasicErrorResponseType::UnauthorizedClient => Self::Client(words),
            BasicErrorResponseType::Extension(word) if matches!(word.as_str(), "temporarily_unavailable" | "server_error") => {
                Self::Away(words)
            }
            _ => Self::Refused(words),
        }
    }

    /// The problem to show for an account.
    pub fn problem(&self, account: &str, service: Option<&Service>) -> Problem {
        let name = service.map_or("OAuth2", |one| one.name.as_str());
        let text = |id| Text::of(id).with("service", name).with("account", account);
        let again = || Text::of("sign-in-hint-again").with("account", account);
        let said = |problem: Problem, words: &str| {
            let words = CleanText::line(words);
            if words.is_empty() { problem } else { problem.detail(words.as_str()) }
        };
        match self {
            Self::NoClientId => {
                let problem = Problem::failed(Code::NoClientId, text("sign-in-no-client-id"));
                match service {
                    Some(one) => {
                        problem.hint(Text::of("sign-in-hint-client-id").with("page", one.page.as_str()).with("word", one.id.as_str()))
                    }
                    None => problem.hint(Text::of("sign-in-hint-addresses")),
                }
            }
            Self::NoAddress(key) => {
                Problem::failed(Code::SignInFailed, text("sign-in-no-address").with("key", *key)).hint(Text::of("sign-in-hint-addresses"))
            }
            Self::Away(why) => {
                said(Problem::temporary(Code::ServerUnavailable, text("sign-in-away")).hint(Text::of("sign-in-hint-later")), why)
            }
            Self::Refused(why) => said(Problem::failed(Code::SignInFailed, text("sign-in-refused")).hint(again()), why),
            Self::Over => Problem::failed(Code::SignInFailed, text("sign-in-over")).hint(again()),
            Self::TakenBack(why) => said(Problem::failed(Code::SignInNeeded, text("sign-in-taken-back")).hint(again()), why),
            Self::Client(why) => {
                said(Problem::failed(Code::SignInFailed, text("sign-in-client")).hint(Text::of("sign-in-hint-client")), why)
            }
            Self::Odd(why) => said(Problem::temporary(Code::ProtocolError, text("sign-in-odd")).hint(Text::of("sign-in-hint-later")), why),
            Self::Foreign => Problem::failed(Code::SignInFailed, text("sign-in-foreign")).hint(again()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Catalogue, Language};

    #[test]
    fn every_failure_has_words_in_both_languages() {
        let why = || "x".to_owned();
        let errors = [
            IdentityError::NoClientId,
            IdentityError::NoAddress("auth_url"),
            IdentityError::Away(why()),
            IdentityError::Refused(why()),
            IdentityError::Over,
            IdentityError::TakenBack(why()),
            IdentityError::Client(why()),
            IdentityError::Odd(why()),
            IdentityError::Foreign,
        ];
        for language in [Language::English, Language::Japanese] {
            let catalogue = Catalogue::open(language);
            for (error, service) in errors.iter().flat_map(|error| [(error, None), (error, crate::domain::sign_in::service("google"))]) {
                let problem = error.problem("sales", service);
                for text in std::iter::once(&problem.message).chain(&problem.hint) {
                    let said = catalogue.say(text);
                    assert!(!said.starts_with("sign-in-") && !said.contains('{'), "{error:?}: {said}");
                }
            }
        }
        let said = IdentityError::NoClientId.problem("sales", crate::domain::sign_in::service("google"));
        assert!(said.hint.is_some_and(|hint| Catalogue::open(Language::English).say(&hint).contains("developers.google.com")));
    }
}
