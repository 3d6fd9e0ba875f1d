//! Why a submission failed, and what that means for the mail.

use crate::domain::account::SaidBack;
use crate::i18n::Text;
use crate::problem::{Code, Problem};
pub use crate::protocol::smtp::Step as SmtpStep;
use crate::protocol::smtp::{NoWay, Refusal, Reply};
use crate::workers::net::{Endpoint, NetError, Side, auth_failed, said_by};

/// Why a submission failed.
#[derive(Debug, thiserror::Error)]
pub enum SmtpError {
    /// The server could not be reached, or not be trusted.
    #[error(transparent)]
    Net(#[from] NetError),
    /// The user name or the password cannot be said in SMTP.
    #[error("a line end in the user name or the password")]
    Unsendable,
    /// The server has no login that we know, or takes none.
    #[error("no usable way to log in")]
    NoLogin(NoWay),
    /// The server does not take UTF-8 addresses (RFC 6531).
    #[error("no UTF-8 addresses")]
    NoUtf8,
    /// The server does not take 8-bit mail (RFC 6152).
    #[error("no 8-bit mail")]
    No8bit,
    /// The server told a limit for the size of a mail (RFC 1870), and this one is beyond it.
    #[error("over {0} bytes")]
    TooBig(u64),
    /// The server said no.
    #[error("{step:?}: {code} {text}")]
    Refused {
        /// At which step.
        step: SmtpStep,
        /// Its three digits; below 500 means later.
        code: u16,
        /// Its words, for the person.
        text: String,
        /// What it is about.
        refusal: Refusal,
    },
    /// The server did not answer in time.
    #[error("no answer in time at {0:?}")]
    TimedOut(SmtpStep),
    /// The connection ended, or something other than SMTP came.
    #[error("broken at {0:?}: {1}")]
    Broken(SmtpStep, String),
}

impl SmtpError {
    /// What a reply that does not agree means at a step: a refusal, or nonsense.
    pub(super) fn refused(step: SmtpStep, reply: &Reply) -> Self {
        if reply.refuses() {
            return Self::Refused { step, code: reply.code, text: reply.text(), refusal: Refusal::of(step, reply) };
        }
        Self::Broken(step, format!("{} {}", reply.code, reply.text()))
    }

    /// The same without words of the server that hold a secret.
    #[must_use]
    pub(super) fn without(self, secret: &SaidBack) -> Self {
        match self {
            Self::Refused { step, code, text, refusal } => Self::Refused { step, code, text: secret.allowed(text), refusal },
            Self::NoLogin(NoWay::NotTaken(text)) => Self::NoLogin(NoWay::NotTaken(secret.allowed(text))),
            Self::NoLogin(NoWay::Encryption(text)) => Self::NoLogin(NoWay::Encryption(secret.allowed(text))),
            Self::NoLogin(NoWay::Challenge(text)) => Self::NoLogin(NoWay::Challenge(secret.allowed(text))),
            Self::Broken(step, why) => Self::Broken(step, secret.allowed(why)),
            other => other,
        }
    }

    /// At which step it happened; `None` while connecting.
    pub fn step(&self) -> Option<SmtpStep> {
        match self {
            Self::Refused { step, .. } | Self::TimedOut(step) | Self::Broken(step, _) => Some(*step),
            Self::NoLogin(_) | Self::Unsendable => Some(SmtpStep::Auth),
            Self::NoUtf8 | Self::No8bit | Self::TooBig(_) => Some(SmtpStep::Mail),
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
            Self::NoLogin(no_way) => no_login(no_way, endpoint),
            Self::NoUtf8 => Problem::failed(Code::AddressUnsupported, text("smtp-no-utf8")).hint(Text::of("smtp-hint-no-utf8")).field("to"),
            Self::No8bit => Problem::failed(Code::MessageUnsupported, text("smtp-no-8bit")).hint(Text::of("smtp-hint-no-8bit")),
            Self::TooBig(_) => Problem::failed(Code::MessageTooBig, text("smtp-too-big")).hint(Text::of("smtp-hint-too-big")),
            Self::Refused { code: code @ ..500, text: said, refusal, .. } => not_now(*refusal, endpoint).detail(&format!("{code} {said}")),
            Self::Refused { step: SmtpStep::Auth, text: said, refusal: Refusal::Login, .. } => auth_failed(endpoint, Side::Outgoing, said),
            Self::Refused { code, text: said, refusal, .. } => not_ever(*refusal, endpoint).detail(&format!("{code} {said}")),
            Self::TimedOut(_) => away("net-timed-out"),
            Self::Broken(_, why) => away("net-broken").detail(why),
        }
    }
}

fn no_login(no_way: &NoWay, endpoint: &Endpoint) -> Problem {
    let text = |id| Text::of(id).with("host", endpoint.host.as_str());
    let unsupported = |id| Problem::failed(Code::LoginUnsupported, text(id)).hint(Text::of("smtp-hint-no-login"));
    match no_way {
        NoWay::NotOffered => unsupported("net-no-login"),
        NoWay::NotTaken(said) => said_by(unsupported("smtp-login-not-taken"), said),
        NoWay::Challenge(said) => said_by(unsupported("smtp-login-asks-more"), said),
        NoWay::Encryption(said) => said_by(encryption(endpoint), said),
    }
}

fn encryption(endpoint: &Endpoint) -> Problem {
    let text = Text::of("smtp-wants-encryption").with("host", endpoint.host.as_str());
    Problem::failed(Code::TlsRequired, text).hint(Text::of("net-hint-tls")).field(Side::Outgoing.security())
}

/// A refusal that may pass: the mail stays, and is tried again.
fn not_now(refusal: Refusal, endpoint: &Endpoint) -> Problem {
    let later = |code, id| Problem::temporary(code, Text::of(id).with("host", endpoint.host.as_str())).hint(Text::of("smtp-hint-later"));
    match refusal {
        Refusal::Login => later(Code::ServerUnavailable, "smtp-login-not-now"),
        Refusal::Recipient => later(Code::RecipientDeferred, "smtp-recipient-not-now"),
        Refusal::TooMany => later(Code::RecipientDeferred, "smtp-too-many"),
        Refusal::Us | Refusal::Encryption | Refusal::Size | Refusal::Sender | Refusal::Content | Refusal::Anything => {
            later(Code::ServerUnavailable, "smtp-not-now")
        }
    }
}

/// A refusal for good: the mail waits for the person, but where the server would not even listen.
fn not_ever(refusal: Refusal, endpoint: &Endpoint) -> Problem {
    let text = |id| Text::of(id).with("host", endpoint.host.as_str());
    let failed = |code, id, hint| Problem::failed(code, text(id)).hint(Text::of(hint));
    match refusal {
        Refusal::Us => Problem::temporary(Code::ServerUnavailable, text("smtp-not-welcome")).hint(Text::of("smtp-hint-not-welcome")),
        Refusal::Login => failed(Code::AuthFailed, "smtp-login-wanted", "smtp-hint-login-wanted").field(Side::Outgoing.password()),
        Refusal::Encryption => encryption(endpoint),
        Refusal::Size => failed(Code::MessageTooBig, "smtp-too-big", "smtp-hint-too-big"),
        Refusal::TooMany => failed(Code::RecipientRefused, "smtp-too-many", "smtp-hint-too-many"),
        Refusal::Sender => failed(Code::SenderRefused, "smtp-sender-refused", "smtp-hint-sender"),
        Refusal::Recipient => failed(Code::RecipientRefused, "smtp-recipient-refused", "smtp-hint-recipient"),
        Refusal::Content | Refusal::Anything => failed(Code::MessageRefused, "smtp-message-refused", "smtp-hint-message"),
    }
}
