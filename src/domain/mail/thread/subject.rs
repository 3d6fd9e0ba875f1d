//! The subject fallback: a reply whose program sent no reference joins the conversation of the same people under the same subject.

use unicode_normalization::UnicodeNormalization;

use crate::domain::ids::MessageKey;
use crate::domain::mail::subject_marks::{Mark, leading_mark};

/// How far back a reply without references looks for what it answers: 90 days in milliseconds. The same people use the same subject again.
pub const SUBJECT_WINDOW_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// A subject without the marks of answering and forwarding (RFC 5256 section 2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseSubject {
    /// What remains, NFKC and lower case with single spaces, so that equal means the same subject.
    pub text: String,
    /// A mark such as `Re:` or `返信:` was taken off.
    pub reply: bool,
    /// A mark such as `Fwd:` or `転送:` was taken off.
    pub forward: bool,
}

/// Takes the marks off a decoded subject: RFC 5256 section 2.1, with the marks of more languages, full-width forms, `Re[2]:` and `Re^2:`.
pub fn base_subject(subject: &str) -> BaseSubject {
    // NFKC leaves ASCII as it is.
    let folded: String =
        if subject.is_ascii() { subject.to_ascii_lowercase() } else { subject.nfkc().flat_map(char::to_lowercase).collect() };
    let mut text: String = folded.split_whitespace().collect::<Vec<_>>().join(" ");
    let (mut reply, mut forward) = (false, false);
    loop {
        while let Some(shorter) = text.strip_suffix("(fwd)") {
            text = shorter.trim_end().to_owned();
            forward = true;
        }
        loop {
            if let Some((rest, kind)) = without_mark(&text) {
                match kind {
                    Mark::Reply => reply = true,
                    Mark::Forward => forward = true,
                    Mark::Gateway => {}
                }
                text = rest.trim_start().to_owned();
            } else if let Some(rest) = without_blob(&text).filter(|rest| !rest.is_empty()) {
                text = rest.to_owned();
            } else {
                break;
            }
        }
        match text.strip_prefix("[fwd:").and_then(|inner| inner.strip_suffix(']')) {
            Some(inner) => {
                text = inner.trim().to_owned();
                forward = true;
            }
            None => break,
        }
    }
    BaseSubject { text, reply, forward }
}

/// `subj-leader` of RFC 5256: blobs, then a mark.
fn without_mark(text: &str) -> Option<(&str, Mark)> {
    let mut rest = text;
    loop {
        if let Some((mark, after)) = leading_mark(rest) {
            return Some((after, mark));
        }
        rest = without_blob(rest)?;
    }
}

/// `subj-blob` of RFC 5256: a text in square brackets, and the white space after it.
fn without_blob(text: &str) -> Option<&str> {
    let (inside, rest) = text.strip_prefix('[')?.split_once(']')?;
    (!inside.contains('[')).then(|| rest.trim_start())
}

/// What the subject fallback needs to know of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubjectClue<'a> {
    /// Its key; the sort time says what came before what.
    pub key: MessageKey,
    /// The base text of its subject, as [`base_subject`] makes it.
    pub base: &'a str,
    /// Whether the subject was marked as an answer.
    pub reply: bool,
    /// Whether it names a mail that we have; then its references speak and the subject does not. Relays give mails other Message-IDs than those that answers name.
    pub has_references: bool,
    /// Who wrote it, normalized.
    pub author: &'a str,
    /// Whom it was sent to (To and Cc), normalized.
    pub recipients: &'a [&'a str],
}

/// Whether one mail came so soon after an earlier one that it may answer it by its subject.
pub fn is_in_time(reply: MessageKey, earlier: MessageKey) -> bool {
    reply != earlier && (0..=SUBJECT_WINDOW_MS).contains(&(reply.sort_ms() - earlier.sort_ms()))
}

/// Whether `reply` may join the thread of `earlier` by its subject: it is marked as an answer, names no mail we have, has the same base subject, comes
/// from somebody who took part and goes back to the author, or is the author's own second mail to the same people; at most 90 days later.
pub fn answers_by_subject(reply: &SubjectClue<'_>, earlier: &SubjectClue<'_>) -> bool {
    let answered = earlier.recipients.contains(&reply.author) && reply.recipients.contains(&earlier.author);
    let went_on = reply.author == earlier.author && !reply.recipients.is_empty() && same_set(reply.recipients, earlier.recipients);
    reply.reply
        && !reply.has_references
        && !reply.base.is_empty()
        && reply.base == earlier.base
        && is_in_time(reply.key, earlier.key)
        && !reply.author.is_empty()
        && (answered || went_on)
}

fn same_set(one: &[&str], other: &[&str]) -> bool {
    one.iter().all(|item| other.contains(item)) && other.iter().all(|item| one.contains(item))
}

/// Of the mails with the same base subject, the latest one that the reply may answer: an index into `earlier`.
pub fn subject_target(reply: &SubjectClue<'_>, earlier: &[SubjectClue<'_>]) -> Option<usize> {
    (0..earlier.len()).filter(|&index| answers_by_subject(reply, &earlier[index])).max_by_key(|&index| earlier[index].key)
}
