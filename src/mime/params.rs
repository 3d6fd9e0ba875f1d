//! Content-Type and Content-Disposition with their parameters (RFC 2045, 2183, 2231), and file names as mail really writes them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::charset;
use super::words::decode_words;
use crate::text::CleanText;

/// What a part says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentType {
    /// Type and subtype in lower case.
    pub media: String,
    /// The charset label, as written.
    pub charset: Option<String>,
    /// Whether a person said the charset: then nothing is guessed.
    pub said: bool,
    /// The boundary of a multipart.
    pub boundary: Option<Vec<u8>>,
    /// The name parameter, decoded.
    pub name: Option<CleanText>,
    /// The Content-ID of the root of a `multipart/related` (RFC 2387 3.2), as written.
    pub start: Option<String>,
    /// The type of that root (RFC 2387 3.1), as written.
    pub root_type: Option<String>,
    /// `format=flowed` (RFC 3676).
    pub flowed: bool,
    /// `delsp=yes` (RFC 3676).
    pub delsp: bool,
}

impl Default for ContentType {
    fn default() -> Self {
        Self {
            media: "text/plain".to_owned(),
            charset: None,
            said: false,
            boundary: None,
            name: None,
            start: None,
            root_type: None,
            flowed: false,
            delsp: false,
        }
    }
}

impl ContentType {
    /// Reads a header value, raw letters of which are in a charset that the mail declared elsewhere; one without a usable type is `text/plain` (RFC 2045 5.2).
    pub fn read(value: &[u8], charset: Option<&str>) -> Self {
        let value = plain_value(value, charset);
        let parsed = mailparse::parse_content_type(&value);
        let media: String =
            parsed.mimetype.split(|c: char| c.is_whitespace() || matches!(c, ';' | '(' | ',' | '"')).next().unwrap_or_default().to_owned();
        let media = match media.as_str() {
            "html" | "html/text" | "plain/html" | "htm" | "text/htm" => "text/html".to_owned(),
            "plain/text" => "text/plain".to_owned(),
            _ => media,
        };
        let usable = media.split_once('/').is_some_and(|(kind, sub)| !kind.is_empty() && !sub.is_empty())
            && media.bytes().all(|byte| byte.is_ascii_graphic());
        let value_of =
            |key: &str| parsed.params.get(key).cloned().or_else(|| parsed.params.get(&format!("{key}*")).map(|raw| undecoded(raw)));
        let word = |key: &str| {
            value_of(key).map(|value| value.split(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default().to_owned())
        };
        Self {
            media: if usable { media } else { "text/plain".to_owned() },
            charset: word("charset").filter(|label| !label.is_empty()),
            said: false,
            boundary: value_of("boundary").map(|text| text.trim_end().as_bytes().to_vec()).filter(|boundary| !boundary.is_empty()),
            name: file_name(&parsed.params, "name"),
            start: value_of("start"),
            root_type: word("type"),
            flowed: word("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed")),
            delsp: word("delsp").is_some_and(|answer| answer.eq_ignore_ascii_case("yes")),
        }
    }

    /// Whether it is a multipart.
    pub fn is_multipart(&self) -> bool {
        self.media.starts_with("multipart/")
    }

    /// Whether it is a page.
    pub fn is_html(&self) -> bool {
        matches!(self.media.as_str(), "text/html" | "application/xhtml+xml" | "text/xhtml")
    }

    /// Whether it is an invitation, or another entry of a calendar.
    pub fn is_calendar(&self) -> bool {
        matches!(
            self.media.as_str(),
            "text/calendar" | "text/x-vcalendar" | "application/ics" | "application/calendar" | "application/calendar+json"
        )
    }

    /// Whether it is rich text of word processors.
    pub fn is_rtf(&self) -> bool {
        matches!(self.media.as_str(), "text/rtf" | "application/rtf" | "application/x-rtf" | "application/msrtf")
    }

    /// Whether its content lies outside of the mail.
    pub fn is_elsewhere(&self) -> bool {
        self.media == "message/external-body"
    }

    /// Whether a person could read it, though it is no text by its type: shown where a mail says nothing else.
    pub fn may_be_read(&self) -> bool {
        let media = self.media.as_str();
        matches!(
            media,
            "application/json"
                | "application/text"
                | "application/txt"
                | "application/plain"
                | "application/xml"
                | "application/pgp"
                | "application/rtf"
                | "application/x-rtf"
                | "application/msrtf"
                | "message/partial"
                | "message/external-body"
                | "message/rfc822-headers"
                | "message/x-rfc822-headers"
                | "message/disposition-notification"
                | "message/feedback-report"
                | "message/delivery-status"
                | "message/global-delivery-status"
                | "message/global-headers"
                | "message/global-disposition-notification"
        ) || self.is_html()
            || self.is_calendar()
            || media.starts_with("application/") && (media.ends_with("+xml") || media.ends_with("+json"))
    }

    /// Whether it says nothing of what it is.
    pub fn is_unknown(&self) -> bool {
        let kind = self.media.split('/').next().unwrap_or_default();
        self.media == "application/octet-stream"
            || !matches!(kind, "text" | "image" | "audio" | "video" | "application" | "multipart" | "font" | "model" | "chemical")
    }

    /// Whether it is text of some kind.
    pub fn is_text(&self) -> bool {
        self.media.starts_with("text/")
    }
}

/// How a part wants to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Disposition {
    /// `attachment`, or a word nobody knows (RFC 2183 2.8).
    pub attachment: bool,
    /// `inline` stands there.
    pub inline: bool,
    /// The file name, decoded.
    pub name: Option<CleanText>,
}

impl Disposition {
    /// Reads a header value, raw letters of which are in a charset that the mail declared elsewhere.
    pub fn read(value: &[u8], charset: Option<&str>) -> Self {
        let value = plain_value(value, charset);
        // Some leave out the disposition, some the semicolon behind it.
        let value = match value.split_once('=') {
            Some((before, _)) if !before.contains([';', '"']) => {
                let key = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
                let (kind, rest) = value.split_at(before.trim_end().len() - key.len());
                format!("{}; {rest}", if kind.trim().is_empty() { "attachment" } else { kind.trim() })
            }
            _ => value,
        };
        let parsed = mailparse::parse_content_disposition(&value);
        let inline = parsed.disposition == mailparse::DispositionType::Inline;
        Self { attachment: !inline, inline, name: file_name(&parsed.params, "filename") }
    }
}

/// A value without folds, and as its parameters are read: words that encode the whole of it are decoded, the backslashes of a path are kept, and of two forms of a name the
/// plain one gives way (RFC 2231 4; RFC 6266 4.3).
fn plain_value(value: &[u8], charset: Option<&str>) -> String {
    let mut value = charset::of_header(value, charset).replace(['\r', '\n'], "");
    if value.trim_start().starts_with("=?") {
        value = decode_words(value.trim()).into_owned();
    }
    if value.contains('\\') {
        value = with_paths(&value);
    }
    for key in ["filename", "name"] {
        if has_key(&value, &format!("{key}*")) {
            value = without_plain(&value, key);
        }
    }
    value
}

/// The pieces of a value between semicolons that stand outside of quotes.
fn pieces(value: &str) -> Vec<&str> {
    let (mut quoted, mut escaped, mut start) = (false, false, 0);
    let mut found = Vec::new();
    for (at, c) in value.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                found.push(&value[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&value[start..]);
    found
}

fn key_of(piece: &str) -> String {
    piece.split('=').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn has_key(value: &str, prefix: &str) -> bool {
    value.contains('*') && pieces(value).iter().skip(1).any(|piece| key_of(piece).starts_with(prefix))
}

fn without_plain(value: &str, key: &str) -> String {
    pieces(value).into_iter().filter(|piece| !piece.contains('=') || key_of(piece) != key).collect::<Vec<_>>().join(";")
}

/// A value in which the backslashes of `C:\folder\file` and `\\server\file` are no escapes.
fn with_paths(value: &str) -> String {
    let is_path = |text: &str| {
        let drive = text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && text[1..].starts_with(":\\");
        drive && !text.contains("\\\\") || text.starts_with("\\\\") && !text.starts_with("\\\\\\")
    };
    let fixed = pieces(value).into_iter().map(|piece| match piece.split_once('=') {
        Some((key, text)) if is_path(text.trim_start().trim_start_matches('"')) => {
            format!("{key}=\"{}\"", text.trim().trim_matches('"').replace('\\', "\\\\"))
        }
        _ => piece.to_owned(),
    });
    fixed.collect::<Vec<_>>().join(";")
}

/// A file name: RFC 2231 forms are decoded by the library, what it leaves (encoded words, broken charsets) here. Of a path the last name counts.
fn file_name(params: &BTreeMap<String, String>, key: &str) -> Option<CleanText> {
    let name = params.get(key).cloned().or_else(|| params.get(&format!("{key}*")).map(|raw| undecoded(raw)))?;
    let name = unquoted(&name);
    let name = as_url(name).map_or_else(|| decode_words(name), Cow::Owned);
    let drive = name.as_bytes().get(1) == Some(&b':') && name.as_bytes().get(2) == Some(&b'\\');
    let last = if drive || name.starts_with("\\\\") { name.rsplit('\\').next().unwrap_or_default() } else { &name };
    let name = CleanText::line(last.trim());
    (!name.is_empty()).then_some(name)
}

/// A name without quotes that have lost their others, or are of the wrong kind.
fn unquoted(name: &str) -> &str {
    let name = name.trim();
    let single = name.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).filter(|inner| !inner.contains('\''));
    match single {
        Some(inner) => inner,
        None if name.matches('"').count() == 1 => name.trim_matches('"').trim(),
        None => name,
    }
}

/// A name that was written as a part of a link, or in the extended form under the plain key: only where its escapes are letters of UTF-8, so that `100%25.pdf` stays as it is.
fn as_url(name: &str) -> Option<String> {
    if !name.contains('%') {
        return None;
    }
    let mut pieces = name.splitn(3, '\'');
    if let (Some(label), Some(language), Some(_)) = (pieces.next(), pieces.next(), pieces.next())
        && charset::by_label(label).is_some()
        && language.len() <= 8
    {
        return Some(undecoded(name));
    }
    let bytes = percent_decoded(name);
    String::from_utf8(bytes).ok().filter(|decoded| !decoded.is_ascii())
}

/// An extended value whose charset is missing or unknown: the charset is guessed, and a value without the two apostrophes is taken whole.
fn undecoded(raw: &str) -> String {
    let mut pieces = raw.splitn(3, '\'');
    let (label, text) = match (pieces.next(), pieces.next(), pieces.next()) {
        (Some(label), Some(_), Some(text)) => (Some(label), text),
        _ => (None, raw),
    };
    let bytes = percent_decoded(text);
    charset::decode(&bytes, label).0.into_owned()
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten().and_then(|two| u8::from_str_radix(two, 16).ok());
        out.push(pair.unwrap_or(bytes[at]));
        at += if pair.is_some() { 3 } else { 1 };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(value: &str) -> String {
        Disposition::read(value.as_bytes(), None).name.map(CleanText::into_string).unwrap_or_default()
    }

    #[test]
    fn file_names_are_read_in_every_spelling() {
        assert_eq!(name("attachment; filename=\"a b.pdf\""), "a b.pdf");
        assert_eq!(name("attachment; filename=\"=?UTF-8?B?6KaL56mN5pu4LnBkZg==?=\""), "見積書.pdf");
        assert_eq!(name("attachment; filename==?UTF-8?B?6KaL56mN5pu4LnBkZg==?="), "見積書.pdf");
        assert_eq!(name("attachment; filename*=UTF-8''%E8%A6%8B%E7%A9%8D.pdf"), "見積.pdf");
        assert_eq!(name("attachment; filename*0*=UTF-8''%E8%A6;\r\n filename*1*=%8B.pdf"), "見.pdf");
        assert_eq!(name("attachment; filename*=x-nonsense''caf%C3%A9.txt"), "café.txt");
        assert_eq!(name("attachment; filename=\"invoice\u{202e}fdp.exe\""), "invoicefdp.exe");
        assert_eq!(name("attachment; filename*=\"=?utf-8?Q?caf=C3=A9.zip?=\""), "café.zip");
        assert_eq!(name("attachment"), "");
        // What stands there without what should stand around it.
        assert_eq!(name("filename=offer.pdf"), "offer.pdf");
        assert_eq!(name("attachment filename=offer.pdf"), "offer.pdf");
        assert_eq!(name("attachment; filename=\"offer of may.pdf"), "offer of may.pdf");
        assert_eq!(name("attachment; filename='offer.pdf'"), "offer.pdf");
        assert_eq!(name("attachment; filename=\"utf-8''%C3%A4rger.pdf\""), "ärger.pdf");
        assert_eq!(name("attachment; filename=%C3%A4%20b.pdf"), "ä b.pdf");
        assert_eq!(name("attachment; filename=\"100%25.pdf\""), "100%25.pdf");
        // The extended form speaks before the plain one (RFC 6266 4.3), in whatever order.
        assert_eq!(name("attachment; filename=\"offer_.pdf\"; filename*=UTF-8''offer%E2%82%AC.pdf"), "offer€.pdf");
        assert_eq!(name("attachment; filename*=UTF-8''offer%E2%82%AC.pdf; filename=\"offer_.pdf\""), "offer€.pdf");
        assert_eq!(name("attachment; filename=\"o.pdf\"; filename*0*=UTF-8''offer; filename*1*=%E2%82%AC.pdf"), "offer€.pdf");
        // Programs that encode the whole value, and those that do not escape their paths.
        assert_eq!(name("=?utf-8?Q?attachment;_filename=3D\"offer.pdf\"?="), "offer.pdf");
        assert_eq!(name("=?UTF-8?B?YXR0YWNobWVudDsgZmlsZW5hbWU9Im9mZmVyLnBkZiI=?="), "offer.pdf");
        assert_eq!(name("attachment; filename=\"C:\\Users\\new\\offer.pdf\""), "offer.pdf");
        assert_eq!(name("attachment; filename=\"C:\\\\Users\\\\new\\\\offer.pdf\""), "offer.pdf");
        assert_eq!(name("attachment; filename=\"\\\\server\\share\\offer.pdf\""), "offer.pdf");
        assert_eq!(name("attachment; filename=C:\\Users\\new\\offer.pdf"), "offer.pdf");
        assert_eq!(name("attachment; filename=\"say \\\"hi\\\".txt\""), "say \"hi\".txt");
        let latin =
            |declared| Disposition::read(b"attachment; filename=\"\xbfa\xf3\xb3ty.pdf\"", declared).name.map(CleanText::into_string);
        assert_eq!(latin(Some("iso-8859-2")).as_deref(), Some("żaółty.pdf"));
    }

    #[test]
    fn types_are_read_leniently() {
        let read = |value: &str| ContentType::read(value.as_bytes(), None);
        let flowed = read("TEXT/Plain; charset=us-ascii (plain text); format=Flowed; DelSp=yes");
        assert_eq!(
            (flowed.media.as_str(), flowed.charset.as_deref(), flowed.flowed, flowed.delsp),
            ("text/plain", Some("us-ascii"), true, true)
        );
        assert_eq!(read("multipart/mixed;\r\n\tboundary=\"a; b\"").boundary.as_deref(), Some(b"a; b".as_slice()));
        assert_eq!(read("text").media, "text/plain");
        assert_eq!(read("").media, "text/plain");
        assert_eq!(read("image/png; name=\"x\"; name=\"y\"").media, "image/png");
    }
}
