//! Which lines of a plain text are one paragraph that its writer's program broke at its own width: in a narrower pane they are set as one, since each of them would give a long row and a short one.

use crate::domain::mail::body::{BodyLine, LineKind, SpanStyle};
use crate::text::{may_break_between, width};

/// No program that breaks lines breaks them later than here; a longer line is a paragraph of its own.
const WIDEST: usize = 100;

/// What stands between two lines of a paragraph that are set as one: a space, or nothing where a script has none.
pub(super) fn between(line: &BodyLine, next: &BodyLine) -> &'static str {
    let (last, first) = (words(line).chars().next_back(), words(next).chars().next());
    match (last, first) {
        (Some(last), Some(first)) if is_wide(last) && is_wide(first) => "",
        _ => " ",
    }
}

/// How many lines from the first on are one paragraph, for a pane with so much room; 1 where the first line stands alone, or where none of them has to be broken.
pub(super) fn lines(block: &[BodyLine], room: usize) -> usize {
    let Some(first) = block.first().filter(|line| is_prose(line)) else { return 1 };
    let same = |line: &&BodyLine| line.quote == first.quote && is_prose(line);
    let stretch: Vec<String> = block.iter().take_while(same).map(words).collect();
    let widest = stretch.iter().map(|line| width(line)).max().unwrap_or(0);
    if widest <= room || widest > WIDEST {
        return 1;
    }
    let goes_on = |pair: &[String]| {
        let (line, next) = (&pair[0], &pair[1]);
        // A greeting or a name behind the end of a sentence.
        let apart = width(next) * 2 < widest && line.trim_end().ends_with(['.', '!', '?', ':', '。', '！', '？', '：']);
        !apart && !begins_anew(next) && !is_laid_out(line) && !is_laid_out(next) && was_broken(line, next, widest)
    };
    1 + stretch.windows(2).take_while(|pair| goes_on(pair)).count()
}

fn words(line: &BodyLine) -> String {
    line.spans.iter().map(|span| span.text.as_str()).collect()
}

/// A line of words, neither empty, laid out, nor what the writer set apart.
fn is_prose(line: &BodyLine) -> bool {
    let code = line.spans.iter().any(|span| matches!(span.style, SpanStyle::Code));
    line.kind == LineKind::Text && !code && line.spans.iter().any(|span| !span.text.as_str().trim().is_empty())
}

/// Whether a line ends because the next word had no room in the widest of its paragraph.
fn was_broken(line: &str, next: &str, widest: usize) -> bool {
    let chars: Vec<char> = next.chars().collect();
    let end = (1..chars.len()).find(|at| chars[*at].is_whitespace() || may_break_between(chars[at - 1], chars[*at])).unwrap_or(chars.len());
    let word: String = chars[..end].iter().collect();
    let wide = line.chars().next_back().is_some_and(is_wide);
    // Lines of Japanese end up to two characters early, for signs that may not begin one.
    let room = widest.saturating_sub(if wide { 4 } else { 0 });
    width(line) * 2 > widest && width(line) + usize::from(!wide) + width(&word) > room
}

/// Whether a line begins an item or is set in from the margin.
fn begins_anew(line: &str) -> bool {
    let first = line.chars().next().unwrap_or(' ');
    let number = line.trim_start_matches(['(', '[', '（']).trim_start_matches(|c: char| c.is_ascii_digit());
    let counted = number.len() < line.len()
        && number.starts_with(['.', ')', ']', '）', '．'])
        && line.starts_with(|c: char| c.is_ascii_digit() || "([（".contains(c));
    let item = matches!(first, '-' | '*' | '+' | '•' | '・' | '●' | '○' | '■' | '□' | '◆' | '◇' | '▼' | '※' | '→' | '–' | '|' | '#' | '>');
    first.is_whitespace() || item || counted
}

/// Whether blanks inside a line hold columns, or it is drawn.
fn is_laid_out(line: &str) -> bool {
    let drawn = line.chars().filter(|c| matches!(c, '-' | '=' | '_' | '*' | '|' | '+' | '~' | '#')).count() * 2 > line.chars().count();
    let trimmed = line.trim();
    drawn || trimmed.contains("   ") || trimmed.contains('\t') || line.starts_with([' ', '\u{3000}'])
}

fn is_wide(c: char) -> bool {
    width(c.encode_utf8(&mut [0; 4])) > 1
}
