#![allow(clippy::unwrap_used)]
//! The tables of what is understood, by language; the frozen moment is Monday 2026-11-23, 11:00 in Tokyo.

use super::*;

fn reader(order: DayOrder, zone: &TimeZone) -> TimeReader<'_> {
    TimeReader { now: instant("2026-11-23T02:00:00Z"), zone, order, toward: Toward::Coming }
}

fn tokyo() -> TimeZone {
    TimeZone::get("Asia/Tokyo").unwrap()
}

fn instant(text: &str) -> Instant {
    text.parse::<jiff::Timestamp>().unwrap().into()
}

fn when(typed: &str, order: DayOrder) -> Result<When, NotATime> {
    reader(order, &tokyo()).when(typed)
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

const DAYS: &[(&str, &str)] = &[
    ("2027-01-31", "2027-01-31"),
    ("2027/1/5", "2027-01-05"),
    ("2027.1.5", "2027-01-05"),
    ("2026-11-27 Fri", "2026-11-27"),
    ("Fri 2026-11-27", "2026-11-27"),
    ("5.1.2027", "2027-01-05"),
    ("1.12.", "2026-12-01"),
    ("25/12/2026", "2026-12-25"),
    ("12/25", "2026-12-25"),
    ("today", "2026-11-23"),
    ("Tomorrow", "2026-11-24"),
    ("yesterday", "2026-11-22"),
    ("monday", "2026-11-30"),
    ("fri", "2026-11-27"),
    ("this friday", "2026-11-27"),
    ("next friday", "2026-12-04"),
    ("friday next week", "2026-12-04"),
    ("next week", "2026-11-30"),
    ("next month", "2026-12-01"),
    ("end of month", "2026-11-30"),
    ("the end of next month", "2026-12-31"),
    ("eom", "2026-11-30"),
    ("end of year", "2026-12-31"),
    ("dec 1", "2026-12-01"),
    ("December 1st", "2026-12-01"),
    ("1 dec", "2026-12-01"),
    ("1st of december", "2026-12-01"),
    ("Dec. 1, 2027", "2027-12-01"),
    ("1 Dec 2027", "2027-12-01"),
    ("nov 23", "2026-11-23"),
    ("nov 22", "2027-11-22"),
    ("feb 29", "2028-02-29"),
    ("+3d", "2026-11-26"),
    ("3d", "2026-11-26"),
    ("+2w", "2026-12-07"),
    ("+30d", "2026-12-23"),
    ("+1month", "2026-12-23"),
    ("+1y", "2027-11-23"),
    ("in 3 days", "2026-11-26"),
    ("3 days", "2026-11-26"),
    ("2 weeks from now", "2026-12-07"),
    ("3 days ago", "2026-11-20"),
];

const DAYS_JA: &[(&str, &str)] = &[
    ("12月1日", "2026-12-01"),
    ("12/1", "2026-12-01"),
    ("１２／１", "2026-12-01"),
    ("１２月１日（火）", "2026-12-01"),
    ("2026年12月1日", "2026-12-01"),
    ("2026年12月1日(火)", "2026-12-01"),
    ("令和8年12月1日", "2026-12-01"),
    ("令和８年１２月１日（火）", "2026-12-01"),
    ("R8.12.1", "2026-12-01"),
    ("r8/12/1", "2026-12-01"),
    ("令和元年5月1日", "2019-05-01"),
    ("平成31年4月30日", "2019-04-30"),
    ("昭和64年1月7日", "1989-01-07"),
    ("20261201", "2026-12-01"),
    ("２０２６１２０１", "2026-12-01"),
    ("12月7日(月)", "2026-12-07"),
    ("11月22日", "2027-11-22"),
    ("来年1月5日", "2027-01-05"),
    ("来月5日", "2026-12-05"),
    ("今月30日", "2026-11-30"),
    ("5日", "2026-12-05"),
    ("23日", "2026-11-23"),
    ("31日", "2026-12-31"),
    ("今日", "2026-11-23"),
    ("明日", "2026-11-24"),
    ("あした", "2026-11-24"),
    ("明後日", "2026-11-25"),
    ("昨日", "2026-11-22"),
    ("金曜", "2026-11-27"),
    ("金曜日", "2026-11-27"),
    ("今週金曜", "2026-11-27"),
    ("来週月曜", "2026-11-30"),
    ("来週の月曜日", "2026-11-30"),
    ("来週金曜", "2026-12-04"),
    ("再来週の火曜", "2026-12-08"),
    ("来週", "2026-11-30"),
    ("月末", "2026-11-30"),
    ("今月末", "2026-11-30"),
    ("来月末", "2026-12-31"),
    ("2月末", "2027-02-28"),
    ("年末", "2026-12-31"),
    ("来月", "2026-12-01"),
    ("3日後", "2026-11-26"),
    ("３日後", "2026-11-26"),
    ("2週間後", "2026-12-07"),
    ("1か月後", "2026-12-23"),
    ("1ヶ月後", "2026-12-23"),
    ("1年後", "2027-11-23"),
    ("3日前", "2026-11-20"),
    ("+3日", "2026-11-26"),
    ("＋３ｄ", "2026-11-26"),
    ("２０２７ー０１ー０５", "2027-01-05"),
];

const TIMES: &[(&str, &str)] = &[
    ("2026-12-01T10:00:00+09:00", "2026-12-01T01:00:00Z"),
    ("2026-12-01t01:00:00z", "2026-12-01T01:00:00Z"),
    ("2026-12-01T10:00", "2026-12-01T01:00:00Z"),
    ("2026-12-01 10:00", "2026-12-01T01:00:00Z"),
    ("Tue 2026-12-01 10:00", "2026-12-01T01:00:00Z"),
    ("2026-12-01 Tue 10:00", "2026-12-01T01:00:00Z"),
    ("tomorrow 9:00", "2026-11-24T00:00:00Z"),
    ("9:00 tomorrow", "2026-11-24T00:00:00Z"),
    ("tomorrow at 9am", "2026-11-24T00:00:00Z"),
    ("next friday 2pm", "2026-12-04T05:00:00Z"),
    ("2:30 pm next friday", "2026-12-04T05:30:00Z"),
    ("dec 1 at noon", "2026-12-01T03:00:00Z"),
    ("12 am", "2026-11-23T15:00:00Z"),
    ("12:30", "2026-11-23T03:30:00Z"),
    ("9:00", "2026-11-24T00:00:00Z"),
    ("+3d 9:00", "2026-11-26T00:00:00Z"),
    ("+2h", "2026-11-23T04:00:00Z"),
    ("+1min", "2026-11-23T02:01:00Z"),
    ("+1h30min", "2026-11-23T03:30:00Z"),
    ("in 2 hours", "2026-11-23T04:00:00Z"),
    ("now", "2026-11-23T02:00:00Z"),
];

const TIMES_JA: &[(&str, &str)] = &[
    ("明日9時", "2026-11-24T00:00:00Z"),
    ("明日　９：００", "2026-11-24T00:00:00Z"),
    ("明日の午後2時半", "2026-11-24T05:30:00Z"),
    ("来週月曜14時", "2026-11-30T05:00:00Z"),
    ("12月1日10時30分", "2026-12-01T01:30:00Z"),
    ("12/1 10:00", "2026-12-01T01:00:00Z"),
    ("2026年12月1日 10時", "2026-12-01T01:00:00Z"),
    ("12月1日(火)10時", "2026-12-01T01:00:00Z"),
    ("月末の正午", "2026-11-30T03:00:00Z"),
    ("3日後の9時", "2026-11-26T00:00:00Z"),
    ("14時", "2026-11-23T05:00:00Z"),
    ("午前9時", "2026-11-24T00:00:00Z"),
    ("2時間後", "2026-11-23T04:00:00Z"),
    ("30分後", "2026-11-23T02:30:00Z"),
    ("1時間30分後", "2026-11-23T03:30:00Z"),
    ("今", "2026-11-23T02:00:00Z"),
];

#[test]
fn days_are_understood_as_people_write_them_in_english() {
    for (typed, meant) in DAYS {
        assert_eq!(when(typed, DayOrder::Unsaid), Ok(When::Day(date(meant))), "{typed}");
        assert_eq!(reader(DayOrder::Unsaid, &tokyo()).day(typed), Ok(date(meant)), "{typed}");
    }
}

#[test]
fn days_are_understood_as_people_write_them_in_japanese() {
    for (typed, meant) in DAYS_JA {
        assert_eq!(when(typed, DayOrder::MonthFirst), Ok(When::Day(date(meant))), "{typed}");
        assert_eq!(reader(DayOrder::MonthFirst, &tokyo()).day(typed), Ok(date(meant)), "{typed}");
    }
}

#[test]
fn times_are_understood_in_the_persons_zone_and_both_languages() {
    for (typed, meant) in TIMES.iter().chain(TIMES_JA) {
        assert_eq!(when(typed, DayOrder::MonthFirst), Ok(When::At(instant(meant))), "{typed}");
    }
    assert_eq!(When::Day(date("2026-12-01")).instant(9, &TimeZone::UTC), Ok(instant("2026-12-01T09:00:00Z")));
}

#[test]
fn a_day_with_two_readings_goes_by_the_region_or_is_refused_with_both() {
    let (december, january) = (date("2026-12-01"), date("2027-01-12"));
    for (locale, meant) in [
        ("ja", Ok(december)),
        ("ja_JP.UTF-8", Ok(december)),
        ("en_US.UTF-8", Ok(december)),
        ("en_GB.UTF-8", Ok(january)),
        ("de_DE@euro", Ok(january)),
        ("en", Err(NotATime::TwoDays(december, january))),
        ("C.UTF-8", Err(NotATime::TwoDays(december, january))),
    ] {
        assert_eq!(reader(DayOrder::of_locale(locale), &tokyo()).day("12/1"), meant, "{locale}");
    }
    assert_eq!(reader(DayOrder::Unsaid, &tokyo()).day("12/12"), Ok(date("2026-12-12")));
    assert_eq!(reader(DayOrder::DayFirst, &tokyo()).day("12/1/2027"), Ok(date("2027-01-12")));
}

#[test]
fn what_is_looked_for_lies_behind() {
    let zone = tokyo();
    for (typed, past) in [
        ("11/1", "2026-11-01"),
        ("12月1日", "2025-12-01"),
        ("dec 1", "2025-12-01"),
        ("nov 23", "2026-11-23"),
        ("5日", "2026-11-05"),
        ("feb 29", "2024-02-29"),
    ] {
        assert_eq!(reader(DayOrder::MonthFirst, &zone).past().day(typed), Ok(date(past)), "{typed}");
    }
}

#[test]
fn one_m_is_a_month_in_days_and_refused_in_times() {
    assert_eq!(reader(DayOrder::Unsaid, &tokyo()).day("+1m"), Ok(date("2026-12-23")));
    assert_eq!(when("+15m", DayOrder::Unsaid), Err(NotATime::Minutes(15)));
}

#[test]
fn nonsense_is_refused() {
    for typed in [
        "",
        "soon",
        "2026-02-30",
        "2026-13-01",
        "13/13",
        "25:00",
        "13 pm",
        "+d",
        "+99999999999d",
        "tomorrow 9",
        "31",
        "9h",
        "30分",
        "2026年",
        "令和8年",
        "令和",
        "R8",
        "20261301",
        "202612",
        "12345678d",
        "12月",
        "tomorrow tomorrow",
        "9:00 9:00",
        "+ 3",
        "3日後後",
        "next",
        "this",
    ] {
        assert_eq!(when(typed, DayOrder::MonthFirst), Err(NotATime::Unread), "{typed}");
    }
    assert_eq!(when("2026-11-27 Mon", DayOrder::Unsaid), Err(NotATime::OtherWeekday(date("2026-11-27"))));
    for typed in ["9:00", "+2h", "2時間後", "午後2時"] {
        assert_eq!(reader(DayOrder::MonthFirst, &tokyo()).day(typed), Err(NotATime::Unread), "{typed}");
    }
    assert_eq!(
        reader(DayOrder::MonthFirst, &tokyo()).day("明日9時"),
        Ok(date("2026-11-24")),
        "the hour of a day is left out where a day is asked for"
    );
}
