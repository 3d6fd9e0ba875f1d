//! Dates as nearly all programs write them, read without asking what else their words could mean.

use jiff::civil::{Date, DateTime, Time};

use super::months::ENGLISH;

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// No zone is farther from UTC.
const DAY_MINUTES: i32 = 24 * 60;

/// Longer dates are not looked at here.
const MOST_BYTES: usize = 64;

/// Reads the date-time of RFC 5322 section 3.3 as it is mostly written, `Mon, 7 Mar 2022 10:00:00 +0100 (CET)`: the weekday, the seconds and the comment may be missing.
/// Answers the time as it was written, and its minutes from UTC. Whatever differs is nothing here, and what is read here is read so by its words, too: each mail holds
/// about five such dates, and reading them by their words took an eighth of a fetch.
pub(super) fn usual(value: &str) -> Option<(DateTime, i32)> {
    if value.len() > MOST_BYTES || !value.is_ascii() {
        return None;
    }
    let mut words = without_comment(value)?.split_ascii_whitespace();
    let first = words.next()?;
    let day = match first.strip_suffix(',') {
        Some(weekday) if WEEKDAYS.contains(&weekday) => words.next()?,
        Some(_) => return None,
        None => first,
    };
    let month = words.next()?;
    let month = i8::try_from(ENGLISH.iter().position(|name| *name == month)? + 1).ok()?;
    let (year, time, zone) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() {
        return None;
    }
    let (hour, minute, second) = match time.as_bytes() {
        [_, _, b':', _, _] => (number(&time[..2])?, number(&time[3..])?, 0),
        [_, _, b':', _, _, b':', _, _] => (number(&time[..2])?, number(&time[3..5])?, number(&time[6..])?),
        _ => return None,
    };
    let offset = i32::from(number(zone.get(1..3)?)?) * 60 + i32::from(number(zone.get(3..).filter(|rest| rest.len() == 2)?)?);
    let offset_minutes = match zone.as_bytes()[0] {
        b'+' if offset <= DAY_MINUTES => offset,
        b'-' if offset <= DAY_MINUTES => -offset,
        _ => return None,
    };
    let day = number(day).filter(|_| day.len() <= 2)?;
    let year = if year.len() == 4 { i16::from(number(&year[..2])?) * 100 + i16::from(number(&year[2..])?) } else { return None };
    // A leap second counts as the second before it.
    let time = Time::new(hour, minute, second.min(59), 0).ok()?;
    Some((Date::new(year, month, day).ok()?.to_datetime(time), offset_minutes))
}

/// The date before the one comment at its end, or all of it.
fn without_comment(value: &str) -> Option<&str> {
    let Some((date, comment)) = value.split_once('(') else { return Some(value) };
    let inside = comment.trim_ascii_end().strip_suffix(')')?;
    (!inside.contains(['(', ')'])).then_some(date)
}

/// Digits and nothing else, of at most two.
fn number(digits: &str) -> Option<i8> {
    if digits.is_empty() || digits.len() > 2 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}
