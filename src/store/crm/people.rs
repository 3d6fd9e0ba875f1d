//! People: their addresses and telephone numbers, who has an address, who may be somebody twice.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params};

use super::records;
use super::rows::Journal;
use crate::domain::crm::company_name::normalized_company;
use crate::domain::crm::duplicate::{Certainty, Duplicate, Traits, compare};
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordName, RecordRef, Subject};
use crate::domain::crm::phone::Phone;
use crate::domain::crm::record::Values;
use crate::domain::crm::sender_match::{KnownAddress, Verdict, verdict};
use crate::domain::crm::value::Value;
use crate::domain::ids::MessageKey;
use crate::domain::mail::address::{AddrSpec, AddressRole};
use crate::jobs::crm::DuplicatePair;
use crate::jobs::mail::PersonMark;
use crate::store::packed::PackedAddresses;
use crate::store::{Result, StoreError, accounts};
use crate::text::fold;

/// The form by which an address is compared; what is no address is compared in lower case.
pub(in crate::store) fn normalized(address: &str) -> String {
    address.parse::<AddrSpec>().map_or_else(|_| address.trim().to_lowercase(), |address| address.normalized())
}

/// The addresses among a person's values, normalised, the primary one first.
pub(super) fn addresses_in(values: &Values) -> Vec<String> {
    let first = values.get(&Field::Email).and_then(Value::as_text).map(normalized);
    let more = match values.get(&Field::SecondaryEmail) {
        Some(Value::List(list)) => list.iter().map(|one| normalized(one.as_str())).collect(),
        _ => Vec::new(),
    };
    first.into_iter().chain(more).collect()
}

/// The persons who have one of these normalised addresses, but for one of them.
pub(super) fn with_addresses(db: &Connection, addresses: &[String], but: Option<i64>) -> Result<Vec<Duplicate>> {
    let mut found: Vec<Duplicate> = Vec::new();
    for address in addresses {
        for person in with_address(db, address)? {
            if Some(person.reference.key) != but && !found.iter().any(|one| one.person.reference == person.reference) {
                found.push(Duplicate { person, certainty: Certainty::Hard });
            }
        }
    }
    Ok(found)
}

/// The persons who have a normalised address: who was chosen for it, then the oldest first.
pub fn with_address(db: &Connection, address: &str) -> Result<Vec<RecordName>> {
    let sql = "SELECT DISTINCT a.person FROM person_address a JOIN person p ON p.key = a.person WHERE a.normalized = ?1 AND p.deleted_at = 0 ORDER BY a.person";
    let keys = db.prepare_cached(sql)?.query_map([address], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    let mut names: Vec<RecordName> =
        keys.into_iter().filter_map(|key| records::name(db, Subject::Person.at(key)).transpose()).collect::<Result<_>>()?;
    if names.len() > 1
        && let Some(first) = shown_first(db, address)?
    {
        names.sort_by_key(|name| name.id.to_string() != first);
    }
    Ok(names)
}

/// The name under which it is kept whom an address means.
fn meant_by(address: &str) -> String {
    format!("shown_first:{address}")
}

/// The id of who was chosen for a normalised address that several have.
fn shown_first(db: &Connection, address: &str) -> Result<Option<String>> {
    Ok(db.prepare_cached("SELECT value FROM meta WHERE name = ?1")?.query_row([meant_by(address)], |row| row.get(0)).optional()?)
}

/// Keeps whom an address means.
///
/// # Errors
/// `NotFound` where that person does not have it.
pub(super) fn show_first(db: &Connection, address: &str, person: RecordRef) -> Result<()> {
    let address = normalized(address);
    let meant = with_address(db, &address)?.into_iter().find(|name| name.reference == person).ok_or(StoreError::NotFound)?;
    let sql = "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    db.prepare_cached(sql)?.execute(params![meant_by(&address), meant.id.to_string()])?;
    Ok(())
}

/// Whether any person has this address.
pub fn has_address(db: &Connection, address: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM person_address a JOIN person p ON p.key = a.person WHERE a.normalized = ?1 AND p.deleted_at = 0";
    Ok(db.prepare_cached(sql)?.exists([address])?)
}

/// Who an address is, as lists mark it: nobody for our own addresses, the oldest record where several have it.
pub fn mark(db: &Connection, address: &AddrSpec) -> Result<Option<PersonMark>> {
    let address = address.normalized();
    if accounts::is_mine(db, &address)? {
        return Ok(None);
    }
    let person = with_address(db, &address)?.into_iter().next();
    Ok(person.map(|person| PersonMark { key: person.reference.key, id: person.id, kind: person.kind, name: person.name }))
}

/// Who these addresses (any writing) are to us.
pub fn who(db: &Connection, addresses: &[String]) -> Result<Verdict> {
    let mut known: Vec<KnownAddress> = Vec::new();
    for address in addresses {
        let address = normalized(address);
        if known.iter().any(|one| one.address == address) {
            continue;
        }
        known.push(KnownAddress { mine: accounts::is_mine(db, &address)?, persons: with_address(db, &address)?, address });
    }
    Ok(verdict(&known))
}

/// The person that a message is from, or, when we wrote it, the first known person it went to.
pub fn of_message(db: &Connection, message: MessageKey) -> Result<Option<RecordName>> {
    let packed: Option<String> =
        db.prepare_cached("SELECT addresses FROM message WHERE key = ?1")?.query_row([message.0], |row| row.get(0)).optional()?;
    let Some(packed) = packed else { return Ok(None) };
    let addresses = PackedAddresses::read(&packed);
    for roles in [
        &[AddressRole::Author, AddressRole::From, AddressRole::Sender, AddressRole::ReplyTo][..],
        &[AddressRole::To, AddressRole::Cc, AddressRole::Bcc][..],
    ] {
        let of: Vec<String> = roles.iter().flat_map(|role| addresses.of_role(*role)).map(|one| one.address.normalized()).collect();
        match who(db, &of)? {
            Verdict::Person(person) => return Ok(Some(person)),
            Verdict::Several(mut persons) => return Ok(Some(persons.swap_remove(0))),
            Verdict::Mine => {}
            Verdict::Unknown { .. } if of.is_empty() => {}
            Verdict::Unknown { .. } => return Ok(None),
        }
    }
    Ok(None)
}

/// Makes these the person's addresses, in this order; rows of addresses that stay are kept.
pub(super) fn set_addresses(db: &Connection, person: i64, wanted: Vec<String>, journal: &mut Journal) -> Result<()> {
    let mut statement = db.prepare_cached("SELECT key, normalized FROM person_address WHERE person = ?1 ORDER BY position, key")?;
    let held = statement.query_map([person], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<Vec<(i64, String)>>>()?;
    let mut kept: BTreeSet<i64> = BTreeSet::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut position = 0;
    for address in wanted {
        let normal = normalized(&address);
        if !seen.insert(normal.clone()) {
            continue;
        }
        match held.iter().find(|(_, one)| *one == normal) {
            Some((key, _)) => {
                kept.insert(*key);
                journal.update(db, "person_address", *key, "position", Sql::Integer(position))?;
                journal.update(db, "person_address", *key, "address", Sql::Text(address))?;
            }
            None => {
                let row = [
                    ("person", Sql::Integer(person)),
                    ("position", Sql::Integer(position)),
                    ("address", Sql::Text(address)),
                    ("normalized", Sql::Text(normal)),
                ];
                kept.insert(journal.insert(db, "person_address", &row)?);
            }
        }
        position += 1;
    }
    for (key, _) in held.into_iter().filter(|(key, _)| !kept.contains(key)) {
        journal.remove(db, "person_address", key)?;
    }
    Ok(())
}

/// Makes this the person's first number of a kind, or removes that one.
pub(super) fn set_phone(db: &Connection, person: i64, kind: &str, wanted: Option<&str>, region: &str, journal: &mut Journal) -> Result<()> {
    let sql = "SELECT key FROM person_phone WHERE person = ?1 AND kind = ?2 ORDER BY position, key LIMIT 1";
    let held: Option<i64> = db.prepare_cached(sql)?.query_row(params![person, kind], |row| row.get(0)).optional()?;
    let Some(original) = wanted else {
        return held.map_or(Ok(()), |key| journal.remove(db, "person_phone", key));
    };
    let e164 = Phone::parse(original, region).map(|phone| phone.e164).unwrap_or_default();
    match held {
        Some(key) => {
            journal.update(db, "person_phone", key, "original", Sql::Text(original.to_owned()))?;
            journal.update(db, "person_phone", key, "e164", Sql::Text(e164))?;
        }
        None => {
            let row = [
                ("person", Sql::Integer(person)),
                ("kind", Sql::Text(kind.to_owned())),
                ("original", Sql::Text(original.to_owned())),
                ("e164", Sql::Text(e164)),
            ];
            journal.insert(db, "person_phone", &row)?;
        }
    }
    Ok(())
}

/// All pairs of persons who may be one, surest first (customers.md 5).
pub fn duplicates(db: &Connection) -> Result<Vec<DuplicatePair>> {
    let all = all_traits(db)?;
    let mut sharing: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, (_, traits)) in all.iter().enumerate() {
        let names = format!("n{}", fold(&format!("{}{}", traits.last_name, traits.first_name)).replace(char::is_whitespace, ""));
        let company = (!traits.company.is_empty()).then(|| format!("c{}", traits.company));
        let keys = traits.addresses.iter().map(|one| format!("a{one}")).chain(traits.phones.iter().map(|one| format!("p{one}")));
        for key in keys.chain(company).chain([names]) {
            sharing.entry(key).or_default().push(at);
        }
    }
    let pairs: BTreeSet<(usize, usize)> = sharing
        .values()
        .flat_map(|group| group.iter().enumerate().flat_map(|(n, a)| group[n + 1..].iter().map(|b| (*a.min(b), *a.max(b)))))
        .collect();
    let mut found = Vec::new();
    for (a, b) in pairs.into_iter().filter(|(a, b)| a != b) {
        if let Some(certainty) = compare(&all[a].1, &all[b].1)
            && let (Some(one), Some(other)) =
                (records::name(db, Subject::Person.at(all[a].0))?, records::name(db, Subject::Person.at(all[b].0))?)
        {
            found.push(DuplicatePair { one, other, certainty });
        }
    }
    found.sort_by_key(|pair| pair.certainty);
    Ok(found)
}

fn all_traits(db: &Connection) -> Result<Vec<(i64, Traits)>> {
    let sql =
        "SELECT p.key, p.last_name, p.first_name, coalesce(c.name, p.company_name) FROM person p LEFT JOIN company c ON c.key = p.company
               WHERE p.deleted_at = 0 ORDER BY p.key";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?)))?;
    let mut all =
        rows.collect::<rusqlite::Result<Vec<(i64, String, String, String)>>>()?.into_iter().map(|(key, last_name, first_name, company)| {
            let company = if company.is_empty() { String::new() } else { normalized_company(&company) };
            (key, Traits { last_name, first_name, company, ..Traits::default() })
        });
    let mut out: Vec<(i64, Traits)> = all.by_ref().collect();
    for (key, traits) in &mut out {
        let strings = |sql: &str| -> Result<Vec<String>> {
            Ok(db.prepare_cached(sql)?.query_map([*key], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        };
        traits.addresses = strings("SELECT normalized FROM person_address WHERE person = ?1")?;
        traits.phones = strings("SELECT e164 FROM person_phone WHERE person = ?1 AND e164 <> '' AND kind <> 'fax'")?;
    }
    Ok(out)
}
