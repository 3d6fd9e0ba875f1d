//! To which days what is to be done can be put off by one key.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// What is offered on a day: the id of its words, and the day. In the order of time; a day that two of them name stands once.
pub fn offers(today: Date) -> Vec<(&'static str, Date)> {
    let offers = [
        ("postpone-tomorrow", today.tomorrow()),
        ("postpone-three-days", today.checked_add(3.days())),
        ("postpone-monday", today.nth_weekday(1, Weekday::Monday)),
        ("postpone-week", today.checked_add(1.week())),
        ("postpone-month", today.checked_add(1.month())),
    ];
    let mut found: Vec<(&'static str, Date)> = Vec::new();
    for (id, day) in offers {
        if let Ok(day) = day
            && !found.iter().any(|(_, held)| *held == day)
        {
            found.push((id, day));
        }
    }
    found.sort_by_key(|(_, day)| *day);
    found
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn no_day_is_offered_twice() {
        let days = |today| offers(today).into_iter().map(|(id, _)| id).collect::<Vec<_>>();
        assert_eq!(
            days(date(2026, 11, 25)),
            ["postpone-tomorrow", "postpone-three-days", "postpone-monday", "postpone-week", "postpone-month"]
        );
        assert_eq!(days(date(2026, 11, 29)), ["postpone-tomorrow", "postpone-three-days", "postpone-week", "postpone-month"], "a Sunday");
        assert_eq!(offers(Date::MAX), Vec::new());
    }
}
