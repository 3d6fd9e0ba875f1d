//! What goes along with a mail, as the parts of a `multipart/mixed` (RFC 2046): base64, which no server on the way touches; a whole mail as it came where it may.

use base64::Engine as _;

use super::wire::WireMessage;

/// Something that goes along, with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosed {
    /// Its file name; whatever stands there, it breaks no header.
    pub name: String,
    /// Its media type; what is none becomes `application/octet-stream`.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A boundary that stands nowhere in a text or in what goes along. `seed` makes it differ from mail to mail.
pub(super) fn boundary(seed: &str, text: &str, enclosed: &[Enclosed]) -> String {
    let seed: String = seed.chars().filter(char::is_ascii_alphanumeric).take(32).collect();
    let stands = |boundary: &str| {
        let within = |bytes: &[u8]| bytes.windows(boundary.len()).any(|window| window == boundary.as_bytes());
        within(text.as_bytes()) || enclosed.iter().any(|one| goes_whole(one) && within(&one.bytes))
    };
    // A part in base64 holds no `=_`.
    let mut boundary = format!("=_{seed}");
    while stands(&boundary) {
        boundary.push('x');
    }
    boundary
}

/// Appends the part of one enclosure, from its boundary line on.
pub(super) fn part(out: &mut Vec<u8>, boundary: &str, one: &Enclosed) {
    let whole = goes_whole(one);
    let media_type = if whole { "message/rfc822" } else { media_type(&one.media_type) };
    let encoding = match (whole, one.bytes.is_ascii()) {
        (true, true) => "7bit",
        (true, false) => "8bit",
        (false, _) => "base64",
    };
    let head =
        format!("--{boundary}\r\nContent-Type: {media_type}\r\nContent-Transfer-Encoding: {encoding}\r\n{}\r\n", disposition(&one.name));
    out.extend_from_slice(head.as_bytes());
    if whole {
        out.extend_from_slice(&one.bytes);
        // The line end before a boundary is the boundary's, and the mail keeps its own.
        out.extend_from_slice(b"\r\n");
    } else {
        let encoded = base64::engine::general_purpose::STANDARD.encode(&one.bytes);
        out.reserve(encoded.len() + encoded.len() / 38 + 2);
        for line in encoded.as_bytes().chunks(76) {
            out.extend_from_slice(line);
            out.extend_from_slice(b"\r\n");
        }
    }
}

/// Whether it is a mail that goes as it is: no encoding may stand around one (RFC 2046 5.2.1), and the wire takes its lines.
fn goes_whole(one: &Enclosed) -> bool {
    one.media_type == "message/rfc822" && WireMessage::takes_lines(&one.bytes) && one.bytes.ends_with(b"\r\n")
}

fn media_type(given: &str) -> &str {
    let token = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte));
    let fits = given.len() <= 127 && given.split_once('/').is_some_and(|(kind, sort)| token(kind) && token(sort));
    let apart = given.to_ascii_lowercase();
    // Those have structure of their own, which base64 would hide.
    if fits && !apart.starts_with("multipart/") && !apart.starts_with("message/") { given } else { "application/octet-stream" }
}

/// The field that names the file: a quoted string where the name is plain, else RFC 2231 in pieces, each a line of its own.
fn disposition(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    let plain = name.len() <= 60 && name.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'));
    if name.is_empty() {
        return "Content-Disposition: attachment\r\n".to_owned();
    }
    if plain {
        return format!("Content-Disposition: attachment; filename=\"{name}\"\r\n");
    }
    let mut out = "Content-Disposition: attachment".to_owned();
    let mut pieces = vec![String::new()];
    // Whole characters only: some readers decode each piece by itself.
    for c in name.chars() {
        let mut coded = c.to_string();
        if !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')) {
            coded = coded.bytes().map(|byte| format!("%{byte:02X}")).collect();
        }
        if pieces.last().is_none_or(|piece| piece.len() + coded.len() > 54) {
            pieces.push(String::new());
        }
        if let Some(last) = pieces.last_mut() {
            last.push_str(&coded);
        }
    }
    if let [only] = pieces.as_slice() {
        return format!("{out};\r\n filename*=UTF-8''{only}\r\n");
    }
    for (n, piece) in pieces.iter().enumerate() {
        let charset = if n == 0 { "UTF-8''" } else { "" };
        out.push_str(&format!(";\r\n filename*{n}*={charset}{piece}"));
    }
    out + "\r\n"
}
