//! WHEN: a day or a point in time, as [`typed`](super::typed) reads it from what people say.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use super::time::Instant;

/// What somebody meant: a day, or a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A calendar day without a time.
    Day(Date),
    /// A point in time.
    At(Instant),
}

/// The text says no time, or more than one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NotATime {
    /// No time at all.
    #[error("not a time")]
    Unread,
    /// One day where the month stands first, another where the day does.
    #[error("{0} or {1}")]
    TwoDays(Date, Date),
    /// So many months or minutes.
    #[error("{0} months or minutes")]
    Minutes(i64),
    /// A day beside another weekday than its own.
    #[error("{0} is another weekday")]
    OtherWeekday(Date),
}

impl When {
    /// The day it falls on in a zone.
    pub fn date(self, zone: &TimeZone) -> Date {
        match self {
            Self::Day(date) => date,
            Self::At(instant) => instant.to_timestamp().to_zoned(zone.clone()).date(),
        }
    }

    /// The point in time; a bare day means `hour` o'clock of it.
    pub fn instant(self, hour: i8, zone: &TimeZone) -> Result<Instant, NotATime> {
        match self {
            Self::At(instant) => Ok(instant),
            Self::Day(date) => at(date, Time::new(hour, 0, 0, 0).map_err(|_| NotATime::Unread)?, zone),
        }
    }
}

/// A time of a day in a zone.
pub(super) fn at(date: Date, time: Time, zone: &TimeZone) -> Result<Instant, NotATime> {
    DateTime::from_parts(date, time).to_zoned(zone.clone()).map(|zoned| zoned.timestamp().into()).map_err(|_| NotATime::Unread)
}
