//! Questions about mail.

use rusqlite::Connection;

use crate::jobs::mail::{MailJob, MailReport};
use crate::jobs::{Outcome, Report};
use crate::store::{StoreError, mailboxes, raw, threads, windows};
use crate::workers::problems::of_store;

pub(super) fn answer(db: &Connection, job: MailJob) -> Outcome {
    let found = match job {
        MailJob::Mailboxes => mailboxes::list(db).map(MailReport::Mailboxes),
        MailJob::Threads(of) => windows::read(db, &of).map(MailReport::Threads),
        MailJob::Thread(thread) => threads::view(db, thread).map(MailReport::Thread),
        MailJob::Raw(message) => raw::whole(db, message).map(MailReport::Raw),
        MailJob::Message(_) | MailJob::SaveAttachment { .. } => Err(StoreError::NotFound),
    };
    found.map(|report| Report::Mail(Box::new(report))).map_err(|error| of_store(&error))
}
