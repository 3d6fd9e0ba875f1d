//! Mail accounts: settings, state, tests.

use crate::domain::account::AccountSettings;
use crate::domain::ids::{AccountKey, Id};
use crate::domain::time::Instant;
use crate::problem::Problem;
use crate::text::CleanText;

/// A question or wish about accounts. Adding and editing carry what a person entered; see `domain::account`.
#[derive(Debug, Clone, PartialEq)]
pub enum AccountJob {
    /// All accounts with their state.
    List,
}

/// An answer about accounts.
#[derive(Debug, Clone, PartialEq)]
pub enum AccountReport {
    /// All accounts.
    List(Vec<AccountRow>),
    /// What an account test found.
    Test(AccountTest),
}

/// How an account is doing (S68, S70).
#[derive(Debug, Clone, PartialEq)]
pub enum Health {
    /// Not fetched yet.
    New,
    /// The last fetch was good.
    Ok,
    /// It failed and is tried again later.
    Waiting(Box<Problem>),
    /// The server refused the login: no further try until the secret changes or a person asks.
    AuthFailed(Box<Problem>),
    /// Deletes are held until a person confirms them.
    DeletesHeld,
    /// Switched off by the person.
    Disabled,
}

/// An account in lists.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountRow {
    /// Its key in the store; `None` before anything of it was stored.
    pub key: Option<AccountKey>,
    /// Its settings; `None` for local mail and for removed accounts, whose mail stays readable.
    pub settings: Option<AccountSettings>,
    /// Its outside id.
    pub id: Id,
    /// Its name.
    pub name: CleanText,
    /// How it is doing.
    pub health: Health,
    /// The last good fetch.
    pub last_good: Option<Instant>,
    /// The next try.
    pub next_try: Option<Instant>,
    /// Messages stored from it.
    pub messages: u64,
}

/// A step of an account test (S79).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TestStep {
    /// The host name has an address.
    Resolve,
    /// The server answers.
    Connect,
    /// The connection is encrypted and the certificate is good.
    Tls,
    /// The login works.
    Login,
    /// The mailbox can be listed.
    List,
}

impl TestStep {
    /// The stable word of INTERFACE.md.
    pub fn word(self) -> &'static str {
        match self {
            Self::Resolve => "resolve",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Login => "login",
            Self::List => "list",
        }
    }
}

/// How a step ended.
#[derive(Debug, Clone, PartialEq)]
pub struct StepResult {
    /// The step.
    pub step: TestStep,
    /// Why it failed; it names the field it is about. `None` when it went well.
    pub problem: Option<Problem>,
}

/// What an account test found; steps after a failed one are absent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AccountTest {
    /// The incoming server.
    pub incoming: Vec<StepResult>,
    /// The outgoing server; empty when the account does not send.
    pub outgoing: Vec<StepResult>,
}
