//! Which accounts are being fetched, how far, and by whom.

use crate::domain::ids::Id;
use crate::i18n::Text;
use crate::jobs::fetch::{Duty, FetchProgress};

/// The fetches that run, in the order in which they began.
#[derive(Debug, Default)]
pub(crate) struct Fetching {
    running: Vec<FetchProgress>,
    /// Who fetches and sends, where it is not this process.
    others: Option<Duty>,
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

    /// Takes who fetches and sends from now on.
    pub(crate) fn on_duty(&mut self, duty: Duty) {
        self.others = Some(duty).filter(|duty| *duty != Duty::Here);
    }

    /// Who works, in two words, while it is not this process.
    pub(crate) fn worker(&self) -> Option<Text> {
        self.others.as_ref().map(|duty| match duty {
            Duty::Elsewhere(Some(process)) => Text::of("fetch-by-process").with("process", process.to_string()),
            Duty::Elsewhere(None) => Text::of("fetch-by-another"),
            Duty::Nowhere(_) | Duty::Here => Text::of("fetch-by-nobody"),
        })
    }

    /// Why this process does not work.
    pub(crate) fn why_not(&self) -> Option<Text> {
        self.others.as_ref().map(|duty| match duty {
            Duty::Elsewhere(Some(process)) => Text::of("fetch-waits-for-process").with("process", process.to_string()),
            Duty::Elsewhere(None) | Duty::Here => Text::of("fetch-waits-for-another"),
            Duty::Nowhere(problem) => (*problem.message).clone(),
        })
    }
}
