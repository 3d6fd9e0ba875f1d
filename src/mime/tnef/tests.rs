//! A `winmail.dat` gives its text and its files.

use super::*;

fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
    let sum = data.iter().fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
    [&[level], &id.to_le_bytes()[..], &(data.len() as u32).to_le_bytes(), data, &sum.to_le_bytes()].concat()
}

/// A body of attributes.
fn body(attributes: &[Vec<u8>]) -> Vec<u8> {
    [&SIGNATURE.to_le_bytes()[..], &[1, 0], &attributes.concat()].concat()
}

fn list(properties: &[Vec<u8>]) -> Vec<u8> {
    [&(properties.len() as u32).to_le_bytes()[..], &properties.concat()].concat()
}

fn sized(kind: u16, id: u16, data: &[u8]) -> Vec<u8> {
    let filling = vec![0; (4 - data.len() % 4) % 4];
    [&kind.to_le_bytes()[..], &id.to_le_bytes(), &1_u32.to_le_bytes(), &(data.len() as u32).to_le_bytes(), data, &filling].concat()
}

fn number(id: u16, value: u32) -> Vec<u8> {
    [&3_u16.to_le_bytes()[..], &id.to_le_bytes(), &value.to_le_bytes()].concat()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

fn rtf(text: &[u8]) -> Vec<u8> {
    [&(text.len() as u32 + 12).to_le_bytes()[..], &(text.len() as u32).to_le_bytes(), b"MELA\0\0\0\0", text].concat()
}

/// A body with a text in Latin-1, a page, two files and a message.
pub(in crate::mime) fn sample() -> Vec<u8> {
    let named =
        [&0x1e_u16.to_le_bytes()[..], &0x8001_u16.to_le_bytes(), &[7; 16], &1_u32.to_le_bytes(), &6_u32.to_le_bytes(), b"k\0e\0y\0\0\0"]
            .concat();
    let named = [named, 1_u32.to_le_bytes().to_vec(), 2_u32.to_le_bytes().to_vec(), b"x\0\0\0".to_vec()].concat();
    let inner = body(&[attribute(1, 0x0001_8004, b"inner\0"), attribute(1, 0x0002_800c, b"words of the inner message\0")]);
    body(&[
        attribute(1, 0x0006_9007, &[1252_u32.to_le_bytes(), [0; 4]].concat()),
        attribute(1, 0x0001_8004, b"visit\0"),
        attribute(1, 0x0006_9003, &list(&[named, sized(0x1e, 0x1000, b"Gr\xfc\xdfe\r\nthe price is 400\0"), number(0x3fde, 65001)])),
        attribute(2, 0x0006_9002, &[0; 14]),
        attribute(2, 0x0001_8010, b"ORDER~1.PDF\0"),
        attribute(2, 0x0006_800f, b"PDF\r\n--tnef\r\nend\r"),
        attribute(2, 0x0006_9005, &list(&[sized(0x1f, 0x3707, &wide("注文書 7.pdf")), sized(0x1e, 0x370e, b"application/pdf\0")])),
        attribute(2, 0x0006_9002, &[0; 14]),
        attribute(2, 0x0006_9005, &list(&[sized(0x1e, 0x3704, b"a.txt\0"), sized(0x102, 0x3701, b"text\n")])),
        attribute(2, 0x0006_9002, &[0; 14]),
        attribute(2, 0x0006_9005, &list(&[sized(0x1e, 0x3001, b"inner\0"), sized(0x0d, 0x3701, &[&[9; 16][..], &inner].concat())])),
    ])
}

fn text(bytes: &[u8]) -> String {
    read(bytes).map(|(entity, _)| crate::mime::parse(&entity).text.into_string()).unwrap_or_default()
}

#[test]
fn text_is_found_in_each_of_its_forms() {
    assert!(text(&sample()).starts_with("Grüße\nthe price is 400\n"), "{}", text(&sample()));
    let of = |property: Vec<u8>| text(&body(&[attribute(1, 0x0006_9003, &list(&[number(0x3fde, 65001), property]))]));
    assert_eq!(of(sized(0x1f, 0x1000, &wide("田中様"))), "田中様\n");
    assert_eq!(of(sized(0x102, 0x1013, "<p>田中<b>様</b></p>".as_bytes())), "田中様\n");
    assert_eq!(of(sized(0x1e, 0x1013, "<p>田中</p>\0".as_bytes())), "田中\n");
    assert_eq!(of(sized(0x102, 0x1009, &rtf(b"{\\rtf1\\ansi Gr\\'fc\\'dfe\\par end}"))), "Grüße\nend\n");
    assert_eq!(of(sized(0x102, 0x1009, &rtf(b"{\\rtf1\\ansi\\fromhtml1{\\*\\htmltag <p>}page{\\*\\htmltag </p>}}"))), "page\n");
    assert_eq!(text(&body(&[attribute(1, 0x0002_800c, b"only the old body\0")])), "only the old body\n");
}

#[test]
fn files_have_their_names_and_their_bytes() {
    use crate::mime::attachments::{decode, located};
    let (entity, whole) = read(&sample()).unwrap_or_default();
    assert!(whole);
    let skimmed = crate::mime::skim::skim(&entity);
    let found: Vec<(String, String, Vec<u8>)> = located(&skimmed)
        .iter()
        .map(|one| {
            let mut out = Vec::new();
            assert!(decode(entity.as_slice(), one, &mut out).is_ok());
            (one.attachment.name.to_string(), one.attachment.media_type.to_string(), out)
        })
        .collect();
    let file = |name: &str, media: &str, data: &[u8]| (name.to_owned(), media.to_owned(), data.to_vec());
    assert_eq!(
        found[..2],
        [file("注文書 7.pdf", "application/pdf", b"PDF\r\n--tnef\r\nend\r"), file("a.txt", "application/octet-stream", b"text\n")]
    );
    assert_eq!((found[2].0.as_str(), found[2].1.as_str()), ("inner.eml", "message/rfc822"));
    assert!(crate::mime::parse(&found[2].2).text.as_str().starts_with("words of the inner message"));
}

#[test]
fn what_is_cut_or_broken_gives_what_is_whole() {
    let whole = sample();
    for end in 0..whole.len() {
        assert!(read(&whole[..end]).is_none_or(|(entity, _)| entity.len() < 2 * whole.len() + 4096), "{end}");
    }
    let mut broken = whole.clone();
    for at in 6..whole.len() {
        broken[at] = broken[at].wrapping_add(0x7f);
        assert!(read(&broken).is_none_or(|(entity, _)| entity.len() < 10 * whole.len() + 4096));
        broken[at] = whole[at];
    }
    assert_eq!(read(b"not such a body"), None);
}
