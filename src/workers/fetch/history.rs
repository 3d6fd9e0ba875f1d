//! Which accounts were ever fetched in this home: noted outside the store, so that a store that is missing, empty or another's is not taken for a new account's
//! (promises.md A5).

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::domain::ids::Id;

/// Whether an account was fetched in this home.
///
/// # Errors
/// When the file is there and cannot be read: then nobody knows.
pub(super) fn has(file: &Path, account: Id) -> io::Result<bool> {
    let mut noted = String::new();
    match OpenOptions::new().read(true).open(file) {
        Ok(mut open) => open.read_to_string(&mut noted)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let account = account.to_string();
    Ok(noted.lines().any(|line| line == account))
}

/// Notes that an account is fetched in this home; durable when it returns.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn note(file: &Path, account: Id) -> io::Result<()> {
    if has(file, account)? {
        return Ok(());
    }
    let mut open = OpenOptions::new().create(true).append(true).mode(0o600).open(file)?;
    open.write_all(format!("{account}\n").as_bytes())?;
    open.sync_all()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_account_is_noted_once_and_others_are_not() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("fetched");
        let (one, other) = (Id::from_bytes([1; 16]), Id::from_bytes([2; 16]));
        assert!(!has(&file, one).unwrap());
        note(&file, one).unwrap();
        note(&file, one).unwrap();
        assert_eq!((has(&file, one).unwrap(), has(&file, other).unwrap()), (true, false));
        assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 1);
    }
}
