//! Conversations, after the REFERENCES algorithm of RFC 5256 (JWZ) in a form whose result never depends on the order of arrival.
//!
//! Which thread a message belongs to is the connected component over the Message-IDs that it bears and names. How one component looks
//! as a tree is a pure function of the set of its members: [`arrange`].

mod components;
mod subject;
mod tree;

pub use components::components;
pub use subject::{BaseSubject, SUBJECT_WINDOW_MS, SubjectClue, answers_by_subject, base_subject, is_in_time, subject_target};
pub use tree::{Node, Occupant, arrange};

use crate::domain::ids::MessageKey;

/// What threading needs to know of one stored message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member<'a> {
    /// Its key; its sort time orders siblings.
    pub key: MessageKey,
    /// Its Message-ID without angle brackets; none when the header is missing or unusable.
    pub message_id: Option<&'a str>,
    /// The Message-IDs it names, oldest ancestor first and its parent last, as [`lineage`] makes them.
    pub references: &'a [&'a str],
    /// The hash of its body: equal Message-IDs are one mail only when this is equal too.
    pub body_hash: &'a [u8],
}

/// The ancestors a message names, parent last: References, or In-Reply-To where there are none (RFC 5256 section 3, REFERENCES step 1).
///
/// In-Reply-To beside References adds nothing: old programs put the sender's address or several mails there, of which the first counts. An id named twice counts
/// at its last place, and a message never is its own ancestor.
pub fn lineage<'a>(message_id: Option<&str>, references: &[&'a str], in_reply_to: &[&'a str]) -> Vec<&'a str> {
    let named = if references.is_empty() { &in_reply_to[..in_reply_to.len().min(1)] } else { references };
    let mut seen = std::collections::HashSet::new();
    let mut kept: Vec<&'a str> =
        named.iter().rev().copied().filter(|id| !id.is_empty() && Some(*id) != message_id && seen.insert(*id)).collect();
    kept.reverse();
    kept
}

#[cfg(test)]
mod tests;
