//! `format=flowed` (RFC 3676): paragraphs that every window wraps for itself, and lines short enough for old ones.

use unicode_segmentation::UnicodeSegmentation;

use crate::text::{may_break_between, width};

/// The width in columns at which paragraphs are softly broken; RFC 3676 4.2 asks for at most 78.
const WIDTH: usize = 72;

/// A text body in its final lines, ended by CRLF.
pub struct Flowed {
    /// The lines as format=flowed (RFC 3676), not yet encoded.
    pub text: String,
    /// Whether a soft break stands where no space is (Japanese), so that readers must take the trailing space away: `delsp=yes`.
    pub del_sp: bool,
}

/// Lays out what was typed. Lines that begin with `>` are quotes; everything else is stuffed where RFC 3676 4.4 asks for it, so that a text that begins
/// with a space, `From ` or `>` inside a paragraph comes back as it was.
pub fn body(typed: &str) -> Flowed {
    let clean = plain(typed);
    let lines: Vec<&str> = clean.trim_end_matches('\n').split('\n').collect();
    let del_sp = lines.iter().any(|line| soft_rows(line).1);
    let mut text = String::with_capacity(clean.len() + clean.len() / 16 + 2);
    for line in &lines {
        let (depth, content) = quote(line);
        let marks = ">".repeat(depth);
        if content == "-- " || (content.trim_end_matches(' ').is_empty() && depth == 0) {
            text.push_str(&marks);
            text.push_str(if content == "-- " { if depth > 0 { " -- " } else { "-- " } } else { "" });
            text.push_str("\r\n");
            continue;
        }
        let rows = soft_rows(line).0;
        for (n, row) in rows.iter().enumerate() {
            text.push_str(&marks);
            if depth > 0 && !row.text.is_empty() || needs_stuffing(row.text) {
                text.push(' ');
            }
            text.push_str(row.text);
            if n + 1 < rows.len() {
                if del_sp && row.space_follows {
                    text.push(' ');
                }
                text.push(' ');
            }
            text.push_str("\r\n");
        }
    }
    Flowed { text, del_sp }
}

/// What was typed without control characters but tabs and line ends, which all become `\n`.
fn plain(typed: &str) -> String {
    let mut out = String::with_capacity(typed.len());
    let mut chars = typed.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            c if c.is_control() && c != '\t' => {}
            c => out.push(c),
        }
    }
    out
}

/// How deep a line is quoted, and what it says: `> > text` and `>> text` are depth two.
fn quote(line: &str) -> (usize, &str) {
    let mut depth = 0;
    let mut rest = line;
    loop {
        if let Some(deeper) = rest.strip_prefix('>') {
            rest = deeper;
        } else if depth > 0 && rest.starts_with(" >") {
            rest = &rest[2..];
        } else {
            break;
        }
        depth += 1;
    }
    if depth == 0 { (0, line) } else { (depth, rest.strip_prefix(' ').unwrap_or(rest)) }
}

fn needs_stuffing(row: &str) -> bool {
    row.starts_with(' ') || row.starts_with('>') || row.starts_with("From ")
}

/// A row of a softly broken paragraph.
struct Row<'a> {
    text: &'a str,
    /// Whether the text has a space where the row ends.
    space_follows: bool,
}

/// The rows of one typed line, and whether some break stands where no space is.
fn soft_rows(line: &str) -> (Vec<Row<'_>>, bool) {
    let (depth, content) = quote(line);
    let content = content.trim_end_matches(' ');
    let ranges = soft_ranges(content, WIDTH.saturating_sub(depth + 1).max(20));
    let mut rows: Vec<Row<'_>> = Vec::with_capacity(ranges.len());
    let mut inside = false;
    for (n, range) in ranges.iter().enumerate() {
        // Of the spaces at a break the last one is the soft break's own; the others stay on the row.
        let next = ranges.get(n + 1).map_or(range.end, |next| next.start);
        let space_follows = next > range.end;
        let end = if space_follows { next - 1 } else { range.end };
        inside |= n + 1 < ranges.len() && !space_follows;
        rows.push(Row { text: &content[range.start..end], space_follows });
    }
    (rows, inside)
}

/// Where a typed line is softly broken: at spaces, and inside runs of scripts that have none (Japanese, Chinese, Thai and their neighbours). A word, a link or a path
/// is never cut, however long it is: a reader that does not know `delsp`, or `format=flowed` at all, would show it in two pieces, and the encoding carries lines
/// of any length (RFC 2045 6.7).
fn soft_ranges(content: &str, columns: usize) -> Vec<std::ops::Range<usize>> {
    if width(content) <= columns {
        return std::iter::once(0..content.len()).collect();
    }
    let whole = whole_runs(content);
    let clusters: Vec<(usize, &str)> = content.grapheme_indices(true).collect();
    let mut rows = Vec::new();
    let (mut start, mut used, mut best) = (0, 0, None);
    for (n, (at, cluster)) in clusters.iter().enumerate() {
        let before = n.checked_sub(1).map(|n| clusters[n]).filter(|(before, _)| *before >= start);
        if let Some((_, before)) = before {
            let kept = whole.iter().any(|run| run.start < *at && *at < run.end);
            if *cluster != " " && (before == " " || !kept && between(before, cluster)) {
                best = Some((*at, used));
            }
        }
        let columns_of = if *cluster == "\t" { 8 } else { width(cluster) };
        if used + columns_of > columns
            && *cluster != " "
            && let Some((to, used_to)) = best
        {
            let row = content[start..to].trim_end_matches(' ');
            // Followed by the space of a soft break, an empty row would be the end of its paragraph, and two dashes the mark of a signature.
            if row.is_empty() || row == "--" {
                best = None;
            } else {
                rows.push(start..start + row.len());
                (start, used, best) = (to, used - used_to, None);
            }
        }
        used += columns_of;
    }
    rows.push(start..content.len());
    rows
}

/// Whether a line may be broken between two characters that no space parts.
fn between(before: &str, after: &str) -> bool {
    let (Some(left), Some(right)) = (before.chars().next(), after.chars().next()) else { return false };
    let unspaced = |c: char| matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}');
    may_break_between(left, right) || unspaced(left) && unspaced(right)
}

/// The links, addresses and paths of a line, which end at a space or at a bracket or stop of Japanese text: they may hold characters of any script.
fn whole_runs(content: &str) -> Vec<std::ops::Range<usize>> {
    const ENDS: &str = "、。，；！？「」『』（）【】〈〉《》〔〕“”‘’<>\"";
    let mut runs = Vec::new();
    let mut at = 0;
    for piece in content.split_inclusive(|c: char| c.is_whitespace() || ENDS.contains(c)) {
        let mark = ["://", "/", "\\", "@", "www."].iter().filter_map(|mark| piece.find(mark)).min();
        if let Some(mark) = mark {
            // What stands before the mark in the same script belongs to it: a scheme, a drive, a name.
            let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '(' | '[' | '{' | ',' | ';');
            let from =
                piece[..mark].rfind(|c: char| !plain(c)).map_or(0, |last| last + piece[last..].chars().next().map_or(1, char::len_utf8));
            let end = piece.trim_end_matches(|c: char| c.is_whitespace() || ENDS.contains(c)).len();
            runs.push(at + from..at + end.max(from));
        }
        at += piece.len();
    }
    runs
}
