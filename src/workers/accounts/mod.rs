//! Mail accounts as a person manages them: added, edited and removed in `config.toml`, their passwords in the secret store.
//!
//! [`Accounts`] is what fetching, sending and the account jobs share: the settings as the file has them now, and the passwords. Its calls read files and may ask a
//! keyring or run a command: from a task, use [`Accounts::beside`].

pub mod aliases;
mod change;
mod jobs;
mod list;
pub mod problems;
mod tokens;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

pub use jobs::{carry_out, keep_look};
pub use list::{mismatch, rows};
use tokio::task::spawn_blocking;

use crate::config::secrets::{Login, SecretError, SecretStore};
use crate::config::{self, Paths, Settings, Version};
use crate::domain::account::policy::SharingPolicy;
use crate::domain::account::{AccountSettings, Secret, SecretSource};
use crate::problem::Problem;

/// The accounts of a home.
#[derive(Debug)]
pub struct Accounts {
    paths: Paths,
    secrets: SecretStore,
    /// Where an administrator may have written a policy.
    policies: Vec<PathBuf>,
    current: Mutex<Current>,
}

#[derive(Debug)]
struct Current {
    settings: Arc<Settings>,
    /// The version of the file from which they are sure to be; `None` where another process may have changed it since it was read.
    version: Option<Version>,
}

impl Accounts {
    /// The accounts of a home whose settings were read already.
    pub fn new(paths: Paths, settings: Settings, secrets: SecretStore) -> Arc<Self> {
        Self::governed_by(config::policy::files(), paths, settings, secrets)
    }

    /// The same with the policy of these files.
    pub fn governed_by(policies: Vec<PathBuf>, paths: Paths, settings: Settings, secrets: SecretStore) -> Arc<Self> {
        Arc::new(Self { paths, secrets, policies, current: Mutex::new(Current { settings: Arc::new(settings), version: None }) })
    }

    /// Does this work, which waits for files or programs, beside the runtime.
    pub async fn beside<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let home = Arc::clone(self);
        spawn_blocking(move || work(&home)).await.unwrap_or_else(|_| Err(Problem::internal()))
    }

    /// Where the files of this home lie.
    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    /// What an administrator says about sharing, as the files have it now.
    pub fn policy(&self) -> SharingPolicy {
        config::policy::read(&self.policies)
    }

    /// The place of the passwords.
    pub fn secrets(&self) -> &SecretStore {
        &self.secrets
    }

    /// The settings as the file has them now: read again when another process or an editor changed it. A file that became wrong is not taken; the last good
    /// settings stay.
    pub fn settings(&self) -> Arc<Settings> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let file = self.paths.config_file();
        let version = Version::of(&file);
        if version != current.version {
            match config::load::read(&file) {
                Ok(settings) => current.settings = Arc::new(settings),
                Err(error) => tracing::warn!(%error, "config.toml changed and cannot be used"),
            }
            current.version = version;
        }
        Arc::clone(&current.settings)
    }

    /// The password of a login of an account. With the same credentials for both servers (S58) the incoming one serves sending too.
    ///
    /// # Errors
    /// `no_password`, `secrets_locked`, `password_command_failed` and the like.
    pub fn password(&self, account: &AccountSettings, login: Login) -> Result<Secret, Problem> {
        let login = if account.smtp_same_credentials { Login::Incoming } else { login };
        if login == Login::Incoming && account.incoming_secret == SecretSource::Tokens {
            return self.tokens(account).map(|tokens| tokens.access);
        }
        let source = match login {
            Login::Incoming | Login::Tokens | Login::Team => &account.incoming_secret,
            Login::Outgoing => &account.outgoing_secret,
        };
        self.secrets.get(account.id, login, source).map_err(|error| {
            let problem = problems::of_secret(&error);
            if matches!(error, SecretError::Missing | SecretError::Command(_)) && login == Login::Outgoing {
                problem.field("smtp-password")
            } else {
                problem
            }
        })
    }

    fn replace(&self, settings: Settings) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        current.version = None;
        current.settings = Arc::new(settings);
    }
}

#[cfg(test)]
mod tests;
