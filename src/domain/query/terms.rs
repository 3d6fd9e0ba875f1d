//! From text to what the index holds, and from words to what is asked of it.
//!
//! Text is compared in its search form. It falls into runs: words (letters and digits of scripts that put spaces between words) and dense runs (scripts that do
//! not: Han, kana, Hangul, Thai and its neighbours). A word is one entry of the index. A dense run c1...cn is indexed as c1c2, c2c3, ..., and its last
//! character alone, at successive positions: a phrase of pairs finds any part of it, and `c*` finds one character.

use std::borrow::Cow;
use std::ops::Range;

use crate::text::fold;

/// Words are compared by this many characters at the most: what is longer is no word but data.
const WORD_CHARS: usize = 120;

/// The form in which texts are searched: folded (see [`fold`]), Latin letters without their accents.
pub fn search_form(text: &str) -> Cow<'_, str> {
    let folded = fold(text);
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

/// What a character is to the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CharClass {
    /// Part of a word.
    Word,
    /// Part of a dense run.
    Dense,
    /// Between them.
    Gap,
}

pub(super) fn kind(c: char) -> CharClass {
    match c {
        'a'..='z' | '0'..='9' | 'A'..='Z' => CharClass::Word,
        '\u{0}'..='\u{7f}' => CharClass::Gap,
        '々' | '〆' | '〇' | 'ー' | '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fd}'..='\u{318e}' => CharClass::Dense,
        '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => CharClass::Dense,
        '\u{1100}'..='\u{11ff}' | '\u{a000}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7fb}' | '\u{20000}'..='\u{3ffff}' => CharClass::Dense,
        '\u{e00}'..='\u{edf}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17dd}' if !matches!(c, '\u{e3f}' | '\u{104a}'..='\u{104f}') => {
            CharClass::Dense
        }
        _ if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) => CharClass::Word,
        _ => CharClass::Gap,
    }
}

/// A run of one kind in a text in search form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run<'a> {
    pub(super) start: usize,
    pub(super) text: &'a str,
    pub(super) dense: bool,
}

/// The runs of a text in search form, without what lies between.
pub(super) fn runs(form: &str) -> impl Iterator<Item = Run<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = end_of(CharClass::Gap, form, from);
        let first = kind(form[start..].chars().next()?);
        let end = end_of(first, form, start);
        from = end;
        let dense = first == CharClass::Dense;
        let text = if dense { &form[start..end] } else { shortened(&form[start..end]) };
        Some(Run { start, text, dense })
    })
}

/// What the bytes of ASCII are; 0 for the bytes of other characters.
const WORD: u8 = 1;
const GAP: u8 = 2;
static ASCII: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        kinds[byte] = if (byte as u8).is_ascii_alphanumeric() { WORD } else { GAP };
        byte += 1;
    }
    kinds
};

/// Where characters of one kind end, from a place on. Most text is ASCII, which is looked at byte by byte.
fn end_of(of: CharClass, form: &str, from: usize) -> usize {
    let bytes = form.as_bytes();
    let ascii = match of {
        CharClass::Word => WORD,
        CharClass::Gap => GAP,
        CharClass::Dense => u8::MAX,
    };
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        if ASCII[usize::from(*byte)] == ascii {
            at += 1;
        } else if byte.is_ascii() {
            break;
        } else {
            match form[at..].chars().next() {
                Some(c) if kind(c) == of => at += c.len_utf8(),
                _ => break,
            }
        }
    }
    at
}

fn shortened(word: &str) -> &str {
    if word.len() <= WORD_CHARS {
        return word;
    }
    word.char_indices().nth(WORD_CHARS).map_or(word, |(end, _)| &word[..end])
}

/// Appends the entries of a text in search form to `into`, with spaces between them: what the full-text index is fed with.
pub fn index_text(form: &str, into: &mut String) {
    for run in runs(form) {
        if run.dense {
            push_pairs(run.text, into);
            into.extend(run.text.chars().next_back());
        } else {
            into.push_str(run.text);
        }
        into.push(' ');
    }
}

/// Gives everything by which a phrase is sure to be known in a text in search form: words, pairs of dense characters, and each dense character.
pub fn each_trace(form: &str, mut with: impl FnMut(&str)) {
    for run in runs(form) {
        if run.dense { each_dense_trace(run.text, &mut with) } else { with(run.text) }
    }
}

fn each_dense_trace(run: &str, with: &mut impl FnMut(&str)) {
    let mut before = None;
    for (at, c) in run.char_indices() {
        let end = at + c.len_utf8();
        with(&run[at..end]);
        if let Some(before) = before.replace(at) {
            with(&run[before..end]);
        }
    }
}

/// Every pair of neighbours, with a space after each.
fn push_pairs(run: &str, into: &mut String) {
    let mut chars = run.char_indices();
    chars.next();
    let mut start = 0;
    for (at, c) in chars {
        into.push_str(&run[start..at + c.len_utf8()]);
        into.push(' ');
        start = at;
    }
}

/// Words that stand next to each other, as they are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phrase {
    runs: Vec<(String, bool)>,
    prefix: bool,
}

impl Phrase {
    /// What is asked by these words; a final `*` asks for words that begin so. Nothing when there is no letter or digit in them.
    pub fn of(words: &str) -> Option<Self> {
        let form = search_form(words.trim());
        let runs: Vec<(String, bool)> = runs(&form).map(|run| (run.text.to_owned(), run.dense)).collect();
        // In a dense run every length finds anyway, so the star says nothing there.
        let prefix = words.trim_end().ends_with('*') && runs.last().is_some_and(|(_, dense)| !dense);
        (!runs.is_empty()).then_some(Self { runs, prefix })
    }

    /// The entries of the index that must follow each other, and whether the last one only begins so.
    pub fn entries(&self) -> (Vec<String>, bool) {
        let mut text = String::new();
        let mut prefix = self.prefix;
        for (at, (run, dense)) in self.runs.iter().enumerate() {
            let last = at + 1 == self.runs.len();
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

    /// Gives what [`each_trace`] gives of every text that has these words; of words that only begin so there is nothing to give.
    pub fn each_trace(&self, mut with: impl FnMut(&str)) {
        for (at, (run, dense)) in self.runs.iter().enumerate() {
            if *dense {
                each_dense_trace(run, &mut with);
            } else if !(self.prefix && at + 1 == self.runs.len()) {
                with(run);
            }
        }
    }

    /// Whether a text in search form has these words: the same answer that the index gives.
    pub fn is_in(&self, form: &str) -> bool {
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
