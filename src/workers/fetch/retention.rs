//! What becomes of an account that nobody uses or whose time is over: looked at before each fetch, so that the clock alone carries it on (S36 to S40).

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::Fetcher;
use crate::domain::account::AccountSettings;
use crate::domain::account::health::Health;
use crate::domain::account::retention::{RetentionPolicy, Stage, verdict};
use crate::domain::ids::AccountKey;
use crate::problem::Problem;
use crate::store::Write;
use crate::store::account_use::{self, Marks};
use crate::store::accounts::AccountState;
use crate::workers::accounts::problems;
use crate::workers::clock;

impl Fetcher {
    /// Carries on what the policy says of this account today. `None` when it is to be fetched.
    pub(super) async fn retained(&self, account: &AccountSettings, key: AccountKey) -> Result<Option<Problem>, Problem> {
        let terms = self.settings().await?.retention;
        if terms.policy == RetentionPolicy::Off {
            return Ok(None);
        }
        let store = self.entrance.database().store().clone();
        let read = spawn_blocking(move || account_use::of(&store.reader()?, key));
        let mut used = read.await.map_err(|_| Problem::internal())?.map_err(|error| crate::workers::problems::of_store(&error))?;
        let (zone, before) = (clock::zone(), used.marks);
        let today = clock::now().to_timestamp().to_zoned(zone.clone()).date();
        // A day that is still to come was noted by a wrong clock.
        let watched_from = Some(before.watched_from.filter(|day| *day <= today).unwrap_or(today));
        used.marks.watched_from = watched_from;
        let found = verdict(&terms, account.ends, &used.days(&zone), today);
        let noted = |day: Option<jiff::civil::Date>| Some(day.filter(|day| *day <= today).unwrap_or(today));
        let marks = match found.map(|found| found.stage) {
            None => Marks { watched_from, ..Marks::default() },
            Some(Stage::Warned) => Marks { watched_from, warned: noted(before.warned), paused: None },
            Some(Stage::Paused | Stage::Deleted) => Marks { watched_from, warned: noted(before.warned), paused: noted(before.paused) },
        };
        if marks != before {
            self.entrance.database().write(Write::AccountMarks(key, marks)).await?;
        }
        let Some(found) = found.filter(|found| found.stage != Stage::Warned) else { return Ok(None) };
        let problem = problems::retained(&found, account.name.as_str());
        if found.stage == Stage::Deleted {
            let (accounts, id) = (Arc::clone(&self.accounts), account.id);
            spawn_blocking(move || accounts.remove(id)).await.map_err(|_| Problem::internal())??;
            self.note(key, AccountState { health: Health::Paused, code: Some(problem.code), ..AccountState::default() }).await?;
            self.entrance.database().write(Write::AccountMarks(key, Marks::default())).await?;
        }
        Ok(Some(problem))
    }
}
