//! The text of one part: its transfer encoding and its charset undone, and whether it says anything.

use std::borrow::Cow;

use super::calendar;
use super::charset;
use super::enriched;
use super::external;
use super::html::{as_plain, html_text};
use super::limits;
use super::rtf::{self, Rtf};
use super::skim::Part;
use super::transfer::{self, Encoding, is_plain_after_all};
use crate::text::is_visible;

/// How much of a plain part is looked at before all of it, and of a page at most, in bytes as transferred.
const BEGINNING: usize = 1024;
const BEGINNING_OF_PAGE: usize = 32 * 1024;

/// The decoded text of a part, and whether something in it was broken.
pub(super) fn decoded(part: &Part) -> (Cow<'_, str>, bool) {
    let kind = &part.content_type;
    if kind.is_elsewhere() {
        return (Cow::Owned(external::place(part.headers.first("Content-Type").unwrap_or_default()).unwrap_or_default()), false);
    }
    if kind.is_rtf()
        && let Some(found) = rtf::read(&transfer::decode(part.encoding, &part.text).0)
    {
        let text = match found {
            Rtf::Text(text) => text,
            Rtf::Html(page) => as_plain(&html_text(&page).lines).into_string(),
        };
        return (Cow::Owned(text), false);
    }
    let (text, broken) = of_bytes(part, &part.text);
    let event = if part.is_calendar() { calendar::as_text(&text) } else { None };
    match event {
        Some(event) => (Cow::Owned(event), broken),
        None if matches!(kind.media.as_str(), "text/enriched" | "text/richtext") => {
            (Cow::Owned(enriched::as_text(&text, kind.media == "text/richtext")), broken)
        }
        None => (text, broken),
    }
}

fn of_bytes<'a>(part: &Part, transferred: &'a [u8]) -> (Cow<'a, str>, bool) {
    let (mut bytes, broken) = match part.encoding {
        Encoding::Identity => (Cow::Borrowed(transferred), false),
        encoding => {
            let (mut bytes, mut broken) = transfer::decode(encoding, transferred);
            if broken && let Some((letters, footer)) = transfer::with_footer(encoding, transferred) {
                (bytes, broken) = transfer::decode(encoding, letters);
                bytes.extend_from_slice(b"\n");
                bytes.extend_from_slice(footer);
            }
            let plain = match encoding {
                Encoding::Base64 => is_plain_after_all(transferred, &bytes),
                Encoding::Uuencode => !transferred.windows(6).any(|piece| piece == b"begin "),
                _ => false,
            };
            if plain { (Cow::Borrowed(transferred), true) } else { (Cow::Owned(bytes), broken) }
        }
    };
    if bytes.len() > limits::TEXT_BYTES {
        bytes = Cow::Owned(bytes[..limits::TEXT_BYTES].to_vec());
    }
    let declared =
        part.content_type.charset.as_deref().map(str::to_owned).or_else(|| part.is_page().then(|| declared_in_html(&bytes)).flatten());
    if part.content_type.said {
        let (text, lost) = charset::decode_as(&bytes, declared.as_deref().unwrap_or_default());
        return (Cow::Owned(text), broken || lost);
    }
    match bytes {
        Cow::Borrowed(bytes) => {
            let (text, lost) = charset::decode(bytes, declared.as_deref());
            (text, broken || lost)
        }
        Cow::Owned(bytes) => {
            let (text, lost) = charset::decode(&bytes, declared.as_deref());
            (Cow::Owned(text.into_owned()), broken || lost)
        }
    }
}

/// The charset an HTML page declares for itself.
fn declared_in_html(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let label: String =
        after.trim_start_matches(['"', '\'']).chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    (!label.is_empty()).then_some(label)
}

/// Whether a reader would see anything of a part: a character that is neither white space nor invisible, once its encodings are undone. Many senders put a plain part
/// beside their HTML that holds none.
pub(super) fn says_something(part: &Part) -> bool {
    if part.content_type.is_elsewhere() {
        return !decoded(part).0.is_empty();
    }
    let page = part.is_page();
    let beginning = &part.text[..part.text.len().min(if page { BEGINNING_OF_PAGE } else { BEGINNING })];
    let more = beginning.len() < part.text.len();
    // Nearly every part shows something in its first lines, and needs no second decoding for it. A longer page is taken to.
    let (text, _) = of_bytes(part, beginning);
    // What nobody named may be anything: it is text if it looks like one.
    let armour = part.content_type.is_unknown() && text.starts_with("-----BEGIN PGP MESSAGE");
    if armour {
        return false;
    }
    if part.content_type.is_unknown()
        && text.chars().any(|c| c == char::REPLACEMENT_CHARACTER || c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
    {
        return false;
    }
    if page {
        more || page_says_something(&text)
    } else if more {
        text.chars().any(is_seen) || decoded(part).0.chars().any(is_seen)
    } else {
        // Some programs write the blank of HTML.
        if text.contains('&') { words_say_something(&text) } else { text.chars().any(is_seen) }
    }
}

/// Whether a part says more than drawn lines, such as the `-- ` before a signature that is empty.
pub(super) fn says_words(part: &Part) -> bool {
    let drawn = |c: char| matches!(c, '-' | '_' | '=' | '*' | '~' | '.' | '+' | '#' | '|' | '\u{2500}'..='\u{257f}');
    let words = |text: &str| text.chars().any(|c| is_seen(c) && !drawn(c));
    let beginning = &part.text[..part.text.len().min(BEGINNING)];
    says_something(part) && (words(&of_bytes(part, beginning).0) || words(&decoded(part).0))
}

/// A character of which a reader sees something.
pub(super) fn is_seen(c: char) -> bool {
    c != char::REPLACEMENT_CHARACTER && is_visible(c)
}

/// Whether a page has words, or pictures with words, between its tags. What its styles hide is not looked at.
fn page_says_something(page: &str) -> bool {
    const SKIPPED: [&str; 4] = ["style", "script", "title", "head"];
    let mut rest = page;
    loop {
        let (words, tag) = rest.split_once('<').unwrap_or((rest, ""));
        if words_say_something(words) {
            return true;
        }
        if tag.is_empty() {
            return false;
        }
        let comment = tag.starts_with("!--");
        let (inside, after) = tag.split_once(if comment { "-->" } else { ">" }).unwrap_or((tag, ""));
        let name: String = inside.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        if name == "img" && has_words(inside) {
            return true;
        }
        rest = after;
        if let Some(skipped) = SKIPPED.iter().find(|skipped| **skipped == name) {
            let end = format!("</{skipped}");
            let at = after.as_bytes().windows(end.len()).position(|window| window.eq_ignore_ascii_case(end.as_bytes()));
            rest = at.map_or("", |at| &after[at..]);
        }
    }
}

/// Whether a picture says what it shows.
fn has_words(picture: &str) -> bool {
    let lower = picture.to_ascii_lowercase();
    let Some((_, alt)) = lower.split_once("alt=") else { return false };
    let words = alt.strip_prefix(['"', '\'']).unwrap_or(alt);
    words.starts_with(|c: char| is_visible(c) && !matches!(c, '"' | '\'' | '>'))
}

/// Whether words hold more than blanks, also such as are written as references.
fn words_say_something(words: &str) -> bool {
    const BLANK: [&str; 12] = ["nbsp", "zwnj", "zwj", "shy", "ensp", "emsp", "thinsp", "hairsp", "lrm", "rlm", "zerowidthspace", "nobreak"];
    let mut rest = words;
    loop {
        let (before, reference) = rest.split_once('&').unwrap_or((rest, ""));
        if before.chars().any(is_seen) {
            return true;
        }
        if reference.is_empty() {
            return false;
        }
        let name: String = reference.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '#').collect::<String>();
        let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        });
        let blank = BLANK.contains(&name.to_ascii_lowercase().as_str()) || number.and_then(char::from_u32).is_some_and(|c| !is_seen(c));
        if !blank {
            return true;
        }
        rest = reference[name.len()..].trim_start_matches(';');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_blanks_says_nothing() {
        for page in [
            "",
            "<html><head><title>Offer</title><style>p { color: red }</style></head><body>&nbsp;<p>\u{200b}&zwnj;&#8203;&#xAD; </p></body>",
            "<img src=x><img alt='' src=y><!-- words --><br>",
            "<script>say('hello')</script>\u{feff}\u{2800}",
        ] {
            assert!(!page_says_something(page), "{page}");
        }
        for page in
            ["a", "<p>&nbsp;&euro;</p>", "<img alt=Logo src=x>", "<img src=x alt='Our logo'>", "<STYLE>x</STYLE>y", "&#65;", "1 < 2"]
        {
            assert!(page_says_something(page), "{page}");
        }
    }
}
