//! The time and the randomness of a write.

use crate::domain::ids::Id;
use crate::domain::time::Instant;

/// The time and the randomness of a write, injected so that tests are frozen.
#[derive(Debug, Clone)]
pub struct Context {
    /// When the write happens.
    pub now: Instant,
    /// The person's time zone, in which the dates of a query mean days.
    pub zone: jiff::tz::TimeZone,
    state: u64,
}

impl Context {
    /// A context at an instant whose ids follow from a seed, in UTC.
    pub fn new(now: Instant, seed: u64) -> Self {
        Self { now, zone: jiff::tz::TimeZone::UTC, state: seed }
    }

    /// A new outside id.
    pub fn new_id(&mut self) -> Id {
        let mut random = [0; 10];
        for part in random.chunks_mut(8) {
            let bytes = self.next().to_le_bytes();
            part.copy_from_slice(&bytes[..part.len()]);
        }
        Id::v7(self.now.0, random)
    }

    /// SplitMix64: short, and good enough for ids that need no secrecy.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
