//! How many columns of a terminal a text takes, counted as the screen library counts.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What stands for the rest of a text that was cut.
const ELLIPSIS: char = '…';

/// The columns a clean text of one line takes: the sum over its grapheme clusters.
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(cluster_width).sum() }
}

/// The columns of one grapheme cluster. Half-width sound marks count one each, as the screen library has it.
pub(super) fn cluster_width(cluster: &str) -> usize {
    if cluster.len() == 1 {
        return 1;
    }
    cluster.width() + cluster.chars().filter(|c| matches!(c, '\u{ff9e}' | '\u{ff9f}')).count()
}

/// The text cut to at most so many columns; what was cut ends in `…`.
pub fn truncate(text: &str, columns: usize) -> Cow<'_, str> {
    // No more is looked at than has room: the text may be a pasted book.
    if column_at(text, columns).0 == text.len() {
        return Cow::Borrowed(text);
    }
    if columns == 0 {
        return Cow::Borrowed("");
    }
    let (byte, _) = column_at(text, columns - 1);
    let mut out = String::with_capacity(byte + ELLIPSIS.len_utf8());
    out.push_str(text[..byte].trim_end());
    out.push(ELLIPSIS);
    Cow::Owned(out)
}

/// The byte offset of the last cluster border that is at or before a column, and the column it is at.
pub fn column_at(text: &str, column: usize) -> (usize, usize) {
    let mut at = 0;
    for (byte, cluster) in text.grapheme_indices(true) {
        let next = at + cluster_width(cluster);
        if next > column {
            return (byte, at);
        }
        at = next;
    }
    (text.len(), at)
}

/// The text cut or filled with spaces on its right to exactly so many columns.
pub fn pad(text: &str, columns: usize) -> String {
    let mut out = truncate(text, columns).into_owned();
    let missing = columns.saturating_sub(width(&out));
    out.extend(std::iter::repeat_n(' ', missing));
    out
}

/// The text cut or filled with spaces on its left to exactly so many columns: for numbers and times.
pub fn pad_left(text: &str, columns: usize) -> String {
    let cut = truncate(text, columns);
    let missing = columns.saturating_sub(width(&cut));
    let mut out = " ".repeat(missing);
    out.push_str(&cut);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_as_they_are_drawn() {
        for (text, columns) in [("abc", 3), ("田中", 4), ("ｶﾅ", 2), ("👨‍👩‍👧", 2), ("e\u{301}", 1), ("🇯🇵", 2), ("한글", 4), ("", 0)]
        {
            assert_eq!(width(text), columns, "{text}");
        }
        assert_eq!(width("ｶﾞ"), 2, "the mark takes a column of its own, as terminals draw it and the screen library counts it");
    }

    #[test]
    fn a_cut_text_never_exceeds_its_columns_and_never_splits_a_character() {
        for text in ["株式会社サンプル", "Anna Bergström", "👨‍👩‍👧👨‍👩‍👧", "a田b中c"] {
            for columns in 0..20 {
                let cut = truncate(text, columns);
                assert!(width(&cut) <= columns, "{text} at {columns}: {cut}");
                assert_eq!(width(&pad(text, columns)), columns, "{text} at {columns}");
                assert_eq!(width(&pad_left(text, columns)), columns, "{text} at {columns}");
            }
        }
        assert_eq!(truncate("株式会社", 6), "株式…");
        assert_eq!(truncate("株式会社", 8), "株式会社");
        assert_eq!(pad_left("12", 4), "  12");
    }

    #[test]
    fn a_column_inside_a_wide_character_falls_on_its_start() {
        assert_eq!(column_at("a田b", 2), (1, 1));
        assert_eq!(column_at("a田b", 3), (4, 3));
        assert_eq!(column_at("a", 9), (1, 1));
    }
}
