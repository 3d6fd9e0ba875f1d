//! By what a mail finds others: its names and its subject.

use sha2::{Digest, Sha256};

use crate::domain::ids::MessageKey;
use crate::domain::mail::address::AddressRole;
use crate::domain::mail::thread::{SubjectClue, answers_by_subject, is_in_time};
use crate::store::packed::PackedAddresses;

/// What the subject fallback compares of a stored mail.
pub(super) struct Clue<'a> {
    pub key: MessageKey,
    pub base: &'a str,
    pub reply: bool,
    pub has_references: bool,
    pub addresses: &'a PackedAddresses,
}

/// Whether one mail answers an earlier one by its subject and people.
pub(super) fn answers(reply: &Clue<'_>, earlier: &Clue<'_>) -> bool {
    // Most are no answers for reasons that cost nothing; their people need not be compared.
    if !reply.reply || reply.has_references || !is_in_time(reply.key, earlier.key) {
        return false;
    }
    let people = |clue: &Clue<'_>| {
        let author = clue.addresses.of_role(AddressRole::From).next().map(|one| one.address.normalized()).unwrap_or_default();
        let to = clue.addresses.of_role(AddressRole::To).chain(clue.addresses.of_role(AddressRole::Cc));
        (author, to.map(|one| one.address.normalized()).collect::<Vec<_>>())
    };
    let ((reply_author, reply_to), (earlier_author, earlier_to)) = (people(reply), people(earlier));
    let reply_to: Vec<&str> = reply_to.iter().map(String::as_str).collect();
    let earlier_to: Vec<&str> = earlier_to.iter().map(String::as_str).collect();
    let clue = |of: &Clue<'_>, base, author, recipients| SubjectClue {
        key: of.key,
        base,
        reply: of.reply,
        has_references: of.has_references,
        author,
        recipients,
    };
    answers_by_subject(&clue(reply, reply.base, &reply_author, &reply_to), &clue(earlier, earlier.base, &earlier_author, &earlier_to))
}

/// The number by which a Message-ID or a base subject is looked up.
pub(super) fn name_of(text: &str) -> i64 {
    let hash = Sha256::digest(text.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash[..8]);
    i64::from_be_bytes(first)
}
