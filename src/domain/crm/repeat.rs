//! How a task or an event comes back: a rule of RFC 5545 (3.3.10), typed as one or in words.

use jiff::civil::Date;
use rrule::RRuleSet;

use crate::domain::typed::Typed;
use crate::text::plain;

/// The most days of a rule that are looked at for the next one.
const MOST: usize = 20_000;

/// The longest rule that is read, in bytes.
const LONGEST: usize = 200;

/// Rules that have words of their own.
pub const WORDED: [(&str, Typed); 6] = [
    ("FREQ=DAILY", Typed::Daily),
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", Typed::Workdays),
    ("FREQ=WEEKLY", Typed::Weekly),
    ("FREQ=WEEKLY;INTERVAL=2", Typed::Fortnightly),
    ("FREQ=MONTHLY", Typed::Monthly),
    ("FREQ=YEARLY", Typed::Yearly),
];

/// The rule that somebody typed: in words (`weekly`, 毎週), or as RFC 5545 writes it. `COUNT` is refused, since each time begins the rule anew; `UNTIL` ends one.
pub fn read(typed: &str) -> Option<String> {
    let typed = plain(typed);
    let typed = typed.trim();
    let word = Typed::of(&typed.to_lowercase());
    if let Some((rule, _)) = WORDED.iter().find(|(_, one)| Some(*one) == word) {
        return Some((*rule).to_owned());
    }
    let rule = typed.to_ascii_uppercase();
    let rule = rule.strip_prefix("RRULE:").unwrap_or(&rule);
    let has = |part: &str| rule.split(';').any(|one| one.starts_with(part));
    let of_days = ["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY"].iter().any(|part| has(part));
    let plainly = rule.bytes().all(|byte| byte.is_ascii_alphanumeric() || b";=,-+".contains(&byte));
    (rule.len() <= LONGEST && plainly && of_days && !has("COUNT=") && set(rule, Date::constant(2026, 1, 1)).is_some())
        .then(|| rule.to_owned())
}

fn set(rule: &str, from: Date) -> Option<RRuleSet> {
    format!("DTSTART:{}T000000Z\nRRULE:{rule}", from.strftime("%Y%m%d")).parse().ok()
}

/// The first day of a rule that began on a day, after another day; `None` where it has ended.
pub fn next(rule: &str, from: Date, after: Date) -> Option<Date> {
    let set = set(rule, from)?;
    let mut days = set.into_iter().take(MOST).filter_map(|at| at.format("%Y-%m-%d").to_string().parse::<Date>().ok());
    days.find(|day| *day > after)
}

/// The first days of a rule that begins on a day, at most so many; `None` where it is no rule of whole days or cannot be read. A rule of somebody else's calendar may count its days.
pub fn days(rule: &str, from: Date, most: usize) -> Option<Vec<Date>> {
    let of_days = rule.split(';').any(|part| matches!(part, "FREQ=DAILY" | "FREQ=WEEKLY" | "FREQ=MONTHLY" | "FREQ=YEARLY"));
    let plainly = rule.len() <= LONGEST && rule.bytes().all(|byte| byte.is_ascii_alphanumeric() || b";=,-+".contains(&byte));
    if !of_days || !plainly {
        return None;
    }
    let set = set(rule, from)?;
    Some(set.into_iter().take(most).filter_map(|at| at.format("%Y-%m-%d").to_string().parse().ok()).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_rule_is_read_in_words_of_both_languages_and_as_the_standard_writes_it() {
        for (typed, rule) in [
            ("weekly", "FREQ=WEEKLY"),
            ("毎週", "FREQ=WEEKLY"),
            ("隔週", "FREQ=WEEKLY;INTERVAL=2"),
            ("平日", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
            ("Monthly", "FREQ=MONTHLY"),
            ("rrule:freq=monthly;bymonthday=-1", "FREQ=MONTHLY;BYMONTHDAY=-1"),
            ("FREQ=WEEKLY;UNTIL=20271231T000000Z", "FREQ=WEEKLY;UNTIL=20271231T000000Z"),
        ] {
            assert_eq!(read(typed).as_deref(), Some(rule), "{typed}");
        }
        for wrong in [
            "",
            "sometimes",
            "FREQ=",
            "FREQ=SECONDLY",
            "FREQ=WEEKLY;COUNT=3",
            "FREQ=WEEKLY\nDTSTART:20200101T000000Z",
            "FREQ=MONTHLY;BYMONTHDAY=99",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        for (rule, _) in WORDED {
            assert_eq!(read(rule).as_deref(), Some(rule));
        }
    }

    #[test]
    fn the_next_day_is_the_rules_own_however_late_one_is() {
        let monday = date(2026, 11, 23);
        for (rule, after, wanted) in [
            ("FREQ=WEEKLY", monday, Some(date(2026, 11, 30))),
            ("FREQ=WEEKLY", date(2026, 12, 10), Some(date(2026, 12, 14))),
            ("FREQ=MONTHLY;BYMONTHDAY=-1", monday, Some(date(2026, 11, 30))),
            ("FREQ=WEEKLY;UNTIL=20261124T000000Z", monday, None),
            ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", date(2026, 11, 27), Some(date(2026, 11, 30))),
        ] {
            assert_eq!(next(rule, monday, after), wanted, "{rule} {after}");
        }
        assert_eq!(
            next("FREQ=MONTHLY", date(2026, 1, 31), date(2026, 1, 31)),
            Some(date(2026, 3, 31)),
            "RFC 5545: a day that a month lacks is skipped"
        );
        assert_eq!(next("nonsense", monday, monday), None);
    }
}
