//! Days: `2026-12-01`, 12月1日, `12/1`, `1 dec 2026`, 来週月曜, `next friday`, 月末.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::order::{DayOrder, Toward};
use super::tokens::Rest;
use super::words::Typed;
use crate::domain::when::NotATime;

/// From where a day is looked for, and how.
pub(super) struct From {
    pub(super) today: Date,
    pub(super) order: DayOrder,
    pub(super) toward: Toward,
}

type Read<'a> = Result<(Date, Rest<'a>), NotATime>;

/// A day at the beginning of some tokens, with the weekday that may stand at either side of it, and what is left.
pub(super) fn day<'a>(tokens: Rest<'a>, from: &From) -> Read<'a> {
    if let Some((weekday, rest)) = weekday_beside(tokens)
        && let Ok((date, rest)) = numbered(rest, from)
    {
        return if date.weekday() == weekday { Ok((date, rest)) } else { Err(NotATime::OtherWeekday(date)) };
    }
    match numbered(tokens, from) {
        Ok((date, rest)) => match weekday_beside(rest) {
            Some((weekday, rest)) if date.weekday() == weekday => Ok((date, rest)),
            Some(_) => Err(NotATime::OtherWeekday(date)),
            None => Ok((date, rest)),
        },
        Err(NotATime::Unread) => in_words(tokens, from.today).ok_or(NotATime::Unread),
        Err(unclear) => Err(unclear),
    }
}

/// A weekday beside a date: `Fri`, 金曜, (金).
fn weekday_beside(tokens: Rest<'_>) -> Option<(Weekday, Rest<'_>)> {
    if !tokens.is_sign(0, '(') {
        return tokens.word(0).and_then(weekday).map(|weekday| (weekday, tokens.after(1)));
    }
    let weekday = match tokens.word(1)? {
        Typed::OfMonth => Weekday::Monday,
        Typed::OfDay => Weekday::Sunday,
        other => weekday(other)?,
    };
    tokens.is_sign(2, ')').then(|| (weekday, tokens.after(3)))
}

/// A day that is said by its numbers.
fn numbered<'a>(tokens: Rest<'a>, from: &From) -> Read<'a> {
    let From { today, order, .. } = *from;
    let read = |found: Option<Date>, taken: usize| found.map(|date| (date, tokens.after(taken))).ok_or(NotATime::Unread);
    if let Some(date) = tokens.whole_date(0) {
        return Ok((date, tokens.after(1)));
    }
    if let Some(year) = tokens.year(0) {
        return with_year(tokens, year);
    }
    // 令和8年10月5日, `R8.10.5`.
    if let (Some(before), Some(year)) = (tokens.word(0).and_then(year_before), tokens.small(1)) {
        return with_year(tokens.after(1), before + i16::from(year));
    }
    if let Some((month, taken)) = month_first(tokens) {
        return match tokens.small(taken) {
            Some(day) => {
                let taken = taken + 1 + usize::from(tokens.is_word(taken + 1, Typed::Ordinal));
                in_year(tokens, taken, from, month, day)
            }
            None => Err(NotATime::Unread),
        };
    }
    if let (Some(year), Some(month)) = (tokens.word(0).and_then(years_ahead), tokens.small(1)) {
        let day = tokens.small(3).filter(|_| tokens.is_word(2, Typed::OfMonth) && tokens.is_word(4, Typed::OfDay));
        return read(day.and_then(|day| Date::new(today.year() + year, month, day).ok()), 5);
    }
    if let (Some(months), Some(day)) = (tokens.word(0).and_then(months_ahead), tokens.small(1)) {
        let first = tokens.is_word(2, Typed::OfDay).then(|| today.first_of_month().checked_add(months.months()).ok()).flatten();
        return read(first.and_then(|first| Date::new(first.year(), first.month(), day).ok()), 3);
    }
    let Some(first) = tokens.small(0) else { return Err(NotATime::Unread) };
    if tokens.is_word(1, Typed::OfMonth) {
        let (Some(day), true) = (tokens.small(2), tokens.is_word(3, Typed::OfDay)) else { return Err(NotATime::Unread) };
        return read(without_year(first, day, from), 4);
    }
    if tokens.is_word(1, Typed::MonthEnd) {
        let month = without_year(first, 28, from).map(Date::last_of_month);
        return read(month, 2);
    }
    if tokens.is_word(1, Typed::OfDay) {
        return read(day_of_month(first, from), 2);
    }
    let ordinal = usize::from(tokens.is_word(1, Typed::Ordinal));
    if let Some(month) = tokens.word(1 + ordinal).and_then(month) {
        let dot = usize::from(tokens.is_sign(2 + ordinal, '.'));
        return in_year(tokens, 2 + ordinal + dot, from, month, first);
    }
    match (tokens.is_sign(1, '/'), tokens.is_sign(1, '.'), tokens.small(2)) {
        (true, _, Some(second)) => {
            let year = tokens.year(4).filter(|_| tokens.is_sign(3, '/'));
            let of = |month, day| year.map_or_else(|| without_year(month, day, from), |year| Date::new(year, month, day).ok());
            let date = by_order(of(first, second), of(second, first), order)?;
            Ok((date, tokens.after(if year.is_some() { 5 } else { 3 })))
        }
        // Where dots part the numbers the day stands first.
        (_, true, Some(month)) if tokens.is_sign(3, '.') => match tokens.year(4) {
            Some(year) => read(Date::new(year, month, first).ok(), 5),
            None => read(without_year(month, first, from), 4),
        },
        _ => Err(NotATime::Unread),
    }
}

fn with_year(tokens: Rest<'_>, year: i16) -> Read<'_> {
    let spoken = tokens.is_word(1, Typed::OfYear);
    let parted = ['-', '/', '.'].into_iter().any(|sign| tokens.is_sign(1, sign) && tokens.is_sign(3, sign));
    let parted = parted || (spoken && tokens.is_word(3, Typed::OfMonth));
    let (Some(month), Some(day), true) = (tokens.small(2), tokens.small(4), parted) else { return Err(NotATime::Unread) };
    let taken = 5 + usize::from(spoken && tokens.is_word(5, Typed::OfDay));
    Date::new(year, month, day).map(|date| (date, tokens.after(taken))).map_err(|_| NotATime::Unread)
}

/// The year before the first of an era.
fn year_before(era: Typed) -> Option<i16> {
    match era {
        Typed::Reiwa => Some(2018),
        Typed::Heisei => Some(1988),
        Typed::Showa => Some(1925),
        _ => None,
    }
}

/// A month's name at the beginning, and how many tokens it takes with the dot of its short form.
fn month_first(tokens: Rest<'_>) -> Option<(i8, usize)> {
    let month = tokens.word(0).and_then(month)?;
    Some((month, 1 + usize::from(tokens.is_sign(1, '.'))))
}

/// A month and day, of the year that may stand behind them.
fn in_year<'a>(tokens: Rest<'a>, taken: usize, from: &From, month: i8, day: i8) -> Read<'a> {
    let (date, taken) = match tokens.year(taken) {
        Some(year) => (Date::new(year, month, day).ok(), taken + 1),
        None => (without_year(month, day, from), taken),
    };
    date.map(|date| (date, tokens.after(taken))).ok_or(NotATime::Unread)
}

/// The one of two readings that the order means; where nobody said the order, the only one there is.
fn by_order(month_first: Option<Date>, day_first: Option<Date>, order: DayOrder) -> Result<Date, NotATime> {
    match (month_first, day_first, order) {
        (Some(one), Some(other), DayOrder::Unsaid) if one != other => Err(NotATime::TwoDays(one, other)),
        (Some(date), _, DayOrder::MonthFirst | DayOrder::Unsaid) | (_, Some(date), DayOrder::DayFirst) => Ok(date),
        (Some(date), None, _) | (None, Some(date), _) => Ok(date),
        (None, None, _) => Err(NotATime::Unread),
    }
}

/// The next or last such day of a year, this day counted.
fn without_year(month: i8, day: i8, from: &From) -> Option<Date> {
    let step = match from.toward {
        Toward::Coming => 1,
        Toward::Past => -1,
    };
    let meant = |date: &Date| if step > 0 { *date >= from.today } else { *date <= from.today };
    // Between two leap days lie up to eight years.
    (0..=8).filter_map(|years| Date::new(from.today.year() + step * years, month, day).ok()).find(meant)
}

/// The next or last such day of a month, this day counted.
fn day_of_month(day: i8, from: &From) -> Option<Date> {
    let step = match from.toward {
        Toward::Coming => 1,
        Toward::Past => -1,
    };
    let meant = |date: &Date| if step > 0 { *date >= from.today } else { *date <= from.today };
    let months = (0..=2).filter_map(|months: i64| from.today.first_of_month().checked_add((step * months).months()).ok());
    months.filter_map(|first| Date::new(first.year(), first.month(), day).ok()).find(meant)
}

/// A day that is said by words alone.
fn in_words(tokens: Rest<'_>, today: Date) -> Option<(Date, Rest<'_>)> {
    let word = tokens.word(0)?;
    let next = tokens.word(1);
    let of_week = |weeks: i64, weekday: Weekday| {
        let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).ok()?;
        monday.checked_add((weeks * 7 + i64::from(weekday.to_monday_zero_offset())).days()).ok()
    };
    let month_end = |months: i64| today.first_of_month().checked_add(months.months()).ok().map(|first| first.last_of_month());
    if let Some(weeks) = weeks_ahead(word) {
        return match next.and_then(weekday) {
            Some(weekday) => Some((of_week(weeks, weekday)?, tokens.after(2))),
            None if weeks > 0 => Some((of_week(weeks, Weekday::Monday)?, tokens.after(1))),
            None => None,
        };
    }
    if let Some(weekday) = weekday(word) {
        let date = today.nth_weekday(1, weekday).ok()?;
        return match (next, tokens.word(2)) {
            (Some(Typed::Next), Some(Typed::Weeks)) => Some((of_week(1, weekday)?, tokens.after(3))),
            _ => Some((date, tokens.after(1))),
        };
    }
    if let Some(months) = months_ahead(word) {
        return match next {
            Some(Typed::End | Typed::MonthEnd) => Some((month_end(months)?, tokens.after(2))),
            _ if months > 0 => Some((today.first_of_month().checked_add(months.months()).ok()?, tokens.after(1))),
            _ => None,
        };
    }
    if let Some(years) = years_ahead(word) {
        let ends = matches!(next, Some(Typed::End | Typed::YearEnd));
        return ends.then(|| Date::new(today.year() + years, 12, 31).ok()).flatten().map(|date| (date, tokens.after(2)));
    }
    let days = |days: i64, taken: usize| today.checked_add(days.days()).ok().map(|date| (date, tokens.after(taken)));
    match (word, next) {
        (Typed::Yesterday, _) => days(-1, 1),
        (Typed::Today, _) => days(0, 1),
        (Typed::Tomorrow, _) => days(1, 1),
        (Typed::DayAfterTomorrow, _) => days(2, 1),
        (Typed::MonthEnd, _) => Some((month_end(0)?, tokens.after(1))),
        (Typed::YearEnd, _) => Date::new(today.year(), 12, 31).ok().map(|date| (date, tokens.after(1))),
        (Typed::End, Some(Typed::Months)) => Some((month_end(0)?, tokens.after(2))),
        (Typed::End, Some(Typed::Years)) => Date::new(today.year(), 12, 31).ok().map(|date| (date, tokens.after(2))),
        (Typed::End, Some(Typed::Next)) if tokens.is_word(2, Typed::Months) => Some((month_end(1)?, tokens.after(3))),
        (Typed::End, Some(Typed::This)) if tokens.is_word(2, Typed::Months) => Some((month_end(0)?, tokens.after(3))),
        (Typed::Next, Some(Typed::Weeks)) => match tokens.word(2).and_then(weekday) {
            Some(weekday) => Some((of_week(1, weekday)?, tokens.after(3))),
            None => Some((of_week(1, Weekday::Monday)?, tokens.after(2))),
        },
        (Typed::Next, Some(Typed::Months)) => Some((today.first_of_month().checked_add(1.month()).ok()?, tokens.after(2))),
        (Typed::Next, Some(other)) => Some((of_week(1, weekday(other)?)?, tokens.after(2))),
        (Typed::This, Some(other)) => Some((of_week(0, weekday(other)?)?, tokens.after(2))),
        _ => None,
    }
}

fn weeks_ahead(word: Typed) -> Option<i64> {
    match word {
        Typed::ThisWeek => Some(0),
        Typed::NextWeek => Some(1),
        Typed::WeekAfterNext => Some(2),
        _ => None,
    }
}

fn months_ahead(word: Typed) -> Option<i64> {
    match word {
        Typed::ThisMonth => Some(0),
        Typed::NextMonth => Some(1),
        Typed::MonthAfterNext => Some(2),
        _ => None,
    }
}

fn years_ahead(word: Typed) -> Option<i16> {
    match word {
        Typed::ThisYear => Some(0),
        Typed::NextYear => Some(1),
        _ => None,
    }
}

fn weekday(word: Typed) -> Option<Weekday> {
    Some(match word {
        Typed::Monday => Weekday::Monday,
        Typed::Tuesday => Weekday::Tuesday,
        Typed::Wednesday => Weekday::Wednesday,
        Typed::Thursday => Weekday::Thursday,
        Typed::Friday => Weekday::Friday,
        Typed::Saturday => Weekday::Saturday,
        Typed::Sunday => Weekday::Sunday,
        _ => return None,
    })
}

fn month(word: Typed) -> Option<i8> {
    const MONTHS: [Typed; 12] = [
        Typed::January,
        Typed::February,
        Typed::March,
        Typed::April,
        Typed::May,
        Typed::June,
        Typed::July,
        Typed::August,
        Typed::September,
        Typed::October,
        Typed::November,
        Typed::December,
    ];
    MONTHS.iter().position(|month| *month == word).and_then(|at| i8::try_from(at + 1).ok())
}
