//! `format=flowed` (RFC 3676): paragraphs that every window wraps for itself, and lines short enough for old ones.

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
        if content == "-- " || (content.trim_end().is_empty() && depth == 0) {
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

/// What was typed without control characters but tabs (as four spaces) and line ends, which all become `\n`.
fn plain(typed: &str) -> String {
    let mut out = String::with_capacity(typed.len());
    let mut chars = typed.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push_str("    "),
            c if c.is_control() => {}
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
    let ranges = crate::text::wrap_ranges(content, WIDTH.saturating_sub(depth + 1).max(20));
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
