//! Finds the servers of an address whose provider is unknown (S52): the table and the administrator's file first, without a word to anybody; then the domain's own files, its
//! service records, who takes its mail, and common names, all at once. Nobody is asked but the domain, the provider of its MX host, and hosts below them; no secret is
//! sent; what is found waits for somebody's yes (promises.md B5).

pub(super) mod names;
mod steps;
mod web;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::Notify;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout_at};

use super::notices::Notices;
use crate::config::defaults;
use crate::config::settings::DiscoverySettings;
use crate::domain::discovery::Discovery;
use crate::domain::mail::address::AddrSpec;
use crate::jobs::Notice;
use names::Names;
use steps::{Asked, Step};
use web::Web;

/// How long looking takes at the most.
const ALL: Duration = Duration::from_secs(10);

/// Looks for servers; one search at a time, and a new one ends the one before.
#[derive(Debug, Default)]
pub(crate) struct Discoverer {
    running: Mutex<Arc<Notify>>,
}

impl Discoverer {
    /// Ends the search that is under way, at once; it answers with what it found.
    pub(crate) fn stop(&self) {
        self.begin();
    }

    fn begin(&self) -> Arc<Notify> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.notify_one();
        *running = Arc::default();
        Arc::clone(&*running)
    }

    /// Looks for the servers of an address. A notice says after each answer what is known.
    pub(crate) async fn find(&self, settings: &DiscoverySettings, notices: &Notices, address: AddrSpec) -> Discovery {
        let stopped = self.begin();
        let mut found = Discovery::of(address);
        let local = found.address.clone();
        let (tried, proposals) = spawn_blocking(move || steps::local(&local, &defaults::files())).await.unwrap_or_default();
        tried.into_iter().for_each(|one| found.note(one));
        found.take(proposals);
        if found.proposals.is_empty()
            && let Some(names) = Names::of(settings.dns)
        {
            let web = Web { port: settings.https_port, ca_file: settings.ca_file.clone() };
            self.ask(&Asked { names, web, address: found.address.clone() }, &stopped, notices, &mut found).await;
        }
        found.done = true;
        notices.put(Notice::Discovering(Box::new(found.clone())));
        found
    }

    async fn ask(&self, asked: &Asked, stopped: &Notify, notices: &Notices, found: &mut Discovery) {
        let until = Instant::now() + ALL;
        let mut running: FuturesUnordered<_> = Step::ALL.into_iter().map(|step| asked.take(step)).collect();
        for step in Step::ALL {
            asked.places(step).into_iter().for_each(|tried| found.note(tried));
        }
        notices.put(Notice::Discovering(Box::new(found.clone())));
        loop {
            let next = tokio::select! {
                biased;
                () = stopped.notified() => None,
                next = timeout_at(until, running.next()) => next.ok().flatten(),
            };
            let Some((tried, proposals)) = next else { return };
            tried.into_iter().for_each(|one| found.note(one));
            found.take(proposals);
            notices.put(Notice::Discovering(Box::new(found.clone())));
        }
    }
}
