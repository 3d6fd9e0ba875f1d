//! What a correspondent is to us, kept in the rows of lists so that the Sales inbox and the smart mailboxes are read by key (S141).

use std::collections::BTreeSet;
use std::sync::LazyLock;

use rusqlite::{Connection, params};

use super::mailboxes::ALL_MAIL;
use super::{Result, accounts};
use crate::domain::crm::picklist::{Picklists, StageCategory};
use crate::domain::crm::standing::{Rank, Standing};
use crate::domain::mail::address::AddrSpec;
use crate::domain::provider;

/// The stages in which a deal is over, as a list of SQL.
pub(super) static OVER: LazyLock<String> = LazyLock::new(|| {
    let lists = Picklists::default();
    let over = lists.stages().iter().filter(|stage| stage.category != StageCategory::Open);
    over.map(|stage| format!("'{}'", stage.id.replace('\'', "''"))).collect::<Vec<_>>().join(", ")
});

/// The best standing of the persons with an address, as its place in the order; NULL when nobody has it.
static OF_PERSONS: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT min(CASE WHEN p.kind <> 'contact' THEN 2
                         WHEN EXISTS (SELECT 1 FROM deal d WHERE d.contact = p.key AND d.deleted_at = 0 AND d.stage NOT IN ({})) THEN 0 ELSE 1 END)
         FROM person_address a JOIN person p ON p.key = a.person WHERE a.normalized = ?1 AND p.deleted_at = 0",
        *OVER
    )
});

/// What the owner of an address is to us now.
pub(super) fn of(db: &Connection, address: &AddrSpec) -> Result<Standing> {
    let normalized = address.normalized();
    if accounts::is_mine(db, &normalized)? {
        return Ok(Standing::Other);
    }
    let place: Option<usize> = db.prepare_cached(&OF_PERSONS)?.query_row([&normalized], |row| row.get(0))?;
    if let Some(standing) = place.and_then(|place| Standing::ALL.get(place)) {
        return Ok(*standing);
    }
    let domain = normalized.rsplit_once('@').map(|(_, domain)| domain).unwrap_or_default();
    let ours =
        db.prepare_cached("SELECT 1 FROM account_address WHERE substr(address, instr(address, '@') + 1) = ?1 LIMIT 1")?.exists([domain])?;
    // Who has an address of a mail provider shares it with everybody.
    Ok(if ours && provider::by_address(address).is_none() { Standing::Colleague } else { Standing::Other })
}

/// Brings the ranks up to date in all conversations with one of these normalised addresses.
pub(super) fn settle(db: &Connection, addresses: &BTreeSet<String>) -> Result<()> {
    let sql = "SELECT DISTINCT m.thread FROM address a JOIN message_address ma ON ma.address = a.key JOIN message m ON m.key = ma.message WHERE a.normalized = ?1";
    let mut threads: BTreeSet<i64> = BTreeSet::new();
    for address in addresses {
        let mut statement = db.prepare_cached(sql)?;
        for thread in statement.query_map([address], |row| row.get(0))? {
            threads.insert(thread?);
        }
    }
    let mut statement =
        db.prepare_cached("SELECT mailbox, place, thread, correspondent, rank FROM mailbox_thread WHERE thread = ?1 AND rank > 0")?;
    let mut rows = Vec::new();
    for thread in threads {
        let found = statement.query_map([thread], read)?;
        rows.extend(found.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    set(db, rows, |address| addresses.contains(&address.normalized()))
}

/// Brings the ranks up to date in all conversations with somebody at the domain of an address, which has become one of ours.
pub(super) fn settle_domain(db: &Connection, own: &AddrSpec) -> Result<()> {
    let mut statement = db.prepare("SELECT mailbox, place, thread, correspondent, rank FROM mailbox_thread WHERE rank > 0")?;
    let rows = statement.query_map([], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
    let domain = |address: &AddrSpec| address.normalized().rsplit_once('@').map(|(_, domain)| domain.to_owned());
    let wanted = domain(own);
    set(db, rows, |address| domain(address) == wanted)
}

/// A row of a list: mailbox, place, thread, correspondent, rank.
type Held = (i64, i64, i64, String, u8);

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Held> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}

fn set(db: &Connection, rows: Vec<Held>, wanted: impl Fn(&AddrSpec) -> bool) -> Result<()> {
    let mut update = db.prepare_cached("UPDATE mailbox_thread SET rank = ?4 WHERE mailbox = ?1 AND place = ?2 AND thread = ?3")?;
    for (mailbox, place, thread, correspondent, rank) in rows {
        let Some(address) = correspondent.parse::<AddrSpec>().ok().filter(&wanted) else { continue };
        let now = Rank::of(of(db, &address)?, Rank(rank).is_answered());
        if now != Rank(rank) {
            update.execute(params![mailbox, place, thread, now.0])?;
        }
    }
    Ok(())
}

/// The condition that a row of all mail is of a customer, word for word as its index has it.
pub(super) fn of_customers() -> String {
    format!("w.mailbox = {} AND w.rank > 0 AND w.rank < 8", ALL_MAIL.0)
}
