//! Header fields, folded and encoded: values come in as types that hold no line break, and leave as lines of at most 76 columns where that can be.

use crate::domain::mail::address::Address;
use crate::domain::mail::message_id::MessageId;

use super::wire::wire_address;

/// Where lines are folded (RFC 2047 section 2 allows 76 for a line with an encoded word).
const FOLD: usize = 76;

/// The Date field's value in the writer's own offset (RFC 5322 3.3).
pub fn date(written: &jiff::Zoned) -> String {
    written.strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
}

/// Writes the header block.
#[derive(Default)]
pub struct HeaderWriter {
    out: String,
}

impl HeaderWriter {
    /// A line of our own, complete.
    pub fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push_str("\r\n");
    }

    /// Free text: words that are plain ASCII stay, runs of others become encoded words. An empty value writes no field.
    pub fn text(&mut self, name: &str, value: &str) {
        self.field(name, &phrase(value));
    }

    /// Addresses with their names.
    pub fn addresses(&mut self, name: &str, addresses: &[Address]) {
        let mut pieces = Vec::new();
        for (n, one) in addresses.iter().enumerate() {
            let comma = if n + 1 < addresses.len() { "," } else { "" };
            let address = wire_address(&one.address);
            let display = one.name.as_str().trim();
            if display.is_empty() {
                pieces.push(format!("{address}{comma}"));
            } else {
                pieces.extend(display_name(display));
                pieces.push(format!("<{address}>{comma}"));
            }
        }
        self.field(name, &pieces);
    }

    /// Message-IDs in their angle brackets, folded between two of them. None writes no field.
    pub fn ids(&mut self, name: &str, ids: &[MessageId]) {
        self.field(name, &ids.iter().map(ToString::to_string).collect::<Vec<_>>());
    }

    /// The block with the empty line that ends it.
    pub fn finish(mut self) -> Vec<u8> {
        self.out.push_str("\r\n");
        self.out.into_bytes()
    }

    fn field(&mut self, name: &str, pieces: &[String]) {
        if pieces.is_empty() {
            return;
        }
        self.out.push_str(name);
        self.out.push(':');
        let mut column = name.len() + 1;
        for (n, piece) in pieces.iter().enumerate() {
            if n > 0 && column + 1 + piece.len() > FOLD {
                self.out.push_str("\r\n");
                column = 0;
            }
            self.out.push(' ');
            self.out.push_str(piece);
            column += 1 + piece.len();
        }
        self.out.push_str("\r\n");
    }
}

/// A display name: an atom or a quoted string when ASCII, encoded words otherwise.
fn display_name(name: &str) -> Vec<String> {
    let looks_encoded = name.contains("=?");
    let plain = !looks_encoded && name.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    if !plain || name.len() > 60 {
        return encoded_words(name);
    }
    let atoms = name.bytes().all(|byte| byte == b' ' || byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte));
    if atoms {
        return name.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    }
    vec![format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))]
}

/// Free text in pieces that may be parted by folding; the space between two pieces is the space of the text.
fn phrase(value: &str) -> Vec<String> {
    let plain = |word: &str| {
        !word.is_empty() && word.len() <= FOLD - 16 && !word.contains("=?") && word.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let words: Vec<&str> = value.split(' ').collect();
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if plain(words[at]) {
            pieces.push(words[at].to_owned());
            at += 1;
            continue;
        }
        let end = words[at..].iter().position(|word| plain(word)).map_or(words.len(), |n| at + n);
        let run = words[at..end].join(" ");
        if !(run.is_empty() && words.len() == 1) {
            pieces.extend(encoded_words(&run));
        }
        at = end;
    }
    pieces
}

/// UTF-8 base64 encoded words (RFC 2047) of at most 64 columns, each with whole characters; readers drop the space between two of them.
fn encoded_words(text: &str) -> Vec<String> {
    use base64::Engine as _;
    const BYTES: usize = 36;
    let mut words = Vec::new();
    let mut chunk = String::new();
    let mut flush = |chunk: &mut String| {
        words.push(format!("=?utf-8?B?{}?=", base64::engine::general_purpose::STANDARD.encode(chunk.as_bytes())));
        chunk.clear();
    };
    for c in text.chars() {
        if chunk.len() + c.len_utf8() > BYTES {
            flush(&mut chunk);
        }
        chunk.push(c);
    }
    if !chunk.is_empty() || text.is_empty() {
        flush(&mut chunk);
    }
    words
}
