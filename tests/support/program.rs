//! The real program on a home of its own, with one account on a port of this machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use fumi::config::secrets::{PassphraseSource, SecretStore};
use fumi::config::{Paths, Settings};
use fumi::domain::account::{EnteredAccount, EnteredSecret};
use fumi::domain::ids::Id;
use fumi::workers::accounts::Accounts;

/// A home whose config names one account, `sales`.
pub struct ProgramHome {
    /// The folder; it goes with the test.
    pub dir: tempfile::TempDir,
}

impl ProgramHome {
    /// A home with an account on this port: under TLS with an authority's file, else in the open.
    pub fn with_account(port: u16, on_server: &str, ca_file: Option<&Path>) -> Self {
        Self::with_account_over("pop3", port, on_server, ca_file)
    }

    /// The same over `pop3` or `imap`.
    pub fn with_account_over(protocol: &str, port: u16, on_server: &str, ca_file: Option<&Path>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::of(Some(dir.path())).unwrap();
        paths.prepare().unwrap();
        let secrets = SecretStore::new(&paths, &Settings::default(), PassphraseSource::default());
        let accounts = Accounts::new(paths, Settings::default(), secrets);
        let entered = EnteredAccount {
            name: "sales".to_owned(),
            email: "me@sample.example".to_owned(),
            protocol: protocol.to_owned(),
            host: "localhost".to_owned(),
            port: port.to_string(),
            security: if ca_file.is_some() { "tls" } else { "none" }.to_owned(),
            username: "me".to_owned(),
            incoming_secret: EnteredSecret::Command("printf pw".to_owned()),
            on_server: on_server.to_owned(),
            ca_file: ca_file.map(|path| path.display().to_string()).unwrap_or_default(),
            plaintext_confirmed: ca_file.is_none(),
            ..EnteredAccount::default()
        };
        accounts.add(&entered, Id::from_bytes([9; 16])).unwrap();
        Self { dir }
    }

    /// The store of this home.
    pub fn database(&self) -> PathBuf {
        Paths::of(Some(self.dir.path())).unwrap().database()
    }

    /// A verb that is not started yet.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fumi"));
        command.arg("--home").arg(self.dir.path()).args(["--lang", "en", "--json"]).args(arguments).stdin(Stdio::null());
        command
    }

    /// Starts a verb; what it says goes to a file of the home.
    pub fn start(&self, arguments: &[&str]) -> Child {
        let said = fs::File::create(self.dir.path().join("said")).unwrap();
        self.command(arguments).stdout(said.try_clone().unwrap()).stderr(said).spawn().unwrap()
    }

    /// What the last started verb said.
    pub fn said(&self) -> String {
        fs::read_to_string(self.dir.path().join("said")).unwrap_or_default()
    }

    /// Runs a verb to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }
}
