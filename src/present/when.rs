//! Dates and times as people see them: the one place of both front ends. The time zone and the present are given, never read; how a language writes a day is in its
//! word file.
//!
//! | what | said as |
//! |---|---|
//! | a row of mail, of a draft, of the outbox | [`list_date`]: at most ten columns |
//! | a message among others, where two may be of one day | [`list_moment`] |
//! | what is due, planned or happened: tasks, events, calls, closing dates | [`due`]: seen from today, always with the hour of what has one |
//! | in full: one mail, one record, a list of changes | [`moment`], [`moment_of_zone`], [`day`] |

use jiff::Zoned;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use crate::domain::time::Instant;
use crate::domain::when::When;
use crate::i18n::{Catalogue, Text};

/// Until this hour the evening before still counts as today: who works past midnight looks for the hour, not for the weekday.
const MORNING: i8 = 6;

/// The time of a row in a list: the time for today, the weekday for the last days, the day within a year, else the whole date. At most ten columns.
pub fn list_date(at: Instant, now: Instant, zone: &TimeZone, words: &Catalogue) -> String {
    let (at, now) = (zoned(at, zone), zoned(now, zone));
    match days_between(at.date(), now.date()) {
        _ if counts_as_today(&at, &now) => time(&at, words),
        1..=6 => said(at.date(), "when-format-weekday", words),
        _ => numbered_day(at.date(), now.date(), words),
    }
}

/// The day of a row as in [`list_date`], and its hour.
pub fn list_moment(at: Instant, now: Instant, zone: &TimeZone, words: &Catalogue) -> String {
    let day = list_date(at, now, zone, words);
    let (at, now) = (zoned(at, zone), zoned(now, zone));
    if counts_as_today(&at, &now) { day } else { format!("{day} {}", time(&at, words)) }
}

fn counts_as_today(at: &Zoned, now: &Zoned) -> bool {
    let days = days_between(at.date(), now.date());
    days == 0 || days == 1 && now.hour() < MORNING
}

/// When something is due, seen from today: `today`, `tomorrow 10:00`, `Thu`, `Nov 30 9:00`, `2027-01-31`. At most sixteen columns.
pub fn due(when: When, now: Instant, zone: &TimeZone, words: &Catalogue) -> String {
    let day = due_day(when.date(zone), zoned(now, zone).date(), words);
    match when {
        When::Day(_) => day,
        When::At(at) => format!("{day} {}", time(&zoned(at, zone), words)),
    }
}

/// A moment in full: `Mon 2026-11-23 10:42`, 2026年11月23日(月) 10:42.
pub fn moment(at: Instant, zone: &TimeZone, words: &Catalogue) -> String {
    let at = zoned(at, zone);
    format!("{} {}", day(at.date(), words), time(&at, words))
}

/// A moment in full with the zone it is told in: `Mon 2026-11-23 10:42 (+09:00)`.
pub fn moment_of_zone(at: Instant, zone: &TimeZone, words: &Catalogue) -> String {
    format!("{} ({})", moment(at, zone, words), zoned(at, zone).strftime("%:z"))
}

/// A day in full: `Mon 2026-11-23`, 2026年11月23日(月).
pub fn day(date: Date, words: &Catalogue) -> String {
    said(date, "when-format-full", words)
}

/// A weekday as lists say it: `Fri`, 金曜.
pub fn weekday(date: Date, words: &Catalogue) -> String {
    said(date, "when-format-weekday", words)
}

fn due_day(date: Date, today: Date, words: &Catalogue) -> String {
    match days_between(today, date) {
        0 => words.word("when-today"),
        1 => words.word("when-tomorrow"),
        -1 => words.word("when-yesterday"),
        2..=6 => said(date, "when-format-weekday", words),
        _ => numbered_day(date, today, words),
    }
}

/// `Nov 3` within this year, else `2025-11-03`.
fn numbered_day(date: Date, today: Date, words: &Catalogue) -> String {
    said(date, if date.year() == today.year() { "when-format-short" } else { "when-format-whole" }, words)
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

fn zoned(at: Instant, zone: &TimeZone) -> Zoned {
    at.to_timestamp().to_zoned(zone.clone())
}

fn time(at: &Zoned, words: &Catalogue) -> String {
    words.say(&Text::of("when-format-time").with("hour", at.hour().to_string()).with("minute2", format!("{:02}", at.minute())))
}

/// A day as the language writes it; the word files take of its parts what they need.
fn said(date: Date, format: &'static str, words: &Catalogue) -> String {
    let text = Text::of(format)
        .text("weekday", Text::of(weekday_id(date.weekday())))
        .with("year", format!("{:04}", date.year()))
        .text("name", Text::of(MONTHS[date.month() as usize - 1]))
        .with("month", date.month().to_string())
        .with("month2", format!("{:02}", date.month()))
        .with("day", date.day().to_string())
        .with("day2", format!("{:02}", date.day()));
    words.say(&text)
}

fn days_between(earlier: Date, later: Date) -> i32 {
    earlier.until(later).map_or(i32::MAX, |span| span.get_days())
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
    use crate::i18n::Language;

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
        assert_eq!(rows(Language::Japanese), ["10:42", "日曜", "火曜", "11月16日", "2025/11/24", "11月24日"]);
    }

    #[test]
    fn the_day_lasts_until_the_next_morning() {
        let (words, zone) = (Catalogue::open(Language::English), TimeZone::get("Asia/Tokyo").unwrap());
        let evening = at("2026-11-22T14:50:00Z");
        for (now, said) in [("2026-11-22T15:10:00Z", "23:50"), ("2026-11-22T20:59:00Z", "23:50"), ("2026-11-22T21:00:00Z", "Sun")] {
            assert_eq!(list_date(evening, at(now), &zone, &words), said, "{now}");
        }
        assert_eq!(list_moment(evening, at("2026-11-22T15:10:00Z"), &zone, &words), "23:50");
    }

    #[test]
    fn a_moment_is_said_in_full_in_the_readers_zone() {
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        let late = at("2026-11-22T15:05:00Z");
        assert_eq!(moment(late, &zone, &Catalogue::open(Language::English)), "Mon 2026-11-23 0:05");
        assert_eq!(moment(late, &zone, &Catalogue::open(Language::Japanese)), "2026年11月23日(月) 0:05");
    }

    #[test]
    fn messages_of_one_day_are_told_apart_by_their_hours() {
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        let now = at("2026-11-23T03:00:00Z");
        let say = |text, language| list_moment(at(text), now, &zone, &Catalogue::open(language));
        assert_eq!(say("2026-11-23T01:42:00Z", Language::English), "10:42");
        assert_eq!(say("2026-11-22T01:42:00Z", Language::English), "Sun 10:42");
        assert_eq!(say("2026-11-03T01:42:00Z", Language::Japanese), "11月3日 10:42");
    }

    #[test]
    fn what_is_due_is_near_or_far_and_has_its_hour() {
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        let now = at("2026-11-23T03:00:00Z");
        let today = jiff::civil::date(2026, 11, 23);
        let day = |days: i64, language| {
            let date = today.checked_add(jiff::Span::new().days(days)).unwrap();
            due(When::Day(date), now, &zone, &Catalogue::open(language))
        };
        assert_eq!(
            [-1, 0, 1, 3, 7, -3].map(|days| day(days, Language::English)),
            ["yesterday", "today", "tomorrow", "Thu", "Nov 30", "Nov 20"]
        );
        assert_eq!(
            [-1, 0, 1, 3, 7, 70].map(|days| day(days, Language::Japanese)),
            ["昨日", "今日", "明日", "木曜", "11月30日", "2027/02/01"]
        );
        let hour = |text, language| due(When::At(at(text)), now, &zone, &Catalogue::open(language));
        assert_eq!(hour("2026-11-24T05:00:00Z", Language::English), "tomorrow 14:00");
        assert_eq!(hour("2027-01-31T00:30:00Z", Language::English), "2027-01-31 9:30");
        assert_eq!(hour("2026-11-26T01:00:00Z", Language::Japanese), "木曜 10:00");
    }

    #[test]
    fn a_span_is_said_in_its_largest_unit() {
        let words = Catalogue::open(Language::English);
        assert_eq!([5, 300, 7_199, 200_000].map(|seconds| span(seconds, &words)), ["5 s", "5 min", "1 h", "2 d"]);
        assert_eq!(span(300, &Catalogue::open(Language::Japanese)), "5分");
    }
}
