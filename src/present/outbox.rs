//! What both front ends say about mail on its way.

use jiff::tz::TimeZone;

use super::{snooze, when};
use crate::domain::time::Instant;
use crate::domain::typed::TimeReader;
use crate::i18n::{Catalogue, Text};
use crate::jobs::outbox::{OutboxRow, OutboxState, SendAt};
use crate::problem::{Code, Problem};

/// When a mail goes, as it is typed: `now`, or a time to come; a bare day means its morning.
///
/// # Errors
/// `invalid_field` for what is no time, and for a time that is over.
pub fn at(typed: &str, times: &TimeReader<'_>) -> Result<SendAt, Problem> {
    let until = snooze::until(typed, times).map_err(|problem| problem.field("at"))?;
    Ok(until.map_or(SendAt::Now, SendAt::At))
}

/// The state of a mail in words; one that waits for its time says when that is.
pub fn how(row: &OutboxRow, now: Instant, zone: &TimeZone, words: &Catalogue) -> Text {
    match (row.scheduled(), row.state, row.until) {
        (Some(at), ..) => Text::of("outbox-state-scheduled").with("when", when::list_moment(at, now, zone, words)),
        (None, OutboxState::Queued, Some(at)) if row.error_code.is_some() && at > now => {
            Text::of("outbox-state-next-try").with("when", when::list_moment(at, now, zone, words))
        }
        _ => state(row.state),
    }
}

/// The word of a state.
pub fn state(state: OutboxState) -> Text {
    Text::of(match state {
        OutboxState::Held => "outbox-state-held",
        OutboxState::Queued => "outbox-state-queued",
        OutboxState::Sending => "outbox-state-sending",
        OutboxState::Unknown => "outbox-state-unknown",
        OutboxState::Sent => "outbox-state-sent",
        OutboxState::Failed => "outbox-state-failed",
    })
}

/// Why a mail has not left, in words; what the server said stands beside it.
pub fn why(code: Code) -> Text {
    Text::of(match code {
        Code::AuthFailed => "outbox-why-login",
        Code::LoginUnsupported => "outbox-why-no-login",
        Code::ServerUnavailable | Code::LoginDelay => "outbox-why-away",
        Code::ServerRefused => "outbox-why-unwelcome",
        Code::ProtocolError => "outbox-why-protocol",
        Code::TlsRequired | Code::TlsFailed => "outbox-why-not-encrypted",
        Code::TlsUntrusted => "outbox-why-untrusted",
        Code::NoOutgoing => "outbox-why-no-outgoing",
        Code::AddressNotVerified => "outbox-why-unconfirmed",
        Code::AddressUnsupported => "outbox-why-address",
        Code::InvalidMessage => "outbox-why-invalid",
        Code::MessageUnsupported => "outbox-why-encoding",
        Code::MessageTooBig => "outbox-why-too-big",
        Code::SenderRefused => "outbox-why-sender",
        Code::RecipientRefused => "outbox-why-recipient",
        Code::RecipientDeferred => "outbox-why-recipient-later",
        Code::MessageRefused => "outbox-why-message",
        Code::DeliveryUnknown => "outbox-why-unknown",
        Code::NoPassword => "outbox-why-no-password",
        Code::PasswordCommandFailed => "outbox-why-password-command",
        Code::NoSecretStore | Code::SecretsLocked | Code::WrongPassphrase | Code::KeyringFailed => "outbox-why-secrets",
        Code::DiskFull | Code::IoError => "outbox-why-disk",
        _ => "outbox-why-other",
    })
}
