//! Which parts of a mail are its text.

use super::decoded::{says_something, says_words};
use super::headers::Headers;
use super::skim::{Part, Skimmed};

/// A piece of what is shown, in order.
#[derive(Clone, Copy)]
pub(super) enum Segment<'a> {
    /// A part to be shown as it is written.
    Plain(&'a Part),
    /// A part to be laid out as text.
    Html(&'a Part),
    /// A mail inside the mail; what it says follows.
    Mail(&'a Headers),
}

/// The parts whose text is shown, chosen as RFC 2046 asks: of alternatives the plain text if it says anything, of related parts the root. `anything`: also what was sent
/// as a file or in a wording for programs, for a mail that is blank otherwise.
pub(super) fn segments(skimmed: &Skimmed, anything: bool) -> Vec<Segment<'_>> {
    let mut children = vec![Vec::new(); skimmed.parts.len()];
    for (index, part) in skimmed.parts.iter().enumerate() {
        if let Some(parent) = part.parent {
            children[parent].push(index);
        }
    }
    Choice { skimmed, children: &children, anything }.of(0)
}

fn say_something(segments: &[Segment<'_>]) -> bool {
    segments.iter().any(|segment| match segment {
        Segment::Plain(part) | Segment::Html(part) => says_something(part),
        Segment::Mail(_) => true,
    })
}

#[derive(Clone, Copy)]
struct Choice<'a, 'c> {
    skimmed: &'a Skimmed,
    children: &'c [Vec<usize>],
    /// Whatever text there is.
    anything: bool,
}

impl<'a> Choice<'a, '_> {
    fn of(self, index: usize) -> Vec<Segment<'a>> {
        let mut chosen = Vec::new();
        self.add(index, &mut chosen);
        chosen
    }

    fn add(self, index: usize, chosen: &mut Vec<Segment<'a>>) {
        let part = &self.skimmed.parts[index];
        let own = &self.children[index];
        let media = part.content_type.media.as_str();
        if media == "multipart/alternative" {
            self.alternative(own, chosen);
        } else if media == "multipart/related" {
            self.related(part, own, chosen);
        } else if part.content_type.is_multipart() {
            own.iter().for_each(|child| self.add(*child, chosen));
        } else if part.holds_mail() && !own.is_empty() && self.is_mail(part, own[0]) {
            chosen.push(Segment::Mail(&self.skimmed.parts[own[0]].headers));
            self.add(own[0], chosen);
        } else if part.is_tnef() && part.sealed.is_some() {
            // It says the text again that stands before it, or alone.
            if !say_something(chosen) {
                own.iter().for_each(|child| self.add(*child, chosen));
            }
        } else if part.sealed.is_some() {
            own.iter().for_each(|child| self.add(*child, chosen));
        } else if self.is_shown(part, chosen.is_empty()) {
            chosen.push(if part.is_page() { Segment::Html(part) } else { Segment::Plain(part) });
            // What a file in the text held, where the text around it says nothing.
            own.iter().filter(|child| self.skimmed.parts[**child].sealed.is_some()).for_each(|child| self.add(*child, chosen));
        }
    }

    /// Whether what a part holds is a mail: a file that is only called so has no headers.
    fn is_mail(self, part: &Part, inner: usize) -> bool {
        part.content_type.media.starts_with("message/") || !self.skimmed.parts[inner].headers.is_empty()
    }

    /// The plain text if it says anything in words; otherwise the last, richest alternative that does, those of a type we know before the others.
    fn alternative(self, own: &[usize], chosen: &mut Vec<Segment<'a>>) {
        let plain = |child: &usize| {
            let part = &self.skimmed.parts[*child];
            part.content_type.media == "text/plain" && self.is_shown(part, chosen.is_empty()) && says_words(part)
        };
        if let Some(child) = own.iter().copied().find(plain) {
            return self.add(child, chosen);
        }
        let unknown = |child: &usize| {
            let kind = &self.skimmed.parts[*child].content_type;
            kind.is_text() && !matches!(kind.media.as_str(), "text/plain" | "text/html" | "text/enriched" | "text/markdown")
        };
        let known = own.iter().rev().filter(|child| !unknown(child)).chain(own.iter().rev().filter(|child| unknown(child)));
        let mut blank = Vec::new();
        for child in known {
            let found = self.of(*child);
            if say_something(&found) {
                return chosen.extend(found);
            }
            if blank.is_empty() {
                blank = found;
            }
        }
        chosen.extend(blank);
    }

    /// The root (RFC 2387 3.2: the part that `start` names, else the first), else the first that says something; and texts that no link of the root can mean, as lists
    /// append them.
    fn related(self, related: &Part, own: &[usize], chosen: &mut Vec<Segment<'a>>) {
        let id = |child: &usize| self.skimmed.parts[*child].headers.first("Content-ID").map(bare_id);
        let start = related.content_type.start.as_deref().map(str::as_bytes).map(bare_id);
        let named = start.and_then(|start| own.iter().copied().find(|child| id(child).as_ref() == Some(&start)));
        // Without a start that is there: the first of the type that is announced, as some put what programs read before it.
        let kind = related.content_type.root_type.as_deref();
        let typed = kind
            .and_then(|kind| own.iter().copied().find(|child| self.skimmed.parts[*child].content_type.media.eq_ignore_ascii_case(kind)));
        let Some(root) = named.or(typed).or(own.first().copied()) else { return };
        let mut found = self.of(root);
        let mut shown = root;
        if !say_something(&found)
            && let Some((other, says)) =
                own.iter().filter(|child| **child != root).map(|child| (*child, self.of(*child))).find(|(_, says)| say_something(says))
        {
            (shown, found) = (other, says);
        }
        chosen.extend(found);
        for child in own.iter().copied().filter(|child| *child > shown) {
            let part = &self.skimmed.parts[child];
            let apart = part.content_type.is_text() && part.headers.first("Content-Location").is_none() && id(&child).is_none();
            if apart {
                self.add(child, chosen);
            }
        }
    }

    /// Whether a leaf is part of the text: text of any subtype (RFC 2046 4.1.4), but those that say it in a way for programs. A named one is an attachment, unless it is
    /// the first thing the mail has to say.
    fn is_shown(self, part: &Part, first: bool) -> bool {
        let media = part.content_type.media.as_str();
        let named = part.disposition.name.is_some() || part.content_type.name.is_some();
        let text = match media {
            "text/plain" | "text/html" => self.anything || !named || first || part.disposition.inline && media == "text/plain",
            "message/delivery-status" | "message/feedback-report" => !named,
            "text/css" | "text/javascript" | "text/x-javascript" | "text/ecmascript" | "text/calendar" | "text/x-vcalendar"
            | "text/vcard" | "text/x-vcard" | "text/directory" | "text/x-amp-html" | "text/watch-html" => self.anything,
            "message/external-body" => true,
            _ if part.content_type.is_text() => self.anything || !named,
            "application/pgp" => true,
            _ => self.anything,
        };
        part.kept && text && (self.anything || !part.disposition.attachment)
    }
}

/// A Content-ID without what is put around it, in lower case, and not as a link writes it (RFC 2392).
pub(super) fn bare_id(value: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(value).chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.trim_matches(['<', '>', '"', '\'']).to_lowercase();
    text.strip_prefix("cid:").unwrap_or(&text).trim_matches(['<', '>']).replace("%40", "@")
}

/// Of every part, in order, whether it is shown as text of the mail.
pub(super) fn is_text_of_mail(skimmed: &Skimmed) -> Vec<bool> {
    let mut shown = vec![false; skimmed.parts.len()];
    for segment in segments(skimmed, false) {
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
