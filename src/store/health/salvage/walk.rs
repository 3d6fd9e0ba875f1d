//! Every row of a damaged file with the table it is of: by the trees as far as they lead, and by the seals where they do not.

use std::collections::HashSet;

use rusqlite::Connection;
use rusqlite::types::Value;

use super::cells::{self, Kind};
use super::pages::Pages;
use crate::store::seal::{Columns, SEALED, Sum};
use crate::store::{Result, raw};

/// What zstd begins each frame with.
const FRAME: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// A table whose rows are brought over.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    /// The columns in the order of the file.
    pub(super) columns: Vec<String>,
    /// Where the seal stands, and the sealed columns in the order of the seal; none for the chunks of mails.
    seal: Option<(usize, Vec<usize>)>,
    /// The column that the number of a row stands for; none for tables whose rows have no number.
    number: Option<usize>,
}

/// Whether a row is what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seal {
    /// It is, as far as the row itself can tell.
    Whole,
    /// Something in it changed.
    Broken,
}

impl Table {
    /// The tables of a store of today, as they lie in a file.
    pub(super) fn all(db: &Connection) -> Result<Vec<Self>> {
        SEALED.into_iter().chain(["raw_chunk"]).map(|name| Self::of(db, name)).collect()
    }

    fn of(db: &Connection, name: &'static str) -> Result<Self> {
        let numbered: bool =
            db.query_row("SELECT NOT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?1", [name], |row| row.get(0))?;
        // Rows without a number begin with their key.
        let sql = if numbered {
            "SELECT name FROM pragma_table_info(?1) ORDER BY cid"
        } else {
            "SELECT name FROM pragma_table_info(?1) ORDER BY pk = 0, pk, cid"
        };
        let columns = db.prepare(sql)?.query_map([name], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        let place = |wanted: &String| columns.iter().position(|one| one == wanted);
        let sealed = Columns::of(db, name)?;
        let number = if numbered {
            let key: String = db.query_row("SELECT name FROM pragma_table_info(?1) WHERE pk = 1", [name], |row| row.get(0))?;
            place(&key)
        } else {
            None
        };
        let seal = sealed.and_then(|sealed| Some((place(&"seal".to_owned())?, sealed.sealed.iter().filter_map(place).collect())));
        Ok(Self { name, columns, seal, number })
    }

    /// A row of this table, and whether it is whole; none when it cannot be one of this table's.
    fn row(&self, number: Option<i64>, mut values: Vec<Value>) -> Option<(Vec<Value>, Seal)> {
        if values.len() > self.columns.len() || number.is_some() != self.number.is_some() {
            return None;
        }
        if let (Some(number), Some(at)) = (number, self.number) {
            *values.get_mut(at)? = Value::Integer(number);
        }
        let seal = match &self.seal {
            // A store from before the seals tells no more than that the row can be read.
            Some((at, _)) if values.len() <= *at => Seal::Whole,
            Some((at, sealed)) => {
                let mut sum = Sum::default();
                sum.value((&Value::Text(self.name.to_owned())).into());
                sealed.iter().for_each(|at| sum.value(values.get(*at).unwrap_or(&Value::Null).into()));
                if values[*at] == Value::Integer(sum.seal()) { Seal::Whole } else { Seal::Broken }
            }
            None => match values.as_slice() {
                [_, _, _, Value::Blob(data)] if data.starts_with(&FRAME) && raw::unpacks(data) => Seal::Whole,
                _ => Seal::Broken,
            },
        };
        Some((values, seal))
    }
}

/// Hands over every row of the file that is of one of these tables, by the table's place among them; the same row may come twice.
pub(super) fn each_row(pages: &Pages, tables: &[Table], mut take: impl FnMut(usize, Vec<Value>, Seal) -> Result<()>) -> Result<()> {
    let mut seen = free(pages);
    let mut strangers = Vec::new();
    for (name, root, numbered) in roots(pages, &mut seen) {
        let table = tables.iter().position(|table| table.name == name && table.number.is_some() == numbered);
        let mut next = vec![root];
        while let Some(number) = next.pop() {
            if number == 0 || number > pages.count() || seen.contains(&number) {
                continue;
            }
            let page = pages.read(number);
            let (leaf, inner) = if numbered { (Kind::TableLeaf, Kind::TableInner) } else { (Kind::IndexLeaf, Kind::IndexInner) };
            let kind = cells::kind(number, &page);
            let mut node = cells::read(pages, number, &page, if kind == Some(inner) { inner } else { leaf });
            let Some(at) = table else {
                seen.insert(number);
                next.append(&mut node.children);
                continue;
            };
            let mut rows = fitting(&tables[at], node.rows);
            if kind == Some(inner) {
                // One changed bit makes a leaf look like a page above it.
                let as_leaf = fitting(&tables[at], cells::read(pages, number, &page, leaf).rows);
                if as_leaf.iter().any(|(_, seal)| *seal == Seal::Whole) {
                    (rows, node.children) = (as_leaf, Vec::new());
                }
            }
            if rows.is_empty() || rows.iter().any(|(_, seal)| *seal == Seal::Whole) {
                seen.insert(number);
                rows.into_iter().try_for_each(|(values, seal)| take(at, values, seal))?;
            } else {
                strangers.push((number, at, rows));
            }
            next.append(&mut node.children);
        }
    }
    let mut known = HashSet::new();
    for number in (1..=pages.count()).filter(|number| !seen.contains(number)) {
        let page = pages.read(number);
        let kinds = match cells::kind(number, &page) {
            Some(kind) => vec![kind],
            // Not the continuation of a long row, which begins with the number of a page.
            None if page[0] != 0 => vec![Kind::TableLeaf, Kind::IndexLeaf],
            None => continue,
        };
        for (key, values) in kinds.into_iter().flat_map(|kind| cells::read(pages, number, &page, kind).rows) {
            let whole = |(at, table): (usize, &Table)| match table.row(key, values.clone()) {
                // Without a seal it is no proof that a row can be read.
                Some((values, Seal::Whole)) if table.seal.as_ref().is_none_or(|(seal, _)| values.len() > *seal) => Some((at, values)),
                _ => None,
            };
            if let Some((at, values)) = tables.iter().enumerate().find_map(whole) {
                known.insert(number);
                take(at, values, Seal::Whole)?;
            }
        }
    }
    strangers.retain(|(number, ..)| !seen.contains(number) && !known.contains(number));
    for (_, at, rows) in strangers {
        rows.into_iter().try_for_each(|(values, seal)| take(at, values, seal))?;
    }
    Ok(())
}

fn fitting(table: &Table, rows: Vec<(Option<i64>, Vec<Value>)>) -> Vec<(Vec<Value>, Seal)> {
    rows.into_iter().filter_map(|(number, values)| table.row(number, values)).collect()
}

/// The trees that the schema names: the name of the table or index, its first page, and whether its rows have numbers.
fn roots(pages: &Pages, seen: &mut HashSet<u32>) -> Vec<(String, u32, bool)> {
    let mut roots = Vec::new();
    let mut next = vec![1];
    while let Some(number) = next.pop() {
        if number == 0 || number > pages.count() || !seen.insert(number) {
            continue;
        }
        let page = pages.read(number);
        let kind = if cells::kind(number, &page) == Some(Kind::TableInner) { Kind::TableInner } else { Kind::TableLeaf };
        let mut node = cells::read(pages, number, &page, kind);
        next.append(&mut node.children);
        for (_, values) in node.rows {
            let [Value::Text(kind), Value::Text(name), _, Value::Integer(root), Value::Text(sql), ..] = values.as_slice() else { continue };
            if let Ok(root) = u32::try_from(*root) {
                roots.push((name.clone(), root, kind == "table" && !sql.contains("WITHOUT ROWID")));
            }
        }
    }
    roots
}

/// The pages that hold nothing any more; what was deleted must not come back from them.
fn free(pages: &Pages) -> HashSet<u32> {
    let mut free = HashSet::new();
    let header = pages.read(1);
    let mut trunk = big(&header, 32);
    while trunk != 0 && trunk <= pages.count() && free.insert(trunk) {
        let page = pages.read(trunk);
        let leaves = (big(&page, 4) as usize).min(page.len() / 4 - 2);
        free.extend((0..leaves).map(|at| big(&page, 8 + at * 4)));
        trunk = big(&page, 0);
    }
    free
}

fn big(page: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([page[at], page[at + 1], page[at + 2], page[at + 3]])
}
