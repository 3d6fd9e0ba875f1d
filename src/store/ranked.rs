//! Windows of the Sales inbox and of the smart mailboxes: read by rank and place, so that neither depth nor size costs anything (S141).

use std::collections::HashSet;

use jiff::tz::TimeZone;
use rusqlite::{Connection, params};

use super::standing::{OVER, of_customers};
use super::windows::{COLUMNS, complete, fold_accounts, read_row};
use super::{Result, mailboxes};
use crate::domain::crm::standing::{Rank, Standing};
use crate::domain::ids::{MailboxKey, MessageKey};
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::time::Instant;
use crate::jobs::mail::{Anchor, GroupCount, Place, Smart, ThreadRow, ThreadWindow, WindowOf};

/// No more conversations of a group are counted.
const COUNTED: u64 = 1_000;

/// How many conversations of a rank an inbox has, counted no further than asked.
const COUNT_OF_INBOX: &str = "SELECT count(*) FROM (SELECT 1 FROM mailbox_thread INDEXED BY mailbox_thread_ranked
                              WHERE mailbox = ?1 AND mailbox <> 0 AND likelihood(rank = ?2, 0.0001) AND rank > 0 LIMIT ?3)";

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// What "this month" and "for days" mean.
#[derive(Debug, Clone, Copy)]
pub struct AsOf<'a> {
    /// The present moment.
    pub now: Instant,
    /// The person's time zone.
    pub zone: &'a TimeZone,
    /// After how many days a customer waits.
    pub no_reply_days: u32,
}

/// The part of a stream of rows that a window wants.
#[derive(Debug, Clone, Copy)]
struct Bound {
    sign: &'static str,
    edge: i64,
    order: &'static str,
}

/// Which rows of a rank a window wants; `None` when it has passed all of them.
fn bound(anchor: Anchor, rank: Rank) -> Option<Bound> {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let (place, sign, all, order, passed) = match anchor {
        Anchor::Newest => return Some(Bound { sign: "<=", edge: i64::MAX, order: "DESC" }),
        Anchor::Oldest => return Some(Bound { sign: ">=", edge: i64::MIN, order: "ASC" }),
        Anchor::From(place) => (place, "<=", ("<=", i64::MAX), "DESC", Less),
        Anchor::OlderThan(place) => (place, "<", ("<=", i64::MAX), "DESC", Less),
        Anchor::NewerThan(place) => (place, ">", (">=", i64::MIN), "ASC", Greater),
    };
    match rank.cmp(&place.rank) {
        order if order == passed => None,
        Equal => Some(Bound { sign, edge: place.at.0, order }),
        Less | Greater => Some(Bound { sign: all.0, edge: all.1, order }),
    }
}

fn limit_of(of: &WindowOf) -> usize {
    if of.limit == 0 { usize::MAX - 1 } else { of.limit as usize }
}

fn is_ascending(anchor: Anchor) -> bool {
    matches!(anchor, Anchor::NewerThan(_) | Anchor::Oldest)
}

/// A window of the inboxes of all accounts in their groups, without the rows of folded ones.
pub fn sales(db: &Connection, of: &WindowOf, folded: &[Standing]) -> Result<ThreadWindow> {
    let inboxes: Vec<MailboxKey> =
        mailboxes::list(db)?.into_iter().filter(|row| row.role == Some(MailboxRole::Inbox)).map(|row| row.key).collect();
    let open = |rank: &Rank| rank.standing().is_some_and(|standing| !folded.contains(&standing));
    let (limit, ascending) = (limit_of(of), is_ascending(of.anchor));
    let ranks: Vec<Rank> = if ascending { Rank::all().rev().filter(open).collect() } else { Rank::all().filter(open).collect() };
    let mut rows: Vec<ThreadRow> = Vec::new();
    for rank in ranks {
        let Some(bound) = bound(of.anchor, rank) else { continue };
        let mut found = Vec::new();
        for inbox in &inboxes {
            found.extend(of_inbox(db, *inbox, rank, bound, limit.saturating_add(1))?);
        }
        found.sort_by_key(|row: &ThreadRow| if ascending { row.place.at.0 } else { -row.place.at.0 });
        rows.extend(found);
        if inboxes.len() > 1 {
            rows = fold_accounts(rows);
        }
        if rows.len() > limit {
            break;
        }
    }
    let before = |place: Place| -> Result<bool> {
        for rank in Rank::all().filter(open) {
            let Some(bound) = bound(Anchor::NewerThan(place), rank) else { continue };
            for inbox in &inboxes {
                if !of_inbox(db, *inbox, rank, bound, 1)?.is_empty() {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    };
    let mut window = finished(db, of, rows, before)?;
    window.groups = groups(db, &inboxes)?;
    (window.threads, window.unread) = totals(db, &inboxes)?;
    Ok(window)
}

fn totals(db: &Connection, inboxes: &[MailboxKey]) -> Result<(Option<u64>, Option<u64>)> {
    let (mut threads, mut unread) = (0_u64, 0_u64);
    let mut statement = db.prepare_cached("SELECT threads, unread FROM mailbox WHERE key = ?1")?;
    for inbox in inboxes {
        let (more_threads, more_unread): (u64, u64) = statement.query_row([inbox.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        (threads, unread) = (threads + more_threads, unread + more_unread);
    }
    Ok((Some(threads), Some(unread)))
}

/// The rows of a rank in an inbox, by the index alone. Without the likelihood SQLite takes the condition of the index (`rank > 0`) for the better one, and sorts the inbox.
fn sql_of_inbox(bound: Bound) -> String {
    format!(
        "SELECT {COLUMNS} FROM mailbox_thread w INDEXED BY mailbox_thread_ranked JOIN thread t ON t.key = w.thread
         WHERE w.mailbox = ?1 AND w.mailbox <> 0 AND likelihood(w.rank = ?2, 0.0001) AND w.rank > 0 AND w.place {} ?3 ORDER BY w.place {} LIMIT ?4",
        bound.sign, bound.order
    )
}

fn of_inbox(db: &Connection, inbox: MailboxKey, rank: Rank, bound: Bound, limit: usize) -> Result<Vec<ThreadRow>> {
    let mut statement = db.prepare_cached(&sql_of_inbox(bound))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement.query_map(params![inbox.0, rank.0, bound.edge, limit], read_row)?.collect::<rusqlite::Result<Vec<_>>>()?;
    rows.iter_mut().for_each(|row| row.place.rank = rank);
    Ok(rows)
}

/// Cuts what was read to the window, and says what lies beyond it.
fn finished(db: &Connection, of: &WindowOf, mut rows: Vec<ThreadRow>, before: impl Fn(Place) -> Result<bool>) -> Result<ThreadWindow> {
    let (limit, ascending) = (limit_of(of), is_ascending(of.anchor));
    let more = rows.len() > limit;
    rows.truncate(limit);
    if ascending {
        rows.reverse();
    }
    for row in &mut rows {
        complete(db, row)?;
    }
    let (older, newer) = match of.anchor {
        Anchor::NewerThan(_) => (!rows.is_empty(), more),
        Anchor::Oldest => (false, more),
        Anchor::OlderThan(_) => (more, true),
        Anchor::Newest => (more, false),
        Anchor::From(_) => match rows.first() {
            Some(first) => (more, before(first.place)?),
            None => (false, false),
        },
    };
    Ok(ThreadWindow { of: of.clone(), rows, older, newer, threads: None, unread: None, groups: Vec::new() })
}

/// How many conversations each group holds, folded or not; a conversation in two accounts counts in both.
fn groups(db: &Connection, inboxes: &[MailboxKey]) -> Result<Vec<GroupCount>> {
    let mut statement = db.prepare_cached(COUNT_OF_INBOX)?;
    let mut found = Vec::new();
    for standing in Standing::ALL {
        let (mut counts, mut more) = ([0, 0], false);
        for (count, answered) in counts.iter_mut().zip([false, true]) {
            for inbox in inboxes {
                let here: u64 = statement.query_row(params![inbox.0, Rank::of(*standing, answered).0, COUNTED], |row| row.get(0))?;
                more |= here == COUNTED;
                *count += here;
            }
        }
        let [waiting, answered] = counts;
        if waiting + answered > 0 {
            found.push(GroupCount { standing: *standing, waiting, threads: waiting + answered, more });
        }
    }
    Ok(found)
}

/// A window of a smart mailbox.
pub fn smart(db: &Connection, of: &WindowOf, which: Smart, as_of: AsOf<'_>) -> Result<ThreadWindow> {
    let wanted = |standing: Standing, answered: bool| match which {
        Smart::Customers => standing.is_customer(),
        Smart::Leads => standing == Standing::Lead,
        Smart::OpenDeals | Smart::ClosingThisMonth => standing == Standing::OpenDeal,
        Smart::NoAnswer => standing.is_customer() && !answered,
    };
    let ranks: Vec<Rank> =
        Rank::all().filter(|rank| rank.standing().is_some_and(|standing| wanted(standing, rank.is_answered()))).collect();
    let closing = if which == Smart::ClosingThisMonth { Some(closing_this_month(db, as_of)?) } else { None };
    let only = match which {
        Smart::NoAnswer => Only { before: waits_before(as_of), by_people: true, among: None },
        _ => Only { before: i64::MAX, by_people: false, among: closing.as_ref() },
    };
    let (limit, ascending) = (limit_of(of), is_ascending(of.anchor));
    let mut rows: Vec<ThreadRow> = Vec::new();
    for rank in &ranks {
        if let Some(bound) = bound(of.anchor, Rank::NONE) {
            rows.extend(of_all_mail(db, *rank, bound, &only, limit.saturating_add(1))?);
        }
    }
    rows.sort_by_key(|row: &ThreadRow| if ascending { row.place.at.0 } else { -row.place.at.0 });
    let before = |place: Place| -> Result<bool> {
        let bound = Bound { sign: ">", edge: place.at.0, order: "ASC" };
        for rank in &ranks {
            if !of_all_mail(db, *rank, bound, &only, 1)?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    };
    finished(db, of, rows, before)
}

/// What else a row of a smart mailbox must be.
struct Only<'a> {
    /// Older than this place.
    before: i64,
    /// Written by a person, not by a machine.
    by_people: bool,
    /// With one of these normalised addresses.
    among: Option<&'a HashSet<String>>,
}

/// The rows of a rank among all mail, by the index alone.
fn sql_of_all_mail(bound: Bound, people: &str) -> String {
    format!(
        "SELECT {COLUMNS} FROM mailbox_thread w INDEXED BY mailbox_thread_customers JOIN thread t ON t.key = w.thread
         WHERE {} AND likelihood(w.rank = ?1, 0.0001) AND w.place {} ?2 AND w.place < ?3 {people} ORDER BY w.place {}",
        of_customers(),
        bound.sign,
        bound.order
    )
}

fn of_all_mail(db: &Connection, rank: Rank, bound: Bound, only: &Only<'_>, limit: usize) -> Result<Vec<ThreadRow>> {
    if only.among.is_some_and(HashSet::is_empty) {
        return Ok(Vec::new());
    }
    let people = if only.by_people { "AND NOT EXISTS (SELECT 1 FROM message m WHERE m.key = w.newest AND m.automation <> 0)" } else { "" };
    let mut statement = db.prepare_cached(&sql_of_all_mail(bound, people))?;
    let mut found = Vec::new();
    for row in statement.query_map(params![rank.0, bound.edge, only.before], read_row)? {
        let row = row?;
        let address = row.correspondent.as_ref().map(|one| one.address.normalized());
        if only.among.is_none_or(|among| address.is_some_and(|address| among.contains(&address))) {
            found.push(row);
            if found.len() >= limit {
                break;
            }
        }
    }
    Ok(found)
}

/// Before which place a customer who wrote last has waited long enough.
fn waits_before(as_of: AsOf<'_>) -> i64 {
    MessageKey::first_of(as_of.now.0.saturating_sub(i64::from(as_of.no_reply_days).saturating_mul(DAY))).0
}

/// The conversations of customers who wrote last and wait for an answer, the longest first; at most so many.
pub fn waiting(db: &Connection, as_of: AsOf<'_>, limit: u32) -> Result<Vec<ThreadRow>> {
    let of = WindowOf { view: crate::jobs::mail::ListView::Smart(Smart::NoAnswer), anchor: Anchor::Oldest, limit };
    let mut window = smart(db, &of, Smart::NoAnswer, as_of)?;
    window.rows.reverse();
    Ok(window.rows)
}

/// The addresses of the contacts with an open deal whose closing date is in this month.
fn closing_this_month(db: &Connection, as_of: AsOf<'_>) -> Result<HashSet<String>> {
    let today = as_of.now.to_timestamp().to_zoned(as_of.zone.clone()).date();
    let sql = format!(
        "SELECT DISTINCT a.normalized FROM deal d JOIN person_address a ON a.person = d.contact
         WHERE d.deleted_at = 0 AND d.closing_date BETWEEN ?1 AND ?2 AND d.stage NOT IN ({})",
        *OVER
    );
    let mut statement = db.prepare_cached(&sql)?;
    let found = statement.query_map([today.first_of_month().to_string(), today.last_of_month().to_string()], |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::store::frozen::world;

    #[test]
    fn every_window_of_a_rank_is_read_by_its_key_and_sorts_nothing() {
        let world = world();
        let down = Bound { sign: "<=", edge: i64::MAX, order: "DESC" };
        let up = Bound { sign: ">", edge: 0, order: "ASC" };
        for (sql, equal) in [
            (sql_of_inbox(down), "mailbox=? AND rank=? AND place<?"),
            (sql_of_inbox(up), "mailbox=? AND rank=? AND place>?"),
            (sql_of_all_mail(down, ""), "rank=? AND place<?"),
            (sql_of_all_mail(up, ""), "rank=? AND place>?"),
            (COUNT_OF_INBOX.to_owned(), "mailbox=? AND rank=?"),
        ] {
            let mut plan = world.db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let steps = plan.raw_query().mapped(|row| row.get::<_, String>(3)).map(|step| step.unwrap()).collect::<Vec<_>>().join("; ");
            assert!(steps.contains(equal) && !steps.contains("TEMP B-TREE"), "{sql}: {steps}");
        }
    }
}
