//! Mail that sleeps: out of its mailbox until a time that a person chose, then back on top.

use std::fmt;

use super::super::time::Instant;

/// A clock that was this much ahead when mail woke did no harm; beyond it, what nobody has opened sleeps on.
pub const AHEAD_MS: i64 = 60 * 60 * 1_000;

/// A clock this much behind the moment at which a person put mail to sleep is wrong now or was wrong then: the mail is shown rather than hidden for nobody knows how long.
pub const BEHIND_MS: i64 = 24 * 60 * 60 * 1_000;

/// How a mail sleeps or slept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snooze {
    /// When a person put it to sleep.
    pub since: Instant,
    /// Until when.
    pub until: Instant,
    /// How far it is.
    pub stage: Stage,
}

/// How far a snooze is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Out of the lists of its mailbox.
    Asleep,
    /// It came back: lists show it at this place, and mark it until somebody opens it. The place is a key such as those of messages.
    Woken(i64),
    /// It came back and was opened, or an answer woke it: nothing but its place is left of the snooze; 0 is the place of its own date.
    Over(i64),
}

impl Snooze {
    /// A mail that falls asleep now.
    pub fn begin(since: Instant, until: Instant) -> Self {
        Self { since, until, stage: Stage::Asleep }
    }

    /// Whether the mail is out of the lists of its mailbox.
    pub fn is_asleep(&self) -> bool {
        self.stage == Stage::Asleep
    }

    /// Whether it is time to wake, by a clock that may be wrong (promises.md A11).
    pub fn is_due(&self, now: Instant) -> bool {
        self.is_asleep() && (self.until <= now || self.since > now.plus_ms(BEHIND_MS))
    }

    /// Whether a wrong clock woke it, and it is to sleep on.
    pub fn is_early(&self, now: Instant) -> bool {
        matches!(self.stage, Stage::Woken(_)) && self.until > now.plus_ms(AHEAD_MS) && self.since <= now.plus_ms(BEHIND_MS)
    }

    /// Whether it is the same order of a person as another: mail wakes by itself, and that is nobody's change.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.since, self.until) == (other.since, other.until)
    }

    /// The snooze of a line that [`fmt::Display`] wrote; `None` when it is none of ours.
    pub fn from_line(line: &str) -> Option<Self> {
        let words: Vec<&str> = line.split(' ').collect();
        let number = |at: usize| words.get(at)?.parse::<i64>().ok();
        let (since, until) = (Instant(number(0)?), Instant(number(1)?));
        let stage = match (words.len(), words.get(3)) {
            (2, None) => Stage::Asleep,
            (3, None) => Stage::Over(number(2)?),
            (4, Some(&"woken")) => Stage::Woken(number(2)?),
            _ => return None,
        };
        Some(Self { since, until, stage })
    }
}

impl fmt::Display for Snooze {
    /// As a change keeps it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.since.0, self.until.0)?;
        match self.stage {
            Stage::Asleep => Ok(()),
            Stage::Woken(place) => write!(f, " {place} woken"),
            Stage::Over(place) => write!(f, " {place}"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NOW: i64 = 1_790_000_000_000;
    const HOUR: i64 = 3_600_000;

    fn hours(hours: i64) -> Instant {
        Instant(NOW + hours * HOUR)
    }

    #[test]
    fn mail_wakes_at_its_time_and_not_before() {
        let sleeps = Snooze::begin(hours(0), hours(15));
        assert_eq!([-1, 0, 14, 15, 16, 2_400].map(|at| sleeps.is_due(hours(at))), [false, false, false, true, true, true]);
        assert!(!Snooze { stage: Stage::Woken(7), ..sleeps }.is_due(hours(16)), "it wakes once");
    }

    #[test]
    fn a_clock_that_was_ahead_woke_nothing_for_good() {
        let woken = Snooze { stage: Stage::Woken(7), ..Snooze::begin(hours(0), hours(500)) };
        assert_eq!([2_400, 500, 499, 498, 1].map(|at| woken.is_early(hours(at))), [false, false, false, true, true]);
        assert!(!Snooze { stage: Stage::Over(7), ..woken }.is_early(hours(1)), "somebody has opened it");
    }

    #[test]
    fn a_clock_that_is_far_behind_hides_nothing() {
        // Put to sleep under a clock that was a hundred days ahead, or looked at under one of 1970: nobody knows, and a mail that is back too soon is no harm.
        let sleeps = Snooze::begin(hours(2_400), hours(2_415));
        assert!(sleeps.is_due(hours(0)) && !sleeps.is_due(hours(2_390)));
        let woken = Snooze { stage: Stage::Woken(7), ..sleeps };
        assert!(!woken.is_early(hours(0)), "not asleep again at the next look");
        assert!(woken.is_early(hours(2_401)), "the clock is right again");
    }

    #[test]
    fn a_change_keeps_it_in_a_line() {
        for stage in [Stage::Asleep, Stage::Woken(1 << 60), Stage::Over(0), Stage::Over(5)] {
            let snooze = Snooze { since: Instant(-3), until: Instant(9), stage };
            assert_eq!(Snooze::from_line(&snooze.to_string()), Some(snooze));
        }
        for line in ["", "1", "x 2", "1 2 x", "1 2 3 asleep", "1 2 x woken", "1 2 3 woken 4"] {
            assert_eq!(Snooze::from_line(line), None, "{line}");
        }
    }
}
