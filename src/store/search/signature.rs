//! A fingerprint of the words of a mail in the tail, so that a search unpacks only the mails that may have them (a Bloom filter: it never says no wrongly).

use super::words::Words;
use crate::domain::query::each_trace;

/// Bits set for each word.
const PROBES: u32 = 3;

/// The largest signature; of longer mails more are unpacked in vain.
const MOST_BYTES: usize = 4 << 10;

/// Two odd numbers without a pattern.
const FIRST: u64 = 0xa076_1d64_78bd_642f;
const SECOND: u64 = 0xe703_7ed1_a0b4_28db;

/// The signature of a text in search form. It has a bit for each byte and three more for those beyond ASCII, since each character of a dense run leaves two traces; half
/// of all words stand twice or more often, so about one mail of fifty is unpacked in vain.
pub(super) fn signature(text: &str) -> Vec<u8> {
    let bits = text.len() + 3 * text.bytes().filter(|byte| !byte.is_ascii()).count();
    let mut signature = vec![0_u8; (bits / 8).clamp(8, MOST_BYTES)];
    let size = signature.len();
    each_trace(text, |trace| {
        for (byte, bit) in places(hash(trace), size) {
            signature[byte] |= bit;
        }
    });
    signature
}

/// Eight bytes a step, multiplied to 128 bits and folded (as wyhash does). It is part of the file: it stays as it is, or `SIGNED` changes.
fn hash(trace: &str) -> u64 {
    let mix = |one: u64, other: u64| {
        let wide = u128::from(one) * u128::from(other);
        (wide as u64) ^ ((wide >> 64) as u64)
    };
    let (eights, rest) = trace.as_bytes().as_chunks::<8>();
    let sum = eights.iter().fold(trace.len() as u64, |sum, eight| mix(sum ^ u64::from_le_bytes(*eight), FIRST));
    let rest = rest.iter().rev().fold(0, |rest, byte| rest << 8 | u64::from(*byte));
    mix(sum ^ rest ^ SECOND, FIRST)
}

/// The bits of a word in a signature of so many bytes.
fn places(hash: u64, size: usize) -> impl Iterator<Item = (usize, u8)> {
    let (low, step) = (hash as u32, (hash >> 32) as u32 | 1);
    (0..PROBES).map(move |probe| {
        let at = u64::from(low.wrapping_add(probe.wrapping_mul(step)));
        let bit = usize::try_from((at * (size as u64 * 8)) >> 32).unwrap_or(0);
        (bit / 8, 1 << (bit % 8))
    })
}

/// What a query asks of signatures.
#[derive(Debug)]
pub(super) enum Sought {
    /// All of these.
    All(Vec<Sought>),
    /// One of these.
    Either(Vec<Sought>),
    /// All of these words, by their hashes.
    Words(Vec<u64>),
}

impl Sought {
    /// What must not stand in a mail is no matter of signatures: they never deny it for certain.
    pub(super) fn by(asked: &Words) -> Self {
        match asked {
            Words::Phrase(_, phrase) => {
                let mut words = Vec::new();
                phrase.each_trace(|trace| words.push(hash(trace)));
                match phrase.number() {
                    Some(number) => Self::Either(vec![Self::Words(words), Self::Words(vec![hash(number)])]),
                    None => Self::Words(words),
                }
            }
            Words::Any(any) => Self::Either(any.iter().map(Self::by).collect()),
            Words::All { asked, .. } => Self::All(asked.iter().map(Self::by).collect()),
        }
    }

    /// Whether a mail with this signature may be one that is asked for.
    pub(super) fn may_be(&self, signature: &[u8]) -> bool {
        match self {
            Self::All(all) => all.iter().all(|one| one.may_be(signature)),
            Self::Either(any) => any.iter().any(|one| one.may_be(signature)),
            Self::Words(words) => words
                .iter()
                .all(|word| places(*word, signature.len()).all(|(byte, bit)| signature.get(byte).is_some_and(|held| held & bit != 0))),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::query::{Part, Phrase};

    fn phrase(typed: &str) -> Words {
        Words::Phrase(Part::Anywhere, Phrase::of(typed).unwrap())
    }

    fn sought(typed: &str) -> Sought {
        Sought::by(&phrase(typed))
    }

    #[test]
    fn what_a_mail_has_is_never_denied_and_most_of_the_rest_is() {
        let one = signature("quarterly report for berlin\u{1f}契約更新のご案内です");
        let both = |asked: &[&str], without: &[&str]| Words::All {
            asked: asked.iter().map(|typed| phrase(typed)).collect(),
            without: without.iter().map(|typed| phrase(typed)).collect(),
        };
        for asked in [
            phrase("report"),
            phrase("report for"),
            phrase("ber*"),
            phrase("更新"),
            phrase("新"),
            both(&["契約更新", "report"], &[]),
            both(&["report"], &["absent"]),
            both(&["berlin"], &["report"]),
            Words::Any(vec![phrase("nothing"), phrase("berlin")]),
        ] {
            assert!(Sought::by(&asked).may_be(&one), "{asked:?}");
        }
        let denied = (0..1_000).filter(|n| !sought(&format!("w{n}")).may_be(&one)).count();
        assert!(denied > 900, "{denied} of 1,000 absent words were denied");
        assert!(!sought("報告").may_be(&one));
    }

    #[test]
    fn a_mail_of_any_length_has_a_signature_of_bounded_size() {
        let words: String = (0..100_000).map(|n| format!("w{n} ")).collect();
        let one = signature(&words);
        assert_eq!(one.len(), MOST_BYTES);
        assert!(sought("w99999").may_be(&one));
        assert_eq!(signature("").len(), 8);
    }
}
