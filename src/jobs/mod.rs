//! What can be asked and answered: plain data between the front ends and the workers.
//!
//! Each subject has its questions, and each [`Question`] names the type of its answer. [`Job`] and [`Report`] are their sums for the channels that carry all of them: a front
//! end sends a job; the workers answer it exactly once, with a report or a [`Problem`]. Besides, a [`Notice`] says what changed; notices are one slot a
//! kind and may be lost, since the store is the truth.

pub mod account;
pub mod changes;
pub mod crm;
pub mod exchange;
pub(crate) mod extraction;
pub mod fetch;
pub(crate) mod health;
pub(crate) mod lane;
pub(crate) mod look;
pub mod mail;
pub mod notice;
pub mod outbox;
pub mod outside;
mod pairs;
pub(crate) mod question;
pub mod resolve;
pub(crate) mod ticket;
pub mod triage;

pub use lane::Lane;
pub use notice::Notice;
pub use question::Question;
pub use ticket::{Answered, Slot, Ticket};

use crate::problem::Problem;

/// Something to do or to look up, by subject.
#[derive(Debug, Clone, PartialEq)]
pub enum Job {
    /// Lists, threads and messages.
    Mail(mail::MailJob),
    /// What a person does to messages.
    Triage(triage::Triage),
    /// Removing what lies in the trash for good.
    EmptyTrash(triage::EmptyTrash),
    /// Undo, redo and their list.
    Changes(changes::ChangesJob),
    /// Mail accounts.
    Account(account::AccountJob),
    /// Bringing mail in.
    Fetch(fetch::FetchNow),
    /// Which row an id, an ending of an id or a Message-ID means.
    Resolve(resolve::Resolve),
    /// Questions about people, companies, deals and activities; boxed, since a form is large.
    Crm(Box<crm::CrmJob>),
    /// What a mail says about its sender.
    Extract(extraction::Extract),
    /// Writing and sending mail.
    Outbox(outbox::OutboxJob),
    /// Checking and backups.
    Health(health::HealthJob),
    /// Mail from and to files.
    Exchange(exchange::ExchangeJob),
    /// Keeping how the app looks.
    Look(look::KeepLook),
    /// Programs of the person.
    Outside(outside::OutsideJob),
}

/// The answer to a job, by subject.
#[derive(Debug, Clone, PartialEq)]
pub enum Report {
    /// Lists, threads and messages.
    Mail(Box<mail::MailReport>),
    /// Something was changed and can be undone.
    Changed(changes::Changed),
    /// The list of undoable groups.
    Groups(Vec<changes::GroupRow>),
    /// Mail accounts.
    Account(Box<account::AccountReport>),
    /// What a fetch brought.
    Fetched(Vec<fetch::FetchSummary>),
    /// What an id means.
    Resolve(Box<resolve::Resolved>),
    /// Answers about people, companies, deals and activities; boxed, since a record is large.
    Crm(Box<crm::CrmReport>),
    /// What a mail says about its sender.
    Extracted(Box<extraction::Extracted>),
    /// Writing and sending mail.
    Outbox(Box<outbox::OutboxReport>),
    /// Checking and backups.
    Health(Box<health::HealthReport>),
    /// Mail from and to files.
    Exchange(Box<exchange::ExchangeReport>),
    /// What programs of the person did.
    Outside(Box<outside::OutsideReport>),
    /// Done, and there is nothing to say about it.
    Done,
}

/// A subject's questions are jobs, and its answers are found in reports; a report of another subject comes back.
macro_rules! subjects {
    ($($subject:ident: $job:ty, $report:ty;)+) => {$(
        impl From<$job> for Job {
            fn from(job: $job) -> Self {
                Self::$subject(job.into())
            }
        }

        impl TryFrom<Report> for $report {
            type Error = Report;

            fn try_from(report: Report) -> Result<Self, Report> {
                match report {
                    Report::$subject(report) => Ok(*report),
                    other => Err(other),
                }
            }
        }
    )+};
}

subjects! {
    Mail: mail::MailJob, mail::MailReport;
    Account: account::AccountJob, account::AccountReport;
    Resolve: resolve::Resolve, resolve::Resolved;
    Crm: crm::CrmJob, crm::CrmReport;
    Outbox: outbox::OutboxJob, outbox::OutboxReport;
    Health: health::HealthJob, health::HealthReport;
    Exchange: exchange::ExchangeJob, exchange::ExchangeReport;
    Outside: outside::OutsideJob, outside::OutsideReport;
}

impl From<changes::ChangesJob> for Job {
    fn from(job: changes::ChangesJob) -> Self {
        Self::Changes(job)
    }
}

/// What carrying out a job gives.
pub type Outcome = Result<Report, Problem>;
