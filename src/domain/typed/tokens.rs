//! A typed day or time in its parts: numbers, words of the list, and signs.

use jiff::civil::Date;

use super::words::Typed;
use crate::text::plain;

/// A part of what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// A whole number and how many digits it has.
    Number(i64, usize),
    /// A word of the list.
    Word(Typed),
    /// `-`, `/`, `.`, `:`, `+`, `(` or `)`.
    Sign(char),
}

/// Words that only join others, in the languages whose words are in the list.
const JOINING: [&str; 9] = ["at", "on", "of", "the", "from", "t", "の", "に", "は"];

/// More parts than any day and time has.
const MOST: usize = 16;

/// The parts of a text; `None` when one of them is no number, word or sign.
pub(super) fn tokens(typed: &str) -> Option<Vec<Token>> {
    // The first year of an era is called so.
    let text = plain(typed).to_lowercase().replace("元年", "1年");
    let mut rest = text.as_str();
    let mut found = Vec::new();
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            ' ' | ',' => 1,
            '-' | '/' | '.' | ':' | '+' | '(' | ')' => {
                found.push(Token::Sign(first));
                1
            }
            '0'..='9' => {
                let digits = run(rest, |c| c.is_ascii_digit());
                found.push(Token::Number(rest[..digits].parse().ok().filter(|_| digits <= 6 || digits == 8)?, digits));
                digits
            }
            'a'..='z' => {
                let letters = run(rest, |c| c.is_ascii_alphabetic());
                let word = &rest[..letters];
                if !JOINING.contains(&word) {
                    found.push(Token::Word(Typed::of(word)?));
                }
                letters
            }
            _ => match JOINING.iter().find(|joining| rest.starts_with(**joining)) {
                Some(joining) => joining.len(),
                None => {
                    let (word, length) = Typed::beginning(rest)?;
                    found.push(Token::Word(word));
                    length
                }
            },
        };
        rest = &rest[taken..];
        if found.len() > MOST {
            return None;
        }
    }
    Some(found)
}

fn run(text: &str, of: impl Fn(char) -> bool) -> usize {
    text.find(|c: char| !of(c)).unwrap_or(text.len())
}

/// The tokens that are still to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rest<'a>(pub(super) &'a [Token]);

impl<'a> Rest<'a> {
    pub(super) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// What is left behind the first tokens.
    pub(super) fn after(self, count: usize) -> Self {
        Self(self.0.get(count..).unwrap_or_default())
    }

    pub(super) fn word(self, at: usize) -> Option<Typed> {
        match self.0.get(at) {
            Some(Token::Word(word)) => Some(*word),
            _ => None,
        }
    }

    pub(super) fn is_word(self, at: usize, word: Typed) -> bool {
        self.word(at) == Some(word)
    }

    pub(super) fn is_sign(self, at: usize, sign: char) -> bool {
        self.0.get(at) == Some(&Token::Sign(sign))
    }

    pub(super) fn number(self, at: usize) -> Option<i64> {
        match self.0.get(at) {
            Some(Token::Number(number, _)) => Some(*number),
            _ => None,
        }
    }

    /// The number of a year: four digits.
    pub(super) fn year(self, at: usize) -> Option<i16> {
        match self.0.get(at) {
            Some(Token::Number(number, 4)) => i16::try_from(*number).ok(),
            _ => None,
        }
    }

    /// The date that a number of eight digits is (`20261005`).
    pub(super) fn whole_date(self, at: usize) -> Option<Date> {
        let Some(Token::Number(number, 8)) = self.0.get(at) else { return None };
        let part = |by: i64, of: i64| i8::try_from(number / by % of).ok();
        Date::new(i16::try_from(number / 10_000).ok()?, part(100, 100)?, part(1, 100)?).ok()
    }

    /// A number of at most two digits.
    pub(super) fn small(self, at: usize) -> Option<i8> {
        match self.0.get(at) {
            Some(Token::Number(number, 1 | 2)) => i8::try_from(*number).ok(),
            _ => None,
        }
    }
}
