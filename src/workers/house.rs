//! The house: the store and the workers behind one door. Both front ends ask here.

mod duty;

use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::account_check;
use super::accounts::{self, Accounts};
use super::arriving::{Entrance, Folders};
use super::clock;
use super::database::{Database, report_of, write_of};
use super::discovery::Discoverer;
use super::exchange;
use super::fetch::{FetchOptions, Fetcher};
use super::health;
use super::lock::NetworkLock;
use super::notices::Notices;
use super::outbox::Outbox;
use super::outside::{self, Lent};
use super::presence;
use super::rolling_backups::RollingBackups;
use super::sign_in::SignIns;
#[cfg(feature = "team")]
use super::team::Sharing;
use crate::config::notify::NotifySettings;
use crate::domain::account::health::Health;
use crate::domain::crm::rules::CrmRules;
use crate::jobs::account::{AccountChange, AccountJob, AccountReport, DiscoverServers, RemoveAccount, RemoveWithMail, StopDiscovery};
use crate::jobs::fetch::{Duty as Who, FetchNow};
use crate::jobs::notice::Told;
use crate::jobs::outbox::OutboxJob;
use crate::jobs::{Job, Notice, Outcome, Question, Report};
use crate::problem::Problem;
use crate::store::Write;
use duty::{Duty, Work};

/// How long leaving waits for a server's answer to a whole mail.
const ANSWER: Duration = Duration::from_secs(10);

/// How long it takes at the most to note that nobody knows about a mail.
const LAST_NOTE: Duration = Duration::from_millis(500);

/// How long a fetch waits for an index of an earlier version to be made anew; a small one is whole by then, and the app goes on with a large one.
const INDEXING_AGAIN: Duration = Duration::from_secs(2);

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
    entrance: Arc<Entrance>,
    fetcher: Arc<Fetcher>,
    duty: Arc<Duty>,
    sign_ins: SignIns,
    discoverer: Discoverer,
    /// What programs of the person read.
    lent: Lent,
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
        database.call_owner(&accounts.settings().owner_name());
        let folders = Folders { state: accounts.paths().state_folder().to_owned(), spool: accounts.paths().spool_folder() };
        let entrance = Entrance::new(database.clone(), notices.clone(), folders);
        entrance.believe(accounts.settings().authserv.clone());
        let fetcher = Fetcher::new(Arc::clone(&entrance), Arc::clone(&accounts));
        let outbox = Arc::new(Outbox::new(Arc::clone(&accounts), database.clone(), notices.clone()));
        let state = accounts.paths().state_folder();
        let backups = Arc::new(RollingBackups::new(state, Arc::clone(&accounts), database.clone(), notices.clone()));
        let duty = Arc::new(Duty {
            lock: NetworkLock::new(files.lock),
            accounts: Arc::clone(&accounts),
            outbox: Arc::clone(&outbox),
            backups,
            #[cfg(feature = "team")]
            sharing: Sharing::new(Arc::clone(&accounts), database.clone(), notices.clone()),
            entrance: Arc::clone(&entrance),
            fetcher: Arc::clone(&fetcher),
            notices: notices.clone(),
            work: Mutex::new(Work::default()),
        });
        Ok(Arc::new(Self {
            database,
            accounts,
            notices,
            outbox,
            entrance,
            fetcher,
            duty,
            sign_ins: SignIns::default(),
            lent: Lent::default(),
            discoverer: Discoverer::default(),
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

    /// What is written and sent, for the workers.
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// The board of notices, for the workers.
    pub fn notices(&self) -> &Notices {
        &self.notices
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
            Job::Account(AccountJob::AskAlias(ask)) => {
                let accounts = Arc::clone(&self.accounts);
                let mail = tokio::task::spawn_blocking(move || accounts.ask_alias(ask)).await.map_err(|_| Problem::internal())??;
                self.outbox.carry_out(OutboxJob::Send(mail), || self.duty.lock.share()).await
            }
            Job::Account(AccountJob::BeginSignIn(begin)) => self.sign_ins.begin(&self.accounts, begin).await,
            Job::Account(AccountJob::EndSignIn(end)) => {
                let account = end.account;
                let ended = self.sign_ins.end(&self.accounts, end).await?;
                let settings = self.fetcher.settings().await?;
                self.duty.follow(&settings, Some(account));
                Ok(ended)
            }
            Job::Account(job @ AccountJob::RemoveWithMail(RemoveWithMail(account))) => {
                // Its loop ends first, so that no mail comes in while it is removed.
                if self.accounts.settings().account(account).is_some() {
                    self.account(AccountJob::Remove(RemoveAccount(account))).await?;
                }
                self.account(job).await
            }
            Job::Account(AccountJob::Discover(DiscoverServers(address))) => {
                let settings = self.accounts.settings();
                let found = self.discoverer.find(&settings.discovery, &self.notices, address).await;
                Ok(Report::Account(Box::new(AccountReport::Discovered(Box::new(found)))))
            }
            Job::Account(AccountJob::StopDiscovery(StopDiscovery)) => {
                self.discoverer.stop();
                Ok(Report::Done)
            }
            Job::Account(job) => self.account(job).await,
            Job::Fetch(job) => self.fetch(job).await,
            Job::Health(job) => health::carry_out(&self.entrance, job).await,
            Job::Exchange(job) => exchange::carry_out(&self.entrance, &self.accounts.settings(), &self.notices, job).await,
            Job::Look(keep) => accounts::keep_look(&self.accounts, keep).await,
            Job::Outside(job) => outside::carry_out(&self.lent, &self.database, &self.accounts.settings(), job).await,
            Job::Outbox(job) => self.outbox.carry_out(job, || self.duty.lock.share()).await,
            job => match write_of(job, &self.database.rules().get()) {
                Ok(write) => {
                    let of_mail = matches!(write, Write::Triage(_) | Write::EmptyTrash(_) | Write::Changes(_));
                    let of_records = matches!(write, Write::Crm(..) | Write::Changes(_));
                    let written = self.database.write(write).await?;
                    if of_mail {
                        self.duty.changed_here();
                    }
                    if of_records {
                        self.duty.changed_records_here();
                    }
                    report_of(written)
                }
                Err(question) => self.database.read(question, clock::now()).await,
            },
        }
    }

    /// Starts to fetch all accounts and to send what is due, now and again and again, until the house closes or [`Self::stop_fetching`] is called. Needs a runtime.
    ///
    /// # Errors
    /// `locked` when another process of this home fetches.
    pub async fn start_fetching(&self) -> Result<(), Problem> {
        self.duty.begin().await
    }

    /// The same, now or as soon as the process that does it has ended; answers who does it now, and a notice says when that changes. Needs a runtime.
    pub async fn keep_fetching(&self) -> Who {
        self.duty.keep().await
    }

    /// Tells of something by the program and the desktop that the settings name; a notice says what failed.
    pub async fn tell(&self, settings: &NotifySettings, told: &[Told]) {
        for one in told {
            if let Err(problem) = outside::tell::tell(settings, one).await {
                self.notices.put(Notice::NotTold(Box::new(problem)));
            }
        }
    }

    /// Ends fetching: what came whole is stored, connections are dropped, and nothing more is deleted on any server. A mail that is on the wire is sent to its
    /// end, the next one is not begun.
    pub fn stop_fetching(&self) {
        self.duty.end();
    }

    /// Ends everything because the process ends, within a second but for a server that has a whole mail and not answered yet: for that it waits up to ten, or until
    /// `enough`; then nobody knows about that mail.
    pub async fn leave(&self, enough: impl Future<Output = ()>) {
        self.stop_fetching();
        self.outbox.close();
        self.accounts.secrets().close();
        self.sign_ins.close();
        let answered = tokio::select! {
            biased;
            () = self.outbox.answered() => true,
            () = tokio::time::sleep(ANSWER) => false,
            () = enough => false,
        };
        if !answered {
            let _ = tokio::time::timeout(LAST_NOTE, self.outbox.give_up()).await;
        }
        self.lent.clear();
        self.entrance.let_go();
    }

    /// Whether leaving would wait for a server's answer to a whole mail.
    pub fn waits_for_answer(&self) -> bool {
        self.outbox.waits()
    }

    async fn fetch(&self, job: FetchNow) -> Outcome {
        let FetchNow { accounts, retry, confirm_deletes, new_store } = job;
        let _held = self.duty.lock.share()?;
        self.entrance.read_again_after_an_upgrade().await;
        self.entrance.judge_senders().await;
        self.entrance.index_again_after_an_upgrade(INDEXING_AGAIN).await;
        let (accounts, rules) = self.fetcher.wanted(&accounts).await?;
        Ok(Report::Fetched(self.fetcher.fetch_all(accounts, rules, FetchOptions { retry, confirm_deletes, new_store }).await))
    }

    /// Lists and searches know which accounts have a mail magnet now.
    async fn know_magnets(&self) {
        let Ok(magnets) = self.accounts.beside(|home| Ok(home.settings().magnets())).await else { return };
        let rules = self.database.rules();
        if rules.get().magnets != magnets {
            rules.set(CrmRules { magnets, ..(*rules.get()).clone() });
        }
    }

    /// Carries out a job about accounts; the loops of the accounts it changed follow.
    async fn account(&self, job: AccountJob) -> Outcome {
        let new_password = match &job {
            AccountJob::Change(
                AccountChange::SetSecret { account, .. } | AccountChange::Edit { account, .. } | AccountChange::SetEnabled { account, .. },
            ) => Some(*account),
            _ => None,
        };
        let only_looks = matches!(job, AccountJob::List(_) | AccountJob::Fetches(_) | AccountJob::Find(_));
        let mut outcome = accounts::carry_out(&self.accounts, &self.database, job).await;
        self.know_magnets().await;
        if let Ok(Report::Account(report)) = &mut outcome
            && let AccountReport::List(rows) = &mut **report
        {
            let fetched = rows.iter_mut().filter(|row| row.health != Health::Off && self.fetcher.is_fetching(row.id));
            fetched.for_each(|row| row.health = Health::Fetching);
        }
        if outcome.is_ok() && !only_looks {
            let settings = self.fetcher.settings().await?;
            self.duty.follow(&settings, new_password);
        }
        outcome
    }
}
