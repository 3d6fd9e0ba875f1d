//! The structure of a mail read from a stream: parts, headers, text and where everything lies, in memory that does not grow with the mail.
//!
//! One scanner serves mails of every size, so that the number of an attachment means the same everywhere. It looks at lines only: boundaries, headers, and the
//! bytes of text parts up to their limit. What other parts hold is counted, not kept.

mod embedded;

use std::io::{self, Read};
use std::ops::Range;

use memchr::memchr;
use sha2::{Digest, Sha256};

use self::embedded::{Embedded, FileBegins, Met};
use super::headers::Headers;
use super::limits;
use super::params::{ContentType, Disposition};
use super::sealed::{self, Opened};
use super::transfer::{Decoder, Encoding, base64_letters};
use crate::domain::mail::field_line::{LINES_BEFORE, is_from_line, known_field, stands_once, without_mark};
use crate::domain::mail::message::Warnings;
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
    fn is_cms(&self) -> bool {
        let named = |name: &Option<CleanText>| {
            name.as_ref()
                .map(|name| name.as_str().to_ascii_lowercase())
                .is_some_and(|name| name.ends_with(".p7m") || name.ends_with(".p7z"))
        };
        matches!(self.content_type.media.as_str(), "application/pkcs7-mime" | "application/x-pkcs7-mime" | "application/cms")
            || self.content_type.media == "application/octet-stream" && (named(&self.content_type.name) || named(&self.disposition.name))
    }

    /// Whether it is what Outlook makes of a mail for other Outlooks.
    pub(super) fn is_tnef(&self) -> bool {
        let named = |name: &Option<CleanText>| {
            name.as_ref().is_some_and(|name| matches!(name.as_str().to_ascii_lowercase().as_str(), "winmail.dat" | "win.dat"))
        };
        matches!(self.content_type.media.as_str(), "application/ms-tnef" | "application/vnd.ms-tnef")
            || self.content_type.media == "application/octet-stream" && (named(&self.content_type.name) || named(&self.disposition.name))
    }

    /// Whether what it holds is a mail.
    pub fn holds_mail(&self) -> bool {
        matches!(self.content_type.media.as_str(), "message/rfc822" | "message/global" | "message/news" | "message/x-rfc822")
    }
}

/// What the skim of a mail gives.
#[derive(Debug, Clone)]
pub struct Skimmed {
    /// The parts; the first is the mail itself.
    pub parts: Vec<Part>,
    /// Bytes of the whole mail.
    pub size: u64,
    /// SHA-256 of the whole mail.
    pub raw_sha256: [u8; 32],
    /// SHA-256 of the body as [`crate::domain::mail::message::ParsedMail::body_sha256`] defines it.
    pub body_sha256: [u8; 32],
    /// What was left out.
    pub warnings: Warnings,
}

/// Skims a mail that is in memory.
pub fn skim(raw: &[u8]) -> Skimmed {
    let mut skimmer = Skimmer::new();
    skimmer.feed(raw);
    skimmer.finish()
}

/// Skims a mail from a stream.
///
/// # Errors
/// Only those of the stream.
pub fn skim_stream(mut stream: impl Read) -> io::Result<Skimmed> {
    let mut skimmer = Skimmer::new();
    let mut piece = vec![0; 64 * 1024];
    loop {
        match stream.read(&mut piece) {
            Ok(0) => return Ok(skimmer.finish()),
            Ok(length) => skimmer.feed(&piece[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A multipart or an inner mail that is not closed yet.
#[derive(Debug)]
struct Open {
    part: usize,
    /// Empty for an inner mail, which ends with what it lies in.
    boundary: Vec<u8>,
    /// How many multiparts lie around and including this.
    depth: usize,
    /// How many mails lie around and including this.
    mails: usize,
}

/// What lies in a part whose bytes are encoded or sealed though they hold parts, read as it comes.
#[derive(Debug)]
struct Inner {
    part: usize,
    decoder: Decoder,
    holds: Holds,
}

#[derive(Debug)]
enum Holds {
    /// The parts of a multipart.
    Parts(Box<Skimmer>),
    /// A mail.
    Mail(Box<Skimmer>),
    /// A body of CMS or TNEF: its bytes, and how deep its content lies.
    Sealed(Vec<u8>, (usize, usize)),
}

/// A line that waits for the one after it.
#[derive(Debug)]
struct Held {
    line: Vec<u8>,
    offset: u64,
    last_end: u8,
    length: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Headers(usize),
    Body(usize),
    /// Before the first boundary of a multipart, whose text counts if no boundary ever comes.
    Preamble(usize),
    /// After a closing boundary, or beyond the limits.
    Nowhere,
}

/// Reads a mail that is fed in pieces of any size.
#[derive(Debug)]
pub struct Skimmer {
    raw_hash: Sha256,
    body_hash: BodyHash,
    size: u64,
    /// A line whose end has not come yet.
    carry: Vec<u8>,
    /// The last line was handed on in part, and this is the rest of it.
    inside_line: bool,
    /// Where the current line begins.
    offset: u64,
    /// How long the line end before it was: it belongs to a boundary that follows.
    last_end: u8,
    parts: Vec<Part>,
    open: Vec<Open>,
    at: At,
    /// Decodes quoted-printable and uuencoded parts only to count their bytes.
    counter: Option<Decoder>,
    scratch: Vec<u8>,
    /// The files that stand in the text, and the one that is being read.
    embedded: Embedded,
    file: Option<usize>,
    /// What the last line would be the boundary of, before the first boundary of a multipart.
    guess: Option<Vec<u8>>,
    header_bytes: usize,
    text_bytes: usize,
    first_line: bool,
    /// The first charset that a part declared: file names without one are most likely of the same.
    charset: Option<String>,
    /// What is read from inside an encoded part.
    inner: Option<Inner>,
    /// How many multiparts and mails lie around the first part.
    around: (usize, usize),
    /// Lines among the headers of a mail that are no fields: passed over if a field follows, text if none does.
    held: Vec<Held>,
    in_top_headers: bool,
    warnings: Warnings,
}

impl Default for Skimmer {
    fn default() -> Self {
        Self::new()
    }
}

impl Skimmer {
    /// A skimmer before the first byte.
    pub fn new() -> Self {
        let mail = Part { is_mail: true, ..Part::default() };
        Self {
            raw_hash: Sha256::new(),
            body_hash: BodyHash::default(),
            size: 0,
            carry: Vec::new(),
            inside_line: false,
            offset: 0,
            last_end: 0,
            parts: vec![mail],
            open: Vec::new(),
            at: At::Headers(0),
            counter: None,
            scratch: Vec::new(),
            embedded: Embedded::default(),
            file: None,
            guess: None,
            header_bytes: 0,
            text_bytes: 0,
            first_line: true,
            charset: None,
            inner: None,
            around: (0, 1),
            held: Vec::new(),
            in_top_headers: true,
            warnings: Warnings::default(),
        }
    }

    /// A skimmer for a mail that lies in others.
    fn of_mail(around: (usize, usize)) -> Self {
        Self { around, ..Self::new() }
    }

    /// A skimmer for the parts of a multipart whose headers were read.
    fn of_parts(content_type: ContentType, boundary: Vec<u8>, (depth, mails): (usize, usize)) -> Self {
        let multipart = Part { content_type, ..Part::default() };
        let open = vec![Open { part: 0, boundary, depth, mails }];
        Self {
            parts: vec![multipart],
            open,
            at: At::Preamble(0),
            first_line: false,
            in_top_headers: false,
            around: (depth, mails),
            ..Self::new()
        }
    }

    /// Takes the next bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.raw_hash.update(bytes);
        self.size += bytes.len() as u64;
        let mut rest = bytes;
        loop {
            rest = self.feed_data(rest);
            let Some(end) = memchr(b'\n', rest) else { break };
            let (line, after) = rest.split_at(end + 1);
            rest = after;
            if self.carry.is_empty() {
                self.whole_line(line);
            } else {
                let mut carry = std::mem::take(&mut self.carry);
                carry.extend_from_slice(line);
                self.whole_line(&carry);
                carry.clear();
                self.carry = carry;
            }
        }
        self.carry.extend_from_slice(rest);
        while self.carry.len() > limits::LINE_BYTES {
            // The last byte stays: it may be the first of a line end.
            let keep = self.carry.split_off(limits::LINE_BYTES);
            let piece = std::mem::replace(&mut self.carry, keep);
            self.line(&piece, 0);
        }
    }

    /// Takes the lines of a base64 part of which only the size matters, up to one that may be a boundary, and answers what is left. All the same as line by line, but
    /// most bytes of most mailboxes are such.
    fn feed_data<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let At::Body(index) = self.at else { return bytes };
        let part = &mut self.parts[index];
        let idle = self.inner.is_none() && self.embedded.is_idle() && !self.in_top_headers;
        if part.encoding != Encoding::Base64 || part.kept || !idle || !self.carry.is_empty() || self.inside_line {
            return bytes;
        }
        let mut rest = bytes;
        while let Some(end) = memchr(b'\n', rest).filter(|end| *end <= limits::LINE_BYTES && rest[0] != b'-') {
            let line = &rest[..end];
            let (line, line_end) = line.strip_suffix(b"\r").map_or((line, 1), |line| (line, 2));
            self.body_hash.line(line, true);
            self.last_end = line_end;
            rest = &rest[end + 1..];
        }
        let data = &bytes[..bytes.len() - rest.len()];
        part.size += base64_letters(data) as u64;
        self.offset += data.len() as u64;
        rest
    }

    fn whole_line(&mut self, line: &[u8]) {
        let content = &line[..line.len() - 1];
        let (mut content, end) = match content.strip_suffix(b"\r") {
            Some(content) => (content, 2),
            None => (content, 1),
        };
        while content.len() > limits::LINE_BYTES {
            let (piece, rest) = content.split_at(limits::LINE_BYTES);
            self.line(piece, 0);
            content = rest;
        }
        self.line(content, end);
    }

    /// Ends the mail.
    pub fn finish(mut self) -> Skimmed {
        if !self.carry.is_empty() {
            let last = std::mem::take(&mut self.carry);
            self.line(&last, 0);
        }
        if let Some(line) = self.embedded.held() {
            self.text_line(&line);
        }
        self.release();
        if let At::Headers(part) = self.at {
            self.headers_done(part);
        }
        self.close_parts(0, self.size);
        self.declare_charsets();
        Skimmed {
            parts: self.parts,
            size: self.size,
            raw_sha256: self.raw_hash.finalize().into(),
            body_sha256: self.body_hash.finish(),
            warnings: self.warnings,
        }
    }

    /// Tells the headers of every mail the charset of its first text, since raw letters in them are most likely of the same.
    fn declare_charsets(&mut self) {
        for at in 0..self.parts.len() {
            let Some(charset) = self.parts[at].content_type.charset.clone() else { continue };
            let mut mail = at;
            while let Some(parent) = self.parts[mail].parent.filter(|_| !self.parts[mail].is_mail) {
                mail = parent;
            }
            self.parts[mail].headers.declare(&charset);
        }
    }

    /// One line without its end, or a piece of a very long one; `end` is how long the line end is.
    fn line(&mut self, line: &[u8], end: u8) {
        let starts = !std::mem::replace(&mut self.inside_line, end == 0);
        let length = line.len() as u64 + u64::from(end);
        if !self.in_top_headers {
            self.body_hash.line(line, end > 0);
        }
        self.place(line, starts, length);
        self.offset += length;
        self.last_end = end;
    }

    fn place(&mut self, line: &[u8], starts: bool, length: u64) {
        let boundary = if starts && line.starts_with(b"--") && !self.open.is_empty() { self.boundary(line) } else { None };
        match boundary {
            Some((level, closing)) => {
                self.release();
                self.at_boundary(level, closing, length);
            }
            None => self.ordinary_line(line, starts, length),
        }
    }

    /// Which open multipart a line is the boundary of, and whether it closes it.
    fn boundary(&self, line: &[u8]) -> Option<(usize, bool)> {
        let text = line[2..].trim_ascii_end();
        let open = || self.open.iter().enumerate().rev().filter(|(_, open)| !open.boundary.is_empty());
        let exact = open().find_map(|(level, open)| match text.strip_prefix(open.boundary.as_slice())? {
            b"" => Some((level, false)),
            b"--" => Some((level, true)),
            _ => None,
        });
        // A closing boundary with something behind it still closes.
        exact.or_else(|| {
            let closes = |open: &Open| text.strip_prefix(open.boundary.as_slice()).is_some_and(|rest| rest.starts_with(b"--"));
            open().find(|(_, open)| closes(open)).map(|(level, _)| (level, true))
        })
    }

    fn at_boundary(&mut self, level: usize, closing: bool, length: u64) {
        if let Some(line) = self.embedded.held() {
            self.text_line(&line);
        }
        if let At::Headers(part) = self.at {
            self.headers_done(part);
        }
        if self.at == At::Preamble(self.open[level].part) {
            self.at = At::Nowhere;
        }
        self.close_parts(level + 1, self.offset - u64::from(self.last_end).min(self.offset));
        let multipart = self.open[level].part;
        if self.inner.as_ref().is_some_and(|inner| inner.part == multipart) {
            // Its boundaries stand there as they are: nothing was encoded.
            self.inner = None;
        }
        self.parts[multipart].text = Vec::new();
        self.at = At::Nowhere;
        if closing {
            self.parts[multipart].body.end = self.offset + length;
            self.parts[multipart].size = self.parts[multipart].body.end - self.parts[multipart].body.start;
            self.open.truncate(level);
        } else {
            let default = if self.parts[multipart].content_type.media == "multipart/digest" { "message/rfc822" } else { "text/plain" };
            let content_type = ContentType { media: default.to_owned(), ..ContentType::default() };
            self.begin_part(Part { parent: Some(multipart), content_type, ..Part::default() });
        }
    }

    /// Begins a part with its headers, unless there are too many.
    fn begin_part(&mut self, part: Part) {
        if self.parts.len() >= limits::PARTS {
            self.warnings.add(Warnings::PARTS_CUT);
            self.at = At::Nowhere;
            return;
        }
        self.parts.push(part);
        self.at = At::Headers(self.parts.len() - 1);
    }

    /// Ends what is open from a level on, and the part that is being read.
    fn close_parts(&mut self, level: usize, end: u64) {
        if let At::Body(part) | At::Preamble(part) = self.at {
            self.close(part, end);
        }
        while self.open.len() > level {
            let Some(open) = self.open.pop() else { break };
            if Some(open.part) != self.reading() {
                self.close(open.part, end);
            }
        }
    }

    fn reading(&self) -> Option<usize> {
        match self.at {
            At::Body(part) | At::Preamble(part) => Some(part),
            At::Headers(_) | At::Nowhere => None,
        }
    }

    fn close(&mut self, index: usize, end: u64) {
        if self.embedded.cut() {
            self.warnings.add(Warnings::FILE_DAMAGED);
        }
        self.end_file(end);
        let counted = self.counter.take();
        let before = self.parts.len();
        let part = &mut self.parts[index];
        part.body.end = end.max(part.body.start);
        let transferred = part.body.end - part.body.start;
        match part.encoding {
            _ if part.content_type.is_multipart() || part.content_type.media == "message/rfc822" => part.size = transferred,
            Encoding::Identity | Encoding::Uuencode | Encoding::Yenc => part.size = transferred,
            Encoding::Base64 => part.size = part.size / 4 * 3 + [0, 0, 1, 2][usize::try_from(part.size % 4).unwrap_or(0)],
            Encoding::QuotedPrintable => {
                if let Some(mut decoder) = counted {
                    self.scratch.clear();
                    decoder.finish(&mut self.scratch);
                    part.size += self.scratch.len() as u64;
                }
            }
        }
        if let Some(inner) = self.inner.take_if(|inner| inner.part == index) {
            self.adopt(inner);
        }
        let unparted = self.parts.len() == before;
        let part = &mut self.parts[index];
        if unparted && part.content_type.is_multipart() && matches!(self.at, At::Preamble(preamble) if preamble == index) {
            // No boundary ever came: what stands there is the text.
            part.content_type =
                ContentType { media: "text/plain".to_owned(), charset: part.content_type.charset.take(), ..ContentType::default() };
            part.kept = true;
        }
    }

    fn ordinary_line(&mut self, line: &[u8], starts: bool, length: u64) {
        match self.at {
            At::Headers(part) => self.header_line(part, line, starts, length),
            At::Body(part) => self.body_line(part, line, starts, length),
            At::Preamble(part) => {
                if starts && self.untold_boundary(part, line, length) {
                    return;
                }
                self.feed_inner(line);
                self.capture(part, line);
            }
            At::Nowhere => {}
        }
    }

    /// Whether the line before was a boundary that the headers do not tell, or tell wrongly: what begins like one and is followed by headers of a part.
    fn untold_boundary(&mut self, multipart: usize, line: &[u8], length: u64) -> bool {
        let guess = self.guess.take();
        if self.inner.as_ref().is_some_and(|inner| inner.part == multipart) {
            // What is read from inside finds its own.
            return false;
        }
        let begins = |name: &str| name.get(..8).is_some_and(|begin| begin.eq_ignore_ascii_case("content-"));
        if let Some(boundary) = guess
            && known_field(line).is_some_and(begins)
            && let Some(open) = self.open.last_mut().filter(|open| open.part == multipart)
        {
            open.boundary = boundary;
            self.parts[multipart].text = Vec::new();
            self.begin_part(Part { parent: Some(multipart), ..Part::default() });
            self.ordinary_line(line, true, length);
            return true;
        }
        let named = line.strip_prefix(b"--").map(<[u8]>::trim_ascii_end).filter(|name| (1..=200).contains(&name.len()));
        self.guess = named.map(<[u8]>::to_vec);
        false
    }

    fn header_line(&mut self, part: usize, line: &[u8], starts: bool, length: u64) {
        let first = std::mem::replace(&mut self.first_line, false);
        if !starts {
            if self.held.is_empty() {
                self.parts[part].headers.take_piece(line);
            } else {
                self.text_already(line, starts, length);
            }
            return;
        }
        let line = if first { without_mark(line) } else { line };
        if first && is_from_line(line) {
            self.parts[part].headers.take_separator(line);
            return;
        }
        let (is_mail, before) = (self.parts[part].is_mail, self.parts[part].headers.is_empty());
        if !self.held.is_empty() {
            let new = |name: &str| !stands_once(name) || self.parts[part].headers.first(name).is_none();
            if known_field(line).is_some_and(new) {
                self.held.clear();
            } else if self.holds(line, before) {
                return self.hold(line, length);
            } else {
                return self.text_already(line, starts, length);
            }
        }
        if line.is_empty() {
            if is_mail && before {
                return self.hold(line, length);
            }
            self.parts[part].body = self.offset + length..self.offset + length;
            self.headers_done(part);
            return;
        }
        let kept = self.parts[part].headers.kept();
        if self.header_bytes > limits::ALL_HEADER_BYTES {
            self.parts[part].headers.cut = true;
            return;
        }
        if self.parts[part].headers.take_line(line) {
            self.header_bytes += self.parts[part].headers.kept() - kept;
        } else if is_mail && self.holds(line, before) {
            self.hold(line, length);
        } else {
            self.text_already(line, starts, length);
        }
    }

    /// Whether a line that is no field may stand among the fields, before the first of them or later.
    fn holds(&self, line: &[u8], before: bool) -> bool {
        if before { self.held.len() < LINES_BEFORE } else { self.held.len() < LINES_AMONG && !line.is_empty() && !line.starts_with(b"--") }
    }

    fn hold(&mut self, line: &[u8], length: u64) {
        self.held.push(Held { line: line.to_vec(), offset: self.offset, last_end: self.last_end, length });
    }

    /// A line that is no field, and no field follows: the empty line is missing and this is text.
    fn text_already(&mut self, line: &[u8], starts: bool, length: u64) {
        let of_mail = self.in_top_headers;
        self.release();
        if let At::Headers(part) = self.at {
            self.parts[part].body = self.offset..self.offset;
            self.headers_done(part);
        }
        if of_mail {
            self.body_hash.line(line, true);
        }
        self.place(line, starts, length);
    }

    /// Takes the lines that were held as the beginning of the text. An empty one at the very start ends headers that are not there.
    fn release(&mut self) {
        let At::Headers(part) = self.at else { return };
        let held = std::mem::take(&mut self.held);
        let Some(first) = held.first() else { return };
        let empty = first.line.is_empty();
        let (offset, last_end) = (self.offset, self.last_end);
        self.offset = first.offset + if empty { first.length } else { 0 };
        self.parts[part].body = self.offset..self.offset;
        self.headers_done(part);
        for line in held.iter().skip(usize::from(empty)) {
            (self.offset, self.last_end) = (line.offset, line.last_end);
            if part == 0 {
                self.body_hash.line(&line.line, true);
            }
            self.place(&line.line, true, line.length);
        }
        (self.offset, self.last_end) = (offset, last_end);
    }

    /// Decides what follows the headers of a part.
    fn headers_done(&mut self, index: usize) {
        self.first_line = false;
        if index == 0 {
            self.in_top_headers = false;
        }
        let part = &mut self.parts[index];
        if part.body.start == 0 {
            part.body = self.offset..self.offset;
        }
        if part.headers.cut {
            self.warnings.add(Warnings::HEADERS_CUT);
        }
        if let Some(value) = part.headers.first("Content-Type") {
            let digest_default = part.content_type.media == "message/rfc822" && value.trim_ascii().is_empty();
            if !digest_default {
                part.content_type = ContentType::read(value, self.charset.as_deref());
            }
        }
        if let Some(value) = part.headers.first("Content-Disposition") {
            part.disposition = Disposition::read(value, self.charset.as_deref());
        }
        if self.charset.is_none() {
            self.charset.clone_from(&part.content_type.charset);
        }
        // Of several the one that says something.
        let named = part.headers.all("Content-Transfer-Encoding").map(Encoding::named);
        part.encoding = named.fold(Encoding::Identity, |one, other| if one == Encoding::Identity { other } else { one });
        let (depth, mails) = self.open.last().map_or(self.around, |open| (open.depth, open.mails));
        let encoded = part.encoding != Encoding::Identity;
        if part.content_type.is_multipart() {
            // One that is not told may be found.
            let boundary = part.content_type.boundary.clone().unwrap_or_default();
            if depth >= limits::DEPTH {
                self.warnings.add(Warnings::PARTS_CUT);
                self.at = At::Nowhere;
                return;
            }
            if encoded {
                // RFC 2045 6.4 forbids it, and some programs do it: if no boundary stands there as it is, the decoded bytes hold the parts.
                let skimmer = Self::of_parts(part.content_type.clone(), boundary.clone(), (depth + 1, mails));
                self.inner = Some(Inner { part: index, decoder: Decoder::new(part.encoding), holds: Holds::Parts(Box::new(skimmer)) });
            }
            self.open.push(Open { part: index, boundary, depth: depth + 1, mails });
            self.at = At::Preamble(index);
            return;
        }
        if part.holds_mail() && part.encoding == Encoding::Identity {
            self.open_mail(index);
            return;
        }
        let (holds_mail, is_sealed) = (part.holds_mail() && encoded, part.is_cms() || part.is_tnef());
        if (holds_mail || is_sealed) && mails >= limits::MAILS_INSIDE {
            self.warnings.add(Warnings::PARTS_CUT);
        } else if holds_mail || is_sealed {
            let around = (depth, mails + 1);
            let holds = if is_sealed { Holds::Sealed(Vec::new(), around) } else { Holds::Mail(Box::new(Self::of_mail(around))) };
            self.inner = Some(Inner { part: index, decoder: Decoder::new(part.encoding), holds });
        }
        part.kept = keeps_text(part, self.text_bytes < FEW_BYTES);
        let counted = !part.kept || part.disposition.attachment;
        self.counter = (part.encoding == Encoding::QuotedPrintable && counted).then(|| Decoder::new(part.encoding));
        self.at = At::Body(index);
    }

    /// Begins the mail that a part holds.
    fn open_mail(&mut self, index: usize) {
        let (depth, mails) = self.open.last().map_or(self.around, |open| (open.depth, open.mails));
        if mails >= limits::MAILS_INSIDE {
            self.warnings.add(Warnings::PARTS_CUT);
            self.at = At::Nowhere;
            return;
        }
        self.open.push(Open { part: index, boundary: Vec::new(), depth, mails: mails + 1 });
        self.begin_part(Part { parent: Some(index), is_mail: true, ..Part::default() });
        self.first_line = true;
    }

    /// Hands a line, and the line end before it, to what is read from inside.
    fn feed_inner(&mut self, line: &[u8]) {
        let Some(inner) = &mut self.inner else { return };
        self.scratch.clear();
        if self.offset > self.parts[inner.part].body.start {
            inner.decoder.feed(&b"\r\n"[2 - usize::from(self.last_end.min(2))..], &mut self.scratch);
        }
        inner.decoder.feed(line, &mut self.scratch);
        inner.take(&self.scratch);
    }

    /// Takes what was read from inside a part among the parts. Places count in the decoded bytes of that part.
    fn adopt(&mut self, mut inner: Inner) {
        let mut rest = Vec::new();
        inner.decoder.finish(&mut rest);
        inner.take(&rest);
        let container = inner.part;
        let (skimmed, known, sealed) = match inner.holds {
            Holds::Parts(skimmer) => (skimmer.finish(), 1, false),
            Holds::Mail(skimmer) => {
                let skimmed = skimmer.finish();
                self.parts[container].size = skimmed.size;
                (skimmed, 0, false)
            }
            Holds::Sealed(bytes, around) => {
                let says = |word: &[u8]| {
                    let value = self.parts[container].headers.first("Content-Type").unwrap_or_default().to_ascii_lowercase();
                    value.windows(word.len()).any(|piece| piece == word)
                };
                match sealed::open(&bytes) {
                    Some(Opened::Entity { bytes, whole }) => {
                        self.parts[container].sealed = Some(if whole { Sealed::Unpacked } else { Sealed::Open });
                        let mut skimmer = Self::of_mail(around);
                        skimmer.feed(&bytes);
                        (skimmer.finish(), 0, true)
                    }
                    Some(Opened::Encrypted) => return self.parts[container].sealed = Some(Sealed::Encrypted),
                    None if says(b"enveloped-data") => return self.parts[container].sealed = Some(Sealed::Encrypted),
                    None => return,
                }
            }
        };
        let base = self.parts.len();
        self.warnings.add(skimmed.warnings);
        for (at, mut part) in skimmed.parts.into_iter().enumerate().skip(known) {
            if self.parts.len() >= limits::PARTS || self.text_bytes + part.text.len() > limits::ALL_TEXT_BYTES {
                self.warnings.add(Warnings::PARTS_CUT);
                return;
            }
            part.parent = Some(part.parent.filter(|parent| *parent >= known).map_or(container, |parent| base + parent - known));
            part.within = Some(part.within.map_or(container, |within| base + within - known));
            part.is_mail &= !(sealed && at == 0);
            self.text_bytes += part.text.len();
            self.parts.push(part);
        }
    }

    fn body_line(&mut self, index: usize, line: &[u8], starts: bool, length: u64) {
        if let Some(Inner { holds: Holds::Mail(skimmer), .. }) = &self.inner
            && skimmer.size == 0
            && self.parts[index].encoding == Encoding::Base64
            && known_field(line).is_some()
        {
            // A mail that only claims to be encoded.
            self.inner = None;
            self.parts[index].encoding = Encoding::Identity;
            self.open_mail(index);
            return self.ordinary_line(line, starts, length);
        }
        self.feed_inner(line);
        let part = &self.parts[index];
        if !part.kept {
            self.count(index, line);
            return;
        }
        let may_hold_files = part.content_type.media != "text/html" && !part.disposition.attachment;
        let encoding = part.encoding;
        if encoding == Encoding::Identity && starts && may_hold_files && self.embedded_line(index, line, length) {
            return;
        }
        if encoding == Encoding::Base64 || self.counter.is_some() {
            self.count(index, line);
        }
        self.capture(index, line);
    }

    /// Adds to the decoded size of a part. The line end before the line is part of it, the one after it not yet.
    fn count(&mut self, index: usize, line: &[u8]) {
        let part = &mut self.parts[index];
        match part.encoding {
            Encoding::Base64 => part.size += base64_letters(line) as u64,
            Encoding::QuotedPrintable => {
                let Some(decoder) = &mut self.counter else { return };
                self.scratch.clear();
                if self.offset > part.body.start {
                    decoder.feed(&b"\r\n"[2 - usize::from(self.last_end.min(2))..], &mut self.scratch);
                }
                decoder.feed(line, &mut self.scratch);
                part.size += self.scratch.len() as u64;
            }
            Encoding::Identity | Encoding::Uuencode | Encoding::Yenc => {}
        }
    }

    /// Keeps the bytes of a text, with the line end before the line.
    fn capture(&mut self, index: usize, line: &[u8]) {
        let part = &mut self.parts[index];
        let needed = line.len() + 1;
        let file = part.disposition.attachment;
        let limit = if file { limits::TEXT_BYTES } else { limits::TEXT_BYTES_ENCODED };
        if part.text.len() + needed > limit || self.text_bytes + needed > limits::ALL_TEXT_BYTES {
            self.warnings.add(if file { Warnings::default() } else { Warnings::TEXT_CUT });
            return;
        }
        self.text_bytes += needed;
        if self.last_end > 0 && self.offset > part.body.start {
            part.text.push(b'\n');
        }
        part.text.extend_from_slice(line);
    }

    fn text_line(&mut self, line: &[u8]) {
        if let At::Body(part) = self.at {
            self.capture(part, line);
        }
    }

    /// Handles files inside text; false when the line is text.
    fn embedded_line(&mut self, index: usize, line: &[u8], length: u64) -> bool {
        match self.embedded.line(line, self.parts.len() < limits::PARTS) {
            Met::Text(held) => {
                self.capture_held(index, held);
                return false;
            }
            Met::Held(held) => self.capture_held(index, held),
            Met::Taken => {}
            Met::Begins(begins) => self.begin_file(index, begins, length),
            Met::Bytes(bytes) => {
                if let Some(file) = self.file {
                    self.parts[file].size += bytes;
                }
            }
            Met::Ends { damaged, text } => {
                if damaged {
                    self.warnings.add(Warnings::FILE_DAMAGED);
                }
                self.end_file(self.offset);
                return !text;
            }
        }
        true
    }

    fn capture_held(&mut self, index: usize, held: Option<Vec<u8>>) {
        if let Some(held) = held {
            self.capture(index, &held);
        }
    }

    fn begin_file(&mut self, parent: usize, begins: FileBegins, length: u64) {
        if begins.piece {
            self.warnings.add(Warnings::FILE_IN_PIECES);
        }
        let start = if begins.bytes.is_some() { self.offset } else { self.offset + length };
        self.parts.push(Part {
            parent: Some(parent),
            content_type: ContentType { media: "application/octet-stream".to_owned(), ..ContentType::default() },
            disposition: Disposition { attachment: true, ..Disposition::default() },
            encoding: begins.encoding,
            body: start..start,
            size: begins.bytes.unwrap_or(0),
            embedded: Some(begins.name),
            ..Part::default()
        });
        self.file = Some(self.parts.len() - 1);
    }

    fn end_file(&mut self, end: u64) {
        if let Some(file) = self.file.take() {
            let start = self.parts[file].body.start;
            self.parts[file].body.end = end.max(start);
        }
    }
}

/// How many lines that are no fields may stand together among fields.
const LINES_AMONG: usize = 2;
impl Inner {
    fn take(&mut self, decoded: &[u8]) {
        match &mut self.holds {
            Holds::Parts(skimmer) | Holds::Mail(skimmer) => skimmer.feed(decoded),
            Holds::Sealed(bytes, _) => {
                let room = limits::SEALED_BYTES.saturating_sub(bytes.len());
                bytes.extend_from_slice(&decoded[..decoded.len().min(room)]);
            }
        }
    }
}

/// Text of at most so many bytes may be blanks.
const FEW_BYTES: usize = 256;

/// Whether a part's bytes are kept for showing and searching: those of a text, and of a file with text where nothing was said before it.
fn keeps_text(part: &Part, first: bool) -> bool {
    let kind = &part.content_type;
    let file = part.disposition.attachment;
    let nameless = part.disposition.name.is_none() && kind.name.is_none();
    let readable = kind.is_text() || kind.may_be_read();
    readable && (!file || first) || kind.is_unknown() && nameless && !file && first && !part.holds_mail()
}

/// The hash of a body with line ends as LF and no empty lines at the end.
#[derive(Debug, Default)]
struct BodyHash {
    hash: Sha256,
    buffer: Vec<u8>,
    ends: usize,
}

impl BodyHash {
    fn line(&mut self, line: &[u8], ended: bool) {
        if !line.is_empty() {
            while self.ends > 0 {
                let now = self.ends.min(1024);
                self.buffer.extend(std::iter::repeat_n(b'\n', now));
                self.ends -= now;
                self.flush(8 * 1024);
            }
            self.buffer.extend_from_slice(line);
            self.flush(8 * 1024);
        }
        if ended {
            self.ends += 1;
        }
    }

    fn flush(&mut self, above: usize) {
        if self.buffer.len() > above {
            self.hash.update(&self.buffer);
            self.buffer.clear();
        }
    }

    fn finish(mut self) -> [u8; 32] {
        self.flush(0);
        self.hash.finalize().into()
    }
}
