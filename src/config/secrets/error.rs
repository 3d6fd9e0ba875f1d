//! Why a secret cannot be had or kept.

use std::io;
use std::path::PathBuf;

/// Why a secret cannot be had or kept. No message holds any part of a secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// No keyring answers, and there is no passphrase for the encrypted file.
    #[error("no keyring answers and no passphrase is set ({0})")]
    NoStore(String),
    /// The encrypted file needs its passphrase.
    #[error("the encrypted file needs its passphrase")]
    Locked,
    /// The passphrase does not open the encrypted file.
    #[error("the passphrase does not open the encrypted file")]
    WrongPassphrase,
    /// A new passphrase is too easy to guess.
    #[error("the new passphrase is too weak")]
    WeakPassphrase,
    /// Nothing is kept for this login.
    #[error("no password is kept")]
    Missing,
    /// The keyring failed.
    #[error("keyring: {0}")]
    Keyring(String),
    /// A password command failed.
    #[error("command: {0}")]
    Command(String),
    /// A file cannot be read or written.
    #[error("{}: {cause}", path.display())]
    Io {
        /// The file that could not be read or written.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
}
