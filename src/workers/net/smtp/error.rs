//! Why a submission failed, and what that means for the mail.

use crate::domain::account::SaidBack;
use crate::i18n::Text;
use crate::problem::{Code, Problem};
use crate::workers::net::{Endpoint, NetError, Side, auth_failed};

/// A step of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SmtpStep {
    /// The server's first words and the answer to EHLO.
    Greeting,
    /// STARTTLS and the handshake behind it (RFC 3207).
    Starttls,
    /// The login (RFC 4954).
    Auth,
    /// MAIL FROM.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// DATA and the server's leave to go on (354).
    Data,
    /// The bytes of the mail.
    Body,
    /// The dot that ends it, and the answer.
    End,
}

/// Why a submission failed.
#[derive(Debug, thiserror::Error)]
pub enum SmtpError {
    /// The server could not be reached, or not be trusted.
    #[error(transparent)]
    Net(#[from] NetError),
    /// The user name or the password cannot be said in SMTP.
    #[error("a line end in the user name or the password")]
    Unsendable,
    /// The server offers no login we know.
    #[error("no usable way to log in")]
    NoLogin,
    /// The server does not take UTF-8 addresses (RFC 6531).
    #[error("no UTF-8 addresses")]
    NoUtf8,
    /// The server does not take 8-bit mail (RFC 6152).
    #[error("no 8-bit mail")]
    No8bit,
    /// The server said no.
    #[error("{step:?}: {code} {text}")]
    Refused {
        /// At which step.
        step: SmtpStep,
        /// Its three digits; below 500 means later.
        code: u16,
        /// Its words, for the person.
        text: String,
    },
    /// The server did not answer in time.
    #[error("no answer in time at {0:?}")]
    TimedOut(SmtpStep),
    /// The connection ended, or something other than SMTP came.
    #[error("broken at {0:?}: {1}")]
    Broken(SmtpStep, String),
}

impl SmtpError {
    /// The same without words of the server that hold a secret.
    #[must_use]
    pub(super) fn without(self, secret: &SaidBack) -> Self {
        match self {
            Self::Refused { step, code, text } => Self::Refused { step, code, text: secret.allowed(text) },
            Self::Broken(step, why) => Self::Broken(step, secret.allowed(why)),
            other => other,
        }
    }

    /// At which step it happened; `None` while connecting.
    pub fn step(&self) -> Option<SmtpStep> {
        match self {
            Self::Refused { step, .. } | Self::TimedOut(step) | Self::Broken(step, _) => Some(*step),
            Self::NoLogin | Self::Unsendable => Some(SmtpStep::Auth),
            Self::NoUtf8 | Self::No8bit => Some(SmtpStep::Mail),
            Self::Net(_) => None,
        }
    }

    /// Whether the server may have the mail although nobody said so: the dot went out and no answer to it came (promises.md A6).
    pub fn leaves_unknown(&self) -> bool {
        matches!(self, Self::TimedOut(SmtpStep::End) | Self::Broken(SmtpStep::End, _))
    }

    /// The problem to show for a failure at this server.
    pub fn problem(&self, endpoint: &Endpoint) -> Problem {
        let text = |id| Text::of(id).with("host", endpoint.host.as_str());
        let away = |id| Problem::temporary(Code::ServerUnavailable, text(id)).hint(Text::of("smtp-hint-later"));
        match self {
            Self::Net(error) => error.problem(endpoint, Side::Outgoing),
            Self::Unsendable => Problem::failed(Code::InvalidField, Text::of("net-unsendable")).field(Side::Outgoing.password()),
            Self::NoLogin => Problem::failed(Code::LoginUnsupported, text("net-no-login")).hint(Text::of("smtp-hint-no-login")),
            Self::NoUtf8 => Problem::failed(Code::AddressUnsupported, text("smtp-no-utf8")).hint(Text::of("smtp-hint-no-utf8")).field("to"),
            Self::No8bit => Problem::failed(Code::MessageUnsupported, text("smtp-no-8bit")).hint(Text::of("smtp-hint-no-8bit")),
            Self::Refused { step: SmtpStep::Auth, code: 500.., text } => auth_failed(endpoint, Side::Outgoing, text),
            Self::Refused { step, code, text: said } => {
                let problem = match (step, code) {
                    (_, ..500) => away("smtp-not-now"),
                    (SmtpStep::Rcpt, _) => {
                        Problem::failed(Code::RecipientRefused, text("smtp-recipient-refused")).hint(Text::of("smtp-hint-recipient"))
                    }
                    (SmtpStep::Mail, _) => {
                        Problem::failed(Code::SenderRefused, text("smtp-sender-refused")).hint(Text::of("smtp-hint-sender"))
                    }
                    _ => Problem::failed(Code::MessageRefused, text("smtp-message-refused")).hint(Text::of("smtp-hint-message")),
                };
                problem.detail(&format!("{code} {said}"))
            }
            Self::TimedOut(_) => away("net-timed-out"),
            Self::Broken(_, why) => away("net-broken").detail(why),
        }
    }
}
