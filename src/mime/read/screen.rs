//! What the screen shows of a mail: its text in lines, its notices, its attachments.

use super::super::attachments::attachments;
use super::super::decoded::{decoded, is_seen, says_something};
use super::super::html::html_text;
use super::super::plain_text::{Flow, plain_lines};
use super::super::segments::{Segment, segments};
use super::super::skim::{Part, Sealed, Skimmed};
use super::super::spans::{linked_spans, plain_span};
use super::super::{charset, limits};
use super::arrived::addresses;
use super::aside::{aside, flow, forwarded_lines};
use crate::domain::mail::body::{Attachment, BodyLine, BodyNotice, BodySpan, BodyText, Encryption, LineKind, SpanStyle};
use crate::domain::mail::message::Warnings;
use crate::domain::mail::quoting::marks;
use crate::text::CleanText;

/// A mail as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// Every header, decoded and clean, in order.
    pub headers: Vec<(CleanText, CleanText)>,
    /// What is odd about the mail.
    pub warnings: Warnings,
    /// The readable text.
    pub body: BodyText,
    /// The source of its HTML, at most 1 MiB; none for mail without.
    pub html: Option<String>,
    /// What can be saved.
    pub attachments: Vec<Attachment>,
}

/// The text of a page of HTML, as the HTML of a mail is shown.
pub fn html_body(source: &str) -> BodyText {
    let (mut body, mut warnings) = (BodyText { from_html: true, ..BodyText::default() }, Warnings::default());
    push_html(&mut body, source, &mut warnings);
    body.notices = notices(warnings);
    if is_blank(&body) {
        body.notices.push(BodyNotice::NoText);
    }
    body
}

/// The beginning of a mail as raw text: what is shown of one that could not be read.
pub fn unparsed(raw: &[u8]) -> Reading {
    let beginning = &raw[..raw.len().min(limits::HEADER_BYTES)];
    let text = CleanText::block(&charset::undeclared(beginning));
    let line = |text: &str| BodyLine { quote: 0, kind: LineKind::Fixed, spans: plain_span(text) };
    let mut body =
        BodyText { lines: text.as_str().lines().map(line).collect(), notices: vec![BodyNotice::Unparsed], ..BodyText::default() };
    if raw.len() > beginning.len() {
        body.notices.push(BodyNotice::Cut);
    }
    Reading { body, ..Reading::default() }
}

/// A mail as the screen shows it.
pub(super) fn reading(skimmed: &Skimmed) -> Reading {
    let top = &skimmed.parts[0];
    let mut warnings = skimmed.warnings;
    warnings.add(top.headers.warnings(&addresses(&top.headers).0));
    let (mut body, mut html) = shown(skimmed, false, &mut warnings);
    if is_blank(&body) {
        (body, html) = shown(skimmed, true, &mut warnings);
    }
    if html.is_none() {
        let part = skimmed.parts.iter().find(|part| part.is_page() && !part.text.is_empty());
        html = part.map(|part| decoded(part).0.into_owned());
    }
    body.notices = notices(warnings);
    if skimmed.parts.iter().any(|part| part.content_type.is_elsewhere()) {
        body.notices.push(BodyNotice::Elsewhere);
    }
    let encryption = encryption(skimmed, &body);
    if let Some(aside) = aside(skimmed).filter(|_| encryption.is_none() && is_blank(&body)) {
        push_plain(&mut body, aside.as_str(), Flow::default());
    }
    match encryption {
        Some(encryption) => body.notices.push(BodyNotice::Encrypted(encryption)),
        None if is_blank(&body) => body.notices.push(BodyNotice::NoText),
        None => {}
    }
    Reading { headers: top.headers.shown(), warnings, body, html, attachments: attachments(skimmed) }
}

/// The text as it is shown, and the source of its first page.
fn shown(skimmed: &Skimmed, anything: bool, warnings: &mut Warnings) -> (BodyText, Option<String>) {
    let mut body = BodyText::default();
    let mut html = None;
    for segment in segments(skimmed, anything) {
        match segment {
            Segment::Plain(part) if !says_something(part) => {}
            Segment::Plain(part) => {
                let (text, broken) = decoded(part);
                if broken {
                    warnings.add(Warnings::BAD_ENCODING);
                }
                body.flowed |= flow(part).flowed;
                push_plain(&mut body, CleanText::block(&text).as_str(), flow(part));
            }
            Segment::Html(part) => {
                let (source, broken) = decoded(part);
                if broken {
                    warnings.add(Warnings::BAD_ENCODING);
                }
                body.from_html |= body.lines.is_empty();
                push_html(&mut body, &source, warnings);
                html.get_or_insert_with(|| source.into_owned());
            }
            Segment::Mail(inner) => {
                separate(&mut body);
                let lines = forwarded_lines(inner);
                body.lines.extend(lines.into_iter().map(|line| BodyLine {
                    quote: 0,
                    kind: LineKind::Attribution,
                    spans: vec![BodySpan { text: line, style: SpanStyle::Plain }],
                }));
                body.lines.push(BodyLine { quote: 0, kind: LineKind::Text, spans: Vec::new() });
            }
        }
    }
    (body, html)
}

/// Whether what the mail says is encrypted, also where gateways took a PGP mail apart and built it anew.
fn encryption(skimmed: &Skimmed, body: &BodyText) -> Option<Encryption> {
    let blank = is_blank(body);
    let name = |part: &Part| {
        let name = part.disposition.name.as_ref().or(part.content_type.name.as_ref());
        name.map(|name| name.as_str().to_ascii_lowercase()).unwrap_or_default()
    };
    let pgp = |part: &Part| {
        let (media, name) = (part.content_type.media.as_str(), name(part));
        let file = blank && [".pgp", ".gpg", ".asc"].iter().any(|end| name.ends_with(end));
        matches!(media, "multipart/encrypted" | "application/pgp-encrypted")
            || matches!(name.as_str(), "encrypted.asc" | "openpgp-encrypted-message.asc")
            || file && !matches!(media, "application/pgp-signature" | "application/pgp-keys")
    };
    let armoured =
        |line: &BodyLine| line.quote == 0 && line.spans.iter().any(|span| span.text.as_str().starts_with("-----BEGIN PGP MESSAGE"));
    let rights = |part: &Part| part.content_type.media == "application/x-microsoft-rpmsg-message" || name(part) == "message.rpmsg";
    if skimmed.parts.iter().any(|part| part.sealed == Some(Sealed::Encrypted)) {
        Some(Encryption::Smime)
    } else if skimmed.parts.iter().any(pgp) || body.lines.iter().any(armoured) {
        Some(Encryption::Pgp)
    } else {
        skimmed.parts.iter().any(rights).then_some(Encryption::Rights)
    }
}

fn is_blank(body: &BodyText) -> bool {
    !body.lines.iter().flat_map(|line| &line.spans).any(|span| span.text.as_str().chars().any(is_seen))
}

fn notices(warnings: Warnings) -> Vec<BodyNotice> {
    [
        (Warnings::TEXT_CUT, BodyNotice::Cut),
        (Warnings::HTML_REDUCED, BodyNotice::Simplified),
        (Warnings::BAD_ENCODING, BodyNotice::Damaged),
        (Warnings::FILE_DAMAGED, BodyNotice::FileDamaged),
        (Warnings::FILE_IN_PIECES, BodyNotice::FileInPieces),
        (Warnings::PARTS_CUT, BodyNotice::Limited),
        (Warnings::HEADERS_CUT, BodyNotice::Limited),
    ]
    .into_iter()
    .filter(|(warning, _)| warnings.has(*warning))
    .fold(Vec::new(), |mut notices, (_, notice)| {
        if !notices.contains(&notice) {
            notices.push(notice);
        }
        notices
    })
}

/// An empty line between two texts of one mail.
fn separate(body: &mut BodyText) {
    if body.lines.last().is_some_and(|line| !line.spans.is_empty()) {
        body.lines.push(BodyLine { quote: 0, kind: LineKind::Text, spans: Vec::new() });
    }
}

fn push_plain(body: &mut BodyText, text: &str, flow: Flow) {
    let mut lines = plain_lines(text, flow);
    while lines.last().is_some_and(|line| line.quote == 0 && line.text.trim().is_empty()) {
        lines.pop();
    }
    let pairs: Vec<(u8, &str)> = lines.iter().map(|line| (line.quote, line.text.as_ref())).collect();
    let marked = marks(&pairs);
    separate(body);
    for (line, mark) in lines.iter().zip(marked) {
        let spans = linked_spans(&line.text, &mut body.links);
        body.lines.push(BodyLine { quote: mark.quote, kind: mark.kind, spans });
    }
}

fn push_html(body: &mut BodyText, source: &str, warnings: &mut Warnings) {
    let read = html_text(source);
    if read.cut {
        warnings.add(Warnings::TEXT_CUT);
    }
    let words: Vec<String> = read.lines.iter().map(|line| line.spans.iter().map(|span| span.text.as_str()).collect()).collect();
    let pairs: Vec<(u8, &str)> = read.lines.iter().zip(&words).map(|(line, words)| (line.quote, words.as_str())).collect();
    let marked = marks(&pairs);
    separate(body);
    let first_link = body.links.len();
    for (mut line, mark) in read.lines.into_iter().zip(marked) {
        line.quote = mark.quote;
        if mark.kind != LineKind::Text {
            line.kind = mark.kind;
        }
        for span in &mut line.spans {
            if let SpanStyle::Link(link) = &mut span.style {
                *link += first_link;
            }
        }
        body.lines.push(line);
    }
    body.links.extend(read.links);
}
