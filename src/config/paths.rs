//! Where fumi's files lie, and that nobody else can read them (promises.md C1).

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::domain::ids::Id;

/// The folders of one home. Files in them are 0600, the folders 0700.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    config: PathBuf,
    data: PathBuf,
    state: PathBuf,
}

/// Why the folders cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PathsError {
    /// The platform names no home folder.
    #[error("no home folder; say --home DIR or set FUMI_HOME")]
    NoHome,
    /// A folder cannot be made or read.
    #[error("{}: {cause}", path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// A folder that holds other things is open to other users; fumi does not change the rights of what is not its own.
    #[error("{} can be read by other users", path.display())]
    NotPrivate {
        /// The folder that other users may enter.
        path: PathBuf,
    },
    /// A folder or file belongs to another user.
    #[error("{} belongs to another user", path.display())]
    NotOurs {
        /// The folder or file.
        path: PathBuf,
    },
}

/// Where files that a person saves go when nothing else is said: the platform's download folder, or else the home folder.
pub fn downloads() -> Result<PathBuf, PathsError> {
    let dirs = directories::UserDirs::new().ok_or(PathsError::NoHome)?;
    Ok(dirs.download_dir().unwrap_or_else(|| dirs.home_dir()).to_owned())
}

/// The person's home folder, where other programs keep their settings; `None` where the platform names none.
pub fn persons_home() -> Option<PathBuf> {
    directories::UserDirs::new().map(|dirs| dirs.home_dir().to_owned())
}

/// A folder as a person types it: `~` is the home folder.
///
/// # Errors
/// When there is no home folder.
pub fn from_home(typed: PathBuf) -> Result<PathBuf, PathsError> {
    let Ok(below) = typed.strip_prefix("~") else { return Ok(typed) };
    let dirs = directories::UserDirs::new().ok_or(PathsError::NoHome)?;
    Ok(dirs.home_dir().join(below))
}

impl Paths {
    /// The folders of `home` (`--home` or `FUMI_HOME`: one folder for everything), or else those of the platform. Touches no file.
    pub fn of(home: Option<&Path>) -> Result<Self, PathsError> {
        if let Some(home) = home {
            let home = std::path::absolute(home).map_err(|cause| PathsError::Io { path: home.to_owned(), cause })?;
            return Ok(Self { config: home.clone(), data: home.clone(), state: home });
        }
        let dirs = directories::ProjectDirs::from("", "", "fumi").ok_or(PathsError::NoHome)?;
        Ok(Self {
            config: dirs.config_dir().to_owned(),
            data: dirs.data_dir().to_owned(),
            state: dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).to_owned(),
        })
    }

    /// Makes missing folders and takes the rights of other users away from ours. A folder with foreign files in it is refused instead.
    pub fn prepare(&self) -> Result<(), PathsError> {
        for folder in [&self.config, &self.data, &self.state, &self.log_folder(), &self.spool_folder()] {
            private_folder(folder)?;
        }
        for file in [self.config_file(), self.database(), self.secrets_file(), self.secrets_index(), self.log_file()] {
            private_file(&file)?;
        }
        Ok(())
    }

    /// `config.toml`.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// Where mail templates lie.
    pub fn templates_folder(&self) -> PathBuf {
        self.config.join("templates")
    }

    /// The SQLite store.
    pub fn database(&self) -> PathBuf {
        self.data.join("fumi.db")
    }

    /// Where mails over a mebibyte lie while they arrive.
    pub fn spool_folder(&self) -> PathBuf {
        self.data.join("spool")
    }

    /// The encrypted file for secrets.
    pub fn secrets_file(&self) -> PathBuf {
        self.data.join("secrets.age")
    }

    /// Which secret is kept where; holds no secret.
    pub fn secrets_index(&self) -> PathBuf {
        self.state.join("secrets-index.json")
    }

    /// The lock that one process of network workers holds.
    pub fn lock_file(&self) -> PathBuf {
        self.state.join("lock")
    }

    /// The file whose lock says who renews the tokens of an account.
    pub fn tokens_lock(&self, account: Id) -> PathBuf {
        self.state_folder().join(format!("tokens-{account}.lock"))
    }

    /// The codes that were mailed to addresses which are to become aliases; only what they hash to.
    pub fn alias_codes(&self) -> PathBuf {
        self.state.join("alias-codes.json")
    }

    /// Locked while an account is added or changed, so that processes which do so at once see each other's changes.
    pub fn accounts_lock(&self) -> PathBuf {
        self.state.join("accounts.lock")
    }

    /// How the app looked when it was left.
    pub fn look_file(&self) -> PathBuf {
        self.state.join("look.toml")
    }

    /// Which accounts were fetched in this home; outside the store, which may go missing.
    pub fn fetched_file(&self) -> PathBuf {
        self.state.join("fetched")
    }

    /// The folder of small state files.
    pub fn state_folder(&self) -> &Path {
        &self.state
    }

    /// The folder of the log.
    pub fn log_folder(&self) -> PathBuf {
        self.state.join("log")
    }

    /// The log file, for the owner only; a longer one than 5 MiB is put aside as `fumi.log.1` at the next start.
    pub fn log_file(&self) -> PathBuf {
        self.log_folder().join("fumi.log")
    }
}

/// The files that nobody but fumi makes: one of them makes a folder ours, also in a copied home of which other files are missing.
const OURS: [&str; 8] = ["config.toml", "fumi.db", "fumi.open", "secrets.age", "secrets-index.json", "lock", "spool", "fumi.log"];

fn private_folder(folder: &Path) -> Result<(), PathsError> {
    let io = |cause| PathsError::Io { path: folder.to_owned(), cause };
    let meta = match fs::metadata(folder) {
        Ok(meta) => meta,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            return fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(io);
        }
        Err(cause) => return Err(io(cause)),
    };
    if !meta.is_dir() {
        return Err(io(io::ErrorKind::NotADirectory.into()));
    }
    if meta.uid() != rustix::process::geteuid().as_raw() {
        return Err(PathsError::NotOurs { path: folder.to_owned() });
    }
    if meta.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    let empty = fs::read_dir(folder).map_err(io)?.next().is_none();
    if !empty && !OURS.iter().any(|name| folder.join(name).exists()) {
        return Err(PathsError::NotPrivate { path: folder.to_owned() });
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(io)
}

fn private_file(file: &Path) -> Result<(), PathsError> {
    let io = |cause| PathsError::Io { path: file.to_owned(), cause };
    let meta = match fs::metadata(file) {
        Ok(meta) => meta,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(cause) => return Err(io(cause)),
    };
    if meta.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    if meta.uid() != rustix::process::geteuid().as_raw() {
        return Err(PathsError::NotOurs { path: file.to_owned() });
    }
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).map_err(io)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_new_home_is_private() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::of(Some(&home.path().join("deep/home"))).unwrap();
        paths.prepare().unwrap();
        for folder in [&paths.data, &paths.log_folder(), &paths.spool_folder()] {
            assert_eq!(mode(folder), 0o700, "{}", folder.display());
        }
    }

    #[test]
    fn rights_of_others_are_taken_away_from_our_files() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::of(Some(home.path())).unwrap();
        fs::write(paths.config_file(), "").unwrap();
        fs::set_permissions(paths.config_file(), fs::Permissions::from_mode(0o644)).unwrap();
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
        paths.prepare().unwrap();
        assert_eq!((mode(home.path()), mode(&paths.config_file())), (0o700, 0o600));
    }

    #[test]
    fn any_file_of_ours_makes_a_copied_folder_ours() {
        for name in OURS {
            let home = tempfile::tempdir().unwrap();
            fs::write(home.path().join("notes.txt"), "").unwrap();
            if name == "spool" {
                fs::create_dir(home.path().join(name)).unwrap();
            } else {
                fs::write(home.path().join(name), "").unwrap();
            }
            fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
            Paths::of(Some(home.path())).unwrap().prepare().unwrap();
            assert_eq!(mode(home.path()), 0o700, "{name}");
        }
    }

    #[test]
    fn a_folder_with_other_things_in_it_is_left_alone() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("letter.txt"), "").unwrap();
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let paths = Paths::of(Some(home.path())).unwrap();
        assert!(matches!(paths.prepare(), Err(PathsError::NotPrivate { .. })));
        assert_eq!(mode(home.path()), 0o755);
    }
}
