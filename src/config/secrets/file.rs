//! The encrypted file: age with a passphrase (scrypt), for machines where no keyring answers.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use age::scrypt;
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::{PassphraseSource, SecretError, command};
use crate::config::edit::replace_file;
use crate::config::version::Version;
use crate::domain::account::{Secret, passphrase};

/// The cost of one guess at the passphrase: 2^15 rounds of scrypt, 32 MiB of memory. More would make opening a secret cost more memory than a large mail.
const WORK: u8 = 15;
/// The highest cost we open, against a file that was swapped to exhaust memory (4 GiB).
const MOST_WORK: u8 = 22;

/// The file and, once it was opened, what is in it.
#[derive(Debug)]
pub(super) struct Vault {
    path: PathBuf,
    source: PassphraseSource,
    passphrase: Option<Secret>,
    closing: Arc<AtomicBool>,
    open: Option<Opened>,
}

/// What was in the file when it had this stamp.
#[derive(Debug)]
struct Opened {
    stamp: Option<Version>,
    secrets: BTreeMap<String, Secret>,
}

impl Vault {
    pub(super) fn new(path: PathBuf, source: PassphraseSource, closing: Arc<AtomicBool>) -> Self {
        Self { path, source, passphrase: None, closing, open: None }
    }

    pub(super) fn exists(&self) -> bool {
        self.path.exists()
    }

    /// Whether opening would fail for want of somebody to ask.
    pub(super) fn needs_passphrase(&self) -> bool {
        self.open.is_none()
            && self.passphrase.is_none()
            && self.source.file.is_none()
            && self.source.command.is_none()
            && self.source.ask.is_none()
    }

    pub(super) fn unlock(&mut self, passphrase: Secret) -> Result<(), SecretError> {
        if self.exists() {
            self.open = Some(self.decrypt(&passphrase)?);
        } else {
            worth_it(&passphrase)?;
        }
        self.passphrase = Some(passphrase);
        Ok(())
    }

    /// Gets the passphrase, from a person if need be, so that what follows waits for nobody. `why` says why this file is used at all.
    pub(super) fn prepare(&mut self, why: &str) -> Result<(), SecretError> {
        self.opened(Some(why)).map(|_| ())
    }

    pub(super) fn get(&mut self, key: &str) -> Result<Secret, SecretError> {
        self.opened(None)?.get(key).cloned().ok_or(SecretError::Missing)
    }

    /// `why` says why this file is used at all, for the error when it cannot be.
    pub(super) fn set(&mut self, key: &str, secret: &Secret, why: &str) -> Result<(), SecretError> {
        self.opened(Some(why))?.insert(key.to_owned(), secret.clone());
        self.write()
    }

    pub(super) fn remove(&mut self, key: &str) -> Result<(), SecretError> {
        if !self.exists() {
            return Ok(());
        }
        self.opened(None)?.remove(key);
        self.write()
    }

    /// What the file holds now: it is read again when another process wrote it since.
    fn opened(&mut self, new: Option<&str>) -> Result<&mut BTreeMap<String, Secret>, SecretError> {
        let stamp = Version::of(&self.path);
        if self.open.as_ref().is_none_or(|open| open.stamp != stamp) {
            let exists = stamp.is_some();
            if self.passphrase.is_none() {
                self.passphrase = self.ask(exists)?;
                if let Some(passphrase) = self.passphrase.as_ref().filter(|_| !exists)
                    && let Err(weak) = worth_it(passphrase)
                {
                    self.passphrase = None;
                    return Err(weak);
                }
            }
            let Some(passphrase) = self.passphrase.clone() else {
                return Err(if exists { SecretError::Locked } else { SecretError::NoStore(new.unwrap_or_default().to_owned()) });
            };
            let fresh = if exists { self.decrypt(&passphrase).inspect_err(|_| self.passphrase = None) } else { Ok(Opened::nothing()) };
            self.open = Some(fresh?);
        }
        Ok(&mut self.open.get_or_insert_with(Opened::nothing).secrets)
    }

    fn ask(&self, exists: bool) -> Result<Option<Secret>, SecretError> {
        if let Some(path) = &self.source.file {
            let bytes = Zeroizing::new(std::fs::read(path).map_err(|cause| SecretError::Io { path: path.clone(), cause })?);
            let line = command::line_of(&bytes).filter(|line| !line.is_empty());
            let invalid = || SecretError::Io { path: path.clone(), cause: io::ErrorKind::InvalidData.into() };
            return line.map(Some).ok_or_else(invalid);
        }
        if let Some(command) = &self.source.command {
            return command::first_line(command, &self.closing).map(Some);
        }
        let Some(questions) = &self.source.ask else { return Ok(None) };
        let read = |question: &str| rpassword::prompt_password(question).map(Secret::new).ok().filter(|one| !one.is_empty());
        if exists {
            return Ok(read(&questions.open));
        }
        let (Some(first), Some(second)) = (read(&questions.new), read(&questions.again)) else { return Ok(None) };
        if first == second { Ok(Some(first)) } else { Err(SecretError::WrongPassphrase) }
    }

    fn decrypt(&self, passphrase: &Secret) -> Result<Opened, SecretError> {
        // Taken before the bytes: if another version comes between, it is read once more than needed, never once too few.
        let stamp = Version::of(&self.path);
        let bytes = std::fs::read(&self.path).map_err(|cause| SecretError::Io { path: self.path.clone(), cause })?;
        let mut identity = scrypt::Identity::new(SecretString::from(passphrase.expose()));
        identity.set_max_work_factor(MOST_WORK);
        let plain = Zeroizing::new(age::decrypt(&identity, &bytes).map_err(|_| SecretError::WrongPassphrase)?);
        let text = std::str::from_utf8(&plain).map_err(|_| SecretError::WrongPassphrase)?;
        Ok(Opened { stamp, secrets: lines(text) })
    }

    fn write(&mut self) -> Result<(), SecretError> {
        let (Some(open), Some(passphrase)) = (&mut self.open, &self.passphrase) else { return Err(SecretError::Locked) };
        let length: usize = open.secrets.iter().map(|(key, secret)| key.len() + secret.expose().len() + 2).sum();
        let mut plain = Zeroizing::new(String::with_capacity(length));
        for (key, secret) in &open.secrets {
            plain.push_str(key);
            plain.push(' ');
            plain.push_str(secret.expose());
            plain.push('\n');
        }
        let mut recipient = scrypt::Recipient::new(SecretString::from(passphrase.expose()));
        recipient.set_work_factor(WORK);
        let io = |cause| SecretError::Io { path: self.path.clone(), cause };
        let bytes = age::encrypt(&recipient, plain.as_bytes()).map_err(|error| io(io::Error::other(error.to_string())))?;
        replace_file(&self.path, &bytes).map_err(io)?;
        open.stamp = Version::of(&self.path);
        Ok(())
    }
}

impl Opened {
    /// The file before it exists.
    fn nothing() -> Self {
        Self { stamp: None, secrets: BTreeMap::new() }
    }
}

/// A passphrase for a file that does not exist yet is held to a least strength.
fn worth_it(passphrase: &Secret) -> Result<(), SecretError> {
    if passphrase::is_strong_enough(passphrase.expose()) { Ok(()) } else { Err(SecretError::WeakPassphrase) }
}

/// One secret a line: key, space, secret. A secret has no line break (`EnteredAccount::validate` refuses it).
fn lines(text: &str) -> BTreeMap<String, Secret> {
    text.lines().filter_map(|line| line.split_once(' ')).map(|(key, secret)| (key.to_owned(), Secret::new(secret.to_owned()))).collect()
}
