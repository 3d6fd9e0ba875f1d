//! Labels before a value, and brackets in it.

use super::script::has_cjk;
use super::words::words;

/// A segment that begins with one of the labels: the label and what it names.
pub(super) fn labelled<'a>(segment: &'a str, labels: &[&'static str]) -> Option<(&'static str, &'a str)> {
    let text = segment.trim_start_matches(['[', '【', '(', '<', '〔']);
    let squeezed_label = |label: &str| -> Option<usize> {
        let mut chars = text.char_indices();
        for want in label.chars() {
            loop {
                let (_, c) = chars.next()?;
                if c.to_lowercase().next() == Some(want) {
                    break;
                }
                if !(c == ' ' && has_cjk(label)) {
                    return None;
                }
            }
        }
        Some(chars.next().map_or(text.len(), |(at, _)| at))
    };
    for label in labels {
        let Some(end) = squeezed_label(label) else { continue };
        let rest = &text[end..];
        let value = rest.trim_start_matches([':', ' ', ']', '】', ')', '>', '〕', '=']);
        let marked = rest.starts_with([':', ']', '】', ')', '>', '〕', '=']) || rest.starts_with(' ') && has_cjk(label);
        if marked && !value.is_empty() {
            return Some((label, value));
        }
    }
    None
}

/// The text outside of brackets, and what stands in them; company forms like (株) stay.
pub(super) fn without_brackets(text: &str) -> (String, Vec<String>) {
    let mut outside = String::new();
    let mut inside: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(['(', '[', '【', '<', '〔', '「', '〈']) {
        let mark = rest[open..].chars().next().unwrap_or('(');
        let after = &rest[open + mark.len_utf8()..];
        let Some(close) = after.find([')', ']', '】', '>', '〕', '」', '〉']) else { break };
        let closing = after[close..].chars().next().map_or(1, char::len_utf8);
        let content = &after[..close];
        if mark == '(' && (content.chars().count() == 1 || words().ja_forms.contains(&content)) {
            outside.push_str(&rest[..open + mark.len_utf8() + close + closing]);
        } else {
            outside.push_str(&rest[..open]);
            outside.push(' ');
            inside.push(content.to_owned());
        }
        rest = &after[close + closing..];
    }
    outside.push_str(rest);
    (outside, inside)
}
