//! What a signed, compressed or encrypted S/MIME body holds (RFC 5652, RFC 3274), as far as a reader without keys needs it: the content that is no secret (RFC 8551 3.5, 3.7), and
//! whether the rest is encrypted. Lengths may be definite or not (BER, as streaming programs write), and the content may come in pieces.

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use super::limits;
use super::transfer::{self, Encoding};

/// What lies in a CMS body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cms {
    /// Content that is no secret, signed, compressed (RFC 3274) or only wrapped: a MIME entity.
    Open(Vec<u8>),
    /// Content that only its recipient can read.
    Encrypted,
}

/// Elements inside one another; more is an attack.
const DEPTH: usize = 24;

const SEQUENCE: u8 = 0x30;
const OBJECT_ID: u8 = 0x06;
const OCTETS: u8 = 0x04;
const PIECES: u8 = 0x24;
const EXPLICIT: u8 = 0xa0;

const SIGNED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const ENVELOPED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03";
const DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
const DIGESTED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x05";
const ENCRYPTED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06";
const AUTHENTICATED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x02";
const COMPRESSED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09";
const AUTH_ENVELOPED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17";

/// Reads a CMS body; none for what is no such body, or signs something that lies elsewhere.
pub fn read(bytes: &[u8]) -> Option<Cms> {
    if let Some(armoured) = bytes.trim_ascii_start().strip_prefix(b"-----BEGIN ") {
        // Some programs send it as files have it (RFC 7468).
        let body = &armoured[armoured.iter().position(|byte| *byte == b'\n')?..];
        let end = body.windows(5).position(|piece| piece == b"-----").unwrap_or(body.len());
        return binary(&transfer::decode(Encoding::Base64, &body[..end]).0);
    }
    binary(bytes)
}

fn binary(bytes: &[u8]) -> Option<Cms> {
    let mut info = Reader::inside(bytes, SEQUENCE)?;
    let kind = info.next()?;
    if kind.tag != OBJECT_ID {
        return None;
    }
    if [ENVELOPED, AUTH_ENVELOPED, ENCRYPTED].contains(&kind.content) {
        return Some(Cms::Encrypted);
    }
    let explicit = info.next().filter(|one| one.tag == EXPLICIT)?;
    if kind.content == DATA {
        let mut content = Vec::new();
        octets(Reader { rest: explicit.content }, DEPTH, &mut content)?;
        return Some(Cms::Open(content));
    }
    // Version and algorithms stand before the content, which is the first that names what it holds and holds it.
    if ![SIGNED, DIGESTED, AUTHENTICATED, COMPRESSED].contains(&kind.content) {
        return None;
    }
    let mut data = Reader::inside(explicit.content, SEQUENCE)?;
    let holds = |one: &Element<'_>| {
        let mut inside = Reader { rest: one.content };
        let named = inside.next().is_some_and(|one| one.tag == OBJECT_ID);
        named && inside.next().is_some_and(|one| one.tag == EXPLICIT)
    };
    let encapsulated = (0..8).map_while(|_| data.next()).find(|one| one.tag == SEQUENCE && holds(one))?;
    let mut encapsulated = Reader { rest: encapsulated.content };
    encapsulated.next().filter(|one| one.tag == OBJECT_ID)?;
    let explicit = encapsulated.next().filter(|one| one.tag == EXPLICIT)?;
    let mut content = Vec::new();
    octets(Reader { rest: explicit.content }, DEPTH, &mut content)?;
    if kind.content == COMPRESSED {
        // Of a bomb the beginning is read.
        content = decompress_to_vec_zlib_with_limit(&content, limits::SEALED_BYTES).unwrap_or_else(|failed| failed.output);
    }
    Some(Cms::Open(content))
}

/// The bytes of an octet string, whole or in pieces.
fn octets(mut of: Reader<'_>, depth: usize, out: &mut Vec<u8>) -> Option<()> {
    while let Some(one) = of.next() {
        match one.tag {
            OCTETS => out.extend_from_slice(one.content),
            PIECES => octets(Reader { rest: one.content }, depth.checked_sub(1)?, out)?,
            _ => return None,
        }
    }
    Some(())
}

struct Element<'a> {
    tag: u8,
    content: &'a [u8],
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// The elements inside the first one, which must be of a kind.
    fn inside(bytes: &'a [u8], tag: u8) -> Option<Self> {
        let first = Reader { rest: bytes }.next().filter(|one| one.tag == tag)?;
        Some(Self { rest: first.content })
    }

    fn next(&mut self) -> Option<Element<'a>> {
        let (tag, header, length) = head(self.rest)?;
        if (tag, length) == (0, Some(0)) {
            return None;
        }
        let (content, whole) = match length {
            // What was cut on the way is read as far as it goes.
            Some(length) => (&self.rest[header..header.saturating_add(length).min(self.rest.len())], header.saturating_add(length)),
            None => {
                let inner = open_length(&self.rest[header..], DEPTH)?;
                (&self.rest[header..header + inner], header + inner + 2)
            }
        };
        self.rest = &self.rest[whole.min(self.rest.len())..];
        Some(Element { tag, content })
    }
}

/// The tag of an element, how long its header is, and its length; none for one that ends with a mark.
fn head(bytes: &[u8]) -> Option<(u8, usize, Option<usize>)> {
    let (&tag, &first) = (bytes.first()?, bytes.get(1)?);
    if tag & 0x1f == 0x1f {
        return None;
    }
    match first {
        0x80 => Some((tag, 2, None)),
        0..=0x7f => Some((tag, 2, Some(usize::from(first)))),
        _ => {
            let count = usize::from(first & 0x7f);
            let digits = bytes.get(2..2 + count).filter(|_| count <= 8)?;
            let length = digits.iter().fold(0_usize, |length, digit| length << 8 | usize::from(*digit));
            Some((tag, 2 + count, Some(length)))
        }
    }
}

/// How long the content of an element is that ends with a mark; all there is, when the mark is lost.
fn open_length(bytes: &[u8], depth: usize) -> Option<usize> {
    let mut at = 0;
    while let Some((tag, header, length)) = bytes.get(at..).and_then(head) {
        if (tag, length) == (0, Some(0)) {
            return Some(at);
        }
        at = at.saturating_add(header);
        at = match length {
            Some(length) => at.saturating_add(length),
            None => at + open_length(bytes.get(at..)?, depth.checked_sub(1)?)? + 2,
        };
    }
    Some(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        let mut out = vec![tag];
        match content.len() {
            short @ 0..=127 => out.push(short as u8),
            long => out.extend([0x82, (long >> 8) as u8, long as u8]),
        }
        [out, content.to_vec()].concat()
    }

    fn open(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, 0x80], content, &[0, 0]].concat()
    }

    fn signed(wrap: fn(u8, &[u8]) -> Vec<u8>, octets: &[u8]) -> Vec<u8> {
        let data = element(OBJECT_ID, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01");
        let inner = wrap(SEQUENCE, &[data, wrap(EXPLICIT, octets)].concat());
        let body = [
            element(0x02, &[1]),
            wrap(0x31, &wrap(SEQUENCE, &element(OBJECT_ID, &[1, 2]))),
            inner,
            wrap(EXPLICIT, b""),
            element(0x31, b""),
        ]
        .concat();
        wrap(SEQUENCE, &[element(OBJECT_ID, SIGNED), wrap(EXPLICIT, &wrap(SEQUENCE, &body))].concat())
    }

    #[test]
    fn signed_content_is_found_with_either_kind_of_length() {
        let text = "Content-Type: text/plain\r\n\r\nordered ".repeat(20).into_bytes();
        let pieces = [element(OCTETS, &text[..100]), element(OCTETS, &text[100..])].concat();
        for (wrap, octets) in [
            (element as fn(u8, &[u8]) -> Vec<u8>, element(OCTETS, &text)),
            (element, element(PIECES, &pieces)),
            (open, open(PIECES, &pieces)),
            (open, element(OCTETS, &text)),
        ] {
            let body = signed(wrap, &octets);
            assert_eq!(read(&body), Some(Cms::Open(text.clone())));
            let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &body);
            let armoured = format!("-----BEGIN PKCS7-----\n{encoded}\n-----END PKCS7-----\n");
            assert_eq!(read(armoured.as_bytes()), Some(Cms::Open(text.clone())));
        }
    }

    #[test]
    fn compressed_and_bare_content_is_found() {
        let text = "Content-Type: text/plain\r\n\r\nordered ".repeat(20).into_bytes();
        let of = |kind: &[u8], body: Vec<u8>| element(SEQUENCE, &[element(OBJECT_ID, kind), element(EXPLICIT, &body)].concat());
        let data = element(OBJECT_ID, DATA);
        let compressed = |bytes: &[u8]| {
            let inner = element(SEQUENCE, &[data.clone(), element(EXPLICIT, &element(OCTETS, bytes))].concat());
            let zlib = element(SEQUENCE, &element(OBJECT_ID, b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03\x08"));
            of(COMPRESSED, element(SEQUENCE, &[element(0x02, &[0]), zlib, inner].concat()))
        };
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&text, 6);
        assert_eq!(read(&compressed(&packed)), Some(Cms::Open(text.clone())));
        assert_eq!(read(&of(DATA, element(OCTETS, &text))), Some(Cms::Open(text)));
        let bomb = miniz_oxide::deflate::compress_to_vec_zlib(&vec![b'a'; 2 * limits::SEALED_BYTES], 9);
        assert!(
            matches!(read(&compressed(&bomb[..bomb.len().min(60_000)])), Some(Cms::Open(content)) if content.len() <= limits::SEALED_BYTES)
        );
    }

    #[test]
    fn encrypted_content_and_nonsense_are_told_apart() {
        let body = element(SEQUENCE, &[element(OBJECT_ID, ENVELOPED), element(EXPLICIT, b"x")].concat());
        assert_eq!(read(&body), Some(Cms::Encrypted));
        assert_eq!(read(&open(SEQUENCE, &element(OBJECT_ID, AUTH_ENVELOPED))), Some(Cms::Encrypted));
        let whole = signed(open, &element(OCTETS, b"x"));
        for cut in 0..whole.len() {
            let _ = read(&whole[..cut]);
        }
        assert_eq!(read(b""), None);
        assert_eq!(read(&[0x30, 0x80].repeat(100_000)), None);
        assert_eq!(read(&[0xff; 64]), None);
    }
}
