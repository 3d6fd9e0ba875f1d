//! Questions about mail.

use rusqlite::Connection;

use super::{magnets, message};
use crate::domain::crm::rules::CrmRules;
use crate::domain::ids::{MailboxKey, MessageKey};
use crate::domain::query::Query;
use crate::domain::typed::TimeReader;
use crate::jobs::mail::{
    COUNTED, CountThreads, FindMessages, ListMailboxes, ListView, MailJob, MailReport, MessageRow, ReadMessage, ReadRaw, ReadRows,
    ReadSource, ReadThread, SaveAllAttachments, SaveAttachment, SaveMessage, ThreadCount, ThreadWindow, WindowOf,
};
use crate::jobs::{Outcome, Report};
use crate::store::ranked::{self, AsOf};
use crate::store::{Result, StoreError, mailboxes, messages, raw, search, threads, windows};
use crate::workers::problems::of_store;

pub(super) fn answer(db: &Connection, job: MailJob, times: &TimeReader<'_>, rules: &CrmRules) -> Outcome {
    let found = match job {
        MailJob::Message(ReadMessage(message, form, charset)) => return message::view(db, message, form, charset),
        MailJob::SaveAttachment(SaveAttachment { message, index, to }) => return message::save_attachment(db, message, index, to),
        MailJob::SaveAll(SaveAllAttachments { message, to }) => return message::save_all(db, message, to),
        MailJob::SaveMessage(SaveMessage { message, to }) => return message::save_message(db, message, to),
        MailJob::Source(ReadSource(message)) => return message::source(db, message),
        MailJob::Mailboxes(ListMailboxes) => mailboxes::list(db).map(MailReport::Mailboxes),
        MailJob::Threads(of) => window(db, &of, times, rules).and_then(|mut window| {
            magnets::mark_threads(db, &mut window.rows, rules)?;
            Ok(MailReport::Threads(window))
        }),
        MailJob::Search(FindMessages { query, within, limit }) => {
            found(db, &query, within, limit, &Asking { times, rules }).map(MailReport::Found)
        }
        MailJob::Count(CountThreads { query, within }) => count(db, &query, within, &Asking { times, rules }).map(MailReport::Counted),
        MailJob::Rows(ReadRows(keys)) => rows(db, &keys).map(|mut rows| {
            magnets::mark_messages(&mut rows, rules);
            MailReport::Rows(rows)
        }),
        MailJob::Thread(ReadThread(thread)) => threads::view(db, thread).map(MailReport::Thread),
        MailJob::Open(of) => return message::opened(db, of),
        MailJob::Raw(ReadRaw(message)) => raw::whole(db, message).map(MailReport::Raw),
    };
    found.map(|report| Report::Mail(Box::new(report))).map_err(|error| of_store(&error))
}

/// A window of any list.
fn window(db: &Connection, of: &WindowOf, times: &TimeReader<'_>, rules: &CrmRules) -> Result<ThreadWindow> {
    // One reading: the tail of the search index must not move in between.
    let reading = db.unchecked_transaction()?;
    match &of.view {
        ListView::Search { query, within } => {
            search::threads(&reading, of, &asked(&reading, query, &Asking { times, rules })?, &scope(*within))
        }
        ListView::With(addresses) => search::threads(&reading, of, &search::SearchRequest::with(addresses), &search::Scope::Usual),
        ListView::Sales { folded } => ranked::sales(&reading, of, folded),
        ListView::Smart(which) => {
            let as_of = AsOf { now: times.now, zone: times.zone, no_reply_days: rules.no_reply_days };
            ranked::smart(&reading, of, *which, as_of)
        }
        ListView::Mailbox(_) | ListView::Role(_) | ListView::AllMail | ListView::Starred => windows::read(&reading, of),
    }
}

fn found(db: &Connection, query: &str, within: Option<MailboxKey>, limit: u32, asking: &Asking<'_>) -> Result<Vec<MessageKey>> {
    let reading = db.unchecked_transaction()?;
    search::find(&reading, &asked(&reading, query, asking)?, &scope(within), &search::Window::newest(limit as usize))
}

fn count(db: &Connection, query: &str, within: Option<MailboxKey>, asking: &Asking<'_>) -> Result<ThreadCount> {
    let reading = db.unchecked_transaction()?;
    let mut hits = search::find(&reading, &asked(&reading, query, asking)?, &scope(within), &search::Window::newest(COUNTED + 1))?;
    let more = hits.len() > COUNTED;
    hits.truncate(COUNTED);
    Ok(ThreadCount { threads: search::threads_of(&reading, &hits)?, more })
}

fn rows(db: &Connection, keys: &[MessageKey]) -> Result<Vec<MessageRow>> {
    let reading = db.unchecked_transaction()?;
    let mut rows = messages::Rows::new(&reading)?;
    keys.iter().filter_map(|key| rows.row(*key).map(Some).or_else(missing).transpose()).collect()
}

/// A message that is gone since it was found is no trouble.
fn missing(error: StoreError) -> Result<Option<MessageRow>> {
    if matches!(error, StoreError::NotFound) { Ok(None) } else { Err(error) }
}

/// With what a query is read.
struct Asking<'a> {
    times: &'a TimeReader<'a>,
    rules: &'a CrmRules,
}

fn asked(db: &Connection, query: &str, asking: &Asking<'_>) -> Result<search::SearchRequest> {
    magnets::request(db, Query::for_mail(query, asking.times)?, asking.rules)
}

fn scope(within: Option<MailboxKey>) -> search::Scope {
    within.map_or(search::Scope::Usual, |mailbox| search::Scope::Mailboxes(vec![mailbox]))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::store::frozen::world;

    #[test]
    fn a_mail_that_is_gone_since_it_was_found_is_left_out() {
        let mut world = world();
        let keys = [b"one", b"two", b"six"].map(|bytes| world.stored(crate::mime::parse(bytes), bytes));
        world.db.execute_batch(&format!("PRAGMA foreign_keys = off; DELETE FROM message WHERE key = {}", keys[1].0)).unwrap();
        let left: Vec<MessageKey> = rows(&world.db, &keys).unwrap().iter().map(|row| row.key).collect();
        assert_eq!(left, [keys[0], keys[2]]);
    }
}
