//! Which accounts are being fetched, and how far.

use crate::domain::ids::Id;
use crate::jobs::fetch::FetchProgress;

/// The fetches that run, in the order in which they began.
#[derive(Debug, Default)]
pub(crate) struct Fetching {
    running: Vec<FetchProgress>,
}

impl Fetching {
    /// Takes news of a fetch.
    pub(crate) fn progress(&mut self, news: FetchProgress) {
        match self.running.iter_mut().find(|one| one.account == news.account) {
            Some(one) => *one = news,
            None => self.running.push(news),
        }
    }

    /// A fetch ended.
    pub(crate) fn ended(&mut self, account: Id) {
        self.running.retain(|one| one.account != account);
    }

    /// The fetches that run.
    pub(crate) fn running(&self) -> &[FetchProgress] {
        &self.running
    }
}
