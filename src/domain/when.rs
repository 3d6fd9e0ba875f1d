//! WHEN: a date or a time as people say it (`2027-01-31`, `tomorrow 9:00`, `+3d`, `monday`), or RFC 3339.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};

use super::time::Instant;
use super::typed::Typed;
use crate::text::plain;

/// What somebody meant: a day, or a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A calendar day without a time.
    Day(Date),
    /// A point in time.
    At(Instant),
}

/// The text says no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time")]
pub struct NotATime;

impl When {
    /// Reads a time; `now` and the person's `zone` give words their meaning.
    pub fn parse(typed: &str, now: Instant, zone: &TimeZone) -> Result<Self, NotATime> {
        let text = plain(typed).to_lowercase();
        if let Ok(at) = text.to_uppercase().parse::<jiff::Timestamp>() {
            return Ok(Self::At(at.into()));
        }
        let local = now.to_timestamp().to_zoned(zone.clone());
        if Typed::of(&text) == Some(Typed::Now) {
            return Ok(Self::At(now));
        }
        if let Some(step) = text.strip_prefix('+') {
            return relative(step, now, local.date());
        }
        if let Some(time) = clock(&text) {
            let today = at(local.date(), time, zone)?;
            let next = if today > now { today } else { at(local.date().tomorrow().map_err(|_| NotATime)?, time, zone)? };
            return Ok(Self::At(next));
        }
        let (day, time) = match text.rsplit_once([' ', 't']).filter(|(_, time)| clock(time.trim()).is_some()) {
            Some((day, time)) => (day.trim(), clock(time.trim())),
            None => (text.as_str(), None),
        };
        let date = day_of(day, local.date())?;
        match time {
            Some(time) => Ok(Self::At(at(date, time, zone)?)),
            None => Ok(Self::Day(date)),
        }
    }

    /// Reads a day; minutes, hours and a clock's time alone are none.
    ///
    /// # Errors
    /// What names no day.
    pub fn parse_day(typed: &str, now: Instant, zone: &TimeZone) -> Result<Date, NotATime> {
        let text = plain(typed).to_lowercase();
        let when = Self::parse(&text, now, zone)?;
        match when {
            Self::At(_) if text.starts_with('+') || clock(&text).is_some() => Err(NotATime),
            Self::At(_) | Self::Day(_) => Ok(when.date(zone)),
        }
    }

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
            Self::Day(date) => at(date, Time::new(hour, 0, 0, 0).map_err(|_| NotATime)?, zone),
        }
    }
}

fn at(date: Date, time: Time, zone: &TimeZone) -> Result<Instant, NotATime> {
    DateTime::from_parts(date, time).to_zoned(zone.clone()).map(|zoned| zoned.timestamp().into()).map_err(|_| NotATime)
}

fn clock(text: &str) -> Option<Time> {
    let spoken = text.strip_suffix('時').map(|hour| format!("{hour}:00"));
    let spoken = spoken.or_else(|| text.strip_suffix('分').map(|rest| rest.replacen('時', ":", 1)));
    let text = spoken.as_deref().unwrap_or(text);
    let (hour, rest) = text.split_once(':')?;
    let (minute, second) = rest.split_once(':').unwrap_or((rest, "0"));
    let number =
        |part: &str| (part.len() <= 2 && !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<i8>().ok())?;
    Time::new(number(hour)?, number(minute)?, number(second)?, 0).ok()
}

fn relative(step: &str, now: Instant, today: Date) -> Result<When, NotATime> {
    let unit = step.chars().next_back().ok_or(NotATime)?;
    let count: i64 = step[..step.len() - unit.len_utf8()].trim().parse().map_err(|_| NotATime)?;
    if !(0..=100_000).contains(&count) {
        return Err(NotATime);
    }
    let day = |span: jiff::Span| today.checked_add(span).map(When::Day).map_err(|_| NotATime);
    match unit {
        'm' => Ok(When::At(now.plus_ms(SignedDuration::from_mins(count).as_millis() as i64))),
        'h' => Ok(When::At(now.plus_ms(SignedDuration::from_hours(count).as_millis() as i64))),
        'd' => day(count.days()),
        'w' => day(count.checked_mul(7).ok_or(NotATime)?.days()),
        _ => Err(NotATime),
    }
}

fn day_of(word: &str, today: Date) -> Result<Date, NotATime> {
    if let Some(typed) = Typed::of(word) {
        let day = match typed {
            Typed::Yesterday => today.checked_add((-1).days()),
            Typed::Today => Ok(today),
            Typed::Tomorrow => today.checked_add(1.days()),
            Typed::DayAfterTomorrow => today.checked_add(2.days()),
            Typed::Monday => today.nth_weekday(1, Weekday::Monday),
            Typed::Tuesday => today.nth_weekday(1, Weekday::Tuesday),
            Typed::Wednesday => today.nth_weekday(1, Weekday::Wednesday),
            Typed::Thursday => today.nth_weekday(1, Weekday::Thursday),
            Typed::Friday => today.nth_weekday(1, Weekday::Friday),
            Typed::Saturday => today.nth_weekday(1, Weekday::Saturday),
            Typed::Sunday => today.nth_weekday(1, Weekday::Sunday),
            Typed::Now | Typed::Yes | Typed::No => return Err(NotATime),
        };
        return day.map_err(|_| NotATime);
    }
    let bare = word.strip_suffix('日').filter(|rest| rest.contains('年')).unwrap_or(word);
    let iso = bare.replace(['/', '.', '年', '月'], "-");
    let parts: Vec<&str> = iso.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return Err(NotATime) };
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || !digits(year) || month.len() > 2 || !digits(month) || day.len() > 2 || !digits(day) {
        return Err(NotATime);
    }
    let (year, month, day) = (year.parse(), month.parse(), day.parse());
    match (year, month, day) {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).map_err(|_| NotATime),
        _ => Err(NotATime),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn meant(text: &str) -> Result<When, NotATime> {
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        let now: jiff::Timestamp = "2026-11-23T02:00:00Z".parse().unwrap(); // a Monday, 11:00 in Tokyo
        When::parse(text, now.into(), &zone)
    }

    fn at(text: &str) -> When {
        When::At(text.parse::<jiff::Timestamp>().unwrap().into())
    }

    #[test]
    fn days_are_understood() {
        for (text, day) in [
            ("2027-01-31", "2027-01-31"),
            ("2027/1/5", "2027-01-05"),
            ("2027.1.5", "2027-01-05"),
            ("２０２７ー０１ー０５", "2027-01-05"),
            ("2027年1月5日", "2027-01-05"),
            ("＋３ｄ", "2026-11-26"),
            ("today", "2026-11-23"),
            ("Tomorrow", "2026-11-24"),
            ("明日", "2026-11-24"),
            ("monday", "2026-11-30"),
            ("fri", "2026-11-27"),
            ("金曜", "2026-11-27"),
            ("+3d", "2026-11-26"),
            ("+2w", "2026-12-07"),
        ] {
            assert_eq!(meant(text), Ok(When::Day(day.parse().unwrap())), "{text}");
        }
    }

    #[test]
    fn times_are_understood_in_the_persons_zone() {
        for (text, time) in [
            ("2026-12-01T10:00:00+09:00", "2026-12-01T01:00:00Z"),
            ("2026-12-01t01:00:00z", "2026-12-01T01:00:00Z"),
            ("2026-12-01 10:00", "2026-12-01T01:00:00Z"),
            ("tomorrow 9:00", "2026-11-24T00:00:00Z"),
            ("明日　９：００", "2026-11-24T00:00:00Z"),
            ("2026年12月1日 10時", "2026-12-01T01:00:00Z"),
            ("2026-12-01 10時30分", "2026-12-01T01:30:00Z"),
            ("12:30", "2026-11-23T03:30:00Z"),
            ("9:00", "2026-11-24T00:00:00Z"),
            ("+2h", "2026-11-23T04:00:00Z"),
            ("now", "2026-11-23T02:00:00Z"),
        ] {
            assert_eq!(meant(text), Ok(at(time)), "{text}");
        }
        assert_eq!(meant("2026-12-01").unwrap().instant(9, &TimeZone::UTC).map(When::At), Ok(at("2026-12-01T09:00:00Z")));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "soon", "2026-02-30", "2026-13-01", "25:00", "+d", "+99999999999d", "tomorrow 9", "+3y", "31"] {
            assert_eq!(meant(text), Err(NotATime), "{text}");
        }
    }
}
