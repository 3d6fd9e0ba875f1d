//! A finished mail given by the person (`fumi send`), made fit to go out: like `sendmail -t`.

use crate::domain::mail::address::{AddrSpec, Address};
use crate::domain::mail::address_list::parse_received_list;
use crate::domain::mail::message_id::MessageId;

use super::headers::{HeaderWriter, date};
use super::outgoing::{Envelope, Outgoing, Stamp, unique};
use super::wire::{ByteFault, WireMessage};

/// Why a finished mail cannot go out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FinishedFault {
    /// Its bytes would be dangerous.
    #[error("{0}")]
    Bytes(#[from] ByteFault),
    /// It names nobody in To, Cc or Bcc.
    #[error("no recipient")]
    NoRecipient,
    /// This is no address.
    #[error("not a mail address: {0}")]
    BadAddress(crate::text::CleanText),
}

/// Takes recipients from To, Cc and Bcc, takes Bcc away, and adds From, Date and Message-ID from the stamp where they are missing. Lone LF ends of a
/// Unix file become CRLF; a lone CR is refused. The envelope's sender is always the account's own address.
pub fn finish(given: &[u8], stamp: &Stamp) -> Result<Outgoing, FinishedFault> {
    let bytes = with_crlf(without_envelope(given));
    let split = bytes.windows(4).position(|four| four == b"\r\n\r\n").ok_or(ByteFault::BrokenHeader)?;
    let (block, body) = (&bytes[..split + 2], &bytes[split + 4..]);
    let mut writer = HeaderWriter::default();
    let mut out = Vec::with_capacity(bytes.len() + 256);
    let mut to: Vec<AddrSpec> = Vec::new();
    // Where the first field of a name ends that may hold what further ones say.
    let mut firsts: Vec<(String, usize)> = Vec::new();
    let (mut has_date, mut has_from, mut message_id) = (false, false, None);
    for field in fields(block) {
        let name = field.name.as_str();
        let text = String::from_utf8_lossy(field.value).replace(['\r', '\n'], " ");
        match name {
            "to" | "cc" | "bcc" => {
                for one in parse_received_list(&text) {
                    match one {
                        Ok(Address { address, .. }) => to.push(address),
                        Err(bad) => return Err(FinishedFault::BadAddress(bad.piece)),
                    }
                }
            }
            "date" => has_date = true,
            "from" => has_from = true,
            "message-id" => message_id = MessageId::new(&text),
            _ => {}
        }
        let unusable_id = name == "message-id" && message_id.is_none();
        if !matches!(name, "bcc" | "resent-bcc" | "return-path") && !unusable_id {
            let before = firsts.iter().position(|(known, _)| known == name);
            match (before, field.untidy) {
                (Some(before), _) => join(&mut out, &mut firsts, before, field.value),
                (None, Some(tidy)) => out.extend_from_slice(&[tidy, b":", field.value].concat()),
                (None, None) => out.extend_from_slice(field.whole),
            }
            if before.is_none() && matches!(name, "to" | "cc" | "reply-to") {
                firsts.push((name.to_owned(), out.len()));
            }
        }
    }
    if to.is_empty() {
        return Err(FinishedFault::NoRecipient);
    }
    if !has_date {
        writer.text("Date", &date(&stamp.written));
    }
    if !has_from {
        writer.addresses("From", std::slice::from_ref(&stamp.from));
    }
    if message_id.is_none() {
        writer.ids("Message-ID", std::slice::from_ref(&stamp.message_id));
    }
    out.extend_from_slice(&writer.finish());
    out.extend_from_slice(body);
    if !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    let message = WireMessage::check(out)?;
    let envelope = Envelope { from: stamp.from.address.clone(), to: unique(to.iter()) };
    Ok(Outgoing { message, envelope, message_id: message_id.unwrap_or_else(|| stamp.message_id.clone()) })
}

/// Puts the recipients of a further field behind those of the first of its name: a mail has one such field (RFC 5322 3.6), scripts write one a recipient.
fn join(out: &mut Vec<u8>, firsts: &mut [(String, usize)], first: usize, value: &[u8]) {
    let value = value.trim_ascii();
    if value.is_empty() {
        return;
    }
    let at = firsts[first].1 - 2;
    let held = out[..at].trim_ascii_end();
    let comma: &[u8] = if held.ends_with(b":") || held.ends_with(b",") { b"" } else { b"," };
    let more = [comma, b"\r\n ", value].concat();
    out.splice(at..at, more.iter().copied());
    for (_, end) in firsts.iter_mut().filter(|(_, end)| *end > at) {
        *end += more.len();
    }
}

/// Without what stands before the first field: a byte order mark, empty lines, and the line by which an mbox begins a mail.
fn without_envelope(given: &[u8]) -> &[u8] {
    let mut rest = given.strip_prefix(b"\xef\xbb\xbf").unwrap_or(given);
    loop {
        let line = rest.iter().position(|byte| *byte == b'\n').map_or(rest, |end| &rest[..=end]);
        let skipped = line.trim_ascii().is_empty() && !line.is_empty() || line.starts_with(b"From ") || line.starts_with(b">From ");
        if !skipped {
            return rest;
        }
        rest = &rest[line.len()..];
    }
}

fn with_crlf(given: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(given.len() + given.len() / 32);
    for (at, byte) in given.iter().enumerate() {
        if *byte == b'\n' && (at == 0 || given[at - 1] != b'\r') {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    if !out.windows(4).any(|four| four == b"\r\n\r\n") {
        out.extend_from_slice(if out.ends_with(b"\r\n") { b"\r\n" } else { b"\r\n\r\n" });
    }
    out
}

/// A field of a header block.
struct HeaderField<'a> {
    /// Its name in lower case; empty for a line that is no field.
    name: String,
    /// The value with its folds and line end.
    value: &'a [u8],
    /// All of it.
    whole: &'a [u8],
    /// Its name as written, where blanks stand between it and the colon (RFC 5322 4.5).
    untidy: Option<&'a [u8]>,
}

fn fields(block: &[u8]) -> Vec<HeaderField<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < block.len() {
        let mut end = at;
        loop {
            end += block[end..].iter().position(|byte| *byte == b'\n').map_or(block.len() - end, |n| n + 1);
            if end >= block.len() || !matches!(block[end], b' ' | b'\t') {
                break;
            }
        }
        let whole = &block[at..end];
        let colon = whole.iter().position(|byte| *byte == b':').unwrap_or(0);
        let name = String::from_utf8_lossy(&whole[..colon]).trim().to_ascii_lowercase();
        let written = whole[..colon].trim_ascii_end();
        let untidy = (written.len() < colon && written.iter().all(u8::is_ascii_graphic)).then_some(written);
        found.push(HeaderField { name, value: whole.get(colon + 1..).unwrap_or_default(), whole, untidy });
        at = end;
    }
    found
}
