//! Where a text shows what was looked for: the index keeps no text, so the places are found anew in what is on the screen.

use std::ops::Range;

use super::terms::{kind, runs, search_form};
use super::tree::{Part, Query, What};

/// The places of a text, in bytes and in order, where words of the query stand that look into this part of a mail. They never overlap.
pub fn highlights(query: &Query, part: Part, text: &str) -> Vec<Range<usize>> {
    let phrases: Vec<_> = query
        .terms()
        .into_iter()
        .filter_map(|(term, negated)| match &term.what {
            What::Text(of, phrase) if !negated && looks_into(*of, part) => Some(phrase),
            _ => None,
        })
        .collect();
    if phrases.is_empty() {
        return Vec::new();
    }
    let (form, origins) = traced(text);
    let runs: Vec<_> = runs(&form).collect();
    let mut places: Vec<Range<usize>> = phrases
        .iter()
        .flat_map(|phrase| phrase.places(&runs))
        .map(|place| {
            let cluster = |at: usize| origins.partition_point(|(form_start, _)| *form_start <= at).saturating_sub(1);
            let end = cluster(place.end.saturating_sub(1)) + 1;
            origins[cluster(place.start)].1..origins.get(end).map_or(text.len(), |(_, origin)| *origin)
        })
        .collect();
    places.sort_by_key(|place| (place.start, place.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(places.len());
    for place in places {
        match merged.last_mut() {
            Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
            _ => merged.push(place),
        }
    }
    merged
}

fn looks_into(asked: Part, shown: Part) -> bool {
    asked == Part::Anywhere
        || asked == shown
        || shown == Part::Anywhere
        || asked == Part::With && matches!(shown, Part::From | Part::To | Part::Cc | Part::Bcc)
}

/// The search form of a text, and where each of its pieces came from: (place in the form, place in the text).
fn traced(text: &str) -> (String, Vec<(usize, usize)>) {
    let mut form = String::with_capacity(text.len());
    let mut origins = Vec::with_capacity(text.len());
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        // A character and what joins it in the search form: accents and the marks of half-width kana.
        if chars.peek().is_some_and(|(_, next)| joins(*next)) {
            continue;
        }
        let end = at + c.len_utf8();
        origins.push((form.len(), start));
        form.push_str(&search_form(&text[start..end]));
        start = end;
    }
    (form, origins)
}

fn joins(c: char) -> bool {
    matches!(c, '\u{ff9e}' | '\u{ff9f}' | '\u{3099}' | '\u{309a}')
        || !c.is_ascii() && kind(c) == super::terms::CharClass::Word && unicode_normalization::char::is_combining_mark(c)
}
