//! What people type for a day, a time, an amount or an answer: the one reader of forms, commands and the search language, in every language at once.

mod clock;
mod day;
mod number;
mod order;
mod span;
mod tokens;
mod words;

use jiff::ToSpan;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::time::Instant;
use super::when::{NotATime, When, at};
use tokens::{Rest, tokens};

pub use number::{NumberError, Written, number};
pub use order::{DayOrder, Toward};
pub use words::Typed;

/// Reads days and times as a person at a place and a moment means them.
#[derive(Debug, Clone, Copy)]
pub struct TimeReader<'a> {
    /// The moment from which `tomorrow` and `+3d` count.
    pub now: Instant,
    /// The person's time zone.
    pub zone: &'a TimeZone,
    /// What `12/1` means.
    pub order: DayOrder,
    /// Which year a day without one is of.
    pub toward: Toward,
}

impl TimeReader<'_> {
    /// The same reader for what has happened.
    #[must_use]
    pub fn past(self) -> Self {
        Self { toward: Toward::Past, ..self }
    }

    /// Reads a day or a time. A time of day alone is its next one; a day of the year without a year the next one, today counted.
    ///
    /// # Errors
    /// What names no time, a day with two readings, and `+1m`, which is a month to one person and a minute to another.
    pub fn when(&self, typed: &str) -> Result<When, NotATime> {
        let (when, unclear) = self.read(typed)?;
        unclear.map_or(Ok(when), |count| Err(NotATime::Minutes(count)))
    }

    /// Reads a day; hours, minutes and a time of day alone are none. `+1m` is a month.
    ///
    /// # Errors
    /// What names no day, or two.
    pub fn day(&self, typed: &str) -> Result<Date, NotATime> {
        let found = tokens(typed).unwrap_or_default();
        let timed = clock::clock(Rest(&found)).is_some_and(|(_, rest)| rest.is_empty());
        let distant = span::distance(Rest(&found)).is_some_and(|(distance, _)| distance.has_clock);
        if timed || distant {
            return Err(NotATime::Unread);
        }
        self.read(typed).map(|(when, _)| when.date(self.zone))
    }

    /// What was typed, and the number of a distance that could be months or minutes.
    fn read(&self, typed: &str) -> Result<(When, Option<i64>), NotATime> {
        if let Ok(instant) = crate::text::plain(typed).to_uppercase().parse::<jiff::Timestamp>() {
            return Ok((When::At(instant.into()), None));
        }
        let found = tokens(typed).ok_or(NotATime::Unread)?;
        let all = Rest(&found);
        if found == [tokens::Token::Word(Typed::Now)] {
            return Ok((When::At(self.now), None));
        }
        if let Some((distance, rest)) = span::distance(all) {
            return Ok((self.distant(&distance, rest)?, distance.unclear));
        }
        let from = day::From { today: self.today(), order: self.order, toward: self.toward };
        if let Some((time, rest)) = clock::clock(all) {
            let when = if rest.is_empty() {
                self.next(time)?
            } else {
                let (date, rest) = day::day(rest, &from)?;
                self.whole(rest, at(date, time, self.zone)?)?
            };
            return Ok((when, None));
        }
        let (date, rest) = day::day(all, &from)?;
        if rest.is_empty() {
            return Ok((When::Day(date), None));
        }
        let (time, rest) = clock::clock(rest).ok_or(NotATime::Unread)?;
        Ok((self.whole(rest, at(date, time, self.zone)?)?, None))
    }

    fn today(&self) -> Date {
        self.now.to_timestamp().to_zoned(self.zone.clone()).date()
    }

    fn whole(&self, rest: Rest<'_>, instant: Instant) -> Result<When, NotATime> {
        if rest.is_empty() { Ok(When::At(instant)) } else { Err(NotATime::Unread) }
    }

    /// The next time that a clock shows this.
    fn next(&self, time: Time) -> Result<When, NotATime> {
        let today = at(self.today(), time, self.zone)?;
        let tomorrow = || at(self.today().checked_add(1.day()).map_err(|_| NotATime::Unread)?, time, self.zone);
        Ok(When::At(if today > self.now { today } else { tomorrow()? }))
    }

    fn distant(&self, distance: &span::Distance, rest: Rest<'_>) -> Result<When, NotATime> {
        let local = self.now.to_timestamp().to_zoned(self.zone.clone());
        let calendar = distance.calendar().ok_or(NotATime::Unread)?;
        if distance.has_clock {
            let then = local.checked_add(calendar).and_then(|day| day.checked_add(distance.clock)).map_err(|_| NotATime::Unread)?;
            return self.whole(rest, then.timestamp().into());
        }
        let date = local.date().checked_add(calendar).map_err(|_| NotATime::Unread)?;
        if rest.is_empty() {
            return Ok(When::Day(date));
        }
        let (time, rest) = clock::clock(rest).ok_or(NotATime::Unread)?;
        self.whole(rest, at(date, time, self.zone)?)
    }
}

#[cfg(test)]
mod tests;
