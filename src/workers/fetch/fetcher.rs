//! Fetches accounts when asked, several at the same time, and keeps account of how they are doing (S68, S70, S114).

use std::collections::HashMap;
use std::sync::{Arc, Mutex as StdMutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex, Semaphore, watch};
use tokio::task::spawn_blocking;

use super::imap::{FetchImap, WatchImap};
use super::login::Login;
use super::pop3::FetchAccount;
use super::{FetchRules, Fetched, Protocol, history, ledger, secret_mark};
use crate::config::Settings;
use crate::config::secrets::Login as Which;
use crate::domain::account::health::Health;
use crate::domain::account::{AccountSettings, Secret, SecretSource};
use crate::domain::ids::{AccountKey, Id};
use crate::domain::time::Instant;
use crate::i18n::Text;
use crate::jobs::Notice;
use crate::jobs::fetch::FetchSummary;
use crate::problem::{Code, Problem, ProblemKind};
use crate::store::accounts::{self, AccountState};
use crate::store::{StoreError, Write, Written, imap, pop3_seen};
use crate::text::CleanText;
use crate::workers::accounts::Accounts;
use crate::workers::accounts::problems::store_missing;
use crate::workers::arriving::Entrance;
use crate::workers::clock;

/// How many accounts are fetched at the same time.
const SIDE_BY_SIDE: usize = 6;

/// How long to wait after the first failure, and at the most (S114).
const FIRST_WAIT: Duration = Duration::from_secs(30);
/// How long a secret that worked before and was refused waits for its second login; nothing that a person presses hastens it.
const SECOND_LOGIN: Duration = Duration::from_secs(5 * 60);
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);

/// What a person said when asking for a fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FetchOptions {
    /// Log in again after a refused login.
    pub retry: bool,
    /// Carry out deletes that were held.
    pub confirm_deletes: bool,
    /// Fetch into a store that lacks the account's history; delete nothing.
    pub new_store: bool,
}

/// What fetches accounts.
pub struct Fetcher {
    pub(super) entrance: Arc<Entrance>,
    pub(super) accounts: Arc<Accounts>,
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

    /// How long the second login of a secret that was refused once has to wait; `None` where no such one waits.
    pub(super) async fn second_login(&self, account: Id) -> Option<Duration> {
        let store = self.entrance.database().store().clone();
        let state = spawn_blocking(move || {
            let reader = store.reader()?;
            accounts::key_of(&reader, account)?.map(|key| accounts::state(&reader, key)).transpose()
        });
        let state = state.await.ok()?.ok()??;
        let waits = state.health == Health::Waiting && !state.secret_mark.is_empty();
        let left = state.next_try.filter(|_| waits)?.0.saturating_sub(clock::now().0).saturating_add(1_000);
        u64::try_from(left).ok().map(|left| Duration::from_millis(left).min(SECOND_LOGIN))
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
        self.fetch_over(Protocol::of(account), account, rules, asked).await
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
        if let Some(problem) = self.retained(account, key).await? {
            return Err(problem);
        }
        let before = self.state(key).await?;
        // Over IMAP nothing is concluded from a store that is new: all is fetched, and nothing is removed there.
        if protocol == Protocol::Pop3 && !asked.new_store && self.has_lost_its_store(account, key, &before).await? {
            let problem = store_missing();
            let state = AccountState { health: Health::Paused, code: Some(problem.code), ..AccountState::default() };
            self.note(key, state).await?;
            return Err(problem);
        }
        let secret = match self.secret(account).await {
            Ok(secret) => secret,
            Err(problem) => {
                self.note(key, after_failure(before, &problem, String::new())).await?;
                return Err(problem);
            }
        };
        let mark = secret_mark(account, &self.lasting(account, &secret).await?);
        let stopped = matches!(before.health, Health::AuthFailed | Health::Unreachable) && before.secret_mark == mark;
        if stopped && !asked.retry {
            let problem = Problem::failed(before.code.unwrap_or(Code::AuthFailed), Text::of("fetch-auth-waits"))
                .hint(Text::of("fetch-hint-auth-waits"));
            return Err(if before.detail.is_empty() { problem } else { problem.detail(&before.detail) });
        }
        if waits_for_its_second_login(&before, &mark, clock::now()) {
            return Err(login_waits(&before.detail));
        }
        let (entrance, confirmed, stop) = (&*self.entrance, asked.confirm_deletes, self.stop.subscribe());
        let history = self.accounts.paths().fetched_file();
        let imap = FetchImap { entrance, account, key, rules, confirmed, stop: stop.clone() };
        let fetch = FetchAccount {
            entrance,
            account,
            key,
            rules,
            confirmed,
            keep_all: asked.new_store,
            history,
            logged_in: false,
            has_top: true,
            bare_ends: false,
            stop,
        };
        let mut fetched = match protocol {
            Protocol::Pop3 => fetch.clone().run(secret.clone()).await,
            Protocol::Imap => imap.clone().run(secret.clone()).await,
        };
        let signs_in = account.incoming_secret == SecretSource::Tokens;
        if signs_in && !fetched.logged_in && fetched.summary.error.as_ref().is_some_and(|problem| problem.code == Code::AuthFailed) {
            // The provider may have taken it back, or its clock is ahead of ours: one newer token is tried.
            match self.newer_token(account, secret).await {
                Ok(newer) => {
                    fetched = match protocol {
                        Protocol::Pop3 => fetch.run(newer).await,
                        Protocol::Imap => imap.run(newer).await,
                    };
                }
                Err(problem) => fetched.summary.error = Some(problem),
            }
        }
        let Fetched { mut summary, deletes_held, stopped, logged_in } = fetched;
        if let Some(problem) = summary.error.take_if(|problem| signs_in && problem.code == Code::AuthFailed) {
            summary.error = Some(problem.hint(Text::of("sign-in-hint-again").with("account", account.name.as_str())));
        }
        ledger::note(entrance.database(), key, &summary).await?;
        let before = AccountState { good_mark: if logged_in { mark.clone() } else { before.good_mark.clone() }, ..before };
        let after = match &summary.error {
            Some(problem) if deletes_held => AccountState { code: Some(problem.code), ..after_success(Health::Paused, before) },
            Some(problem) if problem.code == Code::AuthFailed && refused_for_the_first_time(&before, &mark) => {
                let waits = login_waits(&problem.detail.as_ref().map(|said| said.as_str().to_owned()).unwrap_or_default());
                let state = after_failure(before, &waits, mark.clone());
                summary.error = Some(waits);
                AccountState { secret_mark: mark, next_try: Some(clock::now().plus_ms(millis(SECOND_LOGIN))), ..state }
            }
            Some(problem) => after_failure(before, problem, mark),
            None if stopped => return Ok(summary),
            None => after_success(Health::Ok, before),
        };
        self.note(key, after).await?;
        Ok(summary)
    }

    /// Whether this home fetched the account before and the store knows nothing of it.
    async fn has_lost_its_store(&self, account: &AccountSettings, key: AccountKey, state: &AccountState) -> Result<bool, Problem> {
        if !state.server.is_empty() || state.last_good.is_some() {
            return Ok(false);
        }
        let (store, file, id) = (self.entrance.database().store().clone(), self.accounts.paths().fetched_file(), account.id);
        let lost = spawn_blocking(move || Ok::<_, StoreError>(!pop3_seen::any(&store.reader()?, key)? && history::has(&file, id)?));
        lost.await.map_err(|_| Problem::internal())?.map_err(|error| crate::workers::problems::of_store(&error))
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

    pub(super) async fn note(&self, key: AccountKey, state: AccountState) -> Result<(), Problem> {
        self.entrance.database().write(Write::AccountState(key, state)).await.map(|_| ())
    }

    /// The password; a keyring or a command may take its time.
    async fn secret(&self, account: &AccountSettings) -> Result<Secret, Problem> {
        let (accounts, account) = (Arc::clone(&self.accounts), account.clone());
        spawn_blocking(move || accounts.password(&account, Which::Incoming)).await.map_err(|_| Problem::internal())?
    }

    /// What tells this secret from the next.
    async fn lasting(&self, account: &AccountSettings, secret: &Secret) -> Result<Secret, Problem> {
        let (accounts, account, secret) = (Arc::clone(&self.accounts), account.clone(), secret.clone());
        spawn_blocking(move || accounts.lasting_secret(&account, &secret)).await.map_err(|_| Problem::internal())
    }

    /// Another token than the one that was refused.
    async fn newer_token(&self, account: &AccountSettings, refused: Secret) -> Result<Secret, Problem> {
        let (accounts, account) = (Arc::clone(&self.accounts), account.clone());
        spawn_blocking(move || accounts.token_after_a_refusal(&account, &refused)).await.map_err(|_| Problem::internal())?
    }

    /// Whether the server of an IMAP account is to know something that was changed here.
    pub(super) async fn has_to_send(&self, account: Id) -> bool {
        let store = self.entrance.database().store().clone();
        let asked = spawn_blocking(move || {
            let reader = store.reader()?;
            let Some(key) = accounts::key_of(&reader, account)? else { return Ok(false) };
            Ok::<_, StoreError>(imap::pending(&reader, key)? != imap::Pending::default() || !imap::unsent(&reader, key)?.is_empty())
        });
        asked.await.is_ok_and(|asked| asked.unwrap_or(false))
    }

    /// The next UID of the inbox of an IMAP account, as the last fetch knew it.
    async fn uid_next_of_inbox(&self, account: Id) -> Option<u32> {
        let store = self.entrance.database().store().clone();
        let asked = spawn_blocking(move || {
            let reader = store.reader()?;
            let Some(key) = accounts::key_of(&reader, account)? else { return Ok(None) };
            let inbox = imap::folders(&reader, key)?.into_iter().find(|folder| folder.name.eq_ignore_ascii_case("INBOX"));
            Ok::<_, StoreError>(inbox.map(|inbox| inbox.standing.uid_next))
        });
        asked.await.ok()?.ok()?
    }

    /// Ends when the server of an account tells that something changed there. Where it cannot, or the last fetch failed, this never ends.
    pub(super) async fn told(&self, protocol: Protocol, account: &AccountSettings, last: &FetchSummary) {
        let secret = if protocol == Protocol::Imap && last.error.is_none() { self.secret(account).await.ok() } else { None };
        match secret {
            Some(secret) => {
                let uid_next = self.uid_next_of_inbox(account.id).await;
                WatchImap { login: Login::incoming(account, secret), uid_next }.changed().await
            }
            None => std::future::pending().await,
        }
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

fn after_success(health: Health, before: AccountState) -> AccountState {
    AccountState { health, last_good: Some(clock::now()), good_mark: before.good_mark, ..AccountState::default() }
}

/// Whether a secret that was refused just now worked before and was not refused since: a good secret seldom turns bad, a server in trouble often says so.
fn refused_for_the_first_time(before: &AccountState, mark: &str) -> bool {
    // Stores of earlier versions note no good secret; a good account had one.
    let worked = before.good_mark == mark || (before.good_mark.is_empty() && before.health == Health::Ok);
    worked && before.health != Health::AuthFailed && before.secret_mark != mark
}

/// Whether a secret that was refused once is not due yet for its second login. A clock that was turned back holds it no longer than the wait.
fn waits_for_its_second_login(before: &AccountState, mark: &str, now: Instant) -> bool {
    let due = before.next_try.is_none_or(|at| at <= now || at > now.plus_ms(millis(SECOND_LOGIN)));
    before.health == Health::Waiting && before.secret_mark == mark && !due
}

/// A secret that worked was refused: one more login follows by itself.
fn login_waits(said: &str) -> Problem {
    let problem = Problem::temporary(Code::ServerUnavailable, Text::of("fetch-login-waits")).hint(Text::of("fetch-hint-login-waits"));
    if said.is_empty() { problem } else { problem.detail(said) }
}

fn after_failure(before: AccountState, problem: &Problem, mark: String) -> AccountState {
    let failures = before.failures.saturating_add(1);
    let refused = matches!(problem.code, Code::AuthFailed | Code::SignInNeeded);
    // A mailbox that is not there is not asked for again either, until something was changed.
    let stops = refused || problem.code == Code::MailboxUnreachable;
    let again = (problem.kind == ProblemKind::Temporary && !refused).then(|| clock::now().plus_ms(millis(wait_after(failures))));
    AccountState {
        health: match (refused, again) {
            (true, _) => Health::AuthFailed,
            (false, Some(_)) => Health::Waiting,
            (false, None) => Health::Unreachable,
        },
        code: Some(problem.code),
        detail: problem.detail.clone().map(CleanText::into_string).unwrap_or_default(),
        // A secret that was refused once is remembered while the server is away.
        secret_mark: if stops || (before.health == Health::Waiting && before.secret_mark == mark) { mark } else { String::new() },
        good_mark: before.good_mark,
        server: String::new(),
        failures,
        last_good: before.last_good,
        next_try: again,
    }
}

/// How long to wait after so many failures in a row: growing, but never more than an hour (promises.md A11).
pub(super) fn wait_after(failures: u32) -> Duration {
    FIRST_WAIT.saturating_mul(1 << failures.saturating_sub(1).min(10)).min(LONGEST_WAIT)
}

fn nothing_fetched(account: &AccountSettings, problem: Problem) -> FetchSummary {
    FetchSummary { error: Some(problem), ..FetchSummary::of(account) }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

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
