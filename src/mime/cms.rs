//! What a signed or encrypted S/MIME body holds (RFC 5652), as far as a reader without keys needs it: the content of SignedData, which is no secret (RFC 8551 3.5), and whether the
//! rest is encrypted. Lengths may be definite or not (BER, as streaming programs write), and the content may come in pieces.

/// What lies in a CMS body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cms {
    /// Signed content, as it was signed: a MIME entity.
    Signed(Vec<u8>),
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
const AUTH_ENVELOPED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17";

/// Reads a CMS body; none for what is no such body, or signs something that lies elsewhere.
pub fn read(bytes: &[u8]) -> Option<Cms> {
    let mut info = Reader::inside(bytes, SEQUENCE)?;
    let kind = info.next()?;
    if kind.tag != OBJECT_ID {
        return None;
    }
    if kind.content == ENVELOPED || kind.content == AUTH_ENVELOPED {
        return Some(Cms::Encrypted);
    }
    if kind.content != SIGNED {
        return None;
    }
    let explicit = info.next().filter(|one| one.tag == EXPLICIT)?;
    // Version and digest algorithms stand before the content.
    let mut data = Reader::inside(explicit.content, SEQUENCE)?;
    let encapsulated = (0..3).map_while(|_| data.next()).find(|one| one.tag == SEQUENCE)?;
    let mut encapsulated = Reader { rest: encapsulated.content };
    encapsulated.next().filter(|one| one.tag == OBJECT_ID)?;
    let explicit = encapsulated.next().filter(|one| one.tag == EXPLICIT)?;
    let mut content = Vec::new();
    octets(Reader { rest: explicit.content }, DEPTH, &mut content)?;
    Some(Cms::Signed(content))
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
            assert_eq!(read(&signed(wrap, &octets)), Some(Cms::Signed(text.clone())));
        }
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
