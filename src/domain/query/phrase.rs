//! Words as they are looked for.

use std::borrow::Cow;
use std::ops::Range;

use super::characters::{CharClass, is_emoji, kind};
use super::numbers::{each_number, number_of};
use super::terms::{Run, Trace, each_dense_trace, push_pairs, runs};
use crate::text::{fold, search_form};

/// Words that stand next to each other, as they are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phrase {
    runs: Vec<(String, bool)>,
    prefix: bool,
    /// The number that they are, in whatever way it is written.
    number: Option<String>,
    /// The same words in the first version's form, where it differs.
    first: Option<Vec<(String, bool)>>,
}

/// The fewest kana before a last long vowel's mark that is left out as often as not: サーバー is サーバ, but カー is not カ (JIS Z 8301).
const LONG_WORD: usize = 3;

impl Phrase {
    /// What is asked by these words; a final `*` asks for words that begin so. Nothing when there is no letter, digit or emoji in them.
    pub fn of(words: &str) -> Option<Self> {
        let form = search_form(words.trim());
        let all = |form: &str| -> Vec<(String, bool)> { runs(form).map(|run| (run.text.to_owned(), run.dense)).collect() };
        let mut runs = all(&form);
        let first = Some(all(&first_form(words.trim()))).filter(|first| *first != runs && !first.is_empty());
        if let Some((last, true)) = runs.last_mut() {
            let short = last.trim_end_matches('ー');
            if short.len() < last.len()
                && short.chars().rev().take_while(|c| matches!(c, '\u{3041}'..='\u{3096}' | 'ー')).count() >= LONG_WORD
            {
                last.truncate(short.len());
            }
        }
        // In a dense run every length finds anyway, so the star says nothing there.
        let prefix = words.trim_end().ends_with('*') && runs.last().is_some_and(|(_, dense)| !dense);
        let number = if prefix { None } else { number_of(&form) };
        (!runs.is_empty()).then_some(Self { runs, prefix, number, first })
    }

    /// The entries of the index that must follow each other, and whether the last one only begins so.
    pub fn entries(&self) -> (Vec<String>, bool) {
        entries(&self.runs, self.prefix)
    }

    /// The same for what the first version indexed, where it differs.
    pub fn first_entries(&self) -> Option<(Vec<String>, bool)> {
        self.first.as_deref().map(|runs| entries(runs, self.prefix))
    }

    /// The entry of the index that is asked for in place of the words, when they are a number.
    pub fn number(&self) -> Option<&str> {
        self.number.as_deref()
    }

    /// Gives what [`each_trace`](super::terms::each_trace) gives of every text that has these words next to each other, and the beginning of a word that only begins so.
    pub fn each_trace(&self, mut with: impl FnMut(Trace<'_>)) {
        for (at, (run, dense)) in self.runs.iter().enumerate() {
            if *dense {
                each_dense_trace(run, &mut with);
            } else if self.prefix && at + 1 == self.runs.len() {
                with(Trace::Beginning(run));
            } else {
                with(Trace::Word(run));
            }
        }
    }

    /// Whether a text in search form has these words: the same answer that the index gives.
    pub fn is_in(&self, form: &str) -> bool {
        self.has_words(form) || self.number.as_ref().is_some_and(|number| has_number(form, number))
    }

    fn has_words(&self, form: &str) -> bool {
        if !self.runs.iter().all(|(run, _)| form.contains(run.as_str())) {
            return false;
        }
        let Some((first, dense)) = self.runs.first() else { return false };
        // A piece of a dense run is a piece of the text.
        if *dense && self.runs.len() == 1 {
            return true;
        }
        let mut window = Vec::with_capacity(self.runs.len());
        form.match_indices(first.as_str()).any(|(at, _)| {
            // A word begins where no word goes on; a dense run may be the end of a longer one.
            let inside_word = !dense && form[..at].chars().next_back().is_some_and(|before| kind(before) == CharClass::Word);
            if inside_word {
                return false;
            }
            window.clear();
            window.extend(runs(&form[at..]).take(self.runs.len()));
            window.len() == self.runs.len() && self.matches(&window)
        })
    }

    /// Where the words stand in a text in search form, in bytes.
    pub(super) fn places(&self, text: &[Run<'_>]) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        for window in text.windows(self.runs.len()).filter(|window| self.matches(window)) {
            let (Some(first), Some(last), Some((asked, dense))) = (window.first(), window.last(), self.runs.first()) else { continue };
            if let ([run], true) = (window, *dense) {
                places.extend(run.text.match_indices(asked.as_str()).map(|(at, _)| run.start + at..run.start + at + asked.len()));
            } else {
                let start = if *dense { first.start + first.text.len() - asked.len() } else { first.start };
                let end = self.runs.last().map_or(0, |(asked, dense)| if *dense || self.prefix { asked.len() } else { last.text.len() });
                places.push(start..last.start + end);
            }
        }
        places
    }

    fn matches(&self, window: &[Run<'_>]) -> bool {
        let last = self.runs.len() - 1;
        self.runs.iter().zip(window).enumerate().all(|(at, ((asked, dense), run))| {
            *dense == run.dense
                && match (dense, at == 0, at == last) {
                    (true, true, true) => run.text.contains(asked.as_str()),
                    (true, true, false) => run.text.ends_with(asked.as_str()),
                    (true, false, true) => run.text.starts_with(asked.as_str()),
                    (false, _, true) if self.prefix => run.text.starts_with(asked.as_str()),
                    _ => run.text == asked,
                }
        })
    }
}

/// Whether a text in search form has a number, which is given as an entry of the index.
fn has_number(form: &str, number: &str) -> bool {
    let mut found = false;
    each_number(form, |one| found |= one == number);
    found
}

fn entries(runs: &[(String, bool)], prefix: bool) -> (Vec<String>, bool) {
    let mut text = String::new();
    let mut prefix = prefix;
    for (at, (run, dense)) in runs.iter().enumerate() {
        let last = at + 1 == runs.len();
        if !dense {
            text.push_str(run);
        } else {
            push_pairs(run, &mut text);
            let single = run.chars().nth(1).is_none();
            if !last || single {
                text.extend(run.chars().next_back());
            }
            prefix = last && single;
        }
        text.push(' ');
    }
    (text.split_ascii_whitespace().map(str::to_owned).collect(), prefix)
}

/// The form in which texts were searched by the first version, which an index holds until it is made anew: folded (see [`fold`]), Latin letters without their accents, nothing for
/// emoji.
fn first_form(text: &str) -> Cow<'_, str> {
    let mut folded = fold(text);
    if folded.contains(is_emoji) {
        folded = Cow::Owned(folded.replace(is_emoji, " "));
    }
    if folded.is_ascii() {
        return folded;
    }
    if folded.chars().any(|c| plain(c) != Some(c)) { Cow::Owned(folded.chars().filter_map(plain).collect()) } else { folded }
}

/// A Latin letter without its accents; nothing for an accent by itself.
fn plain(c: char) -> Option<char> {
    match c {
        '\u{0}'..='\u{bf}' => Some(c),
        '\u{300}'..='\u{36f}' => None,
        '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => {
            let mut base = None;
            unicode_normalization::char::decompose_canonical(c, |part| {
                base.get_or_insert(part);
            });
            base.filter(char::is_ascii_alphabetic).or(Some(c))
        }
        _ => Some(c),
    }
}
