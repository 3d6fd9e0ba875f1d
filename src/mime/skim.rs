//! The structure of a mail read from a stream: parts, headers, text and where everything lies, in memory that does not grow with the mail.
//!
//! One scanner serves mails of every size, so that the number of an attachment means the same everywhere. It looks at lines only: boundaries, headers, and the
//! bytes of text parts up to their limit. What other parts hold is counted, not kept.

mod bodies;
mod boundaries;
mod embedded;
mod hash;
mod heads;
mod inner;
mod part;

use std::io::{self, Read};

use memchr::memchr;
use sha2::{Digest, Sha256};

use self::embedded::Embedded;
use self::hash::BodyHash;
pub use self::part::{Part, Sealed, Skimmed};
use super::limits;
use super::params::ContentType;
use super::transfer::Decoder;
use crate::domain::mail::field_line::{field, known_field};
use crate::domain::mail::message::Warnings;

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

/// What ends the lines of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// The beginning has not come yet that tells it.
    Unknown,
    /// LF, with or without a CR before it; a CR elsewhere is part of a line.
    Lf,
    /// CR, LF, or both.
    Any,
}

/// The most bytes that are looked at for the first line end of a mail.
const BEGINNING: usize = 16 * 1024;

/// The most bytes that are kept of what stands outside of the parts.
const ASIDE: usize = 64 * 1024;

/// Whether a mail has its header fields between CRs: no LF ends the first, and what follows it is a field or its continuation.
fn ends_in_returns(beginning: &[u8]) -> bool {
    let until = memchr(b'\n', beginning).unwrap_or(beginning.len());
    let mut lines = beginning[..until].split(|byte| *byte == b'\r').skip_while(|line| line.is_empty());
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else { return false };
    let folded = second.first().is_some_and(|byte| matches!(byte, b' ' | b'\t'));
    known_field(first).is_some() && (known_field(second).is_some() || folded || field(second).is_some())
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
    ends: Ends,
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
    /// Whether the base64 of the part has had a letter that only the usual alphabet has.
    usual_letters: bool,
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
    /// What stands before, between and behind the parts.
    aside: Vec<u8>,
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
            ends: Ends::Unknown,
            inside_line: false,
            offset: 0,
            last_end: 0,
            parts: vec![mail],
            open: Vec::new(),
            at: At::Headers(0),
            counter: None,
            usual_letters: false,
            scratch: Vec::new(),
            embedded: Embedded::default(),
            file: None,
            guess: None,
            header_bytes: 0,
            text_bytes: 0,
            first_line: true,
            charset: None,
            aside: Vec::new(),
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
            ends: Ends::Lf,
            around: (depth, mails),
            ..Self::new()
        }
    }

    /// Takes the next bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.raw_hash.update(bytes);
        self.size += bytes.len() as u64;
        match self.ends {
            Ends::Lf => self.feed_lines(bytes),
            Ends::Any => self.feed_any(bytes),
            Ends::Unknown => {
                self.carry.extend_from_slice(bytes);
                if memchr(b'\n', &self.carry).is_some() || self.carry.len() > BEGINNING {
                    self.begin();
                }
            }
        }
    }

    /// Decides by the beginning of a mail what ends its lines, and reads it.
    fn begin(&mut self) {
        let beginning = std::mem::take(&mut self.carry);
        if ends_in_returns(&beginning) {
            self.ends = Ends::Any;
            self.feed_any(&beginning);
        } else {
            self.ends = Ends::Lf;
            self.feed_lines(&beginning);
        }
    }

    /// Lines that end with a CR alone, as old Macs wrote them, or with whatever came in on the way.
    fn feed_any(&mut self, bytes: &[u8]) {
        for (at, &byte) in bytes.iter().enumerate() {
            let returned = self.carry.last() == Some(&b'\r');
            if byte == b'\n' || returned {
                let mut line = std::mem::take(&mut self.carry);
                let end = u8::from(returned) + u8::from(byte == b'\n');
                line.truncate(line.len() - usize::from(returned));
                self.line(&line, end);
                line.clear();
                self.carry = line;
            }
            if byte != b'\n' {
                self.carry.push(byte);
            }
            if self.carry.len() > limits::LINE_BYTES && at % 2 == 0 {
                let keep = self.carry.split_off(self.carry.len() - 1);
                let piece = std::mem::replace(&mut self.carry, keep);
                self.line(&piece, 0);
            }
        }
    }

    /// Lines that end with LF, with or without a CR before it.
    fn feed_lines(&mut self, bytes: &[u8]) {
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
        if self.ends == Ends::Unknown {
            self.begin();
        }
        if self.ends == Ends::Any && self.carry.ends_with(b"\r") {
            let mut last = std::mem::take(&mut self.carry);
            last.pop();
            self.line(&last, 1);
        }
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
            aside: self.aside,
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
            At::Nowhere => self.put_aside(line),
        }
    }

    /// Keeps a line that stands outside of all parts, for a mail that says nothing else.
    fn put_aside(&mut self, line: &[u8]) {
        if self.aside.len() + line.len() < ASIDE {
            self.aside.extend_from_slice(line);
            self.aside.push(b'\n');
        }
    }
}
