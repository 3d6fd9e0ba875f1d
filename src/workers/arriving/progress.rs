//! How fast a fetch is and how long it will take.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Over how long a time the rate is measured.
const WINDOW: Duration = Duration::from_secs(5);

/// Measures a fetch. It is told what time it is.
#[derive(Debug)]
pub struct Pace {
    total: u64,
    total_bytes: Option<u64>,
    seen: VecDeque<(Instant, u64, u64)>,
}

impl Pace {
    /// A fetch of so many mails, and so many bytes where the server says sizes.
    pub fn new(total: u64, total_bytes: Option<u64>, now: Instant) -> Self {
        Self { total, total_bytes, seen: VecDeque::from([(now, 0, 0)]) }
    }

    /// Notes how far it is: mails and bytes since the start.
    pub fn note(&mut self, done: u64, bytes: u64, now: Instant) {
        self.seen.push_back((now, done, bytes));
        while self.seen.len() > 2 && self.seen.get(1).is_some_and(|(at, ..)| now.duration_since(*at) >= WINDOW) {
            self.seen.pop_front();
        }
    }

    /// Bytes per second over the last seconds.
    pub fn rate(&self) -> u64 {
        self.per_second(|(_, _, bytes)| *bytes)
    }

    /// Seconds left, by bytes where sizes are known, else by mails.
    pub fn seconds_left(&self) -> Option<u64> {
        let (_, done, bytes) = self.seen.back()?;
        let (left, rate) = match self.total_bytes {
            Some(total) if total > 0 => (total.saturating_sub(*bytes), self.rate()),
            _ => (self.total.saturating_sub(*done), self.per_second(|(_, done, _)| *done)),
        };
        (rate > 0).then(|| left.div_ceil(rate))
    }

    fn per_second(&self, what: impl Fn(&(Instant, u64, u64)) -> u64) -> u64 {
        let (Some(first), Some(last)) = (self.seen.front(), self.seen.back()) else { return 0 };
        let millis = u64::try_from(last.0.duration_since(first.0).as_millis()).unwrap_or(u64::MAX);
        (what(last) - what(first)).saturating_mul(1000).checked_div(millis).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_forgets_what_was_long_ago() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut pace = Pace::new(100, Some(10_000), start);
        assert_eq!((pace.rate(), pace.seconds_left()), (0, None));
        pace.note(1, 1_000, at(1));
        assert_eq!((pace.rate(), pace.seconds_left()), (1_000, Some(9)));
        for second in 2..=20 {
            pace.note(1, 1_000, at(second));
        }
        assert_eq!((pace.rate(), pace.seconds_left()), (0, None), "it stalled");
        pace.note(2, 4_000, at(21));
        assert!((600..=1_000).contains(&pace.rate()), "{}", pace.rate());
    }

    #[test]
    fn without_sizes_mails_are_counted() {
        let start = Instant::now();
        let mut pace = Pace::new(30, None, start);
        pace.note(10, 5, start + Duration::from_secs(2));
        assert_eq!(pace.seconds_left(), Some(4));
    }
}
