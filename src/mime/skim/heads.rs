//! The headers of parts, what stands among them, and what they mean for what follows.

use super::bodies::{FEW_BYTES, keeps_text};
use super::part::Part;
use super::{At, Held, Holds, Inner, Open, Skimmer};
use crate::domain::mail::field_line::{LINES_BEFORE, is_from_line, known_field, stands_once, without_mark};
use crate::domain::mail::message::Warnings;
use crate::mime::limits;
use crate::mime::params::{ContentType, Disposition};
use crate::mime::transfer::{Decoder, Encoding};

/// How many lines that are no fields may stand together among fields.
const LINES_AMONG: usize = 2;

impl Skimmer {
    pub(super) fn header_line(&mut self, part: usize, line: &[u8], starts: bool, length: u64) {
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
    pub(super) fn holds(&self, line: &[u8], before: bool) -> bool {
        if before { self.held.len() < LINES_BEFORE } else { self.held.len() < LINES_AMONG && !line.is_empty() && !line.starts_with(b"--") }
    }

    pub(super) fn hold(&mut self, line: &[u8], length: u64) {
        self.held.push(Held { line: line.to_vec(), offset: self.offset, last_end: self.last_end, length });
    }

    /// A line that is no field, and no field follows: the empty line is missing and this is text.
    pub(super) fn text_already(&mut self, line: &[u8], starts: bool, length: u64) {
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
    pub(super) fn release(&mut self) {
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
    pub(super) fn headers_done(&mut self, index: usize) {
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
        self.usual_letters = false;
        if part.content_type.media == "text/plain" && part.content_type.boundary.is_some() {
            // Whoever names a boundary writes parts; where none comes, it is a text after all.
            part.content_type.media = "multipart/mixed".to_owned();
        }
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
    pub(super) fn open_mail(&mut self, index: usize) {
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
}
