//! Writing mail: what a draft is, how an answer begins, and what a mailto link may ask for. No I/O and no words of a language: those are given.

mod answer;
mod correspondents;
mod doubts;
mod draft;
mod enclosure;
mod mailto;
mod percent;
mod signature;
mod subject;

pub use answer::{Original, QuoteWords, forward, forward_whole, reply, reply_to_list};
pub use correspondents::{Contacted, ranked, wanted, with_recipient};
pub use doubts::{Doubt, doubts};
pub use draft::{Draft, DraftFault, DraftField, EnteredDraft, FaultKind};
pub use enclosure::{Enclosure, EnclosureSource, MAX_ENCLOSED_BYTES, dropped_path, media_type_of};
pub use mailto::{Mailto, NotMailto, parse_mailto, spread_links};
pub use signature::Signature;
pub use subject::{forward_subject, reply_subject, without_marks};

#[cfg(test)]
mod tests;
