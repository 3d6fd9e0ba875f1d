//! Dates and times as people see them, in both languages. The time zone and the present are given, never read.

use jiff::Zoned;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use crate::domain::time::Instant;
use crate::i18n::{Catalogue, Language, Text};

/// The time of a row in a list: the time for today, the weekday for the last days, the day within a year, else the whole date. At most ten columns.
pub fn list_date(at: Instant, now: Instant, zone: &TimeZone, words: &Catalogue) -> String {
    let (at, now) = (zoned(at, zone), zoned(now, zone));
    let age = days_between(at.date(), now.date());
    match age {
        0 => time(&at),
        1..=6 => words.word(weekday_id(at.weekday())),
        _ if at.date().year() == now.date().year() => short_day(at.date(), words),
        _ => iso_day(at.date(), words),
    }
}

/// A moment in full: `Mon 2026-11-23 10:42`, 2026年11月23日(月) 10:42.
pub fn moment(at: Instant, zone: &TimeZone, words: &Catalogue) -> String {
    let at = zoned(at, zone);
    format!("{} {}", day(at.date(), words), time(&at))
}

/// A day in full: `Mon 2026-11-23`, 2026年11月23日(月).
pub fn day(date: Date, words: &Catalogue) -> String {
    let weekday = words.word(weekday_id(date.weekday()));
    match words.language() {
        Language::English => format!("{weekday} {date}"),
        Language::Japanese => format!("{}年{}月{}日({weekday})", date.year(), date.month(), date.day()),
    }
}

/// A due day seen from today: today, tomorrow, yesterday, the weekday within the next days, else the day.
pub fn due_day(date: Date, today: Date, words: &Catalogue) -> String {
    match days_between(today, date) {
        0 => words.word("when-today"),
        1 => words.word("when-tomorrow"),
        -1 => words.word("when-yesterday"),
        2..=6 => words.word(weekday_id(date.weekday())),
        _ if date.year() == today.year() => short_day(date, words),
        _ => iso_day(date, words),
    }
}

/// How long something takes or is ago: `12 s`, `5 min`, `3 h`, `2 d`, in whole units of the largest that fits.
pub fn span(seconds: i64, words: &Catalogue) -> String {
    let seconds = seconds.max(0);
    let text = match seconds {
        0..=59 => Text::of("when-seconds").count("n", seconds),
        60..=3_599 => Text::of("when-minutes").count("n", seconds / 60),
        3_600..=86_399 => Text::of("when-hours").count("n", seconds / 3_600),
        _ => Text::of("when-days").count("n", seconds / 86_400),
    };
    words.say(&text)
}

/// The calendar day of an instant.
pub fn date_of(at: Instant, zone: &TimeZone) -> Date {
    zoned(at, zone).date()
}

/// `10:42`.
pub fn time_of(at: Instant, zone: &TimeZone) -> String {
    time(&zoned(at, zone))
}

fn zoned(at: Instant, zone: &TimeZone) -> Zoned {
    at.to_timestamp().to_zoned(zone.clone())
}

fn time(at: &Zoned) -> String {
    format!("{}:{:02}", at.hour(), at.minute())
}

fn days_between(earlier: Date, later: Date) -> i32 {
    earlier.until(later).map_or(i32::MAX, |span| span.get_days())
}

/// `Nov 3`, 11月3日.
fn short_day(date: Date, words: &Catalogue) -> String {
    match words.language() {
        Language::English => format!("{} {}", words.word(MONTHS[date.month() as usize - 1]), date.day()),
        Language::Japanese => format!("{}月{}日", date.month(), date.day()),
    }
}

/// `2025-11-03`, 2025/11/03.
fn iso_day(date: Date, words: &Catalogue) -> String {
    match words.language() {
        Language::English => date.to_string(),
        Language::Japanese => format!("{:04}/{:02}/{:02}", date.year(), date.month(), date.day()),
    }
}

const MONTHS: [&str; 12] = [
    "when-jan", "when-feb", "when-mar", "when-apr", "when-may", "when-jun", "when-jul", "when-aug", "when-sep", "when-oct", "when-nov",
    "when-dec",
];

fn weekday_id(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "when-mon",
        Weekday::Tuesday => "when-tue",
        Weekday::Wednesday => "when-wed",
        Weekday::Thursday => "when-thu",
        Weekday::Friday => "when-fri",
        Weekday::Saturday => "when-sat",
        Weekday::Sunday => "when-sun",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse::<jiff::Timestamp>().unwrap().into()
    }

    fn rows(language: Language) -> Vec<String> {
        let words = Catalogue::open(language);
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        let now = at("2026-11-23T03:00:00Z");
        [
            "2026-11-23T01:42:00Z",
            "2026-11-22T14:59:00Z",
            "2026-11-17T03:00:00Z",
            "2026-11-16T03:00:00Z",
            "2025-11-24T03:00:00Z",
            "2026-11-24T03:00:00Z",
        ]
        .map(|text| list_date(at(text), now, &zone, &words))
        .to_vec()
    }

    #[test]
    fn a_list_shows_what_tells_rows_apart() {
        assert_eq!(rows(Language::English), ["10:42", "Sun", "Tue", "Nov 16", "2025-11-24", "Nov 24"]);
        assert_eq!(rows(Language::Japanese), ["10:42", "日", "火", "11月16日", "2025/11/24", "11月24日"]);
    }

    #[test]
    fn a_moment_is_said_in_full_in_the_readers_zone() {
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        let late = at("2026-11-22T15:05:00Z");
        assert_eq!(moment(late, &zone, &Catalogue::open(Language::English)), "Mon 2026-11-23 0:05");
        assert_eq!(moment(late, &zone, &Catalogue::open(Language::Japanese)), "2026年11月23日(月) 0:05");
    }

    #[test]
    fn a_due_day_is_near_or_far() {
        let words = Catalogue::open(Language::English);
        let today = jiff::civil::date(2026, 11, 23);
        let say = |days: i64| due_day(today.checked_add(jiff::Span::new().days(days)).unwrap(), today, &words);
        assert_eq!([-1, 0, 1, 3, 7, -3].map(say), ["yesterday", "today", "tomorrow", "Thu", "Nov 30", "Nov 20"]);
    }

    #[test]
    fn a_span_is_said_in_its_largest_unit() {
        let words = Catalogue::open(Language::English);
        assert_eq!([5, 300, 7_199, 200_000].map(|seconds| span(seconds, &words)), ["5 s", "5 min", "1 h", "2 d"]);
        assert_eq!(span(300, &Catalogue::open(Language::Japanese)), "5分");
    }
}
