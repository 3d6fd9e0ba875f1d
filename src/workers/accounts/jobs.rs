//! Carries the account jobs out: what blocks runs beside the tasks.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::{Accounts, problems, rows};
use crate::config::paths::persons_home;
use crate::domain::account::{AccountSettings, AccountWarning, EnteredAccount};
use crate::domain::ids::{AccountKey, Id};
use crate::domain::mail::typed_address::typed_address;
use crate::exchange::programs;
use crate::jobs::account::{
    AccountChange, AccountJob, AccountLedger, AccountReport, AccountSaved, FetchesOf, FindAccounts, FoundAccount, ListAccounts,
    OpenPasswords, RemoveAccount, RemoveWithMail,
};
use crate::jobs::look::KeepLook;
use crate::jobs::{Outcome, Report};
use crate::problem::Problem;
use crate::store::accounts::AccountState;
use crate::store::{StoreError, Write, Written, accounts, fetch_ledger};
use crate::workers::clock;
use crate::workers::database::Database;
use crate::workers::problems::of_store;

/// How many mails are removed in one step.
const AT_ONCE: usize = 1_000;
/// So many of an account's last fetches are shown.
const FETCHES: usize = 20;

/// Carries out a job about accounts, but for tests of connections.
///
/// # Errors
/// What the person did wrong, or where config, secrets or store fail.
pub async fn carry_out(home: &Arc<Accounts>, database: &Database, job: AccountJob) -> Outcome {
    let report = match job {
        AccountJob::List(ListAccounts) => list(home, database).await?,
        AccountJob::Fetches(FetchesOf(account)) => ledger(database, account).await?,
        AccountJob::Change(AccountChange::Add(entered)) => {
            let left = left_behind(home, database, &entered).await?;
            let id = left.map_or_else(clock::new_id, |(id, _)| id);
            let (settings, mut warnings) = home.beside(move |home| home.add(&entered, id)).await?;
            let key = place(database, &settings).await?;
            if let Some((_, messages)) = left {
                warnings.insert(0, AccountWarning::JoinsMail(messages));
                begin_anew(database, key).await?;
            }
            AccountReport::Saved(AccountSaved { settings: Box::new(settings), warnings })
        }
        AccountJob::Change(AccountChange::Edit { account, before, entered }) => {
            let (settings, warnings) = home.beside(move |home| home.save(*entered, &before, account)).await?;
            place(database, &settings).await?;
            AccountReport::Saved(AccountSaved { settings: Box::new(settings), warnings })
        }
        AccountJob::Remove(RemoveAccount(account)) => {
            home.beside(move |home| home.remove(account)).await?;
            return Ok(Report::Done);
        }
        AccountJob::RemoveWithMail(RemoveWithMail(account)) => {
            purge(database, account).await?;
            return Ok(Report::Done);
        }
        AccountJob::Change(AccountChange::SetDefault(account)) => {
            saved(home, account, home.beside(move |home| home.set_default(account)).await)?
        }
        AccountJob::Change(AccountChange::Move { account, to }) => {
            saved(home, account, home.beside(move |home| home.move_to(account, to)).await)?
        }
        AccountJob::Change(AccountChange::SetEnabled { account, on }) => {
            let done = home.beside(move |home| home.set_enabled(account, on)).await;
            if on && done.is_ok() {
                // Who switches it on uses it (S36).
                database.write(Write::AccountUsed(account)).await?;
            }
            saved(home, account, done)?
        }
        AccountJob::Change(AccountChange::SetSecret { account, login, secret }) => {
            let settings = home.beside(move |home| home.set_secret(account, login, &secret)).await?;
            AccountReport::Saved(AccountSaved { settings: Box::new(settings), warnings: Vec::new() })
        }
        AccountJob::Unlock(OpenPasswords(passphrase)) => {
            home.beside(move |home| home.secrets().unlock(passphrase).map_err(|error| problems::of_secret(&error))).await?;
            return Ok(Report::Done);
        }
        AccountJob::Find(FindAccounts) => home.beside(|home| Ok(AccountReport::Found(found(home)))).await?,
        AccountJob::ConfirmAlias(confirm) => {
            let settings = home.beside(move |home| home.confirm_alias(&confirm)).await?;
            // Mail from it is ours from now on.
            for alias in &settings.aliases {
                let write = Write::Account { id: settings.id, name: settings.name.as_str().to_owned(), address: alias.clone() };
                database.write(write).await?;
            }
            AccountReport::Saved(AccountSaved { settings: Box::new(settings), warnings: Vec::new() })
        }
        AccountJob::AskAlias(_)
        | AccountJob::Test(_)
        | AccountJob::BeginSignIn(_)
        | AccountJob::EndSignIn(_)
        | AccountJob::Discover(_)
        | AccountJob::StopDiscovery(_) => {
            return Err(Problem::internal());
        }
    };
    Ok(Report::Account(Box::new(report)))
}

async fn ledger(database: &Database, account: Id) -> Result<AccountReport, Problem> {
    let store = database.store().clone();
    let read = spawn_blocking(move || {
        let db = store.reader()?;
        let Some(key) = accounts::key_of(&db, account)? else { return Ok(AccountLedger::default()) };
        Ok(AccountLedger { fetches: fetch_ledger::last(&db, key, FETCHES)?, lost: fetch_ledger::lost(&db, key)? })
    });
    let read = read.await.map_err(|_| Problem::internal())?.map_err(|error: StoreError| of_store(&error))?;
    Ok(AccountReport::Fetches(Box::new(read)))
}

/// Keeps a choice about the screen.
///
/// # Errors
/// When the file cannot be written.
pub async fn keep_look(home: &Arc<Accounts>, keep: KeepLook) -> Outcome {
    home.beside(move |home| home.keep_look(keep)).await.map(|()| Report::Done)
}

async fn list(home: &Arc<Accounts>, database: &Database) -> Result<AccountReport, Problem> {
    let store = database.store().clone();
    home.beside(move |home| {
        let stored = store.reader().and_then(|db| accounts::all(&db)).map_err(|error| of_store(&error))?;
        Ok(AccountReport::List(rows(&home.settings(), &stored, &clock::local_now())))
    })
    .await
}

fn saved(home: &Accounts, account: Id, done: Result<(), Problem>) -> Result<AccountReport, Problem> {
    done?;
    let settings = home.settings().account(account).cloned().ok_or_else(|| problems::no_account(&account.to_string()))?;
    Ok(AccountReport::Saved(AccountSaved { settings: Box::new(settings), warnings: Vec::new() }))
}

/// Removes the mail of an account that is no longer in the config, some at a time, so that nobody else waits long for the writer.
async fn purge(database: &Database, account: Id) -> Result<(), Problem> {
    let store = database.store().clone();
    let key = spawn_blocking(move || accounts::key_of(&store.reader()?, account)).await.map_err(|_| Problem::internal())?;
    let Some(key) = key.map_err(|error| of_store(&error))? else { return Ok(()) };
    loop {
        match database.write(Write::PurgeAccount(key, AT_ONCE)).await? {
            Written::Left(0) => return Ok(()),
            Written::Left(_) => {}
            _ => return Err(Problem::internal()),
        }
    }
}

/// The accounts that other programs of this person know.
fn found(home: &Accounts) -> Vec<FoundAccount> {
    let settings = home.settings();
    let known = |entered: &EnteredAccount| {
        let address = typed_address(&entered.email).ok();
        settings.accounts.iter().any(|one| Some(&one.email) == address.as_ref())
    };
    let found = persons_home().map(|folder| programs::accounts_below(&folder)).unwrap_or_default();
    found.into_iter().map(|one| FoundAccount { program: one.program, known: known(&one.entered), entered: Box::new(one.entered) }).collect()
}

/// Gives a saved account its place in the store, so that its mailboxes are there before its first fetch.
async fn place(database: &Database, settings: &AccountSettings) -> Result<AccountKey, Problem> {
    let write = Write::Account { id: settings.id, name: settings.name.as_str().to_owned(), address: settings.email.clone() };
    match database.write(write).await? {
        Written::Account(key) => Ok(key),
        _ => Err(Problem::internal()),
    }
}

/// The mail that an account of this address left when it was removed: an account that is added again goes on with it (S40), so that nothing doubles and what belongs to the
/// mails is there.
async fn left_behind(home: &Arc<Accounts>, database: &Database, entered: &EnteredAccount) -> Result<Option<(Id, u64)>, Problem> {
    let Ok(address) = typed_address(&entered.email) else { return Ok(None) };
    let store = database.store().clone();
    home.beside(move |home| {
        let known = store.reader().and_then(|db| accounts::of_address(&db, &address)).map_err(|error| of_store(&error))?;
        let settings = home.settings();
        Ok(known.into_iter().find(|(id, messages)| settings.account(*id).is_none() && *messages > 0))
    })
    .await
}

/// How fetching went before the account was removed is over; when it last went well is kept.
async fn begin_anew(database: &Database, key: AccountKey) -> Result<(), Problem> {
    let store = database.store().clone();
    let before = spawn_blocking(move || accounts::state(&store.reader()?, key)).await.map_err(|_| Problem::internal())?;
    let before = before.map_err(|error| of_store(&error))?;
    let state = AccountState { last_good: before.last_good, good_mark: before.good_mark, ..AccountState::default() };
    database.write(Write::AccountState(key, state)).await.map(|_| ())
}
