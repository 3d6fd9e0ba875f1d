//! Dates of headers: RFC 5322 with its obsolete forms, and what broken programs write.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use crate::domain::time::Instant;

/// A date as its writer saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailDate {
    /// The instant it names.
    pub at: Instant,
    /// Minutes from UTC; 0 when the header gives no usable zone.
    pub offset_minutes: i32,
}

/// Reads a Date header, or what follows the last semicolon of a Received header.
///
/// Taken are RFC 5322 dates in any order of words, two-digit years, zone names, `ctime` order and ISO 8601.
pub fn date(value: &str) -> Option<MailDate> {
    let mut parts = Parts::default();
    let text = without_comments(value);
    for word in text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()) {
        parts.take(word);
    }
    parts.finish()
}

fn without_comments(value: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::with_capacity(value.len().min(100));
    for c in value.chars().take(200) {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[derive(Debug, Default)]
struct Parts {
    day: Option<i8>,
    month: Option<i8>,
    year: Option<i16>,
    time: Option<Time>,
    offset_minutes: Option<i32>,
}

impl Parts {
    fn take(&mut self, word: &str) {
        if let Some((date, time)) =
            word.split_once('T').filter(|(date, _)| date.len() >= 8 && date.starts_with(|c: char| c.is_ascii_digit()))
        {
            self.take(date);
            self.iso_time(time);
        } else if word.contains(':') && !word.starts_with(['+', '-']) {
            self.iso_time(word);
        } else if let Some(number) = word.strip_prefix('+').or_else(|| word.strip_prefix('-')) {
            self.offset_minutes =
                offset(number).map(|minutes| if word.starts_with('-') { -minutes } else { minutes }).or(self.offset_minutes);
        } else if word.contains('-') {
            self.dashed(word);
        } else if word.bytes().all(|byte| byte.is_ascii_digit()) {
            self.number(word);
        } else if let Some(month) = month(word) {
            self.month = self.month.or(Some(month));
        } else if self.offset_minutes.is_none() {
            self.offset_minutes = zone(word);
        }
    }

    fn number(&mut self, word: &str) {
        let Ok(value) = word.parse::<i32>() else { return };
        if word.len() <= 2 && self.day.is_none() && (1..=31).contains(&value) {
            self.day = i8::try_from(value).ok();
        } else if self.year.is_none() {
            let full = match (word.len(), value) {
                (1 | 2, 0..=49) => value + 2000,
                (1 | 2, _) | (3, _) => value + 1900,
                _ => value,
            };
            self.year = i16::try_from(full).ok();
        }
    }

    /// `2024-05-06` and `06-May-24`.
    fn dashed(&mut self, word: &str) {
        let pieces: Vec<&str> = word.split('-').collect();
        match pieces.as_slice() {
            [year, month_number, day] if year.len() == 4 && month_number.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.year = year.parse().ok();
                self.month = month_number.parse().ok();
                self.day = day.parse().ok();
            }
            _ => pieces.into_iter().for_each(|piece| {
                if let Some(month) = month(piece) {
                    self.month = Some(month);
                } else if piece.bytes().all(|byte| byte.is_ascii_digit()) {
                    self.number(piece);
                }
            }),
        }
    }

    /// `10:42`, `10:42:07.5`, `10:42:07+09:00`, `10:42:07Z`.
    fn iso_time(&mut self, word: &str) {
        let clock_end = word.find(|c: char| !(c.is_ascii_digit() || c == ':')).unwrap_or(word.len());
        let mut numbers = word[..clock_end].split(':').map(|number| number.parse::<i8>().ok());
        let (hour, minute, second) = (numbers.next().flatten(), numbers.next().flatten(), numbers.next().flatten());
        let (Some(hour), Some(minute)) = (hour, minute) else { return };
        if self.time.is_some() {
            return;
        }
        // A leap second counts as the second before it.
        self.time = Time::new(hour, minute, second.unwrap_or(0).min(59), 0).ok();
        let rest = word[clock_end..].trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
        if let Some(number) = rest.strip_prefix('+') {
            self.offset_minutes = offset(number);
        } else if let Some(number) = rest.strip_prefix('-') {
            self.offset_minutes = offset(number).map(|minutes| -minutes);
        } else if !rest.is_empty() {
            self.offset_minutes = zone(rest);
        }
    }

    fn finish(self) -> Option<MailDate> {
        let day = Date::new(self.year?, self.month?, self.day?).ok()?;
        let offset_minutes = self.offset_minutes.unwrap_or(0);
        let offset = Offset::from_seconds(offset_minutes * 60).ok()?;
        let at = offset.to_timestamp(day.to_datetime(self.time.unwrap_or_default())).ok()?;
        Some(MailDate { at: at.into(), offset_minutes })
    }
}

fn month(word: &str) -> Option<i8> {
    const MONTHS: [&[u8]; 12] = [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];
    let first = word.as_bytes().get(..3)?;
    let at = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(first))?;
    word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'.').then(|| i8::try_from(at + 1).ok()).flatten()
}

/// `0900`, `09:00`, `9`.
fn offset(number: &str) -> Option<i32> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let value: i32 = digits.parse().ok()?;
    let minutes = if digits.len() <= 2 { value * 60 } else { value / 100 * 60 + value % 100 };
    (minutes <= 24 * 60).then_some(minutes)
}

/// Zone names of RFC 5322 4.3 and those that mail of Japan and Europe bears; others say nothing certain.
fn zone(word: &str) -> Option<i32> {
    let hours = match word.to_ascii_uppercase().as_str() {
        "UT" | "UTC" | "GMT" | "Z" | "WET" => 0,
        "JST" | "KST" => 9,
        "CET" | "BST" | "MET" => 1,
        "CEST" | "EET" | "MEST" => 2,
        "EEST" | "MSK" => 3,
        "EST" | "CDT" => -5,
        "EDT" => -4,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        _ => return None,
    };
    Some(hours * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: &str) -> String {
        date(value).map(|found| format!("{} {:+}", found.at.to_rfc3339(), found.offset_minutes)).unwrap_or_default()
    }

    #[test]
    fn dates_are_read_in_every_common_form() {
        for (value, expected) in [
            ("Mon, 2 Apr 2012 17:44:22 +0400", "2012-04-02T13:44:22Z +240"),
            ("Mon, 2 Apr 2012 17:44:22 +0900 (JST)", "2012-04-02T08:44:22Z +540"),
            ("2 Apr 12 17:44 GMT", "2012-04-02T17:44:00Z +0"),
            ("Fri, 21 Nov 97 09:55:06 -0600", "1997-11-21T15:55:06Z -360"),
            ("Thu Dec 23 16:10:05 JST 2010", "2010-12-23T07:10:05Z +540"),
            ("Thu Dec 23 16:10:05 2010", "2010-12-23T16:10:05Z +0"),
            ("2014-06-26T14:41:00+02:00", "2014-06-26T12:41:00Z +120"),
            ("2014-06-26 14:41:00", "2014-06-26T14:41:00Z +0"),
            ("26-Jun-14 14:41:00 PDT", "2014-06-26T21:41:00Z -420"),
            ("Sun, 31 Dec 2016 23:59:60 +0000", "2016-12-31T23:59:59Z +0"),
            ("Tue, 01 Jan 101 00:00:00 +0000", "2001-01-01T00:00:00Z +0"),
        ] {
            assert_eq!(shown(value), expected, "{value}");
        }
    }

    #[test]
    fn nonsense_is_no_date() {
        for value in ["", "yesterday", "99 Foo 2012", "31 Feb 2012 10:00", "+++---:::", "1 Jan 99999 10:00:00 +0000"] {
            assert_eq!(date(value), None, "{value}");
        }
    }
}
