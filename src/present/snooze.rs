//! Until when mail sleeps, as people type it.

use jiff::tz::TimeZone;

use crate::domain::time::Instant;
use crate::domain::typed::Typed;
use crate::domain::when::When;
use crate::i18n::Text;
use crate::problem::{Code, Problem};
use crate::text::plain;

/// The hour that a day alone means: when people begin.
const MORNING: i8 = 9;

/// Reads until when mail is to sleep; `None` is now, which wakes it.
///
/// # Errors
/// `invalid_field` for what is no time, and for a time that is over.
pub fn until(typed: &str, now: Instant, zone: &TimeZone) -> Result<Option<Instant>, Problem> {
    if Typed::of(&plain(typed).to_lowercase()) == Some(Typed::Now) {
        return Ok(None);
    }
    let refused = |id| {
        Problem::failed(Code::InvalidField, Text::of(id).with("typed", typed.trim())).hint(Text::of("snooze-when-hint")).field("until")
    };
    let at = When::parse(typed, now, zone).and_then(|when| when.instant(MORNING, zone)).map_err(|_| refused("snooze-no-time"))?;
    if at > now { Ok(Some(at)) } else { Err(refused("snooze-time-is-over")) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse::<jiff::Timestamp>().unwrap().into()
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
            assert_eq!(until(typed, now, &tokyo()), Ok(Some(at(time))), "{typed}");
        }
        for typed in ["now", "NOW", " 今 ", "ｎｏｗ"] {
            assert_eq!(until(typed, now, &tokyo()), Ok(None), "{typed}");
        }
    }

    #[test]
    fn what_is_over_and_what_is_no_time_is_refused_with_examples() {
        let now = at("2026-11-23T02:00:00Z");
        for (typed, id) in [
            ("yesterday", "snooze-time-is-over"),
            ("today", "snooze-time-is-over"),
            ("2020-01-01 9:00", "snooze-time-is-over"),
            ("+0m", "snooze-time-is-over"),
            ("", "snooze-no-time"),
            ("soon", "snooze-no-time"),
        ] {
            let problem = until(typed, now, &tokyo()).unwrap_err();
            assert_eq!((problem.code, problem.message.id()), (Code::InvalidField, id), "{typed}");
            assert!(problem.hint.is_some());
        }
    }
}
