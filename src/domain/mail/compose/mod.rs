//! Writing mail: what a draft is, how an answer begins, and what a mailto link may ask for. No I/O and no words of a language: those are given.

mod answer;
mod draft;
mod mailto;
mod subject;

pub use answer::{Original, QuoteWords, forward, reply};
pub use draft::{Draft, DraftFault, DraftField, EnteredDraft, FaultKind};
pub use mailto::{Mailto, NotMailto, parse_mailto, spread_links};
pub use subject::{forward_subject, reply_subject, without_marks};

#[cfg(test)]
mod tests;
