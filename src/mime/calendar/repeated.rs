//! When an event comes back (RFC 5545 3.3.10), as days, which need no language: its next days, and its last where it has one.

use jiff::civil::{Date, DateTime, Time};

use super::super::dates::NamedZone;
use crate::domain::crm::repeat;

/// Days that are listed.
const LISTED: usize = 4;
/// Days that are looked at for the last one; a rule with more of them goes on for longer than anybody plans.
const MOST: usize = 1_000;

/// How an event of a calendar comes back.
#[derive(Debug, Default)]
pub(super) struct Repeated {
    /// The value of RRULE; empty for one that is told once.
    pub rule: String,
    /// Days on which it falls out (EXDATE).
    pub except: Vec<Date>,
    /// Days on which it is held besides (RDATE).
    pub also: Vec<Date>,
}

impl Repeated {
    /// `↻ 2026-10-12, 2026-10-19, … 2026-12-28` of one that begins on a day; the rule as it stands where it cannot be read, nothing where it does not come back.
    pub(super) fn line(&self, start: Date, zone: Option<NamedZone>) -> String {
        let mut days: Vec<Date> = self.also.clone();
        let mut goes_on = false;
        if !self.rule.is_empty() {
            let Some(found) = repeat::days(&ending_by_day(&self.rule, zone), start, MOST) else { return format!("↻ {}", self.rule) };
            goes_on = found.len() >= MOST;
            days.extend(found);
        }
        days.retain(|day| *day > start && !self.except.contains(day));
        days.sort_unstable();
        days.dedup();
        let mut line: Vec<String> = days.iter().take(LISTED).map(Date::to_string).collect();
        match days.get(LISTED..).and_then(<[Date]>::last) {
            None => {}
            Some(_) if goes_on => line.push("…".to_owned()),
            Some(last) => line.push(format!("… {last}")),
        }
        if line.is_empty() { String::new() } else { format!("↻ {}", line.join(", ")) }
    }
}

/// A rule that ends with the end of a day of the event's zone, as days are reckoned here.
fn ending_by_day(rule: &str, zone: Option<NamedZone>) -> String {
    let part = |part: &str| match part.split_once('=') {
        Some(("UNTIL", value)) => {
            day(value, zone).map_or_else(|| part.to_owned(), |day| format!("UNTIL={}T235959Z", day.strftime("%Y%m%d")))
        }
        _ => part.to_owned(),
    };
    rule.split(';').map(part).collect::<Vec<_>>().join(";")
}

/// The day of a date or of a moment as calendars write them; of one in UTC the day in the event's zone.
pub(super) fn day(value: &str, zone: Option<NamedZone>) -> Option<Date> {
    let digits = |from: usize, to: usize| value.get(from..to).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let small = |from: usize, to: usize| digits(from, to)?.parse::<i8>().ok();
    let day = Date::new(digits(0, 4)?.parse().ok()?, small(4, 6)?, small(6, 8)?).ok()?;
    let clock = || Time::new(small(9, 11)?, small(11, 13)?, 0, 0).ok();
    let there = zone.filter(|_| value.ends_with('Z')).zip(clock());
    Some(there.and_then(|(zone, time)| zone.day(DateTime::from_parts(day, time))).unwrap_or(day))
}

#[cfg(test)]
mod tests {
    use crate::mime::calendar::as_text;

    fn told(start: &str, lines: &str) -> String {
        as_text(&format!("BEGIN:VEVENT\nSUMMARY:x\nDTSTART{start}\n{lines}\n"))
            .unwrap_or_default()
            .lines()
            .last()
            .unwrap_or_default()
            .to_owned()
    }

    #[test]
    fn an_event_that_comes_back_tells_its_next_days_and_its_last() {
        let tokyo = ";TZID=Asia/Tokyo:20261005T083000";
        for (lines, shown) in [
            ("RRULE:FREQ=WEEKLY;BYDAY=MO", "↻ 2026-10-12, 2026-10-19, 2026-10-26, 2026-11-02, …"),
            ("RRULE:FREQ=WEEKLY;COUNT=3", "↻ 2026-10-12, 2026-10-19"),
            ("RRULE:FREQ=WEEKLY;UNTIL=20261228", "↻ 2026-10-12, 2026-10-19, 2026-10-26, 2026-11-02, … 2026-12-28"),
            // The evening before in UTC is the morning of that day in Tokyo.
            ("RRULE:FREQ=WEEKLY;UNTIL=20261018T233000Z", "↻ 2026-10-12, 2026-10-19"),
            ("RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=Asia/Tokyo:20261012T083000,20261019T083000", "↻ 2026-10-26"),
            ("EXDATE:20261011T233000Z\nRRULE:FREQ=WEEKLY;COUNT=3", "↻ 2026-10-19"),
            ("RDATE;VALUE=DATE:20261101,20261007", "↻ 2026-10-07, 2026-11-01"),
            ("rrule:freq=monthly;bymonthday=-1;count=2", "↻ 2026-10-31, 2026-11-30"),
            ("RRULE:W1 MO #10", "↻ W1 MO #10"),
            ("RRULE:FREQ=SECONDLY", "↻ FREQ=SECONDLY"),
            ("RRULE:FREQ=WEEKLY;COUNT=1", "2026-10-05 08:30 Asia/Tokyo"),
            ("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-10-05 08:30 Asia/Tokyo"),
        ] {
            assert_eq!(told(tokyo, lines), shown, "{lines}");
        }
        assert_eq!(told(";VALUE=DATE:20261005", "RRULE:FREQ=YEARLY;COUNT=2"), "↻ 2027-10-05");
        assert_eq!(told(":soon", "RRULE:FREQ=WEEKLY"), "↻ FREQ=WEEKLY", "without a first day nothing can be reckoned");
        let json = r#"["vevent",[["summary",{},"text","x"],["dtstart",{},"date","2026-10-05"],["rrule",{},"recur",{"freq":"WEEKLY","byday":["MO","TH"],"count":3}]],[]]"#;
        assert_eq!(as_text(json).as_deref(), Some("x\n2026-10-05\n↻ 2026-10-08, 2026-10-12"));
    }
}
