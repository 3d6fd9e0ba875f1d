//! What is wrong with a mail that shall go out, in words.

use crate::domain::mail::address::AddrSpec;
use crate::domain::mail::compose::{DraftFault, FaultKind};
use crate::i18n::Text;
use crate::mime::write::FinishedFault;
use crate::problem::{Code, Problem};
use crate::workers::accounts::aliases::hint;

/// The first of the faults; the composer marks all of them itself.
pub(super) fn of_faults(faults: &[DraftFault]) -> Problem {
    let Some(fault) = faults.first() else { return Problem::internal() };
    let problem = match &fault.kind {
        FaultKind::NoRecipient => {
            Problem::failed(Code::InvalidField, Text::of("compose-no-recipient")).hint(Text::of("compose-no-recipient-hint"))
        }
        FaultKind::BadAddress(piece) => Problem::failed(Code::InvalidField, Text::of("compose-bad-address").with("piece", piece.as_str()))
            .hint(Text::of("compose-bad-address-hint")),
        FaultKind::TooLong => Problem::failed(Code::InvalidField, Text::of("compose-too-long")).hint(Text::of("compose-too-long-hint")),
    };
    problem.field(fault.field.word())
}

pub(super) fn of_finished(fault: &FinishedFault) -> Problem {
    match fault {
        FinishedFault::Bytes(fault) => of_bytes(&fault.to_string()),
        FinishedFault::NoRecipient => {
            Problem::failed(Code::InvalidField, Text::of("compose-no-recipient")).hint(Text::of("send-no-recipient-hint")).field("to")
        }
        FinishedFault::BadAddress(piece) => {
            Problem::failed(Code::InvalidField, Text::of("compose-bad-address").with("piece", piece.as_str()))
                .hint(Text::of("compose-bad-address-hint"))
                .field("to")
        }
    }
}

pub(super) fn of_bytes(fault: &str) -> Problem {
    Problem::failed(Code::InvalidMessage, Text::of("send-invalid-message")).hint(Text::of("send-invalid-message-hint")).detail(fault)
}

pub(super) fn receives_only(name: &str) -> Problem {
    Problem::failed(Code::NoOutgoing, Text::of("compose-receives-only").with("name", name))
        .hint(Text::of("compose-receives-only-hint"))
        .field("from")
}

/// A finished message says that it is from somebody else (S115).
pub(super) fn not_ours(account: &str, from: &AddrSpec) -> Problem {
    Problem::failed(Code::AddressNotVerified, Text::of("alias-not-ours").with("address", from.as_str()).with("account", account))
        .hint(hint(account, from))
        .field("from")
}
