//! What was typed, with the signs of the language as ASCII, whatever input method they came from.

use std::ops::Range;

/// A typed query in plain signs, and where each of its characters came from.
pub(super) struct Typed<'a> {
    original: &'a str,
    /// The same text with full-width letters, digits and signs as ASCII, and one kind of quotation marks, blanks and dashes.
    pub(super) plain: String,
    /// (place in the plain text, place in the original), in order, one for each character and one for the end.
    places: Vec<(usize, usize)>,
}

impl<'a> Typed<'a> {
    pub(super) fn of(original: &'a str) -> Self {
        let mut plain = String::with_capacity(original.len());
        let mut places = Vec::with_capacity(original.len() + 1);
        let mut before = ' ';
        let mut chars = original.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            places.push((plain.len(), at));
            let next = chars.peek().map_or(' ', |(_, next)| *next);
            before = sign(c, before, next);
            plain.push(before);
        }
        places.push((plain.len(), original.len()));
        Self { original, plain, places }
    }

    /// The place in the original that a place of the plain text came from.
    pub(super) fn original(&self, plain: &Range<usize>) -> Range<usize> {
        let of = |at: usize| self.places[self.places.partition_point(|(place, _)| *place < at).min(self.places.len() - 1)].1;
        of(plain.start)..of(plain.end)
    }

    /// What stands at a place of the original.
    pub(super) fn text(&self, original: &Range<usize>) -> &'a str {
        &self.original[original.clone()]
    }
}

fn sign(c: char, before: char, next: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '“' | '”' | '„' | '〝' | '〟' => '"',
        // At the beginning of a word these can only be meant as the sign for "not": the minus key gives the long vowel's mark in an input method.
        'ー' | '−' | '‐' | '–' | '—' if matches!(before, ' ' | '(') && next.is_alphanumeric() => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}
