//! Words that people type for a day or an answer: the list of `assets/words/typed.txt`, in every language.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::worded;

worded! {
    /// What a typed word means; the word of each is its name in the list.
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
    }
}

static WORDS: LazyLock<HashMap<&'static str, Typed>> = LazyLock::new(|| {
    let lines = include_str!("../../assets/words/typed.txt").lines().filter(|line| !line.starts_with('#'));
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_meaning_has_words_and_every_word_one_meaning() {
        let list = include_str!("../../assets/words/typed.txt");
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
