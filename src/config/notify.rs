//! `[notify]`: how a person is told that a customer wrote, or that something comes due (S12).

use jiff::civil::Time;

use crate::text::worded;

worded! {
    /// The escape sequence by which a terminal shows a notification.
    pub enum Osc {
        /// iTerm2, Windows Terminal, WezTerm, foot, Ghostty: `OSC 9`.
        Nine = "9",
        /// kitty: `OSC 99`.
        NinetyNine = "99",
        /// urxvt, VTE, WezTerm, foot, Ghostty: `OSC 777`.
        SevenSevenSeven = "777",
    }
}

/// `[notify]`. The line in the app is always said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotifySettings {
    /// `bell`: the terminal's bell.
    pub bell: bool,
    /// `osc`: the terminal's notification, by this sequence.
    pub osc: Option<Osc>,
    /// `desktop`: the desktop's notification.
    pub desktop: bool,
    /// `hook`: a program with its first arguments, which reads one JSON value from its standard input.
    pub hook: Vec<String>,
    /// `quiet`: from when to when only the line in the app is said, in the person's time zone.
    pub quiet: Option<(Time, Time)>,
    /// `accounts`: the accounts that tell; all of them when empty.
    pub accounts: Vec<String>,
}

impl Default for NotifySettings {
    fn default() -> Self {
        Self { bell: true, osc: None, desktop: false, hook: Vec::new(), quiet: None, accounts: Vec::new() }
    }
}

impl NotifySettings {
    /// Whether mail of an account is told of.
    pub fn tells_of(&self, account: &str) -> bool {
        self.accounts.is_empty() || self.accounts.iter().any(|one| one.to_lowercase() == account.to_lowercase())
    }

    /// Whether nothing is to sound at this time of day; a span over midnight is one.
    pub fn is_quiet(&self, now: Time) -> bool {
        match self.quiet {
            None => false,
            Some((from, to)) if from <= to => from <= now && now < to,
            Some((from, to)) => from <= now || now < to,
        }
    }
}

/// Reads `22:00-7:00`.
pub(super) fn span(word: &str) -> Option<(Time, Time)> {
    let (from, to) = word.split_once('-')?;
    Some((time(from)?, time(to)?))
}

fn time(word: &str) -> Option<Time> {
    let (hour, minute) = word.trim().split_once(':')?;
    let number = |digits: &str| digits.parse::<i8>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
    Time::new(number(hour)?, number(minute)?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_quiet_span_may_go_over_midnight() {
        let quiet = |word: &str| NotifySettings { quiet: span(word), ..NotifySettings::default() };
        let at = |hour| Time::new(hour, 30, 0, 0).unwrap();
        for (word, quiet_at, loud_at) in [("22:00-7:00", vec![22, 0, 6], vec![7, 12, 21]), ("12:00-13:00", vec![12], vec![11, 13])] {
            let settings = quiet(word);
            assert!(quiet_at.into_iter().all(|hour| settings.is_quiet(at(hour))), "{word}");
            assert!(loud_at.into_iter().all(|hour| !settings.is_quiet(at(hour))), "{word}");
        }
        for wrong in ["", "22", "22:00", "22:00-", "25:00-7:00", "-1:00-7:00", "+1:00-7:00", "22:60-7:00"] {
            assert_eq!(span(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn accounts_are_named_in_any_case_and_none_named_means_all() {
        let settings = NotifySettings { accounts: vec!["Sales".to_owned()], ..NotifySettings::default() };
        assert!(settings.tells_of("sales") && !settings.tells_of("home"));
        assert!(NotifySettings::default().tells_of("home"));
    }
}
