//! Rows against their seals, and what is made from mails against the rows it is made from.

use std::collections::HashMap;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::findings::Findings;
use crate::jobs::health::{Area, Check};
use crate::store::packed::PackedAddresses;
use crate::store::seal::{Columns, SEALED, Sum};
use crate::store::{Result, threads};

/// Every sealed row is what was written.
pub(super) fn sealed(db: &Connection) -> Result<Check> {
    let mut found = Findings::of(Area::Rows);
    for table in SEALED {
        let Some(columns) = Columns::of(db, table)? else { continue };
        found.checked += db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, u64>(0))?;
        let sql = format!("SELECT {} FROM {table} NOT INDEXED WHERE seal <> {}", columns.key.join(", "), columns.seal(table, ""));
        let mut statement = db.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let key: Vec<String> = (0..columns.key.len()).map(|at| row.get_ref(at).map(word)).collect::<rusqlite::Result<_>>()?;
            found.fault(&format!("{table} {}", key.join(" ")));
        }
    }
    // A number that is given twice would let an undo take back another change.
    let given_twice = "SELECT 1 FROM sqlite_sequence WHERE name = 'change_group' AND seq < (SELECT max(key) FROM change_group)";
    if db.prepare(given_twice)?.exists([])? {
        found.fault("change_group: the next key is taken");
    }
    Ok(found.check())
}

fn word(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect(),
        ValueRef::Null | ValueRef::Real(_) => "-".to_owned(),
    }
}

/// Whom a mail is from and to is what its row says, so that people find their mail.
pub(super) fn addresses(db: &Connection) -> Result<Check> {
    let mut found = Findings::of(Area::Addresses);
    let mut held: HashMap<i64, i64> = HashMap::new();
    let mut statement =
        db.prepare("SELECT m.message, m.role, a.normalized, a.domain FROM message_address m LEFT JOIN address a ON a.key = m.address")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (message, role): (i64, i64) = (row.get(0)?, row.get(1)?);
        let (ValueRef::Text(address), ValueRef::Text(domain)) = (row.get_ref(2)?, row.get_ref(3)?) else {
            found.fault(&format!("message {message} names an address that is not there"));
            continue;
        };
        let address = String::from_utf8_lossy(address);
        if address.rsplit_once('@').map_or("", |(_, domain)| domain).as_bytes() != domain {
            found.fault(&format!("address {address} is under another domain"));
        }
        let sum = held.entry(message).or_default();
        *sum = sum.wrapping_add(person(&address, role));
    }
    let mut statement = db.prepare("SELECT key, addresses FROM message ORDER BY key")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        found.checked += 1;
        let message: i64 = row.get(0)?;
        let mut people: Vec<(String, i64)> = PackedAddresses::read(row.get_ref(1)?.as_str()?)
            .all()
            .iter()
            .map(|(role, one)| (one.address.normalized(), role.code()))
            .collect();
        people.sort_unstable();
        people.dedup();
        let sum = people.iter().fold(0_i64, |sum, (address, role)| sum.wrapping_add(person(address, *role)));
        if held.remove(&message).unwrap_or_default() != sum {
            found.fault(&format!("message {message}"));
        }
    }
    held.keys().for_each(|message| found.fault(&format!("message {message} is not there")));
    Ok(found.check())
}

fn person(address: &str, role: i64) -> i64 {
    let mut sum = Sum::default();
    sum.value(ValueRef::Text(address.as_bytes()));
    sum.value(ValueRef::Integer(role));
    sum.seal()
}

/// Every mail is found by what it names and by its subject, so that late answers join it.
pub(super) fn clues(db: &Connection, found: &mut Findings) -> Result<()> {
    let mut statement = db.prepare("SELECT key, thread, message_id, refs, subject FROM message ORDER BY key")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (key, thread): (i64, i64) = (row.get(0)?, row.get(1)?);
        let (message_id, refs, subject) = (row.get_ref(2)?.as_str()?, row.get_ref(3)?.as_str()?, row.get_ref(4)?.as_str()?);
        for name in std::iter::once(message_id).chain(refs.split('\n')).filter(|name| !name.is_empty()) {
            if threads::of_message_id(db, name)?.map(|found| found.0) != Some(thread) {
                found.fault(&format!("message {key} is not found by {name}"));
            }
        }
        if !threads::has_clue(db, key, subject, !refs.is_empty())? {
            found.fault(&format!("message {key} is not found by its subject"));
        }
    }
    Ok(())
}
