//! What goes along with a mail: files of this machine, attachments of stored mail, or a stored mail whole.

use std::path::PathBuf;

use crate::domain::ids::MessageKey;
use crate::text::CleanText;

use super::percent::decoded;

/// Something that goes along with a mail. Its bytes are read when the mail is queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// Where its bytes lie.
    pub source: EnclosureSource,
    /// The file name under which it goes.
    pub name: CleanText,
    /// Its size in bytes when it was added, for showing.
    pub size: u64,
}

/// Where the bytes of an enclosure lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnclosureSource {
    /// A file of this machine, by its whole path.
    File(PathBuf),
    /// An attachment of a stored mail, by its number from 1.
    Part(MessageKey, u32),
    /// A stored mail as it came.
    Mail(MessageKey),
}

/// The most bytes that go along with one mail; servers take far less, and the mail has to fit in memory.
pub const MAX_ENCLOSED_BYTES: u64 = 100 << 20;

impl Enclosure {
    /// The line that keeps it in a draft.
    pub fn line(&self) -> String {
        let (kind, place) = match &self.source {
            EnclosureSource::File(path) => ("file", path.to_string_lossy().into_owned()),
            EnclosureSource::Part(message, index) => ("part", format!("{} {index}", message.0)),
            EnclosureSource::Mail(message) => ("mail", message.0.to_string()),
        };
        format!("{kind}\t{}\t{}\t{place}", self.size, self.name)
    }

    /// Reads a line of [`Self::line`]; `None` for what is none.
    pub fn of_line(line: &str) -> Option<Self> {
        let mut pieces = line.splitn(4, '\t');
        let (kind, size, name, place) = (pieces.next()?, pieces.next()?, pieces.next()?, pieces.next()?);
        let source = match kind {
            "file" => EnclosureSource::File(place.into()),
            "part" => {
                let (message, index) = place.split_once(' ')?;
                EnclosureSource::Part(MessageKey(message.parse().ok()?), index.parse().ok()?)
            }
            "mail" => EnclosureSource::Mail(MessageKey(place.parse().ok()?)),
            _ => return None,
        };
        Some(Self { source, name: CleanText::line(name), size: size.parse().ok()? })
    }

    /// Whether a path can be kept in a draft: it is text on one line.
    pub fn takes(path: &std::path::Path) -> bool {
        path.to_str().is_some_and(|text| !text.chars().any(char::is_control))
    }
}

/// The path in a typed or dropped text: terminals drop files as `'/a b/c'`, as `/a\\ b/c` or as `file:///a%20b/c`. `None` for a blank text.
pub fn dropped_path(typed: &str) -> Option<PathBuf> {
    let text = typed.trim();
    let quoted = |sign: char| text.strip_prefix(sign).and_then(|rest| rest.strip_suffix(sign)).filter(|inner| !inner.is_empty());
    if let Some(inner) = quoted('\'').or_else(|| quoted('"')) {
        return Some(inner.into());
    }
    if let Some(coded) = text.strip_prefix("file://") {
        let path = coded.find('/').map_or(coded, |at| &coded[at..]);
        return Some(decoded(path).into());
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    (!out.is_empty()).then(|| out.into())
}

/// The media type of a file by the ending of its name; `application/octet-stream` for what is not known.
pub fn media_type_of(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "pdf" => "application/pdf",
        "txt" | "log" | "md" => "text/plain",
        "csv" => "text/csv",
        "htm" | "html" => "text/html",
        "ics" => "text/calendar",
        "vcf" => "text/vcard",
        "json" => "application/json",
        "xml" => "application/xml",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        "doc" => "application/msword",
        "xls" => "application/vnd.ms-excel",
        "ppt" => "application/vnd.ms-powerpoint",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_path_is_read_as_it_is_typed_and_as_terminals_drop_it() {
        for typed in
            ["/a b/c.txt", " '/a b/c.txt' ", "\"/a b/c.txt\"", "/a\\ b/c.txt", "file:///a%20b/c.txt", "file://localhost/a%20b/c.txt"]
        {
            assert_eq!(dropped_path(typed), Some("/a b/c.txt".into()), "{typed}");
        }
        assert_eq!(dropped_path("~/見積.pdf"), Some("~/見積.pdf".into()));
        assert_eq!(dropped_path("  "), None);
    }

    #[test]
    fn what_goes_along_is_kept_in_a_line_and_read_back() {
        let sources = [
            EnclosureSource::File("/home/me/見積 書 (2).pdf".into()),
            EnclosureSource::Part(MessageKey(1_234), 2),
            EnclosureSource::Mail(MessageKey(-5)),
        ];
        for source in sources {
            let one = Enclosure { source, name: CleanText::line("見積\t書.pdf"), size: 12 };
            let line = one.line();
            assert_eq!(Enclosure::of_line(&line).map(|read| (read.source, read.size)), Some((one.source, 12)), "{line}");
        }
        for bad in ["", "file", "part\t1\ta\tx", "other\t1\ta\tb", "file\tx\ta\tb"] {
            assert_eq!(Enclosure::of_line(bad), None, "{bad}");
        }
        assert!(Enclosure::takes("/a b/ｶﾞ.txt".as_ref()) && !Enclosure::takes("/a\nb".as_ref()));
    }
}
