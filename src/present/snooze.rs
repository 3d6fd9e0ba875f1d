//! Until when mail sleeps: what people type, and what is offered to them.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};

use crate::domain::mail::flags::Flags;
use crate::domain::time::Instant;
use crate::domain::typed::{TimeReader, Typed};
use crate::domain::when::When;
use crate::i18n::{Catalogue, Text};
use crate::present::when;
use crate::problem::{Code, Problem, unclear_time};
use crate::text::plain;

/// The hour that a day alone means: when people begin.
const MORNING: i8 = 9;

/// So many hours later is later today.
const LATER: i32 = 3;

/// Later than this hour nothing is offered for today any more.
const EVENING: i8 = 21;

/// Reads until when mail is to sleep; `None` is now, which wakes it.
///
/// # Errors
/// `invalid_field` for what is no time or two, and for a time that is over.
pub fn until(typed: &str, times: &TimeReader<'_>) -> Result<Option<Instant>, Problem> {
    if Typed::of(&plain(typed).to_lowercase()) == Some(Typed::Now) {
        return Ok(None);
    }
    let refused = |text: Text| Problem::failed(Code::InvalidField, text).hint(Text::of("snooze-when-hint")).field("until");
    let said = |id| Text::of(id).with("typed", typed.trim());
    let at = times.when(typed).and_then(|when| when.instant(MORNING, times.zone));
    let at = at.map_err(|error| refused(unclear_time(&error).unwrap_or_else(|| said("snooze-no-time"))))?;
    if at > times.now { Ok(Some(at)) } else { Err(refused(said("snooze-time-is-over"))) }
}

/// Until when mail sleeps, or that it is back; nothing of mail that never slept.
pub fn state(flags: Flags, until: Option<Instant>, now: Instant, zone: &TimeZone, words: &Catalogue) -> Option<Text> {
    match until {
        Some(until) if flags.has(Flags::SNOOZED) => Some(Text::of("mail-until").with("when", when::due(When::At(until), now, zone, words))),
        _ => flags.has(Flags::WOKEN).then(|| Text::of("mail-woken")),
    }
}

/// What is offered: the id of its words, and when it is. In the order of time; what would be the same moment twice stands once.
pub fn offers(now: Instant, zone: &TimeZone) -> Vec<(&'static str, Instant)> {
    let local = now.to_timestamp().to_zoned(zone.clone());
    let morning = |day: Result<jiff::civil::Date, jiff::Error>| day.ok()?.at(MORNING, 0, 0, 0).to_zoned(zone.clone()).ok();
    let today = local.date();
    let offers = [
        ("snooze-later-today", later(&local)),
        ("snooze-tomorrow", morning(today.tomorrow())),
        ("snooze-weekend", morning(today.nth_weekday(1, Weekday::Saturday))),
        ("snooze-next-week", morning(today.nth_weekday(1, Weekday::Monday))),
    ];
    let mut found: Vec<(&'static str, Instant)> = Vec::new();
    for (id, at) in offers {
        let Some(at) = at.map(|at| Instant::from(at.timestamp())) else { continue };
        if !found.iter().any(|(_, held)| *held == at) {
            found.push((id, at));
        }
    }
    found.sort_by_key(|(_, at)| *at);
    found
}

/// The full hour that is about three hours from now, as long as it is today and not yet night.
fn later(now: &Zoned) -> Option<Zoned> {
    let later = now.checked_add(LATER.hours()).ok()?;
    let hour = later.with().minute(0).second(0).subsec_nanosecond(0).build().ok()?;
    (hour.date() == now.date() && hour.hour() <= EVENING).then_some(hour)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse::<jiff::Timestamp>().unwrap().into()
    }

    fn times(now: Instant, zone: &TimeZone) -> TimeReader<'_> {
        TimeReader { now, zone, order: crate::domain::typed::DayOrder::Unsaid, toward: crate::domain::typed::Toward::Coming }
    }

    fn tokyo() -> TimeZone {
        TimeZone::get("Asia/Tokyo").unwrap()
    }

    #[test]
    fn a_time_to_come_is_read_and_now_wakes() {
        let now = at("2026-11-23T02:00:00Z"); // a Monday, 11:00 in Tokyo
        for (typed, time) in [
            ("tomorrow 9:00", "2026-11-24T00:00:00Z"),
            ("明日", "2026-11-24T00:00:00Z"),
            ("月曜", "2026-11-30T00:00:00Z"),
            ("+3d", "2026-11-26T00:00:00Z"),
            ("+2h", "2026-11-23T04:00:00Z"),
            ("2027-01-31T10:00:00+09:00", "2027-01-31T01:00:00Z"),
        ] {
            assert_eq!(until(typed, &times(now, &tokyo())), Ok(Some(at(time))), "{typed}");
        }
        for typed in ["now", "NOW", " 今 ", "ｎｏｗ"] {
            assert_eq!(until(typed, &times(now, &tokyo())), Ok(None), "{typed}");
        }
    }

    #[test]
    fn what_is_over_and_what_is_no_time_is_refused_with_examples() {
        let now = at("2026-11-23T02:00:00Z");
        for (typed, id) in [
            ("yesterday", "snooze-time-is-over"),
            ("today", "snooze-time-is-over"),
            ("2020-01-01 9:00", "snooze-time-is-over"),
            ("+0min", "snooze-time-is-over"),
            ("+1m", "wrong-minutes"),
            ("12/1", "wrong-two-days"),
            ("", "snooze-no-time"),
            ("soon", "snooze-no-time"),
        ] {
            let problem = until(typed, &times(now, &tokyo())).unwrap_err();
            assert_eq!((problem.code, problem.message.id()), (Code::InvalidField, id), "{typed}");
            assert!(problem.hint.is_some());
        }
    }

    #[test]
    fn what_is_offered_lies_ahead_in_order_and_once() {
        let ids = |now: &str| offers(at(now), &tokyo()).into_iter().map(|(id, _)| id.trim_start_matches("snooze-")).collect::<Vec<_>>();
        assert_eq!(ids("2026-11-25T02:40:00Z"), ["later-today", "tomorrow", "weekend", "next-week"], "a Wednesday");
        assert_eq!(offers(at("2026-11-25T02:40:00Z"), &tokyo())[0].1, at("2026-11-25T05:00:00Z"));
        assert_eq!(ids("2026-11-25T10:00:00Z"), ["tomorrow", "weekend", "next-week"], "in the evening");
        assert_eq!(ids("2026-11-27T02:00:00Z"), ["later-today", "tomorrow", "next-week"], "a Friday");
        assert_eq!(ids("2026-11-29T02:00:00Z"), ["later-today", "tomorrow", "weekend"], "a Sunday");
        for hour in 0..200 {
            let now = at("2026-10-24T00:00:00Z").plus_ms(hour * 3_600_000 + 1_800_000);
            let zone = TimeZone::get("Europe/Berlin").unwrap();
            let offers = offers(now, &zone);
            assert!(
                offers.len() >= 2 && offers.is_sorted_by_key(|(_, at)| *at) && offers.iter().all(|(_, at)| *at > now),
                "{hour}: {offers:?}"
            );
        }
    }
}
