//! Everything `config.toml` can say, with its defaults.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::notify::NotifySettings;
use crate::domain::account::magnet::Magnet;
use crate::domain::account::retention::Terms;
use crate::domain::account::{AccountName, AccountSettings};
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::rules::NO_REPLY_DAYS;
use crate::domain::ids::Id;
use crate::domain::sign_in::{self, Registration};
use crate::domain::team::login::TeamSettings;
use crate::i18n::Language;

/// How the screen is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Light on dark.
    #[default]
    Dark,
    /// Dark on light.
    Light,
    /// No colours; `NO_COLOR` means this too.
    Plain,
}

impl Theme {
    /// Every theme.
    pub const ALL: [Self; 3] = [Self::Dark, Self::Light, Self::Plain];

    /// The word of the config.
    pub fn word(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Plain => "plain",
        }
    }
}

/// When a mail that is looked at counts as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MarkRead {
    /// As soon as its text is shown in the conversation that has the keys.
    #[default]
    Open,
    /// When its text was shown there for so many seconds.
    After(u64),
    /// When the person leaves the conversation.
    Leave,
    /// Only by hand.
    Never,
}

/// Where new passwords are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SecretStoreChoice {
    /// In the keyring if it answers, else in the encrypted file.
    #[default]
    Auto,
    /// Only in the keyring.
    Keyring,
    /// Only in the encrypted file.
    File,
}

impl SecretStoreChoice {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Keyring, Self::File];

    /// The word of the config.
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Keyring => "keyring",
            Self::File => "file",
        }
    }
}

/// Where the search for servers asks (S52); for tests and odd networks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiscoverySettings {
    /// `discovery.dns`: the name server; the system's when absent.
    pub dns: Option<SocketAddr>,
    /// `discovery.https_port`: where domains answer with their files.
    pub https_port: u16,
    /// `discovery.ca_file`: a PEM file with the certificates that are trusted there in place of the system's.
    pub ca_file: Option<PathBuf>,
}

impl Default for DiscoverySettings {
    fn default() -> Self {
        Self { dns: None, https_port: 443, ca_file: None }
    }
}

/// The settings of a home.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// `language`; the locale decides when absent.
    pub language: Option<Language>,
    /// `theme`.
    pub theme: Theme,
    /// `mouse`: whether it acts in the app; without, the terminal selects text with it.
    pub mouse: bool,
    /// `currency`: ISO 4217 code for amounts without one; the language decides when absent.
    pub currency: Option<String>,
    /// `editor`: a command in place of `$EDITOR`.
    pub editor: Option<String>,
    /// `reading.browser`: the program that opens links, with its first arguments.
    pub browser: Vec<String>,
    /// `reading.viewer`: the program that opens attachments, with its first arguments.
    pub viewer: Vec<String>,
    /// `reading.printer`: the program that prints a text from its standard input, with its arguments.
    pub printer: Vec<String>,
    /// `reading.authserv`: whose word about senders is believed; none means the server that took the mail.
    pub authserv: Vec<String>,
    /// `reading.mark_read`: when a mail counts as read.
    pub mark_read: MarkRead,
    /// `passphrase_command`: prints the passphrase of the encrypted secrets on its first line.
    pub passphrase_command: Option<String>,
    /// `fetch.interval` in seconds, 300 by default; `None` (`"off"`) fetches only when asked.
    pub fetch_interval_s: Option<u64>,
    /// `fetch.max_size` in bytes; larger mails stay on the server. Off by default.
    pub fetch_max_size: Option<u64>,
    /// `sync.mass_delete`: how many deletes at once are held for a confirmation (with 20 % of the mailbox).
    pub mass_delete: u64,
    /// `outbox.hold` in seconds: how long a sent mail waits for an undo.
    pub outbox_hold_s: u64,
    /// `accounts.one_active`: enabling one account disables the others (S46).
    pub one_active: bool,
    /// `sharing.max_excluded_domains` (S88).
    pub max_excluded_domains: usize,
    /// `discovery.*`: where the search for servers asks.
    pub discovery: DiscoverySettings,
    /// `[retention]`: what becomes of accounts that nobody uses (S36).
    pub retention: Terms,
    /// `backup.keep`: how many of the daily backups stay; 0 makes none.
    pub backups_kept: usize,
    /// `[oauth2]`: how fumi is known to an identity provider, and where that is.
    pub registration: Registration,
    /// `[oauth2.SERVICE]`: the same for one service.
    pub registrations: Vec<(String, Registration)>,
    /// `[team]`: the workspace that this home shares customers and mail in.
    pub team: Option<TeamSettings>,
    /// `secrets.store`.
    pub secret_store: SecretStoreChoice,
    /// `crm.owner`: how the one who uses this home is called; the default account's name when absent.
    pub owner: Option<String>,
    /// `crm.required`: the fields that must be filled besides what a kind cannot be without.
    pub required: Vec<(RecordKind, Field)>,
    /// `[notify]`: how a person is told that a customer wrote, or that something comes due.
    pub notify: NotifySettings,
    /// `crm.no_reply_days`: after how many days without an answer a customer waits.
    pub no_reply_days: u32,
    /// `[keys]`: bindings by command name, in the order of the file.
    pub keys: Vec<(String, Vec<String>)>,
    /// The lines of the file that these bindings stand in, from 1.
    pub key_lines: Vec<(String, usize)>,
    /// `[[account]]`: the mail accounts, in the order of the file.
    pub accounts: Vec<AccountSettings>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: None,
            theme: Theme::Dark,
            mouse: true,
            currency: None,
            editor: None,
            browser: vec!["xdg-open".to_owned()],
            viewer: vec!["xdg-open".to_owned()],
            printer: vec!["lp".to_owned()],
            authserv: Vec::new(),
            mark_read: MarkRead::Open,
            passphrase_command: None,
            fetch_interval_s: Some(300),
            fetch_max_size: None,
            mass_delete: 100,
            outbox_hold_s: 10,
            one_active: false,
            max_excluded_domains: 5,
            discovery: DiscoverySettings::default(),
            retention: Terms::default(),
            backups_kept: 3,
            registration: Registration::default(),
            registrations: Vec::new(),
            team: None,
            secret_store: SecretStoreChoice::Auto,
            owner: None,
            required: Vec::new(),
            notify: NotifySettings::default(),
            no_reply_days: NO_REPLY_DAYS,
            keys: Vec::new(),
            key_lines: Vec::new(),
            accounts: Vec::new(),
        }
    }
}

impl Settings {
    /// The accounts with a mail magnet (S104).
    pub fn magnets(&self) -> Vec<(AccountName, Magnet)> {
        self.accounts.iter().filter_map(|account| Some((account.name.clone(), account.magnet.clone()?))).collect()
    }

    /// The account with this name, in any case.
    pub fn account_named(&self, name: &str) -> Option<&AccountSettings> {
        let wanted = name.trim().to_lowercase();
        self.accounts.iter().find(|one| one.name.as_str().to_lowercase() == wanted)
    }

    /// The account with this id.
    pub fn account(&self, id: Id) -> Option<&AccountSettings> {
        self.accounts.iter().find(|one| one.id == id)
    }

    /// The account that new mail starts from (S81): the marked one, else the first that is enabled and can send, else the first.
    pub fn default_account(&self) -> Option<&AccountSettings> {
        let sends = |one: &&AccountSettings| one.enabled && one.outgoing.is_some();
        self.accounts.iter().find(|one| one.default).or_else(|| self.accounts.iter().find(sends)).or_else(|| self.accounts.first())
    }

    /// How the owner of records is called: as the settings say, else as mail of the default account is signed, else by its address; empty without any account.
    pub fn owner_name(&self) -> String {
        let account = self.default_account();
        let signed = account.map(|account| account.display_name.as_str()).filter(|name| !name.trim().is_empty());
        let address = || account.map(|account| account.email.to_string()).unwrap_or_default();
        self.owner.clone().or_else(|| signed.map(str::to_owned)).unwrap_or_else(address)
    }

    /// How to sign in for an account at its identity provider: what the config says of this service, or else of all, and what is known of the service.
    pub fn registration_for(&self, account: &AccountSettings) -> Registration {
        let service = sign_in::service_of(account);
        let own = service.and_then(|one| self.registrations.iter().find(|(id, _)| *id == one.id)).map(|(_, own)| own.clone());
        let known = service.map(|one| one.registration.clone()).unwrap_or_default();
        own.unwrap_or_else(|| self.registration.clone()).or(&known)
    }

    /// The names of all accounts but one.
    pub fn names_except(&self, id: Option<Id>) -> Vec<AccountName> {
        self.accounts.iter().filter(|one| Some(one.id) != id).map(|one| one.name.clone()).collect()
    }
}
