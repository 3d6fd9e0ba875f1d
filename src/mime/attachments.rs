//! What can be saved from a mail: listing, a safe name, and decoding as a stream (promises.md D5).

use std::io::{self, Read, Write};
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::charset;
use super::limits;
use super::sealed::{self, Opened};
use super::segments::is_text_of_mail;
use super::skim::{Part, Sealed, Skimmed};
use super::transfer::{self, Decoder, Encoding};
use crate::domain::mail::body::Attachment;
use crate::text::CleanText;

/// The longest name of a saved file in bytes.
const NAME_BYTES: usize = 150;

/// Where an attachment lies in the raw mail and how to decode it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// What lists say of it.
    pub attachment: Attachment,
    /// Its transferred bytes.
    pub range: Range<u64>,
    /// How they were made fit for transport.
    pub encoding: Encoding,
    /// What its place is counted inside of, the outermost first; empty for a place in the mail itself.
    layers: Vec<Layer>,
}

/// A part that holds others in its decoded bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Layer {
    range: Range<u64>,
    encoding: Encoding,
    sealed: bool,
}

fn layers(skimmed: &Skimmed, part: &Part) -> Vec<Layer> {
    let mut layers = Vec::new();
    let mut within = part.within;
    while let Some(container) = within.map(|at| &skimmed.parts[at]) {
        layers.push(Layer {
            range: container.body.clone(),
            encoding: container.encoding,
            sealed: matches!(container.sealed, Some(Sealed::Open | Sealed::Unpacked)),
        });
        within = container.within;
    }
    layers.reverse();
    layers
}

/// The attachments of a mail, numbered from 1 in the order of the mail.
pub fn attachments(skimmed: &Skimmed) -> Vec<Attachment> {
    located(skimmed).into_iter().map(|found| found.attachment).collect()
}

/// The attachments of a mail with their places.
///
/// Listed are all parts that are not the text or another wording of it; a mail inside the mail is listed whole, as one.
pub fn located(skimmed: &Skimmed) -> Vec<Located> {
    let mut inside_mail = vec![false; skimmed.parts.len()];
    let mut shown = None;
    let mut found = Vec::new();
    for (index, part) in skimmed.parts.iter().enumerate() {
        let parent = part.parent.map(|parent| &skimmed.parts[parent]);
        inside_mail[index] = part.parent.is_some_and(|parent| inside_mail[parent]) || index > 0 && part.is_mail;
        // What was unpacked whole is listed by what it held.
        if inside_mail[index] || part.content_type.is_multipart() || part.sealed == Some(Sealed::Unpacked) {
            continue;
        }
        // What its sender named or sent as a file is one, also when it is shown as text.
        let file = part.disposition.attachment || part.disposition.name.is_some() || part.content_type.name.is_some();
        let text =
            |shown: &mut Option<Vec<bool>>| part.content_type.is_text() && shown.get_or_insert_with(|| is_text_of_mail(skimmed))[index];
        if !file && (is_wording(part) || text(&mut shown)) {
            continue;
        }
        let related = parent.is_some_and(|parent| parent.content_type.media == "multipart/related");
        let index = u32::try_from(found.len() + 1).unwrap_or(u32::MAX);
        found.push(Located {
            attachment: Attachment {
                index,
                name: name(part, skimmed),
                media_type: CleanText::line(&part.content_type.media),
                size: size(part),
                inline: !part.disposition.attachment
                    && (related || part.disposition.inline && part.headers.first("Content-ID").is_some())
                    && part.content_type.media.starts_with("image/"),
            },
            range: part.body.clone(),
            encoding: part.encoding,
            layers: layers(skimmed, part),
        });
    }
    found
}

/// Parts that only say the text, or a report about it, in their own way.
fn is_wording(part: &Part) -> bool {
    matches!(
        part.content_type.media.as_str(),
        "text/plain"
            | "text/html"
            | "text/enriched"
            | "text/markdown"
            | "text/rfc822-headers"
            | "text/x-amp-html"
            | "text/watch-html"
            | "message/delivery-status"
            | "message/feedback-report"
            | "message/external-body"
            | "application/pgp-encrypted"
    ) && part.embedded.is_none()
}

fn size(part: &Part) -> u64 {
    match part.encoding {
        Encoding::QuotedPrintable if !part.text.is_empty() && part.size == 0 => transfer::decode(part.encoding, &part.text).0.len() as u64,
        _ => part.size,
    }
}

fn name(part: &Part, skimmed: &Skimmed) -> CleanText {
    if let Some(raw) = &part.embedded {
        return CleanText::line(charset::undeclared(raw).trim());
    }
    if let Some(name) = part.disposition.name.clone().or_else(|| part.content_type.name.clone()) {
        return name;
    }
    if let Some(name) = described(part) {
        return name;
    }
    if part.content_type.media == "message/rfc822" {
        let inner = skimmed
            .parts
            .iter()
            .find(|inner| inner.is_mail && inner.parent.is_some_and(|parent| std::ptr::eq(&skimmed.parts[parent], part)));
        let subject = inner.and_then(|inner| inner.headers.text("Subject")).filter(|subject| !subject.is_empty());
        return subject.map(|subject| CleanText::line(&format!("{subject}.eml"))).unwrap_or_default();
    }
    CleanText::default()
}

/// A file name that stands in the description or the location of a part, for want of one where it belongs.
fn described(part: &Part) -> Option<CleanText> {
    let extension = |name: &str| {
        name.rsplit_once('.').is_some_and(|(stem, end)| {
            !stem.is_empty() && (2..=5).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    };
    ["Content-Description", "Content-Location"]
        .iter()
        .filter_map(|name| part.headers.text(name))
        .map(|text| CleanText::line(text.as_str().rsplit('/').next().unwrap_or_default()))
        .find(|name| extension(name.as_str()))
}

/// Decodes one attachment from the raw mail to a writer and gives its size. Memory does not grow with it.
///
/// # Errors
/// Those of the stream and of the writer.
pub fn decode(raw: impl Read, located: &Located, out: &mut impl Write) -> io::Result<u64> {
    decode_at(raw, &located.layers, &located.range, located.encoding, out)
}

/// What a part of a mail in memory holds, if it is no longer than so many bytes.
pub(super) fn content(raw: &[u8], part: &Part, skimmed: &Skimmed, most: usize) -> Option<Vec<u8>> {
    let transferred = usize::try_from(part.body.end.saturating_sub(part.body.start)).ok()?;
    let mut out = Vec::new();
    (transferred / 4 * 3 <= most).then_some(())?;
    decode_at(raw, &layers(skimmed, part), &part.body, part.encoding, &mut out).ok()?;
    (out.len() <= most).then_some(out)
}

fn decode_at(raw: impl Read, layers: &[Layer], range: &Range<u64>, encoding: Encoding, out: &mut impl Write) -> io::Result<u64> {
    let mut source: Box<dyn Read + '_> = Box::new(raw);
    for layer in layers {
        source = Box::new(Decoded::of(source, &layer.range, layer.encoding)?);
        if layer.sealed {
            let mut sealed = Vec::new();
            source.take(limits::SEALED_BYTES as u64).read_to_end(&mut sealed)?;
            let Some(Opened::Entity { bytes: content, .. }) = sealed::open(&sealed) else { return Err(io::ErrorKind::InvalidData.into()) };
            source = Box::new(io::Cursor::new(content));
        }
    }
    io::copy(&mut Decoded::of(source, range, encoding)?, out)
}

/// The decoded bytes of a piece of a stream.
struct Decoded<R> {
    from: io::Take<R>,
    decoder: Decoder,
    piece: Vec<u8>,
    ready: Vec<u8>,
    /// How much of what is ready was handed on.
    given: usize,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    /// Skips to the piece.
    fn of(mut stream: R, range: &Range<u64>, encoding: Encoding) -> io::Result<Self> {
        let skipped = io::copy(&mut stream.by_ref().take(range.start), &mut io::sink())?;
        if skipped < range.start {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let from = stream.take(range.end - range.start);
        Ok(Self { from, decoder: Decoder::new(encoding), piece: vec![0; 64 * 1024], ready: Vec::new(), given: 0, ended: false })
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.ended {
            let length = self.from.read(&mut self.piece)?;
            self.ready.clear();
            self.given = 0;
            self.ended = length == 0;
            if self.ended {
                self.decoder.finish(&mut self.ready);
            } else {
                self.decoder.feed(&self.piece[..length], &mut self.ready);
            }
        }
        let length = into.len().min(self.ready.len() - self.given);
        into[..length].copy_from_slice(&self.ready[self.given..self.given + length]);
        self.given += length;
        Ok(length)
    }
}

/// The name under which an attachment is saved: letters, digits and a few signs only, at most 150 bytes, never empty, hidden, an option or a device.
pub fn safe_name(attachment: &Attachment) -> String {
    let last = attachment.name.as_str().rsplit(['/', '\\']).next().unwrap_or_default();
    let allowed = |c: char| {
        if c.is_alphanumeric()
            || is_combining_mark(c)
            || matches!(c, '-' | '_' | '.' | ' ' | '(' | ')' | '+' | ',' | '@' | '=' | '、' | '・' | 'ー' | '（' | '）' | '【' | '】')
        {
            c
        } else {
            '_'
        }
    };
    let cleaned: String = last.nfc().map(allowed).collect();
    let cleaned = cleaned.split_whitespace().collect::<Vec<_>>().join(" ");
    let cleaned = cleaned.trim_start_matches(['.', '-', ' ']).trim_end_matches(['.', ' ']);
    let (stem, extension) = match cleaned.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= 16 => (stem, Some(extension)),
        _ => (cleaned, None),
    };
    let mut stem =
        if stem.is_empty() || stem.chars().all(|c| c == '_') { format!("attachment-{}", attachment.index) } else { stem.to_owned() };
    if is_device(&stem) {
        stem.insert(0, '_');
    }
    let room = NAME_BYTES - extension.map_or(0, |extension| extension.len() + 1);
    stem.truncate(stem.floor_char_boundary(room));
    let extension = extension.map(str::to_owned).or_else(|| known_extension(attachment.media_type.as_str()).map(str::to_owned));
    match extension {
        Some(extension) => format!("{}.{extension}", stem.trim_end()),
        None => stem,
    }
}

/// Names that mean devices on Windows, where the folder may be shared, with whatever follows the first dot.
fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |device: &str| {
        first
            .strip_prefix(device)
            .is_some_and(|rest| rest.chars().count() == 1 && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³')))
    };
    matches!(first.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") || numbered("COM") || numbered("LPT")
}

fn known_extension(media: &str) -> Option<&'static str> {
    Some(match media {
        "application/pdf" => "pdf",
        "text/plain" => "txt",
        "text/html" => "html",
        "text/calendar" => "ics",
        "text/csv" => "csv",
        "text/vcard" | "text/x-vcard" => "vcf",
        "message/rfc822" => "eml",
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/gif" => "gif",
        "application/zip" => "zip",
        "application/pgp-signature" => "asc",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::mime::skim::skim;

    const MAIL: &str = "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nhello\r\n--x\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8g\r\nd29ybGQ=\r\n--x\r\nContent-Disposition: attachment; filename=b.txt\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\na=3Db =\r\nc\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ntext\r\n--x--\r\n";

    fn names(text: &str) -> String {
        safe_name(&Attachment { index: 1, name: CleanText::line(text), media_type: CleanText::line("x/y"), size: 0, inline: false })
    }

    #[test]
    fn attachments_are_numbered_and_decoded_from_the_stream() {
        let skimmed = skim(MAIL.as_bytes());
        let found = located(&skimmed);
        let listed: Vec<(u32, &str, u64)> =
            found.iter().map(|found| (found.attachment.index, found.attachment.name.as_str(), found.attachment.size)).collect();
        assert_eq!(listed, [(1, "a.pdf", 11), (2, "b.txt", 5), (3, "inner.eml", 22)]);
        let contents: Vec<String> = found
            .iter()
            .map(|found| {
                let mut out = Vec::new();
                assert_eq!(decode(MAIL.as_bytes(), found, &mut out).unwrap(), found.attachment.size);
                String::from_utf8(out).unwrap()
            })
            .collect();
        assert_eq!(contents, ["hello world", "a=b c", "Subject: inner\r\n\r\ntext"]);
    }

    #[test]
    fn a_file_inside_the_text_is_an_attachment() {
        let mail = "Subject: x\n\nSee:\nbegin 644 cat.txt\n#0V%T\n`\nend\nbegin again 644\nbye\n";
        let skimmed = skim(mail.as_bytes());
        let found = located(&skimmed);
        assert_eq!((found[0].attachment.name.as_str(), found[0].attachment.size), ("cat.txt", 3));
        let mut out = Vec::new();
        decode(mail.as_bytes(), &found[0], &mut out).unwrap();
        assert_eq!(out, b"Cat");
        assert_eq!(skimmed.parts[0].text, b"See:\nbegin again 644\nbye");
    }

    #[test]
    fn names_are_safe_whatever_the_mail_says() {
        for (name, safe) in [
            ("../../etc/passwd", "passwd"),
            ("/etc/passwd", "passwd"),
            ("C:\\Windows\\x.exe", "x.exe"),
            ("\\\\host\\share\\y.txt", "y.txt"),
            ("-rf", "rf"),
            (".bashrc", "bashrc"),
            ("$(id)`x`.sh", "_(id)_x_.sh"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("com1.tar.gz", "_com1.tar.gz"),
            ("com².txt", "_com².txt"),
            ("a\nb.txt", "a b.txt"),
            ("Ange\u{301}bot \u{202e}fdp.pdf", "Angébot fdp.pdf"),
            ("हिन्दी.pdf", "हिन्दी.pdf"),
            ("見積書（最終）.pdf", "見積書（最終）.pdf"),
            ("", "attachment-1"),
            ("..", "attachment-1"),
            ("a/", "attachment-1"),
            ("invoice.pdf. ", "invoice.pdf"),
        ] {
            assert_eq!(names(name), safe, "{name:?}");
        }
        let long = names(&format!("{}.pdf", "長".repeat(10_000)));
        assert!(long.len() <= NAME_BYTES && long.ends_with(".pdf"), "{long}");
    }
}
