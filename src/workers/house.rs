//! The house: the store and the workers behind one door. Both front ends ask here.

use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::account_check;
use super::accounts::{self, Accounts};
use super::arriving::{Entrance, Folders};
use super::clock;
use super::database::{Database, report_of, write_of};
use super::fetch::{FetchLoops, FetchOptions, Fetcher};
use super::health;
use super::lock::lock;
use super::mail_import;
use super::notices::Notices;
use super::outbox::Outbox;
use super::presence;
use super::rolling_backups::RollingBackups;
use crate::domain::account::health::Health;
use crate::jobs::account::{AccountChange, AccountJob, AccountReport};
use crate::jobs::exchange::{ExchangeJob, ExchangeReport};
use crate::jobs::fetch::FetchNow;
use crate::jobs::{Job, Outcome, Question, Report};
use crate::problem::Problem;

/// Where a house keeps its things.
#[derive(Debug, Clone)]
pub struct HouseFiles {
    /// The SQLite file of the store.
    pub database: PathBuf,
    /// The file whose lock says who runs the network workers.
    pub lock: PathBuf,
}

/// An opened house.
pub struct House {
    database: Database,
    accounts: Arc<Accounts>,
    notices: Notices,
    outbox: Arc<Outbox>,
    lock_path: PathBuf,
    lock: Mutex<Option<File>>,
    entrance: Arc<Entrance>,
    fetcher: Arc<Fetcher>,
    loops: Mutex<Option<FetchLoops>>,
    backups: Arc<RollingBackups>,
    /// Says to whoever wants to replace the store that it is open here.
    _presence: File,
}

impl House {
    /// Opens the house; no worker of the network starts by itself.
    ///
    /// # Errors
    /// When the store cannot be opened.
    pub fn open(files: HouseFiles, accounts: Arc<Accounts>) -> Result<Arc<Self>, Problem> {
        let presence = presence::share(&files.database)?;
        let notices = Notices::default();
        let database = Database::open(&files.database, notices.clone(), clock::seed())?;
        let folders = Folders { state: accounts.paths().state_folder().to_owned(), spool: accounts.paths().spool_folder() };
        let entrance = Entrance::new(database.clone(), notices.clone(), folders);
        let fetcher = Fetcher::new(Arc::clone(&entrance), Arc::clone(&accounts));
        let outbox = Arc::new(Outbox::new(Arc::clone(&accounts), database.clone(), notices.clone()));
        let state = accounts.paths().state_folder();
        let backups = Arc::new(RollingBackups::new(state, Arc::clone(&accounts), database.clone(), notices.clone()));
        let (lock, loops) = (Mutex::new(None), Mutex::new(None));
        Ok(Arc::new(Self {
            database,
            accounts,
            notices,
            outbox,
            lock_path: files.lock,
            lock,
            entrance,
            fetcher,
            loops,
            backups,
            _presence: presence,
        }))
    }

    /// The database, for the workers.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// The accounts with their settings and passwords, for the workers.
    pub fn accounts(&self) -> &Arc<Accounts> {
        &self.accounts
    }

    /// The board of notices, for the workers.
    pub fn notices(&self) -> &Notices {
        &self.notices
    }

    /// Takes the one lock of the network workers, outbox and reminders, and keeps it until the house closes (promises.md A10).
    ///
    /// # Errors
    /// `locked`, a temporary problem, when another process of this home has it.
    pub fn lock_network(&self) -> Result<(), Problem> {
        let mut held = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_some() {
            return Ok(());
        }
        *held = Some(lock(&self.lock_path)?);
        Ok(())
    }

    /// Answers a question in its own type.
    ///
    /// # Errors
    /// A problem in words that say what to do next.
    pub async fn ask<Q: Question>(&self, question: Q) -> Result<Q::Answer, Problem> {
        let report = self.carry_out(question.into()).await?;
        Q::answer(report).ok_or_else(Problem::internal)
    }

    /// Carries out any job, for a channel that carries all of them.
    ///
    /// # Errors
    /// A problem in words that say what to do next.
    pub async fn carry_out(&self, job: Job) -> Outcome {
        match job {
            Job::Account(AccountJob::Test(of)) => account_check::carry_out(&self.accounts, of).await,
            Job::Account(job) => self.account(job).await,
            Job::Fetch(job) => self.fetch(job).await,
            Job::Health(job) => health::carry_out(&self.entrance, job).await,
            Job::Exchange(ExchangeJob::Import(job)) => {
                let imported = mail_import::import(&self.entrance, &self.accounts.settings(), job).await?;
                Ok(Report::Exchange(Box::new(ExchangeReport::Imported(imported))))
            }
            Job::Outbox(job) => self.outbox.carry_out(job, || self.lock_network()).await,
            job => match write_of(job, &self.database.rules().get()) {
                Ok(write) => report_of(self.database.write(write).await?),
                Err(question) => self.database.read(question, clock::now()).await,
            },
        }
    }

    /// Starts to fetch all accounts and to send what is due, now and again and again, until the house closes or [`Self::stop_fetching`] is called. Needs a runtime.
    ///
    /// # Errors
    /// `locked` when another process of this home fetches.
    pub async fn start_fetching(&self) -> Result<(), Problem> {
        self.lock_network()?;
        self.outbox.start();
        self.backups.start();
        let entrance = Arc::clone(&self.entrance);
        tokio::spawn(async move { entrance.read_again_after_an_upgrade().await });
        let settings = self.fetcher.settings().await?;
        let mut loops = self.loops.lock().unwrap_or_else(PoisonError::into_inner);
        loops.get_or_insert_with(|| FetchLoops::new(Arc::clone(&self.fetcher))).follow(&settings);
        Ok(())
    }

    /// Ends fetching: what came whole is stored, connections are dropped, and nothing more is deleted on any server. A mail that is on the wire is sent to its
    /// end, the next one is not begun.
    pub fn stop_fetching(&self) {
        self.outbox.stop();
        self.backups.stop();
        self.fetcher.stop();
        self.loops.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    async fn fetch(&self, job: FetchNow) -> Outcome {
        let FetchNow { accounts, retry, confirm_deletes } = job;
        self.lock_network()?;
        self.entrance.read_again_after_an_upgrade().await;
        let (accounts, rules) = self.fetcher.wanted(&accounts).await?;
        Ok(Report::Fetched(self.fetcher.fetch_all(accounts, rules, FetchOptions { retry, confirm_deletes }).await))
    }

    /// Carries out a job about accounts; the loops of the accounts it changed follow.
    async fn account(&self, job: AccountJob) -> Outcome {
        let new_password = match &job {
            AccountJob::Change(AccountChange::SetSecret { account, .. } | AccountChange::Edit { account, .. }) => Some(*account),
            _ => None,
        };
        let only_looks = matches!(job, AccountJob::List(_));
        let mut outcome = accounts::carry_out(&self.accounts, &self.database, job).await;
        if let Ok(Report::Account(report)) = &mut outcome
            && let AccountReport::List(rows) = &mut **report
        {
            let fetched = rows.iter_mut().filter(|row| row.health != Health::Off && self.fetcher.is_fetching(row.id));
            fetched.for_each(|row| row.health = Health::Fetching);
        }
        if outcome.is_ok() && !only_looks {
            let settings = self.fetcher.settings().await?;
            if let Some(loops) = &*self.loops.lock().unwrap_or_else(PoisonError::into_inner) {
                loops.follow(&settings);
                new_password.into_iter().for_each(|account| loops.wake(account));
            }
        }
        outcome
    }
}
