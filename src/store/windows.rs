//! Windows of thread lists: read by key, never by offset, so that depth costs nothing.

use rusqlite::{Connection, Row, params};

use super::crm::people;
use super::mailboxes::ALL_MAIL;
use super::packed::split;
use super::{Result, mailboxes, snooze};
use crate::domain::ids::{Id, MailboxKey, MessageKey, ThreadKey};
use crate::domain::mail::address::Address;
use crate::domain::mail::flags::Flags;
use crate::domain::time::Instant;
use crate::jobs::mail::{Anchor, ListView, Place, ThreadRow, ThreadWindow, WindowOf};
use crate::text::CleanText;

/// The columns of a row, of `mailbox_thread w` joined with its thread.
pub(super) const COLUMNS: &str = "w.newest, w.thread, w.count, w.unread, w.flags, w.attachments, w.subject, w.participants, w.correspondent, w.correspondent_name, w.labels, w.snippet, t.id, w.place";

/// Reads a window of a list that rests on mailboxes; searches and people's mail are read by their own subjects.
pub fn read(db: &Connection, of: &WindowOf) -> Result<ThreadWindow> {
    let starred = of.view == ListView::Starred;
    let sources = match &of.view {
        ListView::Mailbox(mailbox) => vec![*mailbox],
        ListView::Role(role) => mailboxes::list(db)?.into_iter().filter(|row| row.role == Some(*role)).map(|row| row.key).collect(),
        ListView::AllMail
        | ListView::Starred
        | ListView::With(_)
        | ListView::Search { .. }
        | ListView::Sales { .. }
        | ListView::Smart(_) => vec![ALL_MAIL],
    };
    let (order, bound) = match of.anchor {
        Anchor::Newest => ("DESC", "w.place <= ?2"),
        Anchor::From(_) => ("DESC", "w.place <= ?2"),
        Anchor::OlderThan(_) => ("DESC", "w.place < ?2"),
        Anchor::NewerThan(_) => ("ASC", "w.place > ?2"),
        Anchor::Oldest => ("ASC", "w.place >= ?2"),
    };
    let edge = match of.anchor {
        Anchor::Newest => i64::MAX,
        Anchor::Oldest => i64::MIN,
        Anchor::OlderThan(place) | Anchor::NewerThan(place) | Anchor::From(place) => place.at.0,
    };
    let star = if starred { "AND w.flags & 2" } else { "" };
    let limit = if of.limit == 0 { i64::MAX - 1 } else { i64::from(of.limit) };
    let sql = format!(
        "SELECT {COLUMNS} FROM mailbox_thread w JOIN thread t ON t.key = w.thread WHERE w.mailbox = ?1 AND {bound} {star} ORDER BY w.place {order} LIMIT ?3"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = Vec::new();
    for source in &sources {
        let found = statement.query_map(params![source.0, edge, limit + 1], read_row)?;
        for row in found {
            rows.push(row?);
        }
    }
    let ascending = order == "ASC";
    rows.sort_by_key(|row: &ThreadRow| if ascending { row.place.at.0 } else { -row.place.at.0 });
    if sources.len() > 1 {
        rows = fold_accounts(rows);
    }
    let more = rows.len() as i64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    if ascending {
        rows.reverse();
    }
    for row in &mut rows {
        complete(db, row)?;
    }
    let (mut older, mut newer) = if ascending { (false, more) } else { (more, false) };
    if ascending {
        older = matches!(of.anchor, Anchor::NewerThan(_)) && !rows.is_empty();
    } else if matches!(of.anchor, Anchor::OlderThan(_)) {
        newer = true;
    } else if let (Anchor::From(_), Some(first)) = (of.anchor, rows.first()) {
        let sql = format!("SELECT 1 FROM mailbox_thread w WHERE w.mailbox = ?1 AND w.place > ?2 {star} LIMIT 1");
        let mut beyond = db.prepare_cached(&sql)?;
        for source in &sources {
            newer |= beyond.exists([source.0, first.place.at.0])?;
        }
    }
    let (threads, unread) = totals(db, &of.view, &sources)?;
    Ok(ThreadWindow { of: of.clone(), rows, older, newer, threads, unread, groups: Vec::new() })
}

/// One row of a thread in a mailbox, if the thread is there.
pub fn row(db: &Connection, mailbox: MailboxKey, thread: ThreadKey) -> Result<Option<ThreadRow>> {
    let sql = format!("SELECT {COLUMNS} FROM mailbox_thread w JOIN thread t ON t.key = w.thread WHERE w.mailbox = ?1 AND w.thread = ?2");
    let mut statement = db.prepare_cached(&sql)?;
    let mut found = statement.query_map([mailbox.0, thread.0], read_row)?.next().transpose()?;
    if let Some(row) = &mut found {
        complete(db, row)?;
    }
    Ok(found)
}

/// Adds who the correspondent is to us, and until when it sleeps.
pub(super) fn complete(db: &Connection, row: &mut ThreadRow) -> Result<()> {
    if row.flags.has(Flags::SNOOZED) {
        row.snoozed = snooze::next_of(db, row.thread)?;
    }
    if let Some(correspondent) = &row.correspondent {
        row.person = people::mark(db, &correspondent.address)?;
    }
    Ok(())
}

fn totals(db: &Connection, view: &ListView, sources: &[MailboxKey]) -> Result<(Option<u64>, Option<u64>)> {
    if !matches!(view, ListView::Mailbox(_) | ListView::Role(_)) {
        return Ok((None, None));
    }
    let (mut threads, mut unread) = (0, 0);
    let mut statement = db.prepare_cached("SELECT threads, unread FROM mailbox WHERE key = ?1")?;
    for source in sources {
        let (more_threads, more_unread): (u64, u64) = statement.query_row([source.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        threads += more_threads;
        unread += more_unread;
    }
    Ok((Some(threads), Some(unread)))
}

/// A thread that lies in several accounts is one row: the newest one, which speaks for all.
pub(super) fn fold_accounts(rows: Vec<ThreadRow>) -> Vec<ThreadRow> {
    let mut folded: Vec<ThreadRow> = Vec::with_capacity(rows.len());
    let mut places = std::collections::HashMap::new();
    for row in rows {
        match places.get(&row.thread) {
            None => {
                places.insert(row.thread, folded.len());
                folded.push(row);
            }
            Some(place) => {
                let held: &mut ThreadRow = &mut folded[*place];
                held.count = held.count.max(row.count);
                held.unread = held.unread.max(row.unread);
                held.flags = held
                    .flags
                    .with(Flags(row.flags.0 & !Flags::READ.0), true)
                    .with(Flags::READ, held.flags.has(Flags::READ) && row.flags.has(Flags::READ));
                held.attachments |= row.attachments;
            }
        }
    }
    folded
}

pub(super) fn read_row(row: &Row<'_>) -> rusqlite::Result<ThreadRow> {
    let newest = MessageKey(row.get(0)?);
    let correspondent = row
        .get_ref(8)?
        .as_str()?
        .parse()
        .ok()
        .map(|address| -> rusqlite::Result<Address> { Ok(Address { name: CleanText::line(row.get_ref(9)?.as_str()?), address }) });
    Ok(ThreadRow {
        thread: ThreadKey(row.get(1)?),
        id: Id::from_bytes(row.get(12)?),
        newest,
        place: Place::in_time(MessageKey(row.get(13)?)),
        subject: CleanText::line(row.get_ref(6)?.as_str()?),
        participants: row.get_ref(7)?.as_str()?.split('\n').map(CleanText::line).collect(),
        correspondent: correspondent.transpose()?,
        count: row.get(2)?,
        unread: row.get(3)?,
        flags: Flags(row.get(4)?),
        labels: split(row.get_ref(10)?.as_str()?),
        date: Instant(newest.sort_ms()),
        snippet: CleanText::line(row.get_ref(11)?.as_str()?),
        attachments: row.get(5)?,
        snoozed: None,
        person: None,
    })
}
