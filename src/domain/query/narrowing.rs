//! Words that narrow a list of a few things whose texts are at hand.

use super::numbers::{each_number, number_of};
use crate::text::{readings, search_form};

/// What was typed to narrow a list: every word must stand in a thing's text, as a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Narrowing {
    /// Each word in all its readings.
    words: Vec<Vec<String>>,
    /// All of it as one text and as one number: a name and a number may be typed with blanks that the text lacks.
    whole: Vec<String>,
    number: Option<String>,
}

/// The texts of things in lists are shorter, in bytes: what is longer was pasted by mistake, and fits none.
const LONGEST: usize = 4_096;

/// A word that stands in no text.
const IN_NONE: &str = "\0";

impl Narrowing {
    /// What was typed; nothing narrows nothing.
    pub fn of(typed: &str) -> Self {
        if typed.len() > LONGEST {
            return Self { words: vec![vec![IN_NONE.to_owned()]], whole: Vec::new(), number: None };
        }
        // Words are parted before they are folded: blanks between kanji are not in the form.
        let words = typed.split_whitespace().map(forms).filter(|word| !word.is_empty()).collect();
        let number = number_of(&search_form(typed.trim())).map(|number| format!("{BEFORE_NUMBER}{number}"));
        Self { words, number, whole: forms(typed.trim()) }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a text has all of it.
    pub fn fits(&self, text: &str) -> bool {
        self.fits_kept(&[&kept_form(text)])
    }

    /// Whether texts in their [`kept_form`] have all of it between them.
    pub fn fits_kept(&self, texts: &[&str]) -> bool {
        let has = |readings: &[String]| readings.iter().any(|read| texts.iter().any(|text| text.contains(read.as_str())));
        if self.words.iter().all(|word| has(word)) || has(&self.whole) {
            return true;
        }
        // A number that is typed so far begins so.
        self.number.as_ref().is_some_and(|number| texts.iter().any(|text| text.contains(number.as_str())))
    }

    /// The same, where some values stand in a text as a sign and not by the words that mean them: whoever types such words finds the sign. Each value is its sign and its words, which are in their
    /// [`kept_form`].
    #[must_use]
    pub fn with_signs(mut self, values: &[(String, String)]) -> Self {
        let signs = |readings: &[String]| -> Vec<String> {
            let means = |words: &str| readings.iter().any(|read| words.contains(read.as_str()));
            values.iter().filter(|(_, words)| means(words)).map(|(sign, _)| sign.clone()).collect()
        };
        for word in self.words.iter_mut().chain([&mut self.whole]) {
            let more = signs(word);
            word.extend(more);
        }
        self
    }

    /// Texts of which one stands in every text that has all of it; `None` where every text has, or too many would have to be looked for.
    pub fn traces(&self) -> Option<Vec<&str>> {
        let rarest = self.words.iter().max_by_key(|word| word.first().map_or(0, String::len))?;
        let mut traces: Vec<&str> = rarest.iter().map(String::as_str).collect();
        let whole = self.whole.iter().chain(&self.number).map(String::as_str);
        for one in whole {
            if !traces.iter().any(|trace| one.contains(trace)) {
                traces.push(one);
            }
        }
        (traces.len() <= MOST_TRACES).then_some(traces)
    }
}

/// With more of them a text is read faster than they are looked for.
const MOST_TRACES: usize = 8;

/// Stands before each number of a text in [`kept_form`].
const BEFORE_NUMBER: char = '\u{1b}';

/// A text as [`Narrowing`] looks through it: in search form, without control characters, and behind it each number of a telephone in one writing.
pub fn kept_form(text: &str) -> String {
    let form = search_form(text);
    let mut kept: String = form.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    each_number(&form, |number| {
        kept.push(BEFORE_NUMBER);
        kept.push_str(number);
    });
    kept
}

/// A text as it is looked for, in all its readings; none when nothing of it is left.
fn forms(text: &str) -> Vec<String> {
    let form = |read: &str| search_form(read).chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    readings(text).iter().map(|read| form(read)).filter(|form| !form.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::Narrowing;

    #[test]
    fn a_list_is_narrowed_by_what_people_mean() {
        for (typed, text) in [
            ("", "anything"),
            ("berg anna", "Anna Berg"),
            ("nak", "Tanaka"),
            ("田中太郎", "田中 太郎"),
            ("田中 太郎", "田中太郎"),
            ("太郎 田中", "田中 太郎"),
            ("高橋", "髙橋"),
            ("たなか", "タナカ"),
            ("muller", "Müller"),
            ("lodz", "Łódź"),
            ("0312345678", "+81 3-1234-5678"),
            ("03 1234 5678", "0312345678"),
            ("(03)1234-5678", "03-1234-5678"),
            ("0312345", "03-1234-5678"),
            ("ケ谷", "市が谷駅前"),
            ("駅前 ヶ谷", "市ケ谷 駅前"),
            ("3ケ", "3ヶ月"),
        ] {
            assert!(Narrowing::of(typed).fits(text), "{typed} in {text}");
        }
        for (typed, text) in [("anna", "Berg"), ("0612345678", "03-1234-5678"), ("佑", "祐"), ("ケーキ", "がーき")] {
            assert!(!Narrowing::of(typed).fits(text), "{typed} in {text}");
        }
    }
}
