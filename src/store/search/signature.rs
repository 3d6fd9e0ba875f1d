//! A fingerprint of the words of a mail in the tail, so that a search unpacks only the mails that may have them (a Bloom filter: it never says no wrongly).

use super::words::Words;
use crate::domain::query::{Phrase, Trace, each_trace};

/// Bits set for each word and each trace of a dense run, for each beginning of a word, and for two words next to each other.
const PROBES: u32 = 3;
const PROBES_OF_BEGINNING: u32 = 2;
const PROBES_OF_PAIR: u32 = 2;

/// Words that begin alike are told apart by so many characters.
const BEGINNING: usize = 3;

/// Short mails say little twice: each has so many bits more.
const MORE_BITS: usize = 256;

/// The largest narrow signature; of longer mails more are unpacked in vain.
const MOST_BYTES: usize = 4 << 10;

/// How wide signatures are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    /// A bit for each byte of text and three more for those beyond ASCII, as values of earlier versions have them: half of the bits are set, and a quarter of all mails may
    /// begin a word as one that is asked for does.
    Narrow,
    /// Twice as many.
    Wide,
}

impl Width {
    fn times(self) -> usize {
        match self {
            Self::Narrow => 1,
            Self::Wide => 2,
        }
    }
}

/// Odd numbers without a pattern.
const FIRST: u64 = 0xa076_1d64_78bd_642f;
const SECOND: u64 = 0xe703_7ed1_a0b4_28db;
const THIRD: u64 = 0x8ebc_6af0_9c88_c6e3;

/// The signature of texts in search form. It has more bits for what is beyond ASCII, since each character of a dense run leaves two traces.
pub(super) fn signature(texts: &[&str], width: Width) -> Vec<u8> {
    let bits: usize = texts.iter().map(|text| text.len() + 3 * text.bytes().filter(|byte| !byte.is_ascii()).count()).sum();
    let bits = (bits + MORE_BITS) * width.times();
    let mut signature = vec![0_u8; (bits / 8).clamp(8, MOST_BYTES * width.times())];
    let size = signature.len();
    let mut marks = Marks::default();
    for text in texts {
        marks.before = None;
        each_trace(text, |trace| {
            marks.each(trace, |mark| {
                for (byte, bit) in mark.places(size) {
                    signature[byte] |= bit;
                }
            });
        });
    }
    signature
}

/// What a trace sets in a signature, and how many bits of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    hash: u64,
    probes: u32,
}

impl Mark {
    /// Its bits in a signature of so many bytes.
    fn places(self, size: usize) -> impl Iterator<Item = (usize, u8)> {
        let (low, step) = (self.hash as u32, (self.hash >> 32) as u32 | 1);
        (0..self.probes).map(move |probe| {
            let at = u64::from(low.wrapping_add(probe.wrapping_mul(step)));
            let bit = usize::try_from((at * (size as u64 * 8)) >> 32).unwrap_or(0);
            (bit / 8, 1 << (bit % 8))
        })
    }

    fn is_in(self, signature: &[u8]) -> bool {
        self.places(signature.len()).all(|(byte, bit)| signature.get(byte).is_some_and(|held| held & bit != 0))
    }
}

/// How many words and pairs of words of a mail are remembered: a power of two.
const REMEMBERED: usize = 512;

/// What of a mail was marked lately: most words come again and again, and marking them again changes nothing.
struct Marked(Box<[u64; REMEMBERED]>);

impl Default for Marked {
    fn default() -> Self {
        Self(Box::new([0; REMEMBERED]))
    }
}

impl Marked {
    /// Whether this is not known to be marked; from now on it is.
    fn is_new(&mut self, hash: u64) -> bool {
        // By the high bits; a place that holds 0 holds nothing.
        let held = &mut self.0[(hash >> (u64::BITS - REMEMBERED.ilog2())) as usize];
        std::mem::replace(held, hash) != hash || hash == 0
    }
}

/// Makes marks of traces, which come in order.
#[derive(Default)]
struct Marks {
    /// The word before.
    before: Option<u64>,
    marked: Marked,
}

impl Marks {
    /// Gives the marks of a trace, but for those that it gave lately.
    fn each(&mut self, trace: Trace<'_>, mut with: impl FnMut(Mark)) {
        match trace {
            Trace::Word(word) => {
                let hash = hash(word, FIRST);
                if self.marked.is_new(hash) {
                    beginning(word).into_iter().for_each(&mut with);
                    with(Mark { hash, probes: PROBES });
                }
                if let Some(before) = self.before.replace(hash) {
                    let pair = mix(before ^ THIRD, hash);
                    if self.marked.is_new(pair) {
                        with(Mark { hash: pair, probes: PROBES_OF_PAIR });
                    }
                }
            }
            Trace::Beginning(word) => beginning(word).into_iter().for_each(with),
            Trace::Dense(text) | Trace::Number(text) => {
                self.before = None;
                let hash = hash(text, FIRST);
                if self.marked.is_new(hash) {
                    with(Mark { hash, probes: PROBES });
                }
            }
        }
    }
}

/// The mark of the first characters of a word that has so many.
fn beginning(word: &str) -> Option<Mark> {
    let first = match word.as_bytes().first_chunk::<BEGINNING>() {
        Some(first) if first.is_ascii() => &word[..BEGINNING],
        _ => word.char_indices().nth(BEGINNING - 1).map(|(at, last)| &word[..at + last.len_utf8()])?,
    };
    Some(Mark { hash: hash(first, SECOND), probes: PROBES_OF_BEGINNING })
}

/// Multiplied to 128 bits and folded.
fn mix(one: u64, other: u64) -> u64 {
    let wide = u128::from(one) * u128::from(other);
    (wide as u64) ^ ((wide >> 64) as u64)
}

/// A hash in the manner of wyhash, of which two multiplications are enough for a word of up to 16 bytes. It is part of the file: it stays as it is, or `SIGNED` changes.
fn hash(text: &str, seed: u64) -> u64 {
    let bytes = text.as_bytes();
    let length = bytes.len();
    let four = |at: usize| bytes.get(at..).and_then(|rest| rest.first_chunk::<4>()).map_or(0, |four| u64::from(u32::from_le_bytes(*four)));
    let (one, other, sum) = match length {
        0 => (0, 0, seed),
        1..=3 => (u64::from(bytes[0]) << 16 | u64::from(bytes[length / 2]) << 8 | u64::from(bytes[length - 1]), 0, seed),
        4..=16 => {
            let inner = (length >> 3) << 2;
            (four(0) << 32 | four(inner), four(length - 4) << 32 | four(length - 4 - inner), seed)
        }
        _ => {
            let eights = bytes.as_chunks::<8>().0;
            let sum = eights.iter().fold(seed, |sum, eight| mix(sum ^ u64::from_le_bytes(*eight), FIRST));
            (four(length - 8), four(length - 4), sum)
        }
    };
    mix(SECOND ^ length as u64, mix(one ^ SECOND, other ^ sum))
}

/// What a query asks of signatures.
#[derive(Debug)]
pub(super) enum Sought {
    /// All of these.
    All(Vec<Sought>),
    /// One of these.
    Either(Vec<Sought>),
    /// All of these marks.
    Marks(Vec<Mark>),
}

impl Sought {
    /// What must not stand in a mail is no matter of signatures: they never deny it for certain.
    pub(super) fn by(asked: &Words) -> Self {
        match asked {
            Words::Phrase(_, phrase) => {
                let words = marks_of_phrase(phrase);
                match phrase.number() {
                    Some(number) => Self::Either(vec![words, marks_of_number(number)]),
                    None => words,
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
            Self::Marks(marks) => marks.iter().all(|mark| mark.is_in(signature)),
        }
    }
}

fn marks_of_phrase(phrase: &Phrase) -> Sought {
    let (mut all, mut marks) = (Vec::new(), Marks::default());
    phrase.each_trace(|trace| marks.each(trace, |mark| all.push(mark)));
    Sought::Marks(all)
}

fn marks_of_number(number: &str) -> Sought {
    let mut all = Vec::new();
    Marks::default().each(Trace::Number(number), |mark| all.push(mark));
    Sought::Marks(all)
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
        let one = signature(&["quarterly report for berlin", "契約更新のご案内です ετε 03-1234-5678"], Width::Wide);
        let both = |asked: &[&str], without: &[&str]| Words::All {
            asked: asked.iter().map(|typed| phrase(typed)).collect(),
            without: without.iter().map(|typed| phrase(typed)).collect(),
        };
        for asked in [
            phrase("report"),
            phrase("report for"),
            phrase("ber*"),
            phrase("quarter*"),
            phrase("ετε*"),
            phrase("report f*"),
            phrase("report for berl*"),
            phrase("03 1234 5678"),
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
        for absent in ["報告", "berlin report", "for report", "xyz*", "quarrel zebra*"] {
            assert!(!sought(absent).may_be(&one), "{absent}");
        }
    }

    #[test]
    fn a_mail_of_any_length_has_a_signature_of_bounded_size() {
        let words: String = (0..100_000).map(|n| format!("w{n} ")).collect();
        for (width, most) in [(Width::Narrow, MOST_BYTES), (Width::Wide, 2 * MOST_BYTES)] {
            let one = signature(&[&words], width);
            assert_eq!(one.len(), most);
            assert!(sought("w99999").may_be(&one));
        }
        assert_eq!(signature(&[""], Width::Narrow).len(), MORE_BITS / 8);
    }
}
