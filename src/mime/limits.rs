//! How much of one mail is read (promises.md D3). Everything beyond is stored untouched, only not shown or searched.

/// Bytes of the headers of one part.
pub const HEADER_BYTES: usize = 256 * 1024;
/// Lines of the headers of one part.
pub const HEADER_LINES: usize = 1000;
/// Bytes of the headers of all parts together.
pub const ALL_HEADER_BYTES: usize = 1024 * 1024;
/// Parts of one mail.
pub const PARTS: usize = 1000;
/// Multiparts inside one another.
pub const DEPTH: usize = 30;
/// Mails inside one another.
pub const MAILS_INSIDE: usize = 8;
/// Decoded bytes of one text part.
pub const TEXT_BYTES: usize = 1024 * 1024;
/// Bytes of one text part as transferred: base64 and quoted-printable are longer than what they carry.
pub const TEXT_BYTES_ENCODED: usize = 3 * 1024 * 1024;
/// Transferred bytes of all text parts together.
pub const ALL_TEXT_BYTES: usize = 6 * 1024 * 1024;
/// Bytes of a signed body that are unwrapped; what lies beyond is in the attachment only.
pub const SEALED_BYTES: usize = 16 * 1024 * 1024;
/// A longer line is read in pieces of this many bytes.
pub const LINE_BYTES: usize = 64 * 1024;
/// Addresses of one mail.
pub const ADDRESSES: usize = 2000;
/// Message-IDs of References.
pub const REFERENCES: usize = 500;
/// Bytes of one Message-ID (RFC 5322 2.1.1: the longest line).
pub const MESSAGE_ID_BYTES: usize = 998;
/// Characters of a subject or a display name.
pub const HEADER_CHARS: usize = 4096;
/// Characters of a snippet.
pub const SNIPPET_CHARS: usize = 160;
