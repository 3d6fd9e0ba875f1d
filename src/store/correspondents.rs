//! Whom a mail may go to: the people of the CRM, and whoever was written with lately.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use super::Result;
use super::accounts;
use super::crm::records;
use super::packed::PackedAddresses;
use crate::domain::crm::kind::Subject;
use crate::domain::mail::address::{AddrSpec, Address, AddressRole};
use crate::domain::mail::compose::{Contacted, ranked};
use crate::domain::time::Instant;
use crate::jobs::outbox::Correspondent;
use crate::store::mailboxes::ALL_MAIL;
use crate::text::CleanText;

/// The newest sent mails that are looked at; older ones say little about today.
const SENT: i64 = 3_000;
/// The newest conversations that are looked at.
const THREADS: i64 = 2_000;
/// The most people of the CRM that are named.
const PEOPLE: i64 = 5_000;
/// The most that are named in all: more than anybody looks through, and few enough to narrow with every key.
const MOST: usize = 3_000;

/// Whom a mail may go to, the likeliest first; people of the CRM among them with who they are. Our own addresses are left out.
pub fn correspondents(db: &Connection, now: Instant) -> Result<Vec<Correspondent>> {
    let own = accounts::own(db)?;
    let known = people(db)?;
    let places: HashMap<&str, usize> = known.iter().enumerate().rev().map(|(at, (address, _))| (address.as_str(), at)).collect();
    let mut found: Vec<Correspondent> = Vec::new();
    let mut seen = HashSet::new();
    for who in ranked(&contacts(db)?, now) {
        let normalized = who.address.normalized();
        if own.has(&who.address) || !seen.insert(normalized.clone()) {
            continue;
        }
        found.push(match places.get(normalized.as_str()) {
            Some(at) => known[*at].1.clone(),
            None => Correspondent { who, reading: CleanText::default(), kind: None },
        });
    }
    let rest = known.iter().filter(|(address, person)| !own.has(&person.who.address) && seen.insert(address.clone()));
    found.extend(rest.map(|(_, person)| person.clone()));
    found.truncate(MOST);
    Ok(found)
}

fn contacts(db: &Connection) -> Result<Vec<Contacted>> {
    let mut found = Vec::new();
    let sql = "SELECT m.addresses, m.date FROM placement p JOIN message m ON m.key = p.message
               WHERE p.mailbox IN (SELECT key FROM mailbox WHERE role = 'sent') ORDER BY p.message DESC LIMIT ?1";
    let mut statement = db.prepare_cached(sql)?;
    let sent = statement.query_map([SENT], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    for row in sent {
        let (packed, date) = row?;
        for (role, who) in PackedAddresses::read(&packed).all() {
            if matches!(role, AddressRole::To | AddressRole::Cc | AddressRole::Bcc) {
                found.push(Contacted { who: who.clone(), at: Instant(date), sent: true });
            }
        }
    }
    let sql = "SELECT correspondent, correspondent_name, newest FROM mailbox_thread WHERE mailbox = ?1 AND correspondent <> '' ORDER BY newest DESC LIMIT ?2";
    let mut statement = db.prepare_cached(sql)?;
    let got = statement
        .query_map([ALL_MAIL.0, THREADS], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?)))?;
    for row in got {
        let (address, name, newest) = row?;
        if let Ok(address) = address.parse::<AddrSpec>() {
            found.push(Contacted { who: Address { name: CleanText::line(&name), address }, at: Instant(newest >> 20), sent: false });
        }
    }
    Ok(found)
}

/// The people of the CRM who have an address, by it.
fn people(db: &Connection) -> Result<Vec<(String, Correspondent)>> {
    let sql =
        "SELECT a.normalized, a.address, p.key, p.last_name_kana, p.first_name_kana FROM person_address a JOIN person p ON p.key = a.person
               WHERE p.deleted_at = 0 ORDER BY p.modified_at DESC, p.key DESC, a.position LIMIT ?1";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([PEOPLE], |row| {
        let reading = format!("{} {}", row.get::<_, String>(3)?, row.get::<_, String>(4)?);
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?, reading))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (normalized, address, key, reading) = row?;
        let (Ok(address), Some(name)) = (address.parse::<AddrSpec>(), records::name(db, Subject::Person.at(key))?) else { continue };
        let who = Address { name: name.name, address };
        found.push((normalized, Correspondent { who, reading: CleanText::line(reading.trim()), kind: Some(name.kind) }));
    }
    Ok(found)
}
