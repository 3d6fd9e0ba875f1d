//! Dates of headers: RFC 5322 with its obsolete forms, and what broken programs write.

mod months;
mod named;
mod spelled;
mod usual;
mod zones;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use self::months::{Named, month};
pub(super) use self::named::NamedZone;
use self::spelled::spelled;
use self::usual::usual;
use self::zones::{half_of_day, offset, spelled_out, zone_of_word};
use super::words::decode_words;
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
    /// Whether it names no zone.
    pub fn lacks_zone(&self) -> bool {
        self.lacks == Lacks::Zone
    }

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

/// Reads a Date header, or what follows a semicolon of a Received header.
///
/// Taken are RFC 5322 dates in any order of words, two-digit years, zone names, `ctime` order, ISO 8601, dots, AM and PM, 24:00, months in many languages, and the units of
/// Japanese, Chinese and Korean. What can be read as two days is none.
pub fn date(value: &str) -> Option<MailDate> {
    usual(value).and_then(|(written, offset_minutes)| of_usual(written, offset_minutes)).or_else(|| by_words(value))
}

fn of_usual(written: DateTime, offset_minutes: i32) -> Option<MailDate> {
    moment(written, offset_minutes).map(|at| MailDate { at, offset_minutes, lacks: Lacks::Nothing })
}

fn moment(written: DateTime, offset_minutes: i32) -> Option<Instant> {
    let offset = Offset::from_seconds(offset_minutes * 60).ok()?;
    Some(offset.to_timestamp(written).ok()?.into())
}

/// Reads a date by what each of its words may mean.
fn by_words(value: &str) -> Option<MailDate> {
    let value = decode_words(value);
    let (text, comments) = parted(&value);
    let (zone, text) = named::taken(&text).map_or((None, text), |(zone, rest)| (Some(zone), rest));
    let spelled = spelled(&text);
    if let Some(found) = since_1970(&spelled.rest) {
        return Some(found);
    }
    let mut parts = Parts { year: spelled.year, numbered_month: spelled.month, day: spelled.day, ..Parts::default() };
    words(&spelled.rest).for_each(|word| parts.take(word));
    if parts.offset_minutes.is_none() {
        let zone = zone.or_else(|| named::taken(&comments).map(|(zone, _)| zone));
        parts.offset_minutes = zone.zip(parts.clock()).and_then(|(zone, at)| zone.offset_minutes(at));
    }
    if parts.offset_minutes.is_none() {
        // Some programs say the zone in a comment only, or spell it out.
        parts.offset_minutes =
            words(&comments).find_map(zone_of_word).or_else(|| spelled_out(&spelled.rest)).or_else(|| spelled_out(&comments));
    }
    parts.finish()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let around = |c: char| matches!(c, '"' | '\'' | '<' | '>' | ';' | '[' | ']');
    text.split(|c: char| c.is_whitespace() || c == ',').map(move |word| word.trim_matches(around)).filter(|word| !word.is_empty())
}

/// Seconds since 1970, which some programs write instead.
fn since_1970(text: &str) -> Option<MailDate> {
    let digits = text.trim().trim_start_matches('@');
    let seconds: i64 =
        digits.parse().ok().filter(|_| (9..=10).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some(MailDate { at: Instant(seconds * 1000), offset_minutes: 0, lacks: Lacks::Nothing })
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
    /// A month that was named for certain, and one that was perhaps.
    month: Option<i8>,
    perhaps_month: Option<i8>,
    numbered_month: Option<i8>,
    year: Option<i16>,
    time: Option<Time>,
    /// The half of the day that stood before its time.
    afternoon: Option<bool>,
    /// Midnight at the end of the day.
    next_day: bool,
    offset_minutes: Option<i32>,
}

impl Parts {
    fn take(&mut self, word: &str) {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let (number, behind) = word.split_at(digits);
        if let Some((date, time)) = word.split_once(['T', 't']).filter(|(date, _)| date.len() >= 8 && digits > 0) {
            self.take(date);
            self.compact_time(time);
        } else if digits == 14 && behind.is_empty() {
            self.take(&number[..8]);
            self.compact_time(&number[8..]);
        } else if digits == 8 && behind.is_empty() {
            self.dashed(&[&number[..4], &number[4..6], &number[6..]].join("-"));
        } else if let Some(afternoon) = half_of_day(word) {
            self.half(afternoon);
        } else if let Some(minutes) = zone_of_word(word).filter(|_| word.starts_with(|c: char| c.is_ascii_alphabetic())) {
            self.offset_minutes = self.offset_minutes.or(Some(minutes));
        } else if word.contains('/') && word.contains(char::is_alphabetic) {
            // `7/Mar/2022:10:00:00`
            word.splitn(3, '/').flat_map(|piece| piece.split_once(':').map_or([piece, ""], |(year, time)| [year, time])).for_each(
                |piece| {
                    if !piece.is_empty() && !piece.contains('/') {
                        self.take(piece);
                    }
                },
            );
        } else if word.contains('.') && word.split('.').any(|piece| month(piece).is_some()) && digits > 0 {
            // `7.Mar.2022`
            word.split('.').filter(|piece| !piece.is_empty()).for_each(|piece| self.take(piece));
        } else if word.contains(':') && !word.starts_with(['+', '-']) {
            self.iso_time(word);
        } else if let Some(number) = word.strip_prefix('+').or_else(|| word.strip_prefix('-')) {
            self.offset_minutes =
                offset(number).map(|minutes| if word.starts_with('-') { -minutes } else { minutes }).or(self.offset_minutes);
        } else if word.contains('-') {
            self.dashed(word);
        } else if digits > 0 && matches!(behind, "" | "st" | "nd" | "rd" | "th" | "er" | "º" | "ª" | "e" | "o") {
            self.number(number);
        } else if let Some(afternoon) = half_of_day(behind).filter(|_| digits > 0) {
            self.iso_time(&format!("{number}:00"));
            self.half(afternoon);
        } else if word.contains(['.', '/']) && word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'/')) {
            self.parted_by(word.trim_end_matches('.'), if word.contains('/') { '/' } else { '.' });
        } else if let Some(named) = month(word) {
            self.named(named);
        } else if self.offset_minutes.is_none() {
            self.offset_minutes = zone_of_word(word);
        }
    }

    fn named(&mut self, named: Named) {
        match named {
            Named::Month(month) => self.month = self.month.or(Some(month)),
            Named::Perhaps(month) => self.perhaps_month = self.perhaps_month.or(Some(month)),
        }
    }

    /// The time of `20220307T090000Z`, or one with its colons.
    fn compact_time(&mut self, time: &str) {
        match time.bytes().take_while(u8::is_ascii_digit).count() {
            length @ (4 | 6) => {
                let (clock, rest) = time.split_at(length);
                let pieces: Vec<&str> = (0..length / 2).map(|at| &clock[at * 2..at * 2 + 2]).collect();
                self.iso_time(&format!("{}{rest}", pieces.join(":")));
            }
            _ => self.iso_time(time),
        }
    }

    /// `23.02.2022`, `2022/02/23`, `10.42.07`, `7.`. What can be read as two days is none.
    fn parted_by(&mut self, word: &str, sign: char) {
        let pieces: Vec<&str> = word.split(sign).collect();
        let small = |text: &str| text.parse::<i8>().ok();
        match pieces.as_slice() {
            [day] => self.number(day),
            [year, month, day] if year.len() == 4 => {
                (self.year, self.numbered_month, self.day) = (year.parse().ok(), small(month), small(day))
            }
            [first, second, year] if year.len() == 4 => {
                let (first, second) = (small(first), small(second));
                let (day, month) = match sign {
                    '/' if first == second => (first, second),
                    '/' if first > Some(12) => (first, second),
                    '/' if second > Some(12) => (second, first),
                    '/' => (None, None),
                    _ => (first, second),
                };
                (self.year, self.numbered_month, self.day) = (year.parse().ok(), month, day);
            }
            [_, _] | [_, _, _] if sign == '.' && self.any_month().is_some() && self.day.is_some() => self.iso_time(&word.replace('.', ":")),
            // With dots the day stands first wherever they are used.
            [day, month, year] if sign == '.' && year.len() == 2 => {
                (self.day, self.numbered_month) = (small(day), small(month));
                self.number(year);
            }
            _ => {}
        }
    }

    /// `AM` or `PM` behind a time of twelve hours.
    fn half(&mut self, afternoon: bool) {
        let Some(time) = self.time else {
            self.afternoon = Some(afternoon);
            return;
        };
        if !(1..=12).contains(&time.hour()) {
            return;
        }
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
                self.numbered_month = month_number.parse().ok();
                self.day = day.parse().ok();
            }
            _ => pieces.into_iter().for_each(|piece| {
                if let Some(named) = month(piece) {
                    self.named(named);
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
        let minute = if word.ends_with(':') { minute.or(Some(0)) } else { minute };
        let (Some(hour), Some(minute)) = (hour, minute) else { return };
        if self.time.is_some() {
            return;
        }
        self.next_day = (hour, minute, second.unwrap_or(0)) == (24, 0, 0);
        // A leap second counts as the second before it.
        self.time = Time::new(if self.next_day { 0 } else { hour }, minute, second.unwrap_or(0).min(59), 0).ok();
        if let Some(afternoon) = self.afternoon {
            self.half(afternoon);
        }
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

    fn any_month(&self) -> Option<i8> {
        self.month.or(self.numbered_month).or(self.perhaps_month)
    }

    /// What a clock on its writer's wall showed.
    fn clock(&self) -> Option<DateTime> {
        let day = Date::new(self.year?, self.any_month()?, self.day?).ok()?;
        let day = if self.next_day { day.tomorrow().ok()? } else { day };
        Some(day.to_datetime(self.time.unwrap_or_default()))
    }

    fn finish(self) -> Option<MailDate> {
        let offset_minutes = self.offset_minutes.unwrap_or(0);
        let at = moment(self.clock()?, offset_minutes)?;
        let lacks = match (self.time, self.offset_minutes) {
            (None, _) => Lacks::Time,
            (_, None) => Lacks::Zone,
            _ => Lacks::Nothing,
        };
        Some(MailDate { at, offset_minutes, lacks })
    }
}

#[cfg(test)]
mod tests;
