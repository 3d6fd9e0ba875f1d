//! One mail as domain values: for the store when it arrives, and for the screen when it is opened.

use std::borrow::Cow;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use sha2::{Digest, Sha256};

use super::attachments::attachments;
use super::charset;
use super::headers::{Headers, text as header_text};
use super::html::{as_plain, html_text, link};
use super::limits;
use super::plain_text::{Flow, plain_lines};
use super::segments::{Segment, segments};
use super::skim::{Part, Skimmed, skim, skim_stream};
use super::transfer;
use crate::domain::mail::address::{Address, AddressRole};
use crate::domain::mail::body::{Attachment, BodyLine, BodyNotice, BodySpan, BodyText, LineKind, Link, SpanStyle};
use crate::domain::mail::message::{ParsedMail, Warnings};
use crate::domain::mail::quoting::{marks, own_words};
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

/// Reads a mail on arrival. Never fails: what breaks the reader gives a mail marked `unparsed`.
pub fn parse(raw: &[u8]) -> ParsedMail {
    catch_unwind(AssertUnwindSafe(|| parsed(&skim(raw))))
        .unwrap_or_else(|_| ParsedMail::unread(raw.len() as u64, Sha256::digest(raw).into()))
}

/// Reads a mail of any size from a stream on arrival, in memory that does not grow with it.
///
/// # Errors
/// Only those of the stream.
pub fn parse_stream(stream: impl Read) -> io::Result<ParsedMail> {
    Ok(parsed(&skim_stream(stream)?))
}

/// Reads a mail for showing it. Never fails: what breaks the reader is shown as raw text.
pub fn read(raw: &[u8]) -> Reading {
    catch_unwind(AssertUnwindSafe(|| reading(&skim(raw)))).unwrap_or_else(|_| unparsed(raw))
}

/// Reads a mail of any size from a stream for showing it.
///
/// # Errors
/// Only those of the stream.
pub fn read_stream(stream: impl Read) -> io::Result<Reading> {
    Ok(reading(&skim_stream(stream)?))
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

/// The decoded text of a part, and whether something in it was broken.
fn decoded(part: &Part) -> (Cow<'_, str>, bool) {
    let (mut bytes, broken) = match part.encoding {
        transfer::Encoding::Identity | transfer::Encoding::Uuencode => (Cow::Borrowed(part.text.as_slice()), false),
        encoding => {
            let (bytes, broken) = transfer::decode(encoding, &part.text);
            (Cow::Owned(bytes), broken)
        }
    };
    if bytes.len() > limits::TEXT_BYTES {
        bytes = Cow::Owned(bytes[..limits::TEXT_BYTES].to_vec());
    }
    let declared = part
        .content_type
        .charset
        .as_deref()
        .map(str::to_owned)
        .or_else(|| (part.content_type.media == "text/html").then(|| declared_in_html(&bytes)).flatten());
    match bytes {
        Cow::Borrowed(bytes) => {
            let (text, lost) = charset::decode(bytes, declared.as_deref());
            (text, broken || lost)
        }
        Cow::Owned(bytes) => {
            let (text, lost) = charset::decode(&bytes, declared.as_deref());
            (Cow::Owned(text.into_owned()), broken || lost)
        }
    }
}

/// The charset an HTML page declares for itself.
fn declared_in_html(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let label: String =
        after.trim_start_matches(['"', '\'']).chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    (!label.is_empty()).then_some(label)
}

fn flow(part: &Part) -> Flow {
    Flow { flowed: part.content_type.flowed, delsp: part.content_type.delsp }
}

fn parsed(skimmed: &Skimmed) -> ParsedMail {
    let top = &skimmed.parts[0];
    let headers = &top.headers;
    let mut warnings = skimmed.warnings;
    let (addresses, odd_sender) = addresses(headers);
    warnings.add(headers.warnings(&addresses));
    let mut text = CleanText::default();
    let mut snippet = String::new();
    let mut from_html = false;
    for segment in segments(skimmed) {
        if text.as_str().len() >= limits::TEXT_BYTES {
            warnings.add(Warnings::TEXT_CUT);
            break;
        }
        let (part, is_html) = match segment {
            Segment::Plain(part) => (part, false),
            Segment::Html(part) => (part, true),
            Segment::Mail(inner) => {
                forwarded_lines(inner).iter().for_each(|line| {
                    text.append(line);
                    text.end_line();
                });
                continue;
            }
        };
        let (source, broken) = decoded(part);
        if broken {
            warnings.add(Warnings::BAD_ENCODING);
        }
        let start = text.as_str().len();
        if is_html {
            let read = html_text(&source);
            from_html |= start == 0;
            if read.cut {
                warnings.add(Warnings::TEXT_CUT);
            }
            text.append(&as_plain(&read.lines));
        } else {
            text.append(&CleanText::block(&source));
        }
        if snippet.is_empty() {
            snippet = snippet_of(&text.as_str()[start..], if is_html { Flow::default() } else { flow(part) });
        }
        text.end_line();
    }
    text.truncate_bytes(limits::TEXT_BYTES);
    let date = headers.date();
    ParsedMail {
        message_id: headers.message_ids("Message-ID").into_iter().next(),
        in_reply_to: headers.message_ids("In-Reply-To"),
        references: headers.message_ids("References"),
        subject: headers.text("Subject").unwrap_or_default(),
        addresses,
        odd_sender,
        date: date.map(|date| date.at),
        date_offset_minutes: date.map_or(0, |date| date.offset_minutes),
        received: headers.received().map(|date| date.at),
        list: headers.list(),
        automation: headers.automation(&top.content_type.media),
        snippet: CleanText::line(&snippet),
        text,
        from_html,
        attachments: attachments(skimmed),
        size: skimmed.size,
        raw_sha256: skimmed.raw_sha256,
        body_sha256: skimmed.body_sha256,
        warnings,
        unparsed: false,
    }
}

fn snippet_of(text: &str, flow: Flow) -> String {
    let end = text.floor_char_boundary(32 * 1024);
    let lines = plain_lines(&text[..end], flow);
    let pairs: Vec<(u8, &str)> = lines.iter().take(400).map(|line| (line.quote, line.text.as_ref())).collect();
    own_words(&pairs, limits::SNIPPET_CHARS)
}

fn addresses(headers: &Headers) -> (Vec<(AddressRole, Address)>, CleanText) {
    const FIELDS: [(AddressRole, &str); 6] = [
        (AddressRole::From, "From"),
        (AddressRole::Sender, "Sender"),
        (AddressRole::ReplyTo, "Reply-To"),
        (AddressRole::To, "To"),
        (AddressRole::Cc, "Cc"),
        (AddressRole::Bcc, "Bcc"),
    ];
    let mut all: Vec<(AddressRole, Address)> = Vec::new();
    let mut odd_sender = CleanText::default();
    for (role, name) in FIELDS {
        let list = headers.addresses(name);
        if role == AddressRole::From && list.addresses.is_empty() {
            odd_sender = list.odd;
        }
        let as_from = |address: &Address| all.iter().any(|(of, from)| *of == AddressRole::From && from.address == address.address);
        let new: Vec<Address> = list.addresses.into_iter().filter(|address| role != AddressRole::Sender || !as_from(address)).collect();
        all.extend(new.into_iter().map(|address| (role, address)));
    }
    all.truncate(limits::ADDRESSES);
    (all, odd_sender)
}

/// The lines that stand above a mail inside a mail.
fn forwarded_lines(headers: &Headers) -> Vec<CleanText> {
    ["From", "To", "Date", "Subject"]
        .iter()
        .filter_map(|name| headers.first(name).map(|value| CleanText::line(&format!("{name}: {}", header_text(value)))))
        .collect()
}

fn reading(skimmed: &Skimmed) -> Reading {
    let top = &skimmed.parts[0];
    let mut warnings = skimmed.warnings;
    warnings.add(top.headers.warnings(&addresses(&top.headers).0));
    let mut body = BodyText::default();
    let mut html = None;
    for segment in segments(skimmed) {
        match segment {
            Segment::Plain(part) => {
                let (text, broken) = decoded(part);
                if broken {
                    warnings.add(Warnings::BAD_ENCODING);
                }
                push_plain(&mut body, CleanText::block(&text).as_str(), flow(part));
            }
            Segment::Html(part) => {
                let (source, broken) = decoded(part);
                if broken {
                    warnings.add(Warnings::BAD_ENCODING);
                }
                body.from_html |= body.lines.is_empty();
                push_html(&mut body, &source, &mut warnings);
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
    if html.is_none() {
        let part = skimmed.parts.iter().find(|part| part.content_type.media == "text/html" && !part.text.is_empty());
        html = part.map(|part| decoded(part).0.into_owned());
    }
    body.notices = notices(warnings);
    Reading { headers: top.headers.shown(), warnings, body, html, attachments: attachments(skimmed) }
}

fn notices(warnings: Warnings) -> Vec<BodyNotice> {
    [
        (Warnings::TEXT_CUT, BodyNotice::Cut),
        (Warnings::HTML_REDUCED, BodyNotice::Simplified),
        (Warnings::BAD_ENCODING, BodyNotice::Damaged),
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

fn plain_span(text: &str) -> Vec<BodySpan> {
    if text.is_empty() { Vec::new() } else { vec![BodySpan { text: CleanText::line(text), style: SpanStyle::Plain }] }
}

/// Cuts a line of plain text at the web addresses in it.
fn linked_spans(text: &str, links: &mut Vec<Link>) -> Vec<BodySpan> {
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

#[cfg(test)]
mod tests;
