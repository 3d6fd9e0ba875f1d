//! Questions about mail.

use jiff::tz::TimeZone;
use rusqlite::Connection;

use super::message;
use crate::domain::ids::MailboxKey;
use crate::domain::query::Query;
use crate::domain::time::Instant;
use crate::jobs::mail::{
    FindMessages, ListMailboxes, ListView, MailJob, MailReport, ReadMessage, ReadRaw, ReadSource, ReadThread, SaveAllAttachments,
    SaveAttachment, SaveMessage, ThreadWindow, WindowOf,
};
use crate::jobs::{Outcome, Report};
use crate::store::{Result, mailboxes, raw, search, threads, windows};
use crate::workers::problems::of_store;

pub(super) fn answer(db: &Connection, job: MailJob, now: Instant, zone: &TimeZone) -> Outcome {
    let found = match job {
        MailJob::Message(ReadMessage(message, form, charset)) => return message::view(db, message, form, charset),
        MailJob::SaveAttachment(SaveAttachment { message, index, to }) => return message::save_attachment(db, message, index, to),
        MailJob::SaveAll(SaveAllAttachments { message, to }) => return message::save_all(db, message, to),
        MailJob::SaveMessage(SaveMessage { message, to }) => return message::save_message(db, message, to),
        MailJob::Source(ReadSource(message)) => return message::source(db, message),
        MailJob::Mailboxes(ListMailboxes) => mailboxes::list(db).map(MailReport::Mailboxes),
        MailJob::Threads(of) => window(db, &of, now, zone).map(MailReport::Threads),
        MailJob::Search(FindMessages { query, within, limit }) => messages(db, &query, within, limit, now, zone).map(MailReport::Found),
        MailJob::Thread(ReadThread(thread)) => threads::view(db, thread).map(MailReport::Thread),
        MailJob::Raw(ReadRaw(message)) => raw::whole(db, message).map(MailReport::Raw),
    };
    found.map(|report| Report::Mail(Box::new(report))).map_err(|error| of_store(&error))
}

/// A window of any list.
fn window(db: &Connection, of: &WindowOf, now: Instant, zone: &TimeZone) -> Result<ThreadWindow> {
    // One reading: the tail of the search index must not move in between.
    let reading = db.unchecked_transaction()?;
    match &of.view {
        ListView::Search { query, within } => search::threads(&reading, of, &asked(&reading, query, now, zone)?, &scope(*within)),
        ListView::With(addresses) => search::threads(&reading, of, &search::SearchRequest::with(addresses), &search::Scope::Usual),
        ListView::Mailbox(_) | ListView::Role(_) | ListView::AllMail | ListView::Starred => windows::read(&reading, of),
    }
}

fn messages(
    db: &Connection,
    query: &str,
    within: Option<MailboxKey>,
    limit: u32,
    now: Instant,
    zone: &TimeZone,
) -> Result<Vec<crate::jobs::mail::MessageRow>> {
    let reading = db.unchecked_transaction()?;
    search::messages(&reading, &asked(&reading, query, now, zone)?, &scope(within), limit as usize)
}

fn asked(db: &Connection, query: &str, now: Instant, zone: &TimeZone) -> Result<search::SearchRequest> {
    search::SearchRequest::query(db, &Query::parse(query, now, zone)?)
}

fn scope(within: Option<MailboxKey>) -> search::Scope {
    within.map_or(search::Scope::Usual, |mailbox| search::Scope::Mailboxes(vec![mailbox]))
}
