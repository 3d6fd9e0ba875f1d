//! Fetches an account again and again: by a timer, when somebody asks, and never after a refused login until something changed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::fetcher::{FetchOptions, Fetcher, wait_after};
use super::{FetchRules, Protocol};
use crate::config::Settings;
use crate::domain::account::AccountSettings;
use crate::domain::ids::Id;
use crate::jobs::fetch::FetchSummary;
use crate::problem::ProblemKind;

/// How long after a change that was made here it goes up.
const SOON: Duration = Duration::from_secs(5);

/// How often in a row a server may tell of a change that brings no mail.
const FOR_NOTHING: u32 = 10;

/// The running loops of a house, one an account.
pub struct FetchLoops {
    fetcher: Arc<Fetcher>,
    running: Mutex<HashMap<Id, Running>>,
}

struct Running {
    conditions: Conditions,
    wake: Arc<Notify>,
    changed: Arc<Notify>,
    task: JoinHandle<()>,
}

#[derive(Debug, Clone, PartialEq)]
struct Conditions {
    account: AccountSettings,
    protocol: Protocol,
    rules: FetchRules,
    interval: Option<Duration>,
}

impl FetchLoops {
    /// No loop yet.
    pub fn new(fetcher: Arc<Fetcher>) -> Self {
        Self { fetcher, running: Mutex::default() }
    }

    /// Brings the loops in line with the settings: new accounts start, changed ones start over, those that are gone or switched off end, all others go on.
    pub fn follow(&self, settings: &Settings) {
        let rules = FetchRules::of(settings);
        let interval = settings.fetch_interval_s.map(Duration::from_secs);
        let wanted = settings.accounts.iter().filter(|account| account.enabled);
        let wanted = wanted.map(|account| Conditions { account: account.clone(), protocol: Protocol::of(account), rules, interval });
        let wanted: Vec<Conditions> = wanted.collect();
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.retain(|_, running| {
            let stays = wanted.contains(&running.conditions);
            if !stays {
                running.task.abort();
            }
            stays
        });
        for conditions in wanted {
            running.entry(conditions.account.id).or_insert_with(|| {
                let (wake, changed) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
                let heard = (Arc::clone(&wake), Arc::clone(&changed));
                let task = tokio::spawn(account_loop(Arc::clone(&self.fetcher), conditions.clone(), heard.0, heard.1));
                Running { conditions, wake, changed, task }
            });
        }
    }

    /// A person changed mail here: what of it a server is to know goes up soon.
    pub fn changed_here(&self) {
        for running in self.running.lock().unwrap_or_else(PoisonError::into_inner).values() {
            running.changed.notify_one();
        }
    }

    /// Has the loop of one account fetch now: its password changed.
    pub fn wake(&self, account: Id) {
        if let Some(running) = self.running.lock().unwrap_or_else(PoisonError::into_inner).get(&account) {
            running.wake.notify_one();
        }
    }
}

impl Drop for FetchLoops {
    fn drop(&mut self) {
        self.fetcher.stop();
        for (_, running) in self.running.get_mut().unwrap_or_else(PoisonError::into_inner).drain() {
            running.task.abort();
        }
    }
}

async fn account_loop(fetcher: Arc<Fetcher>, conditions: Conditions, wake: Arc<Notify>, changed: Arc<Notify>) {
    let Conditions { account, protocol, rules, interval } = conditions;
    let mut stopping = fetcher.stopping();
    let mut failures = 0;
    let (mut told, mut for_nothing) = (false, 0);
    loop {
        let summary = fetcher.fetch_over(protocol, &account, rules, FetchOptions::default()).await;
        for_nothing = if told && summary.fetched == 0 { for_nothing + 1 } else { 0 };
        told = false;
        // Who wants no fetch by itself wants none that a server asks for; and one that asks again and again for nothing is not listened to until the next by the clock.
        let listens = interval.is_some() && for_nothing < FOR_NOTHING;
        let wait = next_wait(&summary, &mut failures, interval);
        let wait = wait.max(fetcher.second_login(account.id).await);
        tokio::select! {
            () = async { match wait { Some(wait) => sleep(wait).await, None => std::future::pending().await } } => {}
            () = wake.notified() => {}
            () = fetcher.told(protocol, &account, &summary), if listens => told = true,
            () = to_be_sent(&fetcher, protocol, &account, &changed), if interval.is_some() && summary.error.is_none() => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

/// Ends some seconds after a change that the server of an account is to know; what was taken back by then it never hears of.
async fn to_be_sent(fetcher: &Fetcher, protocol: Protocol, account: &AccountSettings, changed: &Notify) {
    loop {
        changed.notified().await;
        if protocol == Protocol::Imap {
            sleep(SOON).await;
            if fetcher.has_to_send(account.id).await {
                return;
            }
        }
    }
}

/// When to fetch next: after the interval, sooner and then ever later after a failure that may pass, and with the interval after one that only a person
/// can end: a refused login is then not tried, but a new password is noticed.
fn next_wait(summary: &FetchSummary, failures: &mut u32, interval: Option<Duration>) -> Option<Duration> {
    match &summary.error {
        Some(problem) if problem.kind == ProblemKind::Temporary => {
            *failures = failures.saturating_add(1);
            let wait = wait_after(*failures);
            Some(interval.map_or(wait, |interval| if *failures <= 3 { wait.min(interval) } else { wait.max(interval) }))
        }
        _ => {
            *failures = 0;
            interval
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Text;
    use crate::problem::{Code, Problem};
    use crate::text::CleanText;

    fn ended(error: Option<Problem>) -> FetchSummary {
        FetchSummary {
            account: CleanText::default(),
            account_id: Id::from_bytes([0; 16]),
            fetched: 0,
            deleted_on_server: 0,
            bytes: 0,
            milliseconds: 0,
            skipped: Vec::new(),
            error,
        }
    }

    #[test]
    fn a_server_that_is_away_is_asked_soon_and_then_ever_later() {
        let away = || ended(Some(Problem::temporary(Code::ServerUnavailable, Text::of("net-broken"))));
        let five_minutes = Some(Duration::from_secs(300));
        let mut failures = 0;
        let waits: Vec<u64> = (0..9).filter_map(|_| next_wait(&away(), &mut failures, five_minutes)).map(|wait| wait.as_secs()).collect();
        assert_eq!(waits, [30, 60, 120, 300, 480, 960, 1920, 3600, 3600]);
        assert_eq!(next_wait(&ended(None), &mut failures, five_minutes), five_minutes);
        assert_eq!(failures, 0);
        assert_eq!(next_wait(&ended(None), &mut failures, None), None);
    }
}
