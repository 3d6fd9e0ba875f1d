//! Finding a text in what the conversation shows.

use std::ops::Range;

use super::rows::Row;
use crate::text::fold;

/// A find: what is looked for and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Find {
    /// What is looked for, as typed.
    pub(crate) wanted: String,
    /// Row and byte range of each hit.
    pub(crate) hits: Vec<(usize, Range<usize>)>,
    /// Which hit the person is at.
    pub(crate) at: usize,
}

impl Find {
    /// A find for a text; its hits come from [`Find::look`].
    pub(crate) fn new(wanted: &str) -> Self {
        Self { wanted: wanted.to_owned(), hits: Vec::new(), at: 0 }
    }

    /// Looks through all rows.
    pub(crate) fn look(&mut self, rows: &[Row]) {
        self.hits.clear();
        let wanted = fold(self.wanted.trim()).into_owned();
        if wanted.is_empty() {
            return;
        }
        for (at, row) in rows.iter().enumerate() {
            if let Row::Text { text, .. } = row {
                self.hits.extend(hits(text, &wanted).into_iter().map(|range| (at, range)));
            }
        }
        self.at = self.at.min(self.hits.len().saturating_sub(1));
    }
}

/// Where a folded text stands in a line. Folding is done a character at a time, so that the ranges are those of the line itself.
fn hits(line: &str, wanted: &str) -> Vec<Range<usize>> {
    let folded: Vec<(usize, usize, String)> =
        line.char_indices().map(|(at, c)| (at, at + c.len_utf8(), fold(c.encode_utf8(&mut [0; 4])).into_owned())).collect();
    let mut found = Vec::new();
    let mut first = 0;
    while first < folded.len() {
        let mut rest = wanted;
        let mut at = first;
        while let Some((_, _, piece)) = folded.get(at) {
            let Some(after) = rest.strip_prefix(piece.as_str()) else { break };
            rest = after;
            at += 1;
            if rest.is_empty() {
                break;
            }
        }
        if rest.is_empty() && at > first {
            found.push(folded[first].0..folded[at - 1].1);
            first = at;
        } else {
            first += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_width_do_not_matter_and_the_ranges_fit_the_line() {
        let line = "ＡＢＣ abc 見積書 Abc";
        let found: Vec<&str> = hits(line, "abc").into_iter().map(|range| &line[range]).collect();
        assert_eq!(found, ["ＡＢＣ", "abc", "Abc"]);
        assert_eq!(hits(line, "積").first(), Some(&(17..20)));
        assert!(hits(line, "積書x").is_empty());
    }
}
