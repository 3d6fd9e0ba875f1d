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
    /// What of it could not be read.
    lacks: Lacks,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lacks {
    Nothing,
    Zone,
    Time,
}

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

impl MailDate {
    /// The same date with what it lacks taken from the moments at which servers took the mail, where one is near: a zone is what lies between the two, a missing time is theirs.
    /// Midnight and UTC are only assumed where nobody says more.
    pub fn completed(self, received: &[Instant]) -> Self {
        let near = |least: i64, most: i64| received.iter().map(|at| at.0 - self.at.0).filter(move |gap| (least..=most).contains(gap));
        match self.lacks {
            Lacks::Nothing => self,
            Lacks::Zone => {
                // Zones lie between UTC-12 and UTC+14; a mail may wait a little, and clocks are wrong by minutes.
                let gap = near(-14 * HOUR_MS - 15 * MINUTE_MS, 12 * HOUR_MS + 15 * MINUTE_MS).min();
                let quarters = gap.map(|gap| (gap as f64 / (15.0 * MINUTE_MS as f64)).round() as i64);
                match quarters {
                    Some(quarters) => {
                        let minutes = quarters * 15;
                        let offset_minutes = i32::try_from(-minutes).unwrap_or(0);
                        Self { at: self.at.plus_ms(minutes * MINUTE_MS), offset_minutes, lacks: Lacks::Nothing }
                    }
                    None => self,
                }
            }
            Lacks::Time => match near(-14 * HOUR_MS, 36 * HOUR_MS).min() {
                Some(gap) => Self { at: self.at.plus_ms(gap), ..self },
                None => self,
            },
        }
    }
}

/// Reads a Date header, or what follows the last semicolon of a Received header.
///
/// Taken are RFC 5322 dates in any order of words, two-digit years, zone names, `ctime` order, ISO 8601, dots, AM and PM, and 24:00.
pub fn date(value: &str) -> Option<MailDate> {
    let mut parts = Parts::default();
    let (text, comments) = parted(value);
    for word in text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()) {
        parts.take(word);
    }
    if parts.offset_minutes.is_none() {
        // Some programs say the zone in a comment only.
        let words = comments.split(|c: char| c.is_whitespace() || c == ',');
        parts.offset_minutes = words.filter(|word| !word.is_empty()).find_map(zone_of_word);
    }
    parts.finish()
}

/// The date that a line ends in, whatever stands before it: of an mbox's separator, of a Received header without a semicolon.
pub fn date_at_end(line: &str) -> Option<MailDate> {
    (1..=7).filter_map(|words| date(last_words(line, words))).next_back()
}

fn last_words(text: &str, count: usize) -> &str {
    let text = text.trim_end();
    text.rmatch_indices(char::is_whitespace).nth(count - 1).map_or(text, |(at, _)| &text[at..])
}

/// What stands outside of comments, and inside.
fn parted(value: &str) -> (String, String) {
    let mut depth = 0_u32;
    let (mut out, mut comments) = (String::with_capacity(value.len().min(100)), String::new());
    for c in value.chars().take(200) {
        match c {
            '(' => {
                depth += 1;
                comments.push(' ');
            }
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => comments.push(c),
        }
    }
    (out, comments)
}

#[derive(Debug, Default)]
struct Parts {
    day: Option<i8>,
    month: Option<i8>,
    year: Option<i16>,
    time: Option<Time>,
    /// Midnight at the end of the day.
    next_day: bool,
    offset_minutes: Option<i32>,
}

impl Parts {
    fn take(&mut self, word: &str) {
        if let Some((date, time)) =
            word.split_once('T').filter(|(date, _)| date.len() >= 8 && date.starts_with(|c: char| c.is_ascii_digit()))
        {
            self.take(date);
            self.iso_time(time);
        } else if let Some(afternoon) = half_of_day(word) {
            self.half(afternoon);
        } else if let Some(minutes) = zone_of_word(word).filter(|_| word.starts_with(|c: char| c.is_ascii_alphabetic())) {
            self.offset_minutes = self.offset_minutes.or(Some(minutes));
        } else if word.contains(':') && !word.starts_with(['+', '-']) {
            self.iso_time(word);
        } else if let Some(number) = word.strip_prefix('+').or_else(|| word.strip_prefix('-')) {
            self.offset_minutes =
                offset(number).map(|minutes| if word.starts_with('-') { -minutes } else { minutes }).or(self.offset_minutes);
        } else if word.contains('-') {
            self.dashed(word);
        } else if word.bytes().all(|byte| byte.is_ascii_digit()) {
            self.number(word);
        } else if word.contains(['.', '/']) && word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'/')) {
            self.parted_by(word.trim_end_matches('.'), if word.contains('/') { '/' } else { '.' });
        } else if let Some(month) = month(word) {
            self.month = self.month.or(Some(month));
        } else if self.offset_minutes.is_none() {
            self.offset_minutes = zone_of_word(word);
        }
    }

    /// `23.02.2022`, `2022/02/23`, `10.42.07`, `7.`. What can be read as two days is none.
    fn parted_by(&mut self, word: &str, sign: char) {
        let pieces: Vec<&str> = word.split(sign).collect();
        let small = |text: &str| text.parse::<i8>().ok();
        match pieces.as_slice() {
            [day] => self.number(day),
            [year, month, day] if year.len() == 4 => (self.year, self.month, self.day) = (year.parse().ok(), small(month), small(day)),
            [first, second, year] if year.len() == 4 => {
                let (first, second) = (small(first), small(second));
                let (day, month) = match sign {
                    '/' if first == second => (first, second),
                    '/' if first > Some(12) => (first, second),
                    '/' if second > Some(12) => (second, first),
                    '/' => (None, None),
                    _ => (first, second),
                };
                (self.year, self.month, self.day) = (year.parse().ok(), month, day);
            }
            [_, _] | [_, _, _] if sign == '.' && self.month.is_some() && self.day.is_some() => self.iso_time(&word.replace('.', ":")),
            _ => {}
        }
    }

    /// `AM` or `PM` behind a time of twelve hours.
    fn half(&mut self, afternoon: bool) {
        let Some(time) = self.time.filter(|time| (1..=12).contains(&time.hour())) else { return };
        let hour = time.hour() % 12 + if afternoon { 12 } else { 0 };
        self.time = Time::new(hour, time.minute(), time.second(), 0).ok();
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
        self.next_day = (hour, minute, second.unwrap_or(0)) == (24, 0, 0);
        // A leap second counts as the second before it.
        self.time = Time::new(if self.next_day { 0 } else { hour }, minute, second.unwrap_or(0).min(59), 0).ok();
        let rest = word[clock_end..].trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
        if let Some(number) = rest.strip_prefix('+') {
            self.offset_minutes = offset(number);
        } else if let Some(number) = rest.strip_prefix('-') {
            self.offset_minutes = offset(number).map(|minutes| -minutes);
        } else if let Some(afternoon) = half_of_day(rest) {
            self.half(afternoon);
        } else if !rest.is_empty() {
            self.offset_minutes = zone_of_word(rest);
        }
    }

    fn finish(self) -> Option<MailDate> {
        let day = Date::new(self.year?, self.month?, self.day?).ok()?;
        let day = if self.next_day { day.tomorrow().ok()? } else { day };
        let offset_minutes = self.offset_minutes.unwrap_or(0);
        let offset = Offset::from_seconds(offset_minutes * 60).ok()?;
        let at = offset.to_timestamp(day.to_datetime(self.time.unwrap_or_default())).ok()?;
        let lacks = match (self.time, self.offset_minutes) {
            (None, _) => Lacks::Time,
            (_, None) => Lacks::Zone,
            _ => Lacks::Nothing,
        };
        Some(MailDate { at: at.into(), offset_minutes, lacks })
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

/// `AM`, `p.m.`.
fn half_of_day(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "am" | "a.m." | "a.m" => Some(false),
        "pm" | "p.m." | "p.m" => Some(true),
        _ => None,
    }
}

/// A zone by its name, or by its distance from one: `CET`, `GMT+0100`, `UTC-05:00`.
fn zone_of_word(word: &str) -> Option<i32> {
    match word.find(['+', '-']) {
        Some(at) if at == 0 || matches!(word[..at].to_ascii_uppercase().as_str(), "GMT" | "UTC" | "UT" | "Z") => {
            let minutes = offset(&word[at + 1..])?;
            Some(if word[at..].starts_with('-') { -minutes } else { minutes })
        }
        Some(_) => None,
        None => zone(word),
    }
}

/// Zone names of RFC 5322 4.3 and those that mail of the world bears, of several meanings the one with most people; others say nothing certain.
fn zone(word: &str) -> Option<i32> {
    let (hours, minutes) = match word.to_ascii_uppercase().as_str() {
        "UT" | "UTC" | "UCT" | "GMT" | "Z" | "WET" => (0, 0),
        "CET" | "BST" | "MET" | "MEZ" | "WEST" | "WAT" => (1, 0),
        "CEST" | "EET" | "MEST" | "MESZ" | "CAT" | "SAST" => (2, 0),
        "EEST" | "MSK" | "TRT" | "EAT" | "IDT" => (3, 0),
        "MSD" | "GST" => (4, 0),
        "PKT" => (5, 0),
        "IST" => (5, 30),
        "NPT" => (5, 45),
        "ICT" | "WIB" => (7, 0),
        "HKT" | "SGT" | "PHT" | "MYT" | "AWST" => (8, 0),
        "JST" | "KST" => (9, 0),
        "ACST" => (9, 30),
        "AEST" => (10, 0),
        "ACDT" => (10, 30),
        "AEDT" => (11, 0),
        "NZST" => (12, 0),
        "NZDT" => (13, 0),
        "NDT" => (-2, -30),
        "BRT" | "ART" | "ADT" => (-3, 0),
        "NST" => (-3, -30),
        "EDT" | "AST" | "CLT" => (-4, 0),
        "EST" | "CDT" | "COT" | "PET" => (-5, 0),
        "CST" | "MDT" => (-6, 0),
        "MST" | "PDT" => (-7, 0),
        "PST" | "AKDT" => (-8, 0),
        "AKST" => (-9, 0),
        "HST" => (-10, 0),
        _ => return None,
    };
    Some(hours * 60 + minutes)
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
    fn odd_zones_and_times_are_read() {
        for (value, expected) in [
            ("Mon Mar 07 2022 10:00:00 GMT+0100 (Central European Standard Time)", "2022-03-07T09:00:00Z +60"),
            ("Mon, 7 Mar 2022 10:00:00 UTC-05:00", "2022-03-07T15:00:00Z -300"),
            ("Mon, 7 Mar 2022 10:00:00 (CET)", "2022-03-07T09:00:00Z +60"),
            ("Mon, 7 Mar 2022 10:00:00 IST", "2022-03-07T04:30:00Z +330"),
            ("Mon, 7 Mar 2022 10:00:00 MESZ", "2022-03-07T08:00:00Z +120"),
            ("Mon, 7 Mar 2022 10:00:00 PM +0100", "2022-03-07T21:00:00Z +60"),
            ("Mon, 7 Mar 2022 12:05:00 AM +0000", "2022-03-07T00:05:00Z +0"),
            ("7 Mar 2022 12:05pm +0000", "2022-03-07T12:05:00Z +0"),
            ("Mon, 7 Mar 2022 24:00:00 +0100", "2022-03-07T23:00:00Z +60"),
            ("Mon, 7. Mar. 2022 10.00.30 +0100", "2022-03-07T09:00:30Z +60"),
            ("07.03.2022 10:00:00 +0100", "2022-03-07T09:00:00Z +60"),
            ("2022/03/07 10:00:00 +0100", "2022-03-07T09:00:00Z +60"),
            ("03/27/2022 10:00:00 +0000", "2022-03-27T10:00:00Z +0"),
        ] {
            assert_eq!(shown(value), expected, "{value}");
        }
        assert_eq!(date("03/07/2022 10:00:00 +0000"), None);
    }

    #[test]
    fn what_a_date_lacks_is_taken_from_a_server_nearby() {
        let at = |value: &str| date(value).map(|found| found.at).unwrap_or_default();
        let completed = |value: &str, received: &str| {
            date(value)
                .map(|found| found.completed(&[at(received)]))
                .map(|found| format!("{} {:+}", found.at.to_rfc3339(), found.offset_minutes))
        };
        let server = "Mon, 7 Mar 2022 09:00:40 +0000";
        assert_eq!(completed("Mon, 7 Mar 2022 10:00:00", server).as_deref(), Some("2022-03-07T09:00:00Z +60"));
        assert_eq!(completed("Mon, 7 Mar 2022 04:00:00 XYZ", server).as_deref(), Some("2022-03-07T09:00:00Z -300"));
        assert_eq!(completed("Mon, 7 Mar 2022 14:30:10 Q", server).as_deref(), Some("2022-03-07T09:00:10Z +330"));
        assert_eq!(completed("Mon, 7 Mar 2022", server).as_deref(), Some("2022-03-07T09:00:40Z +0"));
        assert_eq!(completed("Mon, 7 Mar 2022 morning +0000", server).as_deref(), Some("2022-03-07T09:00:40Z +0"));
        // What is said is believed, and what is far away tells nothing.
        assert_eq!(completed("Mon, 7 Mar 2022 10:00:00 +0000", server).as_deref(), Some("2022-03-07T10:00:00Z +0"));
        assert_eq!(completed("Mon, 7 Mar 2022 10:00:00", "Fri, 11 Mar 2022 09:00:40 +0000").as_deref(), Some("2022-03-07T10:00:00Z +0"));
    }

    #[test]
    fn nonsense_is_no_date() {
        for value in ["", "yesterday", "99 Foo 2012", "31 Feb 2012 10:00", "+++---:::", "1 Jan 99999 10:00:00 +0000"] {
            assert_eq!(date(value), None, "{value}");
        }
    }
}
