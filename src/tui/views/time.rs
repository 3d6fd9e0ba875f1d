//! Dates as rows show them.

use jiff::tz::TimeZone;

use crate::domain::time::Instant;
use crate::i18n::{Catalogue, Text};

/// A short date for a row: the time today, month and day this year, else the whole date.
pub(super) fn short(at: Instant, now: Instant, zone: &TimeZone, words: &Catalogue) -> String {
    let there = at.to_timestamp().to_zoned(zone.clone());
    let here = now.to_timestamp().to_zoned(zone.clone());
    if there.date() == here.date() {
        format!("{}:{:02}", there.hour(), there.minute())
    } else if there.year() == here.year() {
        words.say(&Text::of("date-short").text("month", Text::of(month(there.month()))).with("day", there.day().to_string()))
    } else {
        format!("{}-{:02}-{:02}", there.year(), there.month(), there.day())
    }
}

fn month(number: i8) -> &'static str {
    const MONTHS: [&str; 12] = [
        "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8", "month-9", "month-10", "month-11",
        "month-12",
    ];
    MONTHS[usize::try_from(number - 1).unwrap_or(0).min(11)]
}
