//! Words that narrow a list of a few things whose texts are at hand.

use super::numbers::{each_number, number_of};
use crate::text::search_form;

/// What was typed to narrow a list: every word must stand in a thing's text, as a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Narrowing {
    words: Vec<String>,
    /// All of it as one number, and as one text: a number and a name may be typed with blanks that the text lacks.
    whole: String,
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
            return Self { words: vec![IN_NONE.to_owned()], whole: IN_NONE.to_owned(), number: None };
        }
        let form = search_form(typed.trim()).into_owned();
        // Words are parted before they are folded: blanks between kanji are not in the form.
        let words = typed.split_whitespace().map(|word| search_form(word).into_owned()).filter(|word| !word.is_empty()).collect();
        Self { words, number: number_of(&form), whole: form }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a text has all of it.
    pub fn fits(&self, text: &str) -> bool {
        let form = search_form(text);
        if self.words.iter().all(|word| form.contains(word.as_str())) || form.contains(self.whole.as_str()) {
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
        ] {
            assert!(Narrowing::of(typed).fits(text), "{typed} in {text}");
        }
        for (typed, text) in [("anna", "Berg"), ("0612345678", "03-1234-5678"), ("佑", "祐")] {
            assert!(!Narrowing::of(typed).fits(text), "{typed} in {text}");
        }
    }
}
