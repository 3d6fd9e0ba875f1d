//! Where secrets are kept: a command of the person's own, the system's keyring if it answers, else a file encrypted with a passphrase; never in plain text
//! (promises.md C1, C2). Nothing here runs before a secret is needed, and all of it may block: call it from a thread that may wait.

mod command;
mod error;
mod file;
mod keyring;
mod passphrase;

pub use error::SecretError;
pub use passphrase::{PassphraseSource, Questions};

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use file::Vault;

use super::Paths;
use super::settings::{SecretStoreChoice, Settings};
use super::version::Version;
use crate::domain::account::{Secret, SecretSource};
use crate::domain::ids::Id;

/// Which login of an account a secret is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Login {
    /// For fetching: POP3 or IMAP.
    Incoming,
    /// For sending: SMTP.
    Outgoing,
    /// For both, at an identity provider: its tokens.
    Tokens,
    /// For the team's workspace; its id is that of the settings of the team.
    Team,
}

impl Login {
    fn word(self) -> &'static str {
        match self {
            Self::Incoming => "incoming",
            Self::Outgoing => "outgoing",
            Self::Tokens => "tokens",
            Self::Team => "team",
        }
    }
}

/// What a look at the stores found, for `doctor`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreState {
    /// The name of the keyring, and why it cannot be used.
    pub keyring: Result<&'static str, String>,
    /// Whether there is an encrypted file.
    pub file: bool,
}

/// The place of secrets of one home.
#[derive(Debug)]
pub struct SecretStore {
    choice: SecretStoreChoice,
    index: PathBuf,
    vault: Mutex<Vault>,
    /// Whether commands that are running shall end.
    closing: Arc<AtomicBool>,
    /// For a throw-away home: secrets that live as long as the process and touch neither keyring nor disk.
    memory: Option<Mutex<BTreeMap<String, Secret>>>,
}

const KEYRING: &str = "keyring";
const FILE: &str = "file";

impl SecretStore {
    /// The store of a home. Opens nothing yet.
    pub fn new(paths: &Paths, settings: &Settings, mut passphrase: PassphraseSource) -> Self {
        passphrase.command = passphrase.command.or_else(|| settings.passphrase_command.clone());
        let closing = Arc::new(AtomicBool::new(false));
        Self {
            choice: settings.secret_store,
            index: paths.secrets_index(),
            vault: Mutex::new(Vault::new(paths.secrets_file(), passphrase, Arc::clone(&closing))),
            closing,
            memory: None,
        }
    }

    /// A store that forgets everything when the process ends, for the demonstration.
    pub fn in_memory(paths: &Paths) -> Self {
        let store = Self::new(paths, &Settings::default(), PassphraseSource::default());
        Self { memory: Some(Mutex::default()), ..store }
    }

    /// The secret of a login.
    pub fn get(&self, account: Id, login: Login, source: &SecretSource) -> Result<Secret, SecretError> {
        if let SecretSource::Command(command) = source {
            return command::first_line(command, &self.closing);
        }
        let key = key(account, login);
        if let Some(memory) = &self.memory {
            return locked(memory).get(&key).cloned().ok_or(SecretError::Missing);
        }
        match self.read_index()?.get(&key).map(String::as_str) {
            Some(KEYRING) => keyring::read(&key),
            Some(FILE) => locked(&self.vault).get(&key),
            _ => Err(SecretError::Missing),
        }
    }

    /// Keeps the secret of a login, in the keyring if it proves to work, else in the encrypted file. Processes that keep secrets at the same time wait for each
    /// other, and each adds to what the others kept.
    pub fn set(&self, account: Id, login: Login, secret: &Secret) -> Result<(), SecretError> {
        let key = key(account, login);
        if let Some(memory) = &self.memory {
            locked(memory).insert(key, secret.clone());
            return Ok(());
        }
        let keyring = if self.choice == SecretStoreChoice::File { Err("secrets.store = \"file\"".to_owned()) } else { keyring::probe() };
        let _alone;
        let place = match keyring {
            Ok(_) => {
                _alone = self.alone()?;
                keyring::write(&key, secret)?;
                KEYRING
            }
            Err(why) if self.choice == SecretStoreChoice::Keyring => return Err(SecretError::Keyring(why)),
            Err(why) => {
                let mut vault = locked(&self.vault);
                // A person may be asked for the passphrase: nobody else waits for that.
                vault.prepare(&why)?;
                _alone = self.alone()?;
                vault.set(&key, secret, &why)?;
                FILE
            }
        };
        let mut index = self.read_index()?;
        if index.insert(key.clone(), place.to_owned()).as_deref() == Some(KEYRING) && place == FILE {
            let _ = keyring::remove(&key);
        }
        self.write_index(&index)
    }

    /// Forgets all secrets of an account, or of a team.
    pub fn remove(&self, account: Id) -> Result<(), SecretError> {
        let _alone = self.alone()?;
        let mut index = self.read_index()?;
        for login in [Login::Incoming, Login::Outgoing, Login::Tokens, Login::Team] {
            let key = key(account, login);
            if let Some(memory) = &self.memory {
                locked(memory).remove(&key);
            }
            match index.get(&key).map(String::as_str) {
                Some(KEYRING) => keyring::remove(&key)?,
                Some(FILE) => locked(&self.vault).remove(&key)?,
                _ => continue,
            }
            index.remove(&key);
        }
        self.write_index(&index)
    }

    /// Ends commands that are being asked for a secret: nobody waits for them any more.
    pub fn close(&self) {
        self.closing.store(true, Ordering::SeqCst);
    }

    /// Changes whenever a secret is kept or forgotten, by whichever process.
    pub fn version(&self) -> Option<Version> {
        Version::of(&self.index)
    }

    /// Whether something is kept for a login; opens nothing.
    pub fn knows(&self, account: Id, login: Login) -> bool {
        let key = key(account, login);
        self.memory.as_ref().is_some_and(|memory| locked(memory).contains_key(&key))
            || self.read_index().is_ok_and(|index| index.contains_key(&key))
    }

    /// Whether the next secret would need a passphrase that nobody gave yet: then the app asks and calls [`Self::unlock`].
    pub fn needs_passphrase(&self) -> bool {
        self.memory.is_none()
            && self.read_index().is_ok_and(|index| index.values().any(|place| place == FILE))
            && locked(&self.vault).needs_passphrase()
    }

    /// Takes the passphrase of the encrypted file and tries it; for a file that does not exist yet it becomes the passphrase.
    pub fn unlock(&self, passphrase: Secret) -> Result<(), SecretError> {
        locked(&self.vault).unlock(passphrase)
    }

    /// Looks whether the keyring works (write, read, delete) and whether there is an encrypted file.
    pub fn state(&self) -> StoreState {
        let keyring = if self.choice == SecretStoreChoice::File { Err("secrets.store = \"file\"".to_owned()) } else { keyring::probe() };
        StoreState { keyring, file: locked(&self.vault).exists() }
    }

    /// Holds off every other process that wants to change what is kept, until it is dropped: reading, changing and writing are one step.
    fn alone(&self) -> Result<Option<File>, SecretError> {
        if self.memory.is_some() {
            return Ok(None);
        }
        let folder = self.index.parent().unwrap_or(Path::new("."));
        let lock = File::open(folder).and_then(|folder| folder.lock().map(|()| folder));
        lock.map(Some).map_err(|cause| SecretError::Io { path: folder.to_owned(), cause })
    }

    fn read_index(&self) -> Result<BTreeMap<String, String>, SecretError> {
        match std::fs::read(&self.index) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(cause) => Err(SecretError::Io { path: self.index.clone(), cause }),
        }
    }

    fn write_index(&self, index: &BTreeMap<String, String>) -> Result<(), SecretError> {
        if self.memory.is_some() {
            return Ok(());
        }
        let bytes = serde_json::to_vec_pretty(index).unwrap_or_default();
        super::edit::replace_file(&self.index, &bytes).map_err(|cause| SecretError::Io { path: self.index.clone(), cause })
    }
}

fn key(account: Id, login: Login) -> String {
    format!("{account}.{}", login.word())
}

/// A lock that a panic elsewhere does not spoil: what it guards is whole between any two statements.
fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
