//! `winmail.dat`: what Outlook makes of a mail for other Outlooks (MS-OXTNEF), read into the MIME entity that it should have been, so that its text is shown and its files are listed
//! and saved like any other.

mod entity;
mod lzfu;
mod message;
mod properties;

use self::entity::entity;
use self::lzfu::decompressed;
use self::message::{File, Message};
use self::properties::{Cursor, Property, properties};
use super::charset;
use super::rtf::{self, Rtf, page_label};

/// Files of one body, and bodies inside one another.
const FILES: usize = 500;
const DEPTH: usize = 4;

const SIGNATURE: u32 = 0x223e_9f78;

/// The MIME entity that a body says, and whether all of the body was there; none for what is no such body.
pub(super) fn read(bytes: &[u8]) -> Option<(Vec<u8>, bool)> {
    let message = message(bytes, DEPTH)?;
    Some((entity(&message, bytes), !message.cut))
}

fn message(bytes: &[u8], depth: usize) -> Option<Message> {
    let mut cursor = Cursor::new(bytes);
    if cursor.u32()? != SIGNATURE {
        return None;
    }
    cursor.u16()?;
    let mut message = Message::default();
    let mut body = Vec::new();
    let mut found = Found::default();
    // The charset is told somewhere among the attributes.
    let mut attributes = Vec::new();
    while !cursor.is_empty() {
        match attribute(&mut cursor) {
            Some(attribute) => attributes.push(attribute),
            None => {
                message.cut = true;
                break;
            }
        }
    }
    let label = attributes.iter().find(|(id, _)| *id == 0x9007).and_then(|(_, data)| Cursor::new(data).u32());
    let label = label.and_then(|page| page_label(i32::try_from(page).unwrap_or(0)));
    let text = |data: &[u8]| charset::decode(data, label.as_deref()).0.trim_end_matches('\0').to_owned();
    for (id, data) in attributes {
        match id {
            0x8004 => message.subject = text(data),
            0x800c => body = data.to_vec(),
            0x9003 => found.take(&properties(data), label.as_deref()),
            0x9002 if message.files.len() < FILES => message.files.push(File::default()),
            0x8010 | 0x800f | 0x9005 => {
                let Some(file) = message.files.last_mut() else { continue };
                match id {
                    0x8010 if file.name.is_empty() => file.name = text(data),
                    0x800f => file.data = data.to_vec(),
                    0x9005 => describe(file, &properties(data), label.as_deref(), depth),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    message.plain = if found.plain.is_empty() { text(&body) } else { found.plain };
    message.html = found.html;
    if !found.subject.is_empty() {
        message.subject = found.subject;
    }
    match found.rtf {
        Some(Rtf::Html(page)) if message.html.is_none() => message.html = Some((page.into_bytes(), Some("utf-8".to_owned()))),
        Some(Rtf::Text(words)) if message.plain.trim().is_empty() => message.plain = words,
        _ => {}
    }
    message.files.retain(|file| !file.data.is_empty() || !file.name.is_empty() || file.inner.is_some());
    Some(message)
}

/// One attribute: the number of what it is, and its bytes; none where it is cut.
fn attribute<'a>(cursor: &mut Cursor<'a>) -> Option<(u32, &'a [u8])> {
    let level = cursor.u8().filter(|level| matches!(level, 1 | 2))?;
    let id = cursor.u32()? & 0xffff;
    let length = cursor.u32()?;
    let data = cursor.take(usize::try_from(length).ok()?)?;
    // The checksum is wrong in the bodies of some servers.
    cursor.u16()?;
    Some((if level == 2 && id == 0x9003 { 0x9005 } else { id }, data))
}

/// What the properties of a message say of its text.
#[derive(Debug, Default)]
struct Found {
    subject: String,
    plain: String,
    html: Option<(Vec<u8>, Option<String>)>,
    rtf: Option<Rtf>,
}

impl Found {
    fn take(&mut self, all: &[Property<'_>], label: Option<&str>) {
        let page = all.iter().find(|one| one.id == 0x3fde).and_then(Property::number).and_then(page_label);
        for one in all {
            match one.id {
                0x0037 => self.subject = one.text(label),
                0x1000 => self.plain = one.text(label),
                0x1009 => self.rtf = decompressed(one.data).and_then(|bytes| rtf::read(&bytes)),
                0x1013 if one.is_binary() => self.html = Some((one.data.to_vec(), page.clone())),
                0x1013 => self.html = Some((one.text(page.as_deref().or(label)).into_bytes(), Some("utf-8".to_owned()))),
                _ => {}
            }
        }
    }
}

/// Takes what the properties of a file say.
fn describe(file: &mut File, all: &[Property<'_>], label: Option<&str>, depth: usize) {
    let text = |id: u16| all.iter().find(|one| one.id == id).map(|one| one.text(label)).filter(|text| !text.trim().is_empty());
    if let Some(name) =
        text(0x3707).or_else(|| text(0x3704).filter(|_| file.name.is_empty())).or_else(|| text(0x3001).filter(|_| file.name.is_empty()))
    {
        file.name = name;
    }
    file.media = text(0x370e).unwrap_or_default();
    file.content_id = text(0x3712).unwrap_or_default();
    let Some(object) = all.iter().find(|one| one.id == 0x3701) else { return };
    // Before an object stands the name of its interface.
    let inner = object.data.get(16..).filter(|_| object.is_object());
    match inner.filter(|_| depth > 0).and_then(|bytes| message(bytes, depth - 1)) {
        Some(inner) => file.inner = Some(inner),
        None => file.data = inner.unwrap_or(object.data).to_vec(),
    }
}

#[cfg(test)]
pub(super) mod tests;
