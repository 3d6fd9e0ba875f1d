//! The bytes of parts: text is kept, the rest is counted.

use memchr::memchr;

use super::embedded::{FileBegins, Met};
use super::part::{Part, Sealed};
use super::{At, Holds, Inner, Skimmer};
use crate::domain::mail::field_line::known_field;
use crate::domain::mail::message::Warnings;
use crate::mime::limits;
use crate::mime::params::{ContentType, Disposition};
use crate::mime::transfer::{Decoder, Encoding, base64_count};

/// Text of at most so many bytes may be blanks.
pub(super) const FEW_BYTES: usize = 256;

impl Skimmer {
    /// Takes the lines of a base64 part of which only the size matters, up to one that may be a boundary, and answers what is left. All the same as line by line, but
    /// most bytes of most mailboxes are such.
    pub(super) fn feed_data<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
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
        part.size += base64_count(data, &mut self.usual_letters) as u64;
        self.offset += data.len() as u64;
        rest
    }

    pub(super) fn body_line(&mut self, index: usize, line: &[u8], starts: bool, length: u64) {
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
        if starts && self.parts_after_all(index, line, length) {
            return;
        }
        if self.file.is_none() {
            self.feed_inner(line);
        }
        let part = &self.parts[index];
        let bare = part.encoding == Encoding::Identity && self.offset == part.body.start && !part.content_type.is_text();
        if bare && starts && line.starts_with(b"=ybegin ") && self.embedded_line(index, line, length) {
            // A file that was put into a part as newsgroups have it: what is listed is the file.
            self.parts[index].kept = true;
            self.parts[index].sealed = Some(Sealed::Unpacked);
            return;
        }
        let part = &self.parts[index];
        if !part.kept {
            self.count(index, line);
            return;
        }
        let may_hold_files = part.content_type.media != "text/html" && !part.disposition.attachment || self.file.is_some();
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
    pub(super) fn count(&mut self, index: usize, line: &[u8]) {
        let part = &mut self.parts[index];
        match part.encoding {
            Encoding::Base64 => part.size += base64_count(line, &mut self.usual_letters) as u64,
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
    pub(super) fn capture(&mut self, index: usize, line: &[u8]) {
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

    pub(super) fn text_line(&mut self, line: &[u8]) {
        if let At::Body(part) = self.at {
            self.capture(part, line);
        }
    }

    /// Handles files inside text; false when the line is text.
    pub(super) fn embedded_line(&mut self, index: usize, line: &[u8], length: u64) -> bool {
        match self.embedded.line(line, self.parts.len() < limits::PARTS) {
            Met::Text(held) => {
                self.capture_held(index, held);
                return false;
            }
            Met::Held(held) => self.capture_held(index, held),
            Met::Taken => {}
            Met::Begins(begins) => {
                let data = begins.bytes.is_some();
                self.begin_file(index, begins, length);
                self.unpack(line, data);
            }
            Met::Bytes(bytes) => {
                if let Some(file) = self.file {
                    self.parts[file].size += bytes;
                }
                self.unpack(line, true);
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

    pub(super) fn capture_held(&mut self, index: usize, held: Option<Vec<u8>>) {
        if let Some(held) = held {
            self.capture(index, &held);
        }
    }

    pub(super) fn begin_file(&mut self, parent: usize, begins: FileBegins, length: u64) {
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
        let file = self.parts.len() - 1;
        self.file = Some(file);
        let (depth, mails) = self.open.last().map_or(self.around, |open| (open.depth, open.mails));
        if self.parts[file].is_tnef() && self.inner.is_none() && mails < limits::MAILS_INSIDE {
            let holds = Holds::Sealed(Vec::new(), (depth, mails + 1));
            self.inner = Some(Inner { part: file, decoder: Decoder::new(self.parts[file].encoding), holds });
        }
    }

    /// Hands a line of a file on, where what the file holds is read.
    fn unpack(&mut self, line: &[u8], data: bool) {
        if let Some(inner) = self.inner.as_mut().filter(|inner| data && Some(inner.part) == self.file) {
            self.scratch.clear();
            inner.decoder.feed(line, &mut self.scratch);
            inner.decoder.feed(b"\n", &mut self.scratch);
            inner.take(&self.scratch);
        }
    }

    pub(super) fn end_file(&mut self, end: u64) {
        if let Some(file) = self.file.take() {
            let start = self.parts[file].body.start;
            self.parts[file].body.end = end.max(start);
            if let Some(inner) = self.inner.take_if(|inner| inner.part == file) {
                self.adopt(inner);
            }
        }
    }
}

/// Whether a part's bytes are kept for showing and searching: those of a text, and of a file with text where nothing was said before it.
pub(super) fn keeps_text(part: &Part, first: bool) -> bool {
    let kind = &part.content_type;
    let file = part.disposition.attachment;
    let nameless = part.disposition.name.is_none() && kind.name.is_none();
    let readable = kind.is_text() || kind.may_be_read();
    readable && (!file || first)
        || kind.is_unknown() && nameless && !file && first && !part.holds_mail()
        || kind.is_unknown() && first && part.is_named_text()
}
