//! What both front ends say about a search for servers.

use crate::domain::discovery::{Outcome, Refusal, Source, Tried};
use crate::i18n::Text;

/// Where settings come from, in words.
pub(crate) fn source(source: Source) -> Text {
    Text::of(match source {
        Source::Preset => "discovery-source-preset",
        Source::Administrator => "discovery-source-administrator",
        Source::Autoconfig => "discovery-source-autoconfig",
        Source::WellKnown => "discovery-source-well-known",
        Source::Srv => "discovery-source-srv",
        Source::Mx => "discovery-source-mx",
        Source::Guess => "discovery-source-guess",
    })
}

/// What was tried and what came of it.
pub(crate) fn tried(tried: &Tried) -> Text {
    let outcome = Text::of(match tried.outcome {
        Outcome::Trying => "discovery-trying",
        Outcome::Found => "discovery-found",
        Outcome::Nothing => "discovery-none",
        Outcome::Refused(Refusal::Redirect) => "discovery-refused-redirect",
        Outcome::Refused(Refusal::TooBig) => "discovery-refused-too-big",
        Outcome::Refused(Refusal::Unreadable) => "discovery-refused-unreadable",
        Outcome::Refused(Refusal::Plaintext) => "discovery-refused-plaintext",
        Outcome::Refused(Refusal::Untrusted) => "discovery-refused-untrusted",
    });
    Text::of("discovery-tried").text("source", source(tried.source)).with("at", tried.at.as_str()).text("outcome", outcome)
}
