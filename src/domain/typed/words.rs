//! Words that people type for a day, a time or an answer: the list of `assets/words/typed.txt`, in every language.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::worded;

worded! {
    /// What a typed word means; the word of each is its name in the list.
    #[derive(PartialOrd, Ord)]
    pub enum Typed {
        /// This moment.
        Now = "now",
        /// This day.
        Today = "today",
        /// The next day.
        Tomorrow = "tomorrow",
        /// The day after the next.
        DayAfterTomorrow = "day_after_tomorrow",
        /// The day before.
        Yesterday = "yesterday",
        /// The next Monday, never this day.
        Monday = "monday",
        /// The next Tuesday, never this day.
        Tuesday = "tuesday",
        /// The next Wednesday, never this day.
        Wednesday = "wednesday",
        /// The next Thursday, never this day.
        Thursday = "thursday",
        /// The next Friday, never this day.
        Friday = "friday",
        /// The next Saturday, never this day.
        Saturday = "saturday",
        /// The next Sunday, never this day.
        Sunday = "sunday",
        /// Agreement, in any language that people type here.
        Yes = "yes",
        /// Refusal, in any language that people type here.
        No = "no",
        /// The month of January.
        January = "january",
        /// The month of February.
        February = "february",
        /// The month of March.
        March = "march",
        /// The month of April.
        April = "april",
        /// The month of May.
        May = "may",
        /// The month of June.
        June = "june",
        /// The month of July.
        July = "july",
        /// The month of August.
        August = "august",
        /// The month of September.
        September = "september",
        /// The month of October.
        October = "october",
        /// The month of November.
        November = "november",
        /// The month of December.
        December = "december",
        /// Of the running week or month.
        This = "this",
        /// Of the week or month after the running one.
        Next = "next",
        /// The running week, from Monday on.
        ThisWeek = "this_week",
        /// The week after it.
        NextWeek = "next_week",
        /// The week after the next.
        WeekAfterNext = "week_after_next",
        /// The running month.
        ThisMonth = "this_month",
        /// The month after it.
        NextMonth = "next_month",
        /// The month after the next.
        MonthAfterNext = "month_after_next",
        /// Every day.
        Daily = "daily",
        /// Every day from Monday to Friday.
        Workdays = "workdays",
        /// Every week.
        Weekly = "weekly",
        /// Every second week.
        Fortnightly = "fortnightly",
        /// Every month.
        Monthly = "monthly",
        /// Every year.
        Yearly = "yearly",
        /// The running year.
        ThisYear = "this_year",
        /// The year after it.
        NextYear = "next_year",
        /// The last day of a month or year.
        End = "end",
        /// The last day of the month.
        MonthEnd = "month_end",
        /// The last day of the year.
        YearEnd = "year_end",
        /// A span of minutes.
        Minutes = "minutes",
        /// A span of hours.
        Hours = "hours",
        /// A span of days.
        Days = "days",
        /// A span of weeks.
        Weeks = "weeks",
        /// A span of months.
        Months = "months",
        /// A span of years.
        Years = "years",
        /// Agreement; behind a number a span of years.
        YesOrYears = "yes_or_years",
        /// Months where a day is asked for; where a time is, minutes could be meant as well.
        MonthsOrMinutes = "months_or_minutes",
        /// Stands behind the number of a year.
        OfYear = "of_year",
        /// Stands behind the number of a month.
        OfMonth = "of_month",
        /// Stands behind the number of a day.
        OfDay = "of_day",
        /// Stands behind the number of an hour.
        OfHour = "of_hour",
        /// Stands behind the number of a minute.
        OfMinute = "of_minute",
        /// Half past the hour before it.
        Half = "half",
        /// Of the first twelve hours of the day.
        Morning = "morning",
        /// Of the last twelve hours of the day.
        Afternoon = "afternoon",
        /// Twelve o'clock.
        Noon = "noon",
        /// The beginning of the day.
        Midnight = "midnight",
        /// So much after now.
        Later = "later",
        /// So much before now.
        Ago = "ago",
        /// Makes the number before it the number of a day.
        Ordinal = "ordinal",
        /// Makes the number behind it a year of the era that began in 2019.
        Reiwa = "reiwa",
        /// The same of the era that began in 1989.
        Heisei = "heisei",
        /// The same of the era that began in 1926.
        Showa = "showa",
    }
}

/// The most characters of a word that is written without blanks around it.
const LONGEST: usize = 6;

static WORDS: LazyLock<HashMap<&'static str, Typed>> = LazyLock::new(|| {
    let lines = include_str!("../../../assets/words/typed.txt").lines().filter(|line| !line.starts_with('#'));
    let meant = |line: &'static str| {
        let mut words = line.split_whitespace();
        let meaning = words.next().and_then(Typed::from_word);
        words.filter_map(move |word| meaning.map(|meaning| (word, meaning)))
    };
    lines.flat_map(meant).collect()
});

impl Typed {
    /// What a word means, in lower case and without white space; `None` when it is none of the list.
    pub fn of(word: &str) -> Option<Self> {
        WORDS.get(word).copied()
    }

    /// What a text means that is an answer: `None` when it is neither yes nor no.
    pub fn answer(text: &str) -> Option<bool> {
        match Self::of(text)? {
            Self::Yes | Self::YesOrYears => Some(true),
            Self::No => Some(false),
            _ => None,
        }
    }

    /// The longest word that a text without blanks begins with, and how many bytes it has.
    pub(super) fn beginning(text: &str) -> Option<(Self, usize)> {
        let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(LONGEST);
        ends.filter_map(|end| Self::of(&text[..end]).map(|typed| (typed, end))).last()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_meaning_has_words_and_every_word_one_meaning() {
        let list = include_str!("../../../assets/words/typed.txt");
        let lines: Vec<&str> = list.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(lines.len(), Typed::ALL.len());
        for (line, meaning) in lines.iter().zip(Typed::ALL) {
            assert!(line.starts_with(meaning.word()), "{line}");
            for word in line.split_whitespace().skip(1) {
                assert_eq!(Typed::of(word), Some(*meaning), "{word}");
            }
            assert!(line.split_whitespace().count() > 1, "{line}");
        }
        assert_eq!(Typed::of("someday"), None);
    }
}
