//! Seeded mutations: what a parser is given when its input was broken on the way or made to break it. Each room tries its own parsers with these.
//!
//! `FUMI_MUTATE_SECONDS` says how long each is tried (3 without it), `FUMI_MUTATE_SEED` with which seed; a failure names the seed and the round that show it again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use super::numbers::Numbers;

/// A parser may take this long for one input before it counts as hanging: far more than any takes in an unoptimised build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// The longest input that is made, in bytes.
const LONGEST: usize = 64 * 1024;

/// Pieces that parsers of mail give a meaning.
const PIECES: [&[u8]; 40] = [
    b"\0",
    b"\r",
    b"\n",
    b"\r\n",
    b"\r\n\r\n",
    b" ",
    b"\t",
    b"\"",
    b"'",
    b"\\",
    b"<",
    b">",
    b"(",
    b")",
    b"[",
    b"]",
    b";",
    b":",
    b",",
    b"=",
    b"=?utf-8?B?",
    b"?=",
    b"--",
    b"%41",
    b"&#x1F600;",
    b"\xff",
    b"\xe3\x81",
    b"\xc3\xa4",
    b"\xf0\x9f\x98\x80",
    b"\xe2\x80\xae",
    b"\x1b$B",
    b"\x1b(B",
    b"-1",
    b"0",
    b"99999999999999999999",
    b"2147483648",
    b"@",
    b".",
    b"\xef\xbc\x90",
    b"+",
];

/// One of the samples, changed in a few places.
fn mutated(samples: &[&[u8]], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = samples[numbers.below(samples.len())].to_vec();
    for _ in 0..=numbers.below(6) {
        let at = numbers.below(bytes.len() + 1);
        let end = (at + 1 + numbers.below(24)).min(bytes.len());
        match numbers.below(8) {
            0 if at < bytes.len() => bytes[at] ^= 1_u8 << numbers.below(8),
            1 if at < bytes.len() => bytes[at] = (numbers.next() & 0xff) as u8,
            2 => drop(bytes.drain(at.min(end)..end)),
            3 => drop(bytes.splice(at..at, PIECES[numbers.below(PIECES.len())].iter().copied())),
            4 => {
                let piece = bytes[at.min(end)..end].repeat(1 + numbers.below(40));
                drop(bytes.splice(at..at, piece));
            }
            5 => bytes.truncate(at),
            6 => {
                let other = samples[numbers.below(samples.len())];
                let from = numbers.below(other.len());
                drop(bytes.splice(at..end.max(at), other[from..].iter().copied()));
            }
            _ => {
                let piece = PIECES[numbers.below(PIECES.len())].repeat(1 + numbers.below(300));
                drop(bytes.splice(at..at, piece));
            }
        }
        bytes.truncate(LONGEST);
    }
    bytes
}

/// Gives a parser mutations of samples, and fails where it panics or hangs.
pub(crate) fn try_mutations(name: &str, samples: &[&[u8]], parse: impl Fn(&[u8])) {
    let number = |variable: &str| std::env::var(variable).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = number("FUMI_MUTATE_SEED").unwrap_or(20_250_901);
    let long = Duration::from_secs(number("FUMI_MUTATE_SECONDS").unwrap_or(3));
    let begun = Instant::now();
    let mut round = 0_u64;
    while begun.elapsed() < long {
        let mut numbers = Numbers::of(seed.wrapping_add(round.wrapping_mul(0x1000_0001)));
        let input = mutated(samples, &mut numbers);
        let one = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| parse(&input)));
        let shown = String::from_utf8_lossy(&input[..input.len().min(2_000)]).into_owned();
        assert!(outcome.is_ok(), "{name} panics on round {round} of seed {seed}: {shown:?}");
        assert!(one.elapsed() < PATIENCE, "{name} took {:?} for round {round} of seed {seed}: {shown:?}", one.elapsed());
        round += 1;
    }
    assert!(round > 0, "{name} was not tried");
}

/// The same for a parser of text.
pub(crate) fn try_text(name: &str, samples: &[&str], parse: impl Fn(&str)) {
    let samples: Vec<&[u8]> = samples.iter().map(|sample| sample.as_bytes()).collect();
    try_mutations(name, &samples, |bytes| parse(&String::from_utf8_lossy(bytes)));
}
