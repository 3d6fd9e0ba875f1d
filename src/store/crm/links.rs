//! Which mails belong to a record. An address decides by itself and is never stored; rows of `link` hold what somebody decided.

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

/// The keys of the mails of these addresses and of a record's decisions, newest first; copies of one mail in several accounts once.
pub(super) fn messages_of(db: &Connection, addresses: &[String], record: Option<RecordRef>) -> Result<Vec<MessageKey>> {
    let places = vec!["?"; addresses.len()].join(", ");
    let (word, key) = record.map_or(("", 0), |record| (record.subject.word(), record.key));
    // What is linked to an activity belongs to the deal, company or person that the activity is about.
    let column = match record.map(|record| record.subject) {
        Some(Subject::Person) => "t.person",
        Some(Subject::Company) => "t.company",
        Some(Subject::Deal) => "t.deal",
        Some(Subject::Activity | Subject::Note) | None => "t.key IS NULL AND t.person",
    };
    let sql = format!(
        "SELECT max(m.key) FROM message m WHERE m.key IN (
           SELECT ma.message FROM address a JOIN message_address ma ON ma.address = a.key WHERE a.normalized IN ({places})
           UNION SELECT message FROM link WHERE subject = ? AND record = ? AND record <> 0 AND reason <> 'unlinked'
           UNION SELECT l.message FROM link l JOIN activity t ON t.key = l.record
             WHERE l.subject = 'activity' AND l.reason <> 'unlinked' AND t.deleted_at = 0 AND {column} = ?
           EXCEPT SELECT message FROM link WHERE reason = 'unlinked' AND ((subject = ? AND record = ?) OR record = 0))
         GROUP BY CASE m.message_id WHEN '' THEN m.key ELSE m.message_id END, m.body_hash ORDER BY 1 DESC"
    );
    let own = addresses.iter().map(|address| Sql::Text(address.clone()));
    let word = || Sql::Text(word.to_owned());
    let decisions = [word(), Sql::Integer(key), Sql::Integer(key), word(), Sql::Integer(key)];
    let mut statement = db.prepare_cached(&sql)?;
    let keys = statement.query_map(params_from_iter(own.chain(decisions)), |row| row.get(0).map(MessageKey))?;
    Ok(keys.collect::<rusqlite::Result<_>>()?)
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
    let keys = messages_of(db, addresses, record)?;
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
    Ok(EmailSummary { count, last, recent })
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
