//! The properties of MAPI as a `winmail.dat` lists them (MS-OXTNEF 2.1.3.4).

use crate::mime::charset;

/// Properties of one list, and values of one property.
const MOST: usize = 5_000;

/// Bytes that are read from front to back; every read is none where they end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    pub fn u8(&mut self) -> Option<u8> {
        self.take(1).map(|one| one[0])
    }

    pub fn u16(&mut self) -> Option<u16> {
        self.take(2)?.first_chunk().map(|two| u16::from_le_bytes(*two))
    }

    pub fn u32(&mut self) -> Option<u32> {
        self.take(4)?.first_chunk().map(|four| u32::from_le_bytes(*four))
    }

    fn length(&mut self) -> Option<usize> {
        self.u32().and_then(|length| usize::try_from(length).ok())
    }

    /// Bytes that are filled up to a multiple of four; the last of a list may lack what fills it.
    fn padded(&mut self, length: usize) -> Option<&'a [u8]> {
        let data = self.take(length)?;
        let filling = (4 - length % 4) % 4;
        self.rest = &self.rest[filling.min(self.rest.len())..];
        Some(data)
    }
}

/// A property with its first value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Property<'a> {
    kind: u16,
    /// What it is; 0 for one that has a name instead.
    pub id: u16,
    pub data: &'a [u8],
}

const STRING: u16 = 0x1e;
const UNICODE: u16 = 0x1f;
const OBJECT: u16 = 0x0d;
const BINARY: u16 = 0x102;

impl Property<'_> {
    pub fn is_binary(&self) -> bool {
        self.kind == BINARY
    }

    pub fn is_object(&self) -> bool {
        self.kind == OBJECT
    }

    pub fn number(&self) -> Option<i32> {
        self.data.first_chunk().map(|four| i32::from_le_bytes(*four))
    }

    /// Its words.
    pub fn text(&self, label: Option<&str>) -> String {
        let label = if self.kind == UNICODE { Some("utf-16le") } else { label };
        charset::decode(self.data, label).0.trim_end_matches('\0').to_owned()
    }
}

/// The properties of a list, as far as they can be read.
pub(super) fn properties(bytes: &[u8]) -> Vec<Property<'_>> {
    let mut cursor = Cursor::new(bytes);
    let count = cursor.length().unwrap_or(0).min(MOST);
    (0..count).map_while(|_| property(&mut cursor)).collect()
}

fn property<'a>(cursor: &mut Cursor<'a>) -> Option<Property<'a>> {
    let (kind, mut id) = (cursor.u16()?, cursor.u16()?);
    if id >= 0x8000 {
        id = 0;
        cursor.take(16)?;
        if cursor.u32()? == 1 {
            let length = cursor.length()?;
            cursor.padded(length)?;
        } else {
            cursor.take(4)?;
        }
    }
    let (single, several) = (kind & 0xefff, kind & 0x1000 != 0);
    let varies = matches!(single, STRING | UNICODE | OBJECT | BINARY);
    let count = if several || varies { cursor.length()? } else { 1 };
    let mut first = None;
    for _ in 0..count.min(MOST) {
        let length = match single {
            _ if varies => cursor.length()?,
            0x05 | 0x06 | 0x07 | 0x14 | 0x40 => 8,
            0x48 => 16,
            0x01 => 0,
            _ => 4,
        };
        let data = cursor.padded(length)?;
        first = first.or(Some(data));
    }
    Some(Property { kind: single, id, data: first.unwrap_or_default() })
}
