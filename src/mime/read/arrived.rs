//! What arrival takes of a mail: its headers, its words for lists and search, its attachments.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::super::attachments::attachments;
use super::super::authentication::claims;
use super::super::decoded::{decoded, is_seen, says_something};
use super::super::headers::Headers;
use super::super::html::{as_plain, html_text};
use super::super::limits;
use super::super::plain_text::{Flow, plain_lines};
use super::super::segments::{Segment, segments};
use super::super::skim::{Skimmed, skim};
use super::super::unsubscribe;
use super::aside::{aside, flow, forwarded_lines};
use crate::domain::mail::address::{Address, AddressRole, normalized_domain};
use crate::domain::mail::authentication::AuthClaims;
use crate::domain::mail::message::{ParsedMail, Warnings};
use crate::domain::mail::quoting::own_words;
use crate::domain::mail::unsubscribe::OneClick;
use crate::text::CleanText;

/// A mail as the store takes it.
pub(super) fn parsed(skimmed: &Skimmed) -> ParsedMail {
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

/// What servers say of the sender of a mail, of which the beginning with the headers is here.
pub fn sender_claims(beginning: &[u8]) -> AuthClaims {
    of_headers(beginning, claims_of)
}

/// The page that takes somebody off the list of a mail by one request, where the mail may be taken at its word; the beginning with the headers is here.
pub fn one_click(beginning: &[u8], named: &[String]) -> Option<OneClick> {
    of_headers(beginning, |headers| unsubscribe::of_headers(headers, &claims_of(headers), named))
}

fn claims_of(headers: &Headers) -> AuthClaims {
    claims(headers, from_domains(&addresses(headers).0))
}

/// What the headers of a mail say; nothing where reading them fails.
fn of_headers<T: Default>(beginning: &[u8], said: impl FnOnce(&Headers) -> T) -> T {
    let end = ["\r\n\r\n", "\n\n"].iter().filter_map(|end| memchr::memmem::find(beginning, end.as_bytes())).min();
    let head = &beginning[..end.map_or(beginning.len(), |end| end + 2)];
    catch_unwind(AssertUnwindSafe(|| said(&skim(head).parts[0].headers))).unwrap_or_default()
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

/// The addresses of a mail by their roles, and what stands for a sender without one.
pub(super) fn addresses(headers: &Headers) -> (Vec<(AddressRole, Address)>, CleanText) {
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
