//! `fumi/defaults.toml` in the system's config folders: where an administrator says the servers of domains, so that nobody needs to type them (S52).

use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::domain::mail::address::{AddrSpec, normalized_domain};
use crate::domain::provider::{LoginName, ProviderServer};

/// The servers of some domains.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DomainDefaults {
    /// The domains of the addresses.
    pub domains: Vec<String>,
    /// The POP3 server.
    pub pop3: Option<ProviderServer>,
    /// The IMAP server.
    pub imap: Option<ProviderServer>,
    /// The submission server.
    pub smtp: Option<ProviderServer>,
    /// What the login name is made of.
    #[serde(default)]
    pub username: LoginName,
}

impl DomainDefaults {
    /// Whether it is about an address.
    pub fn is_for(&self, address: &AddrSpec) -> bool {
        let domain = normalized_domain(address.domain());
        self.domains.iter().any(|one| normalized_domain(one) == domain)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    domain: Vec<DomainDefaults>,
}

/// Where such files may lie, the most important one first (XDG Base Directory: `XDG_CONFIG_DIRS`, else `/etc/xdg`).
pub fn files() -> Vec<PathBuf> {
    let named = std::env::var_os("XDG_CONFIG_DIRS").filter(|dirs| !dirs.is_empty()).unwrap_or_else(|| "/etc/xdg".into());
    std::env::split_paths(&named).filter(|dir| dir.is_absolute()).map(|dir| dir.join("fumi").join("defaults.toml")).collect()
}

/// Reads a file; `None` where there is none.
///
/// # Errors
/// When it cannot be read or says something that nobody knows.
pub fn read(file: &Path) -> io::Result<Option<Vec<DomainDefaults>>> {
    match std::fs::read_to_string(file) {
        Ok(text) => {
            let file: File = toml::from_str(&text).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
            Ok(Some(file.domain))
        }
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn s52_an_administrator_says_the_servers_of_a_domain() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("defaults.toml");
        assert_eq!(read(&file).unwrap(), None);
        let text = "[[domain]]\ndomains = [\"Kaisha.example\"]\npop3 = { host = \"pop.kaisha.example\", port = 995, security = \"tls\" }\nusername = \"local\"\n";
        std::fs::write(&file, text).unwrap();
        let found = read(&file).unwrap().unwrap();
        assert!(found[0].is_for(&"taro@kaisha.example".parse().unwrap()) && !found[0].is_for(&"taro@other.example".parse().unwrap()));
        assert_eq!((found[0].username, found[0].smtp.is_none()), (LoginName::Local, true));
        for wrong in ["[[domain]]\nhost = 1\n", "domains = 3", "[["] {
            std::fs::write(&file, wrong).unwrap();
            assert!(read(&file).is_err(), "{wrong}");
        }
    }
}
