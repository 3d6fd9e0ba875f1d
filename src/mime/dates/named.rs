//! Zones by the names that time zone databases give them: `Asia/Tokyo` (IANA) and `Tokyo Standard Time` (Windows, which calls a
//! zone so in summer too).

use calcard::common::PartialDateTime;
use calcard::common::timezone::Tz;
use jiff::civil::{Date, DateTime};

/// The longest name has so many words (`Central America Standard Time`).
const WORDS: usize = 6;
/// Names are looked for among so many words.
const LOOKED_AT: usize = 24;

/// A zone with its rules, of which the day says how far from UTC it is.
#[derive(Debug, Clone, Copy)]
pub struct NamedZone(Tz);

impl NamedZone {
    /// The zone of a name, as calendars write it too.
    pub fn of(name: &str) -> Option<Self> {
        let zone: Tz = name.trim().parse().ok()?;
        (!zone.is_floating()).then_some(Self(zone))
    }

    /// Minutes from UTC at a time of its clocks; of a time that comes twice in the night of a change the former, of one that never comes what holds an hour before.
    pub fn offset_minutes(&self, at: DateTime) -> Option<i32> {
        self.offset(at).or_else(|| self.offset(at.checked_sub(jiff::Span::new().hours(1)).ok()?))
    }

    /// The day there at a moment in UTC.
    pub fn day(&self, at: DateTime) -> Option<Date> {
        let there = partial(at).to_date_time_with_tz(Tz::UTC)?.with_timezone(&self.0);
        there.date_naive().to_string().parse().ok()
    }

    fn offset(&self, at: DateTime) -> Option<i32> {
        let seconds = partial(at).to_date_time_with_tz(self.0)?.timestamp();
        let written = at.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second();
        i32::try_from((written - seconds).div_euclid(60)).ok()
    }
}

fn partial(at: DateTime) -> PartialDateTime {
    let small = |number: i8| u8::try_from(number).ok();
    PartialDateTime {
        year: u16::try_from(at.year()).ok(),
        month: small(at.month()),
        day: small(at.day()),
        hour: small(at.hour()),
        minute: small(at.minute()),
        second: small(at.second()),
        ..PartialDateTime::default()
    }
}

/// The zone that a date names, and the date without it.
pub(super) fn taken(text: &str) -> Option<(NamedZone, String)> {
    if !text.contains('/') && !text.contains(" Time") {
        return None;
    }
    let around = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '"' | '<' | '>');
    let words: Vec<&str> = text.split(around).filter(|word| !word.is_empty()).take(LOOKED_AT).collect();
    for (at, word) in words.iter().enumerate() {
        let name = word.trim_end_matches([',', ';', '.']);
        // A date with slashes is none.
        if name.split_once('/').is_some_and(|(region, _)| region.len() > 2 && region.bytes().all(|byte| byte.is_ascii_alphabetic()))
            && let Some(zone) = NamedZone::of(name)
        {
            return Some((zone, without(&words, at, 1)));
        }
    }
    for at in 0..words.len() {
        for count in (2..=WORDS.min(words.len() - at)).rev() {
            let name = words[at..at + count].join(" ");
            if name.ends_with(" Time")
                && let Some(zone) = NamedZone::of(&name)
            {
                return Some((zone, without(&words, at, count)));
            }
        }
    }
    None
}

fn without(words: &[&str], at: usize, count: usize) -> String {
    [&words[..at], &words[at + count..]].concat().join(" ")
}
