//! Boundaries: where parts begin and end.

use super::part::Part;
use super::{At, Open, Skimmer};
use crate::domain::mail::field_line::known_field;
use crate::domain::mail::message::Warnings;
use crate::mime::limits;
use crate::mime::params::ContentType;
use crate::mime::transfer::Encoding;

impl Skimmer {
    /// Which open multipart a line is the boundary of, and whether it closes it.
    pub(super) fn boundary(&self, line: &[u8]) -> Option<(usize, bool)> {
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

    pub(super) fn at_boundary(&mut self, level: usize, closing: bool, length: u64) {
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
        let preamble = std::mem::take(&mut self.parts[multipart].text);
        preamble.split(|byte| *byte == b'\n').for_each(|line| self.put_aside(line));
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
    pub(super) fn begin_part(&mut self, part: Part) {
        if self.parts.len() >= limits::PARTS {
            self.warnings.add(Warnings::PARTS_CUT);
            self.at = At::Nowhere;
            return;
        }
        self.parts.push(part);
        self.at = At::Headers(self.parts.len() - 1);
    }

    /// Ends what is open from a level on, and the part that is being read.
    pub(super) fn close_parts(&mut self, level: usize, end: u64) {
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

    pub(super) fn reading(&self) -> Option<usize> {
        match self.at {
            At::Body(part) | At::Preamble(part) => Some(part),
            At::Headers(_) | At::Nowhere => None,
        }
    }

    pub(super) fn close(&mut self, index: usize, end: u64) {
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
            let said = std::mem::take(&mut part.content_type);
            part.content_type = ContentType {
                media: "text/plain".to_owned(),
                charset: said.charset,
                name: said.name,
                said: said.said,
                flowed: said.flowed,
                delsp: said.delsp,
                ..ContentType::default()
            };
            part.kept = true;
        }
    }

    /// Whether the line before was a boundary that the headers do not tell, or tell wrongly: what begins like one and is followed by headers of a part.
    pub(super) fn untold_boundary(&mut self, multipart: usize, line: &[u8], length: u64) -> bool {
        let guess = self.guess.take();
        if self.inner.as_ref().is_some_and(|inner| inner.part == multipart) {
            // What is read from inside finds its own.
            return false;
        }
        if let Some(boundary) = guess
            && begins_headers(line)
            && let Some(open) = self.open.last_mut().filter(|open| open.part == multipart)
        {
            open.boundary = boundary;
            self.parts[multipart].text = Vec::new();
            self.begin_part(Part { parent: Some(multipart), ..Part::default() });
            self.ordinary_line(line, true, length);
            return true;
        }
        self.guess = boundary_named(line);
        false
    }

    /// Whether a mail that calls itself a text begins with a boundary and with headers of a part: then it is of parts.
    pub(super) fn parts_after_all(&mut self, index: usize, line: &[u8], length: u64) -> bool {
        let part = &mut self.parts[index];
        if self.guess.is_none() && self.offset != part.body.start
            || !part.is_mail
            || part.content_type.media != "text/plain"
            || part.encoding != Encoding::Identity
        {
            return false;
        }
        if self.offset == part.body.start {
            self.guess = boundary_named(line);
            return false;
        }
        let (depth, mails) = self.open.last().map_or(self.around, |open| (open.depth, open.mails));
        let Some(boundary) = self.guess.take().filter(|_| begins_headers(line) && depth < limits::DEPTH) else { return false };
        part.content_type.media = "multipart/mixed".to_owned();
        part.kept = false;
        part.text = Vec::new();
        self.open.push(Open { part: index, boundary, depth: depth + 1, mails });
        self.begin_part(Part { parent: Some(index), ..Part::default() });
        self.ordinary_line(line, true, length);
        true
    }
}

/// The boundary that a line would be.
fn boundary_named(line: &[u8]) -> Option<Vec<u8>> {
    line.strip_prefix(b"--").map(<[u8]>::trim_ascii_end).filter(|name| (1..=200).contains(&name.len())).map(<[u8]>::to_vec)
}

/// Whether a line is a field that only parts have.
fn begins_headers(line: &[u8]) -> bool {
    known_field(line).is_some_and(|name| name.get(..8).is_some_and(|begin| begin.eq_ignore_ascii_case("content-")))
}
