//! One mail as domain values: for the store when it arrives, and for the screen when it is opened.

use std::collections::HashSet;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use sha2::{Digest, Sha256};

use super::attachments::attachments;
use super::authentication::claims;
use super::charset;
use super::decoded::{decoded, is_seen, says_something};
use super::headers::Headers;
use super::html::{as_plain, html_text};
use super::limits;
use super::plain_text::{Flow, plain_lines};
use super::segments::{Segment, segments};
use super::skim::{Part, Sealed, Skimmed, skim, skim_stream};
use super::spans::{linked_spans, plain_span};
use crate::domain::mail::address::{Address, AddressRole, normalized_domain};
use crate::domain::mail::authentication::AuthClaims;
use crate::domain::mail::body::{Attachment, BodyLine, BodyNotice, BodySpan, BodyText, Encryption, LineKind, SpanStyle};
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

/// Reads a mail for showing it, every text and raw header in a charset that a person named ([`super::charset_names`]), whatever the mail says.
pub fn read_as(raw: &[u8], charset: &str) -> Reading {
    catch_unwind(AssertUnwindSafe(|| reading(&said(skim(raw), charset)))).unwrap_or_else(|_| unparsed(raw))
}

/// The same of a mail of any size from a stream.
///
/// # Errors
/// Only those of the stream.
pub fn read_stream_as(stream: impl Read, charset: &str) -> io::Result<Reading> {
    Ok(reading(&said(skim_stream(stream)?, charset)))
}

fn said(mut skimmed: Skimmed, charset: &str) -> Skimmed {
    for part in &mut skimmed.parts {
        part.headers.redeclare(charset);
        if part.content_type.is_text() {
            part.content_type.charset = Some(charset.to_owned());
            part.content_type.said = true;
        }
    }
    skimmed
}

/// Reads a mail of any size from a stream for showing it.
///
/// # Errors
/// Only those of the stream.
pub fn read_stream(stream: impl Read) -> io::Result<Reading> {
    Ok(reading(&skim_stream(stream)?))
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

fn flow(part: &Part) -> Flow {
    Flow { flowed: part.content_type.flowed, delsp: part.content_type.delsp }
}

fn parsed(skimmed: &Skimmed) -> ParsedMail {
    let top = &skimmed.parts[0];
    let headers = &top.headers;
    let mut warnings = skimmed.warnings;
    let (addresses, odd_sender) = addresses(headers);
    warnings.add(headers.warnings(&addresses));
    let mut words = words(skimmed, false, &mut warnings);
    if !words.text.as_str().chars().any(is_seen) {
        words = self::words(skimmed, true, &mut warnings);
    }
    if let Some(aside) = aside(skimmed).filter(|_| !words.text.as_str().chars().any(is_seen)) {
        words.snippet = snippet_of(aside.as_str(), Flow::default());
        words.text = aside;
    }
    let claims = claims(headers, from_domains(&addresses));
    let date = headers.date();
    // Old programs put the address of somebody into In-Reply-To, which names no mail.
    let people: HashSet<String> = addresses.iter().map(|(_, one)| one.address.as_str().to_lowercase()).collect();
    let named = |ids: Vec<String>| -> Vec<String> { ids.into_iter().filter(|id| !people.contains(&id.to_lowercase())).collect() };
    ParsedMail {
        message_id: headers.message_ids("Message-ID").into_iter().next(),
        in_reply_to: named(headers.in_reply_to()),
        references: named(headers.message_ids("References")),
        subject: headers.text("Subject").unwrap_or_default(),
        addresses,
        odd_sender,
        date: date.map(|date| date.at),
        date_offset_minutes: date.map_or(0, |date| date.offset_minutes),
        received: headers.received().map(|date| date.at),
        list: headers.list(),
        auth: claims.judge(&[]),
        claims,
        automation: headers.automation(&top.content_type.media),
        snippet: CleanText::line(&words.snippet),
        text: words.text,
        from_html: words.from_html,
        attachments: attachments(skimmed),
        size: skimmed.size,
        raw_sha256: skimmed.raw_sha256,
        body_sha256: skimmed.body_sha256,
        warnings,
        unparsed: false,
    }
}

/// What stands outside of the parts of a mail, where it holds words and is not what programs write there for others that know no parts.
fn aside(skimmed: &Skimmed) -> Option<CleanText> {
    let text = charset::undeclared(&skimmed.aside);
    let lower = text.to_ascii_lowercase();
    let for_programs = ["mime", "multi-part", "multipart"].iter().any(|word| lower.contains(word));
    (!for_programs && text.chars().any(is_seen)).then(|| CleanText::block(text.trim()))
}

/// What servers say of the sender of a mail, of which the beginning with the headers is here.
pub fn sender_claims(beginning: &[u8]) -> AuthClaims {
    let end = ["\r\n\r\n", "\n\n"].iter().filter_map(|end| memchr::memmem::find(beginning, end.as_bytes())).min();
    let head = &beginning[..end.map_or(beginning.len(), |end| end + 2)];
    catch_unwind(AssertUnwindSafe(|| {
        let skimmed = skim(head);
        let headers = &skimmed.parts[0].headers;
        claims(headers, from_domains(&addresses(headers).0))
    }))
    .unwrap_or_default()
}

fn from_domains(addresses: &[(AddressRole, Address)]) -> Vec<String> {
    addresses.iter().filter(|(role, _)| *role == AddressRole::From).map(|(_, one)| normalized_domain(one.address.domain())).collect()
}

/// What search and lists take of a mail.
struct Words {
    text: CleanText,
    snippet: String,
    from_html: bool,
}

fn words(skimmed: &Skimmed, anything: bool, warnings: &mut Warnings) -> Words {
    let mut text = CleanText::default();
    let mut snippet = String::new();
    let mut from_html = false;
    for segment in segments(skimmed, anything) {
        if text.as_str().len() >= limits::TEXT_BYTES {
            warnings.add(Warnings::TEXT_CUT);
            break;
        }
        let (part, is_html) = match segment {
            Segment::Plain(part) if !says_something(part) => continue,
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
    Words { text, snippet, from_html }
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
        .filter_map(|name| headers.text(name).map(|value| CleanText::line(&format!("{name}: {value}"))))
        .collect()
}

fn reading(skimmed: &Skimmed) -> Reading {
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

#[cfg(test)]
mod shapes;
#[cfg(test)]
mod tests;
