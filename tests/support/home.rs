//! A home for tests: a store in a private folder, a fetcher over it, and an account on a server of the test.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use fumi::config::secrets::{Login, SecretStore};
use fumi::config::{Paths, Settings};
use fumi::domain::account::{
    AccountName, AccountSettings, Incoming, OnServer, Secret, SecretSource, Security, ServerSettings, SharingLevel,
};
use fumi::domain::ids::{Id, MessageKey};
use fumi::jobs::fetch::FetchSummary;
use fumi::store::{Store, raw};
use fumi::text::CleanText;
use fumi::workers::accounts::Accounts;
use fumi::workers::arriving::{Entrance, Folders};
use fumi::workers::database::Database;
use fumi::workers::fetch::{FetchOptions, FetchRules, Fetcher};
use fumi::workers::notices::Notices;

/// A home in a folder of its own.
pub struct Home {
    /// The folder; it goes with the test.
    pub dir: tempfile::TempDir,
    /// The database.
    pub database: Database,
    /// What fetches.
    pub fetcher: Arc<Fetcher>,
    accounts: Arc<Accounts>,
}

/// No limits but the usual one for deletes.
pub const RULES: FetchRules = FetchRules { max_size: None, mass_delete: 100 };

impl Home {
    /// An empty home.
    pub fn new() -> Self {
        Self::in_folder(tempfile::tempdir().unwrap())
    }

    /// The home in this folder, as after a restart.
    pub fn in_folder(dir: tempfile::TempDir) -> Self {
        let paths = Paths::of(Some(dir.path())).unwrap();
        paths.prepare().unwrap();
        let notices = Notices::default();
        let database = Database::open(&paths.database(), notices.clone(), 7).unwrap();
        let secrets = SecretStore::in_memory(&paths);
        let accounts = Accounts::new(paths.clone(), Settings::default(), secrets);
        let folders = Folders { state: paths.state_folder().to_owned(), spool: paths.spool_folder() };
        let entrance = Entrance::new(database.clone(), notices, folders);
        let fetcher = Fetcher::new(entrance, Arc::clone(&accounts));
        Self { dir, database, fetcher, accounts }
    }

    /// Ends this process's work on the home and opens it again.
    pub fn restarted(self) -> Self {
        let Self { dir, .. } = self;
        Self::in_folder(dir)
    }

    /// Keeps a password for an account.
    pub fn password(&self, account: &AccountSettings, password: &str) {
        self.accounts.secrets().set(account.id, Login::Incoming, &Secret::new(password.to_owned())).unwrap();
    }

    /// Whether a password of an account is kept.
    pub fn knows_password(&self, account: &AccountSettings) -> bool {
        self.accounts.secrets().knows(account.id, Login::Incoming)
    }

    /// Fetches an account once.
    pub async fn fetch(&self, account: &AccountSettings) -> FetchSummary {
        self.fetch_asked(account, RULES, FetchOptions::default()).await
    }

    /// Fetches an account once, with limits and wishes.
    pub async fn fetch_asked(&self, account: &AccountSettings, rules: FetchRules, asked: FetchOptions) -> FetchSummary {
        if !self.accounts.secrets().knows(account.id, Login::Incoming) {
            self.password(account, "pw");
        }
        self.fetcher.fetch(account, rules, asked).await
    }

    /// The raw bytes of every stored mail, in the order of their keys.
    pub fn stored(&self) -> Vec<Vec<u8>> {
        stored(&Paths::of(Some(self.dir.path())).unwrap().database())
    }

    /// The states of `pop3_seen` by the server's name.
    pub fn states(&self) -> BTreeMap<String, String> {
        let db = self.database.store().reader().unwrap();
        let mut statement = db.prepare("SELECT uidl, state FROM pop3_seen ORDER BY uidl, n").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?))).unwrap();
        rows.map(|row| row.map(|(uidl, state)| (String::from_utf8_lossy(&uidl).into_owned(), state)).unwrap()).collect()
    }
}

/// The raw bytes of every mail in a store, in the order of their keys.
pub fn stored(database: &Path) -> Vec<Vec<u8>> {
    let db = Store::open(database).unwrap().reader().unwrap();
    let mut statement = db.prepare("SELECT key FROM message ORDER BY key").unwrap();
    let keys: Vec<i64> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    keys.iter().map(|key| raw::whole(&db, MessageKey(*key)).unwrap()).collect()
}

/// An account on a port of this machine, in the open, with the password `pw`.
pub fn account(port: u16, on_server: OnServer) -> AccountSettings {
    AccountSettings {
        id: Id::from_bytes([9; 16]),
        name: AccountName::new("sales").unwrap(),
        display_name: CleanText::line("Me"),
        email: "me@sample.example".parse().unwrap(),
        protocol: Incoming::Pop3,
        incoming: ServerSettings {
            host: "127.0.0.1".to_owned(),
            port,
            security: Security::None,
            username: "me".to_owned(),
            certificate: None,
        },
        incoming_secret: SecretSource::Kept,
        outgoing: None,
        outgoing_secret: SecretSource::Kept,
        smtp_same_credentials: false,
        on_server,
        recent_mode: false,
        sharing: SharingLevel::Private,
        excluded_domains: Vec::new(),
        aliases: Vec::new(),
        color: None,
        signature: CleanText::default(),
        magnet: None,
        ends: None,
        ca_file: None,
        enabled: true,
        default: true,
        plaintext_confirmed: true,
    }
}
