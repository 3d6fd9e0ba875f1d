//! A draft becomes the exact bytes that go out and are stored: built once, with a Message-ID and a Date that never change again.
//!
//! The bytes are our own work, line by line, and pass [`WireMessage::check`] before anything else may touch them (RELIABILITY B4).

mod encode;
mod finished;
mod flowed;
mod headers;
mod wire;

pub use finished::{FinishedFault, finish};
pub use wire::{ByteFault, WireMessage};

use crate::domain::mail::address::{AddrSpec, Address};
use crate::domain::mail::compose::Draft;
use crate::domain::mail::message_id::MessageId;

use headers::HeaderWriter;

/// Who a mail goes to on the wire: Bcc included, which the bytes never name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The sender of MAIL FROM.
    pub from: AddrSpec,
    /// The recipients of RCPT TO, each once.
    pub to: Vec<AddrSpec>,
}

/// What is fixed when a mail is queued and stays so through every try.
#[derive(Debug, Clone, PartialEq)]
pub struct Stamp {
    /// The sender, with the name that From shows.
    pub from: Address,
    /// Its Message-ID.
    pub message_id: MessageId,
    /// When it was written, in the writer's own time zone.
    pub written: jiff::Zoned,
}

/// A mail as it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its bytes, checked.
    pub message: WireMessage,
    /// Where they go.
    pub envelope: Envelope,
    /// Its Message-ID.
    pub message_id: MessageId,
}

/// Builds the mail of a draft. It fails only when our own check finds a fault in our own bytes: better no mail than a dangerous one.
pub fn write(draft: &Draft, stamp: &Stamp) -> Result<Outgoing, ByteFault> {
    let body = flowed::body(&draft.body);
    let mut headers = HeaderWriter::default();
    headers.text("Date", &headers::date(&stamp.written));
    headers.addresses("From", std::slice::from_ref(&stamp.from));
    headers.addresses("To", &draft.to);
    headers.addresses("Cc", &draft.cc);
    headers.text("Subject", draft.subject.as_str());
    headers.ids("Message-ID", std::slice::from_ref(&stamp.message_id));
    headers.ids("In-Reply-To", draft.in_reply_to.as_slice());
    headers.ids("References", &draft.references);
    headers.line("MIME-Version: 1.0");
    headers.line(if body.del_sp {
        "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes"
    } else {
        "Content-Type: text/plain; charset=utf-8; format=flowed"
    });
    let (encoding, encoded) = encode::body(&body.text);
    headers.line(&format!("Content-Transfer-Encoding: {encoding}"));
    let mut bytes = headers.finish();
    bytes.extend_from_slice(encoded.as_bytes());
    let message = WireMessage::check(bytes)?;
    let to = unique([&draft.to, &draft.cc, &draft.bcc].into_iter().flatten().map(|one| &one.address));
    Ok(Outgoing { message, envelope: Envelope { from: stamp.from.address.clone(), to }, message_id: stamp.message_id.clone() })
}

fn unique<'a>(addresses: impl Iterator<Item = &'a AddrSpec>) -> Vec<AddrSpec> {
    let mut seen = std::collections::HashSet::new();
    addresses.filter(|one| seen.insert(one.normalized())).cloned().collect()
}

/// An address as headers and commands carry it: the domain in IDNA ASCII, the local part as it is (UTF-8 there needs SMTPUTF8, RFC 6531).
pub fn wire_address(address: &AddrSpec) -> String {
    let domain = address.domain();
    let ascii = if domain.is_ascii() { domain.to_owned() } else { crate::domain::mail::address::normalized_domain(domain) };
    format!("{}@{ascii}", address.local_part())
}

#[cfg(test)]
mod tests;
