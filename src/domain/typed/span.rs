//! So much from now: `+3d`, `+1m`, 3日後, `in 2 weeks`, 1時間30分後, `3 days ago`.

use jiff::{SignedDuration, Span};

use super::tokens::Rest;
use super::words::Typed;

/// A distance from now: whole days in the calendar, and hours and minutes on the clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Distance {
    pub(super) months: i64,
    pub(super) days: i64,
    pub(super) clock: SignedDuration,
    /// Whether hours or minutes were said: then it is a time, else a day.
    pub(super) has_clock: bool,
    /// How many it was that could be months or minutes.
    pub(super) unclear: Option<i64>,
}

impl Distance {
    /// The months and days; `None` when no calendar reaches so far.
    pub(super) fn calendar(&self) -> Option<Span> {
        Span::new().try_months(self.months).and_then(|span| span.try_days(self.days)).ok()
    }
}

/// The most of any unit.
const MOST: i64 = 100_000;

/// A distance at the beginning of some tokens, and what is left behind it.
pub(super) fn distance(tokens: Rest<'_>) -> Option<(Distance, Rest<'_>)> {
    let plus = tokens.is_sign(0, '+');
    let within = tokens.is_word(0, Typed::Later);
    let mut rest = tokens.after(usize::from(plus || within));
    let mut parts = Vec::new();
    while let (Some(count), Some(unit)) = (rest.number(0), rest.word(1).and_then(|word| unit(word, plus))) {
        if count > MOST {
            return None;
        }
        parts.push((count, unit));
        rest = rest.after(2);
    }
    if parts.is_empty() {
        return None;
    }
    let ago = !plus && rest.is_word(0, Typed::Ago);
    let later = !plus && rest.is_word(0, Typed::Later);
    let said = plus || within || ago || later;
    // Without a word of direction `9h` is an hour to some and 3日 a day of the month; `3 days` is only this.
    if !said && parts.iter().any(|(_, unit)| unit.is_mark || matches!(unit.of, Typed::Minutes | Typed::Hours) || unit.is_unclear) {
        return None;
    }
    let rest = rest.after(usize::from(ago || later));
    // `3 days from now` has said with its last word what it is already.
    let rest = if rest.is_word(0, Typed::Now) { rest.after(1) } else { rest };
    let mut distance = Distance { months: 0, days: 0, clock: SignedDuration::ZERO, has_clock: false, unclear: None };
    for (count, unit) in parts {
        let count = if ago { -count } else { count };
        match unit.of {
            Typed::Minutes => distance.clock += SignedDuration::from_mins(count),
            Typed::Hours => distance.clock += SignedDuration::from_hours(count),
            Typed::Weeks => distance.days += count * 7,
            Typed::Months => distance.months += count,
            Typed::Years => distance.months += count * 12,
            _ => distance.days += count,
        }
        distance.has_clock |= matches!(unit.of, Typed::Minutes | Typed::Hours);
        if unit.is_unclear {
            distance.unclear = Some(count);
        }
    }
    Some((distance, rest))
}

/// A unit of a distance.
#[derive(Clone, Copy)]
struct Unit {
    of: Typed,
    is_mark: bool,
    is_unclear: bool,
}

fn unit(word: Typed, plus: bool) -> Option<Unit> {
    let of = |of, is_mark| Some(Unit { of, is_mark, is_unclear: word == Typed::MonthsOrMinutes });
    match word {
        Typed::Minutes | Typed::Hours | Typed::Days | Typed::Weeks | Typed::Months | Typed::Years => of(word, false),
        Typed::MonthsOrMinutes => of(Typed::Months, false),
        Typed::YesOrYears => of(Typed::Years, false),
        Typed::OfMinute => of(Typed::Minutes, !plus),
        Typed::OfDay => of(Typed::Days, !plus),
        Typed::OfYear => of(Typed::Years, !plus),
        _ => None,
    }
}
