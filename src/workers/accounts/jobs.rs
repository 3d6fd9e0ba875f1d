//! Carries the account jobs out: what blocks runs beside the tasks.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::{Accounts, problems, rows};
use crate::domain::account::AccountSettings;
use crate::domain::ids::Id;
use crate::jobs::account::{AccountChange, AccountJob, AccountReport, AccountSaved, ListAccounts, OpenPasswords, RemoveAccount};
use crate::jobs::look::KeepLook;
use crate::jobs::{Outcome, Report};
use crate::problem::Problem;
use crate::store::{Write, accounts};
use crate::workers::clock;
use crate::workers::database::Database;
use crate::workers::problems::of_store;

/// Carries out a job about accounts, but for tests of connections.
///
/// # Errors
/// What the person did wrong, or where config, secrets or store fail.
pub async fn carry_out(home: &Arc<Accounts>, database: &Database, job: AccountJob) -> Outcome {
    let report = match job {
        AccountJob::List(ListAccounts) => list(home, database).await?,
        AccountJob::Change(AccountChange::Add(entered)) => {
            let (settings, warnings) = beside(home, move |home| home.add(&entered, clock::new_id())).await?;
            place(database, &settings).await?;
            AccountReport::Saved(AccountSaved { settings: Box::new(settings), warnings })
        }
        AccountJob::Change(AccountChange::Edit { account, before, entered }) => {
            let (settings, warnings) = beside(home, move |home| home.save(*entered, &before, account)).await?;
            place(database, &settings).await?;
            AccountReport::Saved(AccountSaved { settings: Box::new(settings), warnings })
        }
        AccountJob::Remove(RemoveAccount(account)) => {
            beside(home, move |home| home.remove(account)).await?;
            return Ok(Report::Done);
        }
        AccountJob::Change(AccountChange::SetDefault(account)) => {
            saved(home, account, beside(home, move |home| home.set_default(account)).await)?
        }
        AccountJob::Change(AccountChange::SetEnabled { account, on }) => {
            saved(home, account, beside(home, move |home| home.set_enabled(account, on)).await)?
        }
        AccountJob::Change(AccountChange::SetSecret { account, login, secret }) => {
            let settings = beside(home, move |home| home.set_secret(account, login, &secret)).await?;
            AccountReport::Saved(AccountSaved { settings: Box::new(settings), warnings: Vec::new() })
        }
        AccountJob::Unlock(OpenPasswords(passphrase)) => {
            beside(home, move |home| home.secrets().unlock(passphrase).map_err(|error| problems::of_secret(&error))).await?;
            return Ok(Report::Done);
        }
        AccountJob::Test(_) => return Err(Problem::internal()),
    };
    Ok(Report::Account(Box::new(report)))
}

/// Keeps a choice about the screen.
///
/// # Errors
/// When the file cannot be written.
pub async fn keep_look(home: &Arc<Accounts>, keep: KeepLook) -> Outcome {
    beside(home, move |home| home.keep_look(keep)).await.map(|()| Report::Done)
}

async fn list(home: &Arc<Accounts>, database: &Database) -> Result<AccountReport, Problem> {
    let store = database.store().clone();
    beside(home, move |home| {
        let stored = store.reader().and_then(|db| accounts::all(&db)).map_err(|error| of_store(&error))?;
        Ok(AccountReport::List(rows(&home.settings(), &stored)))
    })
    .await
}

fn saved(home: &Accounts, account: Id, done: Result<(), Problem>) -> Result<AccountReport, Problem> {
    done?;
    let settings = home.settings().account(account).cloned().ok_or_else(|| problems::no_account(&account.to_string()))?;
    Ok(AccountReport::Saved(AccountSaved { settings: Box::new(settings), warnings: Vec::new() }))
}

/// Gives a saved account its place in the store, so that its mailboxes are there before its first fetch.
async fn place(database: &Database, settings: &AccountSettings) -> Result<(), Problem> {
    let write = Write::Account { id: settings.id, name: settings.name.as_str().to_owned(), address: settings.email.clone() };
    database.write(write).await.map(|_| ())
}

async fn beside<T: Send + 'static>(
    home: &Arc<Accounts>,
    work: impl FnOnce(&Accounts) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let home = Arc::clone(home);
    spawn_blocking(move || work(&home)).await.unwrap_or_else(|_| Err(Problem::internal()))
}
