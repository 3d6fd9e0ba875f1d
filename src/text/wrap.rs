//! Breaking a line into rows, for the reader and the composer.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::width::{cluster_width, width};

/// The byte ranges of the rows a line takes at so many columns (at least one row; columns below two count as two).
///
/// Words are kept whole, Japanese and Chinese break between characters but for the usual line-start and line-end rules (kinsoku), and a word longer
/// than a row is broken hard. The spaces at a break belong to no row, so ranges may have gaps of spaces between them but never lose another character.
pub fn wrap_ranges(line: &str, columns: usize) -> Vec<Range<usize>> {
    let columns = columns.max(2);
    if line.len() <= columns && line.is_ascii() || width(line) <= columns {
        return std::iter::once(0..line.len()).collect();
    }
    let clusters: Vec<Cluster<'_>> =
        line.grapheme_indices(true).map(|(at, text)| Cluster { at, text, columns: cluster_width(text) }).collect();
    let mut rows = Vec::new();
    let mut first = 0;
    while first < clusters.len() {
        let (end, next) = row(&clusters, first, columns);
        let end_byte = clusters.get(end).map_or(line.len(), |cluster| cluster.at);
        rows.push(clusters[first].at..end_byte);
        first = next;
    }
    rows
}

/// The rows a line takes at so many columns.
pub fn wrap(line: &str, columns: usize) -> Vec<&str> {
    wrap_ranges(line, columns).into_iter().map(|range| &line[range]).collect()
}

/// The rows of a line that may begin with quote marks: every further row repeats the marks.
pub fn wrap_quoted(line: &str, columns: usize) -> Vec<Cow<'_, str>> {
    let prefix = &line[..quote_prefix(line)];
    let taken = width(prefix);
    if prefix.is_empty() || taken + 8 > columns {
        return wrap(line, columns).into_iter().map(Cow::Borrowed).collect();
    }
    let rows = wrap(&line[prefix.len()..], columns - taken);
    if rows.len() == 1 {
        return vec![Cow::Borrowed(line)];
    }
    rows.into_iter().map(|row| Cow::Owned(format!("{prefix}{row}"))).collect()
}

/// How many bytes of a line are quote marks: `>` with single spaces between and one after.
pub fn quote_prefix(line: &str) -> usize {
    let bytes = line.as_bytes();
    let mut end = 0;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'>' => end = at + 1,
            b' ' if at > 0 && bytes[at - 1] == b'>' => {}
            _ => break,
        }
        at += 1;
    }
    if end > 0 && bytes.get(end) == Some(&b' ') { end + 1 } else { end }
}

struct Cluster<'a> {
    at: usize,
    text: &'a str,
    columns: usize,
}

impl Cluster<'_> {
    fn is_space(&self) -> bool {
        self.text == " "
    }

    fn first(&self) -> char {
        self.text.chars().next().unwrap_or(' ')
    }
}

/// Where the row that begins at `first` ends, and where the next one begins.
fn row(clusters: &[Cluster<'_>], first: usize, columns: usize) -> (usize, usize) {
    let mut used = 0;
    let mut best = None;
    let mut at = first;
    while at < clusters.len() {
        let cluster = &clusters[at];
        if at > first && may_break(&clusters[at - 1], cluster) {
            best = Some(at);
        }
        if used + cluster.columns > columns && !cluster.is_space() && at > first {
            let end = best.unwrap_or(at);
            return (without_spaces(clusters, first, end), end);
        }
        used += cluster.columns;
        at += 1;
    }
    (without_spaces(clusters, first, at), at)
}

/// The end of a row without the spaces at its end; a row of spaces only keeps none.
fn without_spaces(clusters: &[Cluster<'_>], first: usize, end: usize) -> usize {
    if end == clusters.len() && clusters[first..end].iter().map(|cluster| cluster.columns).sum::<usize>() == 0 {
        return end;
    }
    let mut end = end;
    while end > first && clusters[end - 1].is_space() {
        end -= 1;
    }
    end
}

fn may_break(before: &Cluster<'_>, after: &Cluster<'_>) -> bool {
    if after.is_space() {
        return false;
    }
    if before.is_space() {
        return true;
    }
    may_break_between(before.first(), after.first())
}

/// Whether a row may end between two characters that no space parts: between those of Japanese and Chinese, but for the usual line-start and line-end rules.
pub fn may_break_between(left: char, right: char) -> bool {
    (breaks_anywhere(left) || breaks_anywhere(right)) && !never_starts(right) && !never_ends(left)
}

/// Scripts written without spaces: Japanese, Chinese, and the wide pictures.
fn breaks_anywhere(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff9f}' | '\u{ffe0}'..='\u{ffe6}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Line-start rule (JIS X 4051, the common part): closing brackets, stops, small kana, iteration and long-sound marks.
fn never_starts(c: char) -> bool {
    "、。，．・：；？！゛゜ヽヾゝゞ々〻ー’”）〕］｝〉》」』】〙〗〟｠»°′″℃％‰…‥〜～ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ｡､｣･ｧｨｩｪｫｬｭｮｯｰ,.:;?!)]}%".contains(c)
}

/// Line-end rule: opening brackets and signs that belong to what follows.
fn never_ends(c: char) -> bool {
    "‘“（〔［｛〈《「『【〘〖〝｟«￥＄￡＃＠§〒｢([{$#@".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole_and_long_links_are_broken_hard() {
        assert_eq!(wrap("the quick brown fox", 10), ["the quick", "brown fox"]);
        assert_eq!(wrap("see https://example.com/a/very/long/path ok", 16), ["see", "https://example.", "com/a/very/long/", "path ok"]);
        assert_eq!(wrap("", 10), [""]);
        assert_eq!(wrap("exactly ten", 11), ["exactly ten"]);
    }

    #[test]
    fn japanese_breaks_between_characters_but_not_before_a_stop() {
        assert_eq!(wrap("お世話になっております。田中です。", 12), ["お世話になっ", "ております。", "田中です。"]);
        assert_eq!(wrap("あいうえおか。き", 12), ["あいうえお", "か。き"]);
        assert_eq!(wrap("あいうえ「かきく", 10), ["あいうえ", "「かきく"]);
        assert_eq!(wrap("見積書PDFを送ります", 9), ["見積書PDF", "を送りま", "す"]);
    }

    #[test]
    fn quote_marks_hang() {
        assert_eq!(wrap_quoted("> > one two three four", 14), ["> > one two", "> > three four"]);
        assert_eq!(wrap_quoted(">> 一二三四五六七八九", 13), [">> 一二三四五", ">> 六七八九"]);
        assert_eq!(quote_prefix(">not"), 1);
        assert_eq!(quote_prefix("> > a"), 4);
        assert_eq!(quote_prefix("a > b"), 0);
    }

    #[test]
    fn no_row_is_too_wide_and_nothing_but_spaces_is_lost() {
        let texts = [
            "aaa bbb  ccc   ",
            "  indented text that goes on",
            "、。、。、。、。、。、。",
            "「「「「「「「「「「",
            "a田b中c株d式e会f社g",
            "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧 x",
            "              ",
        ];
        for text in texts {
            for columns in 2..30 {
                let ranges = wrap_ranges(text, columns);
                let mut last = 0;
                for range in &ranges {
                    assert!(text[last..range.start].chars().all(|c| c == ' '), "{text:?} at {columns} loses text");
                    assert!(width(&text[range.clone()]) <= columns, "{text:?} at {columns}: {:?}", &text[range.clone()]);
                    last = range.end;
                }
                assert!(text[last..].chars().all(|c| c == ' '), "{text:?} at {columns} loses its end");
            }
        }
    }
}
