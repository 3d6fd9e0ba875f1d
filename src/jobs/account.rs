//! Mail accounts: settings, state, tests.

use crate::config::secrets::Login;
use crate::domain::account::health::Health;
use crate::domain::account::retention::Verdict;
use crate::domain::account::{AccountSettings, AccountWarning, EnteredAccount, EnteredSecret, Secret, ServerSettings};
use crate::domain::discovery::Discovery;
use crate::domain::ids::{AccountKey, Id};
use crate::domain::mail::address::AddrSpec;
use crate::domain::time::Instant;
use crate::problem::{Code, Problem};
use crate::text::CleanText;

/// Every question about accounts.
#[derive(Debug, Clone, PartialEq)]
pub enum AccountJob {
    /// All accounts with their state.
    List(ListAccounts),
    /// What the last fetches of an account brought.
    Fetches(FetchesOf),
    /// Saves an account.
    Change(AccountChange),
    /// Takes an account away.
    Remove(RemoveAccount),
    /// Removes an account with its mail.
    RemoveWithMail(RemoveWithMail),
    /// Opens the kept passwords.
    Unlock(OpenPasswords),
    /// Tests an account.
    Test(TestOf),
    /// The accounts that other programs know.
    Find(FindAccounts),
    /// Mails a code to an address that is to become an alias.
    AskAlias(AskAlias),
    /// Takes the code.
    ConfirmAlias(ConfirmAlias),
    /// Begins a sign-in at an identity provider.
    BeginSignIn(BeginSignIn),
    /// Ends it.
    EndSignIn(EndSignIn),
    /// Looks for the servers of an address.
    Discover(DiscoverServers),
    /// Ends that search.
    StopDiscovery(StopDiscovery),
}

/// All accounts with their state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListAccounts;

/// What the last fetches of an account brought, and which of its mails are here alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FetchesOf(pub Id);

/// What saves an account. Adding and editing carry what a person entered; see `domain::account`.
#[derive(Debug, Clone, PartialEq)]
pub enum AccountChange {
    /// Adds an account.
    Add(Box<EnteredAccount>),
    /// Saves an account as it was edited.
    Edit {
        /// The account's outside id, as the config has it.
        account: Id,
        /// As it was when its editing began: what is the same in both was not changed by this person, and stays as it is when it is saved.
        before: Box<AccountSettings>,
        /// As the person wants it.
        entered: Box<EnteredAccount>,
    },
    /// Makes it the one that new mail starts from, and no other (S81).
    SetDefault(Id),
    /// Moves it among the accounts: lists and the panes show them in this order.
    Move {
        /// The account's outside id, as the config has it.
        account: Id,
        /// Its new place, from 0; beyond the last it is the last.
        to: usize,
    },
    /// Switches it on or off (S46).
    SetEnabled {
        /// The account's outside id, as the config has it.
        account: Id,
        /// On or off.
        on: bool,
    },
    /// Sets one of its passwords (S71, S72).
    SetSecret {
        /// The account's outside id, as the config has it.
        account: Id,
        /// Which of its logins.
        login: Login,
        /// The new password, or the command that prints it.
        secret: EnteredSecret,
    },
}

/// Takes an account out of the config; its mail stays, read-only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemoveAccount(pub Id);

/// Removes an account and all its mail for good, or the mail that an account left which was removed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemoveWithMail(pub Id);

/// Opens the kept passwords with a passphrase; where there are none yet it becomes their passphrase.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenPasswords(pub Secret);

/// The accounts that other mail programs of the person know (S43); nothing is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FindAccounts;

/// An account that another program knows.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundAccount {
    /// The program's name.
    pub program: &'static str,
    /// What an account form would hold; never a secret.
    pub entered: Box<EnteredAccount>,
    /// Whether this home has an account of this address already.
    pub known: bool,
}

/// Mails a code to an address of the person, which becomes an alias of the account once that code is typed (S115).
#[derive(Debug, Clone, PartialEq)]
pub struct AskAlias {
    /// The account's outside id, as the config has it.
    pub account: Id,
    /// The address, as it was typed.
    pub address: String,
    /// Whether a code was mailed before: another one takes its place.
    pub again: bool,
    /// The subject of the mail.
    pub subject: String,
    /// Its text before the code and behind it.
    pub text: (String, String),
}

/// The code that came to the address.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfirmAlias {
    /// The account's outside id, as the config has it.
    pub account: Id,
    /// The address, as it was typed.
    pub address: String,
    /// The code.
    pub code: Secret,
}

/// How a person signs in at an identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInWay {
    /// In a browser on this machine, which comes back to a port of it.
    Browser,
    /// On another device, with a code that is typed there (RFC 8628).
    Device,
    /// In a browser anywhere; the address that it ends at is pasted.
    Pasted,
}

/// Begins a sign-in for an account (OAuth2); one that was begun before is over.
#[derive(Debug, Clone, PartialEq)]
pub struct BeginSignIn {
    /// The account's outside id, as the config has it.
    pub account: Id,
    /// How.
    pub way: SignInWay,
    /// What the provider wants to hear of the program itself; kept with the tokens. `None` leaves what is kept.
    pub client_secret: Option<Secret>,
    /// What the browser shows when it is done, and where it asks for something else.
    pub page: (String, String),
}

/// Waits for the end of a sign-in and keeps its tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct EndSignIn {
    /// The account's outside id, as the config has it.
    pub account: Id,
    /// The address that the browser ended at, where it is pasted; it holds a code.
    pub pasted: Option<Secret>,
}

/// Where a person signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInAt {
    /// The address to open.
    pub address: String,
    /// What to type there, on another device.
    pub code: Option<String>,
}
/// Looks for the servers of an address, and answers with all that was found and tried; a notice says what is known so far. One search at a time: a new one ends the
/// one before, which answers with what it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiscoverServers(pub AddrSpec);

/// Ends the search for servers that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StopDiscovery;

/// An account to test: connects, logs in and lists, as fetching does (S79).
#[derive(Debug, Clone, PartialEq)]
pub enum TestOf {
    /// A saved account with its kept passwords.
    Account(Id),
    /// What stands in a form; nothing is saved.
    Entered {
        /// What was typed.
        entered: Box<EnteredAccount>,
        /// The account that is being edited, whose kept passwords count where none was typed.
        account: Option<Id>,
    },
}

/// Every answer about accounts.
#[derive(Debug, Clone, PartialEq)]
pub enum AccountReport {
    /// All accounts.
    List(Vec<AccountRow>),
    /// An account was saved.
    Saved(AccountSaved),
    /// What an account test found.
    Test(AccountTest),
    /// Where to sign in.
    SignIn(SignInAt),
    /// The accounts that other programs know.
    Found(Vec<FoundAccount>),
    /// What fetches brought.
    Fetches(Box<AccountLedger>),
    /// What a search for servers found.
    Discovered(Box<Discovery>),
}

/// What came of fetching an account.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AccountLedger {
    /// The last fetches that brought, deleted or left anything, or failed, newest first.
    pub fetches: Vec<FetchEntry>,
    /// The mails that the server has no more though nothing here deleted them there, newest first (S40).
    pub lost: Vec<LostMail>,
}

/// A fetch, once it was over.
#[derive(Debug, Clone, PartialEq)]
pub struct FetchEntry {
    /// When it ended.
    pub at: Instant,
    /// The mails that came.
    pub arrivals: Arrivals,
    /// Mails deleted on the server.
    pub deleted_on_server: u64,
    /// How many were left on the server or came with a doubt, by reason.
    pub skipped: Vec<(Code, u64)>,
    /// Why it ended early.
    pub error: Option<Code>,
}

/// Whom the mails of a fetch belong to; each counts once, so that all three together are what came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Arrivals {
    /// With an address of a person of ours.
    pub linked: u64,
    /// With strangers only.
    pub unknown_address: u64,
    /// With our own addresses only.
    pub own_address: u64,
}

impl Arrivals {
    /// All that came.
    pub fn all(&self) -> u64 {
        self.linked + self.unknown_address + self.own_address
    }
}

/// A mail whose only copy is ours.
#[derive(Debug, Clone, PartialEq)]
pub struct LostMail {
    /// Its outside id.
    pub id: Id,
    /// When it was written.
    pub date: Instant,
    /// Its subject.
    pub subject: CleanText,
}

/// An account that was saved.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountSaved {
    /// As it is now.
    pub settings: Box<AccountSettings>,
    /// What deserves a word.
    pub warnings: Vec<AccountWarning>,
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
    /// The name the person calls it by; of a removed account the last one.
    pub name: CleanText,
    /// How it is doing.
    pub health: Health,
    /// Why, where something is wrong with it.
    pub problem: Option<Box<Problem>>,
    /// What its policy makes of it today, where anything: a warning, or why it is paused (S36).
    pub retention: Option<Verdict>,
    /// The last good fetch.
    pub last_good: Option<Instant>,
    /// The next try.
    pub next_try: Option<Instant>,
    /// Messages stored from it.
    pub messages: u64,
    /// How many of those in its mailboxes are unread, spam and trash left out.
    pub unread: u64,
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
    /// The stable word of interface.md.
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
    /// The step, in the order in which a test takes them.
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
    /// The outgoing server that `outgoing` is about, when the test had to find it (S59).
    pub outgoing_server: Option<ServerSettings>,
}
