//! The rows that lists read: one for each thread in each mailbox, kept in the same transaction as what they sum up.

use std::collections::{BTreeMap, HashSet};

use rusqlite::{Connection, Row, params};

use super::mailboxes::ALL_MAIL;
use super::packed::{PackedAddresses, split};
use super::{Result, standing};
use crate::domain::crm::standing::{Rank, Standing};
use crate::domain::ids::{MailboxKey, MessageKey, ThreadKey};
use crate::domain::mail::address::{Address, AddressRole};
use crate::domain::mail::flags::Flags;
use crate::domain::mail::subject_marks::without_marks;

/// How many authors a row names, the newest.
const AUTHORS: usize = 6;

struct Part {
    key: MessageKey,
    /// Where it came back from its snooze; 0 for any other.
    place: i64,
    flags: Flags,
    attachments: bool,
    mine: bool,
    subject: String,
    snippet: String,
    labels: String,
    author: Option<Address>,
    addresses: String,
    identity: (String, Vec<u8>),
}

/// What a list shows of a thread in a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The newest message.
    pub newest: MessageKey,
    /// Where lists have the row: at its newest message, or where one that slept came back.
    pub place: MessageKey,
    /// Messages, copies in several accounts once.
    pub count: u32,
    /// Of these, unread.
    pub unread: u32,
    /// Flags on any; `READ` only on all.
    pub flags: Flags,
    /// Whether any has an attachment.
    pub attachments: bool,
    /// The subject of the newest without reply marks.
    pub subject: String,
    /// Authors, a line each; ours as an empty line.
    pub participants: String,
    /// The normalised address of the newest outside correspondent.
    pub correspondent: String,
    /// The name of that correspondent as the mail gives it.
    pub correspondent_name: String,
    /// Labels, a line each.
    pub labels: String,
    /// The first words of the newest.
    pub snippet: String,
    /// Where the Sales inbox has the row: of inboxes, and of all mail.
    pub rank: Rank,
}

/// Brings the rows of a thread up to date, in every mailbox, with the thread counters of the mailboxes.
pub fn refresh(db: &Connection, thread: ThreadKey) -> Result<()> {
    let wanted = compute(db, thread)?;
    let mut held = db.prepare_cached("SELECT mailbox FROM mailbox_thread WHERE thread = ?1")?;
    let held: Vec<i64> = held.query_map([thread.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    db.prepare_cached("DELETE FROM mailbox_thread WHERE thread = ?1")?.execute([thread.0])?;
    let mut counter = db.prepare_cached("UPDATE mailbox SET threads = threads + ?2 WHERE key = ?1")?;
    for gone in held.iter().filter(|mailbox| !wanted.contains_key(&MailboxKey(**mailbox))) {
        counter.execute([*gone, -1])?;
    }
    let sql = "INSERT INTO mailbox_thread (mailbox, newest, thread, count, unread, flags, attachments, subject, participants, correspondent, correspondent_name, labels, snippet, place, rank)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
    let mut insert = db.prepare_cached(sql)?;
    for (mailbox, one) in &wanted {
        insert.execute(params![
            mailbox.0,
            one.newest.0,
            thread.0,
            one.count,
            one.unread,
            one.flags.0,
            one.attachments,
            one.subject,
            one.participants,
            one.correspondent,
            one.correspondent_name,
            one.labels,
            one.snippet,
            one.place.0,
            one.rank.0
        ])?;
        if !held.contains(&mailbox.0) {
            counter.execute([mailbox.0, 1])?;
        }
    }
    Ok(())
}

/// Removes the rows of a thread that became part of another one.
pub fn forget(db: &Connection, thread: ThreadKey) -> Result<()> {
    let sql = "UPDATE mailbox SET threads = threads - 1 WHERE key IN (SELECT mailbox FROM mailbox_thread WHERE thread = ?1)";
    db.prepare_cached(sql)?.execute([thread.0])?;
    db.prepare_cached("DELETE FROM mailbox_thread WHERE thread = ?1")?.execute([thread.0])?;
    Ok(())
}

/// The rows of a thread as they are held.
pub fn held(db: &Connection, thread: ThreadKey) -> Result<BTreeMap<MailboxKey, Summary>> {
    let sql = "SELECT mailbox, newest, count, unread, flags, attachments, subject, participants, correspondent, correspondent_name, labels, snippet, place, rank
               FROM mailbox_thread WHERE thread = ?1";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([thread.0], |row| {
        let summary = Summary {
            newest: MessageKey(row.get(1)?),
            count: row.get(2)?,
            unread: row.get(3)?,
            flags: Flags(row.get(4)?),
            attachments: row.get(5)?,
            subject: row.get(6)?,
            participants: row.get(7)?,
            correspondent: row.get(8)?,
            correspondent_name: row.get(9)?,
            labels: row.get(10)?,
            snippet: row.get(11)?,
            place: MessageKey(row.get(12)?),
            rank: Rank(row.get(13)?),
        };
        Ok((MailboxKey(row.get(0)?), summary))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What the rows of a thread must be; `verify` compares it with what is held.
pub fn compute(db: &Connection, thread: ThreadKey) -> Result<BTreeMap<MailboxKey, Summary>> {
    let sql = "SELECT m.key, m.flags, m.attachments, m.mine, m.subject, m.snippet, m.labels, m.addresses, m.message_id, m.body_hash, p.mailbox, b.role, coalesce(s.place, 0)
               FROM message m CROSS JOIN placement p ON p.message = m.key CROSS JOIN mailbox b ON b.key = p.mailbox LEFT JOIN snooze s ON s.message = m.key
               WHERE m.thread = ?1 ORDER BY m.key";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([thread.0])?;
    let mut parts: Vec<Part> = Vec::new();
    let mut by_mailbox: BTreeMap<MailboxKey, Vec<usize>> = BTreeMap::new();
    let mut ranked: Vec<MailboxKey> = vec![ALL_MAIL];
    while let Some(row) = rows.next()? {
        let key = MessageKey(row.get(0)?);
        if parts.last().is_none_or(|part| part.key != key) {
            parts.push(part(key, row)?);
        }
        let index = parts.len() - 1;
        // What sleeps is out of its mailbox, and among all mail as ever.
        if !parts[index].flags.has(Flags::SNOOZED) {
            if row.get_ref(11)?.as_str()? == "inbox" {
                ranked.push(MailboxKey(row.get(10)?));
            }
            by_mailbox.entry(MailboxKey(row.get(10)?)).or_default().push(index);
        }
        if !matches!(row.get_ref(11)?.as_str()?, "spam" | "trash") {
            let shown = by_mailbox.entry(ALL_MAIL).or_default();
            if shown.last() != Some(&index) {
                shown.push(index);
            }
        }
    }
    let mut standings = Standings { db, known: Vec::new() };
    let mut summaries = BTreeMap::new();
    for (mailbox, members) in by_mailbox {
        let (mut summary, correspondent) = sum(&parts, &members, mailbox == ALL_MAIL);
        if ranked.contains(&mailbox) {
            let answered = parts.last().is_some_and(|part| part.mine);
            summary.rank = Rank::of(standings.of(correspondent.as_ref())?, answered);
        }
        summaries.insert(mailbox, summary);
    }
    Ok(summaries)
}

/// What the other sides of a thread are to us, each asked for once.
struct Standings<'a> {
    db: &'a Connection,
    known: Vec<(Address, Standing)>,
}

impl Standings<'_> {
    fn of(&mut self, who: Option<&Address>) -> Result<Standing> {
        let Some(who) = who else { return Ok(Standing::Other) };
        if let Some((_, standing)) = self.known.iter().find(|(address, _)| address.address == who.address) {
            return Ok(*standing);
        }
        let standing = standing::of(self.db, &who.address)?;
        self.known.push((who.clone(), standing));
        Ok(standing)
    }
}

fn part(key: MessageKey, row: &Row<'_>) -> rusqlite::Result<Part> {
    let addresses: String = row.get(7)?;
    Ok(Part {
        key,
        place: row.get(12)?,
        flags: Flags(row.get(1)?),
        attachments: row.get::<_, i64>(2)? > 0,
        mine: row.get(3)?,
        subject: row.get(4)?,
        snippet: row.get(5)?,
        labels: row.get(6)?,
        author: PackedAddresses::author(&addresses),
        addresses,
        identity: (row.get(8)?, row.get(9)?),
    })
}

/// The row of a mailbox, still without its rank, and who the other side is.
fn sum(parts: &[Part], members: &[usize], across_accounts: bool) -> (Summary, Option<Address>) {
    let mut seen = HashSet::new();
    let mut authors: Vec<String> = Vec::new();
    let mut labels: Vec<String> = Vec::new();
    let (mut count, mut unread, mut any, mut all_read, mut attachments) = (0, 0, Flags::default(), true, false);
    for part in members.iter().map(|index| &parts[*index]) {
        if across_accounts && !part.identity.0.is_empty() && !seen.insert(&part.identity) {
            continue;
        }
        count += 1;
        unread += u32::from(!part.flags.has(Flags::READ));
        all_read &= part.flags.has(Flags::READ);
        any = any.with(part.flags, true);
        attachments |= part.attachments;
        let author = if part.mine {
            String::new()
        } else {
            part.author.as_ref().map_or_else(|| PackedAddresses::odd_sender(&part.addresses).into_string(), |one| one.label().to_owned())
        };
        authors.retain(|one| *one != author);
        authors.push(author);
        for label in split(&part.labels) {
            if !labels.iter().any(|one| *one == label.as_str()) {
                labels.push(label.into_string());
            }
        }
    }
    let newest = members.last().map(|index| &parts[*index]);
    let place = members.iter().map(|index| parts[*index].place).max().unwrap_or(0);
    let correspondent = correspondent(parts, members);
    labels.sort();
    let summary = Summary {
        newest: newest.map_or(MessageKey(0), |part| part.key),
        place: MessageKey(newest.map_or(0, |part| part.key.0).max(place)),
        count,
        unread,
        flags: any.with(Flags::READ, all_read),
        attachments,
        subject: newest.map(|part| without_marks(&part.subject).to_owned()).unwrap_or_default(),
        participants: authors[authors.len().saturating_sub(AUTHORS)..].join("\n"),
        correspondent: correspondent.as_ref().map(|one| one.address.as_str().to_owned()).unwrap_or_default(),
        correspondent_name: correspondent.as_ref().map(|one| one.name.as_str().to_owned()).unwrap_or_default(),
        labels: labels.join("\n"),
        snippet: newest.map(|part| part.snippet.clone()).unwrap_or_default(),
        rank: Rank::NONE,
    };
    (summary, correspondent)
}

/// The author of the newest message that is not ours, else the first recipient of the newest.
fn correspondent(parts: &[Part], members: &[usize]) -> Option<Address> {
    let theirs = members.iter().rev().map(|index| &parts[*index]).find(|part| !part.mine);
    match theirs {
        Some(part) => part.author.clone(),
        None => members.last().and_then(|index| {
            let first = |role| PackedAddresses::first(&parts[*index].addresses, role);
            first(AddressRole::To).or_else(|| first(AddressRole::Cc)).or_else(|| first(AddressRole::Bcc))
        }),
    }
}
