//! Bringing mail in: when, how far, and what it brought.

use crate::domain::account::AccountSettings;
use crate::domain::ids::{Id, MailboxKey};
use crate::problem::Problem;
use crate::text::CleanText;

/// Fetches now; by default every account that is enabled, and nothing out of the ordinary.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FetchNow {
    /// Which accounts; all that are enabled when empty.
    pub accounts: Vec<Id>,
    /// Log in again after `auth_failed`.
    pub retry: bool,
    /// Carry out deletes that were held.
    pub confirm_deletes: bool,
    /// Fetch everything into a store without the account's history, and delete nothing on the server in this run.
    pub new_store: bool,
}

impl FetchNow {
    /// Of one account.
    pub fn of(account: Id) -> Self {
        Self { accounts: vec![account], ..Self::default() }
    }
}

/// What a fetch of one account brought.
#[derive(Debug, Clone, PartialEq)]
pub struct FetchSummary {
    /// The name of the account.
    pub account: CleanText,
    /// The account's outside id.
    pub account_id: Id,
    /// Mails stored.
    pub fetched: u64,
    /// Mails deleted on the server.
    pub deleted_on_server: u64,
    /// Bytes received.
    pub bytes: u64,
    /// How long it took.
    pub milliseconds: u64,
    /// What was left on the server, and why.
    pub skipped: Vec<Skipped>,
    /// Why it ended early.
    pub error: Option<Problem>,
}

impl FetchSummary {
    /// Of a fetch of this account that did nothing yet.
    pub fn of(account: &AccountSettings) -> Self {
        Self {
            account: CleanText::line(account.name.as_str()),
            account_id: account.id,
            fetched: 0,
            deleted_on_server: 0,
            bytes: 0,
            milliseconds: 0,
            skipped: Vec::new(),
            error: None,
        }
    }
}

/// A mail that was not fetched this time.
#[derive(Debug, Clone, PartialEq)]
pub struct Skipped {
    /// The server's name for it (UIDL), cleaned.
    pub uid: CleanText,
    /// What was in the way, with a hint.
    pub reason: Problem,
}

/// How far a fetch is.
#[derive(Debug, Clone, PartialEq)]
pub struct FetchProgress {
    /// The account's outside id.
    pub account: Id,
    /// The name of the account.
    pub name: CleanText,
    /// Mails done so far.
    pub done: u64,
    /// Mails to fetch in all.
    pub total: u64,
    /// Bytes so far.
    pub bytes: u64,
    /// Bytes per second, over the last seconds.
    pub rate: u64,
    /// Seconds left, where it can be said.
    pub seconds_left: Option<u64>,
}

/// Mail came.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MailArrived {
    /// Into which mailboxes.
    pub mailboxes: Vec<MailboxKey>,
    /// How many.
    pub count: u64,
}

/// Who fetches and sends for a home.
#[derive(Debug, Clone, PartialEq)]
pub enum Duty {
    /// This process.
    Here,
    /// Another process, by its number where its lock file says it; this one takes over when that ends.
    Elsewhere(Option<u32>),
    /// None that is known of: this process cannot, and tries again.
    Nowhere(Box<Problem>),
}
