//! What a day that is written short means. Which of two numbers is the month: `12/1` is the first of December to one person and the twelfth of January to another; and which year it is of.

/// The order in which a person writes month and day as numbers with a slash between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum DayOrder {
    /// The month first, as in Japan and the United States.
    MonthFirst,
    /// The day first, as in most of Europe.
    DayFirst,
    /// Nobody said which country's habit is meant: what has two readings is refused.
    #[default]
    Unsaid,
}

/// Which way a day without a year is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Toward {
    /// The next such day, today counted: plans look ahead.
    Coming,
    /// The last such day, today counted: what is looked for has happened.
    Past,
}

/// The regions that write the month first, with the year before both or behind (Unicode CLDR, short dates).
const MONTH_FIRST: [&str; 22] =
    ["US", "PH", "FM", "MH", "PW", "GU", "AS", "MP", "PR", "UM", "VI", "JP", "CN", "TW", "KR", "KP", "HU", "LT", "MN", "SE", "IR", "BT"];

impl DayOrder {
    /// The order of a region (ISO 3166).
    pub fn of_region(region: &str) -> Self {
        if MONTH_FIRST.contains(&region) { Self::MonthFirst } else { Self::DayFirst }
    }

    /// The order of a locale such as `en_GB.UTF-8`: its region's; without one that of its language, where all who speak it have one order.
    pub fn of_locale(locale: &str) -> Self {
        let bare = locale.split(['.', '@']).next().unwrap_or(locale);
        match bare.split_once(['_', '-']) {
            Some((_, region)) if region.len() == 2 => Self::of_region(&region.to_ascii_uppercase()),
            _ if bare == "ja" => Self::MonthFirst,
            _ => Self::Unsaid,
        }
    }
}
