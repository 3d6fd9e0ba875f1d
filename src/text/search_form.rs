//! The form in which texts are searched: what people do not see, or leave out in everyday writing, is not in it.

mod letters;
mod readings;
mod variants;

use std::borrow::Cow;

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick, is_nfkc_quick};

use self::letters::{Plain, is_mark, plain};
pub use self::readings::readings;
use super::fold::{fold, is_invisible};
use super::plain::digit_value;

/// The number of this form, and of what is indexed of it: whoever keeps texts in it makes them anew when they were kept under another one.
pub const SEARCH_FORM: u32 = 4;

/// The form in which texts are searched; the index, the mail that waits for it, records, lists to choose from and what is marked on the screen compare by this and by nothing else.
///
/// Beyond [`fold()`]: Latin, Greek, Arabic and Hebrew letters stand without their marks, letters with a stroke and ligatures as their base letters, decimal digits of every script as ASCII, kana of both
/// sorts and sizes as large hiragana, kanji in today's form, signs of repetition as what they repeat (佐々木 is 佐佐木, いすゞ is いすず). The small ヶ, and ケ between kanji, is what it is read
/// as: か behind a number (3ヶ月, 三カ月), が elsewhere (市ヶ谷, 霞が関). Enclosed numbers and signs such as ℡ stand apart. Between two kanji or kana blanks and middle dots say nothing: 田中　太郎 is 田中太郎.
/// Marks that make another letter stay: the voicing of kana, the vowels of Indic scripts, й.
///
/// Every part of a text has a form that is a part of the text's form, but where a mark is cut from its letter or ヶ from its neighbour (`readings` has the latter); folding twice changes nothing.
pub fn search_form(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return fold(text);
    }
    let mut former = Former::with_room(text.len());
    if text.chars().any(stands_apart) {
        clusters(text).for_each(|(_, cluster)| former.cluster(cluster));
    } else if is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        text.chars().for_each(|c| former.one(c));
    } else {
        text.nfkc().for_each(|c| former.one(c));
    }
    Cow::Owned(former.out)
}

/// The same form, and where each of its pieces came from: (place in the form, place in the text), in order.
pub fn traced_search_form(text: &str) -> (String, Vec<(usize, usize)>) {
    let mut former = Former::with_room(text.len());
    let mut origins: Vec<(usize, usize)> = Vec::with_capacity(text.len());
    for (start, cluster) in clusters(text) {
        origins.push((former.out.len(), start));
        former.cluster(cluster);
        // Blanks that turned out to say nothing.
        if let Some(shorter) = former.shortened.take() {
            origins.iter_mut().rev().take_while(|(at, _)| *at > shorter).for_each(|(at, _)| *at = shorter);
        }
    }
    (former.out, origins)
}

/// A text in pieces that are normalised by themselves: a character and what joins it.
fn clusters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = text.len() - rest.len();
        let mut chars = rest.char_indices();
        chars.next()?;
        let end = chars.find(|(_, c)| !joins(*c)).map_or(rest.len(), |(at, _)| at);
        let cluster = &rest[..end];
        rest = &rest[end..];
        Some((start, cluster))
    })
}

fn joins(c: char) -> bool {
    !c.is_ascii()
        && (matches!(c, '\u{ff9e}' | '\u{ff9f}')
            || canonical_combining_class(c) != 0
            || is_nfc_quick(std::iter::once(c)) == IsNormalized::Maybe)
}

/// Numbers in circles and brackets, squared words, ℡, ™: each is a word of its own.
fn stands_apart(c: char) -> bool {
    matches!(c, '\u{2460}'..='\u{24ff}' | '\u{2776}'..='\u{2793}' | '\u{3200}'..='\u{33ff}' | '\u{2116}' | '\u{2120}'..='\u{2122}' | '\u{213b}'
        | '\u{1f100}'..='\u{1f189}' | '\u{1f200}'..='\u{1f251}')
}

/// Kanji and kana, which stand together with or without blanks.
fn is_japanese(c: char) -> bool {
    matches!(c, '々' | '〆' | '〇' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' | 'ー' | '\u{30f7}'..='\u{30fa}' | '\u{30fd}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A kanji in the form of the form.
fn is_kanji(c: char) -> bool {
    matches!(c, '々' | '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '・' | '゠')
}

/// How ヶ is read behind a character.
fn counted(before: char) -> char {
    if before.is_ascii_digit() || "〇一二三四五六七八九十百千万数何幾".contains(before) { 'か' } else { 'が' }
}

/// Makes a form, character by character.
struct Former {
    out: String,
    /// Where blanks began that stand behind kanji or kana.
    blanks: Option<usize>,
    last: char,
    /// Whether what comes next is another word than what stands there.
    apart: bool,
    shortened: Option<usize>,
    /// How a ケ behind a kanji or a number, which is the last that is no blank, is read if a kanji follows.
    open: Option<char>,
}

impl Former {
    fn with_room(bytes: usize) -> Self {
        Self { out: String::with_capacity(bytes), blanks: None, last: ' ', apart: false, shortened: None, open: None }
    }

    fn cluster(&mut self, cluster: &str) {
        let apart = cluster.chars().next().is_some_and(stands_apart);
        self.apart |= apart;
        match cluster.chars().next().and_then(letters::circled) {
            Some(value) => value.chars().for_each(|c| self.push(c)),
            None if cluster.is_ascii() => cluster.chars().for_each(|c| self.one(c)),
            None => cluster.nfkc().for_each(|c| self.one(c)),
        }
        self.apart |= apart;
    }

    /// A character after compatibility decomposition.
    fn one(&mut self, c: char) {
        match c {
            '\u{0}'..='\u{7f}' => self.push(c.to_ascii_lowercase()),
            'ヶ' | 'ゖ' => self.push(counted(self.before())),
            'ケ' => {
                let before = self.before();
                self.push('け');
                self.open = (is_kanji(before) || before.is_ascii_digit()).then(|| counted(before));
            }
            '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' => self.push(letters::kana(c, self.before())),
            '々' if is_kanji(self.before()) => self.push(self.before()),
            '\u{3400}'..='\u{9fff}' | '\u{fa0e}'..='\u{fa29}' | '\u{20000}'..='\u{2ffff}' => {
                self.close();
                self.push(variants::todays(c));
            }
            c if is_invisible(c) || is_mark(c) => {}
            c => self.letter(c),
        }
    }

    fn letter(&mut self, c: char) {
        if let Some(value) = digit_value(c) {
            return self.push(char::from(b'0' + value));
        }
        for lower in c.to_lowercase().filter(|c| !is_mark(*c)) {
            match plain(lower) {
                Plain::One(c) => self.push(c),
                Plain::More(text) => text.chars().for_each(|c| self.push(c)),
                Plain::Nothing => {}
            }
        }
    }

    /// What stands before the next character, without blanks that say nothing.
    fn before(&self) -> char {
        self.blanks.and_then(|start| self.out[..start].chars().next_back()).unwrap_or(self.last)
    }

    /// A kanji follows a ケ that stands behind one.
    fn close(&mut self) {
        if let Some(read) = self.open.take()
            && let Some(at) = self.out.rfind('け')
        {
            // As long as it was, so that no place behind it moves.
            self.out.replace_range(at..at + 'け'.len_utf8(), read.encode_utf8(&mut [0; 4]));
        }
    }

    fn push(&mut self, c: char) {
        self.open = self.open.filter(|_| is_blank(c));
        let in_word = |c: char| c.is_alphanumeric() && !is_japanese(c);
        if std::mem::take(&mut self.apart) && in_word(self.last) && in_word(c) {
            self.out.push(' ');
        }
        if is_japanese(c) {
            if let Some(start) = self.blanks.take() {
                self.out.truncate(start);
                self.shortened = Some(start);
            }
            self.out.push(c);
        } else {
            let blank = is_blank(c);
            if !blank {
                self.blanks = None;
            } else if self.blanks.is_none() && is_japanese(self.last) {
                self.blanks = Some(self.out.len());
            }
            self.out.push(if blank && !c.is_whitespace() { ' ' } else { c });
        }
        self.last = c;
    }
}

#[cfg(test)]
mod tests;
