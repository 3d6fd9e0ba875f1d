//! How long mails are held: counted by the monotonic clock of this process, so that no jump of the other one ends a hold early or makes it last (promises.md A11).

use std::collections::HashMap;
use std::time::{Duration, Instant as Moment};

use crate::domain::ids::OutboxKey;
use crate::domain::time::Instant;
use crate::jobs::outbox::LONGEST_HOLD_MS;
use crate::store::outbox::Held;

/// The mails that are held, as this process first saw them.
#[derive(Debug, Default)]
pub(super) struct Holds(HashMap<OutboxKey, Hold>);

#[derive(Debug, Clone, Copy)]
struct Hold {
    /// What the row said; a row that says something else is another hold.
    due_at: Instant,
    /// When it ends.
    ends: Moment,
}

impl Holds {
    /// Which of the held mails have waited long enough. One that is seen for the first time waits for what the clock leaves of its hold, and never longer than the
    /// whole: a clock that went back since says nothing.
    pub(super) fn over(&mut self, held: &[Held], now: Instant, moment: Moment) -> Vec<OutboxKey> {
        self.0.retain(|key, _| held.iter().any(|one| one.key == *key));
        let mut over = Vec::new();
        for one in held {
            let known = self.0.get(&one.key).filter(|hold| hold.due_at == one.due_at).copied();
            let hold = known.unwrap_or_else(|| {
                let whole = (one.due_at.0 - one.queued_at.0).max(0);
                let left = one.due_at.0.saturating_sub(now.0).clamp(0, whole);
                Hold { due_at: one.due_at, ends: moment + Duration::from_millis(left.unsigned_abs()) }
            });
            self.0.insert(one.key, hold);
            // A time that somebody chose comes by the clock on the wall, also after a sleep of the machine, in which the other clock stands still.
            let chosen = one.due_at.0 - one.queued_at.0 > LONGEST_HOLD_MS;
            if hold.ends <= moment || chosen && one.due_at <= now {
                over.push(one.key);
            }
        }
        over
    }

    /// How long until the next one ends.
    pub(super) fn next(&self, moment: Moment) -> Option<Duration> {
        self.0.values().map(|hold| hold.ends.saturating_duration_since(moment)).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant(1_790_000_000_000);
    const DAY_MS: i64 = 86_400_000;

    fn held(key: i64) -> Held {
        Held { key: OutboxKey(key), queued_at: NOW, due_at: NOW.plus_ms(10_000) }
    }

    #[test]
    fn no_jump_of_the_clock_ends_a_hold_early_or_makes_it_last() {
        for jump in [-100 * DAY_MS, -DAY_MS, -60_000, -1, 0, 1, 60_000, DAY_MS, 100 * DAY_MS, 100 * 365 * DAY_MS] {
            let (mut holds, begun) = (Holds::default(), Moment::now());
            let after = |ms| begun + Duration::from_millis(ms);
            assert!(holds.over(&[held(1)], NOW, begun).is_empty());
            assert!(holds.over(&[held(1)], NOW.plus_ms(jump), after(9_999)).is_empty(), "{jump}");
            assert_eq!(holds.next(after(9_999)), Some(Duration::from_millis(1)));
            assert_eq!(holds.over(&[held(1)], NOW.plus_ms(jump), after(10_000)), [OutboxKey(1)], "{jump}");
        }
    }

    #[test]
    fn a_hold_of_another_process_waits_for_the_rest_and_never_longer_than_the_whole() {
        let begun = Moment::now();
        let waits = |now: Instant| {
            let mut holds = Holds::default();
            let over = holds.over(&[held(1)], now, begun);
            (!over.is_empty(), holds.next(begun))
        };
        assert_eq!(waits(NOW.plus_ms(4_000)), (false, Some(Duration::from_secs(6))));
        assert_eq!(waits(NOW.plus_ms(-DAY_MS)), (false, Some(Duration::from_secs(10))), "the clock went back since");
        assert_eq!(waits(NOW.plus_ms(10_000)), (true, Some(Duration::ZERO)));
    }

    #[test]
    fn a_time_that_was_chosen_comes_by_the_clock_on_the_wall_also_after_a_sleep() {
        let (mut holds, begun) = (Holds::default(), Moment::now());
        let chosen = Held { due_at: NOW.plus_ms(DAY_MS), ..held(1) };
        assert!(holds.over(&[chosen], NOW, begun).is_empty());
        assert!(holds.over(&[chosen], NOW.plus_ms(DAY_MS - 1), begun + Duration::from_secs(60)).is_empty());
        assert_eq!(holds.over(&[chosen], NOW.plus_ms(DAY_MS), begun + Duration::from_secs(60)), [OutboxKey(1)], "the machine slept");
        let mut holds = Holds::default();
        assert!(holds.over(&[chosen], NOW.plus_ms(-100 * DAY_MS), begun).is_empty());
        assert_eq!(
            holds.over(&[chosen], NOW.plus_ms(-99 * DAY_MS), begun + Duration::from_millis(86_400_000)),
            [OutboxKey(1)],
            "a clock that went back holds it no longer"
        );
    }

    #[test]
    fn what_is_gone_is_forgotten_and_a_new_hold_of_the_same_row_counts_anew() {
        let (mut holds, begun) = (Holds::default(), Moment::now());
        holds.over(&[held(1), held(2)], NOW, begun);
        holds.over(&[held(2)], NOW, begun);
        let again = Held { due_at: NOW.plus_ms(60_000), ..held(2) };
        assert!(holds.over(&[again], NOW, begun + Duration::from_secs(20)).is_empty());
        assert_eq!(holds.next(begun + Duration::from_secs(20)), Some(Duration::from_secs(60)));
    }
}
