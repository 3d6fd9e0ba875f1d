//! Notes what a fetch brought, once it is over.

use tokio::task::spawn_blocking;

use crate::domain::ids::AccountKey;
use crate::jobs::account::FetchEntry;
use crate::jobs::fetch::FetchSummary;
use crate::problem::{Code, Problem};
use crate::store::{Write, fetch_ledger};
use crate::workers::clock;
use crate::workers::database::Database;
use crate::workers::problems::of_store;

/// Notes a fetch that brought, deleted or left anything, or failed; most find nothing, and say nothing.
pub(super) async fn note(database: &Database, account: AccountKey, summary: &FetchSummary) -> Result<(), Problem> {
    let nothing = summary.fetched + summary.deleted_on_server == 0 && summary.skipped.is_empty() && summary.error.is_none();
    if nothing {
        return Ok(());
    }
    let (store, fetched) = (database.store().clone(), summary.fetched);
    let arrivals = spawn_blocking(move || fetch_ledger::arrivals(&store.reader()?, account, fetched)).await;
    let arrivals = arrivals.map_err(|_| Problem::internal())?.map_err(|error| of_store(&error))?;
    let entry = FetchEntry {
        at: clock::now(),
        arrivals,
        deleted_on_server: summary.deleted_on_server,
        skipped: by_reason(summary),
        error: summary.error.as_ref().map(|problem| problem.code),
    };
    database.write(Write::FetchNoted(account, Box::new(entry))).await.map(|_| ())
}

fn by_reason(summary: &FetchSummary) -> Vec<(Code, u64)> {
    let mut skipped: Vec<(Code, u64)> = Vec::new();
    for one in &summary.skipped {
        match skipped.iter_mut().find(|(code, _)| *code == one.reason.code) {
            Some((_, count)) => *count += 1,
            None => skipped.push((one.reason.code, 1)),
        }
    }
    skipped
}
