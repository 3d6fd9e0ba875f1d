//! Fetches accounts when asked, several at the same time, and keeps account of how they are doing (S68, S70, S114).

use std::collections::HashMap;
use std::sync::{Arc, Mutex as StdMutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex, Semaphore, watch};
use tokio::task::spawn_blocking;

use super::pop3::FetchAccount;
use super::{FetchRules, Fetched, Protocol, secret_mark};
use crate::config::Settings;
use crate::config::secrets::Login as Which;
use crate::domain::account::health::Health;
use crate::domain::account::{AccountSettings, Secret};
use crate::domain::ids::{AccountKey, Id};
use crate::i18n::Text;
use crate::jobs::Notice;
use crate::jobs::fetch::FetchSummary;
use crate::problem::{Code, Problem, ProblemKind};
use crate::store::accounts::{self, AccountState};
use crate::store::{Write, Written};
use crate::text::CleanText;
use crate::workers::accounts::Accounts;
use crate::workers::arriving::Entrance;
use crate::workers::clock;

/// How many accounts are fetched at the same time.
const SIDE_BY_SIDE: usize = 6;

/// How long to wait after the first failure, and at the most (S114).
const FIRST_WAIT: Duration = Duration::from_secs(30);
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);

/// What a person said when asking for a fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FetchOptions {
    /// Log in again after a refused login.
    pub retry: bool,
    /// Carry out deletes that were held.
    pub confirm_deletes: bool,
}

/// What fetches accounts.
pub struct Fetcher {
    entrance: Arc<Entrance>,
    accounts: Arc<Accounts>,
    busy: StdMutex<HashMap<Id, Arc<Mutex<()>>>>,
    room: Arc<Semaphore>,
    stop: watch::Sender<bool>,
}

impl Fetcher {
    /// A fetcher whose mail takes this way in. The caller holds the lock of the network workers.
    pub fn new(entrance: Arc<Entrance>, accounts: Arc<Accounts>) -> Arc<Self> {
        Arc::new(Self {
            entrance,
            accounts,
            busy: StdMutex::default(),
            room: Arc::new(Semaphore::new(SIDE_BY_SIDE)),
            stop: watch::Sender::new(false),
        })
    }

    /// Ends all fetches soon: what came whole is stored, connections are dropped without a good-bye, so that nothing is deleted on any server.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Whether this account is being fetched by this process.
    pub fn is_fetching(&self, account: Id) -> bool {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner).get(&account).is_some_and(|turn| turn.try_lock().is_err())
    }

    /// Whether and when it should stop.
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }

    /// Fetches these accounts side by side; one row each, in their order.
    pub async fn fetch_all(self: &Arc<Self>, accounts: Vec<AccountSettings>, rules: FetchRules, asked: FetchOptions) -> Vec<FetchSummary> {
        let tasks: Vec<_> = accounts
            .into_iter()
            .map(|account| {
                let fetcher = Arc::clone(self);
                tokio::spawn(async move { fetcher.fetch(&account, rules, asked).await })
            })
            .collect();
        let mut summaries = Vec::with_capacity(tasks.len());
        for task in tasks {
            summaries.extend(task.await.ok());
        }
        summaries
    }

    /// Fetches one account and notes how it went.
    pub async fn fetch(&self, account: &AccountSettings, rules: FetchRules, asked: FetchOptions) -> FetchSummary {
        match Protocol::of(account) {
            Some(protocol) => self.fetch_over(protocol, account, rules, asked).await,
            None => self.ended(nothing_fetched(account, unsupported())),
        }
    }

    /// The same over the protocol that was chosen for the account.
    pub(super) async fn fetch_over(
        &self,
        protocol: Protocol,
        account: &AccountSettings,
        rules: FetchRules,
        asked: FetchOptions,
    ) -> FetchSummary {
        let turn = Arc::clone(self.busy.lock().unwrap_or_else(PoisonError::into_inner).entry(account.id).or_default());
        let _turn = turn.lock().await;
        let _room = self.room.acquire().await;
        match self.fetch_in_turn(protocol, account, rules, asked).await {
            Ok(summary) => self.ended(summary),
            Err(problem) => self.ended(nothing_fetched(account, problem)),
        }
    }

    fn ended(&self, summary: FetchSummary) -> FetchSummary {
        self.entrance.notices().put(Notice::FetchEnded(Box::new(summary.clone())));
        self.entrance.notices().put(Notice::AccountChanged(summary.account_id));
        summary
    }

    async fn fetch_in_turn(
        &self,
        protocol: Protocol,
        account: &AccountSettings,
        rules: FetchRules,
        asked: FetchOptions,
    ) -> Result<FetchSummary, Problem> {
        let key = self.key(account).await?;
        let before = self.state(key).await?;
        let secret = match self.secret(account).await {
            Ok(secret) => secret,
            Err(problem) => {
                self.note(key, after_failure(before, &problem, String::new())).await?;
                return Err(problem);
            }
        };
        let mark = secret_mark(account.id, &secret);
        if before.health == Health::AuthFailed && before.secret_mark == mark && !asked.retry {
            let problem = Problem::failed(Code::AuthFailed, Text::of("fetch-auth-waits")).hint(Text::of("fetch-hint-auth-waits"));
            return Err(if before.detail.is_empty() { problem } else { problem.detail(&before.detail) });
        }
        let (entrance, confirmed, stop) = (&*self.entrance, asked.confirm_deletes, self.stop.subscribe());
        let Fetched { summary, deletes_held, stopped } = match protocol {
            Protocol::Pop3 => FetchAccount { entrance, account, key, rules, confirmed, stop }.run(secret).await,
        };
        let after = match &summary.error {
            Some(problem) if deletes_held => AccountState { code: Some(problem.code), ..after_success(Health::Paused) },
            Some(problem) => after_failure(before, problem, mark),
            None if stopped => return Ok(summary),
            None => after_success(Health::Ok),
        };
        self.note(key, after).await?;
        Ok(summary)
    }

    async fn key(&self, account: &AccountSettings) -> Result<AccountKey, Problem> {
        let name = account.name.as_str().to_owned();
        let write = Write::Account { id: account.id, name, address: account.email.clone() };
        match self.entrance.database().write(write).await? {
            Written::Account(key) => Ok(key),
            _ => Err(Problem::internal()),
        }
    }

    async fn state(&self, key: AccountKey) -> Result<AccountState, Problem> {
        let store = self.entrance.database().store().clone();
        let read = spawn_blocking(move || accounts::state(&store.reader()?, key)).await.map_err(|_| Problem::internal())?;
        read.map_err(|error| crate::workers::problems::of_store(&error))
    }

    async fn note(&self, key: AccountKey, state: AccountState) -> Result<(), Problem> {
        self.entrance.database().write(Write::AccountState(key, state)).await.map(|_| ())
    }

    /// The password; a keyring or a command may take its time.
    async fn secret(&self, account: &AccountSettings) -> Result<Secret, Problem> {
        let (accounts, account) = (Arc::clone(&self.accounts), account.clone());
        spawn_blocking(move || accounts.password(&account, Which::Incoming)).await.map_err(|_| Problem::internal())?
    }

    /// The accounts that a fetch is asked for: these, or all that are switched on.
    ///
    /// # Errors
    /// `not_found` when one of them is gone.
    pub async fn wanted(&self, ids: &[Id]) -> Result<(Vec<AccountSettings>, FetchRules), Problem> {
        let settings = self.settings().await?;
        let rules = FetchRules::of(&settings);
        if ids.is_empty() {
            return Ok((settings.accounts.iter().filter(|account| account.enabled).cloned().collect(), rules));
        }
        let found = ids
            .iter()
            .map(|id| settings.account(*id).cloned().ok_or_else(|| crate::workers::accounts::problems::no_account(&id.to_string())));
        Ok((found.collect::<Result<_, _>>()?, rules))
    }

    /// The settings as the file has them now.
    pub async fn settings(&self) -> Result<Arc<Settings>, Problem> {
        let accounts = Arc::clone(&self.accounts);
        spawn_blocking(move || accounts.settings()).await.map_err(|_| Problem::internal())
    }
}

fn after_success(health: Health) -> AccountState {
    AccountState { health, last_good: Some(clock::now()), ..AccountState::default() }
}

fn after_failure(before: AccountState, problem: &Problem, mark: String) -> AccountState {
    let failures = before.failures.saturating_add(1);
    let refused = problem.code == Code::AuthFailed;
    let again = (problem.kind == ProblemKind::Temporary && !refused).then(|| clock::now().plus_ms(millis(wait_after(failures))));
    AccountState {
        health: match (refused, again) {
            (true, _) => Health::AuthFailed,
            (false, Some(_)) => Health::Waiting,
            (false, None) => Health::Unreachable,
        },
        code: Some(problem.code),
        detail: problem.detail.clone().map(CleanText::into_string).unwrap_or_default(),
        secret_mark: if refused { mark } else { String::new() },
        failures,
        last_good: before.last_good,
        next_try: again,
    }
}

/// How long to wait after so many failures in a row: growing, but never more than an hour (promises.md A11).
pub(super) fn wait_after(failures: u32) -> Duration {
    FIRST_WAIT.saturating_mul(1 << failures.saturating_sub(1).min(10)).min(LONGEST_WAIT)
}

fn unsupported() -> Problem {
    Problem::failed(Code::UnsupportedProtocol, Text::of("fetch-only-pop3")).field("protocol")
}

fn nothing_fetched(account: &AccountSettings, problem: Problem) -> FetchSummary {
    FetchSummary {
        account: CleanText::line(account.name.as_str()),
        account_id: account.id,
        fetched: 0,
        deleted_on_server: 0,
        bytes: 0,
        milliseconds: 0,
        skipped: Vec::new(),
        error: Some(problem),
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Instant;

    #[test]
    fn waits_grow_up_to_an_hour_and_never_overflow() {
        let waits: Vec<u64> = [0, 1, 2, 3, 7, 8, 100, u32::MAX].iter().map(|failures| wait_after(*failures).as_secs()).collect();
        assert_eq!(waits, [30, 30, 60, 120, 1920, 3600, 3600, 3600]);
    }

    #[test]
    fn a_refused_login_is_not_tried_again_by_itself() {
        let refused = Problem::failed(Code::AuthFailed, Text::of("net-auth-failed"));
        let state = after_failure(AccountState { last_good: Some(Instant(5)), ..AccountState::default() }, &refused, "m".to_owned());
        assert_eq!(
            (state.health, state.secret_mark.as_str(), state.next_try, state.last_good),
            (Health::AuthFailed, "m", None, Some(Instant(5)))
        );
        let away = Problem::temporary(Code::ServerUnavailable, Text::of("net-broken"));
        let state = after_failure(state, &away, "m".to_owned());
        assert_eq!((state.health, state.secret_mark.as_str(), state.failures), (Health::Waiting, "", 2));
        assert!(state.next_try.is_some());
        let untrusted = Problem::failed(Code::TlsUntrusted, Text::of("net-tls-untrusted"));
        let state = after_failure(state, &untrusted, "m".to_owned());
        assert_eq!((state.health, state.next_try), (Health::Unreachable, None), "it waits for nothing but a person");
    }
}
