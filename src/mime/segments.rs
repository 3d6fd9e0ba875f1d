//! Which parts of a mail are its text.

use super::headers::Headers;
use super::skim::{Part, Skimmed};

/// A piece of what is shown, in order.
pub(super) enum Segment<'a> {
    /// A part to be shown as it is written.
    Plain(&'a Part),
    /// A part to be laid out as text.
    Html(&'a Part),
    /// A mail inside the mail; what it says follows.
    Mail(&'a Headers),
}

/// The parts whose text is shown, chosen as RFC 2046 asks: of alternatives the plain text if it says anything, of related parts the first.
pub(super) fn segments(skimmed: &Skimmed) -> Vec<Segment<'_>> {
    let mut children = vec![Vec::new(); skimmed.parts.len()];
    for (index, part) in skimmed.parts.iter().enumerate() {
        if let Some(parent) = part.parent {
            children[parent].push(index);
        }
    }
    let mut chosen = Vec::new();
    choose(skimmed, &children, 0, &mut chosen);
    chosen
}

fn choose<'a>(skimmed: &'a Skimmed, children: &[Vec<usize>], index: usize, chosen: &mut Vec<Segment<'a>>) {
    let part = &skimmed.parts[index];
    let own = &children[index];
    let media = part.content_type.media.as_str();
    if media == "multipart/alternative" {
        let plain = own.iter().find(|child| says_something(&skimmed.parts[**child]));
        if let Some(child) = plain {
            return choose(skimmed, children, *child, chosen);
        }
        // Otherwise the last, richest alternative that can be shown.
        for child in own.iter().rev() {
            let before = chosen.len();
            choose(skimmed, children, *child, chosen);
            if chosen.len() > before {
                return;
            }
        }
    } else if media == "multipart/related" {
        if let Some(child) = own.first() {
            choose(skimmed, children, *child, chosen);
        }
    } else if part.content_type.is_multipart() {
        own.iter().for_each(|child| choose(skimmed, children, *child, chosen));
    } else if matches!(media, "message/rfc822" | "message/global") {
        if let Some(inner) = own.first() {
            chosen.push(Segment::Mail(&skimmed.parts[*inner].headers));
            choose(skimmed, children, *inner, chosen);
        }
    } else if is_shown(part, chosen.is_empty()) {
        chosen.push(if media == "text/html" { Segment::Html(part) } else { Segment::Plain(part) });
    }
}

fn says_something(part: &Part) -> bool {
    part.content_type.media == "text/plain" && !part.disposition.attachment && part.text.iter().any(|byte| !byte.is_ascii_whitespace())
}

/// Whether a leaf is part of the text. A named one is an attachment, unless it is the first thing the mail has to say.
fn is_shown(part: &Part, first: bool) -> bool {
    let media = part.content_type.media.as_str();
    let text =
        matches!(media, "text/plain" | "text/html" | "text/enriched" | "text/markdown" | "text/rfc822-headers" | "message/delivery-status");
    let named = part.disposition.name.is_some() || part.content_type.name.is_some();
    text && !part.disposition.attachment && (!named || first && matches!(media, "text/plain" | "text/html"))
}

/// Of every part, in order, whether it is shown as text of the mail.
pub(super) fn is_text_of_mail(skimmed: &Skimmed) -> Vec<bool> {
    let mut shown = vec![false; skimmed.parts.len()];
    for segment in segments(skimmed) {
        let part = match segment {
            Segment::Plain(part) | Segment::Html(part) => part,
            Segment::Mail(_) => continue,
        };
        if let Some(index) = skimmed.parts.iter().position(|other| std::ptr::eq(other, part)) {
            shown[index] = true;
        }
    }
    shown
}
