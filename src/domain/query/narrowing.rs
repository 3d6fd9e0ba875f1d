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
        Self { words, number: number_of(&search_form(typed.trim())), whole: forms(typed.trim()) }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a text has all of it.
    pub fn fits(&self, text: &str) -> bool {
        let form = search_form(text);
        let has = |readings: &[String]| readings.iter().any(|read| form.contains(read.as_str()));
        if self.words.iter().all(|word| has(word)) || has(&self.whole) {
            return true;
        }
        let mut found = false;
        if let Some(number) = &self.number {
            // A number that is typed so far begins so.
            each_number(&form, |one| found |= one.starts_with(number.as_str()));
        }
        found
    }
}

/// A text as it is looked for, in all its readings; none when nothing of it is left.
fn forms(text: &str) -> Vec<String> {
    readings(text).iter().map(|read| search_form(read).into_owned()).filter(|form| !form.is_empty()).collect()
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
