//! What time it is at least: a clock that jumped ahead must make nothing due that destroys mail (promises.md A11).

use super::time::Instant;

/// How many different days have to say that a time has come, where nothing measured how long it took.
const CONFIRMING_DAYS: usize = 3;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// How long this machine has been up, by a clock that nobody sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uptime {
    /// Which start of the machine it counts from.
    pub boot: String,
    /// Milliseconds since then, those asleep among them.
    pub ms: i64,
}

/// What is known about the time, from one look to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmedTime {
    /// It is not earlier than this.
    pub at: Instant,
    /// How long the machine had been up then.
    uptime: Option<Uptime>,
    /// The last moments of different days at which somebody looked, oldest first; the clock alone says so.
    days: Vec<Instant>,
}

impl ConfirmedTime {
    /// The first look. `known` is a time that has come for certain, such as that of the newest thing stored; without any the clock is believed, since nothing is old yet.
    pub fn begin(now: Instant, known: Option<Instant>, uptime: Option<Uptime>) -> Self {
        Self { at: known.map_or(now, |known| known.min(now)), uptime, days: vec![now] }
    }

    /// A later look: time went on by what the machine was up since, and beyond that as far as three different days say. A clock that is wrong for a session says so on
    /// one day alone; days that are still to come were said by a wrong clock and say nothing.
    #[must_use]
    pub fn look(mut self, now: Instant, uptime: Option<Uptime>) -> Self {
        if let (Some(before), Some(up)) = (&self.uptime, &uptime)
            && before.boot == up.boot
        {
            self.at = self.at.plus_ms((up.ms - before.ms).max(0));
        }
        self.days.retain(|day| day.0 / DAY_MS < now.0 / DAY_MS);
        self.days.push(now);
        self.days.drain(..self.days.len().saturating_sub(CONFIRMING_DAYS));
        if let [first, _, _] = self.days[..] {
            self.at = self.at.max(first);
        }
        Self { at: self.at.min(now), uptime, days: self.days }
    }

    /// The line that keeps it.
    pub fn line(&self) -> String {
        let (boot, up) = self.uptime.as_ref().map_or(("-", 0), |uptime| (uptime.boot.as_str(), uptime.ms));
        let days: Vec<String> = self.days.iter().map(|day| day.0.to_string()).collect();
        format!("{} {boot} {up} {}\n", self.at.0, days.join(","))
    }

    /// What a line kept; `None` when it is none of ours.
    pub fn from_line(line: &str) -> Option<Self> {
        let mut words = line.split_ascii_whitespace();
        let at = Instant(words.next()?.parse().ok()?);
        let boot = words.next()?.to_owned();
        let ms = words.next()?.parse().ok()?;
        let days: Option<Vec<Instant>> = words.next()?.split(',').map(|day| day.parse().ok().map(Instant)).collect();
        let days = days.filter(|days| days.len() <= CONFIRMING_DAYS && days.is_sorted())?;
        Some(Self { at, uptime: (boot != "-").then_some(Uptime { boot, ms }), days })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NOW: i64 = 1_790_000_000_000;

    fn up(boot: &str, days: i64) -> Option<Uptime> {
        Some(Uptime { boot: boot.to_owned(), ms: days * DAY_MS })
    }

    fn day(days: i64) -> Instant {
        Instant(NOW + days * DAY_MS)
    }

    #[test]
    fn while_the_machine_is_up_time_passes_as_it_measures_and_not_as_the_clock_says() {
        let mut time = ConfirmedTime::begin(day(0), None, up("a", 5));
        for jump in [100, 36_500, -400, 1, 0] {
            let looked = time.clone().look(day(2 + jump), up("a", 7));
            assert!(looked.at <= day(2), "{jump}");
            assert_eq!(ConfirmedTime::from_line(&looked.line()), Some(looked));
        }
        time = time.look(day(14), up("a", 19));
        assert_eq!(time.at, day(14), "a fortnight with the machine up is one");
    }

    #[test]
    fn over_a_restart_three_different_days_have_to_say_so() {
        let mut time = ConfirmedTime::begin(day(0), None, up("a", 0));
        time = time.look(day(100), up("b", 0));
        time = time.look(day(100), up("b", 0));
        assert_eq!(time.at, day(0), "one session with a wrong clock");
        time = time.look(day(3), up("c", 0)).look(day(4), up("d", 0));
        assert_eq!(time.at, day(0));
        time = time.look(day(5), None);
        assert_eq!(time.at, day(3), "what the wrong clock said counts for nothing");
        time = time.look(day(6), None).look(day(-50), None);
        assert_eq!(time.at, day(-50), "a clock that is behind makes nothing due either");
    }

    #[test]
    fn twelve_jumps_in_ten_states_make_nothing_due_too_early() {
        const JUMPS: [i64; 12] = [-36_500, -400, -31, -1, 0, 1, 2, 14, 31, 400, 36_500, 3_650_000];
        let states: [fn(ConfirmedTime, i64) -> ConfirmedTime; 10] = [
            |time, _| time,
            |time, _| time.look(day(1), up("a", 1)),
            |time, _| time.look(day(1), up("b", 0)),
            |time, _| time.look(day(1), None),
            |time, _| time.look(day(1), up("a", 1)).look(day(2), up("a", 2)),
            |time, _| time.look(day(1), up("b", 0)).look(day(2), up("c", 0)),
            |time, jump| time.look(day(jump), up("a", 0)),
            |time, jump| time.look(day(jump), up("b", 0)),
            |time, jump| time.look(day(jump), up("b", 0)).look(day(1), up("b", 1)),
            |time, jump| time.look(day(jump), None).look(day(jump), None),
        ];
        for (n, state) in states.iter().enumerate() {
            for jump in JUMPS {
                let before = state(ConfirmedTime::begin(day(0), None, up("a", 0)), jump);
                for uptime in [up("a", 2), up("z", 2), None] {
                    let looked = before.clone().look(day(2 + jump), uptime);
                    assert!(looked.at <= day(2), "state {n}, jump {jump}: {:?}", looked.at);
                }
            }
        }
    }

    #[test]
    fn a_line_of_somebody_else_is_none() {
        for line in ["", "x", "1", "1 b", "1 b 2", "1 b 2 x", "1 b 2 3,2", "1 b 2 1,2,3,4"] {
            assert_eq!(ConfirmedTime::from_line(line), None, "{line}");
        }
    }
}
