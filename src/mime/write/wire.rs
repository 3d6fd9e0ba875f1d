//! The last look at outgoing bytes before anything sends them.

use crate::domain::mail::address::{AddrSpec, normalized_domain};

/// Bytes of a mail that cannot smuggle a second mail or command (promises.md B4): only CRLF ends lines, no NUL, no line over 998 bytes, a whole header
/// block without Bcc, and a CRLF at the very end. Dots are stuffed by the sender, exactly once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireMessage(Vec<u8>);

/// What is wrong with outgoing bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ByteFault {
    /// A CR that no LF follows.
    #[error("a bare CR")]
    BareCr,
    /// An LF that no CR precedes.
    #[error("a bare LF")]
    BareLf,
    /// A NUL byte.
    #[error("a NUL byte")]
    Nul,
    /// A line longer than RFC 5322 2.1.1 allows.
    #[error("a line of more than 998 bytes")]
    LineTooLong,
    /// A line of the header block is neither a field nor the continuation of one, or the block has no end.
    #[error("a broken header block")]
    BrokenHeader,
    /// A field that would show hidden recipients.
    #[error("a Bcc field")]
    HiddenRecipients,
    /// A field that must stand exactly once does not.
    #[error("a field that must stand once")]
    Repeated,
    /// The last line has no end.
    #[error("no line end at the end")]
    NoFinalLineEnd,
}

/// The longest line without its CRLF (RFC 5322 2.1.1, RFC 5321 4.5.3.1.6).
pub const MAX_LINE: usize = 998;

/// Fields that stand once (RFC 5322 3.6); a second one is how an injected header would look.
const ONCE: [&str; 12] = [
    "date",
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "subject",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
];

impl WireMessage {
    /// Looks at every byte; the first fault is named.
    pub fn check(bytes: Vec<u8>) -> Result<Self, ByteFault> {
        check_lines(&bytes)?;
        if !bytes.ends_with(b"\r\n") {
            return Err(ByteFault::NoFinalLineEnd);
        }
        check_headers(&bytes)?;
        Ok(Self(bytes))
    }

    /// Whether bytes hold only lines that may go out.
    pub(super) fn takes_lines(bytes: &[u8]) -> bool {
        check_lines(bytes).is_ok()
    }

    /// The bytes as DATA sends them, dots not yet doubled (RFC 5321 4.5.2).
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Gives the bytes away.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// Whether a byte is outside ASCII, so that the server must take 8-bit mail (RFC 6152).
    pub fn is_8bit(&self) -> bool {
        !self.0.is_ascii()
    }

    /// Whether the header block itself is outside ASCII, so that the server must take UTF-8 headers (RFC 6531).
    pub fn has_utf8_headers(&self) -> bool {
        !header_block(&self.0).is_some_and(<[u8]>::is_ascii)
    }
}

/// Looks at every line end, and at the length of every line.
fn check_lines(bytes: &[u8]) -> Result<(), ByteFault> {
    let mut line_start = 0;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            0 => return Err(ByteFault::Nul),
            b'\r' if bytes.get(at + 1) != Some(&b'\n') => return Err(ByteFault::BareCr),
            b'\n' => {
                if at == 0 || bytes[at - 1] != b'\r' {
                    return Err(ByteFault::BareLf);
                }
                if at - 1 - line_start > MAX_LINE {
                    return Err(ByteFault::LineTooLong);
                }
                line_start = at + 1;
            }
            _ => {}
        }
    }
    Ok(())
}

fn header_block(bytes: &[u8]) -> Option<&[u8]> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some(&bytes[..end])
}

fn check_headers(bytes: &[u8]) -> Result<(), ByteFault> {
    let block = header_block(bytes).ok_or(ByteFault::BrokenHeader)?;
    let mut seen: Vec<String> = Vec::new();
    for (n, line) in block.split(|byte| *byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.first().is_some_and(|byte| matches!(byte, b' ' | b'\t')) {
            if n == 0 {
                return Err(ByteFault::BrokenHeader);
            }
            continue;
        }
        let colon = line.iter().position(|byte| *byte == b':').ok_or(ByteFault::BrokenHeader)?;
        let name = &line[..colon];
        if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) {
            return Err(ByteFault::BrokenHeader);
        }
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        if matches!(name.as_str(), "bcc" | "resent-bcc") {
            return Err(ByteFault::HiddenRecipients);
        }
        if ONCE.contains(&name.as_str()) {
            if seen.contains(&name) {
                return Err(ByteFault::Repeated);
            }
            seen.push(name);
        }
    }
    if seen.iter().any(|name| name == "from") { Ok(()) } else { Err(ByteFault::Repeated) }
}

/// An address as headers and commands carry it: the domain in IDNA ASCII, the local part as it is (UTF-8 there needs SMTPUTF8, RFC 6531).
pub fn wire_address(address: &AddrSpec) -> String {
    let domain = address.domain();
    let ascii = if domain.is_ascii() { domain.to_owned() } else { normalized_domain(domain) };
    format!("{}@{ascii}", address.local_part())
}
