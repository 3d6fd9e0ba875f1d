//! Why a mail belongs to a record, what happened to one, and how sure two people are one, in words.

use crate::domain::crm::duplicate::Certainty;
use crate::domain::crm::kind::RecordKind;
use crate::i18n::Text;
use crate::jobs::crm::{EmailState, LinkReason};

/// Why a message is linked to a record.
pub(crate) fn link(reason: LinkReason) -> Text {
    Text::of(match reason {
        LinkReason::Address => "link-address",
        LinkReason::Manual => "link-manual",
        LinkReason::MadeFrom => "link-made-from",
        LinkReason::Thread => "link-thread",
        LinkReason::Domain => "link-domain",
        LinkReason::Rule => "link-rule",
    })
}

/// What became of a mail in a record's Emails list (S117).
pub(crate) fn email_state(state: EmailState) -> Text {
    Text::of(match state {
        EmailState::Received => "email-received",
        EmailState::Queued => "email-queued",
        EmailState::Sent => "email-sent",
        EmailState::Failed => "email-failed",
    })
}

/// What an entry of a timeline is, by its stable word.
pub(crate) fn happened(what: &str) -> Text {
    match what {
        "added" => Text::of("timeline-added"),
        "changed" => Text::of("timeline-changed"),
        "converted" => Text::of("timeline-converted"),
        "mail_in" => Text::of("timeline-mail-in"),
        "mail_out" => Text::of("timeline-mail-out"),
        "stage" => Text::of("timeline-stage"),
        other => RecordKind::from_word(other).map_or_else(|| Text::of("timeline-changed"), super::fields::kind),
    }
}

/// How sure it is that two people are one.
pub(crate) fn certainty(certainty: Certainty) -> Text {
    Text::of(match certainty {
        Certainty::Hard => "certainty-hard",
        Certainty::Strong => "certainty-strong",
        Certainty::Soft => "certainty-soft",
    })
}
