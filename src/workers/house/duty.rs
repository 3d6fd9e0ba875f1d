//! Who fetches and sends: one process of a home, and whoever is left when it ends (promises.md A10).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::sleep;

use crate::config::{Settings, Version};
use crate::domain::account::policy::SharingPolicy;
use crate::domain::ids::Id;
use crate::jobs::Notice;
use crate::jobs::fetch::Duty as Who;
use crate::problem::{Code, Problem};
use crate::workers::accounts::Accounts;
use crate::workers::arriving::Entrance;
use crate::workers::fetch::{FetchLoops, Fetcher};
use crate::workers::lock::{Held, NetworkLock};
use crate::workers::notices::Notices;
use crate::workers::outbox::Outbox;
use crate::workers::rolling_backups::RollingBackups;
#[cfg(feature = "team")]
use crate::workers::team::Sharing;

/// How long between two looks at who works.
const LOOK: Duration = Duration::from_secs(1);

/// The workers of one process, which run while it has the lock.
pub(super) struct Duty {
    pub(super) lock: NetworkLock,
    pub(super) accounts: Arc<Accounts>,
    pub(super) outbox: Arc<Outbox>,
    pub(super) backups: Arc<RollingBackups>,
    pub(super) entrance: Arc<Entrance>,
    pub(super) fetcher: Arc<Fetcher>,
    #[cfg(feature = "team")]
    pub(super) sharing: Sharing,
    pub(super) notices: Notices,
    pub(super) work: Mutex<Work>,
}

/// How far this process is.
#[derive(Default)]
pub(super) struct Work {
    loops: Option<FetchLoops>,
    /// Kept after the end too: a mail that is on the wire goes on to its end.
    held: Option<Held>,
    ended: bool,
}

/// What of the files of a home the workers go by.
struct Seen {
    settings: Arc<Settings>,
    secrets: Option<Version>,
    policy: SharingPolicy,
}

impl Duty {
    /// Starts to work, if nobody else does.
    pub(super) async fn begin(&self) -> Result<(), Problem> {
        let held = self.lock.share()?;
        let settings = self.fetcher.settings().await?;
        let mut work = self.work();
        if work.ended {
            return Ok(());
        }
        if work.loops.is_none() {
            work.held = Some(held);
            self.outbox.start();
            self.backups.start();
            let entrance = Arc::clone(&self.entrance);
            tokio::spawn(async move {
                entrance.read_again_after_an_upgrade().await;
                entrance.judge_senders().await;
                entrance.index_again_after_an_upgrade(Duration::MAX).await;
            });
        }
        work.loops.get_or_insert_with(|| FetchLoops::new(Arc::clone(&self.fetcher))).follow(&settings);
        #[cfg(feature = "team")]
        self.sharing.follow(settings.team.as_ref(), false);
        Ok(())
    }

    /// Works as soon as nobody else does, and follows what other processes change about the accounts; answers who works now.
    pub(super) async fn keep(self: &Arc<Self>) -> Who {
        let who = self.who(self.begin().await);
        let (duty, said) = (Arc::clone(self), who.clone());
        tokio::spawn(async move { duty.watch(said).await });
        who
    }

    /// Ends all work of this process for good.
    pub(super) fn end(&self) {
        self.outbox.stop();
        self.backups.stop();
        self.fetcher.stop();
        #[cfg(feature = "team")]
        self.sharing.stop();
        let mut work = self.work();
        work.ended = true;
        work.loops.take();
    }

    /// A person changed mail here.
    pub(super) fn changed_here(&self) {
        if let Some(loops) = &self.work().loops {
            loops.changed_here();
        }
    }

    /// A person changed records here.
    pub(super) fn changed_records_here(&self) {
        #[cfg(feature = "team")]
        self.sharing.changed_here();
    }

    /// Brings the loops in line with the settings, and has these accounts fetched at once.
    pub(super) fn follow(&self, settings: &Settings, woken: impl IntoIterator<Item = Id>) {
        if let Some(loops) = &self.work().loops {
            loops.follow(settings);
            woken.into_iter().for_each(|account| loops.wake(account));
        }
    }

    async fn watch(&self, mut said: Who) {
        let mut stopping = self.fetcher.stopping();
        let mut seen = self.seen().await;
        loop {
            tokio::select! {
                () = sleep(LOOK) => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
            let now = self.seen().await;
            if let (Some(before), Some(now)) = (&seen, &now) {
                self.changed(before, now);
            }
            seen = now;
            if said == Who::Here {
                continue;
            }
            let who = self.who(self.begin().await);
            if who != said {
                self.notices.put(Notice::Duty(who.clone()));
                said = who;
            }
        }
    }

    /// The settings, the version of the passwords and the administrator's policy, as the files have them now.
    async fn seen(&self) -> Option<Seen> {
        let accounts = Arc::clone(&self.accounts);
        let look = move || Seen { settings: accounts.settings(), secrets: accounts.secrets().version(), policy: accounts.policy() };
        spawn_blocking(look).await.ok()
    }

    /// Takes over what another process or an editor changed about the accounts.
    fn changed(&self, before: &Seen, now: &Seen) {
        if before.policy != now.policy {
            self.notices.put(Notice::Policy(Box::new(now.policy.clone())));
        }
        let secrets = before.secrets != now.secrets;
        if !secrets && Arc::ptr_eq(&before.settings, &now.settings) {
            return;
        }
        let theme = (before.settings.theme, now.settings.theme);
        if theme.0 != theme.1 {
            self.notices.put(Notice::Theme { before: theme.0, now: theme.1 });
        }
        let accounts = || now.settings.accounts.iter().map(|account| account.id);
        self.follow(&now.settings, accounts().filter(|_| secrets));
        #[cfg(feature = "team")]
        if self.work().loops.is_some() {
            self.sharing.follow(now.settings.team.as_ref(), secrets);
        }
        accounts().for_each(|account| self.notices.put(Notice::AccountChanged(account)));
    }

    fn who(&self, begun: Result<(), Problem>) -> Who {
        match begun {
            Ok(()) => Who::Here,
            Err(problem) if problem.code == Code::Locked => Who::Elsewhere(self.lock.owner()),
            Err(problem) => Who::Nowhere(Box::new(problem)),
        }
    }

    fn work(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
