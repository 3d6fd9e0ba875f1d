//! A draft becomes the exact bytes that go out and are stored: built once, with a Message-ID and a Date that never change again.
//!
//! The bytes are our own work, line by line, and pass [`WireMessage::check`] before anything else may touch them (promises.md B4).

mod enclosed;
mod encode;
mod finished;
mod flowed;
mod headers;
mod outgoing;
mod wire;

pub use enclosed::Enclosed;
pub use finished::{FinishedFault, finish};
pub use outgoing::{Envelope, Outgoing, Stamp};
pub use wire::{ByteFault, WireMessage, wire_address};

use crate::domain::mail::compose::Draft;

use headers::HeaderWriter;
use outgoing::unique;

/// Builds the mail of a draft with what goes along. It fails only when our own check finds a fault in our own bytes: better no mail than a dangerous one.
pub fn write(draft: &Draft, enclosed: &[Enclosed], stamp: &Stamp) -> Result<Outgoing, ByteFault> {
    let body = flowed::body(&draft.body);
    let mut headers = HeaderWriter::default();
    headers.text("Date", &headers::date(&stamp.written));
    headers.addresses("From", std::slice::from_ref(&stamp.from));
    headers.addresses("To", &draft.to);
    headers.addresses("Cc", &draft.cc);
    headers.text("Subject", &draft.subject);
    headers.ids("Message-ID", std::slice::from_ref(&stamp.message_id));
    headers.ids("In-Reply-To", draft.in_reply_to.as_slice());
    headers.ids("References", &draft.references);
    headers.line("MIME-Version: 1.0");
    let (encoding, encoded) = encode::body(&body.text);
    let text_lines = |headers: &mut HeaderWriter| {
        headers.line(if body.del_sp {
            "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes"
        } else {
            "Content-Type: text/plain; charset=utf-8; format=flowed"
        });
        headers.line(&format!("Content-Transfer-Encoding: {encoding}"));
    };
    let bytes = if enclosed.is_empty() {
        text_lines(&mut headers);
        let mut bytes = headers.finish();
        bytes.extend_from_slice(encoded.as_bytes());
        bytes
    } else {
        let boundary = enclosed::boundary(stamp.message_id.as_str(), &encoded, enclosed);
        headers.line(&format!("Content-Type: multipart/mixed; boundary=\"{boundary}\""));
        let mut bytes = headers.finish();
        let mut text = HeaderWriter::default();
        text.line(&format!("--{boundary}"));
        text_lines(&mut text);
        bytes.extend_from_slice(&text.finish());
        bytes.extend_from_slice(encoded.as_bytes());
        for one in enclosed {
            enclosed::part(&mut bytes, &boundary, one);
        }
        bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        bytes
    };
    let message = WireMessage::check(bytes)?;
    let to = unique([&draft.to, &draft.cc, &draft.bcc].into_iter().flatten().map(|one| &one.address));
    Ok(Outgoing { message, envelope: Envelope { from: stamp.from.address.clone(), to }, message_id: stamp.message_id.clone() })
}

/// Builds what a draft is so far, to lie in a mailbox for drafts: with a Bcc field, which no mail that goes out has, so that another program sends it to the same people.
///
/// # Errors
/// As [`write()`].
pub fn write_draft(draft: &Draft, enclosed: &[Enclosed], stamp: &Stamp) -> Result<Vec<u8>, ByteFault> {
    let outgoing = write(draft, enclosed, stamp)?;
    let mut hidden = HeaderWriter::default();
    hidden.addresses("Bcc", &draft.bcc);
    let mut bytes = hidden.finish();
    // The empty line that ends a block stands behind the other fields.
    bytes.truncate(bytes.len() - 2);
    bytes.extend(outgoing.message.into_bytes());
    Ok(bytes)
}

#[cfg(test)]
mod read_back;
#[cfg(test)]
mod tests;
