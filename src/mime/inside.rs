//! The pictures that a page names by their place in its own mail (`cid:`, RFC 2392), put into the page, so that a browser shows them without the mail.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::attachments::content;
use super::segments::bare_id;
use super::skim::{Part, Skimmed, skim};

/// The most bytes of one picture, and of all that stand in a page.
const PICTURE: usize = 10 * 1024 * 1024;
const ALL: usize = 40 * 1024 * 1024;

/// Pictures that only show: an SVG is a page of its own.
const KINDS: [&str; 8] = ["image/png", "image/jpeg", "image/jpg", "image/pjpeg", "image/gif", "image/webp", "image/bmp", "image/x-icon"];

/// The page with its own pictures in it. What names no picture of the mail, or more than fits, stays as it is.
pub fn with_pictures(html: &str, raw: &[u8]) -> String {
    let skimmed = skim(raw);
    let pictures = pictures(&skimmed);
    if pictures.is_empty() {
        return html.to_owned();
    }
    let lower = html.to_ascii_lowercase();
    let mut out = String::with_capacity(html.len());
    let (mut from, mut taken) = (0, 0);
    for (at, _) in lower.match_indices("cid:") {
        let begins =
            html[..at].chars().next_back().is_some_and(|before| matches!(before, '"' | '\'' | '=' | '(' | ';') || before.is_whitespace());
        if at < from || !begins {
            continue;
        }
        let end = html[at..].find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ')' | '>')).map_or(html.len(), |end| at + end);
        let id = percent_decoded(&html[at + 4..end].replace("&amp;", "&"));
        let Some(part) = pictures.get(&bare_id(id.as_bytes())) else { continue };
        let Some(bytes) = content(raw, part, &skimmed, PICTURE.min(ALL - taken)) else { continue };
        taken += bytes.len();
        out.push_str(&html[from..at]);
        out.push_str(&format!("data:{};base64,{}", part.content_type.media, STANDARD.encode(bytes)));
        from = end;
    }
    out.push_str(&html[from..]);
    out
}

/// The pictures of a mail by their Content-ID.
fn pictures(skimmed: &Skimmed) -> HashMap<String, &Part> {
    let shows = |part: &&Part| KINDS.contains(&part.content_type.media.as_str());
    skimmed.parts.iter().filter(shows).filter_map(|part| part.headers.first("Content-ID").map(|id| (bare_id(id), part))).collect()
}

fn percent_decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hex = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16)).and_then(|digit| u8::try_from(digit).ok());
        match (byte, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                out.push(high * 16 + low);
                rest = &after[2..];
            }
            _ => {
                out.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::with_pictures;

    const MAIL: &str = "Content-Type: multipart/related; boundary=q\r\n\r\n--q\r\nContent-Type: text/html\r\n\r\n<p>x\r\n--q\r\nContent-Type: image/png\r\nContent-ID: <logo@x>\r\nContent-Transfer-Encoding: base64\r\n\r\naGVs\r\nbG8=\r\n--q\r\nContent-Type: image/svg+xml\r\nContent-ID: <page@x>\r\n\r\n<svg/>\r\n--q--\r\n";

    #[test]
    fn pictures_of_the_mail_stand_in_its_page_and_nothing_else_changes() {
        let put = |html: &str| with_pictures(html, MAIL.as_bytes());
        let data = "data:image/png;base64,aGVsbG8=";
        assert_eq!(
            put("<img src=\"cid:logo@x\"> <img src='CID:LOGO%40x'> <img src=cid:logo@x>"),
            format!("<img src=\"{data}\"> <img src='{data}'> <img src={data}>")
        );
        assert_eq!(put("<td style=\"background: url(cid:logo@x)\">"), format!("<td style=\"background: url({data})\">"));
        for same in [
            "<img src=\"cid:other@x\">",
            "<img src=\"cid:page@x\">",
            "<p>acid:logo@x</p>",
            "<img src=https://a.example/cid:logo@x>",
            "cid:",
            "",
        ] {
            assert_eq!(put(same), same);
        }
        assert_eq!(with_pictures("<img src=cid:logo@x>", b"Subject: x\r\n\r\ny"), "<img src=cid:logo@x>");
    }
}
