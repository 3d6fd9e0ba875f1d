//! The system's keyring, each call with a time-out: a locked or dead service must not hang fumi (promises.md C2).

use std::sync::mpsc;
use std::time::Duration;

use ::keyring::{Entry, Error};

use super::SecretError;
use crate::domain::account::Secret;

const SERVICE: &str = "fumi";
const PROBE: &str = "probe";
const PATIENCE: Duration = Duration::from_secs(10);

/// Writes, reads and deletes a probe; the name of the keyring if that works, else why not.
pub(super) fn probe() -> Result<&'static str, String> {
    let written = format!("probe-{}", std::process::id());
    timed(move || {
        Entry::store_status().as_ref().map_err(words)?;
        let entry = Entry::new(SERVICE, PROBE).map_err(|error| words(&error))?;
        entry.set_password(&written).map_err(|error| words(&error))?;
        let read = entry.get_password().map_err(|error| words(&error));
        let deleted = entry.delete_credential().map_err(|error| words(&error));
        if read? != written {
            return Err("the keyring does not keep what it is given".to_owned());
        }
        deleted?;
        Ok(name())
    })
}

/// What the platform's keyring is called.
fn name() -> &'static str {
    if cfg!(target_os = "macos") {
        "Keychain"
    } else if cfg!(windows) {
        "Credential Manager"
    } else {
        "Secret Service"
    }
}

pub(super) fn read(key: &str) -> Result<Secret, SecretError> {
    let key = key.to_owned();
    timed(move || match Entry::new(SERVICE, &key).and_then(|entry| entry.get_password()) {
        Ok(text) => Ok(Some(Secret::new(text))),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(words(&error)),
    })
    .map_err(SecretError::Keyring)?
    .ok_or(SecretError::Missing)
}

pub(super) fn write(key: &str, secret: &Secret) -> Result<(), SecretError> {
    let (key, secret) = (key.to_owned(), secret.clone());
    timed(move || Entry::new(SERVICE, &key).and_then(|entry| entry.set_password(secret.expose())).map_err(|error| words(&error)))
        .map_err(SecretError::Keyring)
}

pub(super) fn remove(key: &str) -> Result<(), SecretError> {
    let key = key.to_owned();
    timed(move || match Entry::new(SERVICE, &key).and_then(|entry| entry.delete_credential()) {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(words(&error)),
    })
    .map_err(SecretError::Keyring)
}

/// Does something on a thread of its own and waits for it no longer than the time-out.
fn timed<T: Send + 'static>(work: impl FnOnce() -> Result<T, String> + Send + 'static) -> Result<T, String> {
    let (say, hear) = mpsc::channel();
    std::thread::spawn(move || {
        let _ = say.send(work());
    });
    hear.recv_timeout(PATIENCE).unwrap_or_else(|_| Err("no answer within 10 s; is the keyring locked?".to_owned()))
}

/// The words of an error, without the bytes that some errors carry.
fn words(error: &Error) -> String {
    match error {
        Error::BadEncoding(_) => "not UTF-8".to_owned(),
        other => other.to_string(),
    }
}
