//! What stands on a page of a tree (sqlite.org/fileformat2.html, sections 1.6 and 2.1). Nothing is believed: what does not fit is left out.

use rusqlite::types::Value;

use super::pages::{PAGE, Pages};

/// What a page says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Rows with a number.
    TableLeaf,
    /// The way to them.
    TableInner,
    /// Rows without a number, or entries of an index.
    IndexLeaf,
    /// Such rows and the way to more.
    IndexInner,
}

/// A page of a tree.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The pages below.
    pub(super) children: Vec<u32>,
    /// The rows: a number where the table has such, and the values.
    pub(super) rows: Vec<(Option<i64>, Vec<Value>)>,
}

/// What a page is; none for a page that is of no tree.
pub(super) fn kind(number: u32, page: &[u8]) -> Option<Kind> {
    match page[start(number)] {
        13 => Some(Kind::TableLeaf),
        5 => Some(Kind::TableInner),
        10 => Some(Kind::IndexLeaf),
        2 => Some(Kind::IndexInner),
        _ => None,
    }
}

/// The header of the file stands before what is on the first page.
fn start(number: u32) -> usize {
    if number == 1 { 100 } else { 0 }
}

/// Reads a page as one of this kind.
pub(super) fn read(pages: &Pages, number: u32, page: &[u8], kind: Kind) -> Node {
    let start = start(number);
    let inner = matches!(kind, Kind::TableInner | Kind::IndexInner);
    let count = usize::from(u16::from_be_bytes([page[start + 3], page[start + 4]]));
    let first = start + if inner { 12 } else { 8 };
    let mut node = Node::default();
    for cell in (0..count).map_while(|at| page.get(first + at * 2..first + at * 2 + 2)) {
        let Some(mut cell) = page.get(usize::from(u16::from_be_bytes([cell[0], cell[1]]))..) else { continue };
        if inner {
            let Some((child, rest)) = cell.split_at_checked(4) else { continue };
            node.children.push(big(child));
            cell = rest;
        }
        if kind == Kind::TableInner {
            continue;
        }
        node.rows.extend(row(pages, cell, kind));
    }
    if inner {
        node.children.push(big(&page[start + 8..start + 12]));
    }
    node
}

fn big(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| (number << 8) | u32::from(*byte))
}

fn row(pages: &Pages, cell: &[u8], kind: Kind) -> Option<(Option<i64>, Vec<Value>)> {
    let (size, mut cell) = number(cell)?;
    let mut key = None;
    if kind == Kind::TableLeaf {
        let (number, rest) = number(cell)?;
        (key, cell) = (Some(number), rest);
    }
    let size = usize::try_from(size).ok().filter(|size| *size <= pages.count() as usize * PAGE)?;
    let most = if kind == Kind::TableLeaf { PAGE - 35 } else { (PAGE - 12) * 64 / 255 - 23 };
    let payload = if size <= most {
        cell.get(..size)?.to_vec()
    } else {
        let least = (PAGE - 12) * 32 / 255 - 23;
        let here = least + (size - least) % (PAGE - 4);
        let here = if here <= most { here } else { least };
        let mut payload = cell.get(..here)?.to_vec();
        let mut next = big(cell.get(here..here + 4)?);
        while payload.len() < size {
            if next == 0 || next > pages.count() {
                return None;
            }
            let page = pages.read(next);
            next = big(&page[..4]);
            payload.extend_from_slice(&page[4..4 + (size - payload.len()).min(PAGE - 4)]);
        }
        payload
    };
    values(&payload).map(|values| (key, values))
}

/// A number of up to nine bytes, and what follows it.
fn number(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let mut number: u64 = 0;
    for (at, byte) in bytes.iter().enumerate().take(9) {
        if at == 8 {
            return Some((((number << 8) | u64::from(*byte)).cast_signed(), &bytes[9..]));
        }
        number = (number << 7) | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number.cast_signed(), &bytes[at + 1..]));
        }
    }
    None
}

/// The values of a record.
fn values(payload: &[u8]) -> Option<Vec<Value>> {
    let (size, _) = number(payload)?;
    let (header, mut body) = payload.split_at_checked(usize::try_from(size).ok()?)?;
    let (_, mut header) = number(header)?;
    let mut values = Vec::new();
    while !header.is_empty() {
        let (kind, rest) = number(header)?;
        header = rest;
        let size = match kind {
            0 | 8 | 9 => 0,
            1..=4 => usize::try_from(kind).ok()?,
            5 => 6,
            6 | 7 => 8,
            12.. => usize::try_from((kind - 12) / 2).ok()?,
            _ => return None,
        };
        let (bytes, rest) = body.split_at_checked(size)?;
        body = rest;
        let whole = || {
            bytes
                .iter()
                .skip(1)
                .fold(bytes.first().map_or(0, |byte| i64::from(byte.cast_signed())), |all, byte| (all << 8) | i64::from(*byte))
        };
        values.push(match kind {
            0 => Value::Null,
            8 => Value::Integer(0),
            9 => Value::Integer(1),
            7 => Value::Real(f64::from_bits(whole().cast_unsigned())),
            1..=6 => Value::Integer(whole()),
            text if text % 2 == 1 => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
            _ => Value::Blob(bytes.to_vec()),
        });
    }
    Some(values)
}
