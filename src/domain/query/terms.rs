//! From text to what the index holds, and from words to what is asked of it.
//!
//! Text is compared in its search form. It falls into runs: words (letters and digits of scripts that put spaces between words) and dense runs (scripts that do
//! not: Han, kana, Hangul, Thai and its neighbours; emoji are written so too). A word is one entry of the index. A dense run c1...cn is indexed as c1c2, c2c3, ..., and its last
//! character alone, at successive positions: a phrase of pairs finds any part of it, and `c*` finds one character.

use super::characters::{CharClass, is_emoji, kind};
use super::numbers::each_number;

/// Words are compared by this many characters at the most: what is longer is no word but data.
const WORD_CHARS: usize = 120;

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

/// What the bytes of ASCII are, and the bytes of other characters.
const OTHER: u8 = 0;
const WORD: u8 = 1;
const GAP: u8 = 2;
static ASCII: [u8; 256] = {
    let mut kinds = [OTHER; 256];
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
    // Behind everything else, so that no phrase is parted by them.
    each_number(form, |number| {
        into.push_str(number);
        into.push(' ');
    });
}

/// Something by which it is known whether a text may have a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trace<'a> {
    /// A word; a word that follows another one without a dense run between stands next to it.
    Word(&'a str),
    /// A word that only begins so is asked for; no text gives this.
    Beginning(&'a str),
    /// A dense character, or two neighbours.
    Dense(&'a str),
    /// A number, as an entry of the index.
    Number(&'a str),
}

/// Gives everything by which a phrase is sure to be known in a text in search form: words, pairs of dense characters and each of them, in order; then numbers.
pub fn each_trace(form: &str, mut with: impl FnMut(Trace<'_>)) {
    each_word(form, &mut with);
    each_number(form, |number| with(Trace::Number(number)));
}

fn each_run_trace(form: &str, with: &mut impl FnMut(Trace<'_>)) {
    for run in runs(form) {
        if run.dense { each_dense_trace(run.text, with) } else { with(Trace::Word(run.text)) }
    }
}

/// Where bytes of some kinds end, from a place on.
fn run_of(bytes: &[u8], from: usize, is: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().position(|byte| !is(ASCII[usize::from(*byte)])).unwrap_or(rest.len())
}

/// The same as [`each_run_trace`]. Most words are short and of ASCII alone: those are found byte by byte, and only what stands between two ASCII gaps and is not so is
/// looked at by its characters.
fn each_word(form: &str, with: &mut impl FnMut(Trace<'_>)) {
    let bytes = form.as_bytes();
    let mut at = 0;
    loop {
        let start = run_of(bytes, at, |kind| kind == GAP);
        let end = run_of(bytes, start, |kind| kind == WORD);
        let plain = bytes.get(end).is_none_or(u8::is_ascii) && end - start <= WORD_CHARS;
        at = if plain { end } else { run_of(bytes, end, |kind| kind != GAP) };
        if at == start {
            return;
        }
        if plain { with(Trace::Word(&form[start..end])) } else { each_run_trace(&form[start..at], with) }
    }
}

/// The traces of a dense run. Emoji leave none: what was signed before they were words is as good as what is signed today.
pub(super) fn each_dense_trace(run: &str, with: &mut impl FnMut(Trace<'_>)) {
    let mut before = None;
    for (at, c) in run.char_indices() {
        if is_emoji(c) {
            before = None;
            continue;
        }
        let end = at + c.len_utf8();
        with(Trace::Dense(&run[at..end]));
        if let Some(before) = before.replace(at) {
            with(Trace::Dense(&run[before..end]));
        }
    }
}

/// Every pair of neighbours, with a space after each.
pub(super) fn push_pairs(run: &str, into: &mut String) {
    let mut chars = run.char_indices();
    chars.next();
    let mut start = 0;
    for (at, c) in chars {
        into.push_str(&run[start..at + c.len_utf8()]);
        into.push(' ');
        start = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_ascii_are_the_same_byte_by_byte_as_by_their_characters() {
        let long = "w".repeat(130);
        let odd = [
            "",
            "one",
            "  one, two\u{1f}three 4 ",
            "caf\u{e9} na\u{ef}ve x\u{301}y \u{e9}a a\u{e9}",
            "ab契約cd更新 の x",
            "x\u{2019}s \u{a0}y\u{a0}z \u{1f600}ok",
            &long,
            &format!("a {long}\u{e9} b {} c {}", &long[..120], &long[..121]),
        ];
        for text in odd {
            let (mut fast, mut slow) = (Vec::new(), Vec::new());
            each_word(text, &mut |trace: Trace<'_>| fast.push(format!("{trace:?}")));
            each_run_trace(text, &mut |trace: Trace<'_>| slow.push(format!("{trace:?}")));
            assert_eq!(fast, slow, "{text}");
        }
    }
}
