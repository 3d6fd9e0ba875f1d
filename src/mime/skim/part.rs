//! What the skim of a mail gives: its parts.

use std::ops::Range;

use crate::domain::mail::message::Warnings;
use crate::mime::headers::Headers;
use crate::mime::params::{ContentType, Disposition};
use crate::mime::transfer::Encoding;
use crate::text::CleanText;

/// One part of a mail, in the order of the mail.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// The part it lies in; none for the mail itself.
    pub parent: Option<usize>,
    /// Its headers. The mail inside a `message/rfc822` part is a part of its own with its own headers.
    pub headers: Headers,
    /// What it is.
    pub content_type: ContentType,
    /// How it wants to be shown.
    pub disposition: Disposition,
    /// How it was made fit for transport.
    pub encoding: Encoding,
    /// Where its transferred bytes lie in the mail, without the line end before the boundary.
    pub body: Range<u64>,
    /// How many bytes it has when decoded.
    pub size: u64,
    /// The transferred bytes of a text part, up to the limit; empty for others.
    pub text: Vec<u8>,
    /// Whether its bytes are kept as text.
    pub kept: bool,
    /// Whether it is the mail itself or a mail inside another.
    pub is_mail: bool,
    /// The part inside whose decoded bytes its place is counted; none for a place in the mail itself.
    pub within: Option<usize>,
    /// Whether it is a sealed body, and of which kind.
    pub sealed: Option<Sealed>,
    /// The name of a file that stands inside a text as lines of its own.
    pub embedded: Option<Vec<u8>>,
}

/// What a body of CMS or TNEF turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sealed {
    /// Signed, compressed or only wrapped: its content is a part inside it.
    Open,
    /// The same, and nothing of it is left that is no part inside it.
    Unpacked,
    /// Encrypted, or a body that says so of itself.
    Encrypted,
}

impl Part {
    /// Whether it is a body that CMS wraps (RFC 8551).
    pub(super) fn is_cms(&self) -> bool {
        let named = |name: &Option<CleanText>| {
            name.as_ref()
                .map(|name| name.as_str().to_ascii_lowercase())
                .is_some_and(|name| name.ends_with(".p7m") || name.ends_with(".p7z"))
        };
        matches!(self.content_type.media.as_str(), "application/pkcs7-mime" | "application/x-pkcs7-mime" | "application/cms")
            || self.content_type.media == "application/octet-stream" && (named(&self.content_type.name) || named(&self.disposition.name))
    }

    /// Whether it is what Outlook makes of a mail for other Outlooks.
    pub(in crate::mime) fn is_tnef(&self) -> bool {
        let named = |name: &Option<CleanText>| name.as_ref().is_some_and(|name| named_tnef(name.as_str().as_bytes()));
        matches!(
            self.content_type.media.as_str(),
            "application/ms-tnef" | "application/vnd.ms-tnef" | "application/x-tnef" | "application/tnef"
        ) || self.content_type.media == "application/octet-stream"
            && (named(&self.content_type.name) || named(&self.disposition.name) || self.embedded.as_deref().is_some_and(named_tnef))
    }

    /// Whether it is a page: it says so, or is a file of no type whose name says so.
    pub fn is_page(&self) -> bool {
        self.content_type.is_html() || self.is_named(&[".html", ".htm", ".xhtml"])
    }

    /// Whether it is an invitation, or another entry of a calendar: it says so, or is a file of no type whose name says so.
    pub fn is_calendar(&self) -> bool {
        self.content_type.is_calendar() || self.is_named(&[".ics", ".vcs", ".ical"])
    }

    /// Whether it is a file of no type whose name says that it is text.
    pub(in crate::mime) fn is_named_text(&self) -> bool {
        self.is_page()
            || self.is_calendar()
            || self.is_named(&[".txt", ".text", ".md", ".csv", ".log", ".asc", ".vcf", ".xml", ".json", ".yaml"])
    }

    /// Whether it is a file of no type with a name that ends so, in lower case.
    fn is_named(&self, ends: &[&str]) -> bool {
        let named = |name: &Option<CleanText>| {
            let name = name.as_ref().map(|name| name.as_str().to_ascii_lowercase()).unwrap_or_default();
            ends.iter().any(|end| name.ends_with(end))
        };
        self.content_type.media == "application/octet-stream" && (named(&self.disposition.name) || named(&self.content_type.name))
    }

    /// Whether what it holds is a mail: it says so, or is a file whose name says so, as some programs send mails and saved pages (RFC 2557).
    pub fn holds_mail(&self) -> bool {
        matches!(
            self.content_type.media.as_str(),
            "message/rfc822" | "message/global" | "message/news" | "message/x-rfc822" | "application/x-mimearchive"
        ) || self.is_named(&[".eml", ".mht", ".mhtml"])
    }
}

/// Whether Outlook names a file so that holds a mail for other Outlooks.
fn named_tnef(name: &[u8]) -> bool {
    [b"winmail.dat".as_slice(), b"win.dat"].iter().any(|tnef| name.trim_ascii().eq_ignore_ascii_case(tnef))
}

/// What the skim of a mail gives.
#[derive(Debug, Clone)]
pub struct Skimmed {
    /// The parts; the first is the mail itself.
    pub parts: Vec<Part>,
    /// What stands outside of them, by whom nobody is meant to read it; the beginning of it.
    pub aside: Vec<u8>,
    /// Bytes of the whole mail.
    pub size: u64,
    /// SHA-256 of the whole mail.
    pub raw_sha256: [u8; 32],
    /// SHA-256 of the body as [`crate::domain::mail::message::ParsedMail::body_sha256`] defines it.
    pub body_sha256: [u8; 32],
    /// What was left out.
    pub warnings: Warnings,
}
