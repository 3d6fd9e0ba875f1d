//! Where the passphrase of the encrypted file comes from.

use std::path::PathBuf;

/// Where the passphrase of the encrypted file comes from, in this order.
#[derive(Debug, Clone, Default)]
pub struct PassphraseSource {
    /// `--passphrase-file`: its first line.
    pub file: Option<PathBuf>,
    /// `passphrase_command` of the config.
    pub command: Option<String>,
    /// The words to ask with on the terminal; `None` where nobody can be asked.
    pub ask: Option<Questions>,
}

/// What is asked on the terminal.
#[derive(Debug, Clone)]
pub struct Questions {
    /// For the passphrase of a file that exists.
    pub open: String,
    /// For a new passphrase.
    pub new: String,
    /// For the new passphrase a second time.
    pub again: String,
}
