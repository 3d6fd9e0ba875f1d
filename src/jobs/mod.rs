//! What can be asked and answered: plain data between the front ends and the workers.
//!
//! A front end sends a [`Job`]; the workers answer it exactly once with a [`Report`] or a [`Problem`]. Besides, a [`Notice`] says what changed; notices are one slot a
//! kind and may be lost, since the store is the truth.

pub mod account;
pub mod changes;
pub mod crm;
pub mod exchange;
pub mod extraction;
pub mod fetch;
pub mod health;
pub mod lane;
pub mod mail;
pub mod notice;
pub mod outbox;
pub mod resolve;
pub mod triage;

pub use lane::Lane;
pub use notice::Notice;

use crate::problem::Problem;

/// Something to do or to look up, by subject.
#[derive(Debug, Clone, PartialEq)]
pub enum Job {
    /// Lists, threads and messages.
    Mail(mail::MailJob),
    /// What a person does to messages.
    Triage(triage::Triage),
    /// Undo, redo and their list.
    Changes(changes::ChangesJob),
    /// Mail accounts.
    Account(account::AccountJob),
    /// Bringing mail in.
    Fetch(fetch::FetchJob),
    /// Which row an id, an ending of an id or a Message-ID means.
    Resolve(resolve::Resolve),
    /// Customers.
    Crm(Box<crm::CrmJob>),
    /// What a mail says about its sender.
    Extract(extraction::Extract),
    /// Writing and sending mail.
    Outbox(outbox::OutboxJob),
    /// Checking and backups.
    Health(health::HealthJob),
    /// Mail from and to files.
    Exchange(exchange::ExchangeJob),
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
    Resolved(resolve::Resolved),
    /// Customers.
    Crm(Box<crm::CrmReport>),
    /// What a mail says about its sender.
    Extracted(Box<extraction::Extracted>),
    /// Writing and sending mail.
    Outbox(Box<outbox::OutboxReport>),
    /// Checking and backups.
    Health(Box<health::HealthReport>),
    /// Mail from and to files.
    Exchange(exchange::ExchangeReport),
    /// Done, and there is nothing to say about it.
    Done,
}

/// The final answer to a job.
pub type Outcome = Result<Report, Problem>;

/// A number a front end gives to a job, to know its answer by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);
