//! Breaking a line into rows, for the reader and the composer.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::width::{cluster_width, truncate, width};

/// The byte ranges of the rows a line takes at so many columns (at least one row; columns below two count as two).
///
/// Words are kept whole, Japanese and Chinese break between characters but for the usual line-start and line-end rules (kinsoku), and a word longer
/// than a row is broken hard. The spaces at a break belong to no row, so ranges may have gaps of spaces between them but never lose another character.
pub fn wrap_ranges(line: &str, columns: usize) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    let mut next = Some(0);
    while let Some(from) = next {
        let row;
        (row, next) = wrap_row(line, from, columns);
        rows.push(row);
    }
    rows
}

/// One row of [`wrap_ranges`], of which only the first byte is known, and where the next one begins; none after the last. What it costs depends on the row alone,
/// so that a page of a long line is cut without the rest of the line.
pub fn wrap_row(line: &str, from: usize, columns: usize) -> (Range<usize>, Option<usize>) {
    let columns = columns.max(2);
    let rest = &line[from..];
    if from == 0 && rest.len() <= columns && rest.is_ascii() {
        return (0..line.len(), None);
    }
    let mut row = Row { start: from, used: 0, end: from, best: None, last: None };
    let mut at = from;
    while at < line.len() {
        let (cluster, wide) = first_cluster(&line[at..]);
        if let Some(whole) = row.take(at, cluster, wide, columns) {
            return whole;
        }
        at += cluster.len();
    }
    // A line of one row keeps the spaces at its end, and a row of what takes no room keeps it.
    let end = if from == 0 && row.used <= columns || row.used == 0 { line.len() } else { row.end };
    (from..end, None)
}

/// The rows a line takes at so many columns.
pub fn wrap(line: &str, columns: usize) -> Vec<&str> {
    wrap_ranges(line, columns).into_iter().map(|range| &line[range]).collect()
}

/// So many rows of a line at the most; what the last one has no room for is cut with a mark.
pub fn first_rows(line: &str, columns: usize, most: usize) -> Vec<String> {
    let mut rows = Vec::new();
    let mut next = Some(0);
    while let Some(from) = next {
        let (row, rest) = wrap_row(line, from, columns);
        if rows.len() + 1 >= most && rest.is_some() {
            rows.push(truncate(&line[from..], columns).into_owned());
            break;
        }
        rows.push(line[row].to_owned());
        next = rest;
    }
    rows
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

/// The first grapheme cluster of a text that is not empty, and its columns. Most texts are of characters that join with none of their kind, and for these it need not be asked.
fn first_cluster(text: &str) -> (&str, usize) {
    let mut chars = text.chars();
    let first = chars.next().unwrap_or(' ');
    let next = chars.next();
    if joins_none(first) && next.is_none_or(|next| joins_none(next) && (first, next) != ('\r', '\n')) {
        return (&text[..first.len_utf8()], if first.is_ascii() { 1 } else { 2 });
    }
    let cluster = text.graphemes(true).next().unwrap_or(text);
    (cluster, cluster_width(cluster))
}

/// Whether a character makes no cluster with another of these (UAX 29 has only CR LF): ASCII of one column, and kana, kanji and their marks of two without those that combine.
fn joins_none(c: char) -> bool {
    c.is_ascii()
        || matches!(c, '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{309b}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff60}')
}

/// A row while its clusters are taken, one after the other.
struct Row {
    /// Its first byte.
    start: usize,
    /// The columns taken so far.
    used: usize,
    /// Behind the last cluster that is no space.
    end: usize,
    /// The last place where it may end: where the next row would begin, and where this one would end then.
    best: Option<(usize, usize)>,
    /// The first character of the last cluster, and whether that is a space.
    last: Option<(char, bool)>,
}

impl Row {
    /// Takes the cluster at this byte; when it has no room the row is whole.
    fn take(&mut self, at: usize, text: &str, wide: usize, columns: usize) -> Option<(Range<usize>, Option<usize>)> {
        let (is_space, first) = (text == " ", text.chars().next().unwrap_or(' '));
        if let Some((last, after_space)) = self.last
            && !is_space
            && (after_space || may_break_between(last, first))
        {
            self.best = Some((at, self.end));
        }
        if self.used + wide > columns && !is_space && self.last.is_some() {
            let (next, end) = self.best.unwrap_or((at, self.end));
            return Some((self.start..end, Some(next)));
        }
        self.used += wide;
        self.last = Some((first, is_space));
        if !is_space {
            self.end = at + text.len();
        }
        None
    }
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
#[rustfmt::skip]
fn never_starts(c: char) -> bool {
    matches!(c, '、' | '。' | '，' | '．' | '・' | '：' | '；' | '？' | '！' | '゛' | '゜' | 'ヽ' | 'ヾ' | 'ゝ' | 'ゞ' | '々' | '〻' | 'ー' | '’' | '”' | '）' | '〕' | '］' | '｝' | '〉' | '》' | '」' | '』' | '】' | '〙' | '〗' | '〟' | '｠' | '»' | '°' | '′' | '″' | '℃' | '％' | '‰' | '…' | '‥' | '〜' | '～' | 'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' | 'ゕ' | 'ゖ' | 'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ッ' | 'ャ' | 'ュ' | 'ョ' | 'ヮ' | 'ヵ' | 'ヶ' | '｡' | '､' | '｣' | '･' | 'ｧ' | 'ｨ' | 'ｩ' | 'ｪ' | 'ｫ' | 'ｬ' | 'ｭ' | 'ｮ' | 'ｯ' | 'ｰ' | ',' | '.' | ':' | ';' | '?' | '!' | ')' | ']' | '}' | '%')
}

/// Line-end rule: opening brackets and signs that belong to what follows.
#[rustfmt::skip]
fn never_ends(c: char) -> bool {
    matches!(c, '‘' | '“' | '（' | '〔' | '［' | '｛' | '〈' | '《' | '「' | '『' | '【' | '〘' | '〖' | '〝' | '｟' | '«' | '￥' | '＄' | '￡' | '＃' | '＠' | '§' | '〒' | '｢' | '(' | '[' | '{' | '$' | '#' | '@')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::text::numbers::Numbers;

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
    fn clusters_are_those_of_unicode() {
        let pieces = [
            "a", "\r", "\n", " ", "か", "\u{3099}", "漢", "。", "！", "ガ", "ｶ", "\u{ff9e}", "é", "e\u{301}", "👩", "\u{200d}", "💻", "🇯🇵",
            "\u{600}", "한", "\u{fe0f}", "〰", "क्", "ष",
        ];
        let mut numbers = Numbers::of(11);
        for _ in 0..20_000 {
            let text: String = (0..1 + numbers.below(6)).map(|_| pieces[numbers.below(pieces.len())]).collect();
            let (mut rest, mut found) = (text.as_str(), Vec::new());
            while !rest.is_empty() {
                let (cluster, wide) = first_cluster(rest);
                assert_eq!(wide, cluster_width(cluster), "{cluster:?}");
                found.push(cluster);
                rest = &rest[cluster.len()..];
            }
            assert_eq!(found, text.graphemes(true).collect::<Vec<_>>(), "{text:?}");
        }
        // Of the whole range, each with each would be too many: before and behind one of each kind.
        for c in (0..=0xffff_u32).filter_map(char::from_u32).filter(|c| joins_none(*c)) {
            for text in [format!("a{c}"), format!("漢{c}"), format!("{c}か"), format!("{c}{c}")] {
                let cluster = text.graphemes(true).next().unwrap();
                assert_eq!(first_cluster(&text), (cluster, cluster_width(cluster)), "{text:?}");
            }
        }
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
