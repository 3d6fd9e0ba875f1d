//! Questions about mail.

use rusqlite::Connection;

use super::message;
use crate::jobs::mail::{MailJob, MailReport};
use crate::jobs::{Outcome, Report};
use crate::store::{mailboxes, raw, threads, windows};
use crate::workers::problems::of_store;

pub(super) fn answer(db: &Connection, job: MailJob) -> Outcome {
    let found = match job {
        MailJob::Message(message) => return message::view(db, message),
        MailJob::SaveAttachment { message, index, to } => return message::save_attachment(db, message, index, to),
        MailJob::Mailboxes => mailboxes::list(db).map(MailReport::Mailboxes),
        MailJob::Threads(of) => windows::read(db, &of).map(MailReport::Threads),
        MailJob::Thread(thread) => threads::view(db, thread).map(MailReport::Thread),
        MailJob::Raw(message) => raw::whole(db, message).map(MailReport::Raw),
    };
    found.map(|report| Report::Mail(Box::new(report))).map_err(|error| of_store(&error))
}
