//! Questions about drafts, the outbox, and mail that shall be answered.

use rusqlite::Connection;

use crate::domain::ids::MessageKey;
use crate::domain::mail::address::{Address, AddressRole};
use crate::domain::mail::address_list::parse_received_list;
use crate::domain::mail::compose::Original;
use crate::domain::mail::message_id::MessageId;
use crate::domain::query::Query;
use crate::domain::typed::TimeReader;
use crate::jobs::outbox::{
    CountDrafts, EncloseFile, FindUnsent, ListCorrespondents, ListDrafts, ListOutbox, OriginalOf, OutboxJob, OutboxReport, Unsent,
};
use crate::jobs::{Outcome, Report};
use crate::mime;
use crate::problem::Problem;
use crate::store::correspondents::correspondents;
use crate::store::{StoreError, accounts, messages, outbox, raw};
use crate::workers::problems::of_store;

use super::enclosures;

pub(super) fn answer(db: &Connection, job: &OutboxJob, times: &TimeReader<'_>) -> Outcome {
    let now = times.now;
    let found = match job {
        OutboxJob::List(ListOutbox) => outbox::list(db, now).map(OutboxReport::List),
        OutboxJob::Drafts(ListDrafts) => outbox::drafts(db).map(OutboxReport::Drafts),
        OutboxJob::CountDrafts(CountDrafts) => outbox::count_drafts(db).map(OutboxReport::DraftCount),
        OutboxJob::Unsent(of) => unsent(db, of, times).map(OutboxReport::Unsent),
        OutboxJob::Correspondents(ListCorrespondents) => correspondents(db, now).map(OutboxReport::Correspondents),
        OutboxJob::Original(OriginalOf(message)) => original(db, *message).map(|original| OutboxReport::Original(Box::new(original))),
        OutboxJob::Enclose(EncloseFile(path)) => {
            return Ok(Report::Outbox(Box::new(OutboxReport::Enclosed(enclosures::file(path.clone())?))));
        }
        _ => return Err(Problem::internal()),
    };
    found.map(|report| Report::Outbox(Box::new(report))).map_err(|error| of_store(&error))
}

/// What a search finds among drafts and waiting mail.
fn unsent(db: &Connection, of: &FindUnsent, times: &TimeReader<'_>) -> Result<Vec<Unsent>, StoreError> {
    let query = Query::for_mail(&of.query, times)?;
    // One reading: a draft that is queued meanwhile must stand in one of both lists.
    let reading = db.unchecked_transaction()?;
    outbox::unsent(&reading, &query, times.now, of.limit as usize)
}

/// Whom answers to all shall go to, as the mail says itself.
fn follow_up(reading: &mime::Reading) -> Vec<Address> {
    let named = reading.headers.iter().find(|(name, _)| name.as_str().eq_ignore_ascii_case("Mail-Followup-To"));
    named.map(|(_, value)| parse_received_list(value.as_str()).into_iter().flatten().collect()).unwrap_or_default()
}

/// What an answer needs to know of a stored message.
fn original(db: &Connection, message: MessageKey) -> Result<Original, StoreError> {
    let row = messages::row(db, message)?;
    let (mail, reading) = if row.parsed {
        (mime::parse_stream(raw::reader(db, message))?, mime::read_stream(raw::reader(db, message))?)
    } else {
        let beginning = raw::chunk(db, message, 0)?.ok_or(StoreError::NotFound)?;
        (mime::parse(&beginning), mime::read::unparsed(&beginning))
    };
    let of = |role: AddressRole| mail.addresses_of(role).cloned().collect::<Vec<Address>>();
    let ids = |list: &[String]| list.iter().filter_map(|id| MessageId::new(id)).collect::<Vec<_>>();
    let references =
        if mail.references.is_empty() { ids(&mail.in_reply_to[..mail.in_reply_to.len().min(1)]) } else { ids(&mail.references) };
    Ok(Original {
        key: message,
        thread: row.thread,
        account: accounts::id_of(db, row.account)?,
        own: accounts::own(db)?,
        message_id: mail.message_id.as_deref().and_then(MessageId::new),
        references,
        from: of(AddressRole::From),
        reply_to: of(AddressRole::ReplyTo),
        follow_up: follow_up(&reading),
        to: of(AddressRole::To),
        cc: of(AddressRole::Cc),
        list: mail.list,
        subject: row.subject,
        date: row.date,
        attachments: reading.attachments.iter().filter(|one| !one.inline || !one.name.is_empty()).cloned().collect(),
        size: row.size,
        body: reading.body,
    })
}
