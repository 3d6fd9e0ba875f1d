//! Lines of plain text as spans, with the web addresses in them as links.

use super::html::link;
use crate::domain::mail::body::{BodySpan, Link, SpanStyle};
use crate::text::CleanText;

/// Words without a style.
pub(super) fn plain_span(text: &str) -> Vec<BodySpan> {
    if text.is_empty() { Vec::new() } else { vec![BodySpan { text: CleanText::line(text), style: SpanStyle::Plain }] }
}

/// Cuts a line of plain text at the web addresses in it.
pub(super) fn linked_spans(text: &str, links: &mut Vec<Link>) -> Vec<BodySpan> {
    let mut spans = Vec::new();
    let mut rest = text;
    while let Some(at) = web_address_start(rest) {
        let length = web_address_length(&rest[at..]);
        let Some(found) = link(&rest[at..at + length]).filter(|_| links.len() < 2_000) else { break };
        spans.extend(plain_span(&rest[..at]));
        let words = CleanText::line(&rest[at..at + length]);
        links.push(Link { label: words.clone(), ..found });
        spans.push(BodySpan { text: words, style: SpanStyle::Link(links.len() - 1) });
        rest = &rest[at + length..];
    }
    spans.extend(plain_span(rest));
    spans
}

fn web_address_start(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text[from..].find("://") {
        let at = from + found;
        for scheme in ["https", "http"] {
            if text[..at].ends_with(scheme) && at - scheme.len() >= from.min(at - scheme.len()) {
                return Some(at - scheme.len());
            }
        }
        from = at + 3;
    }
    None
}

/// How long a web address is: up to what cannot be in one, without the stop or bracket that belongs to the sentence.
fn web_address_length(text: &str) -> usize {
    let ends = |c: char| {
        c.is_whitespace()
            || matches!(c, '<' | '>' | '"' | '`' | '|' | '「' | '」' | '『' | '』' | '（' | '）' | '、' | '。' | '，' | '【' | '】' | '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff60}')
    };
    let mut length = text.find(ends).unwrap_or(text.len());
    while let Some(last) = text[..length].chars().next_back() {
        let open = text[..length].contains('(');
        if matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | ']' | '}') || last == ')' && !open {
            length -= last.len_utf8();
        } else {
            break;
        }
    }
    length
}
