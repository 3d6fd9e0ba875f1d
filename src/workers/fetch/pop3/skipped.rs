//! Says which mails a fetch left where they are, and why.

use super::receive::Left;
use crate::domain::mail::pop3::plan::{HeldDeletes, Skip, SkipReason};
use crate::domain::mail::pop3::uidl::Uidl;
use crate::i18n::Text;
use crate::jobs::fetch::Skipped;
use crate::problem::{Code, Problem};
use crate::protocol::pop3::Refusal;
use crate::text::CleanText;
use crate::workers::net::said_by;

/// What the plan leaves.
pub fn by_plan(skip: &Skip) -> Skipped {
    let reason = match skip.reason {
        SkipReason::TooLarge { size, limit } => too_large(Some(size), limit),
        SkipReason::CutShort => cut_short(),
    };
    Skipped { uid: clean(skip.uidl.as_ref()), reason }
}

/// What stays on the server, by the server's will or by its size.
pub fn left_on_server(left: &Left) -> Skipped {
    match left {
        Left::TooLarge(uidl, limit) => Skipped { uid: clean(uidl.as_ref()), reason: too_large(None, *limit) },
        Left::Refused(uidl, refusal) => {
            let reason =
                Problem::temporary(Code::MessageUnavailable, Text::of("fetch-message-unavailable")).hint(Text::of("fetch-hint-left"));
            let reason = if refusal.text.is_empty() { reason } else { reason.detail(&refusal.text) };
            Skipped { uid: clean(uidl.as_ref()), reason }
        }
    }
}

/// A mail at which the connection broke twice.
pub fn breaks(uidl: &Uidl, problem: &Problem) -> Skipped {
    let reason = Problem::temporary(Code::MessageBreaksConnection, Text::of("fetch-message-breaks")).hint(Text::of("fetch-hint-left"));
    Skipped { uid: clean(Some(uidl)), reason: Problem { detail: problem.detail.clone(), ..reason } }
}

fn too_large(size: Option<u64>, limit: u64) -> Problem {
    let count = |bytes: u64| i64::try_from(bytes).unwrap_or(i64::MAX);
    let text = match size {
        Some(size) => Text::of("fetch-too-large").count("size", count(size)),
        None => Text::of("fetch-larger-than-listed"),
    };
    Problem::failed(Code::TooLarge, text.count("limit", count(limit))).hint(Text::of("fetch-hint-too-large"))
}

/// A mail that ended where it should not.
pub fn cut_short() -> Problem {
    Problem::failed(Code::MessageCutShort, Text::of("fetch-message-cut")).hint(Text::of("fetch-hint-message-cut"))
}

/// A mail that the server would not delete.
pub fn not_deleted(uidl: &Uidl, refusal: &Refusal) -> Skipped {
    let reason = Problem::temporary(Code::ServerRefused, Text::of("fetch-not-deleted")).hint(Text::of("fetch-hint-left"));
    Skipped { uid: clean(Some(uidl)), reason: said_by(reason, &refusal.text) }
}

/// Deletes that wait for a person.
pub fn held(held: HeldDeletes) -> Problem {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let text = Text::of("fetch-deletes-held").count("deletes", count(held.deletes)).count("of", count(held.of));
    Problem::failed(Code::MassDeleteHeld, text).hint(Text::of("fetch-hint-deletes-held"))
}

fn clean(uidl: Option<&Uidl>) -> CleanText {
    uidl.map(|uidl| CleanText::line(&String::from_utf8_lossy(&uidl.0[..uidl.0.len().min(100)]))).unwrap_or_default()
}
