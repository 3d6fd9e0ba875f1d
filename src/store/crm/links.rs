//! Which mails belong to a record. An address decides by itself and is never stored; rows of `link` hold what somebody decided.

use std::collections::{BTreeSet, HashSet};

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use super::rows::Journal;
use super::{people, records};
use crate::domain::crm::kind::{RecordRef, Subject};
use crate::domain::ids::{Id, MessageKey};
use crate::domain::time::Instant;
use crate::jobs::crm::{EmailBrief, EmailState, EmailSummary, Explanation, LinkReason, LinkRow, NoLink, NotLinked};
use crate::store::packed::PackedAddresses;
use crate::store::{Result, StoreError, accounts};
use crate::text::CleanText;

/// No more mails of a record are counted.
const COUNTED: usize = 1_000;

fn put(db: &Connection, journal: &mut Journal, message: MessageKey, record: Option<RecordRef>, reason: &str, now: Instant) -> Result<()> {
    let known = db.prepare_cached("SELECT 1 FROM message WHERE key = ?1")?.exists([message.0])?;
    if !known {
        return Err(StoreError::NotFound);
    }
    let row = [
        ("message", Sql::Integer(message.0)),
        ("subject", Sql::Text(record.map_or("", |record| record.subject.word()).to_owned())),
        ("record", Sql::Integer(record.map_or(0, |record| record.key))),
        ("reason", Sql::Text(reason.to_owned())),
        ("at", Sql::Integer(now.0)),
    ];
    journal.insert(db, "link", &row).map(|_| ())
}

/// Notes the mail that a record was made from.
pub(super) fn made_from(db: &Connection, journal: &mut Journal, message: MessageKey, record: RecordRef, now: Instant) -> Result<()> {
    put(db, journal, message, Some(record), "made_from", now)
}

/// The decisions about a message and a record; record 0 is about all records.
fn decided(db: &Connection, message: MessageKey, subject: &str, record: i64, reason: &str) -> Result<Vec<i64>> {
    let sql = "SELECT key FROM link WHERE message = ?1 AND subject = ?2 AND record = ?3 AND reason = ?4";
    let mut statement = db.prepare_cached(sql)?;
    Ok(statement.query_map(params![message.0, subject, record, reason], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Links a message to a record by hand; an earlier *unlinked* for it goes.
pub(super) fn link(db: &Connection, journal: &mut Journal, message: MessageKey, record: RecordRef, now: Instant) -> Result<()> {
    let word = record.subject.word();
    for key in decided(db, message, word, record.key, "unlinked")?.into_iter().chain(decided(db, message, "", 0, "unlinked")?) {
        journal.remove(db, "link", key)?;
    }
    if decided(db, message, word, record.key, "manual")?.is_empty() {
        put(db, journal, message, Some(record), "manual", now)?;
    }
    Ok(())
}

/// Says that a message does not belong to a record, or to none at all.
pub(super) fn unlink(db: &Connection, journal: &mut Journal, message: MessageKey, record: Option<RecordRef>, now: Instant) -> Result<()> {
    let (word, key) = record.map_or(("", 0), |record| (record.subject.word(), record.key));
    let by_hand = match record {
        Some(_) => decided(db, message, word, key, "manual")?,
        None => {
            let mut statement = db.prepare_cached("SELECT key FROM link WHERE message = ?1 AND reason = 'manual'")?;
            statement.query_map([message.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?
        }
    };
    for row in by_hand {
        journal.remove(db, "link", row)?;
    }
    if decided(db, message, word, key, "unlinked")?.is_empty() {
        put(db, journal, message, record, "unlinked", now)?;
    }
    Ok(())
}

/// The addresses that stand for a record: a person's own, those of a company's people, those of a deal's contact; never our own.
pub(super) fn addresses_of(db: &Connection, reference: RecordRef) -> Result<Vec<String>> {
    let who = match reference.subject {
        Subject::Person => "?1",
        Subject::Company => "SELECT key FROM person WHERE company = ?1 AND deleted_at = 0",
        Subject::Deal => "SELECT contact FROM deal WHERE key = ?1",
        Subject::Activity | Subject::Note => return Ok(Vec::new()),
    };
    let sql = format!(
        "SELECT normalized FROM person_address a WHERE person IN ({who}) AND NOT EXISTS (SELECT 1 FROM account_address m WHERE m.address = a.normalized) ORDER BY position, key"
    );
    Ok(db.prepare_cached(&sql)?.query_map([reference.key], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// The newest mails of these addresses and of a record's decisions, so many of them and newest first, and whether there are more; copies of one mail in several
/// accounts are one. Only as many rows are read as are asked for: the mail of one person may be a tenth of the store.
pub(super) fn messages_of(
    db: &Connection,
    addresses: &[String],
    record: Option<RecordRef>,
    most: usize,
) -> Result<(Vec<MessageKey>, bool)> {
    let mut at_once = most.saturating_add(1);
    loop {
        let candidates = newest(db, addresses, record, at_once)?;
        let (found, more) = without_copies(db, &candidates.keys, record, most)?;
        if more || !candidates.cut {
            return Ok((found, more));
        }
        at_once = at_once.saturating_mul(2);
    }
}

/// The newest mails that may be a record's.
struct Candidates {
    /// Their keys, newest first.
    keys: Vec<MessageKey>,
    /// Whether older ones were left out.
    cut: bool,
}

/// Reads so many mails of each address by key, and what is linked to the record; what is older than the oldest of a list that was cut waits with it.
fn newest(db: &Connection, addresses: &[String], record: Option<RecordRef>, at_once: usize) -> Result<Candidates> {
    let limit = i64::try_from(at_once).unwrap_or(i64::MAX);
    let sql = "SELECT DISTINCT message FROM message_address WHERE address = (SELECT key FROM address WHERE normalized = ?1) ORDER BY message DESC LIMIT ?2";
    let mut of_address = db.prepare_cached(sql)?;
    let mut keys: BTreeSet<i64> = linked(db, record)?.into_iter().collect();
    let mut oldest = None;
    for address in addresses {
        let found = of_address.query_map(params![address, limit], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        if found.len() >= at_once {
            oldest = oldest.max(found.last().copied());
        }
        keys.extend(found);
    }
    let keys = keys.into_iter().rev().take_while(|key| oldest.is_none_or(|oldest| *key >= oldest)).map(MessageKey).collect();
    Ok(Candidates { keys, cut: oldest.is_some() })
}

/// The mails that somebody linked to a record. What is linked to an activity belongs to the deal, company or person that the activity is about.
fn linked(db: &Connection, record: Option<RecordRef>) -> Result<Vec<i64>> {
    let Some(record) = record else { return Ok(Vec::new()) };
    let own = "SELECT message FROM link WHERE subject = ?1 AND record = ?2 AND reason <> 'unlinked'";
    let by_activity = |column: &str| {
        format!(
            "{own} UNION SELECT l.message FROM activity t JOIN link l ON l.subject = 'activity' AND l.record = t.key
             WHERE t.{column} = ?2 AND t.deleted_at = 0 AND l.reason <> 'unlinked'"
        )
    };
    let sql = match record.subject {
        Subject::Person | Subject::Company | Subject::Deal => by_activity(record.subject.word()),
        Subject::Activity | Subject::Note => own.to_owned(),
    };
    let mut statement = db.prepare_cached(&sql)?;
    Ok(statement.query_map(params![record.subject.word(), record.key], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// So many of these mails, without copies of one that stands before and without what somebody took from the record or from all; and whether there are more.
fn without_copies(db: &Connection, keys: &[MessageKey], record: Option<RecordRef>, most: usize) -> Result<(Vec<MessageKey>, bool)> {
    let (word, own) = record.map_or(("", 0), |record| (record.subject.word(), record.key));
    let sql = "SELECT m.message_id, m.body_hash FROM message m WHERE m.key = ?1 AND NOT EXISTS (
                 SELECT 1 FROM link l WHERE l.message = ?1 AND l.reason = 'unlinked' AND ((l.subject = ?2 AND l.record = ?3) OR l.record = 0))";
    let mut statement = db.prepare_cached(sql)?;
    let (mut seen, mut found) = (HashSet::new(), Vec::new());
    for key in keys {
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?));
        let Some(same) = statement.query_row(params![key.0, word, own], read).optional()? else { continue };
        if !same.0.is_empty() && !seen.insert(same) {
            continue;
        }
        if found.len() == most {
            return Ok((found, true));
        }
        found.push(*key);
    }
    Ok((found, false))
}

/// A mail as Emails lists name it.
pub(super) fn brief(db: &Connection, key: MessageKey) -> Result<Option<EmailBrief>> {
    let read = |row: &rusqlite::Row<'_>| {
        Ok(EmailBrief {
            key: Some(key),
            id: Id::from_bytes(row.get(0)?),
            subject: CleanText::line(row.get_ref(1)?.as_str()?),
            date: Instant(row.get(2)?),
            state: if row.get(3)? { EmailState::Sent } else { EmailState::Received },
        })
    };
    Ok(db.prepare_cached("SELECT id, subject, date, mine FROM message WHERE key = ?1")?.query_row([key.0], read).optional()?)
}

/// The mail exchanged with addresses, or about a record; so many of them are named.
pub(super) fn emails(db: &Connection, addresses: &[String], record: Option<RecordRef>, most: usize) -> Result<EmailSummary> {
    let (keys, more) = messages_of(db, addresses, record, COUNTED.max(most))?;
    let mut recent = outgoing(db, addresses, record)?;
    let count = (keys.len() + recent.len()) as u64;
    let mut last = None;
    for key in keys.into_iter().take(most) {
        if let Some(mail) = brief(db, key)? {
            last.get_or_insert(mail.date);
            recent.push(mail);
        }
    }
    recent.truncate(most);
    Ok(EmailSummary { count, more, last, recent })
}

/// The mail to addresses, or about a record, that is not out yet, newest first.
fn outgoing(db: &Connection, addresses: &[String], record: Option<RecordRef>) -> Result<Vec<EmailBrief>> {
    let about = record.map(|record| records::name(db, record)).transpose()?.flatten().map(|name| name.id);
    let places = vec!["?"; addresses.len()].join(", ");
    let sql = format!(
        "SELECT o.id, o.subject, o.queued_at, o.state = 'failed' FROM outbox o LEFT JOIN draft d ON d.key = o.draft
         WHERE o.state <> 'sent' AND (d.for_record = ? OR EXISTS (
           SELECT 1 FROM outbox_recipient r WHERE r.outbox = o.key AND lower(r.address) IN ({places})))
         ORDER BY o.queued_at DESC, o.key DESC"
    );
    let about = about.map_or(Sql::Null, |id| Sql::Blob(id.as_bytes().to_vec()));
    let values = std::iter::once(about).chain(addresses.iter().map(|address| Sql::Text(address.clone())));
    let read = |row: &rusqlite::Row<'_>| {
        Ok(EmailBrief {
            key: None,
            id: Id::from_bytes(row.get(0)?),
            subject: CleanText::line(row.get_ref(1)?.as_str()?),
            date: Instant(row.get(2)?),
            state: if row.get(3)? { EmailState::Failed } else { EmailState::Queued },
        })
    };
    let mut statement = db.prepare_cached(&sql)?;
    Ok(statement.query_map(params_from_iter(values), read)?.collect::<rusqlite::Result<_>>()?)
}

/// Links a mail that was sent from a record to it (S9); its person's address says it already where the mail went to the person.
pub(crate) fn sent_about(db: &Connection, message: MessageKey, about: Id, now: Instant) -> Result<()> {
    for subject in Subject::ALL {
        let sql = format!("SELECT key FROM {} WHERE id = ?1 AND deleted_at = 0", subject.word());
        let Some(key) = db.prepare_cached(&sql)?.query_row([about.as_bytes()], |row| row.get::<_, i64>(0)).optional()? else { continue };
        let by_address =
            "SELECT 1 FROM message_address ma JOIN address a ON a.key = ma.address JOIN person_address p ON p.normalized = a.normalized
                          WHERE ma.message = ?1 AND p.person = ?2";
        let said = subject == Subject::Person && db.prepare_cached(by_address)?.exists(params![message.0, key])?;
        if !said && decided(db, message, subject.word(), key, "manual")?.is_empty() {
            let sql = "INSERT INTO link (message, subject, record, reason, at) VALUES (?1, ?2, ?3, 'manual', ?4)";
            db.prepare_cached(sql)?.execute(params![message.0, subject.word(), key, now.0])?;
        }
    }
    Ok(())
}

/// Why a message is linked, or not.
///
/// # Errors
/// `NotFound` when there is no such message.
pub(super) fn explain(db: &Connection, message: MessageKey) -> Result<Explanation> {
    let sql = "SELECT m.addresses, a.id FROM message m JOIN account a ON a.key = m.account WHERE m.key = ?1";
    let found: Option<(String, [u8; 16])> =
        db.prepare_cached(sql)?.query_row([message.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let (packed, account) = found.ok_or(StoreError::NotFound)?;
    let packed = PackedAddresses::read(&packed);
    let account = Id::from_bytes(account);
    let mut explanation =
        Explanation { message, links: Vec::new(), not_linked: Vec::new(), account, shares: Vec::new(), others: Vec::new() };
    let mut seen: Vec<String> = Vec::new();
    let none_at_all = !decided(db, message, "", 0, "unlinked")?.is_empty();
    for (_, address) in packed.all() {
        let normalized = address.address.normalized();
        if seen.contains(&normalized) {
            continue;
        }
        let detail = CleanText::line(address.address.as_str());
        let persons = people::with_address(db, &normalized)?;
        let mine = accounts::is_mine(db, &normalized)?;
        if !mine {
            explanation.others.push(address.address.domain().to_owned());
        }
        if mine {
            explanation.not_linked.push(NotLinked { reason: NoLink::OwnAddress, detail });
        } else if persons.is_empty() {
            explanation.not_linked.push(NotLinked { reason: NoLink::UnknownAddress, detail });
        } else {
            for record in persons {
                let unlinked =
                    none_at_all || !decided(db, message, record.reference.subject.word(), record.reference.key, "unlinked")?.is_empty();
                if unlinked {
                    explanation.not_linked.push(NotLinked { reason: NoLink::UnlinkedByHand, detail: record.name });
                } else {
                    explanation.links.push(LinkRow {
                        record,
                        reason: LinkReason::Address,
                        detail: detail.clone(),
                        confidence: 100,
                        by: CleanText::line("fumi"),
                    });
                }
            }
        }
        seen.push(normalized);
    }
    add_decisions(db, message, &mut explanation)?;
    for link in &explanation.links {
        if link.record.reference.subject == Subject::Person {
            let shares = "SELECT share_emails FROM person WHERE key = ?1";
            explanation.shares.push(db.prepare_cached(shares)?.query_row([link.record.reference.key], |row| row.get(0))?);
        }
    }
    Ok(explanation)
}

fn add_decisions(db: &Connection, message: MessageKey, explanation: &mut Explanation) -> Result<()> {
    let sql = "SELECT l.subject, l.record, l.reason, l.confidence, coalesce(m.name, '') FROM link l LEFT JOIN member m ON m.key = l.member
               WHERE l.message = ?1 AND l.reason <> 'unlinked' ORDER BY l.key";
    type Found = (String, i64, String, u8, String);
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([message.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
    for (subject, key, reason, confidence, by) in rows.collect::<rusqlite::Result<Vec<Found>>>()? {
        let Some(subject) = Subject::from_word(&subject) else { continue };
        let reason = LinkReason::from_word(&reason).unwrap_or(LinkReason::Rule);
        if let Some(record) = records::name(db, subject.at(key))? {
            explanation.links.push(LinkRow { record, reason, detail: CleanText::default(), confidence, by: CleanText::line(&by) });
        }
    }
    Ok(())
}
