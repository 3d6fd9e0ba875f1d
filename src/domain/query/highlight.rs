//! Where a text shows what was looked for: the index keeps no text, so the places are found anew in what is on the screen.

use std::ops::Range;

use super::terms::runs;
use super::tree::{Part, Query, What};
use crate::text::{readings, search_form, traced_search_form};

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
    let (form, origins) = traced_search_form(text);
    let runs: Vec<_> = runs(&form).collect();
    let mut places: Vec<Range<usize>> =
        phrases.iter().flat_map(|phrase| phrase.places(&runs)).map(|place| in_text(&place, &origins, text)).collect();
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

/// The places of a text, in bytes and in order, that are what was typed when people do not look at marks, width and the like. They never overlap.
pub fn places_of(typed: &str, text: &str) -> Vec<Range<usize>> {
    let read = readings(typed.trim());
    let wanted: Vec<_> = read.iter().map(|read| search_form(read)).filter(|form| !form.is_empty()).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let (form, origins) = traced_search_form(text);
    let mut found: Vec<Range<usize>> =
        wanted.iter().flat_map(|wanted| form.match_indices(&**wanted)).map(|(at, found)| at..at + found.len()).collect();
    found.sort_by_key(|place| place.start);
    let mut end = 0;
    found.retain(|place| {
        place.start >= end && {
            end = place.end;
            true
        }
    });
    found.iter().map(|place| in_text(place, &origins, text)).collect()
}

/// A place in the form as the place in the text that it came from.
fn in_text(place: &Range<usize>, origins: &[(usize, usize)], text: &str) -> Range<usize> {
    let cluster = |at: usize| origins.partition_point(|(form_start, _)| *form_start <= at).saturating_sub(1);
    let end = cluster(place.end.saturating_sub(1)) + 1;
    origins[cluster(place.start)].1..origins.get(end).map_or(text.len(), |(_, origin)| *origin)
}

fn looks_into(asked: Part, shown: Part) -> bool {
    asked == Part::Anywhere
        || asked == shown
        || shown == Part::Anywhere
        || asked == Part::With && matches!(shown, Part::From | Part::To | Part::Cc | Part::Bcc)
}
