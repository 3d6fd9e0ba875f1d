//! Transfer encodings of our own text: every body leaves as 7-bit lines, so that no server has to be asked for more.

use base64::Engine as _;

use super::wire::MAX_LINE;

/// The name of the encoding and the encoded text: as it is when that is clean, quoted-printable when mostly ASCII, base64 otherwise.
pub fn body(text: &str) -> (&'static str, String) {
    let clean = text.is_ascii() && text.split("\r\n").all(|line| line.len() <= MAX_LINE);
    if clean {
        return ("7bit", text.to_owned());
    }
    let foreign = text.bytes().filter(|byte| !byte.is_ascii()).count();
    if foreign * 4 <= text.len() { ("quoted-printable", quoted_printable(text)) } else { ("base64", base64_lines(text)) }
}

fn base64_lines(text: &str) -> String {
    let encoded = base64::engine::general_purpose::STANDARD.encode(text);
    let mut out = String::with_capacity(encoded.len() + encoded.len() / 38 + 2);
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, tail) = rest.split_at(rest.len().min(76));
        out.push_str(line);
        out.push_str("\r\n");
        rest = tail;
    }
    out
}

/// RFC 2045 6.7; a dot or `From ` at the start of a line is encoded as well, so that no server on the way touches it.
fn quoted_printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let body = text.strip_suffix("\r\n").unwrap_or(text);
    for line in body.split("\r\n") {
        let bytes = line.as_bytes();
        let mut column = 0;
        for (at, byte) in bytes.iter().enumerate() {
            let last = at + 1 == bytes.len();
            let first = at == 0 && (*byte == b'.' || (*byte == b'F' && line.starts_with("From ")));
            let literal = (byte.is_ascii_graphic() && *byte != b'=' && !first) || (*byte == b' ' && !last);
            let width = if literal { 1 } else { 3 };
            if column + width > 75 {
                out.push_str("=\r\n");
                column = 0;
            }
            if literal {
                out.push(char::from(*byte));
            } else {
                out.push_str(&format!("={byte:02X}"));
            }
            column += width;
        }
        out.push_str("\r\n");
    }
    out
}
