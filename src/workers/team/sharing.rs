//! Shares records in the background: listens to the workspace and meets it whenever either side has something to say. Nothing here waits for it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout_at};

use super::connect::connect;
use super::sync::{NotMet, meet};
use crate::config::secrets::Login;
use crate::domain::team::login::TeamSettings;
use crate::jobs::Notice;
use crate::problem::{Problem, ProblemKind};
use crate::workers::accounts::{Accounts, problems};
use crate::workers::database::{Database, Look};
use crate::workers::net::Roots;
use crate::workers::notices::Notices;

/// How long after a change that was made here it goes: what one key press changes goes in one go.
const SOON: Duration = Duration::from_millis(200);

/// How often it is looked whether another process changed the store.
const LOOK: Duration = Duration::from_secs(5);

/// How often the workspace is met though nobody said anything.
const ANYWAY: Duration = Duration::from_secs(300);

/// How long it is waited after so many failures in a row, in seconds; then always as after the last. A refusal that only a person can end waits that long at once.
const WAITS: [u64; 6] = [2, 5, 15, 60, 120, 300];

/// The sharing of one process, which goes on while it has the lock of the home.
pub struct Sharing {
    accounts: Arc<Accounts>,
    database: Database,
    notices: Notices,
    running: Mutex<Option<Running>>,
}

struct Running {
    team: TeamSettings,
    changed: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Sharing {
    /// Shares nothing yet.
    pub fn new(accounts: Arc<Accounts>, database: Database, notices: Notices) -> Self {
        Self { accounts, database, notices, running: Mutex::default() }
    }

    /// Brings the sharing in line with the settings; `afresh`: also what goes on begins again, since a password may have changed. Needs a runtime.
    pub fn follow(&self, team: Option<&TeamSettings>, afresh: bool) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if !afresh && running.as_ref().map(|running| &running.team) == team {
            return;
        }
        *running = team.map(|team| {
            let changed = Arc::new(Notify::new());
            let work = Work {
                team: team.clone(),
                accounts: Arc::clone(&self.accounts),
                database: self.database.clone(),
                notices: self.notices.clone(),
                changed: Arc::clone(&changed),
            };
            Running { team: team.clone(), changed, task: tokio::spawn(work.go_on()) }
        });
    }

    /// A person changed records here.
    pub fn changed_here(&self) {
        if let Some(running) = &*self.running.lock().unwrap_or_else(PoisonError::into_inner) {
            running.changed.notify_one();
        }
    }

    /// Shares no longer.
    pub fn stop(&self) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

struct Work {
    team: TeamSettings,
    accounts: Arc<Accounts>,
    database: Database,
    notices: Notices,
    changed: Arc<Notify>,
}

impl Work {
    async fn go_on(self) {
        let mut failures = 0;
        loop {
            let mut met = false;
            let Err(problem) = self.share(&mut met).await else { continue };
            tracing::info!(code = problem.code.word(), "the workspace is not met");
            failures = if met { 0 } else { failures + 1 };
            let place = if problem.kind == ProblemKind::Temporary { failures.min(WAITS.len() - 1) } else { WAITS.len() - 1 };
            sleep(Duration::from_secs(WAITS[place])).await;
        }
    }

    /// Meets the workspace over one connection until that ends; `met` says whether it ever did.
    async fn share(&self, met: &mut bool) -> Result<(), Problem> {
        let url = &self.team.url;
        let (id, source) = (self.team.id, self.team.secret.clone());
        let password = self
            .accounts
            .beside(move |home| home.secrets().get(id, Login::Team, &source).map_err(|error| problems::of_secret(&error)))
            .await?;
        let roots = Roots { ca_file: self.team.ca_file.clone(), exception: None };
        let mut at = connect(url, &password, &roots).await.map_err(|error| error.problem(url))?;
        at.listen().await.map_err(|error| error.problem(url))?;
        let mut look = Look::new(&self.database).await?;
        let mut told = at.told.clone();
        let mut again = true;
        loop {
            // What is changed from here on is found by the next look.
            look.changed().await?;
            told.mark_unchanged();
            let done = meet(&mut at, &self.database, &url.login, again).await.map_err(|error| error.problem(url))?;
            (*met, again) = (true, false);
            if done.taken > 0 {
                self.notices.put(Notice::StoreChanged);
            }
            look.changed().await?;
            let anyway = Instant::now() + ANYWAY;
            loop {
                tokio::select! {
                    heard = told.changed() => match heard {
                        Ok(()) => break,
                        Err(_) => return Err(NotMet::Team(super::error::TeamError::TimedOut).problem(url)),
                    },
                    () = self.changed.notified() => {
                        sleep(SOON).await;
                        break;
                    }
                    looked = timeout_at(anyway, sleep(LOOK)) => {
                        if looked.is_err() || look.changed().await? {
                            break;
                        }
                    }
                }
            }
        }
    }
}
